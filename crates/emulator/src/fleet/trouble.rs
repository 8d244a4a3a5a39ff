//! The troubles of the demo estate: what a check before an update finds at which pool.
//!
//! | Pool | What is wrong around it |
//! |---|---|
//! | `hp-finance` | nothing |
//! | `hp-callcenter` | autoscale is on |
//! | `hp-engineering` | image in another subscription, with a purchase plan, not replicated to the region, one replica; a log category is off; autoscale is on; its vault uses access policies |
//! | `hp-warehouse` | no identity, too little quota and too few addresses, a zone closed, no logs, one machine in another region and directory |
//! | `hp-pilot` | a lock, a policy, no roles, a vault that takes no part in deployments, a secret missing, a network elsewhere, a script without TLS |
//! | `hp-lab-empty` | never had a configuration |

use serde_json::{Value, json};

use super::furniture::{MACHINE_CONTRIBUTOR, assign, in_group, network, secret, vault};
use super::{PRODUCTION, TEST};
use crate::avd::{Estate, Pool};
use crate::surroundings::Surroundings;

pub(super) const LAB_VAULT: &str = "kv-contoso-lab";
pub(super) const LEGACY_VAULT: &str = "kv-contoso-legacy";
/// Where the pilot's machines are.
const PILOT_HOSTS: &str = "rg-avd-pilot-hosts";

/// The trouble that is in a pool itself.
pub(super) fn of_pool(pool: &mut Pool) {
    match pool.name.as_str() {
        "hp-engineering" => {
            let image = format!(
                "{}/providers/Microsoft.Compute/galleries/gal_lab/images/win11-engineering",
                in_group(TEST, "rg-images-lab")
            );
            set(
                pool,
                "imageInfo",
                json!({ "type": "Custom", "customInfo": { "resourceId": format!("{image}/versions/3.1.0") } }),
            );
            set(pool, "vmAdminCredentials", credentials(LEGACY_VAULT));
        }
        "hp-warehouse" => {
            pool.envelope.remove("identity");
            set(pool, "networkInfo", json!({ "subnetId": format!("{}/subnets/snet-terminals", warehouse_network()) }));
            pool.active = Some(crate::lifecycle::active(pool));
        }
        "hp-pilot" => {
            set(pool, "vmResourceGroup", json!(PILOT_HOSTS));
            set(pool, "networkInfo", json!({ "subnetId": format!("{}/subnets/snet-hosts", pilot_network()) }));
            set(pool, "vmAdminCredentials", credentials(LAB_VAULT));
            set(pool, "customConfigurationScriptUrl", json!("http://files.contoso.example/avd/configure.ps1"));
        }
        "hp-lab-empty" => {
            pool.configuration = None;
            pool.active = None;
        }
        _ => {}
    }
}

fn set(pool: &mut Pool, name: &str, value: Value) {
    if let Some(configuration) = &mut pool.configuration {
        configuration.properties.insert(name.to_owned(), value);
    }
}

fn credentials(vault: &str) -> Value {
    let uri = |name: &str| format!("https://{vault}.vault.azure.net/secrets/{name}");
    json!({ "usernameKeyVaultSecretUri": uri("vm-admin-name"), "passwordKeyVaultSecretUri": uri("vm-admin-password") })
}

fn warehouse_network() -> String {
    format!("{}/providers/Microsoft.Network/virtualNetworks/vnet-avd-eastus2", in_group(PRODUCTION, "rg-network"))
}

fn pilot_network() -> String {
    format!("{}/providers/Microsoft.Network/virtualNetworks/vnet-lab-north", in_group(TEST, "rg-network"))
}

/// The trouble around the pools.
pub(super) fn add(around: &mut Surroundings, estate: &mut Estate) {
    estate.groups.push((TEST.to_owned(), PILOT_HOSTS.to_owned(), "westeurope".to_owned()));
    let pilot = in_group(TEST, PILOT_HOSTS);
    around.store.put(json!({
        "id": format!("{pilot}/providers/Microsoft.Authorization/locks/do-not-delete"),
        "properties": { "level": "CanNotDelete", "notes": "Agreed with the pilot users: ask them first." },
    }));
    around.store.put(regions_allowed(&pilot));
    let lab = in_group(TEST, "rg-avd-test");
    vault(
        around,
        &lab,
        LAB_VAULT,
        &json!({
            "enabledForTemplateDeployment": false,
            "networkAcls": { "bypass": "None", "defaultAction": "Deny", "ipRules": [], "virtualNetworkRules": [] },
        }),
    );
    secret(around, &lab, LAB_VAULT, "vm-admin-name");
    network(around, &pilot_network(), "northeurope", &[("snet-hosts", "10.90.0.0/24")]);

    network(around, &warehouse_network(), "eastus2", &[("snet-hosts", "10.80.0.0/22"), ("snet-terminals", "10.80.8.0/28")]);
    around.taken.insert(format!("{}/subnets/snet-terminals", warehouse_network()).to_lowercase(), 6);
    around.limit(PRODUCTION, "eastus2", "standardDav6Family", 20);
    let us = in_group(PRODUCTION, "rg-avd-us");
    let machine = format!("{us}/providers/Microsoft.Compute/virtualMachines/avdwh-2").to_lowercase();
    around.odd_machines.insert(machine, json!({ "location": "eastus", "join": "JsonADDomainExtension" }));

    around.store.put(monitoring(&in_group(PRODUCTION, "rg-avd-prod")));
    legacy_vault(around, estate);
}

/// The vault of before: access policies instead of roles.
fn legacy_vault(around: &mut Surroundings, estate: &Estate) {
    let pool = estate.pools.iter().find(|pool| pool.name == "hp-engineering");
    let principal = pool.and_then(|pool| pool.envelope.get("identity")).map(|identity| identity["principalId"].clone());
    let permissions = json!({ "keys": [], "secrets": ["get", "list"], "certificates": [] });
    let policy = json!({ "tenantId": crate::entra::TENANT_ID, "objectId": principal, "permissions": permissions });
    let group = in_group(PRODUCTION, "rg-security");
    vault(around, &group, LEGACY_VAULT, &json!({ "enableRbacAuthorization": false, "accessPolicies": [policy] }));
    for name in ["vm-admin-name", "vm-admin-password"] {
        secret(around, &group, LEGACY_VAULT, name);
    }
    if let Some(principal) = principal.as_ref().and_then(Value::as_str) {
        assign(around, &in_group(TEST, "rg-images-lab"), MACHINE_CONTRIBUTOR, principal, "ServicePrincipal");
    }
}

/// The built-in policy *Allowed locations*, with one region that is not the pilot's.
fn regions_allowed(scope: &str) -> Value {
    json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/policyAssignments/allowed-locations"),
        "properties": {
            "displayName": "Only North Europe", "scope": scope, "notScopes": [], "enforcementMode": "Default",
            "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c",
            "parameters": { "listOfAllowedLocations": { "value": ["northeurope"] } },
        },
        "emulatorRule": { "field": "location", "denied": ["westeurope"], "reason": "Resources of this group belong in North Europe." },
    })
}

/// The built-in policy that installs the Azure Monitor agent on new machines.
fn monitoring(scope: &str) -> Value {
    json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/policyAssignments/azure-monitor-agent"),
        "location": "westeurope",
        "properties": {
            "displayName": "Azure Monitor agent on Windows machines", "scope": scope, "notScopes": [], "enforcementMode": "Default",
            "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/ca817e41-e85a-4783-bc7f-dc532d36235e",
            "parameters": {},
        },
    })
}
