//! Two hundred session hosts put into drain mode at once, on bad days: each host's result is true, and nothing is done twice.

use std::collections::BTreeMap;

use arm::{Json, ResourceId};
use avd::Change;
use avd::operation::session_hosts;
use avd::resource::SessionHost;
use avd::rule::job::State;
use avd::rule::session_host_edit::{Edit, Situation, change};
use avd::rule::write::Record;
use emulator::Fleet;
use futures::executor::block_on;
use host::Method;
use serde_json::json;

use crate::console::{Console, OWNER};
use crate::worker::{Kept, Worker};

const HOSTS: usize = 200;

/// A tab that drains all hosts of a pool, and what it keeps for the tab after it.
struct Bulk {
    console: Console,
    pool: ResourceId,
    page: Worker,
    kept: Kept,
}

impl Bulk {
    async fn new() -> Self {
        let console = Console::of_fleet(Fleet::Bulk { pools: 1, hosts: HOSTS }).await;
        let pools = console.pools().await;
        let pool = ResourceId::parse(pools[0].id.as_deref().expect("an id")).expect("a good id");
        let hosts = console.hosts(&pool).await;
        assert_eq!(hosts.len(), HOSTS);
        let records: Vec<Record> =
            hosts.iter().map(|host| Record::new(drain(&console, host), host.to_json(), console.now(), None)).collect();
        console.control(Method::Delete, "log", &json!({}));
        let kept = Kept::default();
        let page = Worker::begin(records, &console.versions, &kept);
        Self { console, pool, page, kept }
    }

    fn target(&self, at: usize) -> ResourceId {
        self.page.job.record(at).expect("a record").change.target.clone()
    }

    /// Goes on until nothing more happens by itself, or so many rounds have passed. Says whether it came to rest.
    async fn run(&mut self, rounds: usize) -> bool {
        self.page.run(&self.console.client, rounds).await
    }

    /// The tab is closed; another one takes up what was kept, and the person goes on.
    async fn close(&mut self) {
        let next = || Worker::take_up(None, &self.console.versions, &self.kept);
        std::mem::replace(&mut self.page, next()).close(&self.console.client).await;
        self.page = next();
    }

    /// Behind the client's back, which may have to pause.
    fn is_drained(&self, host: &ResourceId) -> bool {
        let read = json!({ "user": OWNER, "method": "GET", "path": host.path() });
        self.console.control(Method::Post, "as", &read)["body"]["properties"]["allowNewSession"] == false
    }

    /// What the job says of each host is what the emulator has, and no host was written to twice.
    fn check(&self) -> BTreeMap<&'static str, usize> {
        let mut done: BTreeMap<String, u32> = BTreeMap::new();
        for entry in self.console.log("PATCH", "/sessionHosts/") {
            let path = entry["path"].as_str().expect("a path").to_lowercase();
            *done.entry(path).or_default() += u32::from(entry["status"] == 200);
        }
        let mut counts = BTreeMap::new();
        for (at, state) in self.page.job.states().enumerate() {
            let target = self.target(at);
            let times = done.get(&target.path().to_lowercase()).copied().unwrap_or_default();
            assert!(times <= 1, "{target} was written to {times} times");
            match &state {
                State::Confirmed(_) => assert!(self.is_drained(&target), "{target}: {state:?}"),
                State::Waiting | State::Held(_) | State::Failed { .. } | State::NotSent(_) => {
                    assert!(!self.is_drained(&target), "{target}: {state:?}");
                }
                _ => {}
            }
            *counts.entry(state.word()).or_default() += 1;
        }
        counts
    }
}

fn drain(console: &Console, host: &SessionHost) -> Change {
    change(host, &Edit::Drain, &Situation::default(), &console.versions).expect("a host can be drained")
}

#[test]
fn two_hundred_hosts_on_a_good_day_cost_one_request_each_and_a_few_lists() {
    block_on(async {
        let mut bulk = Bulk::new().await;
        assert!(bulk.run(5_000).await);
        assert_eq!(bulk.check(), BTreeMap::from([("Done", HOSTS)]));
        assert_eq!(bulk.console.log("PATCH", "/sessionHosts/").len(), HOSTS);
        let looks = bulk.console.log("GET", "/sessionHosts");
        let lists = session_hosts::list(&bulk.pool, &bulk.console.versions).path.to_lowercase();
        let single = looks.iter().filter(|entry| entry["path"].as_str().is_some_and(|path| path.to_lowercase() != lists)).count();
        assert_eq!(single, 0, "no host was read by itself");
        assert!(looks.len() <= 12, "{} reads of the list", looks.len());
    });
}

#[test]
fn two_hundred_hosts_on_a_bad_day_and_a_tab_that_closes_half_way() {
    block_on(async {
        let mut bulk = Bulk::new().await;
        let forbidden: Vec<ResourceId> = (0..HOSTS).step_by(17).map(|at| bulk.target(at)).collect();
        for host in &forbidden {
            let action = "Microsoft.DesktopVirtualization/hostPools/sessionHosts/write";
            bulk.console.control(Method::Post, "deny", &json!({ "user": OWNER, "action": action, "scope": host.as_str() }));
        }
        let faults = [
            (json!({ "kind": "throttled", "retryAfter": 300 }), 30, 2, None),
            (json!({ "kind": "throttled", "retryAfter": 5 }), 0, 0, Some(0.04)),
            (json!({ "kind": "status", "status": 500 }), 0, 0, Some(0.08)),
            (json!({ "kind": "status", "status": 504 }), 0, 0, Some(0.03)),
            (json!({ "kind": "lostBefore" }), 0, 0, Some(0.05)),
            (json!({ "kind": "lostAfter" }), 0, 0, Some(0.08)),
            (json!({ "kind": "breaksOff" }), 0, 0, Some(0.03)),
        ];
        for (fault, after, times, chance) in faults {
            let mut rule = json!({ "fault": fault, "method": "PATCH", "path": "/sessionHosts/", "after": after, "times": times });
            if let Some(chance) = chance {
                rule["chance"] = json!(chance);
            }
            bulk.console.fault(&rule);
        }
        bulk.console.fault(&json!({ "fault": { "kind": "status", "status": 502 }, "method": "GET", "times": 0, "chance": 0.2 }));
        // Every now and then the tab is closed; every time the person goes on.
        for rounds in [12, 25, 18] {
            assert!(!bulk.run(rounds).await, "there is work left");
            bulk.close().await;
            bulk.check();
            bulk.page.job.go_on(bulk.console.now());
        }
        assert!(bulk.run(20_000).await);
        // What took longer than a quarter of an hour waits for the person.
        while bulk.page.job.tally().held > 0 {
            bulk.page.job.go_on(bulk.console.now());
            assert!(bulk.run(20_000).await);
        }
        let first = bulk.check();
        assert!(first.get("Not known").is_some_and(|count| *count > 0), "{first:?}: no doubt left to be settled");
        for (at, state) in bulk.page.job.states().enumerate() {
            let refused = matches!(&state, State::Failed { ran: false, why } if why.contains("does not have authorization"));
            assert!(refused || !matches!(state, State::Failed { .. }), "{state:?}");
            assert!(!refused || forbidden.contains(&bulk.target(at)), "{state:?}");
        }
        // A better day: what failed is tried again, what nobody knows is looked at before.
        bulk.console.control(Method::Delete, "fault", &json!({}));
        bulk.page.job.go_on(bulk.console.now());
        bulk.page.job.retry_failed(bulk.console.now());
        assert!(bulk.run(20_000).await);
        while bulk.page.job.tally().held > 0 {
            bulk.page.job.go_on(bulk.console.now());
            assert!(bulk.run(20_000).await);
        }
        let second = bulk.check();
        assert_eq!(second, BTreeMap::from([("Done", HOSTS - forbidden.len()), ("Failed", forbidden.len())]));
        for (at, state) in bulk.page.job.states().enumerate() {
            assert_eq!(matches!(state, State::Failed { ran: false, .. }), forbidden.contains(&bulk.target(at)), "{state:?}");
        }
    });
}

#[test]
fn stopped_half_way_the_rest_is_as_it_was() {
    block_on(async {
        let mut bulk = Bulk::new().await;
        bulk.run(20).await;
        bulk.page.job.stop();
        assert!(bulk.run(5_000).await);
        let counts = bulk.check();
        assert!(counts["Done"] >= 40 && counts["Not sent"] > 0, "{counts:?}");
        assert_eq!(counts["Done"] + counts["Not sent"], HOSTS);
    });
}
