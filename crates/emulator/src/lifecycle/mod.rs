//! What takes time: updates, provisioning, configuration checks, long-running operations.
//!
//! Everything here moves on work time ([`crate::WorkClock`]); only what goes into an answer is turned into wall time.

pub(crate) mod action;
pub(crate) mod faults;
mod operation;
pub(crate) mod power;
pub(crate) mod provisioning;
mod replace;
pub(crate) mod status;
pub(crate) mod update;

use host::{Duration, Instant};
use serde_json::json;

use crate::avd::Pool;
use crate::clock::WorkClock;

pub(crate) use operation::{Operation, Outcome};

/// Turns work time into the time that goes into answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp<'a> {
    pub(crate) clock: &'a WorkClock,
    pub(crate) now: Instant,
}

impl Stamp<'_> {
    /// The wall time of something that happened at `work`.
    pub(crate) fn wall(&self, work: Instant) -> Instant {
        self.clock.wall_of(work, self.now)
    }
}

/// Minutes as a duration.
pub(crate) const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// Ends a configuration check whose time has come.
pub(crate) fn settle(pool: &mut Pool, work: Instant, stamp: &Stamp) {
    let Some(configuration) = &mut pool.configuration else { return };
    let Some(pending) = configuration.pending.take_if(|pending| pending.until <= work) else { return };
    if pending.problem.is_some() {
        configuration.properties = pending.before;
        configuration.state = "Failed";
        return;
    }
    let at = stamp.wall(pending.until);
    configuration.version = at.max(configuration.version + Duration::from_millis(1));
    configuration.stamps.modified = at;
    configuration.state = "Succeeded";
    if pool.hosts.len() == 0 {
        pool.active = Some(active(pool));
    }
}

/// The wanted configuration as the one hosts run.
pub(crate) fn active(pool: &Pool) -> serde_json::Map<String, serde_json::Value> {
    let Some(configuration) = &pool.configuration else { return serde_json::Map::new() };
    let mut active = configuration.properties.clone();
    active.insert("version".to_owned(), json!(configuration.version.to_rfc3339()));
    active
}
