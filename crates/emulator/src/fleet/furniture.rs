//! What stands around the pools of every fleet: networks, vaults, galleries, identities' roles, diagnostic settings.
//!
//! Most of it follows from the pools' configurations; what the demo estate adds tells the stories of its troubled pools.

use std::collections::BTreeMap;

use host::Instant;
use serde_json::{Value, json};

use super::trouble;
use super::{Fleet, PRODUCTION, TEST};
use crate::avd::{Estate, Pool};
use crate::entra::{PEOPLE, Persona, TENANT_ID};
use crate::random::Random;
use crate::surroundings::Surroundings;

/// Built-in roles (Learn, *Azure built-in roles*).
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const DESKTOP_READER: &str = "49a72310-ab8d-41df-bbb0-79b649203868";
const SESSION_OPERATOR: &str = "ea4bfff8-7fb4-485a-aadd-d4129a0ffaa6";
const HOST_OPERATOR: &str = "2ad6aaab-ead9-4eaa-8ac5-da422f562408";
const MACHINES: &str = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";
pub(super) const MACHINE_CONTRIBUTOR: &str = "a959dbd1-f747-45e3-8ba6-dd80f235f97c";
const SECRETS_USER: &str = "4633458b-17de-408a-b874-0445c86b69e6";

/// The vault most configurations name.
pub(super) const VAULT: &str = "kv-contoso-avd";

/// Furnishes an estate.
pub(super) fn furnish(estate: &mut Estate, fleet: Fleet, seed: u64, now: Instant) -> Surroundings {
    let demo = fleet == Fleet::Demo;
    let mut around = Surroundings { usual_limit: if demo { 350 } else { 100_000 }, ..Surroundings::default() };
    for (subscription, name, location) in [
        (PRODUCTION, "rg-network", "westeurope"),
        (PRODUCTION, "rg-security", "westeurope"),
        (PRODUCTION, "rg-images", "westeurope"),
        (PRODUCTION, "rg-monitor", "westeurope"),
        (TEST, "rg-network", "westeurope"),
        (TEST, "rg-images-lab", "northeurope"),
    ] {
        estate.groups.push((subscription.to_owned(), name.to_owned(), location.to_owned()));
    }
    people(&mut around);
    networks(&mut around, estate, demo);
    vault(&mut around, &in_group(PRODUCTION, "rg-security"), VAULT, &json!({}));
    for name in ["vm-admin-name", "vm-admin-password", "domain-join-name", "domain-join-password"] {
        secret(&mut around, &in_group(PRODUCTION, "rg-security"), VAULT, name);
    }
    super::gallery::hang(&mut around);
    for pool in estate.pools.iter().filter(|pool| pool.is_automated()) {
        roles(&mut around, pool);
        if demo && !matches!(pool.name.as_str(), "hp-warehouse" | "hp-lab-empty") {
            diagnostics(&mut around, pool, seed);
        }
    }
    super::history::write(&mut around, estate, seed, now);
    if demo {
        trouble::add(&mut around, estate);
    }
    around
}

/// The id of a resource group.
pub(super) fn in_group(subscription: &str, group: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{group}")
}

/// Gives a principal a role at a scope.
pub(super) fn assign(around: &mut Surroundings, scope: &str, role: &str, principal: &str, kind: &str) {
    let name = Random::named(0, &format!("{scope}{role}{principal}")).guid();
    let subscription = scope.split('/').nth(2).unwrap_or_default();
    around.store.put(json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "properties": {
            "roleDefinitionId": format!("/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "principalId": principal, "principalType": kind, "scope": scope,
            "condition": null, "conditionVersion": null, "delegatedManagedIdentityResourceId": null,
        },
    }));
}

fn people(around: &mut Surroundings) {
    for person in &PEOPLE {
        let roles: &[&str] = match person.persona {
            Persona::Owner => &[OWNER],
            Persona::Mfa => &[CONTRIBUTOR],
            Persona::Reader => &[READER],
            Persona::Operator => &[SESSION_OPERATOR, DESKTOP_READER],
            Persona::Hosts => &[HOST_OPERATOR, MACHINES, DESKTOP_READER],
            Persona::Refused => &[],
        };
        for (subscription, role) in [PRODUCTION, TEST].iter().flat_map(|id| roles.iter().map(move |role| (id, role))) {
            assign(around, &format!("/subscriptions/{subscription}"), role, person.object_id, "User");
        }
    }
}

/// What the pool's identity needs: machines, network and, where the vault is shared, its secrets.
fn roles(around: &mut Surroundings, pool: &Pool) {
    let Some(principal) = pool.envelope.get("identity").and_then(|identity| identity["principalId"].as_str()) else { return };
    if pool.name == "hp-pilot" {
        return;
    }
    let vault = format!("{}/providers/Microsoft.KeyVault/vaults/{VAULT}", in_group(PRODUCTION, "rg-security"));
    for (scope, role) in [
        (in_group(&pool.subscription, &pool.group), MACHINE_CONTRIBUTOR),
        (in_group(&pool.subscription, "rg-network"), MACHINE_CONTRIBUTOR),
        (vault, SECRETS_USER),
    ] {
        assign(around, &scope, role, principal, "ServicePrincipal");
    }
}

/// The networks the configurations name, in the region of the pools that use them.
fn networks(around: &mut Surroundings, estate: &Estate, demo: bool) {
    let mut wanted: BTreeMap<String, String> = BTreeMap::new();
    for pool in &estate.pools {
        let network = pool.configuration.as_ref().and_then(|configuration| configuration.properties.get("networkInfo"));
        let Some(id) = network.and_then(|network| network["subnetId"].as_str()?.split("/subnets/").next()) else { continue };
        wanted.entry(id.to_owned()).or_insert_with(|| pool.location().to_owned());
    }
    for (number, (id, location)) in wanted.iter().enumerate() {
        let space = if demo { format!("10.{}.0.0/22", 20 + number) } else { format!("10.{}.0.0/14", 4 * number) };
        self::network(around, id, location, &[("snet-hosts", &space), ("snet-endpoints", &format!("10.{}.8.0/24", 20 + number))]);
    }
}

/// A network with its subnets and the security group of the first.
pub(super) fn network(around: &mut Surroundings, id: &str, location: &str, subnets: &[(&str, &str)]) {
    let guard = format!("{}-nsg", id.replace("/virtualNetworks/", "/networkSecurityGroups/"));
    let subnet = |(name, prefix): &(&str, &str)| {
        json!({
            "id": format!("{id}/subnets/{name}"), "name": name, "type": "Microsoft.Network/virtualNetworks/subnets",
            "properties": {
                "provisioningState": "Succeeded", "addressPrefix": prefix, "delegations": [], "networkSecurityGroup": { "id": guard },
                "privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled",
            },
        })
    };
    around.store.put(json!({
        "id": id, "location": location, "tags": { "service": "avd" },
        "properties": {
            "provisioningState": "Succeeded",
            "addressSpace": { "addressPrefixes": subnets.iter().map(|(_, prefix)| prefix).collect::<Vec<_>>() },
            "subnets": subnets.iter().map(subnet).collect::<Vec<_>>(),
            "enableDdosProtection": false,
        },
    }));
    around.store.put(json!({
        "id": guard, "location": location,
        "properties": { "provisioningState": "Succeeded", "securityRules": [], "defaultSecurityRules": [] },
    }));
}

/// A vault; `different` is merged into its properties.
pub(super) fn vault(around: &mut Surroundings, group: &str, name: &str, different: &Value) {
    let mut properties = json!({
        "sku": { "family": "A", "name": "standard" }, "tenantId": TENANT_ID, "accessPolicies": [],
        "enabledForDeployment": false, "enabledForDiskEncryption": false, "enabledForTemplateDeployment": true,
        "enableSoftDelete": true, "softDeleteRetentionInDays": 90, "enableRbacAuthorization": true,
        "vaultUri": format!("https://{name}.vault.azure.net/"), "provisioningState": "Succeeded", "publicNetworkAccess": "Enabled",
        "networkAcls": { "bypass": "AzureServices", "defaultAction": "Allow", "ipRules": [], "virtualNetworkRules": [] },
    });
    for (key, value) in different.as_object().into_iter().flatten() {
        properties[key] = value.clone();
    }
    around.store.put(json!({
        "id": format!("{group}/providers/Microsoft.KeyVault/vaults/{name}"), "location": "westeurope", "tags": {}, "properties": properties,
    }));
}

/// What Resource Manager knows of a secret: everything but its value.
pub(super) fn secret(around: &mut Surroundings, group: &str, vault: &str, name: &str) {
    let version = Random::named(0, &format!("{vault}{name}")).guid().replace('-', "");
    let uri = format!("https://{vault}.vault.azure.net/secrets/{name}");
    around.store.put(json!({
        "id": format!("{group}/providers/Microsoft.KeyVault/vaults/{vault}/secrets/{name}"), "location": "westeurope", "tags": {},
        "properties": {
            "attributes": { "enabled": true, "created": 1_754_000_000, "updated": 1_754_000_000 },
            "secretUri": uri, "secretUriWithVersion": format!("{uri}/{version}"),
        },
    }));
}

/// A diagnostic setting with the categories a session host update leaves its trail in; engineering forgot one.
fn diagnostics(around: &mut Surroundings, pool: &Pool, seed: u64) {
    let all =
        ["Checkpoint", "Error", "Management", "Connection", "HostRegistration", "AgentHealthStatus", "SessionHostManagement"];
    let logs: Vec<Value> = if pool.name == "hp-callcenter" {
        vec![json!({ "categoryGroup": "allLogs", "enabled": true, "retentionPolicy": { "enabled": false, "days": 0 } })]
    } else {
        let on = |name: &str| name != "SessionHostManagement" || pool.name != "hp-engineering";
        all.iter()
            .map(|name| json!({ "category": name, "enabled": on(name), "retentionPolicy": { "enabled": false, "days": 0 } }))
            .collect()
    };
    let group = in_group(PRODUCTION, "rg-monitor");
    around.store.put(json!({
        "id": format!("{}/providers/Microsoft.Insights/diagnosticSettings/to-log-analytics", pool.id()),
        "properties": {
            "workspaceId": format!("{group}/providers/Microsoft.OperationalInsights/workspaces/log-avd-{seed}"),
            "logs": logs, "metrics": [], "logAnalyticsDestinationType": null, "storageAccountId": null, "eventHubName": null,
        },
    }));
}
