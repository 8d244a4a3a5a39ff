//! The fields of a host pool that a form can hold.

use std::collections::BTreeMap;

use arm::json::Fields;
use serde_json::{Map, Value, json};

use crate::resource::{
    AgentUpdate, DeploymentScope, HostPoolType, IdentityType, LoadBalancerType, ManagementType, MigrationRequest,
    PersonalDesktopAssignmentType, PreferredAppGroupType, PublicNetworkAccess, RegistrationRequest, SsoSecretType, Switch,
    UdpOption,
};
use crate::rule::field_table::{self, FieldMerge};
use crate::schema::{self, Resource};
use crate::word::by_table;

/// The fields that stand beside `properties`. None of `properties` has one of these names.
pub(super) const ENVELOPE: [&str; 7] = ["location", "tags", "identity", "sku", "plan", "kind", "managedBy"];

/// What a request says about the registration token.
pub(super) const REGISTRATION: &str = "registrationInfo";

/// The writable fields of a host pool. Text that is null or absent is an empty text here; a choice that is null or absent is
/// `None`. What is not a writable field is not here and is left alone.
///
/// A field is called by its path without `properties`: `friendlyName`, `sku.tier`, `identity.type`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The region of the metadata; fixed after creation.
    pub location: String,
    /// The tags; an edit replaces all of them.
    pub tags: BTreeMap<String, String>,
    /// Which kinds of managed identity the pool has.
    pub identity_type: Option<IdentityType>,
    /// The resource ids of the user-assigned identities.
    pub identities: Vec<String>,
    /// The price tier's name.
    pub sku_name: String,
    /// The price tier's tier.
    pub sku_tier: String,
    /// The price tier's size.
    pub sku_size: String,
    /// The price tier's hardware generation.
    pub sku_family: String,
    /// The price tier's count.
    pub sku_capacity: Option<i64>,
    /// The marketplace plan.
    pub plan_name: String,
    /// The publisher of the plan.
    pub plan_publisher: String,
    /// The offer of the plan.
    pub plan_product: String,
    /// The promotion code of the plan.
    pub plan_promotion_code: String,
    /// The version of the plan.
    pub plan_version: String,
    /// A hint for portals; fixed after creation.
    pub kind: String,
    /// The resource that manages the pool.
    pub managed_by: String,
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
    /// RDP properties under conditions, in the text of the API; unknown before 2026-03-01-preview.
    pub conditional_rdp_property: String,
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
    /// Where the pool's metadata is kept; fixed after creation.
    pub deployment_scope: Option<DeploymentScope>,
    /// The directory on whose behalf the pool acts; fixed after creation.
    pub obo_tenant_id: String,
    /// A migration from the classic service; only a PUT at 2022-02-10-preview can send it.
    pub migration_request: Option<MigrationRequest>,
    /// What to do with the registration token when the pool is created. An order, not a property: no read fills it.
    pub registration_info: Option<RegistrationRequest>,
}

by_table!(Draft {
    location,
    tags,
    identity_type = "identity.type",
    identities = "identity.userAssignedIdentities",
    sku_name = "sku.name",
    sku_tier = "sku.tier",
    sku_size = "sku.size",
    sku_family = "sku.family",
    sku_capacity = "sku.capacity",
    plan_name = "plan.name",
    plan_publisher = "plan.publisher",
    plan_product = "plan.product",
    plan_promotion_code = "plan.promotionCode",
    plan_version = "plan.version",
    kind,
    managed_by,
    friendly_name,
    description,
    host_pool_type,
    personal_desktop_assignment_type,
    custom_rdp_property,
    conditional_rdp_property,
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
    deployment_scope,
    obo_tenant_id,
    migration_request,
    registration_info,
}, nulls = true);

/// Reads the fields from a host pool as received. A field of an unexpected shape reads as absent and is left alone.
impl From<&Value> for Draft {
    fn from(received: &Value) -> Self {
        let received = &schema::respelled(Resource::HostPool, received, &mut Vec::new());
        let mut fields = received.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        for name in ENVELOPE {
            fields.insert(name.to_owned(), received.get(name).cloned().unwrap_or_default());
        }
        // What an answer says of the token is no order, and may hold the token.
        fields.shift_remove(REGISTRATION);
        let assigned = fields.get_mut("identity").and_then(|identity| identity.get_mut("userAssignedIdentities"));
        if let Some(assigned) = assigned {
            *assigned = assigned.as_object().into_iter().flatten().map(|(id, _)| json!(id)).collect();
        }
        let mut draft = Self::default();
        field_table::read(&mut draft, Some(&Value::Object(fields)));
        draft
    }
}

impl Draft {
    /// A pool to begin with: pooled, spread over its hosts, ten users on each.
    pub fn of_new() -> Self {
        Self {
            host_pool_type: Some(HostPoolType::Pooled),
            management_type: Some(ManagementType::Standard),
            load_balancer_type: Some(LoadBalancerType::BreadthFirst),
            preferred_app_group_type: Some(PreferredAppGroupType::Desktop),
            max_session_limit: Some(10),
            ..Self::default()
        }
    }

    /// The value of a field by its name, or of a part of it (`migrationRequest.operation`); null if it has none.
    pub fn field(&self, name: &str) -> Value {
        match self.place(name) {
            Some((at, "")) => self.get(at),
            Some((at, rest)) => self.get(at).get(rest).cloned().unwrap_or_default(),
            None => Value::Null,
        }
    }

    /// Sets a field, or a part of it. A value that does not fit the field takes its value away.
    pub fn set(&mut self, name: &str, value: Value) {
        let Some((at, rest)) = self.place(name) else { return };
        let value = if rest.is_empty() { value } else { with_part(self.get(at), rest, value) };
        if self.put(at, value).is_err() {
            // The empty value of a field fits the field.
            let _ = self.put(at, Self::default().get(at));
        }
    }

    fn place<'a>(&self, name: &'a str) -> Option<(usize, &'a str)> {
        let names = self.names().iter().enumerate();
        let below = |known: &str| if name == known { Some("") } else { name.strip_prefix(known)?.strip_prefix('.') };
        names.into_iter().find_map(|(at, known)| below(known).map(|rest| (at, rest)))
    }

    /// The fields with their values, those without one as null.
    pub(super) fn leaves(&self) -> Map<String, Value> {
        field_table::leaves(self)
    }

    /// What differs between the pool this form began with, the form, and the pool as it is now.
    pub fn three_way(base: &Self, mine: &Self, theirs: &Self) -> Vec<FieldMerge> {
        field_table::three_way(base, mine, theirs)
    }

    /// The changes of this form on top of the pool as it is now. Where both changed a field, `keep_mine` says which value stays.
    #[must_use]
    pub fn rebased(theirs: &Self, merges: &[FieldMerge], keep_mine: impl Fn(&str) -> bool) -> Self {
        let mut draft = theirs.clone();
        field_table::rebase(&mut draft, &Self::default(), merges, keep_mine);
        draft
    }
}

fn with_part(whole: Value, name: &str, value: Value) -> Value {
    let mut fields = match whole {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    match value {
        Value::Null => drop(fields.shift_remove(name)),
        value => drop(fields.insert(name.to_owned(), value)),
    }
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}
