//! What each piece asks, and what must be known before. One table of addresses; nothing is sent here.

use std::collections::BTreeSet;

use arm::{Call, ResourceId};
use serde_json::{Value, json};

use super::case::{list, text};
use super::evidence::{Evidence, Piece};
use crate::operation::{
    authorization, diagnostic_settings, host_pools, permissions, policy_insights, session_host_configurations,
    session_host_managements, session_hosts, user_sessions,
};
use crate::version::ApiVersions;

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What it is about, for a sentence: “the host pool”, a resource id.
    pub subject: String,
    /// What to send.
    pub call: Call,
    /// Whether the answer is a list, of one page or more.
    pub list: bool,
    /// Keep only the items of the list whose text at this JSON pointer is this one, without regard to case.
    pub only: Option<(&'static str, String)>,
    /// The action it needs.
    pub right: &'static str,
}

impl Question {
    fn one(subject: impl Into<String>, right: &'static str, call: Call) -> Self {
        Self { subject: subject.into(), call, list: false, only: None, right }
    }

    fn list(subject: impl Into<String>, right: &'static str, call: Call) -> Self {
        Self { list: true, ..Self::one(subject, right, call) }
    }

    /// Whether an item of the list is wanted.
    pub fn keeps(&self, item: &Value) -> bool {
        self.only.as_ref().is_none_or(|(pointer, word)| text(item, pointer).is_some_and(|found| found.eq_ignore_ascii_case(word)))
    }
}

/// What must be settled before a piece can be asked for.
pub(super) const fn after(piece: Piece) -> &'static [Piece] {
    use Piece as P;
    match piece {
        P::Extensions => &[P::Hosts],
        P::Machines | P::Locks | P::MachineRights | P::Assignments => &[P::Configuration, P::Hosts],
        P::Restrictions => &[P::Pool, P::Configuration, P::Hosts],
        _ => &[],
    }
}

/// The questions of a piece. Those it comes [`after`] are settled.
pub(super) fn questions(piece: Piece, evidence: &Evidence, pool: &ResourceId, versions: &ApiVersions) -> Vec<Question> {
    use Piece as P;
    let ask = Asking { evidence, pool, versions };
    match piece {
        P::Pool => vec![Question::one("the host pool", HOST_POOL, host_pools::get(pool, versions))],
        P::Configuration => {
            let call = session_host_configurations::get(pool, versions);
            vec![Question::one("the session host configuration", CONFIGURATION, call)]
        }
        P::Policy => vec![Question::one("the management policy", MANAGEMENT, session_host_managements::get(pool, versions))],
        P::UpdateStatus => {
            vec![Question::one("the update status", UPDATE_STATUS, session_host_managements::update_status(pool, versions))]
        }
        P::ProvisioningStatus => {
            let call = session_host_managements::provisioning_status(pool, versions);
            vec![Question::one("the status of host creation", PROVISIONING_STATUS, call)]
        }
        P::Hosts => vec![Question::list("the session hosts", HOSTS, session_hosts::list(pool, versions))],
        P::PoolRights => vec![Question::list("your permissions on the host pool", RIGHTS, permissions::list(pool, versions))],
        P::Sessions => vec![Question::list("the user sessions", SESSIONS, user_sessions::list_by_host_pool(pool, versions))],
        P::Diagnostics => {
            vec![Question::list("the diagnostic settings", DIAGNOSTICS, diagnostic_settings::list(pool, versions))]
        }
        P::MachineRights => ask.by_group("your permissions on", RIGHTS, |group| permissions::list(group, versions)),
        P::Locks => ask.locks(),
        P::Assignments => {
            ask.by_group("the policy assignments on", ASSIGNMENTS, |group| authorization::policy_assignments(group, versions))
        }
        P::Restrictions => ask.restrictions(),
        _ => Vec::new(),
    }
}

const HOST_POOL: &str = "Microsoft.DesktopVirtualization/hostpools/read";
const CONFIGURATION: &str = "Microsoft.DesktopVirtualization/hostpools/sessionHostConfigurations/read";
const MANAGEMENT: &str = "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/read";
const UPDATE_STATUS: &str = "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/sessionHostUpdateStatuses/read";
const PROVISIONING_STATUS: &str =
    "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/sessionHostProvisioningStatuses/read";
const HOSTS: &str = "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read";
const SESSIONS: &str = "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/read";
const RIGHTS: &str = "Microsoft.Authorization/permissions/read";
const LOCKS: &str = "Microsoft.Authorization/locks/read";
const ASSIGNMENTS: &str = "Microsoft.Authorization/policyAssignments/read";
const DIAGNOSTICS: &str = "Microsoft.Insights/diagnosticSettings/read";
const RESTRICTIONS: &str = "Microsoft.PolicyInsights/checkPolicyRestrictions/read";

/// The api-version a machine is described in when Azure Policy is asked about it.
const MACHINE_VERSION: &str = "2024-07-01";

struct Asking<'a> {
    evidence: &'a Evidence,
    pool: &'a ResourceId,
    versions: &'a ApiVersions,
}

impl<'a> Asking<'a> {
    fn value(&self, piece: Piece) -> Option<&'a Value> {
        self.evidence.parts(piece).first().and_then(|part| part.known.value())
    }

    fn by_group(&self, what: &str, right: &'static str, call: impl Fn(&ResourceId) -> Call) -> Vec<Question> {
        let groups = machine_groups(self.evidence, self.pool);
        groups.iter().map(|group| Question::list(format!("{what} {}", group.name()), right, call(group))).collect()
    }

    /// A resource group tells the locks of what is in it, but not those above it.
    fn locks(&self) -> Vec<Question> {
        let mut asked = self.by_group("the locks on", LOCKS, |group| authorization::locks(group, self.versions));
        let above: BTreeSet<ResourceId> =
            machine_groups(self.evidence, self.pool).iter().filter_map(ResourceId::parent).collect();
        asked.extend(above.iter().map(|subscription| {
            let call = authorization::locks_at(subscription, self.versions);
            Question::list(format!("the locks on the subscription {}", subscription.name()), LOCKS, call)
        }));
        asked
    }

    /// Asked with a machine as the configuration describes it: its place, its size, its tags.
    fn restrictions(&self) -> Vec<Question> {
        let Some(configuration) = self.value(Piece::Configuration) else { return Vec::new() };
        let content = json!({
            "type": "Microsoft.Compute/virtualMachines",
            "location": self.location(),
            "tags": configuration.pointer("/properties/vmTags"),
            "properties": { "hardwareProfile": { "vmSize": text(configuration, "/properties/vmSizeId") } },
        });
        let groups = machine_groups(self.evidence, self.pool);
        let ask = |group: &ResourceId| {
            let call = policy_insights::check_restrictions(group, &content, MACHINE_VERSION, self.versions);
            Question::one(format!("what Azure Policy allows in {}", group.name()), RESTRICTIONS, call)
        };
        groups.iter().map(ask).collect()
    }

    /// Where the new machines go: as the configuration says, else where the pool is.
    fn location(&self) -> Option<&'a str> {
        let configured = self.value(Piece::Configuration).and_then(|value| text(value, "/properties/vmLocation"));
        configured.or_else(|| self.value(Piece::Pool).and_then(|value| text(value, "/location")))
    }
}

/// The resource groups the hosts' machines are in, and the one new machines go to.
pub(super) fn machine_groups(evidence: &Evidence, pool: &ResourceId) -> BTreeSet<ResourceId> {
    let first = |piece| evidence.parts(piece).first().and_then(|part| part.known.value());
    let hosts = list(first(Piece::Hosts)).iter().filter_map(|host| text(host, "/properties/resourceId"));
    let mut groups: BTreeSet<ResourceId> = hosts.filter_map(|id| ResourceId::parse(id).ok()?.parent()).collect();
    if let Some(configuration) = first(Piece::Configuration) {
        groups.extend(configured_group(configuration, pool));
    }
    groups
}

/// The resource group new machines go to.
pub(super) fn configured_group(configuration: &Value, pool: &ResourceId) -> Option<ResourceId> {
    let own = pool.parent()?;
    match text(configuration, "/properties/vmResourceGroup") {
        Some(name) => Some(own.parent()?.child("resourceGroups", name)),
        None => Some(own),
    }
}
