//! What the fleets are put together from.

use host::{Duration, Instant};
use serde_json::{Map, Value, json};

use super::{PRODUCTION, RETIRED, TEST};
use crate::avd::{Configuration, Estate, HostPlan, Hosts, Management, NAMESPACE, Pool, Stamps, Subscription, SubscriptionState};
use crate::random::Random;

/// Who made the estate.
pub(super) const MAKER: &str = "olivia.owner@contoso.example";
/// The directory domain of domain-joined hosts.
pub(super) const DOMAIN: &str = "corp.contoso.example";

/// An estate with the three subscriptions and no pool.
pub(super) fn estate(seed: u64) -> Estate {
    let subscription = |id: &str, name: &str, state| Subscription {
        id: id.to_owned(),
        name: name.to_owned(),
        state,
        tenant: crate::entra::TENANT_ID,
    };
    Estate::new(
        seed,
        vec![
            subscription(PRODUCTION, "Contoso Production", SubscriptionState::Enabled),
            subscription(TEST, "Contoso Test", SubscriptionState::Enabled),
            subscription(RETIRED, "Contoso Retired", SubscriptionState::Disabled),
        ],
    )
}

/// Hours before a time.
pub(super) fn hours_before(now: Instant, hours: u64) -> Instant {
    now - Duration::from_secs(3600 * hours)
}

/// What a pool is like.
pub(super) struct Sketch<'a> {
    pub(super) subscription: &'a str,
    pub(super) group: &'a str,
    pub(super) name: &'a str,
    pub(super) friendly: &'a str,
    pub(super) location: &'a str,
    pub(super) kind: Kind,
    pub(super) hosts: usize,
    pub(super) prefix: &'a str,
    /// Sessions a host has at most.
    pub(super) sessions: u64,
    pub(super) tags: &'a [(&'a str, &'a str)],
}

/// Pooled or personal, and who makes the hosts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Automated,
    Standard,
    Personal,
}

/// Makes a pool; automated ones get a configuration and a policy, their hosts the configuration's version.
pub(super) fn pool(sketch: &Sketch, seed: u64, now: Instant) -> Pool {
    let mut random = Random::named(seed, sketch.name);
    let made = hours_before(now, 24 * (30 + random.below(400)));
    let mut pool = Pool::new(sketch.subscription, sketch.group, sketch.name, Stamps::new(made, MAKER));
    let tags: Map<String, Value> = sketch.tags.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    pool.envelope = object(json!({ "location": sketch.location, "tags": tags }));
    if sketch.kind == Kind::Automated {
        let identity = json!({ "type": "SystemAssigned", "principalId": random.guid(), "tenantId": crate::entra::TENANT_ID });
        pool.envelope.insert("identity".to_owned(), identity);
    }
    pool.properties = properties(sketch, &mut random);
    let version = (sketch.kind == Kind::Automated).then(|| hours_before(now, 24 * 21));
    if let Some(version) = version {
        let stamps = Stamps::new(version, MAKER);
        let configuration = Configuration {
            properties: configuration(sketch),
            version,
            stamps: stamps.clone(),
            state: "Succeeded",
            pending: None,
        };
        pool.configuration = Some(configuration);
        pool.active = Some(crate::lifecycle::active(&pool));
        pool.management = Some(Management { properties: policy(sketch.hosts), stamps });
    }
    pool.hosts = Hosts::planned(HostPlan {
        seed: random.next(),
        count: sketch.hosts,
        prefix: sketch.prefix.to_owned(),
        domain: if sketch.kind == Kind::Automated { "" } else { DOMAIN },
        version,
        personal: sketch.kind == Kind::Personal,
        sessions: sketch.sessions,
        at: now,
    });
    pool
}

fn properties(sketch: &Sketch, random: &mut Random) -> Map<String, Value> {
    let personal = sketch.kind == Kind::Personal;
    let mut properties = object(json!({
        "objectId": random.guid(),
        "friendlyName": sketch.friendly,
        "description": "",
        "hostPoolType": if personal { "Personal" } else { "Pooled" },
        "loadBalancerType": if personal { "Persistent" } else if random.below(3) == 0 { "DepthFirst" } else { "BreadthFirst" },
        "maxSessionLimit": if personal { 999_999 } else { 8 + 4 * random.below(4) },
        "preferredAppGroupType": "Desktop",
        "validationEnvironment": false,
        "startVMOnConnect": random.below(2) == 0,
        "customRdpProperty": "redirectclipboard:i:0;redirectprinters:i:0;drivestoredirect:s:;use multimon:i:1;",
        "publicNetworkAccess": "Enabled",
        "managementType": if sketch.kind == Kind::Automated { "Automated" } else { "Standard" },
        "deploymentScope": "Geographical",
        "agentUpdate": { "type": "Default" },
        "applicationGroupReferences": [],
        "cloudPcResource": false,
    }));
    if personal {
        properties.insert("personalDesktopAssignmentType".to_owned(), json!("Automatic"));
    }
    properties
}

/// A session host configuration on a Marketplace image.
fn configuration(sketch: &Sketch) -> Map<String, Value> {
    let network = format!("/subscriptions/{}/resourceGroups/rg-network/providers/Microsoft.Network", sketch.subscription);
    let vnet = if sketch.location == "westeurope" { "vnet-avd".to_owned() } else { format!("vnet-avd-{}", sketch.location) };
    object(json!({
        "friendlyName": "Windows 11 multi-session, September image",
        "vmTags": { "service": "avd" },
        "vmLocation": sketch.location,
        "vmResourceGroup": sketch.group,
        "vmNamePrefix": sketch.prefix,
        "availabilityZones": [1, 2, 3],
        "networkInfo": { "subnetId": format!("{network}/virtualNetworks/{vnet}/subnets/snet-hosts") },
        "vmSizeId": "Standard_D4as_v6",
        "diskInfo": { "managedDisk": { "type": "Premium_LRS" } },
        "imageInfo": {
            "type": "Marketplace",
            "marketplaceInfo": {
                "publisher": "microsoftwindowsdesktop", "offer": "windows-11", "sku": "win11-24h2-avd", "exactVersion": "26100.6584.250904",
            },
        },
        "domainInfo": { "joinType": "AzureActiveDirectory" },
        "securityInfo": { "type": "TrustedLaunch", "secureBootEnabled": true, "vTpmEnabled": true },
        "vmAdminCredentials": {
            "usernameKeyVaultSecretUri": "https://kv-contoso-avd.vault.azure.net/secrets/vm-admin-name",
            "passwordKeyVaultSecretUri": "https://kv-contoso-avd.vault.azure.net/secrets/vm-admin-password",
        },
        "bootDiagnosticsInfo": { "enabled": true },
    }))
}

fn policy(hosts: usize) -> Map<String, Value> {
    let mut policy = object(json!({
        "scheduledDateTimeZone": "W. Europe Standard Time",
        "update": {
            "deleteOriginalVm": false, "maxVmsRemoved": 2, "logOffDelayMinutes": 2, "logOffMessage": "You will be signed out",
        },
        "failedSessionHostCleanupPolicy": "KeepAll",
    }));
    if hosts > 0 {
        policy
            .insert("provisioning".to_owned(), json!({ "instanceCount": hosts, "canaryPolicy": "Auto", "setDrainMode": false }));
    }
    policy
}

/// Gives the configuration a newer version, so that every host is behind.
pub(super) fn renew(pool: &mut Pool, at: Instant, name: &str, image: &str) {
    if let Some(configuration) = &mut pool.configuration {
        configuration.version = at;
        configuration.stamps.touch(at, MAKER);
        configuration.properties.insert("friendlyName".to_owned(), json!(name));
        configuration.properties["imageInfo"]["marketplaceInfo"]["exactVersion"] = json!(image);
    }
}

/// A desktop application group for a pool.
pub(super) fn desktop_group(pool: &mut Pool) -> Value {
    let name = format!("{}-desktop", pool.name.replace(' ', "-"));
    let id = format!(
        "/subscriptions/{}/resourceGroups/{}/providers/{NAMESPACE}/applicationGroups/{name}",
        pool.subscription, pool.group
    );
    pool.properties.insert("applicationGroupReferences".to_owned(), json!([id]));
    json!({
        "id": id, "name": name, "type": format!("{NAMESPACE}/applicationGroups"), "location": pool.location(), "kind": "Desktop",
        "properties": {
            "friendlyName": pool.text("friendlyName"), "hostPoolArmPath": pool.id(), "applicationGroupType": "Desktop",
            "cloudPcResource": false, "showInFeed": true,
        },
    })
}

/// A workspace that shows an application group.
pub(super) fn workspace(pool: &Pool, name: &str, group: &Value) -> Value {
    json!({
        "id": format!("/subscriptions/{}/resourceGroups/{}/providers/{NAMESPACE}/workspaces/{name}", pool.subscription, pool.group),
        "name": name, "type": format!("{NAMESPACE}/workspaces"), "location": pool.location(),
        "properties": { "friendlyName": "Contoso", "applicationGroupReferences": [group["id"]], "publicNetworkAccess": "Enabled" },
    })
}

/// A scaling plan in the group of the first of its pools; each is with it switched on or off.
pub(super) fn scaling_plan(name: &str, pools: &[(&Pool, bool)]) -> Value {
    let Some((first, _)) = pools.first() else { return Value::Null };
    let references: Vec<Value> =
        pools.iter().map(|(pool, on)| json!({ "hostPoolArmPath": pool.id(), "scalingPlanEnabled": on })).collect();
    json!({
        "id": format!("/subscriptions/{}/resourceGroups/{}/providers/{NAMESPACE}/scalingPlans/{name}", first.subscription, first.group),
        "name": name, "type": format!("{NAMESPACE}/scalingPlans"), "location": first.location(),
        "systemData": first.stamps.system_data(),
        "properties": {
            "objectId": crate::random::guid_of(7, 1), "description": "",
            "friendlyName": "Office hours", "timeZone": "W. Europe Standard Time", "hostPoolType": "Pooled",
            "exclusionTag": "no-autoscale", "schedules": [], "hostPoolReferences": references,
        },
    })
}

/// The map in a JSON object.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
