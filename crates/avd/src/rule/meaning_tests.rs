//! Different spellings of one meaning, and what looks alike and is not.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn rdp_strings_as_sent_and_as_read() {
    let file: Value = serde_json::from_str(include_str!("../../../../tests/cases/pool-rdp-as-sent-and-as-read.json")).unwrap();
    for case in file["cases"].as_array().unwrap() {
        let differs = case["name"].as_str().unwrap().contains("different");
        for name in ["customRdpProperty", "properties.customRdpProperty", "conditionalRdpProperty"] {
            assert_eq!(same(name, &case["sent"], &case["read"]), !differs, "{case}");
        }
    }
}

#[test]
fn one_meaning_in_two_spellings() {
    let cases = [
        ("location", json!("East US"), json!("eastus")),
        ("properties.vmLocation", json!("WestEurope"), json!("West Europe")),
        ("identity.type", json!("SystemAssigned,UserAssigned"), json!("UserAssigned, systemassigned")),
        ("properties.loadBalancerType", json!("BreadthFirst"), json!("breadthfirst")),
        ("properties.networkInfo.subnetId", json!("/subscriptions/A/x"), json!("/SUBSCRIPTIONS/a/X")),
        ("properties.scheduledDateTime", json!("2026-03-19T13:24:29.3929162+08:00"), json!("2026-03-19T05:24:29.3929162+00:00")),
        ("properties.scheduledDateTime", json!("2026-03-19T05:24:29"), json!("2026-03-19T05:24:29Z")),
        ("properties.diskInfo.diffDiskSettings.placement", json!("TempDisk"), json!("ResourceDisk")),
        ("properties.maxSessionLimit", json!(5), json!(5.0)),
        ("properties.vmTemplate", json!(""), Value::Null),
        ("properties.vmTemplate", json!("{\"a\":1,\"b\":2}"), json!("{ \"b\": 2, \"a\": 1 }")),
        ("properties.applicationGroupReferences", json!([]), Value::Null),
        ("properties.agentUpdate", json!({}), Value::Null),
        ("properties.agentUpdate", json!({"type": "Default", "maintenanceWindows": null}), json!({"Type": "default"})),
        ("properties.availabilityZones", json!([1, 2]), json!([2, 1])),
        (
            "properties.x",
            json!([{"day": "Monday", "hour": 1}, {"day": "Friday"}]),
            json!([{"day": "friday"}, {"hour": 1, "day": "Monday"}]),
        ),
        ("tags", json!({"Env": "a"}), json!({"env": "a"})),
        (
            "customRdpProperty",
            json!("drivestoredirect:s:C:\\;E:\\;audiomode:i:0"),
            json!("audiomode:i:0;drivestoredirect:s:C:\\;E:\\;"),
        ),
        ("customRdpProperty", json!("Use Multimon:I:1"), json!("use multimon:i:1;")),
    ];
    for (path, one, other) in cases {
        assert!(same(path, &one, &other) && same(path, &other, &one), "{path}: {one} {other}");
    }
}

#[test]
fn two_meanings_that_look_alike() {
    let cases = [
        ("location", json!("eastus"), json!("eastus2")),
        ("identity.type", json!("SystemAssigned"), json!("SystemAssigned,UserAssigned")),
        ("properties.friendlyName", json!("Sales"), json!("sales")),
        ("tags", json!({"location": "East US"}), json!({"location": "eastus"})),
        ("properties.vmTags", json!({"startTime": "2026-03-19T05:24:29Z"}), json!({"startTime": "2026-03-19T06:24:29+01:00"})),
        ("tags", json!({"a": "x"}), json!({"a": "x", "b": "y"})),
        ("identity.userAssignedIdentities", json!({"/a": {}}), json!({})),
        ("properties.startVMOnConnect", json!(false), json!(null)),
        ("properties.maxSessionLimit", json!(5), json!(6)),
        ("properties.maxSessionLimit", json!(5), json!("5")),
        ("properties.scheduledDateTime", json!("2026-03-19T05:24:29Z"), json!("2026-03-19T05:24:29+01:00")),
        ("properties.availabilityZones", json!([1, 1, 2]), json!([1, 2, 2])),
        ("customRdpProperty", json!("a:i:1;a:i:2"), json!("a:i:2;a:i:1")),
        ("customRdpProperty", json!("a:i:1"), json!("a:s:1")),
        ("customRdpProperty", json!(""), json!("a:i:1")),
    ];
    for (path, one, other) in cases {
        assert!(!same(path, &one, &other) && !same(path, &other, &one), "{path}: {one} {other}");
    }
}

#[test]
fn fields_are_found_in_any_case_and_the_exact_name_first() {
    let value = json!({"Properties": {"hostpoolType": "Pooled", "hostPoolType": "Personal"}});
    assert_eq!(at(&value, "properties.hostPoolType"), "Personal");
    assert_eq!(at(&value, "properties.HOSTPOOLTYPE"), "Pooled");
    assert_eq!(at(&value, "properties.name.more"), &Value::Null);
}

const PATHS: [&str; 8] = [
    "location",
    "identity.type",
    "tags",
    "properties.customRdpProperty",
    "properties.friendlyName",
    "properties.scheduledDateTime",
    "properties.vmTemplate",
    "properties.loadBalancerType",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z]{1,4}:[is]:[0-9a-z:;]{0,6};?([a-z]{1,3}:i:[01])?".prop_map(Value::from),
        "[ A-Za-z,]{0,10}".prop_map(Value::from),
        "20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:00:00(Z|\\+01:00)?".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::hash_map("[a-zA-Z]{1,5}", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// What the service does to a value without changing its meaning.
fn respelled(path: &str, value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let below = |name: &String| [path, ".", name].concat();
            let mut all: Vec<_> = fields.iter().map(|(name, value)| (name.clone(), respelled(&below(name), value))).collect();
            all.reverse();
            if !has_free_names(path) {
                all.push(("unset".to_owned(), Value::Null));
            }
            Value::Object(all.into_iter().collect())
        }
        Value::Array(items) => items.iter().rev().map(|item| respelled(path, item)).collect(),
        Value::String(text) if text.is_empty() => Value::Null,
        Value::String(text) => match kind(path) {
            Kind::Word => json!(text.to_ascii_uppercase()),
            Kind::Words => json!(text.split(',').rev().collect::<Vec<_>>().join(" , ")),
            Kind::Region => json!(text.replace(' ', "").to_ascii_lowercase()),
            Kind::Rdp if !text.ends_with(';') => json!(format!("{text};")),
            Kind::Time if instant(text).is_some() => json!(text.replace('Z', "+00:00")),
            Kind::Rdp | Kind::Text | Kind::Json | Kind::Time => value.clone(),
        },
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn a_value_means_itself_in_every_spelling(value in any_value(), at in 0..PATHS.len()) {
        let path = PATHS[at];
        prop_assert!(same(path, &value, &value));
        let read = respelled(path, &value);
        prop_assert!(same(path, &value, &read) && same(path, &read, &value), "{path}: {value} {read}");
    }

    #[test]
    fn order_of_the_two_does_not_matter(one in any_value(), other in any_value(), at in 0..PATHS.len()) {
        prop_assert_eq!(same(PATHS[at], &one, &other), same(PATHS[at], &other, &one));
    }
}
