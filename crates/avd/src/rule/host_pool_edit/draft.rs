//! The fields of a host pool that a form can hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::resource::{
    AgentUpdate, HostPoolType, LoadBalancerType, ManagementType, MigrationRequest, PersonalDesktopAssignmentType,
    PreferredAppGroupType, PublicNetworkAccess, SsoSecretType, Switch, UdpOption,
};
use crate::word::null_as_default;

/// The writable fields of a host pool. Text that is null or absent is an empty text here; a choice that is null or absent is
/// `None`. What is not a writable field is not here and is left alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Draft {
    /// The tags; an edit replaces all of them.
    #[serde(skip)]
    pub tags: BTreeMap<String, String>,
    /// The display name.
    #[serde(deserialize_with = "null_as_default")]
    pub friendly_name: String,
    /// The description.
    #[serde(deserialize_with = "null_as_default")]
    pub description: String,
    /// Whether users share hosts; fixed after creation.
    pub host_pool_type: Option<HostPoolType>,
    /// How a personal desktop finds its user.
    pub personal_desktop_assignment_type: Option<PersonalDesktopAssignmentType>,
    /// RDP properties; an empty text stands for the defaults of the service.
    #[serde(deserialize_with = "null_as_default")]
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
    #[serde(deserialize_with = "null_as_default")]
    pub vm_template: String,
    /// The AD FS server that signs single sign-on certificates.
    #[serde(rename = "ssoadfsAuthority", deserialize_with = "null_as_default")]
    pub sso_adfs_authority: String,
    /// The client id registered with AD FS.
    #[serde(deserialize_with = "null_as_default")]
    pub sso_client_id: String,
    /// Where the AD FS secret is, a Key Vault address.
    #[serde(deserialize_with = "null_as_default")]
    pub sso_client_secret_key_vault_path: String,
    /// What the AD FS secret is.
    pub sso_secret_type: Option<SsoSecretType>,
    /// What a user gets who is assigned to a desktop and to apps.
    pub preferred_app_group_type: Option<PreferredAppGroupType>,
    /// Whether a connection starts a stopped machine.
    #[serde(rename = "startVMOnConnect")]
    pub start_vm_on_connect: Option<bool>,
    /// From where clients and hosts may reach the pool.
    pub public_network_access: Option<PublicNetworkAccess>,
    /// When the agent components are updated.
    pub agent_update: Option<AgentUpdate>,
    /// RDP Shortpath over managed networks.
    #[serde(rename = "managedPrivateUDP")]
    pub managed_private_udp: Option<UdpOption>,
    /// RDP Shortpath over managed networks with ICE/STUN.
    #[serde(rename = "directUDP")]
    pub direct_udp: Option<UdpOption>,
    /// RDP Shortpath over public networks with STUN.
    #[serde(rename = "publicUDP")]
    pub public_udp: Option<UdpOption>,
    /// RDP Shortpath over public networks with TURN.
    #[serde(rename = "relayUDP")]
    pub relay_udp: Option<UdpOption>,
    /// Whether RDP Shortpath is allowed together with Private Link.
    #[serde(rename = "allowRDPShortPathWithPrivateLink")]
    pub allow_rdp_short_path_with_private_link: Option<Switch>,
    /// Whether the service makes the hosts; fixed after creation, unknown to 2022-02-10-preview.
    pub management_type: Option<ManagementType>,
    /// A migration from the classic service; only a PUT at 2022-02-10-preview can send it.
    pub migration_request: Option<MigrationRequest>,
}

/// Reads the fields from a host pool as received. A field of an unexpected shape reads as absent and is left alone.
impl From<&Value> for Draft {
    fn from(received: &Value) -> Self {
        let mut draft = Self::default();
        if let Some(Value::Object(properties)) = received.get("properties") {
            let whole = serde_json::from_value(Value::Object(properties.clone()));
            draft = whole.unwrap_or_else(|_| field_by_field(properties));
        }
        draft.tags = received.get("tags").and_then(|tags| serde_json::from_value(tags.clone()).ok()).unwrap_or_default();
        draft
    }
}

/// One field of an unexpected shape must not hide the others: keep those that can be read alone.
fn field_by_field(properties: &Map<String, Value>) -> Draft {
    let readable = |(key, value): &(&String, &Value)| {
        serde_json::from_value::<Draft>(Value::Object(Map::from_iter([((*key).clone(), (*value).clone())]))).is_ok()
    };
    let kept: Map<String, Value> = properties.iter().filter(readable).map(|(key, value)| (key.clone(), value.clone())).collect();
    serde_json::from_value(Value::Object(kept)).unwrap_or_default()
}

impl Draft {
    /// The fields as `properties` of a request. Never fails: text, numbers, booleans and maps of them.
    pub(super) fn fields(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        }
    }
}
