//! The emulator's own answers, held against the API description of every operation.

use serde_json::json;

use super::*;
use crate::arm::schema::{self, Way};
use crate::avd::table::OPERATIONS;

/// A path of an operation in the demo estate, with a body that is accepted.
pub(super) fn example(bench: &Bench, operation: &str) -> Option<(String, Option<Value>)> {
    let sales = demo("hp-sales");
    let provider = format!("/subscriptions/{PRODUCTION}/providers/Microsoft.DesktopVirtualization");
    let group = format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization");
    let finance = demo("hp-finance");
    let first = |path: String| bench.get(&path).body["value"][0]["id"].as_str().map(str::to_owned);
    let host = || first(format!("{sales}/sessionHosts"));
    let session = || first(format!("{sales}/userSessions"));
    let soon = (NOW + Duration::from_secs(24 * 3600)).to_rfc3339();
    let configuration = format!("{finance}/sessionHostConfigurations/default");
    let management = format!("{finance}/sessionHostManagements/default");
    let run = format!("{}/sessionHostManagements/default", demo("hp-callcenter"));
    let growing = format!("{}/sessionHostManagements/default", demo("hp-warehouse"));
    let body = |path: &str| Some(json!({ "properties": bench.get(path).body["properties"] }));
    Some(match operation {
        "HostPools_List" => (format!("{provider}/hostPools"), None),
        "HostPools_ListByResourceGroup" => (format!("{group}/hostPools"), None),
        "HostPools_Get" | "HostPools_Delete" => (sales, None),
        "HostPools_CreateOrUpdate" => {
            let mut whole = bench.get(&sales).body;
            whole["properties"]["registrationInfo"] = Value::Null;
            (sales, Some(whole))
        }
        "HostPools_Update" => (sales, Some(json!({ "properties": { "friendlyName": "Sales 2" } }))),
        "HostPools_RetrieveRegistrationToken" => (format!("{sales}/retrieveRegistrationToken"), None),
        "HostPools_ListRegistrationTokens" => (format!("{sales}/listRegistrationTokens"), None),
        "SessionHosts_List" => (format!("{sales}/sessionHosts"), None),
        "SessionHosts_Get" | "SessionHosts_Delete" => (host()?, None),
        "SessionHosts_Create" => (format!("{sales}/sessionHosts/to-come"), Some(json!({}))),
        "SessionHosts_Update" => (host()?, Some(json!({ "properties": { "allowNewSession": false } }))),
        "SessionHosts_ListSingleRegistrationTokens" => {
            (format!("{}/listSingleSessionHostRegistrationTokens", host()?), Some(json!({ "expirationTimeInUtc": soon })))
        }
        "UserSessions_ListByHostPool" => (format!("{sales}/userSessions"), None),
        "UserSessions_List" => {
            let one = session()?;
            (one[..one.rfind('/')?].to_owned(), None)
        }
        "UserSessions_Get" => (session()?, None),
        "SessionHostConfigurations_ListByHostPool" => (format!("{finance}/sessionHostConfigurations"), None),
        "SessionHostConfigurations_Get" => (configuration, None),
        "SessionHostConfigurations_CreateOrUpdate" => (configuration.clone(), body(&configuration)),
        "SessionHostConfigurations_Update" => (configuration, Some(json!({ "properties": { "friendlyName": "x" } }))),
        "ActiveSessionHostConfigurations_ListByHostPool" => (format!("{finance}/activeSessionHostConfigurations"), None),
        "ActiveSessionHostConfigurations_Get" => (format!("{finance}/activeSessionHostConfigurations/default"), None),
        "SessionHostManagements_ListByHostPool" => (format!("{finance}/sessionHostManagements"), None),
        "SessionHostManagements_Get" => (management, None),
        "SessionHostManagements_CreateOrUpdate" => (management.clone(), body(&management)),
        "SessionHostManagements_Update" => (management, Some(json!({ "properties": { "update": { "maxVmsRemoved": 3 } } }))),
        "SessionHostManagementsUpdateStatus_Get" => (format!("{run}/sessionHostUpdateStatuses/default"), None),
        "SessionHostProvisioningStatuses_Get" => (format!("{growing}/sessionHostProvisioningStatuses/default"), None),
        "ScalingPlans_ListByHostPool" => (format!("{}/scalingPlans", demo("hp-callcenter")), None),
        "ScalingPlans_ListBySubscription" => (format!("{provider}/scalingPlans"), None),
        "ScalingPlans_ListByResourceGroup" => (format!("{group}/scalingPlans"), None),
        "ScalingPlans_Get" => (format!("{group}/scalingPlans/sp-office-hours"), None),
        "ScalingPlans_Update" => {
            (format!("{group}/scalingPlans/sp-office-hours"), Some(json!({ "properties": { "hostPoolReferences": [] } })))
        }
        "ApplicationGroups_ListBySubscription" => (format!("{provider}/applicationGroups"), None),
        "ApplicationGroups_ListByResourceGroup" => (format!("{group}/applicationGroups"), None),
        "ApplicationGroups_Get" | "ApplicationGroups_Delete" => (format!("{group}/applicationGroups/hp-sales-desktop"), None),
        "Workspaces_ListBySubscription" => (format!("{provider}/workspaces"), None),
        "Workspaces_ListByResourceGroup" => (format!("{group}/workspaces"), None),
        "Workspaces_Get" => (format!("{group}/workspaces/ws-contoso"), None),
        _ => return None,
    })
}

#[test]
fn answers_fit_the_description() {
    let mut checked = 0;
    for operation in OPERATIONS {
        let bench = Bench::new();
        let Some(definition) = schema::answer_of(operation.id, 200) else { continue };
        let (path, body) = example(&bench, operation.id).unwrap_or_else(|| panic!("no example for {}", operation.id));
        let mut answer = bench.send(operation.method, &path, body.as_ref());
        if answer.status == 202 {
            bench.wait(1);
            answer = bench.get(answer.response.header("Location").unwrap());
        }
        let answer = answer.is(200);
        let mut problems = schema::problems(definition, &answer.body, Way::Answer);
        // Recorded without a zone, whatever the description says.
        problems.retain(|problem| !problem.path.ends_with("executionStartTime"));
        assert!(problems.is_empty(), "{}: {problems:?}", operation.id);
        if let Some(list) = answer.body["value"].as_array() {
            assert!(!list.is_empty(), "{} proves nothing with an empty list", operation.id);
        }
        checked += 1;
    }
    assert!(checked >= 30, "{checked}");
}

#[test]
fn refusals_fit_the_description() {
    let bench = Bench::new();
    for path in [demo("hp-nowhere"), format!("{}?api-version=1", demo("hp-sales")), format!("{}/x", demo("hp-sales"))] {
        let answer = bench.get(&path);
        assert_eq!(schema::problems("ErrorResponse", &answer.body, Way::Answer), []);
    }
}

/// Operations of the description the emulator refuses loudly instead of answering.
const LEFT_OUT: [&str; 0] = [];

#[test]
fn every_operation_is_served_or_left_out_on_purpose() {
    for id in schema::operations() {
        let served = OPERATIONS.iter().any(|operation| operation.id == id);
        assert_ne!(served, LEFT_OUT.contains(&id), "{id}");
    }
}

#[test]
fn a_new_pool_is_answered_as_the_description_says() {
    let bench = Bench::new();
    let definition = schema::answer_of("HostPools_CreateOrUpdate", 201).expect("a definition");
    let body = json!({ "location": "westeurope", "properties": {
        "hostPoolType": "Pooled", "loadBalancerType": "BreadthFirst", "preferredAppGroupType": "Desktop", "maxSessionLimit": 999_999,
        "agentUpdate": { "type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [{ "hour": 7, "dayOfWeek": "Friday" }] },
    } });
    for version in ["2022-02-10-preview", LATEST] {
        let path = format!("{}?api-version={version}", pool(PRODUCTION, "rg-avd-prod", &format!("hp-{version}")));
        let made = bench.put(&path, &body).is(201).body;
        assert_eq!(schema::problems(definition, &made, Way::Answer), [], "{version}");
        for (name, value) in body["properties"].as_object().unwrap() {
            assert_eq!(made["properties"][name], *value, "{version} {name}");
        }
        assert_eq!(bench.put(&path, &body).is(200).body["properties"], made["properties"], "the same again is an update");
    }
}
