//! Which request an edit or a new pool becomes, and at which API version.
//!
//! `HostPools_Update` takes most fields; what it does not take needs a replacement by `HostPools_CreateOrUpdate`. That one exists at
//! two versions here: the newest, and 2022-02-10-preview, the last with `migrationRequest`. Neither can say all the other can.

use serde_json::Value;

use super::Draft;
use super::words::label;
use crate::resource::{ManagementType, UdpOption};

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `HostPools_Update`: what changed and nothing else.
    Patch,
    /// `HostPools_CreateOrUpdate` at the newest version.
    Newest,
    /// `HostPools_CreateOrUpdate` at 2022-02-10-preview.
    Legacy,
}

/// Fields that `HostPools_Update` does not take.
pub(super) const NOT_IN_PATCH: [&str; 8] =
    ["location", "kind", "hostPoolType", "managementType", "deploymentScope", "oboTenantId", "managedBy", "migrationRequest"];
/// Objects that `HostPools_Update` does not take.
const OBJECTS_NOT_IN_PATCH: [&str; 2] = ["sku.", "plan."];
/// Fields that 2022-02-10-preview does not know.
const NOT_IN_LEGACY: [&str; 8] = [
    "managementType",
    "managedPrivateUDP",
    "directUDP",
    "publicUDP",
    "relayUDP",
    "allowRDPShortPathWithPrivateLink",
    "deploymentScope",
    "oboTenantId",
];
/// The one field that only 2022-02-10-preview knows.
const MIGRATION: &str = "migrationRequest";
/// Fixed when a pool is made: not in the form of `HostPools_Update`, or marked so in the description (`kind`).
const FIXED: [(&str, &str); 6] = [
    ("location", "The region of the metadata is fixed when a pool is created; clone the pool to have one elsewhere."),
    ("hostPoolType", "The type of a host pool cannot be changed after creation."),
    ("managementType", "The management type cannot be changed after creation."),
    ("kind", "The kind can be set only when a pool is created."),
    ("deploymentScope", "The scope of the metadata is fixed when a pool is created."),
    ("oboTenantId", "The directory is fixed when a pool is created."),
];

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Patch, Self::Newest, Self::Legacy];

    /// Whether its request carries a field.
    pub(super) fn carries(self, name: &str) -> bool {
        match self {
            Self::Patch => !NOT_IN_PATCH.contains(&name) && !OBJECTS_NOT_IN_PATCH.iter().any(|object| name.starts_with(object)),
            Self::Newest => name != MIGRATION,
            Self::Legacy => !NOT_IN_LEGACY.contains(&name),
        }
    }
}

/// Why a field of a pool that exists cannot be changed; `None` if it can.
pub fn fixed(name: &str) -> Option<&'static str> {
    FIXED.iter().find(|(field, _)| *field == name).map(|(_, why)| *why)
}

/// The fields that a draft changes of a pool as received; of a new pool (null), all that have a value.
pub(super) fn changed(received: &Value, draft: &Draft) -> Vec<String> {
    let before = Draft::from(received).leaves();
    draft.leaves().into_iter().filter(|(name, value)| before.get(name) != Some(value)).map(|(name, _)| name).collect()
}

/// Why this way cannot be taken for these changes; `None` if it can. `received` is null for a new pool.
pub fn barred(way: Way, received: &Value, draft: &Draft) -> Option<String> {
    if way == Way::Patch && received.is_null() {
        return Some("There is no pool to change.".to_owned());
    }
    let lost = |name: &&String| !way.carries(name) && fixed(name).is_none_or(|_| received.is_null());
    let changed = changed(received, draft);
    let lost: Vec<String> = changed.iter().filter(lost).filter(|name| says_more(name, draft)).map(|name| label(name)).collect();
    (!lost.is_empty()).then(|| format!("It does not carry {}.", lost.join(", ")))
}

/// Whether a field says something that leaving it out would not.
fn says_more(name: &str, draft: &Draft) -> bool {
    match name {
        // A version without the word makes Standard pools.
        "managementType" => draft.management_type != Some(ManagementType::Standard),
        "managedPrivateUDP" | "directUDP" | "publicUDP" | "relayUDP" => draft.field(name) != UdpOption::Default.as_str(),
        _ => true,
    }
}

/// The way to take: the one wished for if it can be taken, or the first that can. A change goes as a PATCH if it can. A new pool is
/// made with the version of the reference, 2022-02-10-preview, unless it has what only a later one knows.
pub fn way(received: &Value, draft: &Draft, wish: Option<Way>) -> Way {
    let order = if received.is_null() { [Way::Legacy, Way::Newest] } else { [Way::Newest, Way::Legacy] };
    let all = wish.into_iter().chain([Way::Patch]).chain(order);
    let mut open = all.filter(|way| barred(*way, received, draft).is_none());
    open.next().unwrap_or(order[0])
}
