//! The session host updates this browser has seen: kept beyond the tab, by directory, pool and run. No token is in them.
//!
//! Azure keeps the status of the latest update only. A browser that refuses its database costs the history and nothing else.

use arm::{Json, ResourceId};
use avd::resource::Timestamp;
use avd::rule::flight_plan::{Basis, FlightPlan};
use avd::rule::run::Run;
use avd::rule::run_record::{RunRecord, measured_minutes};
use host::{Duration, Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::browser::Browser;
use crate::browser::database::{self, Table};
use crate::session::{SessionContext, SignInStatus};

/// More than a year of weekly updates of two pools; beyond it the oldest go.
const LIMIT: usize = 120;
/// A run begins soon after its planned time, or it is another one.
const NEAR: Duration = Duration::from_secs(30 * 60);

/// The records of the directory somebody is signed in to.
#[derive(Clone, Debug)]
pub struct Runs {
    tenant: String,
    who: String,
}

/// The records for whoever is signed in now.
pub fn use_runs() -> Runs {
    let status = use_context::<SessionContext>().map(|session| untrack(|| session.status()));
    match status {
        Some(SignInStatus::SignedIn(account)) => Runs { tenant: account.tenant_id, who: account.username },
        _ => Runs { tenant: String::new(), who: String::new() },
    }
}

impl Runs {
    /// Who is signed in.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// Keeps the plan of an update that was just begun or scheduled, so that the run can be laid over it.
    pub fn remember_plan(&self, pool: &ResourceId, plan: &FlightPlan, batch: u64, sign_out_delay: Duration) {
        let mut record = RunRecord::new(pool.as_str()).planned(plan, batch, sign_out_delay);
        record.note(Browser.now(), Some(self.who.clone()), "New update");
        let (key, text) = (self.prefix(pool), record.to_json().to_string());
        spawn_local(async move {
            let _ = database::put(Table::Plans, &key, &text).await;
        });
    }

    /// What a session host of a pool really took, as measured in the runs this browser saw; `None` without one.
    pub async fn measured_basis(&self, pool: &ResourceId) -> Option<Basis> {
        measured_minutes(&self.of_pool(pool).await.ok()?)
    }

    fn prefix(&self, pool: &ResourceId) -> String {
        format!("{}|{}|", self.tenant, pool.key())
    }

    /// The records of a pool.
    ///
    /// # Errors
    /// The browser's reason.
    pub async fn of_pool(&self, pool: &ResourceId) -> Result<Vec<RunRecord>, String> {
        database::all(Table::Runs, &self.prefix(pool)).await.map(read_all)
    }

    /// All records of the directory.
    ///
    /// # Errors
    /// The browser's reason.
    pub async fn all(&self) -> Result<Vec<RunRecord>, String> {
        database::all(Table::Runs, &format!("{}|", self.tenant)).await.map(read_all)
    }

    /// The record of a run: the kept one, else one with the plan it was begun with from here, else an empty one.
    pub async fn of_run(&self, pool: &ResourceId, run: &Run) -> RunRecord {
        let name = run.name.clone().unwrap_or_default();
        let kept = database::get(Table::Runs, &self.key(pool, &name)).await.ok().flatten();
        if let Some(record) = kept.and_then(|text| read(&text)).filter(|record| is_record_of(record, run)) {
            return record;
        }
        let plan = database::get(Table::Plans, &self.prefix(pool)).await.ok().flatten().and_then(|text| read(&text));
        match plan.filter(|plan| is_plan_of(plan, run)) {
            Some(plan) => {
                // Kept with the run from now on.
                let _ = database::remove(Table::Plans, &self.prefix(pool)).await;
                plan
            }
            None => RunRecord::new(pool.as_str()),
        }
    }

    /// Keeps a record, and lets the oldest go.
    pub async fn keep(&self, pool: &ResourceId, record: &RunRecord) {
        if database::put(Table::Runs, &self.key(pool, &record.run), &record.to_json().to_string()).await.is_err() {
            return;
        }
        for old in beyond_limit(self.all().await.unwrap_or_default()) {
            if let Ok(pool) = ResourceId::parse(&old.pool) {
                let _ = database::remove(Table::Runs, &self.key(&pool, &old.run)).await;
            }
        }
    }

    /// Forgets all records of a pool.
    pub async fn forget(&self, pool: &ResourceId) {
        for record in self.of_pool(pool).await.unwrap_or_default() {
            let _ = database::remove(Table::Runs, &self.key(pool, &record.run)).await;
        }
    }

    fn key(&self, pool: &ResourceId, run: &str) -> String {
        format!("{}{run}", self.prefix(pool))
    }
}

fn read(text: &str) -> Option<RunRecord> {
    serde_json::from_str::<Value>(text).ok().and_then(|value| RunRecord::from_json(value).ok())
}

#[allow(clippy::needless_pass_by_value)] // The shape map wants.
fn read_all(texts: Vec<String>) -> Vec<RunRecord> {
    texts.iter().filter_map(|text| read(text)).collect()
}

fn at(stamp: Option<&Timestamp>) -> Option<Instant> {
    stamp.and_then(Timestamp::at)
}

/// Whether a plan that was kept is that of a run seen for the first time.
fn is_plan_of(plan: &RunRecord, run: &Run) -> bool {
    let planned = at(plan.plan.first().and_then(|step| step.from.as_ref()));
    let begins = run.scheduled.or(run.started);
    planned.zip(begins).is_some_and(|(planned, begins)| near(planned, begins))
}

/// Whether a record of the name of a run is that run's: the demo begins anew at each visit and uses its names again.
fn is_record_of(record: &RunRecord, run: &Run) -> bool {
    at(record.started.as_ref()).zip(run.started).is_none_or(|(kept, started)| near(kept, started))
}

fn near(one: Instant, other: Instant) -> bool {
    one.since(other).max(other.since(one)) <= NEAR
}

/// The records that must go, by when they were last looked at.
fn beyond_limit(mut records: Vec<RunRecord>) -> Vec<RunRecord> {
    records.sort_by_key(|record| core::cmp::Reverse(at(record.last_look.as_ref())));
    records.split_off(records.len().min(LIMIT))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use avd::rule::flight_plan::{Input, PlannedHost, plan};
    use serde_json::json;

    use super::*;

    const POOL: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p";

    fn planned(start: Instant) -> RunRecord {
        let host = PlannedHost { name: "vm-1".to_owned(), sessions: None, behind: Some(true), in_service: true };
        let plan = plan(&Input {
            hosts: vec![host],
            batch: 1,
            sign_out_delay: Duration::ZERO,
            start,
            minutes: Basis::Rough,
            session_limit: None,
            vcpus_per_host: None,
            keep_originals: false,
            window: None,
        });
        RunRecord::new(POOL).planned(&plan, 1, Duration::ZERO)
    }

    #[test]
    fn a_plan_belongs_to_the_run_that_begins_at_its_time() {
        let start = Instant::parse("2026-11-21T10:00:00Z").unwrap();
        let run = |scheduled: &str| {
            let status = json!({"name": "r", "status": "Scheduled", "properties": {"scheduledDateTime": scheduled}});
            Run::of(&serde_json::from_value(status).unwrap()).unwrap()
        };
        assert!(is_plan_of(&planned(start), &run("2026-11-21T10:00:30Z")));
        assert!(is_plan_of(&planned(start), &run("2026-11-21T09:45:00Z")));
        assert!(!is_plan_of(&planned(start), &run("2026-11-21T11:00:00Z")));
        assert!(!is_plan_of(&RunRecord::new(POOL), &run("2026-11-21T10:00:00Z")));
    }

    #[test]
    fn a_name_that_was_used_before_is_another_run() {
        let run = |started: &str| {
            let status = json!({"name": "r", "status": "UpdatingSessionHosts", "startTime": started});
            Run::of(&serde_json::from_value(status).unwrap()).unwrap()
        };
        let record = RunRecord { started: Some(Timestamp::new("2026-11-21T10:00:00Z")), ..RunRecord::new(POOL) };
        assert!(is_record_of(&record, &run("2026-11-21T10:00:10Z")));
        assert!(!is_record_of(&record, &run("2026-11-22T10:00:00Z")));
        assert!(is_record_of(&RunRecord::new(POOL), &run("2026-11-22T10:00:00Z")));
    }

    #[test]
    fn the_oldest_go() {
        let record = |seconds: usize| RunRecord {
            run: seconds.to_string(),
            last_look: Some(Timestamp::new(Instant::from_seconds(i64::try_from(seconds).unwrap()).to_rfc3339())),
            ..RunRecord::default()
        };
        let names: Vec<String> = beyond_limit((0..LIMIT + 2).map(record).collect()).into_iter().map(|old| old.run).collect();
        assert_eq!(names, ["1", "0"]);
        assert!(beyond_limit(vec![record(1)]).is_empty());
    }

    #[test]
    fn a_record_survives_the_store() {
        let record = planned(Instant::parse("2026-11-21T10:00:00Z").unwrap());
        assert_eq!(read(&record.to_json().to_string()), Some(record));
        assert_eq!(read("nonsense"), None);
    }
}
