//! From a draft to a request.

use arm::ResourceId;
use serde_json::{Map, Value, json};

use super::Draft;
use super::words::label;
use crate::change::{Change, ReadBack};
use crate::operation::session_host_configurations;
use crate::rule::diff::FieldChange;
use crate::rule::field_table;
use crate::schema::{self, Resource};
use crate::version::ApiVersions;

/// Fields that a request must not carry (API description, `readOnly`).
const READ_ONLY: [&str; 2] = ["version", "provisioningState"];
/// Of `domainInfo`, the PATCH form has a place for these alone (API description, `DomainInfoPatchProperties`).
const CREDENTIALS: &str = "domainInfo.activeDirectoryInfo.domainCredentials.";

/// What else is known of the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// The number of session hosts, if it is known.
    pub hosts: Option<u64>,
    /// Whether the service is creating session hosts.
    pub creating: bool,
    /// Whether a session host update is scheduled or has not ended.
    pub updating: bool,
}

/// Why the configuration must not be changed now. Learn, "Update session hosts using session host update": a change while the
/// first host of an empty pool is being created leaves a pool whose hosts differ.
pub fn blocked(situation: &Situation) -> Option<&'static str> {
    (situation.hosts == Some(0) && situation.creating).then_some(
        "The pool's first session host is being created, so changing the configuration now would leave the pool inconsistent. \
            Wait until it's created, or cancel creating it.",
    )
}

/// The fields that the draft changes, against the configuration as received.
pub fn edits(received: &Value, draft: &Draft) -> Vec<FieldChange> {
    field_table::changes(&Draft::from(received), draft)
}

/// Whether the draft changes what only a PUT of the whole can change.
pub fn needs_put(received: &Value, draft: &Draft) -> bool {
    received.get("properties").is_none() || edits(received, draft).iter().any(|change| only_by_put(&change.path))
}

fn only_by_put(path: &str) -> bool {
    path.starts_with("domainInfo.") && !path.starts_with(CREDENTIALS)
}

/// The configuration of the draft. A PATCH with the changed fields; a PUT of the configuration as received with the changes where
/// the PATCH has no place for one, so that what this console does not know survives; a PUT of the draft where the pool has no
/// configuration (`Value::Null`).
pub fn change(pool: &ResourceId, received: &Value, draft: &Draft, situation: &Situation, versions: &ApiVersions) -> Change {
    let changes = edits(received, draft);
    let properties = received.get("properties").and_then(Value::as_object);
    let patch = field_table::patch(&Draft::from(received), draft);
    let by_put: Vec<&str> =
        changes.iter().map(|change| change.path.as_str()).filter(|path| only_by_put(path)).map(label).collect();
    let mut warnings = Vec::new();
    let call = match properties {
        Some(_) if by_put.is_empty() => {
            session_host_configurations::update(pool, json!({ "properties": within_patch(patch) }), versions)
        }
        Some(properties) => {
            warnings.push(format!(
                "The request replaces the whole configuration (PUT), because a PATCH can't change {}. Settings the console \
                    doesn't recognize are sent back unchanged.",
                by_put.join(", ")
            ));
            whole(pool, properties, &patch, versions)
        }
        None => whole(pool, &Map::new(), &patch, versions),
    };
    let call = spoken(call);
    let existing = properties.is_some();
    warnings.extend(later(situation, existing));
    let verb = if existing { "Edit" } else { "Create" };
    let mut effects: Vec<String> = changes.iter().map(|change| change.sentence(label(&change.path))).collect();
    effects.push("Saving doesn't start an update. Validation can take a few minutes.".to_owned());
    Change {
        title: format!("{verb} the session host configuration of {}", pool.name()),
        target: pool.clone(),
        call,
        effects,
        warnings,
        verify: ReadBack::Configuration,
    }
}

/// The placement of an ephemeral disk in the word of the request's version.
fn spoken(mut call: arm::Call) -> arm::Call {
    const PLACEMENT: &str = "properties.diskInfo.diffDiskSettings.placement";
    const WORDS: [&str; 2] = ["TempDisk", "ResourceDisk"];
    let word = schema::word_of(Resource::Configuration, &call.api_version, PLACEMENT, &WORDS);
    let place = call.body.as_mut().and_then(|body| body.pointer_mut("/properties/diskInfo/diffDiskSettings/placement"));
    if let (Some(word), Some(place)) = (word, place)
        && place.as_str().is_some_and(|text| WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)))
    {
        *place = word.into();
    }
    call
}

/// A merge patch that fits the PATCH form. Where the credentials were all that is known of the domain and are taken away, the patch
/// would take away the domain, and with it what this console does not know of it.
fn within_patch(mut patch: Map<String, Value>) -> Map<String, Value> {
    if let Some(domain) = patch.get_mut("domainInfo") {
        let credentials = domain.pointer("/activeDirectoryInfo/domainCredentials").cloned().unwrap_or_default();
        *domain = json!({ "activeDirectoryInfo": { "domainCredentials": credentials } });
    }
    patch
}

fn whole(pool: &ResourceId, received: &Map<String, Value>, patch: &Map<String, Value>, versions: &ApiVersions) -> arm::Call {
    let mut properties = received.clone();
    for name in READ_ONLY {
        properties.shift_remove(name);
    }
    field_table::merge(&mut properties, patch);
    // Required, though nothing in it is.
    properties.entry("diskInfo").or_insert_with(|| json!({}));
    session_host_configurations::create_or_update(pool, json!({ "properties": properties }), versions)
}

/// What a saved configuration means for the pool.
fn later(situation: &Situation, existing: bool) -> Vec<String> {
    let mut found = Vec::new();
    if situation.hosts == Some(0) {
        found.push(
            "The pool has no session hosts. New ones are created from this configuration, so you don't need an update."
                .to_owned(),
        );
    } else if existing {
        found
            .push("Existing session hosts don't change until you update them, so the pool is out of date until then.".to_owned());
        found.push("New session hosts use the new version right away.".to_owned());
    }
    if situation.creating {
        found.push("Session hosts are being created, so Azure may refuse the change.".to_owned());
    }
    if situation.updating {
        found.push("A session host update is scheduled or running, so Azure may refuse the change.".to_owned());
    }
    found
}
