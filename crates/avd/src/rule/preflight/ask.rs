//! What each piece asks, which right it needs, and what must be known before. Nothing is sent here.

use arm::{Call, ResourceId};
use serde_json::Value;

use super::address::{Asking, vault_ids, workplaces};
use super::case::text;
use super::evidence::{Evidence, Piece};
use crate::operation::{
    authorization, compute, diagnostic_settings, host_pools, permissions, scaling_plans, session_host_configurations,
    session_host_managements, session_hosts, user_sessions,
};
use crate::version::ApiVersions;

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What it is about, for a sentence: “the host pool”, “the locks on rg-avd”.
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
    /// Asks for one thing.
    pub(super) fn one(piece: Piece, subject: impl Into<String>, call: Call) -> Self {
        Self { subject: subject.into(), call, list: false, only: None, right: right(piece) }
    }

    /// Asks for a list.
    pub(super) fn list(piece: Piece, subject: impl Into<String>, call: Call) -> Self {
        Self { list: true, ..Self::one(piece, subject, call) }
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
        P::Size | P::Quotas | P::Image => &[P::Pool, P::Configuration],
        P::ImageDefinition | P::Network | P::Addresses | P::Vault => &[P::Configuration],
        P::Restrictions | P::Roles => &[P::Pool, P::Configuration, P::Hosts],
        P::Secrets => &[P::Configuration, P::Vault],
        P::VaultRoles => &[P::Pool, P::Vault],
        P::Pool
        | P::Configuration
        | P::Policy
        | P::UpdateStatus
        | P::ProvisioningStatus
        | P::Hosts
        | P::PoolRights
        | P::ScalingPlans
        | P::Sessions
        | P::Diagnostics => &[],
    }
}

/// The action a piece needs to be read (Learn, "Azure permissions").
pub(super) const fn right(piece: Piece) -> &'static str {
    use Piece as P;
    match piece {
        P::Pool => "Microsoft.DesktopVirtualization/hostpools/read",
        P::Configuration => "Microsoft.DesktopVirtualization/hostpools/sessionHostConfigurations/read",
        P::Policy => "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/read",
        P::UpdateStatus => "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/sessionHostUpdateStatuses/read",
        P::ProvisioningStatus => {
            "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/sessionHostProvisioningStatuses/read"
        }
        P::Hosts => "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read",
        P::Sessions => "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/read",
        P::ScalingPlans => "Microsoft.DesktopVirtualization/scalingplans/read",
        P::Diagnostics => "Microsoft.Insights/diagnosticSettings/read",
        P::PoolRights | P::MachineRights => "Microsoft.Authorization/permissions/read",
        P::Locks => "Microsoft.Authorization/locks/read",
        P::Roles | P::VaultRoles => "Microsoft.Authorization/roleAssignments/read",
        P::Assignments => "Microsoft.Authorization/policyAssignments/read",
        P::Restrictions => "Microsoft.PolicyInsights/checkPolicyRestrictions/read",
        P::Machines => "Microsoft.Compute/virtualMachines/read",
        P::Extensions => "Microsoft.Compute/virtualMachines/extensions/read",
        P::Size => "Microsoft.Compute/skus/read",
        P::Quotas => "Microsoft.Compute/locations/usages/read",
        P::Image => "Microsoft.Compute/galleries/images/versions/read",
        P::ImageDefinition => "Microsoft.Compute/galleries/images/read",
        P::Network => "Microsoft.Network/virtualNetworks/read",
        P::Addresses => "Microsoft.Network/virtualNetworks/usages/read",
        P::Vault => "Microsoft.KeyVault/vaults/read",
        P::Secrets => "Microsoft.KeyVault/vaults/secrets/read",
    }
}

/// The questions of a piece. Those it comes [`after`] are settled.
pub(super) fn questions(piece: Piece, evidence: &Evidence, pool: &ResourceId, versions: &ApiVersions) -> Vec<Question> {
    use Piece as P;
    let ask = Asking { piece, evidence, pool, versions };
    let one = |subject: &str, call: Call| vec![Question::one(piece, subject, call)];
    let list = |subject: &str, call: Call| vec![Question::list(piece, subject, call)];
    match piece {
        P::Pool => one("the host pool", host_pools::get(pool, versions)),
        P::Configuration => one("the session host configuration", session_host_configurations::get(pool, versions)),
        P::Policy => one("the management policy", session_host_managements::get(pool, versions)),
        P::UpdateStatus => one("the update status", session_host_managements::update_status(pool, versions)),
        P::ProvisioningStatus => {
            one("the status of host creation", session_host_managements::provisioning_status(pool, versions))
        }
        P::Hosts => list("the session hosts", session_hosts::list(pool, versions)),
        P::Sessions => list("the user sessions", user_sessions::list_by_host_pool(pool, versions)),
        P::ScalingPlans => list("the scaling plans", scaling_plans::list_by_host_pool(pool, versions)),
        P::Diagnostics => list("the diagnostic settings", diagnostic_settings::list(pool, versions)),
        P::PoolRights => list("your permissions on the host pool", permissions::list(pool, versions)),
        P::MachineRights => ask.by_group("your permissions on", |group| permissions::list(group, versions)),
        P::Machines => ask.by_group("the VMs in", |group| compute::machines(group, versions)),
        P::Assignments => ask.by_group("the policy assignments on", |group| authorization::policy_assignments(group, versions)),
        P::Locks => ask.locks(),
        P::Restrictions => ask.restrictions(),
        P::Extensions => ask.extensions().into_iter().collect(),
        P::Size => ask.size().into_iter().collect(),
        P::Quotas => ask.quotas().into_iter().collect(),
        P::Image => ask.image().into_iter().collect(),
        P::ImageDefinition => ask.definition().into_iter().collect(),
        P::Network | P::Addresses => ask.network().into_iter().collect(),
        P::Vault => ask.vaults(),
        P::Secrets => ask.secrets(),
        P::Roles => ask.roles(&workplaces(evidence, pool)),
        P::VaultRoles => ask.roles(&vault_ids(evidence)),
    }
}
