//! Examples and properties of policy edits.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use host::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::operation::sample::pool;
use crate::resource::{CanaryPolicy, FailedSessionHostCleanupPolicy};
use crate::rule::field_table;
use crate::version::ApiVersions;

fn received() -> Value {
    json!({"id": "x", "properties": {
        "scheduledDateTimeZone": "Alaskan Standard Time",
        "update": {"deleteOriginalVm": true, "maxVmsRemoved": 4, "logOffDelayMinutes": 10, "logOffMessage": "bye", "xNew": 1},
        "provisioning": {"instanceCount": 6, "canaryPolicy": "Auto"},
    }})
}

fn body(draft: &Draft) -> Value {
    change(&pool(), &received(), draft, &ApiVersions::default()).call.body.unwrap()
}

fn fields(draft: &Draft, hosts: Option<u64>) -> Vec<&'static str> {
    problems(&received(), draft, hosts).into_iter().filter(|problem| !problem.warning).map(|problem| problem.field).collect()
}

#[test]
fn the_settings_of_an_update_are_saved_and_nothing_else() {
    use crate::rule::update::{UpdateDraft, When};
    use crate::rule::windows_zone::WindowsZone;
    let policy = serde_json::from_value(received()["properties"].clone()).unwrap();
    let same = UpdateDraft::from_policy(Some(&policy));
    assert!(edits(&received(), &with_update(&received(), &same)).is_empty(), "unchanged settings change nothing");
    let at = host::Instant::from_seconds(1_800_000_000);
    let when = When::At { at, zone: WindowsZone::parse("UTC").unwrap() };
    let update = UpdateDraft { when, batch: 2, delay_minutes: 3, message: " Save ".to_owned(), keep_originals: true, ..same };
    let sent = json!({"properties": {
        "scheduledDateTimeZone": "UTC",
        "update": {"maxVmsRemoved": 2, "logOffDelayMinutes": 3, "logOffMessage": "Save", "deleteOriginalVm": false},
    }});
    assert_eq!(body(&with_update(&received(), &update)), sent);
    let first = change(&pool(), &Value::Null, &with_update(&Value::Null, &update), &ApiVersions::default());
    assert_eq!(first.call.method, Method::Put);
    assert_eq!(first.call.body.unwrap()["properties"]["update"]["maxVmsRemoved"], 2);
}

#[test]
fn only_what_changed_is_sent() {
    let before = Draft::from(&received());
    assert_eq!(body(&before), json!({"properties": {}}));
    let draft = Draft { max_vms_removed: Some(2), log_off_message: String::new(), set_drain_mode: Some(true), ..before };
    let sent = json!({"properties": {
        "update": {"maxVmsRemoved": 2, "logOffMessage": null}, "provisioning": {"setDrainMode": true},
    }});
    assert_eq!(body(&draft), sent);
    let paths: Vec<String> = edits(&received(), &draft).into_iter().map(|change| change.path).collect();
    assert_eq!(paths, ["update.maxVmsRemoved", "update.logOffMessage", "provisioning.setDrainMode"]);
}

#[test]
fn a_pool_without_a_policy_gets_one_by_put() {
    let change = change(&pool(), &Value::Null, &Draft::of_new(), &ApiVersions::default());
    assert_eq!(change.call.method, Method::Put);
    let sent = json!({"properties": {
        "scheduledDateTimeZone": "UTC",
        "update": {"maxVmsRemoved": 1, "logOffDelayMinutes": 2, "logOffMessage": "You will be signed out", "deleteOriginalVm": false},
    }});
    assert_eq!(change.call.body, Some(sent));
    assert!(problems(&Value::Null, &Draft::of_new(), None).is_empty());
}

#[test]
fn limits() {
    let before = Draft::from(&received());
    assert!(fields(&before, Some(6)).is_empty());
    let with = |edit: fn(&mut Draft)| {
        let mut draft = before.clone();
        edit(&mut draft);
        fields(&draft, Some(6))
    };
    assert_eq!(with(|draft| draft.max_vms_removed = Some(0)), ["update.maxVmsRemoved"]);
    assert_eq!(with(|draft| draft.max_vms_removed = None), ["update.maxVmsRemoved"]);
    assert_eq!(with(|draft| draft.max_vms_removed = Some(1 << 40)), ["update.maxVmsRemoved"]);
    assert_eq!(with(|draft| draft.log_off_delay_minutes = Some(61)), ["update.logOffDelayMinutes"]);
    assert!(with(|draft| draft.log_off_delay_minutes = Some(60)).is_empty());
    assert_eq!(with(|draft| draft.log_off_message = "ä".repeat(261)), ["update.logOffMessage"]);
    assert!(with(|draft| draft.log_off_message = "ä".repeat(260)).is_empty());
    assert_eq!(with(|draft| draft.scheduled_date_time_zone = "Europe/Berlin".to_owned()), ["scheduledDateTimeZone"]);
    assert_eq!(with(|draft| draft.scheduled_date_time_zone.clear()), ["scheduledDateTimeZone"]);
    assert!(with(|draft| draft.scheduled_date_time_zone = "W. Europe Standard Time".to_owned()).is_empty());
    let whole = Draft { max_vms_removed: Some(6), ..before };
    assert!(
        problems(&received(), &whole, Some(6)).iter().any(|problem| problem.warning && problem.field == "update.maxVmsRemoved")
    );
}

#[test]
fn a_zone_the_console_does_not_know_may_stay() {
    let mut policy = received();
    policy["properties"]["scheduledDateTimeZone"] = json!("Mars Standard Time");
    assert!(problems(&policy, &Draft::from(&policy), None).iter().all(|problem| problem.warning));
}

#[test]
fn the_count_only_goes_up() {
    let raise = |count, hosts| raise_instance_count(&pool(), &received(), count, hosts, &ApiVersions::default());
    let change = raise(8, Some(6)).unwrap();
    assert_eq!(change.call.body, Some(json!({"properties": {"provisioning": {"instanceCount": 8}}})));
    assert_eq!(change.call.method, Method::Patch);
    assert_eq!(change.warnings.len(), 1);
    for (count, hosts) in [(6, None), (5, None), (0, None), (-1, None), (7, Some(8)), (1 << 40, None)] {
        assert_eq!(raise(count, hosts).unwrap_err().field, "provisioning.instanceCount", "{count} {hosts:?}");
    }
    let none = Draft { instance_count: None, ..Draft::from(&received()) };
    assert_eq!(fields(&none, None), ["provisioning.instanceCount"]);
}

fn drafts() -> impl Strategy<Value = Draft> {
    let counts = (proptest::option::of(1i64..9), proptest::option::of(0i64..61), proptest::option::of(1i64..9));
    let words = (prop_oneof![Just(""), Just("UTC")], "[a-z ]{0,3}");
    let flags = (any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>());
    (counts, words, flags).prop_map(|((batch, delay, count), (zone, message), (delete, drain, canary, keep))| Draft {
        scheduled_date_time_zone: zone.to_owned(),
        max_vms_removed: batch,
        log_off_delay_minutes: delay,
        log_off_message: message.trim().to_owned(),
        delete_original_vm: delete,
        instance_count: count,
        canary_policy: canary.map(|always| if always { CanaryPolicy::Always } else { CanaryPolicy::Never }),
        set_drain_mode: drain,
        failed_session_host_cleanup_policy: keep
            .map(|all| if all { FailedSessionHostCleanupPolicy::KeepAll } else { FailedSessionHostCleanupPolicy::KeepNone }),
    })
}

proptest! {
    #[test]
    fn a_patch_makes_the_new_policy_of_the_old(old in drafts(), new in drafts()) {
        let mut properties = field_table::nested(&field_table::leaves(&old));
        properties.insert("xUnknown".to_owned(), json!([1]));
        let policy = json!({"properties": properties});
        let sent = change(&pool(), &policy, &new, &ApiVersions::default()).call.body.unwrap();
        field_table::merge(&mut properties, sent["properties"].as_object().unwrap());
        let merged = json!({"properties": properties});
        prop_assert_eq!(Draft::from(&merged), new);
        prop_assert_eq!(&merged["properties"]["xUnknown"], &json!([1]));
    }

    #[test]
    fn nothing_of_two_edits_is_lost(base in drafts(), mine in drafts(), theirs in drafts()) {
        let merges = Draft::three_way(&base, &mine, &theirs);
        let kept = Draft::rebased(&theirs, &merges, |_| true);
        let left = Draft::rebased(&theirs, &merges, |_| false);
        let at = |draft: &Draft| field_table::leaves(draft);
        for (path, base) in at(&base) {
            let (mine, theirs) = (at(&mine)[&path].clone(), at(&theirs)[&path].clone());
            prop_assert_eq!(&at(&kept)[&path], if mine == base { &theirs } else { &mine });
            prop_assert_eq!(&at(&left)[&path], if theirs == base { &mine } else { &theirs });
            let merge = merges.iter().find(|merge| merge.field == path);
            prop_assert_eq!(merge.is_some(), mine != base || theirs != base);
        }
    }
}
