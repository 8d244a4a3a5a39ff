//! Hosts as the service describes them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use super::*;

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
            &json!({"status": "Available", "sessions": 3, "allowNewSession": true, "assignedUser": "ana@contoso.example"}),
        ),
        host("VM-1", &json!({"status": "Unavailable", "allowNewSession": false, "sessionHostHealthCheckResults": failed})),
        host(
            "vm-3",
            &json!({"status": "SomethingNew", "sessions": 0, "updateState": "Failed", "updateErrorMessage": "disk full"}),
        ),
    ]
}

fn names(view: &HostsView) -> Vec<String> {
    shown(&rows(&sample(), None), view).into_iter().map(|row| row.name).collect()
}

#[test]
fn search_filter_and_sort() {
    let view = |search: &str, sort: &str, status: Option<&str>| HostsView {
        search: search.into(),
        sort: sort.into(),
        status: status.map(Into::into),
        version: None,
    };
    let cases = [
        (view("", "", None), vec!["VM-1", "vm-2", "vm-3"]),
        (view("", "-sessions", None), vec!["vm-2", "vm-3", "VM-1"]),
        (view("", "-health", None), vec!["VM-1", "vm-2", "vm-3"]),
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
    let rows = rows(&sample(), None);
    assert_eq!((rows[0].sessions, rows[1].sessions), (Some(3), None));
    assert_eq!((rows[0].drained, rows[1].drained, rows[2].drained), (false, true, false));
    assert_eq!((rows[0].tone, rows[1].tone), (Tone::Success, Tone::Danger));
    assert_eq!(rows[1].failures.len(), 1);
    assert!(rows[1].failures[0].starts_with("DomainTrustCheck: "));
    assert_eq!(rows[2].update.as_deref(), Some("Failed: disk full"));
    assert!(rows.iter().all(|row| row.version.is_none()));
}

#[test]
fn a_configuration_tells_who_is_behind() {
    let wanted = serde_json::from_value(json!({"version": "2026-02-01T00:00:00Z"})).unwrap();
    let hosts =
        ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"].map(|version| host("vm", &json!({"sessionHostConfiguration": version})));
    let versions: Vec<_> = rows(&hosts, Some(&wanted)).into_iter().map(|row| row.version).collect();
    assert_eq!(versions, [Some(HostVersion::Behind), Some(HostVersion::UpToDate)]);
    let behind = HostsView { version: Some("behind".to_owned()), ..HostsView::default() };
    let left: Vec<_> = shown(&rows(&hosts, Some(&wanted)), &behind).into_iter().map(|row| row.version).collect();
    assert_eq!(left, [Some(HostVersion::Behind)]);
}

#[test]
fn statuses_are_counted() {
    let all = rows(&sample(), None);
    assert_eq!(choices(&all)[0], ("Available".into(), "Available (1)".into()));
    assert_eq!(count_words(1, 3), "1 of 3 session hosts");
}
