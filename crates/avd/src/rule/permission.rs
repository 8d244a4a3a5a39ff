//! What the caller may do, from the answer of `Permissions_ListForResource` (Microsoft.Authorization 2022-04-01), and the built-in
//! role that would let them.
//!
//! It covers role assignments. Deny assignments, locks, policy and multifactor authentication are not in it: use it to explain,
//! never as the last word. A refusal of the service is the truth.

mod role;
#[cfg(test)]
mod tests;

pub use role::{ROLES, Role, giving, named};

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

/// The operations with their actions, as role definitions name them, in one table.
macro_rules! operations {
    ($($(#[$about:meta])* $operation:ident $action:literal;)*) => {
        /// Something the console does that needs a right.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation { $($(#[$about])* $operation,)* }

        impl Operation {
            /// All operations.
            pub const ALL: &[Self] = &[$(Self::$operation),*];

            /// The action as role definitions name it.
            pub const fn action(self) -> &'static str {
                const ACTIONS: &[&str] = &[$($action),*];
                ACTIONS[self as usize]
            }
        }
    };
}

operations! {
    /// See a host pool.
    ReadHostPool "Microsoft.DesktopVirtualization/hostpools/read";
    /// Edit a host pool, create one, create or revoke a registration token.
    WriteHostPool "Microsoft.DesktopVirtualization/hostpools/write";
    /// Delete a host pool.
    DeleteHostPool "Microsoft.DesktopVirtualization/hostpools/delete";
    /// See the registration token.
    ReadToken "Microsoft.DesktopVirtualization/hostpools/retrieveRegistrationToken/action";
    /// See the session host configuration.
    ReadConfiguration "Microsoft.DesktopVirtualization/hostpools/sessionHostConfigurations/read";
    /// Create or edit the session host configuration.
    WriteConfiguration "Microsoft.DesktopVirtualization/hostpools/sessionHostConfigurations/write";
    /// See the management policy.
    ReadManagement "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/read";
    /// Create or edit the management policy; ask for more session hosts.
    WriteManagement "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/write";
    /// Start or schedule an update.
    InitiateUpdate "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/initiateSessionHostUpdate/action";
    /// Pause, resume, retry or cancel an update.
    ControlUpdate "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/controlSessionHostUpdate/action";
    /// Cancel the creation of session hosts.
    ControlProvisioning "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/controlSessionHostProvisioning/action";
    /// See session hosts.
    ReadSessionHosts "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read";
    /// Drain, assign or name a session host.
    WriteSessionHost "Microsoft.DesktopVirtualization/hostpools/sessionhosts/write";
    /// Remove a session host from its pool.
    DeleteSessionHost "Microsoft.DesktopVirtualization/hostpools/sessionhosts/delete";
    /// Try the creation of a session host again.
    RetryProvisioning "Microsoft.DesktopVirtualization/hostpools/sessionhosts/retryprovisioning/action";
    /// See the token of a single session host.
    ReadHostToken "Microsoft.DesktopVirtualization/hostpools/sessionhosts/listSingleSessionHostRegistrationTokens/action";
    /// See user sessions.
    ReadUserSessions "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/read";
    /// Send a message to a user.
    SendMessage "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/sendMessage/action";
    /// Disconnect a user.
    DisconnectUser "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/disconnect/action";
    /// Sign a user out.
    SignOutUser "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions/delete";
    /// Attach a scaling plan to a pool, or switch it on or off there. Asked for at the plan.
    WriteScalingPlan "Microsoft.DesktopVirtualization/scalingPlans/write";
    /// See a virtual machine and its power. This and what follows is asked for at the machine.
    ReadMachine "Microsoft.Compute/virtualMachines/read";
    /// Start a virtual machine.
    StartMachine "Microsoft.Compute/virtualMachines/start/action";
    /// Restart a virtual machine.
    RestartMachine "Microsoft.Compute/virtualMachines/restart/action";
    /// Shut a virtual machine down and give it back.
    DeallocateMachine "Microsoft.Compute/virtualMachines/deallocate/action";
}

/// Whether an action is allowed: one role has a matching action, and the same role takes it not out again.
pub fn allows(permissions: &[Permission], action: &str) -> bool {
    let any = |patterns: &Option<Vec<String>>| patterns.iter().flatten().any(|pattern| matches(pattern, action));
    permissions.iter().any(|role| any(&role.actions) && !any(&role.not_actions))
}

/// What is missing for an operation, as a sentence or two; `None` if it is allowed.
pub fn missing(permissions: &[Permission], operation: Operation) -> Option<String> {
    let action = operation.action();
    (!allows(permissions, action)).then(|| {
        let role = named(action);
        role.unwrap_or_else(|| format!("You need a role that includes {action}."))
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
