//! Pools, tokens, hosts and sessions: what a write changes and what it must not.

use serde_json::json;

use super::*;

fn new_pool() -> Value {
    json!({ "location": "westeurope", "properties": {
        "hostPoolType": "Pooled", "loadBalancerType": "BreadthFirst", "preferredAppGroupType": "Desktop", "maxSessionLimit": 5,
    } })
}

#[test]
fn a_pool_is_made_changed_and_deleted() {
    let bench = Bench::new();
    let path = demo("hp-new");
    let made = bench.put(&path, &new_pool()).is(201).body;
    assert_eq!(made["properties"]["managementType"], "Standard");
    assert_eq!(bench.put(&path, &new_pool()).is(200).body["properties"]["objectId"], made["properties"]["objectId"]);
    let changed = bench.patch(&path, &json!({ "tags": { "a": "b" }, "properties": { "description": "d" } })).is(200).body;
    assert_eq!((&changed["tags"], &changed["properties"]["maxSessionLimit"]), (&json!({ "a": "b" }), &json!(5)));
    let replaced = bench.put(&path, &new_pool()).is(200).body;
    assert_eq!((&replaced["tags"], &replaced["properties"]["description"]), (&Value::Null, &Value::Null));
    assert_eq!(bench.send(Method::Delete, &path, None).is(200).body["name"], "hp-new");
    assert_eq!(bench.send(Method::Delete, &path, None).status, 204);
    assert_eq!(bench.get(&path).status, 404);
}

#[test]
fn rules_between_properties_hold() {
    let bench = Bench::new();
    let path = demo("hp-new");
    for (name, value, says) in [
        ("loadBalancerType", json!("Persistent"), "does not fit the host pool type"),
        (
            "hostPoolType",
            json!("Shared"),
            "The HostPoolType value is incorrect. Please provide a valid type: Personal or Pooled or BYODesktop.",
        ),
        ("maxSessionLimit", json!(0), "must be at least 1"),
    ] {
        let mut body = new_pool();
        body["properties"][name] = value;
        let refused = bench.put(&path, &body).is(400);
        assert_eq!(refused.body["error"]["code"], "400", "the provider's code is the status");
        assert!(refused.message().starts_with("ActivityId: ") && refused.message().contains(says), "{}", refused.message());
    }
    let mut body = new_pool();
    body.as_object_mut().unwrap().remove("location");
    assert_eq!(bench.put(&path, &body).status, 400);
    let mut moved = new_pool();
    moved["properties"]["hostPoolType"] = json!("Personal");
    moved["properties"]["loadBalancerType"] = json!("Persistent");
    bench.put(&path, &new_pool()).is(201);
    assert_eq!(bench.put(&path, &moved).is(400).code(), "PropertyChangeNotAllowed");
    assert_eq!(bench.send(Method::Delete, &demo("hp-sales"), None).code(), "HostPoolHasApplicationGroups");
    assert_eq!(bench.send(Method::Delete, &demo("hp-engineering"), None).code(), "HostPoolUpdateInProgress");
}

/// `tests/cases/pool-agent-update-*`: what was reported of agent updates is so here.
#[test]
fn agent_updates_as_they_were_reported() {
    let bench = Bench::new();
    let case = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let both = case(include_str!("../../../../tests/cases/pool-agent-update-zone-and-local.json"))["agentUpdate"].clone();
    let mut body = new_pool();
    body["properties"]["agentUpdate"] = both.clone();
    let path = demo("hp-new");
    let refused = bench.put(&path, &body).is(400);
    assert!(refused.message().contains("useSessionHostLocalTime"), "{}", refused.message());
    bench.get(&path).is(404);
    let sales = demo("hp-sales");
    bench.patch(&sales, &json!({ "properties": { "agentUpdate": both } })).is(400);
    let mut local = both;
    local["maintenanceWindowTimeZone"] = Value::Null;
    bench.patch(&sales, &json!({ "properties": { "agentUpdate": local } })).is(200);
    // A PATCH that brings only the zone is judged by what would come of it.
    let zone = json!({ "properties": { "agentUpdate": { "maintenanceWindowTimeZone": "UTC" } } });
    bench.patch(&sales, &zone).is(400);

    let whole = case(include_str!("../../../../tests/cases/pool-agent-update-without-type.json"));
    let sent = json!({ "location": whole["location"], "properties": whole["properties"] });
    let made = bench.put(&path, &sent).is(201).body;
    assert_eq!(made["properties"]["agentUpdate"], whole["properties"]["agentUpdate"], "nothing is added to it");
}

#[test]
fn a_pool_goes_after_its_groups_and_with_its_hosts_only_by_force() {
    let bench = Bench::new();
    let path = demo("hp-sales");
    let group = bench.get(&path).body["properties"]["applicationGroupReferences"][0].as_str().unwrap().to_owned();
    let delete = |path: &str| bench.send(Method::Delete, path, None);
    let forced = format!("{path}?force=true");
    assert_eq!(delete(&forced).is(400).code(), "HostPoolHasApplicationGroups", "force does not get past it");
    let says = "Error: The SessionHostPool hp-sales could not be deleted because it still has ApplicationGroups associated with it. Please \
                remove all ApplicationGroups from the SessionHostPool and retry the operation.";
    assert!(delete(&path).message().ends_with(says));
    delete(&group).is(200);
    delete(&group).is(204);
    assert_eq!(bench.get(&path).body["properties"]["applicationGroupReferences"], json!([]));
    assert_eq!(delete(&path).is(400).code(), "HostPoolHasSessionHosts");
    delete(&forced).is(200);
    bench.get(&path).is(404);
    delete(&path).is(204);
}

#[test]
fn an_old_version_keeps_what_it_cannot_say() {
    let bench = Bench::new();
    let path = demo("hp-finance");
    let before = bench.get(&path).body;
    let old = format!("{path}?api-version=2022-02-10-preview");
    let mut read = bench.get(&old).is(200).body;
    assert!(read["properties"].get("managementType").is_none() && read["properties"].get("migrationRequest").is_some());
    read["properties"]["migrationRequest"] = json!({ "operation": "Complete", "migrationPath": "a" });
    let mut stranger = read.clone();
    stranger["properties"]["managementType"] = json!("Standard");
    assert_eq!(bench.put(&old, &stranger).is(400).code(), "InvalidRequestContent", "a word of a later version");
    let written = bench.put(&old, &read).is(200).body;
    assert_eq!(written["properties"]["migrationRequest"]["operation"], "Complete");
    let after = bench.get(&path).body;
    assert_eq!(after["properties"]["migrationRequest"], Value::Null);
    assert_eq!(after["properties"], before["properties"]);
}

#[test]
fn an_identity_keeps_its_principal_while_it_lives() {
    let bench = Bench::new();
    let path = demo("hp-finance");
    let before = bench.get(&path).body["identity"].clone();
    assert!(before["principalId"].is_string());
    let mut replaced = new_pool();
    replaced["identity"] = json!({ "type": "SystemAssigned" });
    assert_eq!(bench.put(&path, &replaced).is(200).body["identity"], before);
    let patch = |identity: Value| bench.patch(&path, &json!({ "identity": identity })).is(200).body["identity"].clone();
    assert_eq!(patch(json!({ "type": "SystemAssigned" })), before);
    assert_eq!(patch(json!({ "type": "None" })), json!({ "type": "None", "principalId": null, "tenantId": null }));
    let anew = patch(json!({ "type": "SystemAssigned", "principalId": before["principalId"] }));
    assert!(anew["principalId"].is_string() && anew["principalId"] != before["principalId"], "deleted with its secrets: {anew}");
}

#[test]
fn a_replacement_does_not_convert_the_pool() {
    let bench = Bench::new();
    let path = demo("hp-finance");
    assert_eq!(bench.put(&path, &new_pool()).is(200).body["properties"]["managementType"], "Automated");
    let mut converted = new_pool();
    converted["properties"]["managementType"] = json!("Standard");
    assert_eq!(bench.put(&path, &converted).is(400).code(), "PropertyChangeNotAllowed");
}

#[test]
fn registration_tokens() {
    let bench = Bench::new();
    let path = demo("hp-support-us");
    let retrieve = || bench.post(&format!("{path}/retrieveRegistrationToken"), &json!({})).is(200).body;
    assert_eq!(retrieve()["token"], Value::Null);
    let update = |seconds: i64| {
        let at = Instant::from_seconds(NOW.seconds() + seconds).to_rfc3339();
        let info = json!({ "registrationInfo": { "expirationTime": at, "registrationTokenOperation": "Update" } });
        bench.patch(&path, &json!({ "properties": info }))
    };
    let (hour, day) = (3600, 24 * 3600);
    for (seconds, status) in [(-hour, 400), (hour - 120, 400), (hour, 200), (27 * day, 200), (27 * day + 120, 400)] {
        assert_eq!(update(seconds).status, status, "{seconds}");
    }
    let answer = update(28 * day);
    assert_eq!(answer.code(), "InvalidExpirationTime");
    let first = update(day).is(200).body;
    let token = retrieve();
    assert_eq!(first["properties"]["registrationInfo"]["token"], token["token"], "a write is answered with the token");
    let other = bench.patch(&path, &json!({ "properties": { "description": "d" } })).is(200).body;
    assert_eq!(other["properties"]["registrationInfo"]["token"], token["token"], "one that has nothing to do with it, too");
    assert_eq!(bench.get(&path).body["properties"]["registrationInfo"], Value::Null, "a read is not");
    assert_eq!(token["token"].as_str().unwrap().split('.').count(), 3);
    let listed = bench.post(&format!("{path}/listRegistrationTokens"), &json!({})).is(200).body;
    assert_eq!(listed["value"][0]["token"], token["token"]);
    update(2 * day).is(200);
    assert_ne!(retrieve()["token"], token["token"]);
    bench.patch(&path, &json!({ "properties": { "registrationInfo": { "registrationTokenOperation": "Delete" } } })).is(200);
    assert_eq!(retrieve()["token"], Value::Null);
    assert_eq!(bench.post(&format!("{path}/listRegistrationTokens"), &json!({})).body, json!({ "value": [], "nextLink": null }));
    let automated = bench.post(&format!("{}/retrieveRegistrationToken", demo("hp-finance")), &json!({}));
    assert_eq!(automated.is(400).code(), "RegistrationTokenNotSupported");
}

#[test]
fn hosts_are_drained_assigned_and_removed() {
    let bench = Bench::new();
    let list = |pool: &str| bench.get(&format!("{}/sessionHosts", demo(pool))).body["value"].as_array().unwrap().clone();
    let host = list("hp-sales")[0]["id"].as_str().unwrap().to_owned();
    let drained = bench.patch(&host, &json!({ "properties": { "allowNewSession": false } })).is(200).body;
    assert_eq!(drained["properties"]["allowNewSession"], false);
    let assign = |host: &str, user: &str, force: &str| {
        bench.patch(&format!("{host}?force={force}"), &json!({ "properties": { "assignedUser": user } })).status
    };
    assert_eq!(assign(&host, "a@contoso.example", "false"), 400, "pooled");
    let personal = list("hp-executives")[3]["id"].as_str().unwrap().to_owned();
    assert_eq!(assign(&personal, "", "true"), 200);
    assert_eq!(
        [
            assign(&personal, "a@contoso.example", "false"),
            assign(&personal, "b@contoso.example", "false"),
            assign(&personal, "b@contoso.example", "true")
        ],
        [200, 400, 200]
    );
    let busy = list("hp-support-us").into_iter().find(|host| host["properties"]["sessions"].as_u64() > Some(0)).unwrap();
    let id = busy["id"].as_str().unwrap();
    assert_eq!(bench.send(Method::Delete, id, None).status, 409);
    assert_eq!(bench.send(Method::Delete, &format!("{id}?force=true"), None).status, 200);
    assert_eq!(bench.get(id).status, 404);
}

#[test]
fn sessions_are_listed_filtered_and_signed_out() {
    let bench = Bench::new();
    let path = format!("{}/userSessions", demo("hp-support-us"));
    let all = bench.get(&path).is(200).body["value"].as_array().unwrap().clone();
    let count = |filter: &str| bench.get(&format!("{path}?$filter={filter}")).is(200).body["value"].as_array().unwrap().len();
    let states = ["Active", "Disconnected", "Pending", "LogOff", "UserProfileDiskMounted", "Unknown"];
    let states: usize = states.iter().map(|state| count(&format!("sessionstate%20eq%20'{state}'"))).sum();
    assert!(states > 0 && states >= all.len());
    // The first host is off and left its sessions behind.
    let left_over = all[0]["id"].as_str().unwrap();
    assert_eq!(bench.post(&format!("{left_over}/disconnect"), &json!({})).status, 400);
    assert_eq!(bench.send(Method::Delete, left_over, None).status, 400);
    assert_eq!(bench.send(Method::Delete, &format!("{left_over}?force=true"), None).status, 200);
    assert_eq!(bench.get(left_over).status, 404);
    let active = bench.get(&format!("{path}?$filter=sessionstate%20eq%20'Active'&isDescending=true")).is(200).body;
    let session = active["value"][0]["id"].as_str().unwrap();
    let message = json!({ "messageTitle": "Hello", "messageBody": "Now" });
    assert_eq!(bench.post(&format!("{session}/sendMessage"), &message).status, 200);
    assert_eq!(bench.post(&format!("{session}/disconnect"), &json!({})).status, 200);
    assert_eq!(bench.get(session).body["properties"]["sessionState"], "Disconnected");
    assert_eq!(bench.post(&format!("{session}/sendMessage"), &message).status, 400);
    assert_eq!(bench.send(Method::Delete, session, None).status, 200);
    assert_eq!(bench.get(session).body["properties"]["sessionState"], "LogOff");
    bench.wait(1);
    assert_eq!(bench.get(session).status, 404);
    assert_eq!(bench.send(Method::Delete, session, None).status, 204);
    assert_eq!(bench.get(&format!("{path}?$filter=color%20eq%20'red'")).status, 400);
}
