//! The fields of a host pool that a form can hold.

use std::collections::BTreeMap;

use arm::Json;
use arm::json::{Fields, write};
use serde_json::{Map, Value};

use crate::resource::{
    AgentUpdate, HostPoolType, LoadBalancerType, ManagementType, MigrationRequest, PersonalDesktopAssignmentType,
    PreferredAppGroupType, PublicNetworkAccess, SsoSecretType, Switch, UdpOption,
};
use crate::word::by_table;

/// The writable fields of a host pool. Text that is null or absent is an empty text here; a choice that is null or absent is
/// `None`. What is not a writable field is not here and is left alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The tags; an edit replaces all of them.
    pub tags: BTreeMap<String, String>,
    /// The display name.
    pub friendly_name: String,
    /// The description.
    pub description: String,
    /// Whether users share hosts; fixed after creation.
    pub host_pool_type: Option<HostPoolType>,
    /// How a personal desktop finds its user.
    pub personal_desktop_assignment_type: Option<PersonalDesktopAssignmentType>,
    /// RDP properties; an empty text stands for the defaults of the service.
    pub custom_rdp_property: String,
    /// Sessions a host takes; 999999 stands for no limit.
    pub max_session_limit: Option<i64>,
    /// How users are spread over hosts.
    pub load_balancer_type: Option<LoadBalancerType>,
    /// The internal ring number.
    pub ring: Option<i64>,
    /// Whether the pool gets service updates first.
    pub validation_environment: Option<bool>,
    /// Defaults of the portal for machines, JSON in a string.
    pub vm_template: String,
    /// The AD FS server that signs single sign-on certificates.
    pub sso_adfs_authority: String,
    /// The client id registered with AD FS.
    pub sso_client_id: String,
    /// Where the AD FS secret is, a Key Vault address.
    pub sso_client_secret_key_vault_path: String,
    /// What the AD FS secret is.
    pub sso_secret_type: Option<SsoSecretType>,
    /// What a user gets who is assigned to a desktop and to apps.
    pub preferred_app_group_type: Option<PreferredAppGroupType>,
    /// Whether a connection starts a stopped machine.
    pub start_vm_on_connect: Option<bool>,
    /// From where clients and hosts may reach the pool.
    pub public_network_access: Option<PublicNetworkAccess>,
    /// When the agent components are updated.
    pub agent_update: Option<AgentUpdate>,
    /// RDP Shortpath over managed networks.
    pub managed_private_udp: Option<UdpOption>,
    /// RDP Shortpath over managed networks with ICE/STUN.
    pub direct_udp: Option<UdpOption>,
    /// RDP Shortpath over public networks with STUN.
    pub public_udp: Option<UdpOption>,
    /// RDP Shortpath over public networks with TURN.
    pub relay_udp: Option<UdpOption>,
    /// Whether RDP Shortpath is allowed together with Private Link.
    pub allow_rdp_short_path_with_private_link: Option<Switch>,
    /// Whether the service makes the hosts; fixed after creation, unknown to 2022-02-10-preview.
    pub management_type: Option<ManagementType>,
    /// A migration from the classic service; only a PUT at 2022-02-10-preview can send it.
    pub migration_request: Option<MigrationRequest>,
}

by_table!(Draft {
    friendly_name,
    description,
    host_pool_type,
    personal_desktop_assignment_type,
    custom_rdp_property,
    max_session_limit,
    load_balancer_type,
    ring,
    validation_environment,
    vm_template,
    sso_adfs_authority = "ssoadfsAuthority",
    sso_client_id,
    sso_client_secret_key_vault_path,
    sso_secret_type,
    preferred_app_group_type,
    start_vm_on_connect = "startVMOnConnect",
    public_network_access,
    agent_update,
    managed_private_udp = "managedPrivateUDP",
    direct_udp = "directUDP",
    public_udp = "publicUDP",
    relay_udp = "relayUDP",
    allow_rdp_short_path_with_private_link = "allowRDPShortPathWithPrivateLink",
    management_type,
    migration_request,
}, nulls = true);

/// Reads the fields from a host pool as received. A field of an unexpected shape reads as absent and is left alone.
impl From<&Value> for Draft {
    fn from(received: &Value) -> Self {
        let mut draft = Self::default();
        for (at, name) in draft.names().iter().enumerate() {
            let value = received.get("properties").and_then(|properties| properties.get(name)).filter(|value| !value.is_null());
            if let Some(value) = value {
                // It must not hide the others.
                let _ = draft.put(at, value.clone());
            }
        }
        draft.tags = received.get("tags").and_then(|tags| Json::from_json(tags.clone()).ok()).unwrap_or_default();
        draft
    }
}

impl Draft {
    /// The fields as `properties` of a request, those without a value as null.
    pub(super) fn fields(&self) -> Map<String, Value> {
        write(self, true)
    }
}
