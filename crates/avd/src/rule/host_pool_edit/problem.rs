//! What is wrong with a draft, field by field
//! (Learn, "Configure host pool load balancing", "Configure personal desktop assignment", "Scheduled agent updates").

use arm::ResourceId;
use arm::json::Fields;
use serde_json::Value;

use super::Draft;
use super::offer::against;
use super::request::assigns;
use super::version::{Way, barred, fixed, lost_of, not_carried, way};
use super::words::label;
use crate::resource::{HostPoolType, IdentityType, LoadBalancerType, ManagementType, SsoSecretType};
use crate::rule::network_access::{self, Endpoints, NetworkAccess};
use crate::rule::wording::wording;
use crate::rule::{FieldProblem, agent_update};
use crate::version::ApiVersions;

/// The value the portal writes for "no limit".
const NO_LIMIT: i64 = 999_999;
/// The fields whose words contradict each other, as they stand in a form.
const PAIRED: [&str; 3] = ["loadBalancerType", "personalDesktopAssignmentType", "managementType"];
/// The fields that are fixed, as they stand in a form.
const FIXED: [&str; 6] = ["location", "hostPoolType", "managementType", "kind", "deploymentScope", "oboTenantId"];

/// What is wrong with an edit of the pool as received.
pub fn problems(received: &Value, draft: &Draft, versions: &ApiVersions) -> Vec<FieldProblem> {
    let before = Draft::from(received);
    // What the pool has already is no doing of this edit, and must not keep it from being saved.
    let had = whole(&before);
    let mut found = whole(draft);
    found.retain(|problem| !had.contains(problem));
    let moved = |name: &&&'static str| before.field(name) != draft.field(name);
    let locked = FIXED.iter().filter(moved).filter_map(|name| Some(FieldProblem::error(name, fixed(name)?)));
    found.extend(locked);
    let (was, is) = (NetworkAccess::of(&before), NetworkAccess::of(draft));
    found.extend(network_access::problems(&was, &is, Endpoints::read(received)));
    found.extend(identity_loss(&before, draft));
    found.extend(no_way(received, draft, versions));
    found
}

/// What is wrong with a pool to create.
pub fn problems_of_new(name: &str, location: &str, draft: &Draft, versions: &ApiVersions) -> Vec<FieldProblem> {
    let mut found: Vec<FieldProblem> = name_problem(name).into_iter().collect();
    let mut need = |missing: bool, field, message: &str| {
        if missing {
            found.push(FieldProblem::error(field, message));
        }
    };
    need(location.trim().is_empty(), "location", "Select the region for the pool's metadata.");
    need(draft.host_pool_type.is_none(), "hostPoolType", "Select Pooled or Personal.");
    need(draft.load_balancer_type.is_none(), "loadBalancerType", "Select a load balancing algorithm.");
    need(draft.preferred_app_group_type.is_none(), "preferredAppGroupType", "Select the preferred application group type.");
    found.extend(whole(draft));
    found.extend(no_identity(draft));
    found.extend(network_access::problems_of_new(&NetworkAccess::of(draft)));
    found.extend(no_way(&Value::Null, draft, versions));
    found
}

/// What fits into no request: a value that needs a later version than is used, or a migration beside what its version does not know.
fn no_way(received: &Value, draft: &Draft, versions: &ApiVersions) -> Vec<FieldProblem> {
    if barred(way(received, draft, None, versions), received, draft, versions).is_none() {
        return Vec::new();
    }
    let version = Way::Newest.version(received, draft, versions);
    let later = |name: &String| {
        let own = draft.names().iter().find(|known| *known == name)?;
        let lost = lost_of(&version, name, draft).into_iter().next().filter(|_| name != "migrationRequest")?;
        let since = lost.versions.last().copied().unwrap_or_default();
        let what = lost.word.map_or_else(|| label(name), |word| wording(&word).to_owned());
        Some(FieldProblem::error(
            own,
            format!("{what} requires API version {since} or later. The console uses {version} here; Diagnostics shows why."),
        ))
    };
    let found: Vec<FieldProblem> = not_carried(Way::Newest, &version, received, draft).iter().filter_map(later).collect();
    if !found.is_empty() {
        return found;
    }
    let lost = barred(Way::Legacy, received, draft, versions).unwrap_or_default();
    let message = format!("A migration requires API version 2022-02-10-preview. {lost} Save these changes separately.");
    vec![FieldProblem::error("migrationRequest.operation", message)]
}

/// What is wrong whether the pool exists or not.
fn whole(draft: &Draft) -> Vec<FieldProblem> {
    let mut found = combinations(draft);
    found.extend(identity(draft));
    found.extend(tags(draft));
    found.extend(sku_and_plan(draft));
    found.extend(sign_on(draft));
    found.extend(advanced(draft));
    found
}

/// What is wrong with a name: 3 to 64 letters, digits, spaces and `@ . - _` (schema, `hostPoolName`).
pub fn name_problem(name: &str) -> Option<FieldProblem> {
    let allowed = |next: char| next.is_ascii_alphanumeric() || matches!(next, '@' | '.' | '-' | '_' | ' ');
    let length = name.chars().count();
    let message = if !(3..=64).contains(&length) {
        "Enter 3 to 64 characters."
    } else if !name.chars().all(allowed) {
        "Use only letters A–Z, digits, spaces and @ . - _"
    } else if name.starts_with(' ') || name.ends_with([' ', '.']) {
        "Don't start or end with a space, or end with a period."
    } else {
        return None;
    };
    Some(FieldProblem::error("name", message))
}

fn combinations(draft: &Draft) -> Vec<FieldProblem> {
    let clash = |name: &&'static str| {
        let why = against(name, draft.field(name).as_str()?, draft)?;
        Some(FieldProblem::error(name, why))
    };
    let mut found: Vec<FieldProblem> = PAIRED.iter().filter_map(clash).collect();
    found.extend(session_limit(draft));
    found.extend(assignment(draft));
    found.extend(agent_update::problems(draft.agent_update.as_ref()));
    found
}

fn session_limit(draft: &Draft) -> Option<FieldProblem> {
    let depth_first = draft.load_balancer_type == Some(LoadBalancerType::DepthFirst);
    match draft.max_session_limit {
        Some(limit) if limit < 1 => Some(FieldProblem::error("maxSessionLimit", "Enter a limit of at least 1.")),
        Some(limit) if i32::try_from(limit).is_err() => Some(FieldProblem::error("maxSessionLimit", "This number is too large.")),
        None if depth_first => Some(FieldProblem::error(
            "maxSessionLimit",
            "Depth-first load balancing requires a session limit, because it fills \
                one host after the other.",
        )),
        Some(limit) if depth_first && limit >= NO_LIMIT => Some(FieldProblem::warning(
            "maxSessionLimit",
            "999999 means no limit, so depth-first load balancing would send all users to one session host. Enter a lower limit.",
        )),
        _ => None,
    }
}

fn assignment(draft: &Draft) -> Option<FieldProblem> {
    let message = match (draft.host_pool_type.as_ref()?, draft.personal_desktop_assignment_type.as_ref()) {
        (HostPoolType::ByoDesktop, None) => "A bring-your-own-desktop host pool supports only direct assignment.",
        (HostPoolType::Personal, None) => "Select automatic or direct assignment.",
        // The sample of the reference sends it, and Azure keeps it.
        (HostPoolType::Pooled, Some(_)) => {
            let message = "Assignment has no effect in a pooled host pool, because users share the session hosts.";
            return Some(FieldProblem::warning("personalDesktopAssignmentType", message));
        }
        _ => return None,
    };
    Some(FieldProblem::error("personalDesktopAssignmentType", message))
}

/// Learn, "Managed identities in Azure Virtual Desktop"; common types, `ManagedServiceIdentity`.
fn identity(draft: &Draft) -> Option<FieldProblem> {
    const IDS: &str = "identity.userAssignedIdentities";
    let assigned = draft.identity_type.as_ref().is_some_and(assigns);
    let is_identity = |id: &String| {
        let id = ResourceId::parse(id.trim());
        id.is_ok_and(|id| id.kind().eq_ignore_ascii_case("Microsoft.ManagedIdentity/userAssignedIdentities"))
    };
    match draft.identities.iter().find(|id| !is_identity(id)) {
        _ if assigned && draft.identities.is_empty() => {
            Some(FieldProblem::error(IDS, "Add at least one user-assigned identity, or select another type."))
        }
        Some(wrong) if assigned => {
            let message = format!("“{wrong}” isn't the resource ID of a user-assigned identity.");
            Some(FieldProblem::error(IDS, message))
        }
        _ if !assigned && !draft.identities.is_empty() => {
            Some(FieldProblem::error(IDS, "These require a user-assigned identity type. Remove them or select that type."))
        }
        _ => None,
    }
}

/// Learn, "Configure a managed identity for a host pool": without one Azure acts with its own service principal, for how long is open.
fn no_identity(draft: &Draft) -> Option<FieldProblem> {
    let none = matches!(draft.identity_type, None | Some(IdentityType::None));
    (none && draft.management_type == Some(ManagementType::Automated)).then(|| {
        let message = "Azure uses the pool's managed identity to create session hosts. Select one under Managed identity; \
            without it, the checks before an update report a risk.";
        FieldProblem::warning("managementType", message)
    })
}

/// What a change of the identity takes away.
pub(super) fn identity_loss(before: &Draft, after: &Draft) -> Option<FieldProblem> {
    let own = |draft: &Draft| matches!(draft.identity_type, Some(IdentityType::SystemAssigned | IdentityType::Both));
    let gone = before.identities.iter().any(|id| !after.identities.iter().any(|kept| kept.eq_ignore_ascii_case(id)));
    let message = if own(before) && !own(after) {
        "The system-assigned identity is permanently deleted, with all its role assignments. A new one gets a different ID."
    } else if gone {
        "The user-assigned identity is removed from the pool. The identity itself and its roles stay."
    } else {
        return None;
    };
    Some(FieldProblem::warning("identity.type", message))
}

/// Learn, "Use tags to organize your Azure resources", limitations.
fn tags(draft: &Draft) -> Option<FieldProblem> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let wrong = |name: &&String| long(name, 512) || name.contains(['<', '>', '%', '&', '\\', '?', '/']) || name.trim().is_empty();
    let message = if draft.tags.len() > 50 {
        "A resource can have up to 50 tags.".to_owned()
    } else if let Some(name) = draft.tags.keys().find(wrong) {
        format!("“{name}” isn't a valid tag name. Use up to 512 characters, without < > % & \\ ? /")
    } else if let Some((name, _)) = draft.tags.iter().find(|(_, value)| long(value, 256)) {
        format!("The value of tag “{name}” is longer than 256 characters.")
    } else {
        return None;
    };
    Some(FieldProblem::error("tags", message))
}

/// Common types, `Sku` and `Plan`: what they require.
fn sku_and_plan(draft: &Draft) -> Vec<FieldProblem> {
    let blank = |text: &String| text.trim().is_empty();
    let sku = [&draft.sku_tier, &draft.sku_size, &draft.sku_family].into_iter().any(|text| !blank(text));
    let plan = [&draft.plan_name, &draft.plan_publisher, &draft.plan_product, &draft.plan_promotion_code, &draft.plan_version];
    let plan = plan.into_iter().any(|text| !blank(text));
    let needed = [
        ("sku.name", blank(&draft.sku_name) && (sku || draft.sku_capacity.is_some()), "Enter a SKU name."),
        ("plan.name", plan && blank(&draft.plan_name), "Enter a plan name."),
        ("plan.publisher", plan && blank(&draft.plan_publisher), "Enter a plan publisher."),
        ("plan.product", plan && blank(&draft.plan_product), "Enter a plan product."),
    ];
    let missing = needed.into_iter().filter(|(_, missing, _)| *missing);
    let mut found: Vec<FieldProblem> = missing.map(|(field, _, message)| FieldProblem::error(field, message)).collect();
    if draft.sku_capacity.is_some_and(|count| i32::try_from(count).is_err()) {
        found.push(FieldProblem::error("sku.capacity", "This number is too large."));
    }
    found
}

fn sign_on(draft: &Draft) -> Vec<FieldProblem> {
    let vault = matches!(draft.sso_secret_type, Some(SsoSecretType::SharedKeyInKeyVault | SsoSecretType::CertificateInKeyVault));
    let address = |text: &str| text.trim().is_empty() || text.trim().starts_with("https://");
    let mut found = Vec::new();
    if !address(&draft.sso_adfs_authority) {
        found.push(FieldProblem::error("ssoadfsAuthority", "Enter a URL that starts with https://"));
    }
    if vault && draft.sso_client_secret_key_vault_path.trim().is_empty() {
        let message = "The secret type requires a key vault. Enter the secret's URI.";
        found.push(FieldProblem::error("ssoClientSecretKeyVaultPath", message));
    } else if !address(&draft.sso_client_secret_key_vault_path) {
        // Whatever else stands here may be the secret itself.
        found.push(FieldProblem::error(
            "ssoClientSecretKeyVaultPath",
            "Enter the secret's URI, never the secret itself: https://…",
        ));
    }
    found
}

fn advanced(draft: &Draft) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    let odd = |next: char| !(next.is_alphanumeric() || matches!(next, '-' | '_' | '.' | ',' | '(' | ')'));
    if draft.kind.trim().contains(odd) {
        found.push(FieldProblem::error("kind", "Use only letters, digits and - _ . , ( )"));
    }
    if !draft.managed_by.trim().is_empty() && ResourceId::parse(draft.managed_by.trim()).is_err() {
        found.push(FieldProblem::error("managedBy", "Enter the full resource ID: /subscriptions/…"));
    }
    if draft.ring.is_some_and(|ring| i32::try_from(ring).is_err()) {
        found.push(FieldProblem::error("ring", "This number is too large."));
    }
    let template = draft.vm_template.trim();
    if !template.is_empty() && serde_json::from_str::<Value>(template).is_err() {
        found.push(FieldProblem::warning(
            "vmTemplate",
            "This isn't valid JSON. The Azure portal's form for adding session hosts may fail.",
        ));
    }
    found
}
