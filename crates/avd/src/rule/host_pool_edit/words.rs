//! What the fields of a host pool are called, and how a value reads.

use arm::json::Fields;
use serde_json::Value;

use super::Draft;
use crate::rule::wording::wording;

/// The fields with their labels, in the order of [`Draft`].
const LABELS: &[(&str, &str)] = &[
    ("name", "Name"),
    ("location", "Region"),
    ("tags", "Tags"),
    ("identity.type", "Managed identity"),
    ("identity.userAssignedIdentities", "User-assigned identities"),
    ("sku.name", "SKU name"),
    ("sku.tier", "SKU tier"),
    ("sku.size", "SKU size"),
    ("sku.family", "SKU family"),
    ("sku.capacity", "SKU capacity"),
    ("plan.name", "Plan name"),
    ("plan.publisher", "Plan publisher"),
    ("plan.product", "Plan product"),
    ("plan.promotionCode", "Plan promotion code"),
    ("plan.version", "Plan version"),
    ("kind", "Kind"),
    ("managedBy", "Managed by"),
    ("friendlyName", "Friendly name"),
    ("description", "Description"),
    ("hostPoolType", "Host pool type"),
    ("personalDesktopAssignmentType", "Assignment type"),
    ("customRdpProperty", "RDP properties"),
    ("conditionalRdpProperty", "Conditional RDP properties"),
    ("maxSessionLimit", "Max session limit"),
    ("loadBalancerType", "Load balancer"),
    ("ring", "Ring"),
    ("validationEnvironment", "Validation environment"),
    ("vmTemplate", "VM template (portal defaults)"),
    ("ssoadfsAuthority", "AD FS server"),
    ("ssoClientId", "Client ID"),
    ("ssoClientSecretKeyVaultPath", "Key Vault secret URI"),
    ("ssoSecretType", "Secret type"),
    ("preferredAppGroupType", "Preferred application group"),
    ("startVMOnConnect", "Start VM on connect"),
    ("publicNetworkAccess", "Public network access"),
    ("agentUpdate", "Agent updates"),
    ("managedPrivateUDP", "RDP Shortpath, managed networks"),
    ("directUDP", "RDP Shortpath, managed networks (ICE/STUN)"),
    ("publicUDP", "RDP Shortpath, public networks (STUN)"),
    ("relayUDP", "RDP Shortpath, public networks (TURN)"),
    ("allowRDPShortPathWithPrivateLink", "RDP Shortpath with Private Link"),
    ("managementType", "Management"),
    ("deploymentScope", "Metadata scope"),
    ("oboTenantId", "On-behalf-of tenant"),
    ("migrationRequest", "Migration"),
    ("registrationInfo", "Registration token"),
    ("registrationInfo.registrationTokenOperation", "Token operation"),
    ("registrationInfo.expirationTime", "Token expiration time"),
    ("migrationRequest.operation", "Migration operation"),
    ("migrationRequest.migrationPath", "Migration path"),
];

/// The label of a field, by its name or by its path in the resource; the path itself if it is no field of a draft.
pub fn label(path: &str) -> String {
    let name = path.strip_prefix("properties.").unwrap_or(path);
    if let Some((_, label)) = LABELS.iter().find(|(known, _)| *known == name) {
        return (*label).to_owned();
    }
    // A part of a field: `agentUpdate.type`, `tags.env`.
    let above = LABELS.iter().find(|(known, _)| name.strip_prefix(known).is_some_and(|rest| rest.starts_with('.')));
    above.map_or_else(|| path.to_owned(), |(known, label)| format!("{label}: {}", &name[known.len() + 1..]))
}

/// What is set of some fields, for one line: the values of up to three with their labels, and how many more. What the service does by
/// itself is not told.
pub fn summary(draft: &Draft, names: &[&str]) -> Option<String> {
    let said = |name: &&str| {
        let value = draft.field(name);
        let words = short(&value);
        let told = if names.len() == 1 { words } else { format!("{}: {words}", label(name)) };
        (!is_usual(name, &value)).then_some(told)
    };
    let all: Vec<String> = names.iter().filter_map(said).collect();
    let more = all.len().checked_sub(3).filter(|more| *more > 0).map(|more| format!("{more} more"));
    let parts: Vec<String> = all.into_iter().take(3).chain(more).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Whether a field says nothing, or what holds without it.
fn is_usual(name: &str, value: &Value) -> bool {
    match value {
        // A form writes an instant in the person's own format.
        Value::String(_) if name == "registrationInfo.expirationTime" => true,
        Value::Null | Value::Bool(false) => true,
        Value::String(word) => matches!(
            (name, word.as_str()),
            (_, "" | "Default")
                | ("publicNetworkAccess", "Enabled")
                | ("allowRDPShortPathWithPrivateLink", "Disabled")
                | ("identity.type", "None")
        ),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty() || fields.get("type").and_then(Value::as_str) == Some("Default"),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// A value in a few words.
fn short(value: &Value) -> String {
    let text = match value {
        Value::Bool(on) => (if *on { "on" } else { "off" }).to_owned(),
        Value::String(text) => wording(text).to_owned(),
        Value::Array(items) if items.len() == 1 => items.first().map(short).unwrap_or_default(),
        Value::Array(items) => items.len().to_string(),
        Value::Object(fields) => match fields.get("type").or_else(|| fields.get("operation")).and_then(Value::as_str) {
            Some(word) => wording(word).to_owned(),
            None => fields.iter().map(|(name, value)| format!("{name} = {}", short(value))).collect::<Vec<_>>().join(", "),
        },
        other => other.to_string(),
    };
    let text = if text.starts_with("/subscriptions/") { text.rsplit('/').next().unwrap_or_default().to_owned() } else { text };
    if text.chars().count() <= 40 { text } else { text.chars().take(39).chain(['…']).collect() }
}

/// Whether a name is one of a draft's fields.
pub(super) fn is_field(name: &str) -> bool {
    Draft::default().names().contains(&name)
}
