//! When a running update is expected to end: a range, and what it rests on.

use core::time::Duration;

use host::Instant;

use super::count::count;
use super::flight_plan::Basis;
use super::run::Run;
use super::run_hosts::{HostState, Picture};
use super::token::spread;
use crate::resource::{UpdateState, UpdateStatus};

/// The settings that decide how fast a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// How many hosts a batch may take out.
    pub batch: Option<u64>,
    /// How long users have before they are signed out.
    pub delay: Option<Duration>,
}

impl Pace {
    /// The settings of a run, as its status gives them.
    pub fn of(status: &UpdateStatus) -> Self {
        let management = status.properties.as_ref().and_then(|properties| properties.session_host_management.as_ref());
        let update = management.and_then(|management| management.properties.update.as_ref());
        // Longer than a year is no delay but a mistake.
        let minutes = update.and_then(|update| update.log_off_delay_minutes).and_then(|minutes| u64::try_from(minutes).ok());
        let minutes = minutes.filter(|minutes| *minutes <= 366 * 24 * 60);
        Self {
            batch: update
                .and_then(|update| update.max_vms_removed)
                .and_then(|batch| u64::try_from(batch).ok())
                .filter(|n| *n > 0),
            delay: minutes.map(|minutes| Duration::from_secs(60 * minutes)),
        }
    }
}

/// When a run is expected to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eta {
    /// Between two instants.
    Range {
        /// Not before.
        earliest: Instant,
        /// Hardly after.
        latest: Instant,
        /// What it rests on, in a sentence.
        basis: String,
    },
    /// It cannot be said.
    Unknown {
        /// Why not, in a sentence.
        why: &'static str,
    },
}

/// What an estimate is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The run.
    pub run: &'a Run,
    /// Its hosts.
    pub picture: &'a Picture,
    /// Its settings.
    pub pace: Pace,
    /// What was measured in this run or in earlier ones, if anything.
    pub measured: Option<Basis>,
    /// The time.
    pub now: Instant,
}

/// How long a host takes, at best and at worst.
struct PerHost {
    fast: Duration,
    slow: Duration,
    basis: String,
}

/// Estimates the end of a run.
pub fn eta(input: &Input) -> Eta {
    let batches = match batches_left(input) {
        Ok(batches) => batches,
        Err(why) => return Eta::Unknown { why },
    };
    let Some(delay) = input.pace.delay else { return Eta::Unknown { why: "Azure doesn't report the sign-out delay." } };
    let steps = Steps::of(input);
    let each = per_host(input, &steps, delay);
    let under_way = input.picture.counts().under_way() > 0;
    let begun = if under_way { steps.current(input, delay) } else { input.now };
    let waits = input.run.scheduled.filter(|_| input.run.status == UpdateState::Scheduled);
    let end = |per_host: Duration| {
        let round = delay + per_host;
        let current = if under_way { (begun + round).max(input.now) } else { waits.map_or(input.now, |at| at.max(input.now)) };
        current + round.saturating_mul(u32::try_from(batches).unwrap_or(u32::MAX))
    };
    Eta::Range { earliest: end(each.fast), latest: end(each.slow), basis: each.basis }
}

/// Whole batches after the one that is running, or why there is no end to estimate.
fn batches_left(input: &Input) -> Result<u64, &'static str> {
    let counts = input.picture.counts();
    match &input.run.status {
        UpdateState::UpdatingSessionHosts => {}
        // The running batch ends, and that is the end.
        UpdateState::Cancelling => return Ok(0),
        UpdateState::Scheduled if input.run.scheduled.is_some() => {}
        UpdateState::Scheduled => return Err("The update hasn't started."),
        UpdateState::ValidatingSessionHostUpdate => {
            return Err("The update is being validated; no session host has been started \
            yet.");
        }
        UpdateState::Pausing | UpdateState::Paused => return Err("The update is paused until you resume or cancel it."),
        UpdateState::Error => return Err("The update has stopped. Retry it to continue."),
        UpdateState::Other(_) => return Err("The console doesn't recognize this status."),
        UpdateState::Succeeded | UpdateState::Cancelled | UpdateState::Failed => return Err("The update has ended."),
    }
    if counts.failed + counts.rolled_back > 0 {
        return Err("A session host has failed, so the update stops after the current batch.");
    }
    let batch = input.pace.batch.ok_or("Azure doesn't report the batch size.")?;
    let initial_is_next = counts.healthy == 0 && counts.under_way() == 0;
    let initial = u64::from(initial_is_next && counts.waiting > 0);
    Ok(initial + (counts.waiting - initial).div_ceil(batch))
}

/// The finished steps of a run, told by when its hosts were done.
struct Steps {
    /// How long each took, the sign-out delay included.
    lengths: Vec<Duration>,
    hosts: u64,
    /// When the last whole step was done, or when the run began.
    last: Instant,
}

impl Steps {
    fn of(input: &Input) -> Self {
        let start = input.run.started.unwrap_or(input.now);
        let healthy = input.picture.hosts.iter().filter(|host| host.in_run && host.state == HostState::Healthy);
        let mut done: Vec<Instant> = healthy.filter_map(|host| host.since).filter(|since| *since >= start).collect();
        done.sort_unstable();
        let size = usize::try_from(input.pace.batch.unwrap_or(1)).unwrap_or(usize::MAX).max(1);
        let (first, rest) = done.split_at(done.len().min(1));
        let mut found = Self { lengths: Vec::new(), hosts: 0, last: start };
        // Whole batches only: of one that is running, the fast hosts would be counted and the slow ones not.
        for step in core::iter::once(first).filter(|step| !step.is_empty()).chain(rest.chunks_exact(size)) {
            let Some(until) = step.last() else { continue };
            found.lengths.push(until.since(found.last));
            found.hosts += step.len() as u64;
            found.last = *until;
        }
        // A pause between two batches is no work.
        let shortest = found.lengths.iter().min().copied().unwrap_or_default();
        found.lengths.retain(|length| *length <= shortest.saturating_mul(3));
        found
    }

    /// When the running batch began.
    fn current(&self, input: &Input, delay: Duration) -> Instant {
        let begun = input.picture.hosts.iter().filter_map(|host| match host.state {
            HostState::Draining => host.since,
            HostState::BeingReplaced => host.since.map(|since| since - delay),
            _ => None,
        });
        begun.min().map_or(self.last, |begun| begun.max(self.last))
    }
}

fn per_host(input: &Input, steps: &Steps, delay: Duration) -> PerHost {
    let work = steps.lengths.iter().map(|length| length.saturating_sub(delay));
    if let (Some(fast), Some(slow)) = (work.clone().min(), work.max()) {
        let (fast, slow) = (fast * 9 / 10, slow * 11 / 10);
        let seen = count(steps.hosts, "session host", "session hosts");
        return PerHost {
            fast,
            slow,
            basis: format!("Based on {seen} finished in this update ({} per session host).", spread(fast, slow)),
        };
    }
    match input.measured {
        Some(Basis::Measured { fastest, slowest, hosts, .. }) => PerHost {
            fast: fastest,
            slow: slowest,
            basis: format!(
                "Based on {} measured in this browser ({} per session host).",
                count(hosts, "session host", "session hosts"),
                spread(fastest, slowest)
            ),
        },
        _ => PerHost {
            fast: Basis::Rough.per_host() * 3 / 4,
            slow: Basis::Rough.per_host() * 3 / 2,
            basis: "Based on Microsoft's estimate of about 20 minutes per session host (15 to 30), because none has finished \
                yet."
                .to_owned(),
        },
    }
}

#[cfg(test)]
#[path = "eta_tests.rs"]
mod tests;
