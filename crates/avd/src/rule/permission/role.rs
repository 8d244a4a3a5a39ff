//! Built-in roles that an administrator of host pools is given, as Learn lists them ("Azure built-in roles", categories Compute and
//! General; "Built-in Azure RBAC roles for Azure Virtual Desktop"). Roles for Azure's own services are not here: nobody should be
//! told to take one.

use super::matches;

/// A built-in role, as far as the console's operations go.
#[derive(Debug)]
pub struct Role {
    /// Its name, the same in every directory and language.
    pub name: &'static str,
    /// The id of its definition, the same in every directory.
    pub id: &'static str,
    pub(super) actions: &'static [&'static str],
    pub(super) not_actions: &'static [&'static str],
}

const fn role(name: &'static str, id: &'static str, actions: &'static [&'static str]) -> Role {
    Role { name, id, actions, not_actions: &[] }
}

/// The roles, those that allow least first.
pub const ROLES: &[Role] = &[
    role(
        "Desktop Virtualization Host Pool Reader",
        "ceadfde2-b300-400a-ab7b-6143895aa822",
        &["Microsoft.DesktopVirtualization/hostpools/*/read", "Microsoft.DesktopVirtualization/hostpools/read", RIGHTS],
    ),
    role(
        "Desktop Virtualization User Session Operator",
        "ea4bfff8-7fb4-485a-aadd-d4129a0ffaa6",
        &[
            "Microsoft.DesktopVirtualization/hostpools/read",
            "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read",
            "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/*",
            RIGHTS,
        ],
    ),
    role(
        "Desktop Virtualization Session Host Operator",
        "2ad6aaab-ead9-4eaa-8ac5-da422f562408",
        &["Microsoft.DesktopVirtualization/hostpools/read", "Microsoft.DesktopVirtualization/hostpools/sessionhosts/*", RIGHTS],
    ),
    role(
        "Desktop Virtualization Reader",
        "49a72310-ab8d-41df-bbb0-79b649203868",
        &["Microsoft.DesktopVirtualization/*/read", RIGHTS],
    ),
    role(
        "Desktop Virtualization Host Pool Contributor",
        "e307426c-f9b6-4e81-87de-d99efb3c32bc",
        &["Microsoft.DesktopVirtualization/hostpools/*", RIGHTS],
    ),
    role(
        "Desktop Virtualization Contributor",
        "082f0a83-3be5-4ba1-904c-961cca79b387",
        &["Microsoft.DesktopVirtualization/*", RIGHTS],
    ),
    role("Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", &["Microsoft.Compute/virtualMachines/*", RIGHTS]),
    role("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", &["*/read"]),
    // What a host pool and its configuration refer to: an identity, a network.
    role(
        "Managed Identity Operator",
        "f1a07417-d97a-45cb-824c-7a7467783830",
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
            // What Learn says it is for; the star above stands for the identity.
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
            RIGHTS,
        ],
    ),
    role("Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7", &["Microsoft.Network/*", RIGHTS]),
    Role {
        name: "Contributor",
        id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
        actions: &["*"],
        not_actions: &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
        ],
    },
    role("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", &["*"]),
];

/// What lets somebody see their own rights; nearly every role has it.
const RIGHTS: &str = "Microsoft.Authorization/*/read";

impl Role {
    /// Whether the role allows an action.
    pub fn allows(&self, action: &str) -> bool {
        let any = |patterns: &[&str]| patterns.iter().any(|pattern| matches(pattern, action));
        any(self.actions) && !any(self.not_actions)
    }
}

/// The roles that allow an action, those that allow least first.
pub fn giving(action: &str) -> impl Iterator<Item = &'static Role> {
    ROLES.iter().filter(move |role| role.allows(action))
}

/// "You need the … role.": the smallest role that allows an action; `None` if none here does.
pub fn named(action: &str) -> Option<String> {
    giving(action).next().map(|role| format!("You need the {} role.", role.name))
}
