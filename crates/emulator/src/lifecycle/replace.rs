//! How one host is replaced: message, wait, sign out, drain, a new machine under the same host name, drain off
//! (Learn, *Session host update*).

use host::{Duration, Instant};

use super::{Stamp, minutes};
use crate::avd::{Pool, SessionHost, UpdateState};

/// About twenty minutes a host (Learn, *Update session hosts*).
const WORK: Duration = minutes(20);
/// Hosts of a batch do not finish together.
const STAGGER: u64 = 1;

/// How far a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Users were told.
    Warned,
    /// Out of the pool, its new machine being made.
    Rebuilding,
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
}

impl Slot {
    /// When something happens next.
    pub(crate) fn due(&self) -> Option<Instant> {
        match self.stage {
            Stage::Warned => Some(self.sign_out),
            Stage::Rebuilding => Some(self.done),
            Stage::Finished => None,
        }
    }
}

/// Begins with a host; `None` when it is no longer in the pool. The last of a batch takes the full time, `earlier` places before
/// it a little less.
pub(crate) fn begin(pool: &mut Pool, name: String, at: Instant, delay: Duration, earlier: usize) -> Option<Slot> {
    let host = pool.hosts.named_mut(&name)?;
    // A host that could not be rolled back was drained by the service, not by an admin.
    let lost = host.update_state == UpdateState::Failed && host.status == "Unavailable";
    let before = Before { allow_new: host.allow_new || lost, status: host.status };
    host.update_state = UpdateState::Started;
    host.update_error = None;
    let sign_out = at + delay;
    let done = sign_out + WORK - minutes(STAGGER * u64::try_from(earlier).unwrap_or(0).min(6));
    Some(Slot { host: name, stage: Stage::Warned, result: Ending::Gone, sign_out, done, before })
}

/// Takes the next step of a host.
pub(crate) fn step(slot: &mut Slot, pool: &mut Pool, target: Instant, at: Instant, stamp: &Stamp) {
    let now = stamp.wall(at);
    let Some(host) = pool.hosts.named_mut(&slot.host) else {
        slot.stage = Stage::Finished;
        return;
    };
    if slot.stage == Stage::Warned {
        host.sessions.clear();
        host.allow_new = false;
        host.turn("Unavailable", now);
        slot.stage = Stage::Rebuilding;
        return;
    }
    slot.stage = Stage::Finished;
    slot.result = if host.fails == 0 { updated(host, &slot.before, target, now) } else { failed(host, &slot.before, now) };
}

fn updated(host: &mut SessionHost, before: &Before, target: Instant, now: Instant) -> Ending {
    host.vm = machine_name(host, now).into();
    host.generation += 1;
    host.version = Some(target);
    host.last_update = Some(now);
    host.update_state = UpdateState::Succeeded;
    restore(host, before, now);
    Ending::Updated
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
