//! Host pools: list, get, create or replace, change, delete.

use host::{Instant, Response};
use serde_json::{Map, Value, json};

use super::context::{Context, Outcome};
use super::listing::{self, Page};
use super::pool_rules::{consistent, merge, unchanged};
use super::version::ApiVersion;
use super::{NAMESPACE, Pool, Stamps, rdp, structure, token};
use crate::answer::{Refusal, json_of};
use crate::arm::schema;
use crate::entra::TENANT_ID;
use crate::random::Random;

const KIND: &str = "hostPools";
/// The members of the resource that a caller sets, beside `properties`.
const ENVELOPE: [&str; 7] = ["location", "tags", "identity", "kind", "managedBy", "plan", "sku"];
/// Fixed when the pool is made: not in the PATCH form.
const FIXED: [&str; 5] = ["hostPoolType", "managementType", "deploymentScope", "oboTenantId", "migrationRequest"];

/// What a new pool has when nothing is said (recorded: `host-pool-create-automated`).
fn defaults() -> [(&'static str, Value); 11] {
    [
        ("applicationGroupReferences", json!([])),
        ("appAttachPackageReferences", json!([])),
        ("cloudPcResource", json!(false)),
        ("customRdpProperty", json!("")),
        ("publicNetworkAccess", json!("Enabled")),
        ("startVMOnConnect", json!(false)),
        ("validationEnvironment", json!(false)),
        ("directUDP", json!("Default")),
        ("managedPrivateUDP", json!("Default")),
        ("publicUDP", json!("Default")),
        ("relayUDP", json!("Default")),
    ]
}

/// What the answer to a write shows beside the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// It made a token.
    Token,
    /// It did not.
    Other,
}

/// The pool as a version shows it to a read.
pub(crate) fn view(pool: &Pool, version: ApiVersion) -> Value {
    let mut shown = shown(pool, version);
    if let Some(endpoints) = shown.get_mut("privateEndpointConnections").filter(|value| value.is_null()) {
        *endpoints = json!([]);
    }
    whole(pool, shown)
}

/// The properties in a version, null for what is unset. Several come back in another spelling than they were sent in.
fn shown(pool: &Pool, version: ApiVersion) -> Map<String, Value> {
    let mut properties = pool.properties.clone();
    for (name, value) in defaults() {
        properties.entry(name).or_insert(value);
    }
    properties.entry("managementType").or_insert(json!("Standard"));
    for name in structure::properties(KIND, version) {
        properties.entry(name).or_insert(Value::Null);
    }
    if properties.get("vmTemplate").is_some_and(|template| template == "") {
        properties.insert("vmTemplate".to_owned(), Value::Null);
    }
    if let Some(Value::String(text)) = properties.get_mut("customRdpProperty") {
        *text = rdp::as_read(text);
    }
    if properties.get("ring").is_none_or(|ring| ring.is_null() || *ring == 0) {
        properties.insert("ring".to_owned(), json!(1));
    }
    properties.insert("registrationInfo".to_owned(), Value::Null);
    if version != ApiVersion::OLDEST {
        properties.insert("migrationRequest".to_owned(), Value::Null);
    }
    structure::show(KIND, version, &mut properties);
    properties
}

/// The resource around its properties. It has no etag (recorded: none of the pools has).
fn whole(pool: &Pool, properties: Map<String, Value>) -> Value {
    let mut body = pool.envelope.clone();
    for name in ["tags", "kind"] {
        body.entry(name).or_insert(Value::Null);
    }
    let identity = body.entry("identity").or_insert_with(|| json!({ "type": "None" }));
    if let Some(identity) = identity.as_object_mut() {
        for name in ["tenantId", "principalId"] {
            identity.entry(name).or_insert(Value::Null);
        }
    }
    body.insert("id".to_owned(), json!(pool.id()));
    body.insert("name".to_owned(), json!(pool.name));
    body.insert("type".to_owned(), json!(format!("{NAMESPACE}/hostpools")));
    body.insert("systemData".to_owned(), pool.stamps.system_data());
    body.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(body)
}

/// The pool as the answer to a write shows it: with its valid token in clear text, whatever was written.
fn written_view(pool: &Pool, version: ApiVersion, written: Written, now: Instant) -> Value {
    let mut shown = shown(pool, version);
    let token = pool.token.as_ref().filter(|token| token.expires > now);
    let info = match (token, written) {
        (None, _) => json!({ "expirationTime": null, "token": null, "registrationTokenOperation": "None" }),
        (Some(token), Written::Token) => json!({
            "expirationTime": token.expires.to_rfc3339().replace('Z', "+00:00"), "token": token.value,
            "registrationTokenOperation": "Update",
        }),
        (Some(token), Written::Other) => json!({
            "expirationTime": token.expires.to_rfc3339(), "token": token.value, "registrationTokenOperation": "None",
        }),
    };
    shown.insert("registrationInfo".to_owned(), info);
    whole(pool, shown)
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
    Ok(json_of(200, &view(pool, context.version)))
}

/// `HostPools_CreateOrUpdate`: a full replacement. What the version cannot say is kept.
pub(crate) fn put(context: &mut Context) -> Outcome {
    let mut given = context.properties();
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
    // What the version cannot say stays, and so does what nobody but the service can.
    let said: Vec<&str> = structure::writable(KIND, version).filter(|name| *name != "managementType").collect();
    draft.retain(|name, _| !said.contains(&name.as_str()));
    draft.extend(given.into_iter().filter(|(_, value)| !value.is_null()));
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
    let made = token::makes(&info);
    if exists {
        return written(context, 200, made);
    }
    let id = context.pool()?.id();
    // The address of the resource, relative and without a version: not that of an operation.
    Ok(written(context, 201, made)?.with_header("Location", id))
}

/// `HostPools_Update`: changes the named fields; `tags` replaces the whole map.
pub(crate) fn patch(context: &mut Context) -> Outcome {
    context.pool()?;
    let mut given = context.properties();
    let info = token::take(&mut given);
    given.retain(|name, _| !FIXED.contains(&name.as_str()));
    let mut draft = context.pool()?.properties.clone();
    merge(&mut draft, given);
    schema::whole("HostPool", &json!({ "location": "any", "properties": draft }))?;
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
    written(context, 200, token::makes(&info))
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
        return Err(still_has(pool, "HostPoolHasApplicationGroups", "ApplicationGroups"));
    }
    if pool.hosts.len() > 0 && !context.force() {
        return Err(still_has(pool, "HostPoolHasSessionHosts", "SessionHosts"));
    }
    let mut body = written_view(pool, context.version, Written::Other, context.now);
    if let Some(endpoints) = body["properties"].get_mut("privateEndpointConnections").filter(|value| value.is_null()) {
        *endpoints = json!([]);
    }
    context.estate.remove(at);
    Ok(json_of(200, &body))
}

/// In the words recorded for application groups; those for session hosts are not known.
fn still_has(pool: &Pool, code: &'static str, what: &str) -> Refusal {
    let message = format!(
        "The SessionHostPool {} could not be deleted because it still has {what} associated with it. Please remove all {what} from the \
         SessionHostPool and retry the operation.",
        pool.name
    );
    Refusal::new(400, code, message)
}

fn written(context: &mut Context, status: u16, makes_token: bool) -> Outcome {
    let (now, by) = (context.now, context.caller.name.clone());
    let version = context.version;
    let pool = context.pool_mut()?;
    pool.stamps.touch(now, &by);
    let written = if makes_token { Written::Token } else { Written::Other };
    Ok(json_of(status, &written_view(pool, version, written, now)))
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
    let mut properties: Map<String, Value> = defaults().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    properties.insert("objectId".to_owned(), json!(context.estate.random.guid()));
    properties
}

fn envelope(context: &Context) -> Map<String, Value> {
    context
        .body
        .iter()
        .filter(|(name, _)| ENVELOPE.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
