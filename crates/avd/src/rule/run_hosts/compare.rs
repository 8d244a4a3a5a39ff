//! The rows counted, and the service's own counts beside them.

use super::{HostInRun, HostState, Picture};
use crate::rule::run::Run;

/// How many hosts stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hosts whose turn has not come.
    pub waiting: u64,
    /// Hosts whose users are being signed out.
    pub draining: u64,
    /// Hosts whose machine is being replaced.
    pub being_replaced: u64,
    /// Hosts whose new machine does not take users yet.
    pub registering: u64,
    /// Updated hosts.
    pub healthy: u64,
    /// Hosts out of service.
    pub failed: u64,
    /// Hosts back on their old machine.
    pub rolled_back: u64,
    /// Hosts the run leaves as they are.
    pub skipped: u64,
}

impl Counts {
    /// Counts rows.
    pub fn of(hosts: &[HostInRun]) -> Self {
        let count = |state| hosts.iter().filter(|host| host.state == state).count() as u64;
        Self {
            waiting: count(HostState::Waiting),
            draining: count(HostState::Draining),
            being_replaced: count(HostState::BeingReplaced),
            registering: count(HostState::Registering),
            healthy: count(HostState::Healthy),
            failed: count(HostState::Failed),
            rolled_back: count(HostState::RolledBack),
            skipped: count(HostState::Skipped),
        }
    }

    /// Hosts the service is at work on.
    pub const fn under_way(&self) -> u64 {
        self.draining + self.being_replaced + self.registering
    }

    /// All hosts.
    pub const fn total(&self) -> u64 {
        self.waiting + self.under_way() + self.healthy + self.failed + self.rolled_back + self.skipped
    }

    /// The count of a state.
    pub const fn get(&self, state: HostState) -> u64 {
        match state {
            HostState::Waiting => self.waiting,
            HostState::Draining => self.draining,
            HostState::BeingReplaced => self.being_replaced,
            HostState::Registering => self.registering,
            HostState::Healthy => self.healthy,
            HostState::Failed => self.failed,
            HostState::RolledBack => self.rolled_back,
            HostState::Skipped => self.skipped,
        }
    }
}

/// One count of the service beside the same count of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What is counted.
    pub what: &'static str,
    /// As the service says; `None` if it does not.
    pub service: Option<u64>,
    /// As the rows say.
    pub rows: u64,
}

impl Compared {
    /// Whether they agree; `None` if the service gives no count.
    pub fn agree(&self) -> Option<bool> {
        self.service.map(|service| service == self.rows)
    }
}

pub(super) fn compare(picture: &Picture, run: &Run) -> Vec<Compared> {
    let counts = picture.counts();
    let in_run = picture.hosts.iter().filter(|host| host.in_run).count() as u64;
    vec![
        Compared { what: "Session hosts to update", service: run.total, rows: in_run },
        Compared { what: "Updated", service: run.completed, rows: counts.healthy },
        Compared { what: "Being updated", service: run.in_progress, rows: counts.under_way() },
        Compared { what: "Out of service", service: run.rollback_failed, rows: counts.failed },
    ]
}
