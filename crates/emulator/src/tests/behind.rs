//! What happens behind the console's back: other admins, locks, quota, rights, and what the activity log keeps of it.

use host::Request;
use serde_json::json;

use super::*;

const FINANCE: &str = "hp-finance";
const PLAN: &str = "sp-office-hours";

fn verb(bench: &Bench, method: Method, verb: &str, body: &Value) -> Answer {
    let request =
        Request::new(method, format!("{ORIGIN}/_emulator/{verb}")).with_body("application/json", body.to_string().into_bytes());
    let response = bench.world.answer(&request);
    let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    Answer { status: response.status, body, response }
}

fn plan() -> String {
    format!(
        "/subscriptions/{PRODUCTION}/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/scalingPlans/{PLAN}"
    )
}

fn log(bench: &Bench, more: &str) -> Answer {
    let from = (NOW - Duration::from_secs(89 * 24 * 3600)).to_rfc3339();
    let filter = format!("eventTimestamp ge '{from}'{more}");
    bench.get(&format!(
        "/subscriptions/{PRODUCTION}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter={filter}"
    ))
}

#[test]
fn another_admin_writes_by_the_same_rules() {
    let bench = Bench::new();
    let patch = |user: &str, session_limit: u32| {
        let body = json!({ "properties": { "maxSessionLimit": session_limit } });
        verb(&bench, Method::Post, "as", &json!({ "user": user, "method": "PATCH", "path": demo(FINANCE), "body": body }))
            .is(200)
            .body
    };
    assert_eq!(patch("mia.mfa", 21)["status"], 200);
    assert_eq!(bench.get(&demo(FINANCE)).body["properties"]["maxSessionLimit"], 21);
    assert_eq!(patch("rita.reader", 22)["body"]["error"]["code"], "AuthorizationFailed");
    let events = log(&bench, &format!(" and resourceUri eq '{}'", demo(FINANCE))).is(200).body["value"].clone();
    let seen: Vec<_> = events
        .as_array()
        .unwrap()
        .iter()
        .take(4)
        .map(|event| (event["caller"].as_str().unwrap(), event["status"]["value"].as_str().unwrap()))
        .collect();
    let (mia, rita) = ("mia.mfa@contoso.example", "rita.reader@contoso.example");
    assert_eq!(seen, [(rita, "Failed"), (rita, "Started"), (mia, "Succeeded"), (mia, "Started")]);
    assert!(events[0]["properties"]["statusMessage"].as_str().unwrap().contains("AuthorizationFailed"));
    assert_eq!(verb(&bench, Method::Post, "as", &json!({ "user": "nobody", "method": "GET", "path": "/" })).status, 400);
}

#[test]
fn the_activity_log_tells_who_did_what() {
    let bench = Bench::new();
    let start = format!("{}/sessionHostManagements/default/initiateSessionHostUpdate", demo(FINANCE));
    let mine = Request::new(Method::Post, format!("{ORIGIN}{start}?api-version={LATEST}"))
        .with_header("Authorization", format!("Bearer {}", bench.token))
        .with_header("x-ms-client-request-id", "11111111-2222-4333-8444-555555555555")
        .with_body("application/json", b"{}".to_vec());
    let answer = bench.world.answer(&mine);
    assert_eq!(answer.status, 204);
    let correlation = answer.header("x-ms-correlation-request-id").unwrap();
    let events = log(&bench, &format!(" and correlationId eq '{correlation}'")).is(200).body["value"].clone();
    assert_eq!(events.as_array().unwrap().len(), 2, "begin and end");
    let event = &events[0];
    let action = "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/initiateSessionHostUpdate/action";
    assert_eq!((&event["operationName"]["value"], &event["caller"]), (&json!(action), &json!("olivia.owner@contoso.example")));
    assert_eq!(event["resourceId"], format!("{}/sessionHostManagements/default", demo(FINANCE)));
    assert_eq!(event["httpRequest"]["clientRequestId"], "11111111-2222-4333-8444-555555555555");
    assert_eq!((&event["status"]["value"], &event["eventTimestamp"]), (&json!("Succeeded"), &json!(NOW.to_rfc3339())));
    let past = log(&bench, " and resourceGroupName eq 'RG-AVD-PROD'&$select=caller,operationName").is(200).body["value"].clone();
    let all = past.as_array().unwrap();
    assert!(all.iter().filter(|event| event["operationName"]["value"] == action).count() >= 3, "the updates of the other pools");
    assert!(all.iter().all(|event| event.as_object().unwrap().len() == 2));
    for wrong in [" and level eq 'Error'", " or caller eq 'x'", " and resourceUri eq 'a' and resourceId eq 'b'"] {
        assert_eq!(log(&bench, wrong).is(400).code(), "BadRequest", "{wrong}");
    }
    let unfiltered =
        format!("/subscriptions/{PRODUCTION}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01");
    assert_eq!(bench.get(&unfiltered).status, 400);
}

#[test]
fn a_lock_stops_what_it_says() {
    let bench = Bench::new();
    let group = format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-avd-prod");
    let host = || bench.get(&format!("{}/sessionHosts", demo(FINANCE))).body["value"][0]["id"].as_str().unwrap().to_owned();
    let drain = || bench.patch(&host(), &json!({ "properties": { "allowNewSession": false } }));
    verb(&bench, Method::Post, "lock", &json!({ "scope": group })).is(200);
    drain().is(200);
    let refused = bench.send(Method::Delete, &format!("{}?force=true", host()), None).is(409);
    assert_eq!(refused.code(), "ScopeLocked");
    assert!(refused.message().contains(&format!("locked: '{group}'")), "{}", refused.message());
    verb(&bench, Method::Post, "lock", &json!({ "scope": group, "level": "ReadOnly" })).is(200);
    assert_eq!(drain().is(409).code(), "ScopeLocked");
    assert_eq!(
        bench.get(&format!("{group}/providers/Microsoft.Authorization/locks")).body["value"][0]["properties"]["level"],
        "ReadOnly"
    );
    verb(&bench, Method::Delete, "lock", &json!({ "scope": group })).is(200);
    drain().is(200);
    let lock = format!("{group}/providers/Microsoft.Authorization/locks/mine");
    bench.put(&lock, &json!({ "properties": { "level": "ReadOnly" } })).is(201);
    assert_eq!(drain().status, 409);
    bench.send(Method::Delete, &lock, None).is(200);
    assert_eq!(bench.put(&lock, &json!({ "properties": { "level": "Sometimes" } })).is(400).code(), "InvalidLockLevel");
}

#[test]
fn a_right_can_be_taken_piece_by_piece() {
    let bench = Bench::new();
    let locks = |pool: &str| bench.get(&format!("{}/providers/Microsoft.Authorization/locks", demo(pool)));
    let body = json!({ "user": "olivia.owner", "action": "Microsoft.Authorization/locks/read", "scope": demo(FINANCE) });
    verb(&bench, Method::Post, "deny", &body).is(200);
    assert!(locks(FINANCE).is(403).message().contains("perform action 'Microsoft.Authorization/locks/read'"));
    locks("hp-sales").is(200);
    let permissions = bench.get(&format!("{}/providers/Microsoft.Authorization/permissions", demo(FINANCE))).is(200).body;
    assert_eq!(permissions["value"][0]["notActions"], json!(["Microsoft.Authorization/locks/read"]));
    verb(&bench, Method::Delete, "deny", &json!({})).is(200);
    locks(FINANCE).is(200);
    let everywhere = json!({ "user": "olivia.owner", "action": "Microsoft.Authorization/locks/read", "scope": "/" });
    verb(&bench, Method::Post, "deny", &everywhere).is(200);
    assert_eq!((locks(FINANCE).status, locks("hp-sales").status), (403, 403));
}

#[test]
fn facts_can_be_changed_under_way() {
    let bench = Bench::new();
    let usages = format!("/subscriptions/{PRODUCTION}/providers/Microsoft.Compute/locations/westeurope/usages");
    let limit = json!({ "subscription": PRODUCTION, "location": "westeurope", "name": "cores", "limit": 90 });
    verb(&bench, Method::Post, "quota", &limit).is(200);
    assert_eq!(bench.get(&usages).body["value"][1]["limit"], 90);
    let network =
        format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-avd");
    let taken = |count: u64| {
        let body = json!({ "subnet": format!("{network}/subnets/snet-hosts"), "taken": count });
        verb(&bench, Method::Post, "addresses", &body).is(200);
        bench.get(&format!("{network}/usages")).is(200).body["value"][0]["currentValue"].as_f64().unwrap()
    };
    assert_eq!(taken(7), taken(0) + 7.0);
    let vault =
        format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-security/providers/Microsoft.KeyVault/vaults/kv-contoso-avd");
    let off = json!({ "id": vault, "merge": { "properties": { "enabledForTemplateDeployment": false } } });
    verb(&bench, Method::Post, "edit", &off).is(200);
    let properties = bench.get(&vault).is(200).body["properties"].clone();
    assert_eq!(
        (&properties["enabledForTemplateDeployment"], &properties["enableRbacAuthorization"]),
        (&json!(false), &json!(true))
    );
    verb(&bench, Method::Post, "edit", &json!({ "id": vault, "merge": null })).is(200);
    bench.get(&vault).is(404);
    verb(&bench, Method::Post, "edit", &json!({ "id": demo(FINANCE), "merge": { "identity": null } })).is(200);
    assert_eq!(bench.get(&demo(FINANCE)).body["identity"]["type"], "None");
    let host = bench.get(&format!("{}/sessionHosts", demo(FINANCE))).body["value"][0]["id"].clone();
    verb(&bench, Method::Post, "host", &json!({ "id": host, "fails": 2, "sticks": true })).is(200);
    verb(&bench, Method::Post, "stillborn", &json!({ "pool": demo("hp-pilot"), "count": 1 })).is(200);
}

#[test]
fn a_patch_replaces_all_pools_of_a_scaling_plan() {
    let bench = Bench::new();
    let references = || bench.get(&plan()).is(200).body["properties"]["hostPoolReferences"].as_array().unwrap().clone();
    assert_eq!(references().len(), 3);
    let mut keep = references();
    keep[1]["scalingPlanEnabled"] = json!(false);
    bench.patch(&plan(), &json!({ "properties": { "hostPoolReferences": keep } })).is(200);
    assert_eq!(references(), keep);
    bench.patch(&plan(), &json!({ "properties": { "hostPoolReferences": [keep[1]] } })).is(200);
    assert_eq!(references().len(), 1, "whoever is left out is off the plan");
    let of_pool = |pool: &str| bench.get(&format!("{}/scalingPlans", demo(pool))).is(200).body["value"].as_array().unwrap().len();
    assert_eq!((of_pool("hp-callcenter"), of_pool("hp-engineering")), (0, 1));
    bench.patch(&plan(), &json!({ "properties": { "exclusionTag": "stay" } })).is(200);
    assert_eq!(references().len(), 1, "what is not named stays");
    for path in [demo("hp-nowhere"), demo("hp-support-us")] {
        let body = json!({ "properties": { "hostPoolReferences": [{ "hostPoolArmPath": path, "scalingPlanEnabled": true }] } });
        assert_eq!(bench.patch(&plan(), &body).is(400).code(), "InvalidHostPoolReference");
    }
}

#[test]
fn another_admin_makes_the_same_pool_just_before() {
    let bench = Bench::new();
    let path = demo("hp-twice");
    let body = |description: &str| {
        json!({ "location": "westeurope", "properties": {
            "hostPoolType": "Pooled", "loadBalancerType": "DepthFirst", "preferredAppGroupType": "Desktop", "description": description,
        } })
    };
    let theirs = json!({ "kind": "meanwhile", "user": "mia.mfa", "method": "PUT", "path": path, "body": body("theirs") });
    verb(&bench, Method::Post, "fault", &json!({ "fault": theirs, "method": "PUT", "path": "hp-twice" })).is(200);
    let replaced = bench.put(&path, &body("mine")).is(200);
    assert!(replaced.response.header("Location").is_none(), "nothing was created");
    assert_eq!(replaced.body["systemData"]["createdBy"], "mia.mfa@contoso.example");
    assert_eq!(bench.get(&path).body["properties"]["description"], "mine", "what was there is gone");
}

#[test]
fn multifactor_authentication_is_demanded_in_either_spelling() {
    for (by, header, code) in [
        ("azure", false, "RequestDisallowedByAzure"),
        ("policy", false, "RequestDisallowedByPolicy"),
        ("policy", true, "RequestDisallowedByPolicy"),
    ] {
        let bench = Bench::of(Fleet::Demo, "mia.mfa@contoso.example");
        verb(&bench, Method::Post, "mfa-demand", &json!({ "by": by, "header": header })).is(200);
        let refused = bench.patch(&demo(FINANCE), &json!({})).is(401);
        assert_eq!(refused.code(), code);
        assert_eq!(refused.response.header("WWW-Authenticate").is_some(), by == "azure" || header, "{by} {header}");
    }
    assert_eq!(verb(&Bench::new(), Method::Post, "mfa-demand", &json!({ "by": "nobody" })).status, 400);
}

#[test]
fn the_answer_to_any_write_can_be_lost_before_the_work_or_after_it() {
    let (sales, management) = (demo("hp-sales"), format!("{}/sessionHostManagements/default", demo(FINANCE)));
    let bench = Bench::new();
    let hosts = bench.get(&format!("{sales}/sessionHosts")).body;
    let host = hosts["value"][0]["id"].as_str().unwrap().to_owned();
    let properties = |properties: Value| json!({ "properties": properties });
    // The write, and what shows it.
    let writes = [
        (Method::Patch, sales.clone(), properties(json!({ "friendlyName": "Another" })), sales.clone()),
        (Method::Put, demo("hp-fresh"), bench.get(&sales).body, demo("hp-fresh")),
        (Method::Patch, host.clone(), properties(json!({ "allowNewSession": false })), host.clone()),
        (Method::Delete, format!("{host}?force=true"), Value::Null, host),
        (Method::Patch, management.clone(), properties(json!({ "update": { "maxVmsRemoved": 3 } })), management.clone()),
        (
            Method::Post,
            format!("{management}/initiateSessionHostUpdate"),
            json!({}),
            format!("{management}/sessionHostUpdateStatuses/default"),
        ),
    ];
    for (method, path, body, shows) in writes {
        for (kind, arrives) in [("lostBefore", false), ("lostAfter", true)] {
            let bench = Bench::new();
            let before = bench.get(&shows);
            let separator = if path.contains('?') { '&' } else { '?' };
            let request = Request::new(method, format!("{ORIGIN}{path}{separator}api-version={LATEST}"))
                .with_header("Authorization", format!("Bearer {}", bench.token))
                .with_body("application/json", body.to_string().into_bytes());
            let now = host::Host::now(&bench.world);
            let (delivery, _) = bench.world.with(|world| {
                world
                    .faults
                    .add(serde_json::from_value(json!({ "fault": { "kind": kind }, "method": method.as_str() })).unwrap());
                world.deliver(now, &request)
            });
            let what = format!("{kind} {} {path}", method.as_str());
            assert_eq!(delivery, crate::Delivery::Lost, "{what}");
            let after = bench.get(&shows);
            assert_eq!((before.status, &before.body) != (after.status, &after.body), arrives, "{what}: {}", after.body);
        }
    }
}
