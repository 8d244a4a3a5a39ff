//! The emulator follows the plan: what the wizard predicts is what happens, pool by pool and host by host.

use arm::{Call, ResourceId};
use avd::resource::{HostPool, ManagementType, UpdateState};
use avd::rule::drift::HostVersion;
use avd::rule::flight_plan::{Basis, FlightPlan, Input, PlannedHost, plan};
use avd::rule::run_hosts::{HostState, Look, picture};
use avd::rule::update::UpdateDraft;
use emulator::Fleet;
use futures::executor::block_on;
use host::{Duration, Instant};
use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::json;

use crate::console::{Console, minutes};

/// The console looks at a running update once a minute.
const POLL: Duration = Duration::from_secs(60);

impl Console {
    /// Changes the configuration of a pool, so that all its hosts are behind.
    async fn outdate(&self, pool: &ResourceId) {
        let path = format!("{}/sessionHostConfigurations/default", pool.path());
        let body = json!({ "properties": { "friendlyName": "again" } });
        self.client.act(&Call::patch("Test", path, "2026-01-01-preview", body)).await.expect("a new version");
    }

    /// The plan of a draft, made from what the console can read.
    pub async fn flight_plan(&self, pool: &ResourceId, draft: &UpdateDraft) -> FlightPlan {
        let wanted = self.configuration(pool).await.properties;
        let hosts = self.hosts(pool).await;
        plan(&Input {
            hosts: hosts.iter().filter_map(|host| PlannedHost::of(host, Some(&wanted))).collect(),
            batch: draft.batch.unsigned_abs(),
            sign_out_delay: minutes(draft.delay_minutes.unsigned_abs()),
            start: self.now(),
            minutes: Basis::Rough,
            session_limit: Some(8),
            vcpus_per_host: Some(4),
            keep_originals: draft.keep_originals,
            window: None,
        })
    }

    async fn updatable(&self) -> Vec<ResourceId> {
        let automated = |pool: &HostPool| pool.properties.management_type == Some(ManagementType::Automated);
        self.pools().await.iter().filter(|pool| automated(pool)).filter_map(HostPool::resource_id).collect()
    }
}

/// Plans and begins an update of every pool, lets them all run, and compares each with its plan.
async fn all_follow(fleet: Fleet, random: &mut TestRng) -> usize {
    let console = Console::of_fleet(fleet).await;
    let pools = console.updatable().await;
    for pool in &pools {
        console.outdate(pool).await;
    }
    console.wait(minutes(1));
    let mut plans = Vec::new();
    for pool in &pools {
        let count = console.hosts(pool).await.len() as i64;
        if count == 0 {
            continue;
        }
        let draft = UpdateDraft {
            batch: random.random_range(1..=count + 1),
            delay_minutes: random.random_range(0..=60),
            keep_originals: random.random_range(0..2) == 0,
            ..UpdateDraft::from_policy(None)
        };
        let plan = console.flight_plan(pool, &draft).await;
        console.initiate(pool, &draft).await.expect("begun");
        plans.push((pool, draft, plan));
    }
    let end = plans.iter().map(|(.., plan)| plan.end).max().expect("a plan");
    console.wait(console.now().until(end) + minutes(2));
    for (pool, draft, plan) in &plans {
        followed(&console, pool, draft, plan).await;
    }
    plans.len()
}

async fn followed(console: &Console, pool: &ResourceId, draft: &UpdateDraft, plan: &FlightPlan) {
    let run = console.run(pool).await.expect("a run");
    let what = format!("{} {draft:?}", pool.name());
    assert_eq!((&run.status, run.completed, run.total), (&UpdateState::Succeeded, Some(plan.replaced), run.completed), "{what}");
    let ended = run.ended.expect("an end");
    assert!(apart(ended, plan.end) < POLL, "{what}: planned {} ended {ended}", plan.end);
    let wanted = console.configuration(pool).await.properties;
    let hosts = console.hosts(pool).await;
    let seen = picture(&Look { hosts: &hosts, at: console.now(), wanted: Some(&wanted), run: &run, before: None });
    for step in &plan.steps {
        let done: Vec<Instant> = step
            .hosts
            .iter()
            .map(|name| seen.hosts.iter().find(|host| host.name == *name).expect("planned hosts are there"))
            .inspect(|host| assert_eq!(host.version, HostVersion::UpToDate, "{what} {}", host.name))
            .map(|host| host.since.unwrap_or_else(|| panic!("{what} {}: no time", host.name)))
            .collect();
        assert!(done.iter().all(|at| step.from < *at && *at < step.until + POLL), "{what} {:?}: {done:?}", step.kind);
        assert!(apart(*done.iter().max().expect("no step is empty"), step.until) < POLL, "{what} {:?}", step.kind);
    }
    assert!(seen.hosts.iter().all(|host| host.state == HostState::Healthy), "{what}");
}

fn apart(a: Instant, b: Instant) -> Duration {
    a.since(b).max(b.since(a))
}

#[test]
fn predicted_and_emulated_finish_differ_by_less_than_a_poll() {
    block_on(async {
        let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        // Small pools, where the initial host is much of the plan, and large ones with many batches.
        let small = all_follow(Fleet::Bulk { pools: 400, hosts: 1_201 }, &mut random).await;
        let large = all_follow(Fleet::Bulk { pools: 200, hosts: 6_001 }, &mut random).await;
        assert!(small + large >= 200, "{small} + {large} pools");
    });
}
