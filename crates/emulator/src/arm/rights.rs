//! What each persona may do (Azure RBAC): actions with wildcards, minus not-actions, role by role (Learn, *Understand Azure role
//! definitions* and *Built-in Azure RBAC roles for Azure Virtual Desktop*).

use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::entra::{Caller, Persona};

/// A role: what it allows and what it takes back.
struct Role {
    actions: &'static [&'static str],
    not_actions: &'static [&'static str],
}

const OWNER: Role = Role { actions: &["*"], not_actions: &[] };
const CONTRIBUTOR: Role = Role {
    actions: &["*"],
    not_actions: &[
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
    ],
};
const READER: Role = Role { actions: &["*/read"], not_actions: &[] };
/// Desktop Virtualization Reader.
const DESKTOP_READER: Role = Role {
    actions: &[
        "Microsoft.DesktopVirtualization/*/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Resources/deployments/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/read",
        "Microsoft.Support/*",
    ],
    not_actions: &[],
};
/// Desktop Virtualization User Session Operator.
const SESSION_OPERATOR: Role = Role {
    actions: &[
        "Microsoft.DesktopVirtualization/hostpools/read",
        "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read",
        "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Support/*",
    ],
    not_actions: &[],
};

/// Desktop Virtualization Session Host Operator.
const HOST_OPERATOR: Role = Role {
    actions: &[
        "Microsoft.DesktopVirtualization/hostpools/read",
        "Microsoft.DesktopVirtualization/hostpools/sessionhosts/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Support/*",
    ],
    not_actions: &[],
};
/// Virtual Machine Contributor, as far as machines themselves go.
const MACHINES: Role = Role {
    actions: &[
        "Microsoft.Authorization/*/read",
        "Microsoft.Compute/availabilitySets/*",
        "Microsoft.Compute/locations/*",
        "Microsoft.Compute/virtualMachines/*",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Support/*",
    ],
    not_actions: &[],
};

const fn roles(persona: Persona) -> &'static [Role] {
    match persona {
        Persona::Owner => &[OWNER],
        Persona::Mfa => &[CONTRIBUTOR],
        Persona::Reader => &[READER],
        Persona::Operator => &[SESSION_OPERATOR, DESKTOP_READER],
        Persona::Hosts => &[HOST_OPERATOR, MACHINES, DESKTOP_READER],
        Persona::Refused => &[],
    }
}

/// Lets the caller do `action` at `scope`, or refuses in ARM's words.
pub(crate) fn check(caller: &Caller, action: &str, scope: &str) -> Result<(), Refusal> {
    let any = |patterns: &[&str]| patterns.iter().any(|pattern| matches(pattern, action));
    let granted = roles(caller.persona).iter().any(|role| any(role.actions) && !any(role.not_actions));
    if granted && !denied(caller, scope).any(|pattern| matches(pattern, action)) {
        return Ok(());
    }
    let message = format!(
        "The client '{}' with object id '{}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope \
         is invalid. If access was recently granted, please refresh your credentials.",
        caller.name, caller.object_id
    );
    Err(Refusal::gateway(403, "AuthorizationFailed", message))
}

/// The actions the control plane took from the caller at a scope.
fn denied<'a>(caller: &'a Caller, scope: &str) -> impl Iterator<Item = &'a str> {
    let scope = scope.to_lowercase();
    let here = move |(_, at): &&(String, String)| {
        // The root, "/", has everything below it.
        let at = at.trim_end_matches('/');
        scope.strip_prefix(at).is_some_and(|below| below.is_empty() || below.starts_with('/'))
    };
    caller.denied.iter().filter(here).map(|(action, _)| action.as_str())
}

/// `Permissions_ListForResource`: one element a role.
pub(crate) fn permissions(caller: &Caller, scope: &str) -> Value {
    let denied: Vec<&str> = denied(caller, scope).collect();
    let role = |role: &Role| {
        let not: Vec<&str> = role.not_actions.iter().chain(&denied).copied().collect();
        json!({ "actions": role.actions, "notActions": not, "dataActions": [], "notDataActions": [] })
    };
    json!({ "value": roles(caller.persona).iter().map(role).collect::<Vec<_>>() })
}

/// Whether a pattern covers an action, without case; `*` stands for any text.
fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| action.strip_prefix(head)) else { return false };
    let Some(tail) = pattern.contains('*').then(|| pattern.rsplit('*').next().unwrap_or_default()) else {
        return rest.is_empty();
    };
    let middle: Vec<&str> = parts.collect();
    for part in &middle[..middle.len() - 1] {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let cases = [
            ("*", "a/b/read", true),
            ("*/read", "Microsoft.DesktopVirtualization/hostpools/Read", true),
            ("*/read", "Microsoft.DesktopVirtualization/hostpools/write", false),
            ("Microsoft.Authorization/*/Write", "microsoft.authorization/roleAssignments/write", true),
            ("Microsoft.Authorization/*/Write", "microsoft.authorization/write", false),
            ("a/b", "a/b/c", false),
            ("a/*", "a/b/c", true),
        ];
        for (pattern, action, expected) in cases {
            assert_eq!(matches(pattern, action), expected, "{pattern} {action}");
        }
    }
}
