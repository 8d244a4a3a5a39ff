//! Tests of `run_hosts`.
// JSON literals are passed as they are written.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::resource::Timestamp;

const NEW: &str = "2026-11-20T00:00:00Z";
const OLD: &str = "2026-10-01T00:00:00Z";
const STARTED: &str = "2026-11-21T10:00:00Z";

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn wanted() -> SessionHostConfigurationProperties {
    SessionHostConfigurationProperties { version: Some(Timestamp::new(NEW)), ..Default::default() }
}

fn run(status: &str) -> Run {
    let started = !matches!(status, "Scheduled" | "ValidatingSessionHostUpdate");
    let progress = if started { json!({ "executionStartTime": STARTED }) } else { Value::Null };
    Run::of(&serde_json::from_value(json!({ "name": "run", "status": status, "properties": { "progress": progress } })).unwrap())
        .unwrap()
}

fn host(name: &str, properties: Value) -> SessionHost {
    serde_json::from_value(json!({ "name": format!("pool/{name}"), "properties": properties })).unwrap()
}

fn see(hosts: &[SessionHost], run: &Run, before: Option<&Picture>) -> Picture {
    picture(&Look { hosts, at: at("2026-11-21T11:00:00Z"), wanted: Some(&wanted()), run, before })
}

fn one(properties: Value, status: &str) -> HostInRun {
    see(&[host("h", properties)], &run(status), None).hosts.remove(0)
}

#[test]
fn what_the_list_says_of_a_host() {
    use HostState as S;
    use Source::{Inferred, Read};
    let vm = |stamp: &str| format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/h{stamp}");
    let new_vm = vm("-2026-11-21T10-18-00");
    let running = "UpdatingSessionHosts";
    let cases = [
        (json!({"sessionHostConfiguration": OLD, "updateState": "Pending"}), running, S::Waiting, Read),
        (json!({"sessionHostConfiguration": OLD, "updateState": "Succeeded"}), running, S::Waiting, Inferred),
        (
            json!({"sessionHostConfiguration": OLD, "updateState": "Started", "allowNewSession": true, "status": "Available"}),
            running,
            S::Draining,
            Read,
        ),
        (
            json!({"sessionHostConfiguration": OLD, "updateState": "Started", "allowNewSession": false, "status": "Available"}),
            running,
            S::Draining,
            Read,
        ),
        (
            json!({"sessionHostConfiguration": OLD, "updateState": "Started", "allowNewSession": false, "status": "Unavailable"}),
            running,
            S::BeingReplaced,
            Inferred,
        ),
        (
            json!({"sessionHostConfiguration": NEW, "updateState": "Started", "status": "Upgrading", "resourceId": new_vm}),
            running,
            S::Registering,
            Read,
        ),
        (json!({"sessionHostConfiguration": NEW, "status": "Unavailable", "resourceId": new_vm}), running, S::Registering, Read),
        (json!({"sessionHostConfiguration": NEW, "status": "Available", "resourceId": new_vm}), running, S::Healthy, Read),
        (
            json!({"sessionHostConfiguration": NEW, "updateState": "Succeeded", "status": "Shutdown", "resourceId": new_vm}),
            running,
            S::Healthy,
            Inferred,
        ),
        (
            json!({"sessionHostConfiguration": NEW, "updateState": "Failed", "status": "Unavailable", "resourceId": new_vm}),
            "Error",
            S::Failed,
            Read,
        ),
        (json!({"sessionHostConfiguration": NEW, "status": "Available", "resourceId": vm("-0")}), running, S::Healthy, Read),
        (
            json!({"sessionHostConfiguration": NEW, "status": "Available", "lastSessionHostUpdateTime": "2026-11-20T01:00:00Z"}),
            running,
            S::Skipped,
            Inferred,
        ),
        (
            json!({"sessionHostConfiguration": OLD, "updateState": "Failed", "status": "Available"}),
            "Error",
            S::RolledBack,
            Inferred,
        ),
        (json!({"sessionHostConfiguration": OLD, "updateState": "Failed", "status": "Unavailable"}), "Error", S::Failed, Read),
        (json!({"sessionHostConfiguration": OLD, "updateState": "Pending"}), "Error", S::Waiting, Read),
        (json!({"sessionHostConfiguration": OLD, "updateState": "Succeeded"}), "Cancelled", S::Skipped, Inferred),
        (json!({"sessionHostConfiguration": OLD}), "Failed", S::Skipped, Inferred),
        // A failure of an earlier update is no failure of one that has not begun.
        (json!({"sessionHostConfiguration": OLD, "updateState": "Failed", "status": "Available"}), "Scheduled", S::Waiting, Read),
        (json!({"sessionHostConfiguration": NEW, "status": "Available"}), "ValidatingSessionHostUpdate", S::Skipped, Inferred),
        (
            json!({"updateState": "Succeeded", "status": "Available", "lastSessionHostUpdateTime": "2026-11-21T10:30:00Z"}),
            running,
            S::Healthy,
            Read,
        ),
        (json!({}), running, S::Waiting, Inferred),
    ];
    for (properties, status, state, source) in cases {
        let row = one(properties.clone(), status);
        assert_eq!((row.state, row.source), (state, source), "{properties} {status}: {}", row.why);
        assert!(row.why.ends_with('.'), "{}", row.why);
    }
}

#[test]
fn hosts_left_alone_are_not_in_the_run() {
    let row = one(json!({"sessionHostConfiguration": NEW, "lastSessionHostUpdateTime": "2026-11-20T01:00:00Z"}), "Paused");
    assert_eq!((row.state, row.in_run), (HostState::Skipped, false));
    assert!(one(json!({"sessionHostConfiguration": OLD}), "Cancelled").in_run, "left by a cancel, but part of the run");
}

#[test]
fn a_host_that_left_the_list_is_being_replaced_and_comes_back_to_its_row() {
    let old =
        host("H1", json!({"sessionHostConfiguration": OLD, "updateState": "Started", "allowNewSession": true, "sessions": 2}));
    let other = host("h2", json!({"sessionHostConfiguration": OLD, "updateState": "Pending"}));
    let running = run("UpdatingSessionHosts");
    let first = see(&[old, other.clone()], &running, None);
    let second = see(core::slice::from_ref(&other), &running, Some(&first));
    let away = &second.hosts[0];
    assert_eq!((away.name.as_str(), away.state, away.source), ("H1", HostState::BeingReplaced, Source::Inferred));
    assert_eq!((away.listed, away.sessions, away.since), (false, None, Some(second.at)));
    assert_eq!(second.names(HostState::Waiting), ["h2"]);
    let later = picture(&Look {
        hosts: core::slice::from_ref(&other),
        at: second.at + core::time::Duration::from_secs(60),
        wanted: Some(&wanted()),
        run: &running,
        before: Some(&second),
    });
    assert_eq!(later.hosts[0].since, Some(second.at), "since it was first missed");
    let back = host(
        "h1",
        json!({"sessionHostConfiguration": NEW, "status": "Available", "allowNewSession": true, "lastSessionHostUpdateTime": "2026-11-21T10:50:00Z"}),
    );
    let third = see(&[back, other], &running, Some(&second));
    assert_eq!(third.hosts.len(), 2, "names differ in case only");
    assert_eq!((third.hosts[0].state, third.hosts[0].since), (HostState::Healthy, Some(at("2026-11-21T10:50:00Z"))));
}

#[test]
fn a_host_gone_for_another_reason_is_not_being_replaced() {
    let healthy = host(
        "h",
        json!({"sessionHostConfiguration": NEW, "status": "Available", "lastSessionHostUpdateTime": "2026-11-21T10:50:00Z"}),
    );
    let first = see(&[healthy], &run("UpdatingSessionHosts"), None);
    assert_eq!(see(&[], &run("UpdatingSessionHosts"), Some(&first)).hosts[0].state, HostState::Skipped);
    let waiting = see(&[host("h", json!({"sessionHostConfiguration": OLD}))], &run("UpdatingSessionHosts"), None);
    assert_eq!(see(&[], &run("UpdatingSessionHosts"), Some(&waiting)).hosts[0].state, HostState::BeingReplaced);
    assert_eq!(see(&[], &run("Cancelled"), Some(&waiting)).hosts[0].state, HostState::Skipped);
    let failed = see(&[host("h", json!({"sessionHostConfiguration": OLD, "updateState": "Failed"}))], &run("Error"), None);
    assert_eq!(see(&[], &run("Error"), Some(&failed)).hosts[0].state, HostState::Failed);
}

#[test]
fn another_run_begins_with_an_empty_picture() {
    let first = see(&[host("gone", json!({}))], &run("UpdatingSessionHosts"), None);
    let another = Run { name: Some("another".to_owned()), ..run("UpdatingSessionHosts") };
    assert_eq!(see(&[], &another, Some(&first)).hosts, []);
}

#[test]
fn a_state_lasts_since_it_was_first_seen() {
    let waiting = [host("h", json!({"sessionHostConfiguration": OLD, "updateState": "Pending"}))];
    let running = run("UpdatingSessionHosts");
    let first = see(&waiting, &running, None);
    let second = see(&waiting, &running, Some(&first));
    assert_eq!((first.hosts[0].since, second.hosts[0].since), (None, None), "it may have waited for long");
    let begun = [host("h", json!({"sessionHostConfiguration": OLD, "updateState": "Started", "allowNewSession": true}))];
    assert_eq!(see(&begun, &running, Some(&second)).hosts[0].since, Some(at("2026-11-21T11:00:00Z")));
}

#[test]
fn the_counts_of_the_service_stand_beside_those_of_the_rows() {
    let mut running = run("UpdatingSessionHosts");
    (running.total, running.completed, running.in_progress, running.rollback_failed) = (Some(3), Some(0), Some(1), None);
    let hosts = [host("a", json!({"updateState": "Started"})), host("b", json!({"updateState": "Pending"}))];
    let compared = see(&hosts, &running, None).compare(&running);
    let agree: Vec<Option<bool>> = compared.iter().map(Compared::agree).collect();
    assert_eq!(agree, [Some(false), Some(true), Some(true), None]);
    assert_eq!((compared[0].service, compared[0].rows), (Some(3), 2));
}

#[test]
fn one_sentence_for_each_change() {
    let list = |state: &str| {
        (0..6).map(|n| host(&format!("h{n}"), json!({"sessionHostConfiguration": OLD, "updateState": state}))).collect::<Vec<_>>()
    };
    let running = run("UpdatingSessionHosts");
    let first = see(&list("Pending"), &running, None);
    assert_eq!(sentences(None, &first), Vec::<String>::new());
    assert_eq!(sentences(Some(&first), &see(&list("Pending"), &running, Some(&first))), Vec::<String>::new());
    let mut hosts = list("Pending");
    hosts[0] = list("Started")[0].clone();
    let second = see(&hosts, &running, Some(&first));
    assert_eq!(sentences(Some(&first), &second), ["h0 is being drained."]);
    let third = see(&list("Started"), &run("Pausing"), Some(&second));
    let said = sentences(Some(&second), &third);
    assert_eq!(said[0], "h1, h2, h3 and 2 more are being drained.");
    assert!(said[1].starts_with("Update status: pausing."), "{said:?}");
    assert_eq!(said.len(), 2);
    let another = Picture { run: Some("another".to_owned()), ..third.clone() };
    assert_eq!(sentences(Some(&third), &another), ["Another update has started: pausing."]);
}

fn any_properties() -> impl Strategy<Value = Value> {
    let version = prop_oneof![Just(json!(OLD)), Just(json!(NEW)), Just(Value::Null)];
    let state = prop::sample::select(vec!["Initial", "Pending", "Started", "Succeeded", "Failed"]);
    let status = prop::sample::select(vec!["Available", "Unavailable", "Shutdown", "Upgrading", "Novel"]);
    let updated = prop_oneof![Just(Value::Null), Just(json!("2026-11-20T01:00:00Z")), Just(json!("2026-11-21T10:30:00Z"))];
    (version, state, status, any::<bool>(), updated).prop_map(|(version, state, status, allow, updated)| {
        json!({"sessionHostConfiguration": version, "updateState": state, "status": status, "allowNewSession": allow,
            "lastSessionHostUpdateTime": updated})
    })
}

fn any_list() -> impl Strategy<Value = Vec<SessionHost>> {
    proptest::collection::btree_map(0u32..12, any_properties(), 0..10)
        .prop_map(|hosts| hosts.into_iter().map(|(number, properties)| host(&format!("h{number}"), properties)).collect())
}

proptest! {
    #[test]
    fn each_host_ever_seen_has_one_row(
        lists in proptest::collection::vec(any_list(), 1..5),
        status in prop::sample::select(UpdateState::KNOWN.to_vec()),
    ) {
        let run = run(status.as_str());
        let mut before: Option<Picture> = None;
        let mut seen = std::collections::BTreeSet::new();
        for list in lists {
            let now = see(&list, &run, before.as_ref());
            seen.extend(list.iter().filter_map(|host| host.machine_name().map(str::to_owned)));
            let rows: Vec<&String> = now.hosts.iter().map(|host| &host.name).collect();
            prop_assert_eq!(&rows, &seen.iter().collect::<Vec<_>>());
            prop_assert_eq!(now.counts().total(), seen.len() as u64);
            let each: u64 = HostState::ALL.into_iter().map(|state| now.counts().get(state)).sum();
            prop_assert_eq!(each, seen.len() as u64);
            for row in now.hosts.iter().filter(|row| row.state == HostState::Healthy) {
                prop_assert!(row.listed && row.version != HostVersion::Behind);
            }
            before = Some(now);
        }
    }

    #[test]
    fn labels_are_read_back(state in prop::sample::select(HostState::ALL.to_vec())) {
        prop_assert_eq!(HostState::parse(state.label()), Some(state));
    }
}
