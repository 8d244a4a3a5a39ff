//! A plan and what came of it, and what a host really takes.

use core::time::Duration;

use host::Instant;

use super::{HostSeen, RunRecord, Seen};
use crate::rule::flight_plan::{Basis, Kind};
use crate::rule::run_hosts::HostState;

/// A host, planned and seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostActual {
    /// Its name.
    pub name: String,
    /// When it was first seen under way, at the latest.
    pub from: Option<Instant>,
    /// When it was done: updated, failed or rolled back.
    pub until: Option<Instant>,
    /// Where it was last seen.
    pub state: Option<HostState>,
}

/// A step, planned and seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepActual {
    /// Which step; `None` for hosts that were in no plan.
    pub kind: Option<Kind>,
    /// When it was to begin and to end.
    pub planned: Option<(Instant, Instant)>,
    /// When its first host was under way.
    pub from: Option<Instant>,
    /// When its last host was done; `None` while one is not.
    pub until: Option<Instant>,
    /// Its hosts.
    pub hosts: Vec<HostActual>,
}

impl StepActual {
    fn of(kind: Option<Kind>, planned: Option<(Instant, Instant)>, hosts: Vec<HostActual>) -> Self {
        let until: Option<Vec<Instant>> = hosts.iter().map(|host| host.until).collect();
        Self {
            kind,
            planned,
            from: hosts.iter().filter_map(|host| host.from).min(),
            until: until.and_then(|all| all.into_iter().max()),
            hosts,
        }
    }
}

/// The plan of a record with what was seen beside it: each step once, then the hosts that were in no step.
pub fn plan_over_actual(record: &RunRecord) -> Vec<StepActual> {
    let seen = |name: &str| record.hosts.iter().find(|host| host.name.eq_ignore_ascii_case(name));
    let mut steps = Vec::new();
    for step in &record.plan {
        let kind = u64::try_from(step.number).ok().map(|number| if number == 0 { Kind::Initial } else { Kind::Batch(number) });
        let planned = at(step.from.as_ref()).zip(at(step.until.as_ref()));
        let hosts = step.hosts.iter().map(|name| {
            let none = || HostActual { name: name.clone(), from: None, until: None, state: None };
            seen(name).map_or_else(none, actual)
        });
        steps.push(StepActual::of(kind, planned, hosts.collect()));
    }
    let planned =
        |host: &&HostSeen| !record.plan.iter().flat_map(|step| &step.hosts).any(|name| name.eq_ignore_ascii_case(&host.name));
    let others: Vec<HostActual> = record.hosts.iter().filter(planned).map(actual).collect();
    if !others.is_empty() {
        steps.push(StepActual::of(None, None, others));
    }
    steps
}

fn actual(host: &HostSeen) -> HostActual {
    let from = host.states.iter().find(|seen| state(seen).is_some_and(HostState::is_under_way));
    let last = host.states.last();
    let done = last.filter(|seen| matches!(state(seen), Some(HostState::Healthy | HostState::Failed | HostState::RolledBack)));
    HostActual {
        name: host.name.clone(),
        from: from.and_then(|seen| at(seen.at.as_ref())),
        until: done.and_then(|seen| at(seen.at.as_ref())),
        state: last.and_then(state),
    }
}

/// What a host really took, without the sign-out delay, from the hosts whose begin and end were both seen.
pub fn measured_minutes(records: &[RunRecord]) -> Option<Basis> {
    let times = records.iter().flat_map(|record| record.hosts.iter().filter_map(|host| worked(host, record)));
    Basis::measured(times.collect())
}

/// From the last time it got under way to its health.
fn worked(host: &HostSeen, record: &RunRecord) -> Option<Duration> {
    let healthy = host.states.iter().position(|seen| state(seen) == Some(HostState::Healthy))?;
    let (earlier, rest) = host.states.split_at(healthy);
    let until = at(rest.first()?.at.as_ref())?;
    let under_way = earlier.iter().rev().take_while(|seen| state(seen).is_some_and(HostState::is_under_way));
    let under_way: Vec<&Seen> = under_way.collect();
    // The machine goes when the delay is over: with the service's own time for it, nothing has to be taken off.
    let gone = under_way.iter().find(|seen| seen.exact && state(seen) == Some(HostState::BeingReplaced));
    if let Some(gone) = gone {
        return Some(until.since(at(gone.at.as_ref())?)).filter(|time| !time.is_zero());
    }
    let first = under_way.last()?;
    let seen_before = under_way.len() < earlier.len();
    if !seen_before || state(first) != Some(HostState::Draining) {
        return None;
    }
    let delay = Duration::from_secs(u64::try_from(record.sign_out_delay?).ok()?);
    until.since(at(first.at.as_ref())?).checked_sub(delay).filter(|time| !time.is_zero())
}

fn state(seen: &Seen) -> Option<HostState> {
    HostState::parse(&seen.state)
}

fn at(stamp: Option<&crate::resource::Timestamp>) -> Option<Instant> {
    stamp.and_then(crate::resource::Timestamp::at)
}
