//! Hosts as the service describes them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use leptos::prelude::{Owner, StoredValue};

use super::super::columns::Kind;
use super::*;
use crate::route::PoolRef;

fn host(name: &str, properties: &serde_json::Value) -> SessionHost {
    serde_json::from_value(json!({"name": format!("hp/{name}"), "properties": properties})).unwrap()
}

fn sample() -> Vec<SessionHost> {
    let failed = json!([
        {"healthCheckName": "DomainTrustCheck", "healthCheckResult": "HealthCheckFailed"},
        {"healthCheckName": "MonitoringAgentCheck", "healthCheckResult": "HealthCheckSucceeded"},
    ]);
    vec![
        host(
            "vm-2",
            &json!({
                "status": "Available", "sessions": 3, "allowNewSession": true, "assignedUser": "ana@contoso.example",
                "agentVersion": "1.0.9742.2500",
            }),
        ),
        host("VM-1", &json!({"status": "Unavailable", "allowNewSession": false, "sessionHostHealthCheckResults": failed})),
        host(
            "vm-10",
            &json!({
                "status": "SomethingNew", "sessions": 0, "updateState": "Failed", "updateErrorMessage": "disk full",
                "agentVersion": "1.0.10292.500",
            }),
        ),
    ]
}

fn now() -> Instant {
    Instant::parse("2026-11-21T10:00:00Z").unwrap()
}

fn found(rows: &[Row], view: &HostsView) -> Vec<Row> {
    let place = Owner::new().with(|| StoredValue::new(PoolRef::new("s", "g", "hp")));
    shown(rows, view, &Seen { place, is_personal: false })
}

fn names(view: &HostsView) -> Vec<String> {
    found(&rows(&sample(), None, now()), view).into_iter().map(|row| row.name).collect()
}

#[test]
fn search_filter_and_sort() {
    let view = |search: &str, sort: &str, status: Option<&str>| HostsView {
        search: search.into(),
        sort: sort.into(),
        status: status.map(Into::into),
        ..HostsView::default()
    };
    let cases = [
        (view("", "", None), vec!["VM-1", "vm-2", "vm-10"]),
        (view("", "-sessions", None), vec!["vm-2", "vm-10", "VM-1"]),
        (view("", "-health", None), vec!["VM-1", "vm-2", "vm-10"]),
        (view("", "agent", None), vec!["vm-2", "vm-10", "VM-1"]),
        (view("ana", "", None), vec!["vm-2"]),
        (view("", "", Some("unavailable")), vec!["VM-1"]),
        (view("vm-2", "", Some("Unavailable")), vec![]),
    ];
    for (view, expected) in cases {
        assert_eq!(names(&view), expected, "{view:?}");
    }
}

#[test]
fn a_row_says_what_is_known_and_no_more() {
    let rows = rows(&sample(), None, now());
    assert_eq!((rows[0].sessions, rows[1].sessions), (Some(3), None));
    assert_eq!((rows[0].drained, rows[1].drained, rows[2].drained), (false, true, false));
    assert_eq!((rows[0].tone, rows[1].tone), (Tone::Success, Tone::Danger));
    assert_eq!(rows[1].failures.len(), 1);
    assert!(rows[1].failures[0].starts_with("DomainTrustCheck: "));
    assert_eq!(rows[2].update, Some((Tone::Danger, "Update failed".to_owned(), "disk full".to_owned())));
    assert_eq!(rows[0].update, None);
    assert!(rows.iter().all(|row| row.version.is_none()));
}

#[test]
fn a_configuration_tells_who_is_behind() {
    let wanted = serde_json::from_value(json!({"version": "2026-02-01T00:00:00Z"})).unwrap();
    let hosts =
        ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"].map(|version| host("vm", &json!({"sessionHostConfiguration": version})));
    let told: Vec<_> = rows(&hosts, Some(&wanted), now()).into_iter().map(|row| (row.current, row.target)).collect();
    let stamp = |text: &str| Some(avd::resource::Timestamp::new(text));
    let new = "2026-02-01T00:00:00Z";
    assert_eq!(told, [(stamp("2026-01-01T00:00:00Z"), stamp(new)), (stamp(new), stamp(new))]);
    let versions: Vec<_> = rows(&hosts, Some(&wanted), now()).into_iter().map(|row| row.version).collect();
    assert_eq!(versions, [Some(HostVersion::Behind), Some(HostVersion::UpToDate)]);
    let behind = HostsView { version: Some("behind".to_owned()), ..HostsView::default() };
    let left: Vec<_> = found(&rows(&hosts, Some(&wanted), now()), &behind).into_iter().map(|row| row.version).collect();
    assert_eq!(left, [Some(HostVersion::Behind)]);
}

#[test]
fn versions_are_in_the_order_of_their_times() {
    let wanted = serde_json::from_value(json!({"version": "2026-03-01T00:00:00Z"})).unwrap();
    let hosts = [("a", "2026-02-01T00:00:00Z"), ("b", "2026-03-01T00:00:00Z"), ("c", "2026-01-01T00:00:00Z")]
        .map(|(name, version)| host(name, &json!({"sessionHostConfiguration": version})));
    let view = |sort: &str| HostsView { sort: sort.to_owned(), ..HostsView::default() };
    let names = |sort: &str| -> Vec<String> {
        found(&rows(&hosts, Some(&wanted), now()), &view(sort)).into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names("version"), ["b", "c", "a"]);
    assert_eq!(names("-version"), ["a", "c", "b"]);
    assert_eq!(names("target"), ["a", "b", "c"]);
}

#[test]
fn a_machine_that_was_off_for_long_is_marked() {
    let heard = ["2026-11-21T09:00:00Z", "2026-08-01T00:00:00Z"].map(|at| host("vm", &json!({"lastHeartBeat": at})));
    let silent: Vec<bool> = rows(&heard, None, now()).into_iter().map(|row| row.silent.is_some()).collect();
    assert_eq!(silent, [false, true]);
}

#[test]
fn each_kind_of_pool_has_a_column_of_its_own() {
    let ids = |kind: Kind| kind.columns().into_iter().map(|column| column.id).collect::<Vec<_>>();
    let (common, rest) = (["name", "status", "sessions", "drain"], ["health", "heartbeat", "agent"]);
    for (kind, own) in [(Kind::Versioned, &["version", "target"][..]), (Kind::Personal, &["user"]), (Kind::Pooled, &["windows"])]
    {
        assert_eq!(ids(kind), [&common, own, &rest].concat());
    }
}
