//! Tests of `host_pool_edit`.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

mod arbitrary;
mod choice;
mod identity;
mod portable;
mod registration;
use crate::operation::sample::{POOL, check, pool};
use crate::resource::{
    HostPoolType, LoadBalancerType, MigrationOperation, MigrationRequest, PreferredAppGroupType, PublicNetworkAccess,
};
use crate::rule::FieldProblem;
use crate::rule::diff::diff;
use crate::version::ApiVersions;

/// The sample answer of the reference, as read with 2022-02-10-preview, with fields this console does not know.
fn received() -> Value {
    let sample: Value =
        serde_json::from_str(include_str!("../../../tests/data/HostPools_CreateOrUpdate_2022-02-10-preview.json")).unwrap();
    let mut pool = sample["responses"]["200"].clone();
    pool["properties"]["novel"] = json!({"a": [null, 1]});
    pool["properties"]["agentUpdate"]["novelToo"] = json!(true);
    pool["managedBy"] = json!(null);
    pool
}

fn patch_body(received: &Value, draft: &Draft) -> Value {
    by_patch(&pool(), received, draft, &ApiVersions::default()).call.body.unwrap()
}

fn put_body(received: &Value, draft: &Draft) -> Value {
    by_put(&pool(), received, draft, &ApiVersions::default()).call.body.unwrap()
}

const READ_ONLY_PATHS: [&str; 7] =
    ["name", "id", "type", "systemData", "properties.objectId", "properties.registrationInfo", "properties.cloudPcResource"];

/// The paths in which a PUT body differs from what was received, without the read-only ones.
fn put_differences(received: &Value, body: &Value) -> Vec<String> {
    let paths = diff(received, body).into_iter().map(|change| change.path);
    paths.filter(|path| !READ_ONLY_PATHS.contains(&path.as_str())).collect()
}

#[test]
fn a_patch_names_what_is_removed_inside_a_field() {
    let mut pool = received();
    pool["properties"]["agentUpdate"] = json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "novelToo": true});
    let mut draft = Draft::from(&pool);
    draft.agent_update.as_mut().unwrap().maintenance_window_time_zone = None;
    let wanted =
        json!({"properties": {"agentUpdate": {"type": "Scheduled", "novelToo": true, "maintenanceWindowTimeZone": null}}});
    assert_eq!(patch_body(&pool, &draft), wanted);
}

#[test]
fn a_patch_carries_one_edited_field() {
    let mut draft = Draft::from(&received());
    draft.friendly_name = "East".to_owned();
    let change = by_patch(&pool(), &received(), &draft, &ApiVersions::default());
    let body = "{\n  \"properties\": {\n    \"friendlyName\": \"East\"\n  }\n}";
    check(&change.call, &format!("PATCH https://management.azure.com{POOL}?api-version=2026-04-01-preview"), body);
    assert_eq!(change.effects, ["Friendly name: friendly → East"]);
}

#[test]
fn an_unedited_draft_changes_nothing() {
    let draft = Draft::from(&received());
    assert_eq!(edits(&received(), &draft), []);
    assert_eq!(patch_body(&received(), &draft), json!({}));
    assert_eq!(put_differences(&received(), &put_body(&received(), &draft)), Vec::<String>::new());
}

#[test]
fn a_put_keeps_what_it_does_not_know_and_drops_what_is_read_only() {
    let mut draft = Draft::from(&received());
    draft.description = "x".to_owned();
    let change = by_put(&pool(), &received(), &draft, &ApiVersions::default());
    let body = change.call.body.clone().unwrap();
    assert_eq!(put_differences(&received(), &body), ["properties.description"]);
    assert_eq!(body["properties"]["novel"], json!({"a": [null, 1]}));
    assert_eq!(body["properties"]["agentUpdate"]["novelToo"], json!(true));
    assert_eq!(body.pointer("/properties/ring"), Some(&Value::Null));
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["location", "tags", "properties", "managedBy"], "in the order received");
    assert_eq!(change.call.api_version, "2022-02-10-preview");
}

#[test]
fn a_put_is_bound_to_what_was_read() {
    let mut pool_with_etag = received();
    pool_with_etag["etag"] = json!("W/\"7\"");
    pool_with_etag["identity"] = json!({"type": "SystemAssigned", "principalId": "p", "tenantId": "t"});
    let draft = Draft::from(&pool_with_etag);
    let change = by_put(&pool(), &pool_with_etag, &draft, &ApiVersions::default());
    assert_eq!(change.call.headers, [("If-Match".to_owned(), "W/\"7\"".to_owned())]);
    let body = change.call.body.unwrap();
    assert_eq!((body.get("etag"), &body["identity"]), (None, &json!({"type": "SystemAssigned"})));
}

#[test]
fn a_migration_goes_only_with_a_put() {
    let mut draft = Draft::from(&received());
    let migration =
        MigrationRequest { operation: Some(MigrationOperation::Complete), ..draft.migration_request.clone().unwrap() };
    draft.migration_request = Some(migration);
    let change = by_patch(&pool(), &received(), &draft, &ApiVersions::default());
    assert_eq!((change.call.body, change.effects), (Some(json!({})), vec![]), "nothing is promised that is not sent");
    assert_eq!(change.warnings, ["This request can't change Migration operation."]);
    let change = by_put(&pool(), &received(), &draft, &ApiVersions::default());
    assert_eq!(change.call.body.unwrap()["properties"]["migrationRequest"]["operation"], "Complete");
    assert!(change.warnings.iter().any(|warning| warning.contains("Complete")), "{:?}", change.warnings);
}

#[test]
fn a_field_of_another_shape_does_not_hide_the_others() {
    let mut odd = received();
    odd["properties"]["maxSessionLimit"] = json!("many");
    let mut draft = Draft::from(&odd);
    assert_eq!((draft.friendly_name.as_str(), draft.max_session_limit), ("friendly", None));
    draft.friendly_name = "East".to_owned();
    assert_eq!(put_differences(&odd, &put_body(&odd, &draft)), ["properties.friendlyName"]);
}

fn new_pool() -> Draft {
    Draft {
        host_pool_type: Some(HostPoolType::Pooled),
        load_balancer_type: Some(LoadBalancerType::BreadthFirst),
        preferred_app_group_type: Some(PreferredAppGroupType::Desktop),
        max_session_limit: Some(10),
        ..Default::default()
    }
}

#[test]
fn a_new_pool() {
    let body = r#"{
  "location": "westeurope",
  "properties": {
    "hostPoolType": "Pooled",
    "maxSessionLimit": 10,
    "loadBalancerType": "BreadthFirst",
    "preferredAppGroupType": "Desktop"
  }
}"#;
    let change = create(&pool(), "westeurope", &new_pool(), &ApiVersions::default());
    check(&change.call, &format!("PUT https://management.azure.com{POOL}?api-version=2026-04-01-preview"), body);
    assert_eq!(problems_of_new("hostPool1", "westeurope", &new_pool(), &ApiVersions::default()), []);
    let missing: Vec<&str> =
        problems_of_new("x", " ", &Draft::default(), &ApiVersions::default()).into_iter().map(|problem| problem.field).collect();
    assert_eq!(missing, ["name", "location", "hostPoolType", "loadBalancerType", "preferredAppGroupType"]);
}

#[test]
fn names() {
    for fine in ["abc", "Pool 1@x.y-z_9", &"a".repeat(64)] {
        assert_eq!(name_problem(fine), None, "{fine}");
    }
    for wrong in ["", "ab", &"a".repeat(65), "pool/1", "größe", " pool", "pool ", "pool."] {
        assert!(name_problem(wrong).is_some(), "{wrong}");
    }
}

/// Combinations of a new pool: type, load balancer, assignment, limit, and the fields with a problem (`?` marks a warning).
#[test]
fn combinations() {
    type Case = (&'static str, &'static str, &'static str, Option<i64>, &'static [&'static str]);
    let cases: &[Case] = &[
        ("Pooled", "BreadthFirst", "", None, &[]),
        ("Pooled", "DepthFirst", "", Some(8), &[]),
        ("Pooled", "DepthFirst", "", None, &["maxSessionLimit"]),
        ("Pooled", "DepthFirst", "", Some(999_999), &["maxSessionLimit?"]),
        ("Pooled", "BreadthFirst", "", Some(0), &["maxSessionLimit"]),
        ("Pooled", "Persistent", "", None, &["loadBalancerType"]),
        ("Personal", "Persistent", "Automatic", None, &[]),
        ("Personal", "MultiplePersistent", "Direct", None, &[]),
        ("Personal", "BreadthFirst", "Direct", None, &["loadBalancerType"]),
        ("Personal", "Persistent", "", None, &["personalDesktopAssignmentType"]),
        ("BYODesktop", "Persistent", "Direct", None, &[]),
        ("BYODesktop", "Persistent", "Automatic", None, &["personalDesktopAssignmentType"]),
    ];
    for (kind, balancer, assignment, limit, wanted) in cases {
        let mut properties = json!({"hostPoolType": kind, "loadBalancerType": balancer, "preferredAppGroupType": "Desktop", "maxSessionLimit": limit});
        if !assignment.is_empty() {
            properties["personalDesktopAssignmentType"] = json!(assignment);
        }
        let found: Vec<String> =
            problems_of_new("pool", "westeurope", &Draft::from(&json!({"properties": properties})), &ApiVersions::default())
                .into_iter()
                .map(|problem| format!("{}{}", problem.field, if problem.warning { "?" } else { "" }))
                .collect();
        assert_eq!(&found, wanted, "{kind} {balancer} {assignment} {limit:?}");
    }
}

#[test]
fn what_is_fixed_and_what_is_dangerous() {
    let mut draft = Draft::from(&received());
    draft.host_pool_type = Some(HostPoolType::Personal);
    draft.public_network_access = Some(PublicNetworkAccess::Disabled);
    let found = problems(&received(), &draft, &ApiVersions::default());
    assert!(found.iter().any(|problem| problem.field == "hostPoolType" && !problem.warning));
    let network = |found: &[FieldProblem]| found.iter().filter(|problem| problem.field == "publicNetworkAccess").count();
    assert_eq!(network(&found), 2);
    let mut with_endpoint = received();
    with_endpoint["properties"]["privateEndpointConnections"] =
        json!([{"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}]);
    assert_eq!(network(&problems(&with_endpoint, &draft, &ApiVersions::default())), 1);
    assert!(problems(&received(), &Draft::from(&received()), &ApiVersions::default()).is_empty());
}

#[test]
fn an_automated_pool_without_an_identity_is_warned_of() {
    use crate::resource::{IdentityType, ManagementType};
    for (management, identity, warned) in [
        (ManagementType::Automated, None, true),
        (ManagementType::Automated, Some(IdentityType::None), true),
        (ManagementType::Automated, Some(IdentityType::SystemAssigned), false),
        (ManagementType::Standard, None, false),
    ] {
        let mut draft = new_pool();
        draft.management_type = Some(management.clone());
        draft.identity_type = identity.clone();
        let found = problems_of_new("hp", "westeurope", &draft, &ApiVersions::default());
        let says = |problem: &FieldProblem| problem.warning && problem.message.contains("managed identity");
        assert_eq!(found.iter().any(says), warned, "{management:?} {identity:?}");
    }
}

/// `tests/cases/pool-agent-update-without-type`: read, no problem of an edit of another field, and left alone by it.
#[test]
fn an_agent_update_without_a_type_is_left_alone() {
    let pool: Value =
        serde_json::from_str(include_str!("../../../../../tests/cases/pool-agent-update-without-type.json")).unwrap();
    let mut draft = Draft::from(&pool);
    assert_eq!(draft.agent_update.as_ref().and_then(|update| update.use_session_host_local_time), Some(true));
    assert_eq!(draft.agent_update.as_ref().and_then(|update| update.kind.clone()), None);
    draft.friendly_name = "Sales".to_owned();
    assert_eq!(problems(&pool, &draft, &ApiVersions::default()), []);
    assert_eq!(patch_body(&pool, &draft), json!({"properties": {"friendlyName": "Sales"}}));
    let put = put_body(&pool, &draft);
    assert_eq!(put["properties"]["agentUpdate"], pool["properties"]["agentUpdate"], "nothing is added to it");
}

#[test]
fn agent_windows() {
    let with = |update: Value| {
        let mut properties = serde_json::to_value(new_pool()).unwrap();
        properties["agentUpdate"] = update;
        problems_of_new("pool", "westeurope", &Draft::from(&json!({"properties": properties})), &ApiVersions::default()).len()
    };
    let window = json!({"hour": 21, "dayOfWeek": "Saturday"});
    let second = json!({"hour": 21, "dayOfWeek": "Sunday"});
    assert_eq!(with(json!({"type": "Default"})), 0);
    assert_eq!(with(json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [window]})), 0);
    assert_eq!(with(json!({"type": "Scheduled", "useSessionHostLocalTime": true, "maintenanceWindows": [window, second]})), 0);
    assert_eq!(with(json!({"type": "Scheduled", "maintenanceWindows": [window]})), 1, "no zone");
    assert_eq!(with(json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC"})), 1, "no window");
    let late = json!({"hour": 24, "dayOfWeek": "Saturday"});
    assert_eq!(with(json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [late]})), 1);
}

/// One edit by name, as JSON the draft can take.
fn edit() -> impl Strategy<Value = (String, Value)> {
    let text = |name: &'static str| ("[a-z]{1,12}").prop_map(move |value| (name.to_owned(), json!(format!("new-{value}"))));
    prop_oneof![
        text("friendlyName"),
        text("description"),
        text("customRdpProperty"),
        text("vmTemplate"),
        text("ssoadfsAuthority"),
        (1i64..5000).prop_map(|value| ("maxSessionLimit".to_owned(), json!(value))),
        (1i64..9).prop_map(|value| ("ring".to_owned(), json!(value))),
        Just(("validationEnvironment".to_owned(), json!(true))),
        Just(("startVMOnConnect".to_owned(), json!(true))),
        Just(("loadBalancerType".to_owned(), json!("DepthFirst"))),
        Just(("publicNetworkAccess".to_owned(), json!("EnabledForClientsOnly"))),
        Just(("preferredAppGroupType".to_owned(), json!("SomethingNew"))),
        Just(("agentUpdate".to_owned(), json!({"type": "Default"}))),
    ]
}

fn with_edit(draft: &Draft, name: &str, value: &Value) -> Draft {
    let mut fields = serde_json::to_value(draft).unwrap();
    fields[name] = value.clone();
    Draft { tags: draft.tags.clone(), ..serde_json::from_value(fields).unwrap() }
}

/// What a service makes of a PATCH (RFC 7396, section 2).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else { return *target = patch.clone() };
    if !target.is_object() {
        *target = json!({});
    }
    let target = target.as_object_mut().unwrap();
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

proptest! {
    #[test]
    fn one_edit_changes_one_field(
        (name, value) in edit(),
        unknown in proptest::collection::btree_map("x[a-zA-Z]{1,8}", prop_oneof![Just(json!(null)), Just(json!([1])), Just(json!("y"))], 0..4),
    ) {
        let mut pool = received();
        pool["properties"].as_object_mut().unwrap().extend(unknown.into_iter().collect::<Map<_, _>>());
        let draft = with_edit(&Draft::from(&pool), &name, &value);
        let body = patch_body(&pool, &draft);
        prop_assert_eq!(body["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), [&name]);
        let mut merged = pool["properties"][&name].clone();
        merge(&mut merged, &body["properties"][&name]);
        prop_assert_eq!(merged, value);
        let differences = put_differences(&pool, &put_body(&pool, &draft));
        let field = format!("properties.{name}");
        prop_assert!(!differences.is_empty());
        prop_assert!(differences.iter().all(|path| *path == field || path.starts_with(&format!("{field}."))), "{:?}", differences);
    }

    #[test]
    fn tags_are_edited_as_a_whole(tags in proptest::collection::btree_map("[a-z]{1,5}", "[a-z]{0,5}", 0..4)) {
        let draft = Draft { tags: tags.clone(), ..Draft::from(&received()) };
        prop_assert_eq!(patch_body(&received(), &draft), json!({"tags": tags}));
        prop_assert_eq!(&put_body(&received(), &draft)["tags"], &json!(tags));
    }
}
