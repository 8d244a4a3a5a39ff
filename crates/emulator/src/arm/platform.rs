//! What ARM answers itself: tenants, subscriptions, resource groups, provider metadata.

use host::{Method, Request, Response};
use serde_json::{Value, json};

use super::rights;
use crate::World;
use crate::answer::{Refusal, json_of};
use crate::avd::structure;
use crate::avd::{NAMESPACE, Subscription, SubscriptionState};
use crate::entra::{self, Caller, tenant};
use crate::url::Url;

/// api-versions of Microsoft.Resources the emulator serves.
const RESOURCES: [&str; 10] = [
    "2016-06-01",
    "2019-06-01",
    "2019-10-01",
    "2020-01-01",
    "2020-10-01",
    "2021-01-01",
    "2021-04-01",
    "2022-09-01",
    "2022-12-01",
    "2025-04-01",
];
/// Regions the provider's metadata can be in.
pub(crate) const LOCATIONS: [(&str, &str); 8] = [
    ("westeurope", "West Europe"),
    ("northeurope", "North Europe"),
    ("germanywestcentral", "Germany West Central"),
    ("uksouth", "UK South"),
    ("eastus", "East US"),
    ("eastus2", "East US 2"),
    ("westus2", "West US 2"),
    ("centralus", "Central US"),
];

/// Refuses a call without `api-version`.
pub(crate) fn given_version(url: &Url) -> Result<&str, Refusal> {
    url.param("api-version").filter(|version| !version.is_empty()).ok_or_else(|| {
        let message = "The api-version query parameter (?api-version=) is required for all requests.";
        Refusal::gateway(400, "MissingApiVersionParameter", message)
    })
}

fn version(url: &Url, known: &[&str]) -> Result<(), Refusal> {
    let given = given_version(url)?;
    if known.iter().any(|version| version.eq_ignore_ascii_case(given)) {
        return Ok(());
    }
    let message = format!("The api-version '{given}' is invalid. The supported versions are '{}'.", known.join(","));
    Err(Refusal::gateway(400, "InvalidApiVersionParameter", message))
}

fn only(request: &Request, url: &Url, method: Method) -> Result<(), Refusal> {
    if request.method == method {
        return version(url, &RESOURCES);
    }
    Err(not_allowed(request))
}

/// The refusal for a method the path does not take.
pub(crate) fn not_allowed(request: &Request) -> Refusal {
    let message = format!("The requested resource does not support http method '{}'.", request.method);
    Refusal::gateway(405, "UnsupportedHttpVerb", message)
}

/// `Tenants_List`: with the token of any of them.
pub(super) fn tenants(caller: &Caller, request: &Request, url: &Url) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    let describe = |known: &entra::Tenant| {
        json!({
            "id": format!("/tenants/{}", known.id), "tenantId": known.id, "displayName": known.name, "defaultDomain": known.domain,
            "domains": [known.domain], "countryCode": "CH", "tenantType": "AAD",
            "tenantCategory": if known.is_abroad() { "ProjectedBy" } else { "Home" },
        })
    };
    let person = entra::find(&caller.name);
    let value: Vec<Value> = person.into_iter().flat_map(tenant::of).map(describe).collect();
    Ok(json_of(200, &json!({ "value": value })))
}

/// The subscription of a path.
pub(crate) fn subscription(world: &World, id: &str) -> Result<Subscription, Refusal> {
    let well_formed = id.len() == 36
        && id.chars().enumerate().all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() });
    if !well_formed {
        let message = format!("The provided subscription identifier '{id}' is malformed or invalid.");
        return Err(Refusal::gateway(400, "InvalidSubscriptionId", message));
    }
    world
        .estate
        .subscription(id)
        .cloned()
        .ok_or_else(|| Refusal::gateway(404, "SubscriptionNotFound", format!("The subscription '{id}' could not be found.")))
}

/// `Subscriptions_List`: whoever has a role somewhere in a subscription sees it.
pub(super) fn subscriptions(world: &World, caller: &Caller, request: &Request, url: &Url) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    let mine = world.estate.subscriptions.iter().filter(|known| known.tenant == caller.tenant_id);
    let value: Vec<Value> = mine.map(describe).collect();
    Ok(json_of(200, &json!({ "count": { "type": "Total", "value": value.len() }, "value": value })))
}

/// `Subscriptions_Get`.
pub(super) fn one_subscription(known: &Subscription, request: &Request, url: &Url) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    Ok(json_of(200, &describe(known)))
}

fn describe(known: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{}", known.id),
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": known.id,
        "tenantId": known.tenant,
        "displayName": known.name,
        "state": match known.state { SubscriptionState::Enabled => "Enabled", SubscriptionState::Disabled => "Disabled" },
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off",
        },
    })
}

/// `Subscriptions_ListLocations`.
pub(super) fn locations(request: &Request, url: &Url) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    let value: Vec<Value> = LOCATIONS
        .iter()
        .map(|(name, display)| json!({ "name": name, "displayName": display, "regionalDisplayName": display, "type": "Region" }))
        .collect();
    Ok(json_of(200, &json!({ "value": value })))
}

/// `ResourceGroups_List`.
pub(super) fn groups(
    world: &World,
    caller: &Caller,
    known: &Subscription,
    request: &Request,
    url: &Url,
) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    rights::check(caller, "Microsoft.Resources/subscriptions/resourceGroups/read", &format!("/subscriptions/{}", known.id))?;
    let mine = world.estate.groups.iter().filter(|(subscription, ..)| *subscription == known.id);
    Ok(json_of(200, &json!({ "value": mine.map(describe_group).collect::<Vec<_>>() })))
}

/// `ResourceGroups_Get`.
pub(super) fn group(
    world: &World,
    caller: &Caller,
    known: &Subscription,
    name: &str,
    request: &Request,
    url: &Url,
) -> Result<Response, Refusal> {
    if matches!(request.method, Method::Put | Method::Patch | Method::Delete) {
        return Err(super::door::lacks(request, url));
    }
    only(request, url, Method::Get)?;
    rights::check(caller, "Microsoft.Resources/subscriptions/resourceGroups/read", &format!("/subscriptions/{}", known.id))?;
    let found = world.estate.group(&known.id, name).ok_or_else(|| no_group(name))?;
    Ok(json_of(200, &describe_group(found)))
}

/// The refusal for a resource group that is not there.
pub(crate) fn no_group(name: &str) -> Refusal {
    Refusal::gateway(404, "ResourceGroupNotFound", format!("Resource group '{name}' could not be found."))
}

fn describe_group((subscription, name, location): &(String, String, String)) -> Value {
    json!({
        "id": format!("/subscriptions/{subscription}/resourceGroups/{name}"), "name": name, "location": location,
        "type": "Microsoft.Resources/resourceGroups", "properties": { "provisioningState": "Succeeded" },
    })
}

/// `Providers_List`: the one there is.
pub(super) fn providers(world: &World, request: &Request, url: &Url) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    Ok(json_of(200, &json!({ "value": [metadata(world)] })))
}

/// `Providers_Get`.
pub(super) fn provider(world: &World, namespace: &str, request: &Request, url: &Url) -> Result<Response, Refusal> {
    only(request, url, Method::Get)?;
    if !namespace.eq_ignore_ascii_case(NAMESPACE) {
        let message = format!("The resource provider '{namespace}' is not known to the emulator.");
        return Err(Refusal::gateway(404, "InvalidResourceNamespace", message));
    }
    Ok(json_of(200, &metadata(world)))
}

/// `Providers_Register`.
pub(super) fn register(
    world: &World,
    caller: &Caller,
    known: &Subscription,
    namespace: &str,
    request: &Request,
    url: &Url,
) -> Result<Response, Refusal> {
    only(request, url, Method::Post)?;
    let scope = format!("/subscriptions/{}", known.id);
    super::stepped_up(world, caller, Method::Post, &scope)?;
    rights::check(caller, &format!("{namespace}/register/action"), &scope)?;
    Ok(json_of(200, &metadata(world)))
}

/// The provider as ARM describes it: every type with the versions that are offered for it, newest first.
fn metadata(world: &World) -> Value {
    let locations: Vec<&str> = LOCATIONS.iter().map(|(_, display)| *display).collect();
    let types: Vec<Value> = structure::kinds()
        .map(|(kind, versions)| (kind, versions.and(world.offered).names()))
        .filter(|(_, versions)| !versions.is_empty())
        .map(|(kind, versions)| json!({ "resourceType": kind, "locations": locations, "apiVersions": versions }))
        .collect();
    json!({
        "id": format!("/providers/{NAMESPACE}"), "namespace": NAMESPACE, "registrationState": "Registered",
        "registrationPolicy": "RegistrationRequired", "resourceTypes": types,
    })
}
