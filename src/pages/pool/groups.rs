//! What a pool's properties are called and how their values read. Pure.
//!
//! Every property of the API description has its place (`HostPoolProperties`, Microsoft.DesktopVirtualization
//! 2026-01-01-preview); one this console does not know appears under its own name.

use avd::resource::{AgentUpdate, AgentUpdateType, HostPool, HostPoolProperties, LoadBalancerType, SystemData, Timestamp};
use avd::rule::agent_update::words;
use avd::rule::network_access::consequence;
use avd::rule::private_endpoint;
use avd::rule::rdp::{Item, Rdp, problems};
use avd::rule::wording::wording;
use serde_json::Value;

use crate::pages::pools::limit_words;

/// Properties that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// Labels and values.
    pub lines: Vec<(String, Shown)>,
}

/// A value on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Text(String),
    /// There is none.
    NotSet,
    /// There is none, and that means something.
    Said(String),
    /// Several, a line each.
    List(Vec<String>),
    /// A value and what it means.
    Noted(String, String),
    /// A point in time, and by whom.
    At(Timestamp, Option<String>),
}

/// The groups one looks for first.
pub fn overview(pool: &HostPool) -> Vec<Group> {
    let groups = [
        essentials(pool),
        sessions(&pool.properties),
        network(&pool.properties),
        updates(&pool.properties),
        migration(&pool.properties),
        tags(pool),
    ];
    said(groups)
}

/// Groups with something in them.
fn said(groups: impl IntoIterator<Item = Group>) -> Vec<Group> {
    groups.into_iter().filter(|group| !group.lines.is_empty()).collect()
}

/// The groups that hold everything else.
pub fn rest(pool: &HostPool) -> Vec<Group> {
    said([
        rdp_group(&pool.properties),
        identity(pool),
        single_sign_on(&pool.properties),
        references(&pool.properties),
        sku(pool),
        plan(pool),
        record(pool),
        unknown(pool),
    ])
}

fn essentials(pool: &HostPool) -> Group {
    let id = pool.resource_id();
    let part = |part: Option<&str>| text(part);
    group(
        "Essentials",
        vec![
            ("Friendly name", text(pool.properties.friendly_name.as_deref())),
            ("Description", text(pool.properties.description.as_deref())),
            ("Type", word(pool.properties.host_pool_type.as_ref())),
            ("Management", management(&pool.properties)),
            ("Metadata region", text(pool.location.as_deref())),
            ("Resource group", part(id.as_ref().and_then(arm::ResourceId::resource_group))),
            ("Subscription ID", part(id.as_ref().and_then(arm::ResourceId::subscription))),
            ("Resource type", text(pool.resource_type.as_deref())),
            ("Resource ID", text(pool.id.as_deref())),
        ],
    )
}

fn management(properties: &HostPoolProperties) -> Shown {
    match &properties.management_type {
        Some(management) => Shown::Text(management.to_string()),
        None => Shown::Said("Not reported by this API version".to_owned()),
    }
}

fn sessions(properties: &HostPoolProperties) -> Group {
    let balancer = properties
        .load_balancer_type
        .as_ref()
        .map_or(Shown::NotSet, |balancer| Shown::Noted(wording(balancer.as_str()).to_owned(), balancing(balancer).to_owned()));
    let limit = properties.max_session_limit.map_or(Shown::NotSet, |_| Shown::Text(limit_words(properties.max_session_limit)));
    group(
        "Sessions",
        vec![
            ("Load balancer", balancer),
            ("Max session limit", limit),
            ("Assignment type", word(properties.personal_desktop_assignment_type.as_ref())),
            ("Preferred application group type", word(properties.preferred_app_group_type.as_ref())),
            ("Start VM on connect", on_off(properties.start_vm_on_connect)),
            ("Validation environment", on_off(properties.validation_environment)),
        ],
    )
}

/// Learn: “Host pool load-balancing algorithms”.
const fn balancing(kind: &LoadBalancerType) -> &'static str {
    match kind {
        LoadBalancerType::BreadthFirst => "New sessions go to the session host with the fewest sessions.",
        LoadBalancerType::DepthFirst => "New sessions go to the fullest session host below the limit.",
        LoadBalancerType::Persistent => "Each user always gets their assigned session host.",
        LoadBalancerType::MultiplePersistent => "Each user gets one of several assigned session hosts.",
        LoadBalancerType::Other(_) => "",
    }
}

fn network(properties: &HostPoolProperties) -> Group {
    let access = properties
        .public_network_access
        .as_ref()
        .map_or(Shown::NotSet, |access| Shown::Noted(wording(access.as_str()).to_owned(), consequence(access).to_owned()));
    let endpoints = properties.private_endpoint_connections.iter().flatten().map(private_endpoint::sentence);
    group(
        "Network",
        vec![
            ("Public network access", access),
            ("Private endpoint connections", list(endpoints.collect())),
            ("RDP Shortpath, managed networks", word(properties.managed_private_udp.as_ref())),
            ("RDP Shortpath, managed networks (ICE/STUN)", word(properties.direct_udp.as_ref())),
            ("RDP Shortpath, public networks (STUN)", word(properties.public_udp.as_ref())),
            ("RDP Shortpath, public networks (TURN)", word(properties.relay_udp.as_ref())),
            ("RDP Shortpath with Private Link", word(properties.allow_rdp_short_path_with_private_link.as_ref())),
        ],
    )
}

fn updates(properties: &HostPoolProperties) -> Group {
    let lines = match &properties.agent_update {
        Some(update) => agent_update(update),
        None => vec![("Agent updates", Shown::Said("Default (Azure decides)".to_owned()))],
    };
    group("Agent updates", lines)
}

fn agent_update(update: &AgentUpdate) -> Vec<(&'static str, Shown)> {
    if update.kind != Some(AgentUpdateType::Scheduled) {
        return vec![("Agent updates", Shown::Said("Default (Azure decides)".to_owned()))];
    }
    let windows = update.maintenance_windows.iter().flatten().map(words);
    let zone = match update.use_session_host_local_time {
        Some(true) => Shown::Said("Each session host's local time zone".to_owned()),
        _ => text(update.maintenance_window_time_zone.as_deref()),
    };
    vec![
        ("Agent updates", Shown::Text("Scheduled".to_owned())),
        ("Two-hour windows", list(windows.collect())),
        ("Time zone", zone),
    ]
}

/// A migration from Azure Virtual Desktop (classic): shown where the answer has one. Versions after 2022-02-10-preview answer null.
fn migration(properties: &HostPoolProperties) -> Group {
    let request = properties.migration_request.as_ref();
    let lines = request.map(|request| {
        vec![
            ("Migration operation", word(request.operation.as_ref())),
            ("Migration path", text(request.migration_path.as_deref())),
        ]
    });
    group("Migration from Azure Virtual Desktop (classic)", lines.unwrap_or_default())
}

/// The lines that are set.
fn set_only(title: &'static str, lines: Vec<(&'static str, Shown)>) -> Group {
    group(title, lines.into_iter().filter(|(_, shown)| *shown != Shown::NotSet).collect())
}

fn sku(pool: &HostPool) -> Group {
    let sku = pool.sku.clone().unwrap_or_default();
    set_only(
        "SKU",
        vec![
            ("SKU name", text(sku.name.as_deref())),
            ("SKU tier", text(sku.tier.as_deref())),
            ("SKU size", text(sku.size.as_deref())),
            ("SKU family", text(sku.family.as_deref())),
            ("SKU capacity", number(sku.capacity)),
        ],
    )
}

fn plan(pool: &HostPool) -> Group {
    let plan = pool.plan.clone().unwrap_or_default();
    set_only(
        "Plan",
        vec![
            ("Plan name", text(plan.name.as_deref())),
            ("Plan publisher", text(plan.publisher.as_deref())),
            ("Plan product", text(plan.product.as_deref())),
            ("Plan promotion code", text(plan.promotion_code.as_deref())),
            ("Plan version", text(plan.version.as_deref())),
        ],
    )
}

fn tags(pool: &HostPool) -> Group {
    let lines = pool.tags.iter().flatten().map(|(name, value)| (name.clone(), text(Some(value)))).collect::<Vec<_>>();
    let none = || vec![("Tags".to_owned(), Shown::NotSet)];
    Group { title: "Tags", lines: if lines.is_empty() { none() } else { lines } }
}

fn rdp_group(properties: &HostPoolProperties) -> Group {
    let rdp = Rdp::parse(properties.custom_rdp_property.as_deref().unwrap_or_default());
    let worth = problems(&rdp);
    let line = |(at, item): (usize, &Item)| {
        let label = item.known().map_or_else(|| item.name().to_owned(), |known| known.label.to_owned());
        let notes = worth.iter().filter(|problem| problem.at == Some(at)).map(|problem| problem.message.clone());
        (label, Shown::Noted(item.words(), [item.raw()].into_iter().chain(notes).collect::<Vec<_>>().join("\n")))
    };
    let mut lines: Vec<(String, Shown)> = rdp.items.iter().enumerate().map(line).collect();
    let whole = worth.iter().filter(|problem| problem.at.is_none());
    lines.extend(whole.map(|problem| ("Worth checking".to_owned(), Shown::Text(problem.message.clone()))));
    let conditional = Rdp::parse(properties.conditional_rdp_property.as_deref().unwrap_or_default());
    let under_condition = |item: &Item| {
        let label = item.known().map_or_else(|| item.name().to_owned(), |known| known.label.to_owned());
        (format!("Conditional: {label}"), Shown::Text(item.plain().to_owned()))
    };
    lines.extend(conditional.items.iter().map(under_condition));
    let none = || vec![("RDP properties".to_owned(), Shown::Said("None (Azure's defaults apply)".to_owned()))];
    Group { title: "RDP properties", lines: if lines.is_empty() { none() } else { lines } }
}

fn identity(pool: &HostPool) -> Group {
    let Some(identity) = &pool.identity else {
        return group("Managed identity", vec![("Managed identity", Shown::Said("None".to_owned()))]);
    };
    let assigned = identity.user_assigned_identities.iter().flatten().map(|(id, _)| id.clone());
    group(
        "Managed identity",
        vec![
            ("Kind", word(identity.kind.as_ref())),
            ("Object ID", text(identity.principal_id.as_deref())),
            ("Directory", text(identity.tenant_id.as_deref())),
            ("User-assigned identities", list(assigned.collect())),
        ],
    )
}

fn single_sign_on(properties: &HostPoolProperties) -> Group {
    group(
        "Single sign-on with AD FS",
        vec![
            ("AD FS server", text(properties.sso_adfs_authority.as_deref())),
            ("Client ID", text(properties.sso_client_id.as_deref())),
            ("Key Vault secret path", text(properties.sso_client_secret_key_vault_path.as_deref())),
            ("Secret type", word(properties.sso_secret_type.as_ref())),
        ],
    )
}

fn references(properties: &HostPoolProperties) -> Group {
    let names = |ids: &Option<Vec<String>>| list(ids.iter().flatten().cloned().collect());
    group(
        "Used by",
        vec![
            ("Application groups", names(&properties.application_group_references)),
            ("App attach packages", names(&properties.app_attach_package_references)),
        ],
    )
}

fn record(pool: &HostPool) -> Group {
    let data = pool.system_data.clone().unwrap_or_default();
    let properties = &pool.properties;
    group(
        "Record",
        vec![
            ("Created", created(&data)),
            ("Last changed", changed(&data)),
            ("Object ID", text(properties.object_id.as_deref())),
            ("Ring", number(properties.ring)),
            ("Metadata scope", word(properties.deployment_scope.as_ref())),
            ("On-behalf-of tenant", text(properties.obo_tenant_id.as_deref())),
            ("Entity tag", text(pool.etag.as_deref())),
            ("Kind", text(pool.kind.as_deref())),
            ("Managed by", text(pool.managed_by.as_deref())),
            ("Portal VM defaults", text(properties.vm_template.as_deref())),
        ],
    )
}

fn unknown(pool: &HostPool) -> Group {
    let lines = pool.properties.other.iter().chain(&pool.other).map(|(name, value)| (name.clone(), Shown::Text(plain(value))));
    Group { title: "Other properties", lines: lines.collect() }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn group(title: &'static str, lines: Vec<(&'static str, Shown)>) -> Group {
    Group { title, lines: lines.into_iter().map(|(label, shown)| (label.to_owned(), shown)).collect() }
}

fn text(value: Option<&str>) -> Shown {
    value.filter(|value| !value.is_empty()).map_or(Shown::NotSet, |value| Shown::Text(value.to_owned()))
}

fn word(value: Option<&impl ToString>) -> Shown {
    value.map_or(Shown::NotSet, |value| Shown::Text(wording(&value.to_string()).to_owned()))
}

fn list(lines: Vec<String>) -> Shown {
    if lines.is_empty() { Shown::NotSet } else { Shown::List(lines) }
}

fn on_off(value: Option<bool>) -> Shown {
    value.map_or(Shown::NotSet, |on| Shown::Text(if on { "On" } else { "Off" }.to_owned()))
}

fn number(value: Option<i64>) -> Shown {
    value.map_or(Shown::NotSet, |number| Shown::Text(number.to_string()))
}

/// When a resource was created, by whom, and what kind of identity that was.
pub(super) fn created(data: &SystemData) -> Shown {
    stamp(data.created_at.as_ref(), by(data.created_by.as_deref(), data.created_by_type.as_deref()))
}

/// The same of its last change.
fn changed(data: &SystemData) -> Shown {
    stamp(data.last_modified_at.as_ref(), by(data.last_modified_by.as_deref(), data.last_modified_by_type.as_deref()))
}

/// Common types, `createdByType`: a closed list that may grow.
fn by(name: Option<&str>, kind: Option<&str>) -> Option<String> {
    let name = name.filter(|name| !name.is_empty());
    let kind = kind.filter(|kind| !kind.is_empty()).map(|kind| match kind.to_lowercase().as_str() {
        "user" => "a user".to_owned(),
        "application" => "an application".to_owned(),
        "managedidentity" => "a managed identity".to_owned(),
        "key" => "a key".to_owned(),
        _ => format!("an identity of type {kind}"),
    });
    match (name, kind) {
        (Some(name), Some(kind)) => Some(format!("by {kind}, {name}")),
        (Some(name), None) => Some(format!("by {name}")),
        (None, kind) => kind.map(|kind| format!("by {kind}")),
    }
}

fn stamp(at: Option<&Timestamp>, by: Option<String>) -> Shown {
    match (at, by) {
        (None, None) => Shown::NotSet,
        (None, Some(by)) => Shown::Text(by),
        (Some(at), by) => Shown::At(at.clone(), by),
    }
}

#[cfg(test)]
mod tests;
