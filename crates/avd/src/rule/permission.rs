//! What the caller may do, from the answer of `Permissions_ListForResource` (Microsoft.Authorization 2022-04-01).
//!
//! It covers role assignments. Deny assignments, locks, policy and multifactor authentication are not in it: use it to explain,
//! never as the last word. A refusal of the service is the truth.

use crate::word::record;

record! {
    /// One role's part of the caller's permissions.
    Permission {
        /// Actions allowed, with wildcards.
        actions: Vec<String>,
        /// Actions taken out of `actions` again, in this role only.
        not_actions: Vec<String>,
        /// Data actions allowed.
        data_actions: Vec<String>,
        /// Data actions taken out again.
        not_data_actions: Vec<String>,
        /// A condition; it is not evaluated here.
        condition: String,
    } + other
}

/// Something the console does that needs a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// See a host pool.
    ReadHostPool,
    /// Edit a host pool, create one, create or revoke a registration token.
    WriteHostPool,
    /// See the registration token.
    ReadToken,
    /// See the session host configuration.
    ReadConfiguration,
    /// See the management policy.
    ReadManagement,
    /// Start or schedule an update.
    InitiateUpdate,
    /// Pause, resume, retry or cancel an update.
    ControlUpdate,
    /// Cancel the creation of session hosts.
    ControlProvisioning,
    /// See session hosts.
    ReadSessionHosts,
    /// Drain or assign a session host.
    WriteSessionHost,
    /// See user sessions.
    ReadUserSessions,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 11] = [
        Self::ReadHostPool,
        Self::WriteHostPool,
        Self::ReadToken,
        Self::ReadConfiguration,
        Self::ReadManagement,
        Self::InitiateUpdate,
        Self::ControlUpdate,
        Self::ControlProvisioning,
        Self::ReadSessionHosts,
        Self::WriteSessionHost,
        Self::ReadUserSessions,
    ];

    /// The action as role definitions name it.
    pub const fn action(self) -> &'static str {
        match self {
            Self::ReadHostPool => "Microsoft.DesktopVirtualization/hostpools/read",
            Self::WriteHostPool => "Microsoft.DesktopVirtualization/hostpools/write",
            Self::ReadToken => "Microsoft.DesktopVirtualization/hostpools/retrieveRegistrationToken/action",
            Self::ReadConfiguration => "Microsoft.DesktopVirtualization/hostpools/sessionHostConfigurations/read",
            Self::ReadManagement => "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/read",
            Self::InitiateUpdate => {
                "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/initiateSessionHostUpdate/action"
            }
            Self::ControlUpdate => {
                "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/controlSessionHostUpdate/action"
            }
            Self::ControlProvisioning => {
                "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/controlSessionHostProvisioning/action"
            }
            Self::ReadSessionHosts => "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read",
            Self::WriteSessionHost => "Microsoft.DesktopVirtualization/hostpools/sessionhosts/write",
            Self::ReadUserSessions => "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/read",
        }
    }

    /// The operation that needs an action, as a refusal names it.
    pub fn by_action(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.action().eq_ignore_ascii_case(action))
    }

    /// The smallest built-in role that gives it (Learn, "Built-in Azure RBAC roles for Azure Virtual Desktop").
    pub const fn role(self) -> &'static str {
        match self {
            Self::ReadHostPool | Self::ReadConfiguration | Self::ReadManagement => "Desktop Virtualization Host Pool Reader",
            Self::WriteHostPool | Self::ReadToken | Self::InitiateUpdate | Self::ControlUpdate | Self::ControlProvisioning => {
                "Desktop Virtualization Host Pool Contributor"
            }
            Self::ReadSessionHosts | Self::ReadUserSessions => "Desktop Virtualization Reader",
            Self::WriteSessionHost => "Desktop Virtualization Session Host Operator",
        }
    }
}

/// Whether an action is allowed: one role has a matching action, and the same role takes it not out again.
pub fn allows(permissions: &[Permission], action: &str) -> bool {
    let any = |patterns: &Option<Vec<String>>| patterns.iter().flatten().any(|pattern| matches(pattern, action));
    permissions.iter().any(|role| any(&role.actions) && !any(&role.not_actions))
}

/// What is missing for an operation, as a sentence; `None` if it is allowed.
pub fn missing(permissions: &[Permission], operation: Operation) -> Option<String> {
    (!allows(permissions, operation.action())).then(|| {
        format!(
            "Your roles do not include {}. The built-in role {} does. A role assigned minutes ago may take up to 10 minutes to count.",
            operation.action(),
            operation.role()
        )
    })
}

/// Whether an action matches a pattern; `*` stands for any characters, slashes included. Compared without case.
pub fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = action.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn role(actions: &[&str], not_actions: &[&str]) -> Permission {
        let owned = |list: &[&str]| Some(list.iter().map(|text| (*text).to_owned()).collect());
        Permission { actions: owned(actions), not_actions: owned(not_actions), ..Default::default() }
    }

    #[test]
    fn wildcards() {
        let cases = [
            ("*", "A/b/read", true),
            ("*/read", "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read", true),
            ("*/read", "Microsoft.DesktopVirtualization/hostpools/write", false),
            ("microsoft.desktopvirtualization/HOSTPOOLS/*", "Microsoft.DesktopVirtualization/hostpools/write", true),
            ("Microsoft.DesktopVirtualization/hostpools/*/read", "Microsoft.DesktopVirtualization/hostpools/read", false),
            ("Microsoft.DesktopVirtualization/*/read", "Microsoft.DesktopVirtualization/a/b/read", true),
            ("A/read", "A/read", true),
            ("A/read", "A/reader", false),
            ("a*a", "a", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*b*a*", "xxaxxbxx", false),
            ("", "", true),
        ];
        for (pattern, action, wanted) in cases {
            assert_eq!(matches(pattern, action), wanted, "{pattern} {action}");
        }
    }

    #[test]
    fn roles_subtract_only_from_themselves() {
        let write = Operation::WriteHostPool.action();
        let contributor = role(&["*"], &["Microsoft.DesktopVirtualization/hostpools/write"]);
        assert!(!allows(std::slice::from_ref(&contributor), write));
        assert!(allows(&[contributor, role(&["Microsoft.DesktopVirtualization/*"], &[])], write));
        assert!(!allows(&[], write));
    }

    #[test]
    fn a_reader_cannot_see_tokens() {
        let reader = [role(&["*/read"], &[])];
        let allowed: Vec<Operation> =
            Operation::ALL.into_iter().filter(|operation| missing(&reader, *operation).is_none()).collect();
        let reads = [
            Operation::ReadHostPool,
            Operation::ReadConfiguration,
            Operation::ReadManagement,
            Operation::ReadSessionHosts,
            Operation::ReadUserSessions,
        ];
        assert_eq!(allowed, reads);
        let sentence = missing(&reader, Operation::ReadToken).unwrap_or_default();
        assert!(
            sentence.contains("retrieveRegistrationToken/action") && sentence.contains("Host Pool Contributor"),
            "{sentence}"
        );
    }

    proptest! {
        #[test]
        fn a_star_matches_whatever_stands_for_it(parts in proptest::collection::vec("[a-z/]{0,5}", 1..5), fill in "[a-z/]{0,5}") {
            prop_assert!(matches(&parts.join("*"), &parts.join(fill.as_str())));
        }
    }
}
