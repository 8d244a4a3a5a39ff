//! From a draft to a request.

use arm::ResourceId;
use arm::json::write;
use serde_json::{Map, Value, json};

use super::Draft;
use super::draft::ENVELOPE;
use super::portable::writable;
use super::registration;
use super::version::{Way, carries, changed, not_carried, way};
use super::words::label;
use crate::change::{Change, ReadBack};
use crate::operation::host_pools;
use crate::resource::{IdentityType, ManagementType};
use crate::rule::diff::{FieldChange, diff};
use crate::schema::{self, Resource};
use crate::version::{ApiVersions, Family, is_withdrawn};

/// The fields that the draft changes, against the pool as received.
pub fn edits(received: &Value, draft: &Draft) -> Vec<FieldChange> {
    diff(&whole(&Draft::from(received)), &whole(draft))
}

/// A draft in the shape of a pool, fields without a value as they are in the draft.
fn whole(draft: &Draft) -> Value {
    let mut body = Map::new();
    for (name, mut value) in write(draft, true) {
        if let Value::String(text) = &mut value {
            *text = text.trim().to_owned();
        }
        place(&mut body, &name, value);
    }
    Value::Object(body)
}

/// The edit as a PATCH: only the fields that the draft changes, at the version that knows them.
pub fn by_patch(pool: &ResourceId, received: &Value, draft: &Draft, versions: &ApiVersions) -> Change {
    let before = Draft::from(received);
    let version = Way::Patch.version(received, draft, versions);
    let mut body = Map::new();
    for name in changed(received, draft).iter().filter(|name| carries(Way::Patch, &version, name, draft)) {
        match name.split_once('.') {
            Some(("identity", _)) => drop(body.insert("identity".to_owned(), patched_identity(&before, draft))),
            _ => place(&mut body, name, patched(name, &before, draft)),
        }
    }
    let call = at(host_pools::update(pool, Value::Object(body), versions), version);
    edit(pool, "Edit", received, draft, Way::Patch, call)
}

/// The edit as a PUT at 2022-02-10-preview. `received` is the pool as read with that version: the body is it, without read-only
/// fields, with the fields that the draft changes; everything else is sent back as it came, nulls and unknown fields included.
pub fn by_put(pool: &ResourceId, received: &Value, draft: &Draft, versions: &ApiVersions) -> Change {
    let version = versions.preferred(Family::HostPoolPut);
    let body = replacement(received, draft, Way::Legacy, &version);
    let mut change = replace(pool, received, draft, Way::Legacy, host_pools::create_or_update(pool, body, versions));
    change.warnings.push(
        "The request doesn't include properties of later API versions, so Azure may reset them. Use the PATCH unless you need \
            the migration."
            .to_owned(),
    );
    change.warnings.extend(withdrawn(&version, versions));
    change.warnings.extend(migration_warning(draft));
    change
}

/// The edit as a PUT at the newest version, from the pool as read with it: for what a PATCH does not take.
pub fn by_newest_put(pool: &ResourceId, received: &Value, draft: &Draft, versions: &ApiVersions) -> Change {
    let body = replacement(received, draft, Way::Newest, &versions.preferred(Family::HostPools));
    replace(pool, received, draft, Way::Newest, host_pools::create_or_replace(pool, body, versions))
}

fn replace(pool: &ResourceId, received: &Value, draft: &Draft, way: Way, mut call: arm::Call) -> Change {
    let etag = received.get("etag").and_then(Value::as_str).map(str::to_owned);
    call.headers.extend(etag.map(|etag| ("If-Match".to_owned(), etag)));
    let mut change = edit(pool, "Replace", received, draft, way, call);
    change.warnings.push("The request replaces the whole pool (PUT) with the current settings and your changes.".to_owned());
    change
}

fn edit(pool: &ResourceId, verb: &str, received: &Value, draft: &Draft, way: Way, call: arm::Call) -> Change {
    let (effects, left_out) = sentences(&edits(received, draft), way, &call.api_version, draft);
    Change {
        title: format!("{verb} host pool {}", pool.name()),
        target: pool.clone(),
        call,
        effects,
        warnings: warnings(&Draft::from(received), draft).into_iter().chain(left_out).collect(),
        verify: ReadBack::HostPool,
    }
}

/// A new pool in a region, with what is in the draft and at the version that can say it.
pub fn create(pool: &ResourceId, location: &str, draft: &Draft, versions: &ApiVersions) -> Change {
    let draft = Draft { location: location.to_owned(), ..draft.clone() };
    create_from(pool, &Value::Null, &draft, way(&Value::Null, &draft, None, versions), versions)
}

/// A new pool. `base` is what else goes with it: the properties of an imported or cloned pool that this console does not know.
/// Fields the draft leaves empty are not sent, nor is what the version of the request does not know.
pub fn create_from(pool: &ResourceId, base: &Value, draft: &Draft, way: Way, versions: &ApiVersions) -> Change {
    let version = way.version(&Value::Null, draft, versions);
    let mut body = writable(base).as_object().cloned().unwrap_or_default();
    for (name, value) in draft.leaves() {
        if value.is_null() && is_said_null(&body, &name) {
            // The text that was imported says null on purpose.
        } else if value.is_null() {
            remove(&mut body, &name);
        } else {
            place(&mut body, &name, value);
        }
    }
    set_identity(&mut body, draft);
    let body = Value::Object(body);
    let mut body = schema::carried(Resource::HostPool, &version, &body).as_object().cloned().unwrap_or_default();
    body.retain(|name, value| is_said(name, value));
    let call = at(host_pools::create_or_replace(pool, Value::Object(body), versions), version);
    let left_out = not_carried(way, &call.api_version, &Value::Null, draft);
    let mut warnings: Vec<String> = left_out.iter().map(|name| format!("This request can't set {}.", label(name))).collect();
    warnings.extend(migration_warning(draft));
    warnings.extend(withdrawn(&call.api_version, versions));
    Change {
        title: format!("Create host pool {}", pool.name()),
        target: pool.clone(),
        effects: created(pool.name(), draft, &call.api_version),
        warnings: warnings.into_iter().chain(registration::warnings(draft)).collect(),
        call,
        verify: ReadBack::HostPool,
    }
}

fn at(call: arm::Call, version: String) -> arm::Call {
    arm::Call { api_version: version, ..call }
}

/// What is to be known of a version whose end was announced.
pub fn withdrawn(version: &str, versions: &ApiVersions) -> Option<String> {
    let offered = versions.offered().of("hostPools");
    let listed = match offered {
        Some(offered) if offered.iter().any(|one| one.eq_ignore_ascii_case(version)) => {
            "Azure still offers it in this directory."
        }
        Some(_) => "Azure doesn't offer it in this directory.",
        None => "It isn't known whether Azure still accepts it here.",
    };
    is_withdrawn(version).then(|| {
        format!("Microsoft ended support for API version {version} on 1 August 2025. {listed} Azure may refuse the request.")
    })
}

fn created(name: &str, draft: &Draft, version: &str) -> Vec<String> {
    let next = match draft.management_type {
        Some(ManagementType::Automated) => "To add session hosts, create a session host configuration.",
        _ => "It has no session hosts yet.",
    };
    let created = format!("Creates the host pool {name}. {next}");
    let version = format!("Uses API version {version}.");
    [created].into_iter().chain(registration::effect(draft)).chain([version]).collect()
}

fn migration_warning(draft: &Draft) -> Option<String> {
    let operation = draft.migration_request.as_ref()?.operation.as_ref()?;
    Some(format!("The request includes the migration operation {operation}."))
}

/// The body of a PUT: the pool as received, without what is read-only and what the version does not know, with the fields that the
/// draft changes. Names are spelled as the API spells them, each property once.
fn replacement(received: &Value, draft: &Draft, way: Way, version: &str) -> Value {
    let received = &schema::respelled(Resource::HostPool, received, &mut Vec::new());
    let sent = schema::carried(Resource::HostPool, version, &writable(received));
    let mut body = sent.as_object().cloned().unwrap_or_default();
    let (before, changed) = (Draft::from(received), changed(received, draft));
    for name in changed.iter().filter(|name| carries(way, version, name, draft)) {
        let value = patched(name, &before, draft);
        if is_envelope(name) && is_empty(&value) && name != "tags" {
            remove(&mut body, name);
        } else {
            place(&mut body, name, value);
        }
    }
    if changed.iter().any(|name| name.starts_with("identity.")) {
        set_identity(&mut body, draft);
    }
    body.retain(|name, value| is_said(name, value));
    Value::Object(body)
}

/// The managed identity as a PUT says it: the kind, and the user-assigned identities that the kind goes with.
fn set_identity(body: &mut Map<String, Value>, draft: &Draft) {
    let Some(kind) = &draft.identity_type else {
        body.shift_remove("identity");
        return;
    };
    let mut identity = json!({ "type": kind.as_str() });
    if assigns(kind) {
        identity["userAssignedIdentities"] = draft.identities.iter().map(|id| (id.trim().to_owned(), json!({}))).collect();
    }
    body.insert("identity".to_owned(), identity);
}

/// The same for a PATCH, where an identity is taken away by null.
fn patched_identity(before: &Draft, after: &Draft) -> Value {
    let kind = after.identity_type.as_ref().map_or("None", IdentityType::as_str);
    let mut identity = json!({ "type": kind });
    if after.identity_type.as_ref().is_some_and(assigns) {
        let stays = |id: &String| after.identities.iter().any(|kept| kept.trim().eq_ignore_ascii_case(id));
        let gone = before.identities.iter().filter(|id| !stays(id)).map(|id| (id.clone(), Value::Null));
        let there = after.identities.iter().map(|id| (id.trim().to_owned(), json!({})));
        identity["userAssignedIdentities"] = there.chain(gone).collect();
    }
    identity
}

/// Whether this kind goes with user-assigned identities.
pub(super) fn assigns(kind: &IdentityType) -> bool {
    matches!(kind, IdentityType::UserAssigned | IdentityType::Both)
}

/// A value as a merge takes it: a text without the spaces around it, an object with null for what it lost. Tags are replaced as a
/// whole.
fn patched(name: &str, before: &Draft, after: &Draft) -> Value {
    let mut value = after.field(name);
    match &mut value {
        Value::String(text) => *text = text.trim().to_owned(),
        value if name != "tags" => name_the_removed(Some(&before.field(name)), value),
        _ => {}
    }
    value
}

/// What an object had and has no more becomes null: a merge (RFC 7396) would keep what is merely absent, and what was asked for
/// can be compared with what is read back.
fn name_the_removed(before: Option<&Value>, after: &mut Value) {
    let (Some(Value::Object(old)), Value::Object(new)) = (before, after) else { return };
    for (key, old) in old {
        name_the_removed(Some(old), new.entry(key.clone()).or_insert(Value::Null));
    }
}

fn is_said_null(body: &Map<String, Value>, name: &str) -> bool {
    body.get("properties").and_then(|properties| properties.get(name)) == Some(&Value::Null)
}

fn is_envelope(name: &str) -> bool {
    ENVELOPE.contains(&name.split('.').next().unwrap_or_default())
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// An object that lost its last field is left out.
fn is_said(name: &str, value: &Value) -> bool {
    !matches!(name, "sku" | "plan" | "identity") || value.as_object().is_none_or(|fields| !fields.is_empty())
}

/// Where a field stands in the body of a request.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    (!is_envelope(name)).then_some("properties").into_iter().chain(name.split('.'))
}

pub(super) fn place(body: &mut Map<String, Value>, name: &str, value: Value) {
    let mut parts: Vec<&str> = parts(name).collect();
    let Some(last) = parts.pop() else { return };
    let mut at = body;
    for part in parts {
        let below = at.entry(part).or_insert(Value::Null);
        if !below.is_object() {
            *below = json!({});
        }
        let Value::Object(below) = below else { return };
        at = below;
    }
    at.insert(last.to_owned(), value);
}

fn remove(body: &mut Map<String, Value>, name: &str) {
    let mut parts: Vec<&str> = parts(name).collect();
    let Some(last) = parts.pop() else { return };
    let within = parts.into_iter().try_fold(body, |at, part| at.get_mut(part).and_then(Value::as_object_mut));
    if let Some(within) = within {
        within.shift_remove(last);
    }
}

/// What is sent, and what the request cannot carry, a sentence each.
fn sentences(changes: &[FieldChange], way: Way, version: &str, draft: &Draft) -> (Vec<String>, Vec<String>) {
    let carried = |change: &&FieldChange| {
        let path = change.path.strip_prefix("properties.").unwrap_or(&change.path);
        let carries = |name: &str| carries(way, version, name, draft);
        carries(path) && path.split('.').next().is_none_or(carries)
    };
    let (sent, left_out): (Vec<_>, Vec<_>) = changes.iter().partition(carried);
    let sent = sent.iter().map(|change| change.sentence(&label(&change.path)));
    let left_out = left_out.iter().map(|change| format!("This request can't change {}.", label(&change.path)));
    (sent.collect(), left_out.collect())
}

fn warnings(before: &Draft, after: &Draft) -> Vec<String> {
    let mut found = Vec::new();
    if let (Some(old), Some(new)) = (before.max_session_limit, after.max_session_limit)
        && new < old
    {
        found.push("A lower session limit doesn't end any session. It only stops new sessions on full session hosts.".to_owned());
    }
    if before.tags != after.tags {
        found.push("All tags are replaced.".to_owned());
    }
    if before.public_network_access != after.public_network_access {
        found.push("After you change network access, restart the RDAgentBootLoader service on each session host.".to_owned());
    }
    found.extend(super::problem::identity_loss(before, after).map(|problem| problem.message));
    found
}
