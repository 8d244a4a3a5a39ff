//! The resources of Microsoft.DesktopVirtualization as typed values (API description 2026-01-01-preview, and the
//! `migrationRequest` of 2022-02-10-preview), and those of other providers that session hosts are made of. Nothing here decides anything; see [`crate::rule`].

mod activity;
mod common;
mod compute;
mod configuration;
mod host_pool;
mod host_pool_words;
mod key_vault;
mod listed_pool;
mod machine;
mod management;
mod network;
mod private_endpoint;
mod provisioning_status;
mod registration;
mod session_host;
mod subscription;
mod tenant;
mod update_status;
mod user_session;

pub use activity::{ActivityEvent, LocalizedText};
pub use common::{ErrorDetail, Identity, IdentityType, SystemData, Timestamp, UserAssignedIdentity};
pub use compute::{
    ComputeSku, Gallery, GalleryImage, GalleryImageProperties, GalleryImageVersion, GalleryImageVersionProperties,
    GalleryProperties, HyperVGeneration, ManagedImage, ManagedImageProperties, MarketplaceItem, PublishingProfile, SkuCapability,
    SkuLocation, SkuRestriction, SkuRestrictionInfo, SkuRestrictionType, TargetRegion,
};
pub use configuration::{
    ActiveDirectoryInfo, ActiveSessionHostConfiguration, AzureActiveDirectoryInfo, BootDiagnosticsInfo, CustomInfo,
    DiffDiskOption, DiffDiskPlacement, DiffDiskSettings, DiskInfo, DomainInfo, DomainJoinType, ImageInfo, ImageType,
    KeyVaultCredentials, ManagedDisk, MarketplaceInfo, NetworkInfo, ProvisioningState, SecurityInfo, SecurityType,
    SessionHostConfiguration, SessionHostConfigurationProperties, VirtualMachineDiskType,
};
pub use host_pool::{AgentUpdate, HostPool, HostPoolProperties, MaintenanceWindow, MigrationRequest, Plan, Sku};
pub use host_pool_words::{
    AgentUpdateType, DayOfWeek, DeploymentScope, HostPoolType, LoadBalancerType, ManagementType, MigrationOperation,
    PersonalDesktopAssignmentType, PreferredAppGroupType, PublicNetworkAccess, SsoSecretType, Switch, UdpOption,
};
pub use key_vault::{
    AccessPolicy, KeyVault, KeyVaultProperties, NetworkAcls, SecretAttributes, VaultSecret, VaultSecretProperties,
};
pub use listed_pool::{ListedPool, ListedPoolProperties};
pub use machine::{
    HardwareProfile, InstanceStatus, InstanceView, OsDisk, PowerState, StorageProfile, VirtualMachine, VirtualMachineProperties,
};
pub use management::{
    CanaryPolicy, FailedSessionHostCleanupPolicy, ProvisioningPolicy, SessionHostManagement, SessionHostManagementProperties,
    UpdatePolicy,
};
pub use network::{
    AddressSpace, NetworkSecurityGroup, NetworkSecurityGroupProperties, ResourceLink, Subnet, SubnetProperties, VirtualNetwork,
    VirtualNetworkProperties,
};
pub use private_endpoint::{
    PrivateEndpoint, PrivateEndpointConnection, PrivateEndpointConnectionProperties, PrivateEndpointProvisioningState,
    PrivateEndpointStatus, PrivateLinkServiceConnectionState,
};
pub use provisioning_status::{ProvisioningProgress, ProvisioningStatus, ProvisioningStatusProperties, ProvisioningStatusWord};
pub use registration::{
    RegistrationInfo, RegistrationRequest, RegistrationToken, RegistrationTokenList, RegistrationTokenOperation,
};
pub use session_host::{
    HealthCheck, HealthCheckFailure, HealthCheckName, HealthCheckResult, HostUpdateState, SessionHost, SessionHostProperties,
    SessionHostStatus,
};
pub use subscription::{Subscription, SubscriptionState};
pub use tenant::Tenant;
pub use update_status::{UpdateProgress, UpdateState, UpdateStatus, UpdateStatusProperties};
pub use user_session::{ApplicationType, SessionState, UserSession, UserSessionProperties};
