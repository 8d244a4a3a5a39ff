//! Host pools: list, get, create or replace, change, delete.

use host::Response;
use serde_json::{Map, Value, json};

use super::context::{Context, Outcome};
use super::listing::{self, Page};
use super::pool_rules::{consistent, merge, unchanged};
use super::token;
use super::version::ApiVersion;
use super::{NAMESPACE, Pool, Stamps};
use crate::answer::{Refusal, json_of};
use crate::entra::TENANT_ID;
use crate::random::Random;

/// What every answer names, set or not, as the sample answers do.
const SHOWN: [&str; 22] = [
    "friendlyName",
    "description",
    "hostPoolType",
    "personalDesktopAssignmentType",
    "customRdpProperty",
    "maxSessionLimit",
    "loadBalancerType",
    "validationEnvironment",
    "ring",
    "vmTemplate",
    "ssoadfsAuthority",
    "ssoClientId",
    "ssoClientSecretKeyVaultPath",
    "ssoSecretType",
    "preferredAppGroupType",
    "startVMOnConnect",
    "agentUpdate",
    "publicNetworkAccess",
    "migrationRequest",
    "deploymentScope",
    "allowRDPShortPathWithPrivateLink",
    "managementType",
];
/// Only the service sets these.
const READ_ONLY: [&str; 6] = [
    "objectId",
    "applicationGroupReferences",
    "appAttachPackageReferences",
    "cloudPcResource",
    "privateEndpointConnections",
    "registrationInfo",
];
/// The members of the resource that a caller sets, beside `properties`.
const ENVELOPE: [&str; 7] = ["location", "tags", "identity", "kind", "managedBy", "plan", "sku"];
/// Fixed when the pool is made: not in the PATCH form.
const FIXED: [&str; 5] = ["hostPoolType", "managementType", "deploymentScope", "oboTenantId", "migrationRequest"];

/// The pool as a version shows it.
pub(crate) fn view(pool: &Pool, version: ApiVersion) -> Value {
    let mut properties = version.view(&pool.properties);
    for name in SHOWN.iter().filter(|name| version.knows(name)) {
        properties.entry(*name).or_insert(Value::Null);
    }
    for name in ["managedPrivateUDP", "directUDP", "publicUDP", "relayUDP"].iter().filter(|name| version.knows(name)) {
        properties.entry(*name).or_insert_with(|| json!("Default"));
    }
    properties.insert("registrationInfo".to_owned(), Value::Null);
    properties.entry("cloudPcResource").or_insert(json!(false));
    let mut body = pool.envelope.clone();
    body.insert("id".to_owned(), json!(pool.id()));
    body.insert("name".to_owned(), json!(pool.name));
    body.insert("type".to_owned(), json!(format!("{NAMESPACE}/hostPools")));
    body.insert("systemData".to_owned(), pool.stamps.system_data());
    body.insert("etag".to_owned(), json!(etag(pool)));
    body.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(body)
}

fn etag(pool: &Pool) -> String {
    format!("W/\"{:08x}\"", pool.etag)
}

/// `HostPools_List` and `HostPools_ListByResourceGroup`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    let (subscription, group) = (context.name("subscription"), context.name("group").to_lowercase());
    let pools: Vec<&Pool> = context
        .estate
        .pools
        .iter()
        .filter(|pool| pool.subscription.eq_ignore_ascii_case(subscription))
        .filter(|pool| group.is_empty() || pool.group.to_lowercase() == group)
        .collect();
    let page = Page::sized(context, pools.len(), context.estate.page)?;
    let views: Vec<Value> = page.pick(&pools).map(|pool| view(pool, context.version)).collect();
    Ok(listing::answer(context, &page, &views))
}

/// `HostPools_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    Ok(json_of(200, &view(pool, context.version)).with_header("ETag", etag(pool)))
}

/// `HostPools_CreateOrUpdate`: a full replacement. What the version cannot say is kept.
pub(crate) fn put(context: &mut Context) -> Outcome {
    preconditions(context)?;
    let mut given = writable(&context.properties(), context.version);
    let info = token::take(&mut given);
    let version = context.version;
    let exists = context.pool.is_some();
    if !exists && !context.body.contains_key("location") {
        return Err(Refusal::gateway(400, "LocationRequired", "The location property is required for this definition."));
    }
    let mut draft = match context.pool {
        Some(_) => context.pool()?.properties.clone(),
        None => fresh(context),
    };
    for name in ["hostPoolType", "managementType"].iter().filter(|name| exists && given.contains_key(**name)) {
        unchanged(&draft, &given, name)?;
    }
    let stays = |name: &str| READ_ONLY.contains(&name) || name == "managementType";
    draft.retain(|name, _| !version.knows(name) || stays(name));
    draft.extend(given);
    draft.entry("managementType").or_insert(json!("Standard"));
    consistent(&draft)?;
    let at = match context.pool {
        Some(at) => at,
        None => {
            let (subscription, group, name) = (context.name("subscription"), context.name("group"), context.name("pool"));
            let pool = Pool::new(subscription, group, name, Stamps::new(context.now, &context.caller.name));
            let at = context.estate.add(pool);
            context.pool = Some(at);
            at
        }
    };
    let envelope = envelope(context);
    let pool = &mut context.estate.pools[at];
    pool.properties = draft;
    let location = pool.envelope.get("location").cloned();
    let identity = pool.envelope.remove("identity");
    pool.envelope = envelope;
    keep_principal(&mut pool.envelope, identity.as_ref(), &mut context.estate.random);
    if let Some(location) = location {
        pool.envelope.insert("location".to_owned(), location); // Cannot be moved.
    }
    if let Err(refusal) = token::apply(&mut context.estate.pools[at], &info, &mut context.estate.random, context.now) {
        if !exists {
            context.estate.remove(at);
        }
        return Err(refusal);
    }
    written(context, if exists { 200 } else { 201 })
}

/// `HostPools_Update`: changes the named fields; `tags` replaces the whole map.
pub(crate) fn patch(context: &mut Context) -> Outcome {
    preconditions(context)?;
    context.pool()?;
    let mut given = writable(&context.properties(), context.version);
    let info = token::take(&mut given);
    given.retain(|name, _| !FIXED.contains(&name.as_str()));
    let mut draft = context.pool()?.properties.clone();
    merge(&mut draft, given);
    consistent(&draft)?;
    let at = context.pool.unwrap_or_default();
    token::apply(&mut context.estate.pools[at], &info, &mut context.estate.random, context.now)?;
    let pool = &mut context.estate.pools[at];
    let identity = pool.envelope.get("identity").cloned();
    for name in ["tags", "identity"] {
        if let Some(value) = context.body.get(name).cloned() {
            pool.envelope.insert(name.to_owned(), value);
        }
    }
    keep_principal(&mut pool.envelope, identity.as_ref(), &mut context.estate.random);
    pool.properties = draft;
    written(context, 200)
}

/// `HostPools_Delete`.
pub(crate) fn delete(context: &mut Context) -> Outcome {
    let Some(at) = context.pool else { return Ok(Response::new(204)) };
    let pool = context.pool()?;
    if pool.update.as_ref().is_some_and(|run| !run.status.has_ended()) {
        return Err(Refusal::new(409, "HostPoolUpdateInProgress", "The host pool has a session host update. Cancel it first."));
    }
    let id = pool.id();
    let used =
        |group: &&Value| group["properties"]["hostPoolArmPath"].as_str().is_some_and(|path| path.eq_ignore_ascii_case(&id));
    if context.estate.application_groups.iter().any(|group| used(&group)) {
        return Err(Refusal::new(409, "HostPoolHasApplicationGroups", "Delete the application groups of the host pool first."));
    }
    if pool.hosts.len() > 0 && !context.force() {
        return Err(Refusal::new(
            409,
            "HostPoolHasSessionHosts",
            "The host pool still has session hosts. Use force=true to remove them.",
        ));
    }
    context.estate.remove(at);
    Ok(Response::new(200))
}

fn written(context: &mut Context, status: u16) -> Outcome {
    let (now, by) = (context.now, context.caller.name.clone());
    let version = context.version;
    let pool = context.pool_mut()?;
    pool.stamps.touch(now, &by);
    pool.etag += 1;
    Ok(json_of(status, &view(pool, version)).with_header("ETag", etag(pool)))
}

/// `If-Match` and `If-None-Match` (RFC 9110, 13.1).
fn preconditions(context: &Context) -> Result<(), Refusal> {
    let known = context.pool().ok().map(etag);
    let stale = match (&context.if_match, &known) {
        (None, _) => false,
        (Some(wanted), Some(etag)) => wanted != "*" && wanted != etag,
        (Some(_), None) => true,
    };
    let exists = context.if_none_match.as_deref() == Some("*") && known.is_some();
    if stale || exists {
        return Err(Refusal::new(
            412,
            "PreconditionFailed",
            "The condition of the request is not met: the resource was changed.",
        ));
    }
    Ok(())
}

/// The properties of a request that count: known to the version, not read-only.
fn writable(given: &Map<String, Value>, version: ApiVersion) -> Map<String, Value> {
    given
        .iter()
        .filter(|(name, _)| version.knows(name) && (name.as_str() == "registrationInfo" || !READ_ONLY.contains(&name.as_str())))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The ids of a system-assigned identity are the service's: they stay while the identity stays, and go with it
/// (common types, `ManagedServiceIdentity`).
fn keep_principal(envelope: &mut Map<String, Value>, had: Option<&Value>, random: &mut Random) {
    let Some(Value::Object(identity)) = envelope.get_mut("identity") else { return };
    identity.remove("principalId");
    identity.remove("tenantId");
    if let Some(Value::Object(assigned)) = identity.get_mut("userAssignedIdentities") {
        // Null takes an identity away.
        assigned.retain(|_, value| !value.is_null());
        for (id, value) in assigned.iter_mut() {
            let known = had.map(|had| had["userAssignedIdentities"][id].clone()).filter(|value| value["principalId"].is_string());
            *value = known.unwrap_or_else(|| json!({ "principalId": random.guid(), "clientId": random.guid() }));
        }
    }
    if identity.get("type").and_then(Value::as_str).is_some_and(|kind| kind.contains("SystemAssigned")) {
        let principal = had.and_then(|had| had["principalId"].as_str()).map_or_else(|| random.guid(), str::to_owned);
        identity.insert("principalId".to_owned(), json!(principal));
        identity.insert("tenantId".to_owned(), json!(TENANT_ID));
    }
}

/// What the service gives a new pool.
fn fresh(context: &mut Context) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("objectId".to_owned(), json!(context.estate.random.guid()));
    properties.insert("cloudPcResource".to_owned(), json!(false));
    properties.insert("applicationGroupReferences".to_owned(), json!([]));
    properties
}

fn envelope(context: &Context) -> Map<String, Value> {
    let mut envelope: Map<String, Value> = context
        .body
        .iter()
        .filter(|(name, _)| ENVELOPE.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    envelope.entry("tags").or_insert_with(|| json!({}));
    envelope
}
