//! A pool on its way out or in: export, clone, import.
//!
//! What only Azure sets is left out, and so is a registration token, always. What this console doesn't know goes along. A request that is
//! imported keeps its orders (a migration, a token to create); a copy of a pool has none.

use arm::{Json as _, ResourceId};
use serde_json::{Map, Value, json};

use super::Draft;
use super::draft::{ENVELOPE, REGISTRATION};
use super::words::is_field;
use crate::operation::host_pools;
use crate::resource::RegistrationRequest;
use crate::rule::meaning;
use crate::schema::{self, Resource};
use crate::version::{ApiVersions, Family};

/// Fields of the resource that a request must not carry (API description, `readOnly`).
const READ_ONLY: [&str; 5] = ["id", "name", "type", "etag", "systemData"];
/// Fields of `properties` that a request must not carry as they were read. What is to become of the registration token is an order
/// ([`RegistrationRequest`]), no part of a pool.
const READ_ONLY_PROPERTIES: [&str; 6] = [
    "objectId",
    "applicationGroupReferences",
    "appAttachPackageReferences",
    "cloudPcResource",
    "privateEndpointConnections",
    REGISTRATION,
];
/// Fields of `identity`, and of a user-assigned one, that a request must not carry.
const READ_ONLY_IDENTITY: [&str; 3] = ["principalId", "tenantId", "clientId"];
/// Fields of `properties` that the sample of the reference sends as null (`HostPools_CreateOrUpdate`, 2022-02-10-preview). Others
/// that are null in a text come from an answer.
const NULLS: [&str; 1] = ["customRdpProperty"];
/// The type of the resource.
const TYPE: &str = "Microsoft.DesktopVirtualization/hostPools";
/// Fields around a resource in a template that say nothing about the pool.
const TEMPLATE: [&str; 6] = ["apiVersion", "dependsOn", "scope", "condition", "comments", "resourceGroup"];

/// A pool to begin a draft with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Its name, if it says one.
    pub name: Option<String>,
    /// What of it can be sent.
    pub base: Value,
    /// What was left out: read-only fields, tokens, expressions of a template.
    pub dropped: Vec<String>,
    /// What this console does not know and keeps.
    pub unknown: Vec<String>,
    /// What the request says about the registration token; an answer says nothing.
    pub registration: Option<RegistrationRequest>,
}

impl Imported {
    /// The fields a form begins with.
    pub fn draft(&self) -> Draft {
        Draft { registration_info: self.registration.clone(), ..Draft::from(&self.base) }
    }
}

/// The pool without what a request must not carry, in the order received.
pub(super) fn writable(received: &Value) -> Value {
    let mut body = received.as_object().cloned().unwrap_or_default();
    strip(&mut body, &READ_ONLY);
    if let Some(Value::Object(properties)) = body.get_mut("properties") {
        strip(properties, &READ_ONLY_PROPERTIES);
    }
    if let Some(Value::Object(identity)) = body.get_mut("identity") {
        strip(identity, &READ_ONLY_IDENTITY);
        let assigned = identity.get_mut("userAssignedIdentities").and_then(Value::as_object_mut);
        for one in assigned.into_iter().flat_map(Map::values_mut) {
            if let Value::Object(one) = one {
                strip(one, &READ_ONLY_IDENTITY);
            }
        }
    }
    Value::Object(body)
}

/// Removes fields and keeps the order of the others.
fn strip(object: &mut Map<String, Value>, keys: &[&str]) {
    for key in keys {
        object.shift_remove(*key);
    }
}

/// A pool as received, to begin another one with. Its names are spelled as the API spells them, each property once.
pub fn take(pool: &Value) -> Imported {
    let mut doubles = Vec::new();
    let pool = &schema::respelled(Resource::HostPool, pool, &mut doubles);
    let mut imported = Imported { base: writable(pool), dropped: doubles, ..Imported::default() };
    imported.name = pool.get("name").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()).map(str::to_owned);
    if imported.name.as_deref().is_some_and(is_expression) {
        imported.name = None;
        imported.dropped.push("name".to_owned());
    }
    let told = |object: &Value, name: &str| object.get(name).is_some_and(|value| !value.is_null());
    let properties = pool.get("properties").cloned().unwrap_or_default();
    let tops = READ_ONLY.iter().filter(|name| !matches!(**name, "name" | "type") && told(pool, name));
    imported.dropped.extend(tops.map(|name| (*name).to_owned()));
    let below = READ_ONLY_PROPERTIES.iter().filter(|name| told(&properties, name));
    imported.dropped.extend(below.map(|name| format!("properties.{name}")));
    if let Value::Object(base) = &mut imported.base {
        strip(base, &TEMPLATE);
        base.retain(|_, value| !value.is_null());
        clean(base, "", &mut imported.dropped);
        imported.unknown.extend(base.keys().filter(|name| *name != "properties" && !ENVELOPE.contains(&name.as_str())).cloned());
        let inside = base.get("properties").and_then(Value::as_object);
        let strange = inside.into_iter().flat_map(Map::keys).filter(|name| !is_field(name));
        imported.unknown.extend(strange.map(|name| format!("properties.{name}")));
    }
    imported
}

/// A pool as received, to make another one like it: without its migration, which is an order that was given once.
pub fn copy(pool: &Value) -> Imported {
    const MIGRATION: &str = "migrationRequest";
    let mut imported = take(pool);
    let properties = imported.base.get_mut("properties").and_then(Value::as_object_mut);
    if properties.is_some_and(|properties| properties.shift_remove(MIGRATION).is_some()) {
        imported.dropped.push(format!("properties.{MIGRATION}"));
    }
    imported
}

/// A pool out of a text, which may be a request: its orders stay, and a null it says on purpose is said again.
fn take_request(pool: &Value) -> Imported {
    let (mut imported, pool) = (take(pool), schema::respelled(Resource::HostPool, pool, &mut Vec::new()));
    imported.registration = registration(&pool["properties"][REGISTRATION]);
    if imported.registration.is_some() {
        imported.dropped.retain(|path| path.strip_prefix("properties.") != Some(REGISTRATION));
    }
    for name in NULLS {
        let said = pool["properties"].get(name) == Some(&Value::Null);
        if let Some(Value::Object(properties)) = imported.base.get_mut("properties").filter(|_| said) {
            properties.insert(name.to_owned(), Value::Null);
        }
    }
    imported
}

/// What a request says about the token. An answer has a token in it, or null for one.
fn registration(info: &Value) -> Option<RegistrationRequest> {
    let has_token = info.get("token").is_some();
    let request = RegistrationRequest::from_json(info.clone()).ok()?;
    (!has_token && request.registration_token_operation.is_some()).then_some(request)
}

/// Takes out what has no value and what only a template engine could read.
fn clean(object: &mut Map<String, Value>, path: &str, dropped: &mut Vec<String>) {
    object.retain(|name, value| {
        let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            Value::String(text) if is_expression(text) => {
                dropped.push(here);
                false
            }
            Value::Null => false,
            Value::String(text) if text.is_empty() => is_tag(path),
            Value::Object(below) => {
                clean(below, &here, dropped);
                true
            }
            _ => true,
        }
    });
}

/// A tag may have an empty value.
fn is_tag(path: &str) -> bool {
    path == "tags"
}

/// An expression of an ARM template: `[parameters('name')]`; `[[` begins a plain text.
fn is_expression(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[")
}

/// Reads a pool from a text: as an answer of the service, as an ARM resource or a template with one, as the Azure CLI prints it,
/// or as this console exports it.
///
/// # Errors
/// Why there is no pool in it.
pub fn import(text: &str) -> Result<Imported, String> {
    let value: Value = serde_json::from_str(text.trim()).map_err(|error| format!("This isn't valid JSON: {error}."))?;
    let pool = find(&value)?;
    if let Some(kind) = meaning::at(pool, "type").as_str()
        && !kind.trim_start_matches('/').eq_ignore_ascii_case(TYPE)
    {
        return Err(format!("This resource is a {kind}, not a host pool ({TYPE})."));
    }
    let mut pool = if has(pool, "properties") { pool.clone() } else { wrapped(pool)? };
    correct(&mut pool);
    if !meaning::at(&pool, "properties").is_object() {
        return Err("The host pool's properties aren't a JSON object.".to_owned());
    }
    Ok(take_request(&pool))
}

/// The pool in a text: itself, or the only one of a template.
fn find(value: &Value) -> Result<&Value, String> {
    let resources: Vec<&Value> = match meaning::at(value, "resources") {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => items.values().collect(),
        _ if value.is_object() => return Ok(value),
        _ => return Err("This isn't a JSON object. Paste one host pool.".to_owned()),
    };
    let is_pool = |item: &&Value| meaning::at(item, "type").as_str().is_some_and(|kind| kind.eq_ignore_ascii_case(TYPE));
    let pools: Vec<&Value> = resources.into_iter().filter(is_pool).collect();
    match pools.as_slice() {
        [pool] => Ok(pool),
        [] => Err("The template doesn't contain a host pool.".to_owned()),
        more => Err(format!("The template contains {} host pools. Paste only one.", more.len())),
    }
}

fn has(value: &Value, name: &str) -> bool {
    value.as_object().is_some_and(|fields| fields.keys().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Names that templates in circulation spell wrong, in any case.
const MISSPELLED: [(&str, &str); 1] = [("validationEnviroment", "validationEnvironment")];

fn correct(pool: &mut Value) {
    let properties = pool.as_object_mut().and_then(|fields| {
        fields.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("properties")).and_then(|(_, value)| value.as_object_mut())
    });
    let Some(properties) = properties else { return };
    for (wrong, right) in MISSPELLED {
        let found = properties.keys().find(|name| name.eq_ignore_ascii_case(wrong)).cloned();
        if let Some(value) = found.and_then(|name| properties.shift_remove(&name)) {
            properties.entry(right).or_insert(value);
        }
    }
}

/// What the Azure CLI prints has its properties beside the rest.
fn wrapped(flat: &Value) -> Result<Value, String> {
    let Some(fields) = flat.as_object().filter(|_| has(flat, "hostPoolType")) else {
        return Err("This isn't a host pool: it has no properties.".to_owned());
    };
    let outside =
        |name: &str| [&ENVELOPE[..], &READ_ONLY, &TEMPLATE].concat().iter().any(|known| known.eq_ignore_ascii_case(name));
    let (top, below): (Map<_, _>, Map<_, _>) = fields.clone().into_iter().partition(|(name, _)| outside(name));
    let mut pool = Value::Object(top);
    pool["properties"] = Value::Object(below);
    Ok(pool)
}

/// The pool as an ARM resource: without what is read-only, without what has no value, never with a token.
pub fn export(pool: &Value, versions: &ApiVersions) -> Value {
    let taken = take(pool);
    let mut resource = json!({
        "type": TYPE,
        "apiVersion": versions.preferred(Family::HostPools),
        "name": taken.name.unwrap_or_default(),
    });
    if let (Value::Object(resource), Value::Object(base)) = (&mut resource, taken.base) {
        resource.extend(base);
    }
    resource
}

/// The pool as Bicep, from the same resource. `None` if its id does not say where it is.
pub fn declaration(pool: &ResourceId, received: &Value, versions: &ApiVersions) -> Option<String> {
    let call = host_pools::create_or_replace(pool, take(received).base, versions);
    crate::script::bicep(&call)
}
