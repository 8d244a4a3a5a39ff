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
    assert_eq!(line(&groups, "Max session limit"), said("No limit"));
    assert_eq!(line(&groups, "Start VM on connect"), said("Off"));
    assert_eq!(line(&groups, "Friendly name"), Shown::NotSet);
    assert_eq!(line(&groups, "Resource group"), said("g"));
    assert_eq!(line(&groups, "owner"), said("ops"));
    assert!(matches!(line(&groups, "Load balancer"), Shown::Noted(word, _) if word == "Depth-first"));
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
    assert_eq!(line(&groups, "Two-hour windows"), Shown::List(vec!["Saturday, 23:00 to 01:00".to_owned()]));
    assert_eq!(line(&groups, "Time zone"), said("W. Europe Standard Time"));
}

#[test]
fn a_property_of_a_later_version_is_shown_under_its_own_name() {
    let groups = rest(&pool(&json!({"somethingNew": {"a": 1}, "word": "x"})));
    assert_eq!(line(&groups, "somethingNew"), said(r#"{"a":1}"#));
    assert_eq!(line(&groups, "word"), said("x"));
}

#[test]
fn sku_and_plan_are_shown_where_they_are_set() {
    let with = |envelope: serde_json::Value| {
        let mut whole = json!({"id": "/i", "type": "Microsoft.DesktopVirtualization/hostPools", "properties": {}});
        whole.as_object_mut().unwrap().extend(envelope.as_object().unwrap().clone());
        serde_json::from_value::<HostPool>(whole).unwrap()
    };
    let bare = with(json!({"sku": null, "plan": {"name": ""}}));
    assert!(rest(&bare).iter().all(|group| !matches!(group.title, "SKU" | "Plan")), "nothing to show");
    let full = with(json!({
        "sku": {"name": "S1", "tier": "Standard", "size": "L", "family": "F", "capacity": 3},
        "plan": {"name": "p", "publisher": "pub", "product": "prod", "promotionCode": "code", "version": "1.0"},
    }));
    let groups = rest(&full);
    for (label, value) in [
        ("SKU name", "S1"),
        ("SKU tier", "Standard"),
        ("SKU size", "L"),
        ("SKU family", "F"),
        ("SKU capacity", "3"),
        ("Plan name", "p"),
        ("Plan publisher", "pub"),
        ("Plan product", "prod"),
        ("Plan promotion code", "code"),
        ("Plan version", "1.0"),
    ] {
        assert_eq!(line(&groups, label), said(value), "{label}");
    }
    assert_eq!(line(&overview(&full), "Resource type"), said("Microsoft.DesktopVirtualization/hostPools"));
}

#[test]
fn a_migration_is_shown_where_the_answer_has_one() {
    let migrated = pool(&json!({"migrationRequest": {"operation": "Start", "migrationPath": "TenantGroups/g"}}));
    assert_eq!(line(&overview(&migrated), "Migration operation"), said("Start"));
    assert_eq!(line(&overview(&migrated), "Migration path"), said("TenantGroups/g"));
    let without = pool(&json!({"migrationRequest": null}));
    assert!(overview(&without).iter().all(|group| !group.title.starts_with("Migration")));
}

#[test]
fn who_created_and_changed_it_is_said_with_the_kind_of_identity() {
    let by = |name: serde_json::Value, kind: serde_json::Value| {
        let data = json!({"createdBy": name, "createdByType": kind, "createdAt": "2026-01-01T00:00:00Z",
            "lastModifiedBy": name, "lastModifiedByType": kind, "lastModifiedAt": "2026-01-02T00:00:00Z"});
        let pool: HostPool = serde_json::from_value(json!({"id": "/i", "properties": {}, "systemData": data})).unwrap();
        let at = |label: &str| match line(&rest(&pool), label) {
            Shown::At(at, by) => (at.to_string(), by),
            other => panic!("{other:?}"),
        };
        let (created, changed) = (at("Created"), at("Last changed"));
        assert_eq!((created.0.as_str(), changed.0.as_str()), ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
        assert_eq!(created.1, changed.1);
        created.1
    };
    for (name, kind, wanted) in [
        (json!("ana@contoso.example"), json!("User"), Some("by a user, ana@contoso.example")),
        (json!("8f2a"), json!("Application"), Some("by an application, 8f2a")),
        (json!("8f2a"), json!("ManagedIdentity"), Some("by a managed identity, 8f2a")),
        (json!("k"), json!("key"), Some("by a key, k")),
        (json!("x"), json!("Robot"), Some("by an identity of type Robot, x")),
        (json!("x"), json!(null), Some("by x")),
        (json!(null), json!("Application"), Some("by an application")),
        (json!(null), json!(null), None),
    ] {
        assert_eq!(by(name, kind).as_deref(), wanted);
    }
}

#[test]
fn a_private_endpoint_is_named_with_its_state() {
    let pool = pool(&json!({"privateEndpointConnections": [
        {"name": "hp/pe-1", "properties": {"privateLinkServiceConnectionState": {"status": "Pending"}}},
    ]}));
    let wanted = Shown::List(vec!["pe-1: Waiting for approval".to_owned()]);
    assert_eq!(line(&overview(&pool), "Private endpoint connections"), wanted);
}
