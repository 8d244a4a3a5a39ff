//! What there is to choose for a field, and what cannot be chosen together
//! (Learn, "Host pool load balancing", "Configure personal desktop assignment", "Host pool management approaches").

use serde_json::Value;

use super::Draft;
use crate::resource::{
    HostPoolType, LoadBalancerType, ManagementType, PersonalDesktopAssignmentType as Assignment, RegistrationRequest,
    RegistrationTokenOperation,
};

/// One word a field can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The word of the API; empty for none.
    pub value: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it means.
    pub help: &'static str,
    /// Why it cannot be chosen beside the rest of the draft.
    pub barred: Option<&'static str>,
}

type Words = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

const SWITCH: &[(&str, &str, &str)] = &[("", "Not set", ""), ("true", "On", ""), ("false", "Off", "")];
const UDP: &[(&str, &str, &str)] =
    &[("", "Not set", ""), ("Default", "Service default", ""), ("Enabled", "Enabled", ""), ("Disabled", "Disabled", "")];

const WORDS: &[Words] = &[
    (
        "hostPoolType",
        &[
            ("Pooled", "Pooled", "Users share session hosts."),
            ("Personal", "Personal", "Each user keeps a session host."),
            ("BYODesktop", "Bring your own desktop", "Users bring their own devices, assigned by an administrator."),
        ],
    ),
    (
        "managementType",
        &[
            ("Standard", "Standard", "You create session hosts and register them with a token."),
            ("Automated", "Automated", "Azure creates and updates session hosts from a configuration."),
        ],
    ),
    (
        "loadBalancerType",
        &[
            ("BreadthFirst", "Breadth-first", "New sessions go to the session host with the fewest sessions."),
            ("DepthFirst", "Depth-first", "Fills one session host up to its limit, then the next."),
            ("Persistent", "Persistent", "A user always gets the assigned session host."),
            ("MultiplePersistent", "Multiple persistent", "A user can have several assigned session hosts."),
        ],
    ),
    (
        "personalDesktopAssignmentType",
        &[
            ("", "Not set", "Not used for pooled host pools."),
            ("Automatic", "Automatic", "Users get an available session host at their first connection."),
            ("Direct", "Direct", "An administrator assigns each session host. Until then, users see no resources."),
        ],
    ),
    (
        "preferredAppGroupType",
        &[
            ("Desktop", "Desktop", "Users assigned to both get the desktop."),
            ("RailApplications", "RemoteApp", "Users assigned to both get the apps."),
            ("None", "None", "Reserved for Azure. The API accepts it; select it only if Microsoft asks you to."),
        ],
    ),
    ("deploymentScope", &[("", "Not set", ""), ("Geographical", "Geographical", ""), ("Regional", "Regional", "")]),
    (
        "identity.type",
        &[
            ("", "Not set", ""),
            ("None", "None", ""),
            ("SystemAssigned", "System-assigned", ""),
            ("UserAssigned", "User-assigned", ""),
            ("SystemAssigned,UserAssigned", "System- and user-assigned", ""),
        ],
    ),
    (
        "ssoSecretType",
        &[
            ("", "Not set", ""),
            ("SharedKey", "Shared key", ""),
            ("Certificate", "Certificate", ""),
            ("SharedKeyInKeyVault", "Shared key in a key vault", ""),
            ("CertificateInKeyVault", "Certificate in a key vault", ""),
        ],
    ),
    (
        "sku.tier",
        &[
            ("", "Not set", ""),
            ("Free", "Free", ""),
            ("Basic", "Basic", ""),
            ("Standard", "Standard", ""),
            ("Premium", "Premium", ""),
        ],
    ),
    (
        "registrationInfo.registrationTokenOperation",
        &[
            ("", "Don't change", "You can create a token later, on the Token tab."),
            ("Update", "Update", "Creates a registration token with the host pool."),
            ("None", "None", "Sends the operation but doesn't change the token. A new host pool has none."),
            ("Delete", "Delete", "Revokes the token. A new host pool has none."),
        ],
    ),
    (
        "migrationRequest.operation",
        &[
            ("", "None", ""),
            ("Start", "Start the migration", ""),
            ("Revoke", "Revoke the migration", ""),
            ("Complete", "Complete the migration", ""),
            ("Hide", "Hide the host pool", ""),
            ("Unhide", "Show the host pool", ""),
        ],
    ),
    (
        "publicNetworkAccess",
        &[
            ("", "Not set", ""),
            ("Enabled", "Enabled", ""),
            ("Disabled", "Disabled", ""),
            ("EnabledForClientsOnly", "Enabled for clients only", ""),
            ("EnabledForSessionHostsOnly", "Enabled for session hosts only", ""),
        ],
    ),
    ("managedPrivateUDP", UDP),
    ("directUDP", UDP),
    ("publicUDP", UDP),
    ("relayUDP", UDP),
    ("allowRDPShortPathWithPrivateLink", &[("", "Not set", ""), ("Enabled", "Allowed", ""), ("Disabled", "Blocked", "")]),
    ("startVMOnConnect", SWITCH),
    ("validationEnvironment", SWITCH),
];

/// The words of a field, with those that cannot be chosen barred; none for a field that is no choice. A word the pool has and this
/// console does not know is not among them.
pub fn offers(field: &str, draft: &Draft) -> Vec<Offer> {
    let words = WORDS.iter().find(|(name, _)| *name == field).map_or(&[][..], |(_, words)| words);
    let current = draft.field(field);
    let offer = |(value, label, help): &(&'static str, &'static str, &'static str)| Offer {
        value,
        label,
        help,
        // What a pool has it may keep; a contradiction is told as a problem.
        barred: against(field, value, draft).filter(|_| current.as_str() != Some(*value)),
    };
    words.iter().map(offer).collect()
}

/// Why a word contradicts the rest of the draft.
pub(super) fn against(field: &str, value: &str, draft: &Draft) -> Option<&'static str> {
    let kind = draft.host_pool_type.as_ref()?;
    let pooled = *kind == HostPoolType::Pooled;
    match (field, value) {
        ("loadBalancerType", "Persistent" | "MultiplePersistent") if pooled => {
            Some("A pooled host pool requires breadth-first or depth-first load balancing.")
        }
        ("loadBalancerType", "BreadthFirst" | "DepthFirst") if kind_keeps_users(kind) => {
            Some("A personal host pool requires persistent load balancing, or multiple persistent for several desktops per user.")
        }
        ("personalDesktopAssignmentType", "Automatic") if *kind == HostPoolType::ByoDesktop => {
            Some("A bring-your-own-desktop host pool supports only direct assignment.")
        }
        ("personalDesktopAssignmentType", "") if !pooled => Some("Select how users get a session host."),
        ("managementType", "Automated") if !pooled => Some("Only a pooled host pool can be Automated."),
        _ => None,
    }
}

fn kind_keeps_users(kind: &HostPoolType) -> bool {
    matches!(kind, HostPoolType::Personal | HostPoolType::ByoDesktop)
}

/// Chooses the type of a new pool. What no longer fits follows: load balancer, assignment, management.
pub fn choose_type(draft: &mut Draft, kind: HostPoolType) {
    draft.host_pool_type = Some(kind);
    let clashes = |field: &str| against(field, draft.field(field).as_str().unwrap_or_default(), draft).is_some();
    let (balancer, assignment, management) =
        (clashes("loadBalancerType"), clashes("personalDesktopAssignmentType"), clashes("managementType"));
    let pooled = draft.host_pool_type == Some(HostPoolType::Pooled);
    if balancer || draft.load_balancer_type.is_none() {
        draft.load_balancer_type = Some(if pooled { LoadBalancerType::BreadthFirst } else { LoadBalancerType::Persistent });
    }
    if pooled {
        draft.personal_desktop_assignment_type = None;
    } else if assignment || draft.personal_desktop_assignment_type.is_none() {
        let direct = draft.host_pool_type == Some(HostPoolType::ByoDesktop);
        draft.personal_desktop_assignment_type = Some(if direct { Assignment::Direct } else { Assignment::Automatic });
    }
    if management {
        draft.management_type = Some(ManagementType::Standard);
    }
}

/// Sets a field by a word of a form: `true`, `12`, a name, nothing.
pub fn choose(draft: &mut Draft, field: &str, word: &str) {
    match (field, word) {
        ("hostPoolType", word) => choose_type(draft, HostPoolType::parse(word)),
        ("registrationInfo.registrationTokenOperation", word) => {
            let expires = draft.registration_info.take().and_then(|request| request.expiration_time).filter(|_| word == "Update");
            draft.registration_info = (!word.is_empty()).then(|| RegistrationRequest {
                expiration_time: expires,
                registration_token_operation: Some(RegistrationTokenOperation::parse(word)),
            });
        }
        (_, "") => draft.set(field, Value::Null),
        ("startVMOnConnect" | "validationEnvironment", word) => draft.set(field, Value::Bool(word == "true")),
        (_, word) => draft.set(field, Value::String(word.to_owned())),
    }
}
