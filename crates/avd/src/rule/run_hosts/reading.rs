//! What one line of the host list means for a run.

use host::Instant;

use super::{HostInRun, HostState, Look, Source};
use crate::resource::{HostUpdateState, SessionHost, SessionHostStatus, UpdateState};
use crate::rule::drift::HostVersion;
use crate::rule::host_status::takes_new_sessions;
use crate::rule::run::is_terminal;
use crate::rule::wording::wording;

/// A state with its evidence.
pub(super) struct Reading {
    pub(super) state: HostState,
    pub(super) source: Source,
    pub(super) why: String,
    pub(super) since: Option<Instant>,
    pub(super) in_run: bool,
}

impl Reading {
    fn new(state: HostState, source: Source, why: impl Into<String>) -> Self {
        Self { state, source, why: why.into(), since: None, in_run: true }
    }

    fn since(self, since: Option<Instant>) -> Self {
        Self { since, ..self }
    }

    fn apart(self) -> Self {
        Self { in_run: false, ..self }
    }
}

/// What was read of a host, boiled down.
struct Facts<'a> {
    update: Option<&'a HostUpdateState>,
    status: Option<&'a SessionHostStatus>,
    /// Whether its status lets users in; unknown words do not.
    answers: bool,
    shut_down: bool,
    drained: bool,
    updated: Option<Instant>,
    turned: Option<Instant>,
    /// When its machine was made, by the machine's name.
    made: Option<Instant>,
}

impl<'a> Facts<'a> {
    fn of(host: &'a SessionHost) -> Self {
        let properties = &host.properties;
        let status = properties.status.as_ref();
        Self {
            update: properties.update_state.as_ref(),
            status,
            answers: status.is_some_and(|status| takes_new_sessions(status) == Some(true)),
            shut_down: status == Some(&SessionHostStatus::Shutdown),
            drained: properties.allow_new_session == Some(false),
            updated: properties.last_session_host_update_time.as_ref().and_then(|stamp| stamp.at()),
            turned: properties.status_timestamp.as_ref().and_then(|stamp| stamp.at()),
            made: properties.resource_id.as_deref().and_then(made),
        }
    }

    /// Whether it is of use as it is: users get in, or it is shut down as it may have been before.
    const fn is_back(&self) -> bool {
        self.answers || self.shut_down
    }

    fn status(&self) -> &str {
        self.status.map_or("not reported", |status| wording(status.as_str()))
    }
}

/// Reads a listed host.
pub(super) fn read(host: &SessionHost, version: HostVersion, earlier: Option<&HostInRun>, look: &Look) -> Reading {
    let facts = Facts::of(host);
    let updated_by_run = facts.updated.zip(look.run.started).is_some_and(|(updated, started)| updated >= started);
    match version {
        HostVersion::UpToDate => new_version(&facts, earlier, look),
        HostVersion::Unknown if updated_by_run && facts.update == Some(&HostUpdateState::Succeeded) => {
            new_version(&facts, earlier, look)
        }
        _ => old_version(&facts, version, earlier, look),
    }
}

/// The host was made from the wanted version: by this run, or before it.
fn new_version(facts: &Facts, earlier: Option<&HostInRun>, look: &Look) -> Reading {
    if was_before_run(facts, earlier, look) {
        let why = "It was already up to date when the update started.";
        return Reading::new(HostState::Skipped, Source::Inferred, why).since(facts.updated).apart();
    }
    if facts.update == Some(&HostUpdateState::Started) {
        let why = format!("The new VM has joined the pool. The update is still running; status: {}.", facts.status());
        return Reading::new(HostState::Registering, Source::Read, why).since(facts.made);
    }
    if facts.answers {
        let why = format!("Runs the new version; status: {}.", facts.status());
        return Reading::new(HostState::Healthy, Source::Read, why).since(facts.updated);
    }
    if facts.shut_down && facts.update == Some(&HostUpdateState::Succeeded) {
        let why = "Updated to the new version. It's shut down, because an update keeps the power state.";
        return Reading::new(HostState::Healthy, Source::Inferred, why).since(facts.updated);
    }
    if facts.update == Some(&HostUpdateState::Failed) {
        let why = format!("The update failed after the new VM was created; status: {}.", facts.status());
        return Reading::new(HostState::Failed, Source::Read, why).since(facts.turned);
    }
    let why = format!("Runs the new version; status is still: {}.", facts.status());
    Reading::new(HostState::Registering, Source::Read, why).since(facts.made.or(facts.updated))
}

/// Whether a host of the wanted version was so before the run touched it.
fn was_before_run(facts: &Facts, earlier: Option<&HostInRun>, look: &Look) -> bool {
    // Not begun: what is up to date now will be left alone.
    let Some(started) = look.run.started else { return true };
    if facts.update == Some(&HostUpdateState::Started) {
        return false;
    }
    match facts.updated.max(facts.made) {
        Some(changed) => changed < started,
        None => earlier.is_some_and(|earlier| !earlier.in_run),
    }
}

/// The time in a machine's name, `<host>-<yyyy-MM-ddTHH-mm-ss>` (Learn, "Session host update for Azure Virtual Desktop").
fn made(resource_id: &str) -> Option<Instant> {
    const LENGTH: usize = "yyyy-MM-ddTHH-mm-ss".len();
    let start = resource_id.len().checked_sub(LENGTH)?;
    let (date, time) = resource_id.get(start..)?.split_once('T')?;
    Instant::parse(&format!("{date}T{}Z", time.replace('-', ":"))).ok()
}

/// The host is not, or not known to be, of the wanted version.
fn old_version(facts: &Facts, version: HostVersion, earlier: Option<&HostInRun>, look: &Look) -> Reading {
    use UpdateState as S;
    let status = &look.run.status;
    if matches!(status, S::Scheduled | S::ValidatingSessionHostUpdate) {
        let source = if version == HostVersion::Behind { Source::Read } else { Source::Inferred };
        return Reading::new(HostState::Waiting, source, "The update hasn't started replacing session hosts.");
    }
    if facts.update == Some(&HostUpdateState::Failed) && (look.run.started.is_some() || earlier.is_some()) {
        return after_failure(facts);
    }
    if is_terminal(status) {
        return left(status);
    }
    match facts.update {
        Some(HostUpdateState::Started) => under_way(facts),
        Some(HostUpdateState::Pending) => Reading::new(HostState::Waiting, Source::Read, "The update is pending."),
        _ => Reading::new(
            HostState::Waiting,
            Source::Inferred,
            "It's still on the old version, and Azure doesn't report that \
            its update has started.",
        ),
    }
}

fn under_way(facts: &Facts) -> Reading {
    if facts.drained && !facts.is_back() {
        let why =
            format!("The update has started and the host is drained; status: {}. The VM is being replaced.", facts.status());
        return Reading::new(HostState::BeingReplaced, Source::Inferred, why).since(facts.turned);
    }
    let why = if facts.drained {
        "The update has started. The host is drained and its original VM is still running."
    } else {
        "The update has started. Users were notified and are signed out after the delay."
    };
    Reading::new(HostState::Draining, Source::Read, why)
}

fn after_failure(facts: &Facts) -> Reading {
    if facts.is_back() {
        let why = format!("The update failed and the host was rolled back to the old version; status: {}.", facts.status());
        return Reading::new(HostState::RolledBack, Source::Inferred, why).since(facts.turned);
    }
    let why = format!("The update failed and the host couldn't be recovered; status: {}.", facts.status());
    Reading::new(HostState::Failed, Source::Read, why).since(facts.turned)
}

/// The run is over and the host was not updated.
fn left(status: &UpdateState) -> Reading {
    let why = match status {
        UpdateState::Cancelled => "The update was cancelled before this host was updated. It keeps the old version.",
        UpdateState::Failed => "The update ended before this host was updated. It keeps the old version.",
        _ => "The update has ended, and this host isn't on the new version.",
    };
    Reading::new(HostState::Skipped, Source::Inferred, why)
}

/// A host that has left the list keeps its row.
pub(super) fn gone(row: &HostInRun, look: &Look) -> HostInRun {
    let (state, why) = match row.state {
        _ if is_terminal(&look.run.status) => (HostState::Skipped, "It's no longer in the pool."),
        HostState::Skipped | HostState::Healthy => (HostState::Skipped, "It was removed from the pool after it was updated."),
        HostState::Failed | HostState::RolledBack if look.run.status == UpdateState::Error => {
            (HostState::Failed, "The update failed, and the host is no longer in the pool.")
        }
        _ => (HostState::BeingReplaced, "It's no longer in the host list because its VM is being replaced."),
    };
    HostInRun {
        state,
        source: Source::Inferred,
        why: why.to_owned(),
        since: if row.listed || row.state != state { Some(look.at) } else { row.since },
        sessions: None,
        listed: false,
        ..row.clone()
    }
}
