//! What one browser remembers of a run: the plan as it was made, and when each host was first seen in each state.
//!
//! Azure Resource Manager keeps the latest status only. A record outlives it, can be exported, and can be laid over its plan.
//! It holds what was seen, not what happened: between two looks a host may have passed through a state unseen.

use std::collections::BTreeMap;

use arm::Json;
use host::Instant;

use super::drift::HostVersion;
use super::flight_plan::{FlightPlan, Kind};
use super::run::{Run, is_terminal};
use super::run_hosts::{HostInRun, HostState, Picture, Source};
use crate::resource::{Timestamp, UpdateState};
use crate::word::by_table;

mod actual;
mod csv;
mod history;

pub use actual::{HostActual, StepActual, measured_minutes, plan_over_actual};
pub use csv::to_csv;
pub use history::{LogEntry, PastRun, history};

/// A step as planned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepPlanned {
    /// 0 is the initial host; batches count from 1.
    pub number: i64,
    /// The names of its hosts.
    pub hosts: Vec<String>,
    /// When it was to begin.
    pub from: Option<Timestamp>,
    /// When it was to end.
    pub until: Option<Timestamp>,
}

by_table!(StepPlanned { number, hosts, from, until });

/// A state a host was seen in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The label of the state.
    pub state: String,
    /// Since when: by the service's times, else when it was first seen.
    pub at: Option<Timestamp>,
    /// Whether the time is the service's.
    pub exact: bool,
    /// `read` or `inferred`.
    pub source: String,
}

by_table!(Seen { state, at, exact, source });

/// A host as it was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostSeen {
    /// Its name.
    pub name: String,
    /// Its states, the oldest first.
    pub states: Vec<Seen>,
    /// The resource id of the machine it was last seen with.
    pub machine: Option<String>,
    /// The last error of its update.
    pub error: Option<String>,
}

by_table!(HostSeen { name, states, machine, error });

/// Something somebody did to a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deed {
    /// When.
    pub at: Option<Timestamp>,
    /// Who.
    pub who: Option<String>,
    /// What: "Pause".
    pub what: String,
    /// How it ended, as the Activity Log says.
    pub result: Option<String>,
    /// The id to look it up with.
    pub correlation_id: Option<String>,
}

by_table!(Deed { at, who, what, result, correlation_id });

/// What is remembered of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunRecord {
    /// The resource id of the pool.
    pub pool: String,
    /// The name of the run: another one for each update.
    pub run: String,
    /// Where it stood at the last look.
    pub status: String,
    /// When it was first looked at.
    pub first_look: Option<Timestamp>,
    /// When it was last looked at.
    pub last_look: Option<Timestamp>,
    /// When it was scheduled for.
    pub scheduled: Option<Timestamp>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Hosts to update, as the service says.
    pub total: Option<i64>,
    /// Hosts updated, as the service says.
    pub completed: Option<i64>,
    /// Hosts out of service, as the service says.
    pub rollback_failed: Option<i64>,
    /// When it was first seen in the pause it is in: the pause began then or earlier.
    pub paused_seen: Option<Timestamp>,
    /// The code of its error.
    pub error_code: Option<String>,
    /// The service's words.
    pub error_message: Option<String>,
    /// The id to look up in Log Analytics.
    pub correlation_id: Option<String>,
    /// How many hosts a batch may take out.
    pub batch: Option<i64>,
    /// Seconds before users are signed out.
    pub sign_out_delay: Option<i64>,
    /// The plan as it was made, if it was made here.
    pub plan: Vec<StepPlanned>,
    /// What the plan rested on.
    pub plan_basis: Option<String>,
    /// What was done to it from here.
    pub deeds: Vec<Deed>,
    /// Its hosts.
    pub hosts: Vec<HostSeen>,
}

by_table!(RunRecord {
    pool,
    run,
    status,
    first_look,
    last_look,
    scheduled,
    started,
    ended,
    total,
    completed,
    rollback_failed,
    paused_seen,
    error_code,
    error_message,
    correlation_id,
    batch,
    sign_out_delay,
    plan,
    plan_basis,
    deeds,
    hosts,
});

impl RunRecord {
    /// A record without a look yet. A run that is just begun has no name: the first [`observe`] gives it one.
    pub fn new(pool: impl Into<String>) -> Self {
        Self { pool: pool.into(), ..Self::default() }
    }

    /// Keeps the plan it was begun with.
    #[must_use]
    pub fn planned(self, plan: &FlightPlan, batch: u64, sign_out_delay: core::time::Duration) -> Self {
        let steps = plan.steps.iter().map(|step| StepPlanned {
            number: match step.kind {
                Kind::Initial => 0,
                Kind::Batch(number) => signed(number),
            },
            hosts: step.hosts.clone(),
            from: Some(stamp(step.from)),
            until: Some(stamp(step.until)),
        });
        Self {
            plan: steps.collect(),
            plan_basis: Some(plan.basis.sentence()),
            batch: Some(signed(batch)),
            sign_out_delay: Some(signed(sign_out_delay.as_secs())),
            ..self
        }
    }

    /// Notes what somebody did.
    pub fn note(&mut self, at: Instant, who: Option<String>, what: impl Into<String>) {
        self.deeds.push(Deed { at: Some(stamp(at)), who, what: what.into(), ..Deed::default() });
    }

    /// Who began it from here, and when.
    pub fn begun(&self) -> Option<&Deed> {
        self.deeds.first().filter(|deed| deed.what == history::BEGIN)
    }

    /// The hosts as they were last seen, for the first picture after a reload: what happened meanwhile then shows as a change,
    /// and a host that has left the list keeps its row. `None` before the first look.
    pub fn picture(&self) -> Option<Picture> {
        let at = self.last_look.as_ref()?.at()?;
        let mut hosts: Vec<HostInRun> = self.hosts.iter().filter_map(remembered).collect();
        hosts.sort_by_cached_key(|host| host.name.to_lowercase());
        Some(Picture { run: Some(self.run.clone()), status: UpdateState::parse(&self.status), at, hosts })
    }

    /// Whether the run has ended.
    pub fn is_over(&self) -> bool {
        !self.status.is_empty() && is_terminal(&UpdateState::parse(&self.status))
    }
}

/// Adds what a look has shown; whether that was anything new, and so has to be kept. A look at another run adds nothing.
pub fn observe(record: &mut RunRecord, run: &Run, picture: &Picture) -> bool {
    let Some(name) = &run.name else { return false };
    if record.run.is_empty() {
        record.run.clone_from(name);
    } else if record.run != *name {
        return false;
    }
    record.last_look = None;
    let before = record.clone();
    take_status(record, run);
    record.paused_seen = match record.paused_seen.take() {
        _ if run.status != UpdateState::Paused => None,
        earlier => earlier.or_else(|| Some(stamp(picture.at))),
    };
    record.first_look.get_or_insert_with(|| stamp(picture.at));
    let places: BTreeMap<String, usize> =
        record.hosts.iter().enumerate().map(|(at, host)| (host.name.to_lowercase(), at)).collect();
    for row in &picture.hosts {
        match places.get(&row.name.to_lowercase()).and_then(|at| record.hosts.get_mut(*at)) {
            Some(host) => see(host, row, picture.at),
            None if row.in_run => {
                let mut host = HostSeen { name: row.name.clone(), ..HostSeen::default() };
                see(&mut host, row, picture.at);
                record.hosts.push(host);
            }
            None => {}
        }
    }
    let news = before != *record;
    record.last_look = Some(stamp(picture.at));
    news
}

fn remembered(host: &HostSeen) -> Option<HostInRun> {
    let last = host.states.last()?;
    Some(HostInRun {
        name: host.name.clone(),
        state: HostState::parse(&last.state)?,
        source: if last.source == Source::Read.label() { Source::Read } else { Source::Inferred },
        why: "As last seen in this browser.".to_owned(),
        since: last.at.as_ref().and_then(Timestamp::at),
        in_run: true,
        version: HostVersion::Unknown,
        id: None,
        machine: host.machine.clone(),
        sessions: None,
        listed: true,
        update_error: host.error.clone(),
    })
}

fn take_status(record: &mut RunRecord, run: &Run) {
    run.status.as_str().clone_into(&mut record.status);
    keep(&mut record.scheduled, run.scheduled.map(stamp));
    keep(&mut record.started, run.started.map(stamp));
    record.ended = run.ended.map(stamp);
    keep(&mut record.total, run.total.map(signed));
    keep(&mut record.completed, run.completed.map(signed));
    keep(&mut record.rollback_failed, run.rollback_failed.map(signed));
    keep(&mut record.correlation_id, run.correlation_id.clone());
    if let Some((code, message)) = run.error_in_words() {
        record.error_code = Some(code);
        record.error_message = Some(message);
    }
}

fn see(host: &mut HostSeen, row: &HostInRun, at: Instant) {
    keep(&mut host.machine, row.machine.clone());
    keep(&mut host.error, row.update_error.clone());
    let label = row.state.label();
    if host.states.last().is_some_and(|last| last.state == label) {
        return;
    }
    let earlier = host.states.last().and_then(|last| last.at.as_ref()?.at());
    // A time of the service counts if it lies between the looks: an older one tells of an earlier life of the host.
    let exact = row.since.filter(|since| *since < at && earlier.is_some_and(|earlier| *since >= earlier));
    host.states.push(Seen {
        state: label.to_owned(),
        at: Some(stamp(exact.unwrap_or(at))),
        exact: exact.is_some(),
        source: row.source.label().to_owned(),
    });
}

/// Records as JSON, to be read again by [`from_json`].
pub fn to_json(records: &[RunRecord]) -> String {
    let all: Vec<serde_json::Value> = records.iter().map(Json::to_json).collect();
    serde_json::to_string_pretty(&all).unwrap_or_default()
}

/// Reads records; what cannot be read is left out.
pub fn from_json(text: &str) -> Vec<RunRecord> {
    let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    all.into_iter().filter_map(|one| RunRecord::from_json(one).ok()).collect()
}

fn keep<T>(old: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *old = new;
    }
}

fn stamp(at: Instant) -> Timestamp {
    Timestamp::new(at.to_rfc3339())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "run_record/tests.rs"]
mod tests;

#[cfg(test)]
#[path = "run_record/reload_tests.rs"]
mod reload_tests;
