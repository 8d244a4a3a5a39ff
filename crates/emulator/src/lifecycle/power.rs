//! Power of the machines behind session hosts: what Compute does to one, and what its host pool sees of it a moment later
//! (Learn, *States and billing status of Azure Virtual Machines*, *Session host statuses and health checks*).

use host::{Duration, Instant};

use super::Stamp;
use crate::avd::{Pool, SessionHost};

/// How long the machine itself takes, and until the agent has been heard again.
const MACHINE: Duration = Duration::from_secs(40);
const AGENT: Duration = Duration::from_secs(80);

/// What is asked of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Power {
    Start,
    Restart,
    /// Shut down, still reserved and paid for.
    Off,
    /// Shut down and given back.
    Deallocate,
}

/// Something asked of a machine that has not all happened.
#[derive(Clone, Debug)]
pub(crate) struct PowerRun {
    pub(crate) vm: Box<str>,
    pub(crate) power: Power,
    /// Work time at which the machine is done.
    pub(crate) ends: Instant,
    /// Work time at which its host has told the pool.
    pub(crate) heard: Instant,
}

/// The power state of a machine as `PowerState/…` writes it, and for people.
pub(crate) fn state(pool: &Pool, host: &SessionHost, work: Instant) -> (&'static str, &'static str) {
    let turning = pool.power.iter().find(|run| run.vm == host.vm && work < run.ends).map(|run| run.power);
    match turning {
        Some(Power::Start) => ("starting", "VM starting"),
        Some(Power::Off) => ("stopping", "VM stopping"),
        Some(Power::Deallocate) => ("deallocating", "VM deallocating"),
        Some(Power::Restart) => ("running", "VM running"),
        None => match host.machine {
            Machine::Running => ("running", "VM running"),
            Machine::Stopped => ("stopped", "VM stopped"),
            Machine::Deallocated => ("deallocated", "VM deallocated"),
        },
    }
}

/// Whether a machine has power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Machine {
    Running,
    Stopped,
    Deallocated,
}

/// Begins what was asked; work time at which the machine is done. Asking for what is so already ends at once.
pub(crate) fn begin(pool: &mut Pool, vm: &str, power: Power, work: Instant, stamp: &Stamp) -> Instant {
    let Some(host) = pool.hosts.all_mut().iter_mut().find(|host| host.vm.eq_ignore_ascii_case(vm)) else { return work };
    let already = match power {
        Power::Start => host.machine == Machine::Running,
        Power::Off => host.machine != Machine::Running,
        Power::Deallocate => host.machine == Machine::Deallocated,
        Power::Restart => false,
    };
    if already {
        return work;
    }
    if power != Power::Start {
        host.sessions.clear();
        if host.reports() {
            host.turn("Unavailable", stamp.wall(work));
        }
    }
    let ends = work + MACHINE;
    let heard = if matches!(power, Power::Start | Power::Restart) { work + AGENT } else { ends };
    pool.power.push(PowerRun { vm: host.vm.clone(), power, ends, heard });
    ends
}

/// Whether Compute is at work on a machine.
pub(crate) fn turning(pool: &Pool, vm: &str, work: Instant) -> bool {
    pool.power.iter().any(|run| run.vm.eq_ignore_ascii_case(vm) && work < run.ends)
}

/// Lets everything happen whose time has come.
pub(crate) fn advance(pool: &mut Pool, work: Instant, stamp: &Stamp) {
    let runs = std::mem::take(&mut pool.power);
    for run in &runs {
        // A machine that an update replaced meanwhile is nobody's business any more.
        let Some(host) = pool.hosts.all_mut().iter_mut().find(|host| host.vm == run.vm) else { continue };
        if run.ends <= work {
            host.machine = match run.power {
                Power::Start | Power::Restart => Machine::Running,
                Power::Off => Machine::Stopped,
                Power::Deallocate => Machine::Deallocated,
            };
        }
        if run.heard <= work {
            let status = if host.machine == Machine::Running { "Available" } else { "Shutdown" };
            host.turn(status, stamp.wall(run.heard));
        }
    }
    pool.power = runs.into_iter().filter(|run| work < run.heard).collect();
}
