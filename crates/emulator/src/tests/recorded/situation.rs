//! The situation each exchange was recorded in.

use serde_json::{Map, json};

use super::Recording;
use crate::avd::{Pool, SessionHost, Subscription, SubscriptionState, UserSession};
use crate::random::Random;
use crate::tests::*;

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000001";
/// The version that has everything these situations need.
const MADE_AT: &str = "2026-01-01-preview";

fn pool_path() -> String {
    pool(SUBSCRIPTION, "rg-a", "pool-a")
}

/// Brings the emulator there; the body to send.
pub(super) fn set(bench: &Bench, recording: &Recording) -> Option<Value> {
    bench.world.with(|world| {
        let tenant = crate::entra::TENANT_ID;
        let state = SubscriptionState::Enabled;
        world.estate.subscriptions.push(Subscription { id: SUBSCRIPTION.to_owned(), name: "Recorded".to_owned(), state, tenant });
        world.estate.groups.push((SUBSCRIPTION.to_owned(), "rg-a".to_owned(), "westus2".to_owned()));
    });
    let body = Some(recording.request.body.clone()).filter(|body| !body.is_null());
    match recording.name.as_str() {
        "host-pool-create-automated" => return completed(recording),
        "host-pool-create-with-token" => return Some(standard_body()),
        name if name.starts_with("host-pool-") || name == "list-registration-tokens" => {
            standard(bench);
            if name == "host-pool-delete-refused" {
                application_group(bench);
            }
        }
        name if name.starts_with("session-host-put") => standard(bench),
        "session-host-delete" => {
            standard(bench);
            bench.put(&format!("{}/sessionHosts/host-0", pool_path()), &json!({})).is(200);
        }
        name if name.starts_with("session-host-") || name.starts_with("user-session-") => host(bench, name),
        "scaling-plan-get" => plan(bench),
        "configuration-put" => {
            automated(bench);
            return Some(configuration());
        }
        name if name.contains("configuration") => {
            configured(bench);
            // An administrator gave no MDM; the service has written so.
            edit(bench, |pool| {
                let active = pool.active.as_mut().unwrap();
                active["domainInfo"]["azureActiveDirectoryInfo"] = json!({});
            });
        }
        name if name.starts_with("management-") => managed(bench),
        "provisioning-status" => failed_growth(bench),
        name if name.starts_with("update-") => updated(bench, name),
        other => panic!("no situation for {other}"),
    }
    body
}

/// The request was published with fewer properties than its answer has; they are put back.
fn completed(recording: &Recording) -> Option<Value> {
    let mut body = recording.request.body.clone();
    for name in ["friendlyName", "description", "maxSessionLimit"] {
        body["properties"][name] = recording.response.body["properties"][name].clone();
    }
    Some(body)
}

fn standard_body() -> Value {
    let recorded = super::recordings().into_iter().find(|recording| recording.name == "host-pool-create-with-token").unwrap();
    let mut body = recorded.request.body;
    // A day from now, in another zone and with seven digits, as it was sent.
    let at = (NOW + Duration::from_secs(24 * 3600)).to_rfc3339();
    body["properties"]["registrationInfo"]["expirationTime"] = json!(at.replace('Z', ".3929162+00:00"));
    body
}

fn standard(bench: &Bench) {
    bench.put(&format!("{}?api-version=2025-10-10", pool_path()), &standard_body()).is(201);
}

fn automated(bench: &Bench) {
    let body = json!({ "location": "westus2", "identity": { "type": "SystemAssigned" }, "properties": {
        "hostPoolType": "Pooled", "loadBalancerType": "DepthFirst", "preferredAppGroupType": "Desktop", "managementType": "Automated",
    } });
    bench.put(&format!("{}?api-version={MADE_AT}", pool_path()), &body).is(201);
}

/// The recorded answer without what is null or the service's: the body of the PUT.
fn configuration() -> Value {
    let recorded = super::recordings().into_iter().find(|recording| recording.name == "configuration-put").unwrap();
    let mut properties = recorded.response.body["properties"].clone();
    bare(properties.as_object_mut().unwrap());
    json!({ "properties": properties })
}

fn bare(map: &mut Map<String, Value>) {
    map.retain(|name, value| !value.is_null() && !matches!(name.as_str(), "version" | "provisioningState"));
    map.values_mut().filter_map(Value::as_object_mut).for_each(bare);
}

fn configured(bench: &Bench) {
    automated(bench);
    bench.put(&format!("{}/sessionHostConfigurations/default", pool_path()), &configuration()).is(201);
    bench.wait(1);
}

fn policy(instances: usize) -> Value {
    json!({ "properties": {
        "scheduledDateTimeZone": "UTC",
        "update": {
            "deleteOriginalVm": true, "maxVmsRemoved": 1, "logOffDelayMinutes": 1,
            "logOffMessage": "Updating HostpoolUpdate is great!",
        },
        "provisioning": { "instanceCount": instances, "canaryPolicy": "Auto", "setDrainMode": false },
    } })
}

/// A policy whose creation of hosts was cancelled.
fn managed(bench: &Bench) {
    configured(bench);
    let management = format!("{}/sessionHostManagements/default", pool_path());
    bench.put(&management, &policy(1)).is(201);
    bench.post(&format!("{management}/controlSessionHostProvisioning"), &json!({ "action": "Cancel" })).is(202);
}

fn grown(bench: &Bench, hosts: usize) {
    configured(bench);
    bench.put(&format!("{}/sessionHostManagements/default", pool_path()), &policy(hosts)).is(201);
    bench.wait(120);
}

fn failed_growth(bench: &Bench) {
    grown(bench, 5);
    edit(bench, |pool| pool.stillborn = 1);
    let more = json!({ "properties": { "provisioning": { "instanceCount": 6 } } });
    bench.patch(&format!("{}/sessionHostManagements/default", pool_path()), &more).is(200);
    bench.wait(60);
}

/// Two hosts behind their configuration; for the status, an update that failed its validation.
fn updated(bench: &Bench, name: &str) {
    grown(bench, 2);
    let mut wanted = configuration();
    wanted["properties"]["vmSizeId"] = json!(crate::lifecycle::update::RESTRICTED_SIZE);
    bench.put(&format!("{}/sessionHostConfigurations/default", pool_path()), &wanted).is(200);
    bench.wait(1);
    edit(bench, |pool| pool.management.as_mut().unwrap().properties["provisioning"]["instanceCount"] = json!(3));
    let initiate = format!("{}/sessionHostManagements/default/initiateSessionHostUpdate", pool_path());
    let recorded = super::recordings().into_iter().find(|recording| recording.name == "update-initiate-now").unwrap();
    match name {
        "update-status" => {
            bench.post(&initiate, &recorded.request.body).is(204);
            bench.wait(5);
        }
        "update-cancel" => {
            let soon = (NOW + Duration::from_secs(3 * 24 * 3600)).to_rfc3339();
            bench.post(&initiate, &json!({ "scheduledDateTime": soon })).is(204);
        }
        _ => {}
    }
}

/// A registered host that a person has changed, with three sessions; for the retry, one that failed.
fn host(bench: &Bench, name: &str) {
    standard(bench);
    let failed = name == "session-host-retry";
    edit(bench, |pool| {
        let mut host = SessionHost::new("host-0", "host-0", 7, NOW - Duration::from_secs(3600));
        host.modified = Some(Box::new((NOW - Duration::from_secs(60), "admin@contoso.example".to_owned())));
        host.update_state = if failed { crate::avd::UpdateState::Failed } else { crate::avd::UpdateState::Succeeded };
        if name.starts_with("user-session-") {
            let mut random = Random::new(3);
            for id in [0, 1, 3] {
                let mut session = UserSession::seeded(id, &mut random, NOW);
                session.turn("Disconnected");
                host.sessions.push(session);
            }
        }
        pool.hosts.all_mut().push(host);
    });
}

fn plan(bench: &Bench) {
    bench.world.with(|world| {
        let stamps = crate::avd::Stamps::new(NOW, "admin@contoso.example");
        world.estate.scaling_plans.push(json!({
            "id": format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-a/providers/Microsoft.DesktopVirtualization/scalingPlans/plan-a"),
            "name": "plan-a", "type": "Microsoft.DesktopVirtualization/scalingPlans", "location": "westus2",
            "systemData": stamps.system_data(),
            "properties": {
                "description": "desc", "friendlyName": "fri", "timeZone": "Pacific Standard Time", "hostPoolType": "Pooled",
                "exclusionTag": "", "schedules": [], "hostPoolReferences": [], "objectId": crate::random::guid_of(1, 2),
            },
        }));
    });
}

fn application_group(bench: &Bench) {
    bench.world.with(|world| {
        world.estate.application_groups.push(json!({ "properties": { "hostPoolArmPath": pool_path() } }));
    });
}

fn edit(bench: &Bench, change: impl FnOnce(&mut Pool)) {
    // Whatever time has brought is there once somebody looks.
    bench.get(&pool_path()).is(200);
    bench.world.with(|world| {
        let at = world.estate.find(&pool_path()).unwrap();
        change(&mut world.estate.pools[at]);
    });
}
