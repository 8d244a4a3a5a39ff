//! A pool as the service describes it, in words.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use super::*;

fn pool(properties: &serde_json::Value) -> HostPool {
    serde_json::from_value(json!({
        "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/hp",
        "location": "westeurope",
        "tags": {"owner": "ops"},
        "properties": properties,
    }))
    .unwrap()
}

fn line(groups: &[Group], label: &str) -> Shown {
    let lines = groups.iter().flat_map(|group| &group.lines);
    lines.into_iter().find(|(known, _)| known == label).map(|(_, shown)| shown.clone()).unwrap()
}

fn said(text: &str) -> Shown {
    Shown::Text(text.to_owned())
}

#[test]
fn values_read_as_a_person_would_say_them() {
    let pool = pool(&json!({
        "hostPoolType": "Pooled", "maxSessionLimit": 999_999, "startVMOnConnect": false, "friendlyName": "",
        "loadBalancerType": "DepthFirst", "customRdpProperty": "audiomode:i:1;",
    }));
    let groups = [overview(&pool), rest(&pool)].concat();
    assert_eq!(line(&groups, "Session limit of a host"), said("No limit"));
    assert_eq!(line(&groups, "Start VM on connect"), said("Off"));
    assert_eq!(line(&groups, "Friendly name"), Shown::NotSet);
    assert_eq!(line(&groups, "Resource group"), said("g"));
    assert_eq!(line(&groups, "owner"), said("ops"));
    assert!(matches!(line(&groups, "Load balancer"), Shown::Noted(word, _) if word == "DepthFirst"));
    assert!(matches!(line(&groups, "Sound"), Shown::Noted(_, raw) if raw == "audiomode:i:1"));
}

#[test]
fn an_older_answer_does_not_pretend_to_know_the_management() {
    assert!(matches!(line(&overview(&pool(&json!({}))), "Management"), Shown::Said(_)));
}

#[test]
fn update_windows_end_two_hours_later() {
    let pool = pool(&json!({"agentUpdate": {
        "type": "Scheduled", "maintenanceWindowTimeZone": "W. Europe Standard Time",
        "maintenanceWindows": [{"hour": 23, "dayOfWeek": "Saturday"}],
    }}));
    let groups = overview(&pool);
    assert_eq!(line(&groups, "Windows of two hours"), Shown::List(vec!["Saturday, 23:00 to 01:00".to_owned()]));
    assert_eq!(line(&groups, "Time zone"), said("W. Europe Standard Time"));
}

#[test]
fn a_property_of_a_later_version_is_shown_under_its_own_name() {
    let groups = rest(&pool(&json!({"somethingNew": {"a": 1}, "word": "x"})));
    assert_eq!(line(&groups, "somethingNew"), said(r#"{"a":1}"#));
    assert_eq!(line(&groups, "word"), said("x"));
}
