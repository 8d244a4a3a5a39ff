//! Tests of `flight_plan`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn start() -> Instant {
    Instant::from_seconds(1_000_000)
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

fn host(number: usize) -> PlannedHost {
    PlannedHost { name: format!("h{number:04}"), sessions: Some(4), behind: Some(true), in_service: true }
}

fn input(hosts: usize, batch: u64) -> Input {
    Input {
        hosts: (0..hosts).map(host).collect(),
        batch,
        sign_out_delay: minutes(5),
        start: start(),
        minutes: Basis::Rough,
        session_limit: Some(8),
        vcpus_per_host: Some(4),
        keep_originals: false,
        window: None,
    }
}

#[test]
fn ten_hosts_in_batches_of_three() {
    let plan = plan(&input(10, 3));
    let sizes: Vec<usize> = plan.steps.iter().map(|step| step.hosts.len()).collect();
    assert_eq!(sizes, [1, 3, 3, 3]);
    assert_eq!(plan.length(), minutes(4 * 25));
    assert_eq!((plan.lowest_hosts, plan.lowest_sessions, plan.sessions_now), (7, Some(56), Some(40)));
    assert_eq!((plan.extra_vcpus, plan.extra_addresses, plan.kept_machines), (Some(12), 3, 0));
    assert_eq!((plan.replaced, plan.left_alone, plan.sign_outs_at_most), (10, 0, 3));
    assert_eq!(plan.holds_everybody(), Some(true));
    let labels: Vec<String> = plan.steps.iter().map(|step| step.kind.label()).collect();
    assert_eq!(labels, ["Initial host", "Batch 1", "Batch 2", "Batch 3"]);
}

#[test]
fn small_pools_and_large_batches() {
    let none = plan(&input(0, 3));
    assert_eq!((none.steps.len(), none.end, none.lowest_hosts, none.sign_outs_at_most), (0, start(), 0, 0));
    let one = plan(&input(1, 3));
    assert_eq!((one.steps.len(), one.length(), one.lowest_hosts, one.sign_outs_at_most), (1, minutes(25), 0, 1));
    for batch in [9, 10, 1000, u64::MAX] {
        let all = plan(&input(10, batch));
        assert_eq!((all.steps.len(), all.lowest_hosts, all.extra_addresses), (2, 1, 9), "{batch}");
    }
    assert_eq!(plan(&input(3, 0)).steps.len(), 3, "a batch has at least one host");
}

#[test]
fn what_is_not_known_stays_unknown() {
    let mut unknown = input(4, 2);
    unknown.session_limit = None;
    unknown.vcpus_per_host = None;
    unknown.hosts[2].sessions = None;
    let plan = plan(&unknown);
    assert_eq!((plan.lowest_sessions, plan.sessions_now, plan.extra_vcpus, plan.holds_everybody()), (None, None, None, None));
    assert_eq!(plan.sign_outs_at_most, 2);
}

#[test]
fn hosts_that_are_no_capacity_are_replaced_all_the_same() {
    let mut mixed = input(6, 2);
    mixed.hosts[0].behind = Some(false);
    mixed.hosts[1].behind = None;
    mixed.hosts[2].in_service = false;
    let plan = plan(&mixed);
    let steps: Vec<(Vec<String>, u64)> = plan.steps.iter().map(|step| (step.hosts.clone(), step.in_service)).collect();
    let names = |numbers: &[usize]| numbers.iter().map(|number| host(*number).name).collect::<Vec<_>>();
    assert_eq!(steps, [(names(&[1]), 4), (names(&[2, 3]), 4), (names(&[4, 5]), 3)]);
    assert_eq!((plan.left_alone, plan.replaced, plan.lowest_hosts), (1, 5, 3));
}

#[test]
fn kept_machines_hold_addresses_and_quota() {
    let plan = plan(&Input { keep_originals: true, ..input(10, 3) });
    assert_eq!((plan.kept_machines, plan.extra_addresses, plan.extra_vcpus), (10, 10, Some(40)));
}

#[test]
fn users_are_signed_out_twice_where_the_updated_hosts_hold_them() {
    let mut roomy = input(10, 3);
    roomy.session_limit = Some(1000);
    assert_eq!(plan(&roomy).sign_outs_at_most, 2);
    roomy.hosts.iter_mut().for_each(|host| host.sessions = Some(0));
    assert_eq!(plan(&roomy).sign_outs_at_most, 2, "nobody is there now, but someone may sign in");
}

#[test]
fn a_window_is_met_missed_or_too_narrow() {
    let fit = |from: i64, until: i64| {
        let at = |minutes: i64| Instant::from_seconds(1_000_000 + 60 * minutes);
        plan(&Input { window: Some(Window { from: at(from), until: at(until) }), ..input(10, 3) }).window.unwrap()
    };
    assert_eq!(fit(0, 100), Fit::Fits { spare: Duration::ZERO });
    assert_eq!(fit(-10, 160), Fit::Fits { spare: minutes(60) });
    assert_eq!(fit(0, 99), Fit::Late { by: minutes(1) });
    assert_eq!(fit(5, 200), Fit::Early { by: minutes(5) });
    assert_eq!(fit(5, 90), Fit::Wider { early: minutes(5), late: minutes(10) });
    assert_eq!(fit(0, 99).sentence(), "Ends 1 min after the maintenance window.");
}

#[test]
fn a_basis_says_what_it_rests_on() {
    assert_eq!(Basis::measured(Vec::new()), None);
    let measured = Basis::measured([31, 17, 22].map(minutes).to_vec()).unwrap();
    assert_eq!(measured.per_host(), minutes(22));
    assert_eq!(
        measured.sentence(),
        "Based on 22 min per session host, the median of 3 session hosts measured in this browser (17 min to 31 min)."
    );
    let even = Basis::measured(vec![minutes(22); 3]).unwrap().sentence();
    assert!(even.ends_with("(22 min)."), "no range from a value to itself: {even}");
    assert_eq!(Basis::Rough.per_host(), minutes(20));
    assert!(Basis::Rough.sentence().contains("20 minutes"));
    assert_eq!(plan(&Input { minutes: measured, ..input(10, 3) }).length(), minutes(4 * 27));
}

#[test]
fn a_host_as_read() {
    let read = |properties: serde_json::Value| {
        let host = json!({ "name": "pool/h1.contoso.example", "properties": properties });
        let wanted = SessionHostConfigurationProperties {
            version: Some(crate::resource::Timestamp::new("2026-01-02T00:00:00Z")),
            ..SessionHostConfigurationProperties::default()
        };
        PlannedHost::of(&serde_json::from_value(host).unwrap(), Some(&wanted)).unwrap()
    };
    let name = "h1.contoso.example".to_owned();
    let behind = read(
        json!({"sessionHostConfiguration": "2026-01-01T00:00:00Z", "sessions": 3, "status": "Available", "allowNewSession": true}),
    );
    assert_eq!(behind, PlannedHost { name: name.clone(), sessions: Some(3), behind: Some(true), in_service: true });
    let bare = read(json!({}));
    assert_eq!(bare, PlannedHost { name, sessions: None, behind: None, in_service: true });
    assert!(!read(json!({"status": "Shutdown"})).in_service);
    assert!(!read(json!({"status": "Available", "allowNewSession": false})).in_service);
    assert_eq!(PlannedHost::of(&SessionHost::default(), None), None);
}

fn any_host() -> impl Strategy<Value = PlannedHost> {
    let parts = (0u32..100_000, proptest::option::of(0u64..20), proptest::option::of(any::<bool>()), any::<bool>());
    parts.prop_map(|(number, sessions, behind, in_service)| PlannedHost {
        name: format!("host-{number}"),
        sessions,
        behind,
        in_service,
    })
}

fn any_input() -> impl Strategy<Value = Input> {
    let hosts = proptest::collection::vec(any_host(), 0..60).prop_map(|mut hosts| {
        let mut seen = BTreeSet::new();
        hosts.retain(|host| seen.insert(host.name.clone()));
        hosts
    });
    (hosts, 0u64..80, 0u64..=60, any::<bool>(), proptest::option::of(1u64..20)).prop_map(
        |(hosts, batch, delay, keep_originals, session_limit)| Input {
            hosts,
            sign_out_delay: minutes(delay),
            keep_originals,
            session_limit,
            ..input(0, batch)
        },
    )
}

proptest! {
    #[test]
    fn every_host_behind_is_replaced_once_in_the_order_of_names(input in any_input()) {
        let plan = plan(&input);
        let planned: Vec<&String> = plan.steps.iter().flat_map(|step| &step.hosts).collect();
        let mut wanted: Vec<&String> =
            input.hosts.iter().filter(|host| host.behind != Some(false)).map(|host| &host.name).collect();
        wanted.sort();
        prop_assert_eq!(planned, wanted);
        prop_assert_eq!(plan.replaced + plan.left_alone, input.hosts.len() as u64);
    }

    #[test]
    fn the_initial_host_is_alone_and_no_batch_is_too_large(input in any_input()) {
        let plan = plan(&input);
        for (number, step) in plan.steps.iter().enumerate() {
            let most = if number == 0 { 1 } else { input.batch.max(1) };
            prop_assert!((1..=most).contains(&(step.hosts.len() as u64)));
            let kind = if number == 0 { Kind::Initial } else { Kind::Batch(number as u64) };
            prop_assert_eq!(step.kind, kind);
        }
        // Only the last batch may be smaller: the service takes as many as remain.
        let full = plan.steps.split_last().map_or(&[][..], |(_, earlier)| earlier).iter().skip(1);
        prop_assert!(full.into_iter().all(|step| step.hosts.len() as u64 == input.batch.max(1)));
    }

    #[test]
    fn steps_follow_each_other_to_the_end(input in any_input()) {
        let plan = plan(&input);
        let mut from = input.start;
        for step in &plan.steps {
            prop_assert_eq!(step.from, from);
            prop_assert_eq!(step.until, from + minutes(20) + input.sign_out_delay);
            from = step.until;
        }
        prop_assert_eq!(plan.end, from);
    }

    #[test]
    fn capacity_and_sign_outs_stay_within_reason(input in any_input()) {
        let plan = plan(&input);
        let serving = input.hosts.iter().filter(|host| host.in_service).count() as u64;
        let out = plan.steps.iter().map(|step| step.hosts.len() as u64).max().unwrap_or(0);
        prop_assert!(plan.lowest_hosts <= serving && plan.lowest_hosts + out >= serving);
        prop_assert_eq!(plan.lowest_sessions, input.session_limit.map(|limit| limit * plan.lowest_hosts));
        let steps = plan.steps.len() as u64;
        prop_assert!(plan.sign_outs_at_most <= steps && plan.sign_outs_at_most >= steps.min(2));
        prop_assert!(plan.extra_addresses >= out && plan.kept_machines <= plan.extra_addresses);
    }
}
