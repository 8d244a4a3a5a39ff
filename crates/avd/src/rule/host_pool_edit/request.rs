//! From a draft to a request.

use arm::ResourceId;
use serde_json::{Map, Value, json};

use super::Draft;
use crate::change::{Change, ReadBack};
use crate::operation::host_pools;
use crate::resource::ManagementType;
use crate::rule::diff::{FieldChange, diff};
use crate::version::ApiVersions;

/// Fields of the resource that a request must not carry (API description, `readOnly`).
const READ_ONLY: [&str; 5] = ["id", "name", "type", "etag", "systemData"];
/// Fields of `properties` that a request must not carry. The registration token is no part of an edit: it has its own operations.
const READ_ONLY_PROPERTIES: [&str; 6] = [
    "objectId",
    "applicationGroupReferences",
    "appAttachPackageReferences",
    "cloudPcResource",
    "privateEndpointConnections",
    "registrationInfo",
];
/// Fields of `identity` that a request must not carry.
const READ_ONLY_IDENTITY: [&str; 2] = ["principalId", "tenantId"];
/// Fields that `HostPools_Update` does not take: fixed after creation, or of another version.
const NOT_IN_PATCH: [&str; 3] = ["hostPoolType", "managementType", "migrationRequest"];
/// Fields of a draft that 2022-02-10-preview does not know.
const NOT_IN_PUT: [&str; 6] =
    ["managementType", "managedPrivateUDP", "directUDP", "publicUDP", "relayUDP", "allowRDPShortPathWithPrivateLink"];

/// The fields that the draft changes, against the pool as received.
pub fn edits(received: &Value, draft: &Draft) -> Vec<FieldChange> {
    let before = Draft::from(received);
    let whole = |draft: &Draft| json!({"tags": draft.tags, "properties": draft.fields()});
    diff(&whole(&before), &whole(draft))
}

/// The edit as a PATCH: only the fields that the draft changes, at the newest version.
pub fn by_patch(pool: &ResourceId, received: &Value, draft: &Draft, versions: &ApiVersions) -> Change {
    let before = Draft::from(received);
    let fields = changed(&before, draft, &NOT_IN_PATCH);
    let mut body = Map::new();
    if before.tags != draft.tags {
        body.insert("tags".to_owned(), json!(draft.tags));
    }
    if !fields.is_empty() {
        body.insert("properties".to_owned(), Value::Object(fields));
    }
    let call = host_pools::update(pool, Value::Object(body), versions);
    let (effects, left_out) = sentences(&edits(received, draft), &NOT_IN_PATCH);
    let warnings = warnings(&before, draft).into_iter().chain(left_out).collect();
    Change {
        title: format!("Edit host pool {}", pool.name()),
        target: pool.clone(),
        call,
        effects,
        warnings,
        verify: ReadBack::HostPool,
    }
}

/// The edit as a PUT at 2022-02-10-preview. `received` is the pool as read with that version: the body is it, without read-only
/// fields, with the fields that the draft changes; everything else is sent back as it came, nulls and unknown fields included.
pub fn by_put(pool: &ResourceId, received: &Value, draft: &Draft, versions: &ApiVersions) -> Change {
    let before = Draft::from(received);
    let mut body = received.as_object().cloned().unwrap_or_default();
    let etag = body.get("etag").and_then(Value::as_str).map(str::to_owned);
    strip(&mut body, &READ_ONLY);
    if let Some(Value::Object(identity)) = body.get_mut("identity") {
        strip(identity, &READ_ONLY_IDENTITY);
    }
    if before.tags != draft.tags {
        body.insert("tags".to_owned(), json!(draft.tags));
    }
    let properties = body.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(properties) = properties {
        strip(properties, &READ_ONLY_PROPERTIES);
        properties.extend(changed(&before, draft, &NOT_IN_PUT));
    }
    let mut call = host_pools::create_or_update(pool, Value::Object(body), versions);
    call.headers.extend(etag.map(|etag| ("If-Match".to_owned(), etag)));
    let (effects, left_out) = sentences(&edits(received, draft), &NOT_IN_PUT);
    let mut warnings: Vec<String> = warnings(&before, draft).into_iter().chain(left_out).collect();
    warnings.push(
        "The request replaces the pool as a whole. Properties that exist only in later API versions are not in it, and the service may \
         reset them. Prefer the PATCH unless you need migrationRequest."
            .to_owned(),
    );
    if let Some(operation) = draft.migration_request.as_ref().and_then(|migration| migration.operation.as_ref()) {
        warnings.push(format!("The request carries the migration operation {operation}; the service acts on it."));
    }
    Change {
        title: format!("Replace host pool {}", pool.name()),
        target: pool.clone(),
        call,
        effects,
        warnings,
        verify: ReadBack::HostPool,
    }
}

/// A new pool, by PUT at 2022-02-10-preview. Fields the draft leaves empty are not sent.
pub fn create(pool: &ResourceId, location: &str, draft: &Draft, versions: &ApiVersions) -> Change {
    let fields = draft.fields().into_iter().filter(|(key, value)| {
        let empty = value.is_null() || value.as_str() == Some("");
        !empty && !NOT_IN_PUT.contains(&key.as_str())
    });
    let mut body = Map::new();
    body.insert("location".to_owned(), json!(location.trim()));
    if !draft.tags.is_empty() {
        body.insert("tags".to_owned(), json!(draft.tags));
    }
    body.insert("properties".to_owned(), Value::Object(fields.collect()));
    let mut warnings = Vec::new();
    if draft.management_type == Some(ManagementType::Automated) {
        warnings.push("This API version does not know managementType: the pool may not become Automated.".to_owned());
    }
    Change {
        title: format!("Create host pool {}", pool.name()),
        target: pool.clone(),
        call: host_pools::create_or_update(pool, Value::Object(body), versions),
        effects: vec![format!("The host pool {} is created. It has no session hosts yet.", pool.name())],
        warnings,
        verify: ReadBack::HostPool,
    }
}

/// The fields whose value differs, without those named in `except`.
fn changed(before: &Draft, after: &Draft, except: &[&str]) -> Map<String, Value> {
    let old = before.fields();
    let mut fields = after.fields();
    fields.retain(|key, value| old.get(key) != Some(value) && !except.contains(&key.as_str()));
    for (key, value) in &mut fields {
        name_the_removed(old.get(key), value);
    }
    fields
}

/// What an object had and has no more becomes null: a merge (RFC 7396) would keep what is merely absent, and what was asked for
/// can be compared with what is read back.
fn name_the_removed(before: Option<&Value>, after: &mut Value) {
    let (Some(Value::Object(old)), Value::Object(new)) = (before, after) else { return };
    for (key, old) in old {
        name_the_removed(Some(old), new.entry(key.clone()).or_insert(Value::Null));
    }
}

/// Removes fields and keeps the order of the others.
fn strip(object: &mut Map<String, Value>, keys: &[&str]) {
    for key in keys {
        object.shift_remove(*key);
    }
}

/// What is sent, and what the request cannot carry, a sentence each.
fn sentences(changes: &[FieldChange], except: &[&str]) -> (Vec<String>, Vec<String>) {
    let carried = |change: &&FieldChange| {
        let field = change.path.strip_prefix("properties.").and_then(|path| path.split('.').next());
        !field.is_some_and(|field| except.contains(&field))
    };
    let (sent, left_out): (Vec<_>, Vec<_>) = changes.iter().partition(carried);
    let sent = sent.iter().map(|change| change.sentence());
    let left_out = left_out.iter().map(|change| format!("This request cannot carry {}: it stays as it is.", change.path));
    (sent.collect(), left_out.collect())
}

fn warnings(before: &Draft, after: &Draft) -> Vec<String> {
    let mut found = Vec::new();
    if let (Some(old), Some(new)) = (before.max_session_limit, after.max_session_limit)
        && new < old
    {
        found.push("A lower session limit ends no session; it only keeps new users away from full session hosts.".to_owned());
    }
    if before.tags != after.tags {
        found.push("The tags are replaced as a whole.".to_owned());
    }
    if before.public_network_access != after.public_network_access {
        found.push("After a change of network access, restart the service RDAgentBootLoader on each session host.".to_owned());
    }
    found
}
