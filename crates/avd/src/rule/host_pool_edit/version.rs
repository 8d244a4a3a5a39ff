//! Which request an edit or a new pool becomes, and at which API version.
//!
//! `HostPools_Update` takes most fields; what it does not take needs a replacement by `HostPools_CreateOrUpdate`. That one goes out
//! at the newest version that is used, or at 2022-02-10-preview, the last with `migrationRequest`. A request carries only what its
//! version knows, by name and by word ([`crate::schema`]); a value that needs a later version raises the version of a PATCH and of a
//! new pool. A replacement stays at the version that the pool was read with: at another one it would lose what that one adds.

use serde_json::{Map, Value};

use super::Draft;
use super::request::place;
use super::words::label;
use crate::resource::{ManagementType, UdpOption};
use crate::rule::wording::wording;
use crate::schema::{self, Lost, Resource};
use crate::version::{ApiVersions, Family};

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
/// What a replacement must not lose: nothing else says it, and users would notice at once.
const NEVER_LOST: [&str; 1] = ["conditionalRdpProperty"];
/// Fixed when a pool is made: not in the form of `HostPools_Update`, or marked so in the description (`kind`).
const FIXED: [(&str, &str); 6] = [
    ("location", "You can't change the metadata region after creation. To use another region, clone the pool."),
    ("hostPoolType", "You can't change the host pool type after creation."),
    ("managementType", "You can't change the management type after creation."),
    ("kind", "You can't change the kind after creation."),
    ("deploymentScope", "You can't change the metadata scope after creation."),
    ("oboTenantId", "You can't change the directory after creation."),
];

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Patch, Self::Newest, Self::Legacy];

    /// Whether its operation has a place for a field, at whatever version.
    pub(super) fn takes(self, name: &str) -> bool {
        self != Self::Patch
            || !(NOT_IN_PATCH.contains(&name) || OBJECTS_NOT_IN_PATCH.iter().any(|object| name.starts_with(object)))
    }

    const fn family(self) -> Family {
        match self {
            Self::Patch | Self::Newest => Family::HostPools,
            Self::Legacy => Family::HostPoolPut,
        }
    }

    /// The version its request goes out with. `received` is null for a new pool.
    pub fn version(self, received: &Value, draft: &Draft, versions: &ApiVersions) -> String {
        if self == Self::Newest && !received.is_null() {
            return versions.preferred(self.family());
        }
        let changed = changed(received, draft);
        versions.first(self.family(), |version| {
            let mut told = changed.iter().filter(|name| self.takes(name) && says_more(name, draft));
            told.all(|name| lost_of(version, name, draft).is_empty())
        })
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

/// What a version does not know of a field as the draft has it.
pub(super) fn lost_of(version: &str, name: &str, draft: &Draft) -> Vec<Lost> {
    let mut body = Map::new();
    place(&mut body, name, draft.field(name));
    schema::lost(Resource::HostPool, version, &Value::Object(body))
}

/// Whether a request at a version carries a field as the draft has it.
pub(super) fn carries(way: Way, version: &str, name: &str, draft: &Draft) -> bool {
    way.takes(name) && lost_of(version, name, draft).is_empty()
}

/// Why this way cannot be taken for these changes; `None` if it can. `received` is null for a new pool.
pub fn barred(way: Way, received: &Value, draft: &Draft, versions: &ApiVersions) -> Option<String> {
    if way == Way::Patch && received.is_null() {
        return Some("The pool doesn't exist yet.".to_owned());
    }
    let version = way.version(received, draft, versions);
    let lost = not_carried(way, &version, received, draft);
    if !lost.is_empty() {
        let labels: Vec<String> = lost.iter().map(|name| worded(name, &version, draft)).collect();
        return Some(format!("It can't set {}.", labels.join(", ")));
    }
    let kept = kept_out(way, &version, received);
    (!kept.is_empty()).then(|| format!("The pool would lose {}, which API version {version} doesn't support.", kept.join(", ")))
}

/// The fields that say something and that a request does not carry.
pub(super) fn not_carried(way: Way, version: &str, received: &Value, draft: &Draft) -> Vec<String> {
    let free = |name: &String| fixed(name).is_none() || received.is_null();
    let lost = |name: &String| free(name) && says_more(name, draft) && !carries(way, version, name, draft);
    changed(received, draft).into_iter().filter(lost).collect()
}

/// What a replacement at a version would take from the pool, of what must not be lost: the labels.
fn kept_out(way: Way, version: &str, received: &Value) -> Vec<String> {
    if way == Way::Patch || received.is_null() {
        return Vec::new();
    }
    let before = Draft::from(received);
    NEVER_LOST.into_iter().filter(|name| !lost_of(version, name, &before).is_empty()).map(label).collect()
}

/// A field by its label; where its version knows the field and not the word, with the word.
fn worded(name: &str, version: &str, draft: &Draft) -> String {
    let word = lost_of(version, name, draft).into_iter().find_map(|lost| lost.word);
    word.map_or_else(|| label(name), |word| format!("{} {}", label(name), wording(&word)))
}

/// Whether a field says something that leaving it out would not.
fn says_more(name: &str, draft: &Draft) -> bool {
    match name {
        // A version without the word makes Standard pools.
        "managementType" => draft.management_type != Some(ManagementType::Standard),
        "managedPrivateUDP" | "directUDP" | "publicUDP" | "relayUDP" => draft.field(name) != UdpOption::Default.as_str(),
        "identity.type" => draft.field(name) != "None",
        "deploymentScope" => draft.field(name) != "Geographical",
        "allowRDPShortPathWithPrivateLink" => draft.field(name) != "Disabled",
        _ => true,
    }
}

/// The way to take: the one wished for if it can be taken, or the first that can. A change goes as a PATCH if it can; a new pool is
/// made with the newest version, unless it has what only 2022-02-10-preview knows.
pub fn way(received: &Value, draft: &Draft, wish: Option<Way>, versions: &ApiVersions) -> Way {
    let all = wish.into_iter().chain(Way::ALL);
    let mut open = all.filter(|way| barred(*way, received, draft, versions).is_none());
    open.next().unwrap_or(Way::Newest)
}
