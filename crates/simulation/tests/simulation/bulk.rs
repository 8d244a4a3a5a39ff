//! Two hundred session hosts put into drain mode at once, on bad days: each host's result is true, and nothing is done twice.

use std::collections::BTreeMap;

use arm::{Client, Endpoint, Json, ResourceId};
use avd::Change;
use avd::operation::session_hosts;
use avd::resource::SessionHost;
use avd::rule::session_host_edit::{Edit, Situation, change};
use emulator::Fleet;
use futures::executor::block_on;
use host::Method;
use serde_json::json;
use writes::Outcome;

use crate::console::{Console, ORIGIN, OWNER, config};
use crate::page::{Kept, Page, Runner, poll_once};
use crate::signed_in::SignedIn;
use crate::wire::Wire;

const HOSTS: usize = 200;

/// A tab that drains all hosts of a pool, and what it keeps for the tab after it.
struct Bulk {
    console: Console,
    pool: ResourceId,
    client: Client<Wire, SignedIn>,
    page: Runner,
    kept: Kept,
}

impl Bulk {
    async fn new() -> Self {
        let console = Console::of_fleet(Fleet::Bulk { pools: 1, hosts: HOSTS }).await;
        let pools = console.pools().await;
        let pool = ResourceId::parse(pools[0].id.as_deref().expect("an id")).expect("a good id");
        let hosts = console.hosts(&pool).await;
        assert_eq!(hosts.len(), HOSTS);
        let items = hosts.iter().map(|host| (drain(&console, host), host.to_json())).collect();
        console.control(Method::Delete, "log", &json!({}));
        let kept = Kept::default();
        let client = client(&console);
        let page = Runner::begin(Page::new(&client, &kept), Some("Drain".to_owned()), items, false);
        Self { console, pool, client, page, kept }
    }

    fn target(&self, at: usize) -> ResourceId {
        self.page.with(|batch| batch.record(at).expect("a record").change.target.clone())
    }

    /// Goes on until nothing more happens by itself.
    async fn run(&mut self) {
        self.page.run().await;
        assert!(self.kept.is_true_of(&self.page), "kept or shown otherwise than it is: {:?}", self.page.progress());
    }

    /// Goes on until the tab is closed after so many waits, sends, answers and ends of a record kept; another one takes up what was kept.
    fn close_after(&mut self, breaths: u32) {
        let wire = self.client.host().clone();
        wire.dies_after(Some(breaths));
        assert!(poll_once(self.page.run()).is_none(), "there is work left");
        wire.dies_after(None);
        self.client = client(&self.console);
        self.page = Page::new(&self.client, &self.kept).take_up().expect("it waits for no sign-in");
    }

    /// Behind the client's back, which may have to pause.
    fn is_drained(&self, host: &ResourceId) -> bool {
        let read = json!({ "user": OWNER, "method": "GET", "path": host.path() });
        self.console.control(Method::Post, "as", &read)["body"]["properties"]["allowNewSession"] == false
    }

    fn states(&self) -> Vec<Outcome> {
        self.page.with(|batch| batch.states().collect())
    }

    /// What the job says of each host is what the emulator has, and no host was written to twice.
    fn check(&self) -> BTreeMap<&'static str, usize> {
        let mut done: BTreeMap<String, u32> = BTreeMap::new();
        for entry in self.console.log("PATCH", "/sessionHosts/") {
            let path = entry["path"].as_str().expect("a path").to_lowercase();
            *done.entry(path).or_default() += u32::from(entry["status"] == 200);
        }
        let mut counts = BTreeMap::new();
        for (at, state) in self.states().into_iter().enumerate() {
            let target = self.target(at);
            let times = done.get(&target.path().to_lowercase()).copied().unwrap_or_default();
            assert!(times <= 1, "{target} was written to {times} times");
            match &state {
                Outcome::Confirmed(_) => assert!(self.is_drained(&target), "{target}: {state:?}"),
                Outcome::Waiting | Outcome::Held(_) | Outcome::Failed { .. } | Outcome::NotSent(_) => {
                    assert!(!self.is_drained(&target), "{target}: {state:?}");
                }
                _ => {}
            }
            *counts.entry(state.word()).or_default() += 1;
        }
        counts
    }
}

/// A client of a page, signed in as its console is.
fn client(console: &Console) -> Client<Wire, SignedIn> {
    let wire = console.client.host().clone();
    let tokens = SignedIn::resume(wire.clone(), config(), console.client.tokens().session());
    Client::new(wire, tokens, Endpoint::parse(ORIGIN).expect("an origin"))
}

fn drain(console: &Console, host: &SessionHost) -> Change {
    change(host, &Edit::Drain, &Situation::default(), &console.versions).expect("a host can be drained")
}

#[test]
fn two_hundred_hosts_on_a_good_day_cost_one_request_each_and_a_few_lists() {
    block_on(async {
        let mut bulk = Bulk::new().await;
        bulk.run().await;
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
        for breaths in [120, 300, 250] {
            bulk.close_after(breaths);
            bulk.check();
            bulk.page.go_on();
        }
        bulk.run().await;
        // What took longer than a quarter of an hour waits for the person.
        while bulk.page.progress().tally.held > 0 {
            bulk.page.go_on();
            bulk.run().await;
        }
        let first = bulk.check();
        assert!(first.get("Outcome unknown").is_some_and(|count| *count > 0), "{first:?}: no doubt left to be settled");
        for (at, state) in bulk.states().into_iter().enumerate() {
            let refused = matches!(&state, Outcome::Failed { ran: false, why } if why.contains("does not have authorization"));
            assert!(refused || !matches!(state, Outcome::Failed { .. }), "{state:?}");
            assert!(!refused || forbidden.contains(&bulk.target(at)), "{state:?}");
        }
        // A better day: what failed is tried again, what nobody knows is looked at before.
        bulk.console.control(Method::Delete, "fault", &json!({}));
        bulk.page.go_on();
        bulk.page.retry_failed();
        bulk.run().await;
        while bulk.page.progress().tally.held > 0 {
            bulk.page.go_on();
            bulk.run().await;
        }
        let second = bulk.check();
        assert_eq!(second, BTreeMap::from([("Done", HOSTS - forbidden.len()), ("Failed", forbidden.len())]));
        for (at, state) in bulk.states().into_iter().enumerate() {
            assert_eq!(matches!(state, Outcome::Failed { ran: false, .. }), forbidden.contains(&bulk.target(at)), "{state:?}");
        }
    });
}

#[test]
fn stopped_half_way_the_rest_is_as_it_was() {
    block_on(async {
        let mut bulk = Bulk::new().await;
        let (wire, page) = (bulk.client.host().clone(), bulk.page.clone());
        wire.meanwhile(wire.sent().len() + 80, move |_| page.stop());
        bulk.run().await;
        let counts = bulk.check();
        assert!(counts["Done"] >= 40 && counts["Not sent"] > 0, "{counts:?}");
        assert_eq!(counts["Done"] + counts["Not sent"], HOSTS);
    });
}
