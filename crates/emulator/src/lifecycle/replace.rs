//! How one host is replaced: message, wait, sign out, drain, out of the pool, a new machine under the same host name that joins
//! the pool, drain off (Learn, *Session host update*). While it is out of the pool no list shows it.

use host::{Duration, Instant};

use super::{Stamp, minutes};
use crate::avd::{Pool, SessionHost, UpdateState};

/// About twenty minutes a host (Learn, *Update session hosts*).
const WORK: Duration = minutes(20);
/// Hosts of a batch do not finish together.
const STAGGER: u64 = 1;
/// How long the new machine is in the pool before it takes users; part of the twenty minutes.
const REGISTERING: Duration = minutes(2);

/// How far a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Users were told.
    Warned,
    /// Out of the pool, its new machine being made.
    Rebuilding,
    /// Back in the pool on its new machine, drained.
    Registering,
    Finished,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Updated,
    /// Back on its old machine.
    RolledBack,
    /// Out of service.
    Lost,
    /// Someone removed it meanwhile.
    Gone,
}

/// What the host goes back to.
#[derive(Clone, Debug)]
struct Before {
    allow_new: bool,
    status: &'static str,
}

/// One host being replaced.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) host: String,
    pub(crate) stage: Stage,
    pub(crate) result: Ending,
    sign_out: Instant,
    done: Instant,
    before: Before,
    /// The host while it is out of the pool, and its place there.
    away: Option<(usize, SessionHost)>,
}

impl Slot {
    /// When something happens next.
    pub(crate) fn due(&self) -> Option<Instant> {
        match self.stage {
            Stage::Warned => Some(self.sign_out),
            // An agent that does not register is waited for to the end.
            Stage::Rebuilding if self.away.as_ref().is_some_and(|(_, host)| host.fails > 0) => Some(self.done),
            Stage::Rebuilding => Some(self.done - REGISTERING),
            Stage::Registering => Some(self.done),
            Stage::Finished => None,
        }
    }
}

/// Begins with a host; `None` when it is no longer in the pool. The last of a batch takes the full time, `earlier` places before
/// it a little less.
pub(crate) fn begin(pool: &mut Pool, name: String, at: Instant, delay: Duration, earlier: usize) -> Option<Slot> {
    let host = pool.hosts.named_mut(&name)?;
    // A host that could not be rolled back was drained by the service, not by an admin.
    let lost = host.update_error.is_some() && host.status == "Unavailable";
    let before = Before { allow_new: host.allow_new || lost, status: host.status };
    host.update_state = UpdateState::Started;
    host.update_error = None;
    let sign_out = at + delay;
    let done = sign_out + WORK - minutes(STAGGER * u64::try_from(earlier).unwrap_or(0).min(6));
    Some(Slot { host: name, stage: Stage::Warned, result: Ending::Gone, sign_out, done, before, away: None })
}

/// Takes the next step of a host.
pub(crate) fn step(slot: &mut Slot, pool: &mut Pool, target: Instant, at: Instant, stamp: &Stamp) {
    let now = stamp.wall(at);
    match slot.stage {
        Stage::Warned => leave(slot, pool, now),
        Stage::Rebuilding => come_back(slot, pool, target, now),
        Stage::Registering => {
            slot.stage = Stage::Finished;
            let Some(host) = pool.hosts.named_mut(&slot.host) else { return };
            host.last_update = Some(now);
            host.update_state = UpdateState::Succeeded;
            host.update_error = None;
            restore(host, &slot.before, now);
            slot.result = Ending::Updated;
        }
        Stage::Finished => {}
    }
}

/// The delay is over: whoever is left is signed out, and the host leaves the pool.
fn leave(slot: &mut Slot, pool: &mut Pool, now: Instant) {
    let hosts = pool.hosts.all_mut();
    let Some(place) = hosts.iter().position(|host| host.name.eq_ignore_ascii_case(&slot.host)) else {
        slot.stage = Stage::Finished;
        return;
    };
    let mut host = hosts.remove(place);
    host.sessions.clear();
    host.allow_new = false;
    host.turn("Unavailable", now);
    slot.away = Some((place, host));
    slot.stage = Stage::Rebuilding;
}

/// The host joins the pool again: on its new machine, or on the old one.
fn come_back(slot: &mut Slot, pool: &mut Pool, target: Instant, now: Instant) {
    slot.stage = Stage::Finished;
    let Some((place, mut host)) = slot.away.take() else { return };
    if host.fails > 0 {
        slot.result = failed(&mut host, &slot.before, now);
    } else {
        host.vm = machine_name(&host, now).into();
        host.generation += 1;
        host.version = Some(target);
        host.turn("Upgrading", now);
        slot.stage = Stage::Registering;
    }
    let hosts = pool.hosts.all_mut();
    hosts.insert(place.min(hosts.len()), host);
}

fn failed(host: &mut SessionHost, before: &Before, now: Instant) -> Ending {
    host.fails -= 1;
    host.update_state = UpdateState::Failed;
    host.update_error = Some(
        "AgentRegistrationFailureGeneric: the AVD agent on the new virtual machine did not register with the service in time."
            .into(),
    );
    if host.sticks {
        host.sticks = false;
        return Ending::Lost;
    }
    restore(host, before, now);
    Ending::RolledBack
}

/// Power state and drain mode of a host are respected: it goes back to what it was.
fn restore(host: &mut SessionHost, before: &Before, now: Instant) {
    host.allow_new = before.allow_new;
    let status = if matches!(before.status, "Shutdown") { "Shutdown" } else { "Available" };
    host.turn(status, now);
}

/// `<host>-<yyyy-MM-ddTHH-mm-ss>`.
fn machine_name(host: &SessionHost, now: Instant) -> String {
    let short = host.name.split('.').next().unwrap_or_default();
    let mut at = now;
    loop {
        let stamp: String = at.to_rfc3339().chars().take(19).map(|c| if c == ':' { '-' } else { c }).collect();
        let name = format!("{short}-{stamp}");
        if name != *host.vm {
            return name;
        }
        at = at + Duration::from_secs(1);
    }
}
