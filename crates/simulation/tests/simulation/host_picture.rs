//! Every host of a run at every look: none missing, none twice, healthy ones truly healthy.

use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::resource::{HostUpdateState, SessionHost, SessionHostStatus, UpdateState};
use avd::rule::action::UpdateAction;
use avd::rule::consequence;
use avd::rule::drift::{HostVersion, host_version};
use avd::rule::eta::{self, Eta, Pace};
use avd::rule::failure::{self, Retry};
use avd::rule::run::Run;
use avd::rule::run_hosts::{HostState, Look, Picture, Source, picture, sentences};
use avd::rule::run_record::{RunRecord, measured_minutes, observe, plan_over_actual};
use avd::rule::update::UpdateDraft;
use futures::executor::block_on;
use host::{Duration, Method};
use serde_json::json;

use crate::console::{Console, minutes};

/// What is watched: the looks so far.
struct Watch<'a> {
    console: &'a Console,
    pool: &'a ResourceId,
    /// The hosts of the pool when the run began.
    names: BTreeSet<String>,
    last: Option<Picture>,
    record: RunRecord,
    /// The states each host went through.
    ways: BTreeMap<String, Vec<HostState>>,
    said: Vec<String>,
}

impl<'a> Watch<'a> {
    async fn new(console: &'a Console, pool: &'a ResourceId) -> Self {
        let names = console.hosts(pool).await.iter().filter_map(|host| host.machine_name().map(str::to_owned)).collect();
        let record = RunRecord::new(pool.as_str());
        Self { console, pool, names, last: None, record, ways: BTreeMap::new(), said: Vec::new() }
    }

    /// One look, with all that must hold of it.
    async fn look(&mut self) -> (Run, Picture) {
        let run = self.console.run(self.pool).await.expect("a run");
        let hosts = self.console.hosts(self.pool).await;
        let wanted = self.console.configuration(self.pool).await.properties;
        let at = self.console.now();
        let look = Look { hosts: &hosts, at, wanted: Some(&wanted), run: &run, before: self.last.as_ref() };
        let seen = picture(&look);
        let names: Vec<&str> = seen.hosts.iter().map(|host| host.name.as_str()).collect();
        assert_eq!(names, self.names.iter().map(String::as_str).collect::<Vec<_>>(), "each host once at {at}");
        for row in &seen.hosts {
            let listed = hosts.iter().find(|host| host.machine_name() == Some(&row.name));
            assert_eq!(listed.is_some(), row.listed);
            let well = listed.is_some_and(|host| is_well(host) && host_version(host, &wanted) == HostVersion::UpToDate);
            assert_eq!(row.state == HostState::Healthy, well && row.in_run, "{at}: {row:?}");
            assert!(row.listed || row.source == Source::Inferred, "{row:?}");
        }
        for compared in seen.compare(&run) {
            assert_ne!(compared.agree(), Some(false), "{at} {}: {compared:?} {seen:#?}", run.status);
        }
        for row in &seen.hosts {
            let way = self.ways.entry(row.name.clone()).or_default();
            if way.last() != Some(&row.state) {
                way.push(row.state);
            }
        }
        self.said.extend(sentences(self.last.as_ref(), &seen));
        observe(&mut self.record, &run, &seen);
        self.last = Some(seen.clone());
        (run, seen)
    }

    /// Looks every minute until the run has this status.
    async fn until(&mut self, wanted: &UpdateState) -> (Run, Picture) {
        for _ in 0..10_000 {
            let (run, seen) = self.look().await;
            if run.status == *wanted {
                return (run, seen);
            }
            self.console.wait(minutes(1));
        }
        panic!("never became {wanted}");
    }
}

fn is_well(host: &SessionHost) -> bool {
    let status = host.properties.status.as_ref();
    let well = matches!(status, Some(SessionHostStatus::Available | SessionHostStatus::Shutdown));
    well && host.properties.update_state == Some(HostUpdateState::Succeeded)
}

fn draft(batch: i64, delay_minutes: i64) -> UpdateDraft {
    UpdateDraft { batch, delay_minutes, ..UpdateDraft::from_policy(None) }
}

/// How the next updates of a host go.
fn fate(console: &Console, pool: &ResourceId, host: &str, fails: u8, sticks: bool) {
    let id = format!("{}/sessionHosts/{host}", pool.as_str());
    console.control(Method::Post, "host", &json!({ "id": id, "fails": fails, "sticks": sticks }));
}

const WHOLE: [HostState; 5] =
    [HostState::Waiting, HostState::Draining, HostState::BeingReplaced, HostState::Registering, HostState::Healthy];

#[test]
fn a_failing_host_is_rolled_back_explained_and_retried() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-finance").await;
        let mut watch = Watch::new(&console, pool).await;
        let plan = console.flight_plan(pool, &draft(2, 5)).await;
        watch.record = RunRecord::new(pool.as_str()).planned(&plan, 2, minutes(5));
        console.initiate(pool, &draft(2, 5)).await.expect("begun");
        let (run, seen) = watch.until(&UpdateState::Error).await;
        assert_eq!(seen.names(HostState::RolledBack), ["avdfin-4"]);
        let failure = failure::explain(&run, Some(&seen)).expect("a failure");
        assert_eq!(failure.known.map(|entry| entry.code), Some("AgentRegistrationFailureGeneric"));
        assert!(matches!(failure.retry, Retry::First(_)), "others were updated");
        assert_eq!(failure.hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>(), ["avdfin-4"]);
        let pace = Pace { batch: Some(2), delay: Some(minutes(5)) };
        let told = consequence::sentences(UpdateAction::Cancel, &run, Some(&seen), pace);
        let mixed = "Some session hosts keep the old version. Schedule another update.";
        assert_eq!(told, ["Cancelling leaves 4 session hosts on the new version and 2 on the old version.", mixed]);

        console.act(pool, UpdateAction::Retry, None).await;
        let (run, seen) = watch.until(&UpdateState::Succeeded).await;
        assert_eq!(seen.counts().healthy, 6);
        assert_eq!(failure::explain(&run, Some(&seen)), None);
        for (name, way) in &watch.ways {
            if name == "avdfin-4" {
                let first = &[HostState::Waiting, HostState::Draining, HostState::BeingReplaced, HostState::RolledBack][..];
                assert_eq!(*way, [first, &WHOLE[1..]].concat());
            } else {
                assert_eq!(*way, WHOLE, "{name}");
            }
        }
        assert!(watch.said.contains(&"avdfin-4 failed and was rolled back to its original VM.".to_owned()), "{:?}", watch.said);
        learned(&watch.record);
    });
}

/// What the record of a run that was seen whole knows.
fn learned(record: &RunRecord) {
    let basis = measured_minutes(core::slice::from_ref(record)).expect("hosts were seen from begin to end");
    let off = basis.per_host().as_secs().abs_diff(20 * 60);
    assert!(off <= 120, "{basis:?}");
    let steps = plan_over_actual(record);
    assert_eq!(steps.len(), 4, "the initial host and three batches: {steps:#?}");
    for step in &steps {
        let (planned, until) = (step.planned.expect("planned"), step.until.expect("done"));
        let late = until.since(planned.1);
        assert!(late < minutes(2) || step.hosts.iter().any(|host| host.name.as_str() >= "avdfin-4"), "{step:?}");
    }
}

#[test]
fn a_host_that_is_lost_stays_in_the_picture() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-finance").await;
        fate(&console, pool, "avdfin-0", 1, true);
        let mut watch = Watch::new(&console, pool).await;
        console.initiate(pool, &draft(3, 0)).await.expect("begun");
        let (run, seen) = watch.until(&UpdateState::Error).await;
        assert_eq!(seen.names(HostState::Failed), ["avdfin-0"]);
        let failure = failure::explain(&run, Some(&seen)).expect("a failure");
        assert!(matches!(failure.retry, Retry::AfterFix(_)), "the initial host failed");
        let told = consequence::sentences(UpdateAction::Cancel, &run, Some(&seen), Pace::default());
        assert_eq!(told[0], "Cancelling leaves 5 session hosts on the old version.");
        assert!(told[1].contains("1 session host is out of service"), "{told:?}");
        console.act(pool, UpdateAction::Retry, None).await;
        watch.until(&UpdateState::Error).await;
        console.act(pool, UpdateAction::Retry, None).await;
        watch.until(&UpdateState::Succeeded).await;
    });
}

#[test]
fn a_cancelled_run_leaves_what_was_said_before() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-callcenter").await;
        console.act(pool, UpdateAction::Cancel, None).await;
        console.until(pool, &UpdateState::Cancelled, async |_| {}).await;
        let mixed = console.drift(pool).await;
        let mut watch = Watch::new(&console, pool).await;
        console.initiate(pool, &draft(2, 3)).await.expect("another update");
        let (mut run, mut seen) = watch.look().await;
        while seen.counts().healthy == 0 || seen.counts().under_way() == 0 {
            console.wait(minutes(1));
            (run, seen) = watch.look().await;
        }
        assert_eq!(seen.counts().skipped as usize, mixed.up_to_date, "what was up to date is left alone");
        let told = consequence::sentences(UpdateAction::Cancel, &run, Some(&seen), Pace::default());
        console.act(pool, UpdateAction::Cancel, None).await;
        let (_, seen) = watch.until(&UpdateState::Cancelled).await;
        let after = console.drift(pool).await;
        let old = if after.behind > 0 { format!(" and {} on the old version", after.behind) } else { String::new() };
        let expected = format!("Cancelling leaves {} session hosts on the new version{old}", after.up_to_date);
        assert!(told[0].starts_with(&expected) && told[0].contains("batch of 2"), "{told:?} {expected}");
        assert_eq!(seen.counts().waiting, 0, "nobody waits for an update that is over");
    });
}

#[test]
fn the_end_is_where_it_was_expected() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-finance").await;
        fate(&console, pool, "avdfin-4", 0, false);
        let mut watch = Watch::new(&console, pool).await;
        console.initiate(pool, &draft(2, 5)).await.expect("begun");
        let mut ranges = Vec::new();
        let ended = loop {
            let (run, seen) = watch.look().await;
            if let Some(ended) = run.ended {
                break ended;
            }
            let pace = Pace { batch: Some(2), delay: Some(minutes(5)) };
            let input = eta::Input { run: &run, picture: &seen, pace, measured: None, now: console.now() };
            if let Eta::Range { earliest, latest, .. } = eta::eta(&input) {
                ranges.push((console.now(), earliest, latest));
            }
            console.wait(minutes(1));
        };
        assert!(ranges.len() > 20, "{}", ranges.len());
        for (at, earliest, latest) in ranges {
            assert!(
                earliest <= ended + minutes(1) && ended <= latest + minutes(1),
                "at {at}: {earliest} to {latest}, not {ended}"
            );
            assert!(latest.since(earliest) <= Duration::from_secs(3600), "a range that says something");
        }
    });
}
