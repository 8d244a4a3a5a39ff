//! Locks, role assignments and policy assignments on a scope (Microsoft.Authorization).

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `ManagementLocks_ListAtResourceGroupLevel`, `…ResourceLevel`: the locks on a scope and on what is in it.
pub fn locks(scope: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.Authorization/locks", scope.path());
    read("ManagementLocks_ListByScope", path, Family::Locks, versions)
}

/// The locks on a scope alone, those it inherits included.
pub fn locks_at(scope: &ResourceId, versions: &ApiVersions) -> Call {
    locks(scope, versions).with_query("$filter", "atScope()")
}

/// `RoleAssignments_ListForScope`: what counts for a principal on a scope, by itself, by its groups or inherited.
pub fn role_assignments(scope: &ResourceId, principal: &str, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.Authorization/roleAssignments", scope.path());
    let filter = format!("assignedTo('{}')", principal.replace('\'', "''"));
    read("RoleAssignments_ListForScope", path, Family::Permissions, versions).with_query("$filter", filter)
}

/// `PolicyAssignments_ListForResourceGroup`: the policies that apply to a resource group.
pub fn policy_assignments(group: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.Authorization/policyAssignments", group.path());
    read("PolicyAssignments_ListForResourceGroup", path, Family::PolicyAssignments, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let line = |last: &str| format!("GET https://management.azure.com{POOL}/providers/Microsoft.Authorization/{last}");
        check(&locks(&pool(), &versions), &line("locks?api-version=2020-05-01"), "");
        check(&locks_at(&pool(), &versions), &line("locks?api-version=2020-05-01&$filter=atScope()"), "");
        let roles = role_assignments(&pool(), "9cdead84", &versions);
        check(&roles, &line("roleAssignments?api-version=2022-04-01&$filter=assignedTo('9cdead84')"), "");
        check(&policy_assignments(&pool(), &versions), &line("policyAssignments?api-version=2023-04-01"), "");
    }
}
