//! Host pools (`HostPool`, Microsoft.DesktopVirtualization 2026-01-01-preview; `migrationRequest` from 2022-02-10-preview).

use std::collections::BTreeMap;

use super::host_pool_words::{
    AgentUpdateType, DayOfWeek, DeploymentScope, HostPoolType, LoadBalancerType, ManagementType, MigrationOperation,
    PersonalDesktopAssignmentType, PreferredAppGroupType, PublicNetworkAccess, SsoSecretType, Switch, UdpOption,
};
use super::{Identity, PrivateEndpointConnection, RegistrationInfo};
use crate::word::{record, resource};

resource! {
    /// A host pool: the machines that serve one kind of desktop or set of apps.
    HostPool : HostPoolProperties {
        /// The region of the pool's metadata; its hosts may be elsewhere.
        location: String,
        /// Tags of the administrator.
        tags: BTreeMap<String, String>,
        /// The managed identity of the pool.
        identity: Identity,
        /// The entity tag, for `If-Match`.
        etag: String,
        /// A hint for portals; set only at creation.
        kind: String,
        /// The resource that manages this one.
        managed_by: String,
        /// The marketplace plan.
        plan: Plan,
        /// The price tier.
        sku: Sku,
    }
}

record! {
    /// What a host pool is.
    HostPoolProperties {
        /// The pool's object id, internal to the service.
        object_id: String,
        /// The display name.
        friendly_name: String,
        /// The description.
        description: String,
        /// Whether users share hosts; fixed after creation.
        host_pool_type: HostPoolType,
        /// How a personal desktop finds its user.
        personal_desktop_assignment_type: PersonalDesktopAssignmentType,
        /// RDP properties, `name:type:value;…`.
        custom_rdp_property: String,
        /// RDP properties under conditions, `name:type:value:conditionType:conditionValue;…`; since 2026-03-01-preview.
        conditional_rdp_property: String,
        /// Sessions a host takes; 999999 stands for no limit.
        max_session_limit: i64,
        /// How users are spread over hosts.
        load_balancer_type: LoadBalancerType,
        /// The internal ring number.
        ring: i64,
        /// Whether the pool gets service updates first.
        validation_environment: bool,
        /// The registration token; reads give none, see `HostPools_RetrieveRegistrationToken`.
        registration_info: RegistrationInfo,
        /// Defaults of the portal for machines of a Standard pool, JSON in a string.
        vm_template: String,
        /// Application groups of the pool; read-only.
        application_group_references: Vec<String>,
        /// App attach packages of the pool; read-only.
        app_attach_package_references: Vec<String>,
        /// The AD FS server that signs single sign-on certificates.
        sso_adfs_authority = "ssoadfsAuthority": String,
        /// The client id registered with AD FS.
        sso_client_id: String,
        /// Where the AD FS secret is, a Key Vault address.
        sso_client_secret_key_vault_path: String,
        /// What the AD FS secret is.
        sso_secret_type: SsoSecretType,
        /// What a user gets who is assigned to a desktop and to apps.
        preferred_app_group_type: PreferredAppGroupType,
        /// Whether a connection starts a stopped machine.
        start_vm_on_connect = "startVMOnConnect": bool,
        /// Whether the pool belongs to Windows 365; read-only.
        cloud_pc_resource: bool,
        /// From where clients and hosts may reach the pool.
        public_network_access: PublicNetworkAccess,
        /// When the agent components are updated.
        agent_update: AgentUpdate,
        /// Private endpoint connections; read-only.
        private_endpoint_connections: Vec<PrivateEndpointConnection>,
        /// RDP Shortpath over managed networks.
        managed_private_udp = "managedPrivateUDP": UdpOption,
        /// RDP Shortpath over managed networks with ICE/STUN.
        direct_udp = "directUDP": UdpOption,
        /// RDP Shortpath over public networks with STUN.
        public_udp = "publicUDP": UdpOption,
        /// RDP Shortpath over public networks with TURN.
        relay_udp = "relayUDP": UdpOption,
        /// Whether the service makes the hosts from a configuration; fixed after creation.
        management_type: ManagementType,
        /// Where the pool's metadata is kept.
        deployment_scope: DeploymentScope,
        /// The directory on whose behalf the pool acts.
        obo_tenant_id: String,
        /// Whether RDP Shortpath is allowed together with Private Link.
        allow_rdp_short_path_with_private_link = "allowRDPShortPathWithPrivateLink": Switch,
        /// A migration from the classic service; exists only up to 2022-02-10-preview.
        migration_request: MigrationRequest,
    } + other
}

record! {
    /// When the agent components of the hosts are updated (`AgentUpdateProperties`).
    AgentUpdate {
        /// Who decides the time.
        kind = "type": AgentUpdateType,
        /// Whether each host's own time zone counts.
        use_session_host_local_time: bool,
        /// The Windows time zone id that counts otherwise.
        maintenance_window_time_zone: String,
        /// One or two windows of two hours each.
        maintenance_windows: Vec<MaintenanceWindow>,
    } + other
}

record! {
    /// A weekly window of two hours.
    MaintenanceWindow {
        /// The hour it begins, 0–23.
        hour: i64,
        /// The day it begins.
        day_of_week: DayOfWeek,
    } + other
}

record! {
    /// A migration from the classic service (`MigrationRequestProperties`, 2022-02-10-preview).
    MigrationRequest {
        /// What to do.
        operation: MigrationOperation,
        /// The object of the classic service.
        migration_path: String,
    } + other
}

record! {
    /// A marketplace plan (common types, `Plan`).
    Plan {
        /// The plan.
        name: String,
        /// The publisher.
        publisher: String,
        /// The offer.
        product: String,
        /// The promotion code.
        promotion_code: String,
        /// The version.
        version: String,
    }
}

record! {
    /// A price tier (common types, `Sku`).
    Sku {
        /// The name.
        name: String,
        /// The tier.
        tier: String,
        /// The size.
        size: String,
        /// The hardware generation.
        family: String,
        /// The count.
        capacity: i64,
    }
}
