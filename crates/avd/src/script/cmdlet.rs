//! Which cmdlet of Az.DesktopVirtualization sends an operation, and which of its parameters carries which field
//! (Learn, "Az.DesktopVirtualization" cmdlet reference).

use self::Kind::{Fixed, Moment, MomentText, Number, Numbers, References, Switch, Table, Text};

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A switch: a false one is written out, or it would not be sent.
    Switch,
    /// An instant, as a `[datetime]` in UTC.
    Moment,
    /// An instant, as a text.
    MomentText,
    /// Whole numbers.
    Numbers,
    /// Names and texts.
    Table,
    /// The host pools of a scaling plan.
    References,
    /// No parameter: the cmdlet always sends this word.
    Fixed(&'static str),
}

/// A field, by its path from `properties` or from the top, or a part of the query by `?` and its name; and its parameter.
pub(super) type Parameter = (&'static str, &'static str, Kind);

/// One cmdlet.
#[derive(Debug)]
pub(super) struct Cmdlet {
    /// Its name.
    pub(super) name: &'static str,
    /// The operation it sends.
    pub(super) operation: &'static str,
    /// The parameters that name the resource, from the outermost: a host pool, what is in it.
    pub(super) names: &'static [&'static str],
    /// Fields at the top of the body, and parts of the query.
    pub(super) top: &'static [Parameter],
    /// Fields of `properties`.
    pub(super) properties: &'static [Parameter],
}

/// Parameters that later preview builds of the module have under another name, and that name (azure-powershell, help of
/// `Update-AzWvdSessionHostConfiguration`).
pub(super) const RENAMED: [(&str, &str); 2] = [("ImageInfoType", "ImageInfoImageType"), ("DiskInfoType", "ManagedDiskType")];

/// The cmdlet that reads what an operation reads, the parameter that names the pool, and what else it takes
/// (Learn, "Update session hosts using session host update" and the cmdlet reference).
pub(super) const READERS: &[(&str, &str, &str, &str)] = &[
    ("HostPools_Get", "Get-AzWvdHostPool", "Name", ""),
    ("SessionHosts_List", "Get-AzWvdSessionHost", "HostPoolName", ""),
    ("SessionHostConfigurations_Get", "Get-AzWvdSessionHostConfiguration", "HostPoolName", ""),
    ("ActiveSessionHostConfigurations_Get", "Get-AzWvdActiveSessionHostConfiguration", "HostPoolName", ""),
    ("SessionHostManagements_Get", "Get-AzWvdSessionHostManagement", "HostPoolName", ""),
    ("SessionHostManagementsUpdateStatus_Get", "Get-AzWvdSessionHostManagementsUpdateStatus", "HostPoolName", "IsLatest"),
    ("SessionHostProvisioningStatuses_Get", "Get-AzWvdSessionHostProvisioningStatus", "HostPoolName", ""),
];

const POOL: &[&str] = &["HostPoolName"];
const NAME: &[&str] = &["Name"];
const SESSION: &[&str] = &["HostPoolName", "SessionHostName", "Id"];
/// A `?` before the name: it is in the query, not in the body.
const FORCE: Parameter = ("?force", "Force", Switch);
const HOST: &[&str] = &["HostPoolName", "Name"];
const TAGS: Parameter = ("tags", "Tag", Table);

/// All that are used. Of several for one operation the first that can say the whole body is taken.
pub(super) const CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "New-AzWvdRegistrationInfo",
        operation: "HostPools_Update",
        names: POOL,
        top: &[],
        properties: &[
            ("registrationInfo.expirationTime", "ExpirationTime", MomentText),
            ("registrationInfo.registrationTokenOperation", "", Fixed("Update")),
        ],
    },
    Cmdlet {
        name: "Remove-AzWvdRegistrationInfo",
        operation: "HostPools_Update",
        names: POOL,
        top: &[],
        properties: &[("registrationInfo.registrationTokenOperation", "", Fixed("Delete"))],
    },
    Cmdlet {
        name: "Update-AzWvdHostPool",
        operation: "HostPools_Update",
        names: NAME,
        top: &[TAGS],
        // The last two are for a new pool only.
        properties: HOST_POOL.split_at(HOST_POOL.len() - 2).0,
    },
    Cmdlet {
        name: "New-AzWvdHostPool",
        operation: "HostPools_CreateOrUpdate",
        names: NAME,
        top: &[TAGS, ("location", "Location", Text), ("kind", "Kind", Text), ("identity.type", "IdentityType", Text)],
        properties: HOST_POOL,
    },
    Cmdlet { name: "Remove-AzWvdHostPool", operation: "HostPools_Delete", names: NAME, top: &[FORCE], properties: &[] },
    Cmdlet {
        name: "New-AzWvdSessionHostConfiguration",
        operation: "SessionHostConfigurations_CreateOrUpdate",
        names: POOL,
        top: &[],
        properties: CONFIGURATION,
    },
    Cmdlet {
        name: "Update-AzWvdSessionHostConfiguration",
        operation: "SessionHostConfigurations_Update",
        names: POOL,
        top: &[],
        // The last four are for a new configuration only.
        properties: CONFIGURATION.split_at(CONFIGURATION.len() - 4).0,
    },
    Cmdlet {
        name: "New-AzWvdSessionHostManagement",
        operation: "SessionHostManagements_CreateOrUpdate",
        names: POOL,
        top: &[],
        properties: MANAGEMENT,
    },
    Cmdlet {
        name: "Update-AzWvdSessionHostManagement",
        operation: "SessionHostManagements_Update",
        names: POOL,
        top: &[],
        properties: MANAGEMENT,
    },
    Cmdlet {
        name: "Invoke-AzWvdInitiateSessionHostUpdate",
        operation: "InitiateSessionHostUpdate_Post",
        names: POOL,
        top: &[
            ("scheduledDateTime", "ScheduledDateTime", Moment),
            ("scheduledDateTimeZone", "ScheduledDateTimeZone", Text),
            ("update.maxVmsRemoved", "UpdateMaxVmsRemoved", Number),
            ("update.logOffDelayMinutes", "UpdateLogOffDelayMinute", Number),
            ("update.logOffMessage", "UpdateLogOffMessage", Text),
            ("update.deleteOriginalVm", "UpdateDeleteOriginalVM", Switch),
        ],
        properties: &[],
    },
    Cmdlet {
        name: "Invoke-AzWvdControlSessionHostUpdate",
        operation: "ControlSessionHostUpdate_Post",
        names: POOL,
        top: &[("action", "Action", Text), ("cancelMessage", "CancelMessage", Text)],
        properties: &[],
    },
    Cmdlet {
        name: "Invoke-AzWvdControlSessionHostProvisioning",
        operation: "ControlSessionHostProvisioning_Post",
        names: POOL,
        top: &[("action", "", Fixed("Cancel")), ("cancelMessage", "CancelMessage", Text)],
        properties: &[],
    },
    Cmdlet {
        name: "Invoke-AzWvdRetrySessionHostProvisioning",
        operation: "SessionHosts_RetryProvisioning",
        names: &["HostPoolName", "SessionHostName"],
        top: &[],
        properties: &[],
    },
    Cmdlet {
        name: "Send-AzWvdUserSessionMessage",
        operation: "UserSessions_SendMessage",
        names: &["HostPoolName", "SessionHostName", "UserSessionId"],
        top: &[("messageTitle", "MessageTitle", Text), ("messageBody", "MessageBody", Text)],
        properties: &[],
    },
    Cmdlet {
        name: "Disconnect-AzWvdUserSession",
        operation: "UserSessions_Disconnect",
        names: SESSION,
        top: &[],
        properties: &[],
    },
    Cmdlet { name: "Remove-AzWvdUserSession", operation: "UserSessions_Delete", names: SESSION, top: &[FORCE], properties: &[] },
    Cmdlet {
        name: "Update-AzWvdSessionHost",
        operation: "SessionHosts_Update",
        names: HOST,
        top: &[FORCE],
        properties: &[
            ("allowNewSession", "AllowNewSession", Switch),
            ("assignedUser", "AssignedUser", Text),
            ("friendlyName", "FriendlyName", Text),
        ],
    },
    Cmdlet { name: "Remove-AzWvdSessionHost", operation: "SessionHosts_Delete", names: HOST, top: &[FORCE], properties: &[] },
    Cmdlet {
        name: "Update-AzWvdScalingPlan",
        operation: "ScalingPlans_Update",
        names: NAME,
        top: &[TAGS],
        properties: &[
            ("description", "Description", Text),
            ("exclusionTag", "ExclusionTag", Text),
            ("friendlyName", "FriendlyName", Text),
            ("timeZone", "TimeZone", Text),
            ("hostPoolReferences", "HostPoolReference", References),
        ],
    },
];

const HOST_POOL: &[Parameter] = &[
    ("friendlyName", "FriendlyName", Text),
    ("description", "Description", Text),
    ("customRdpProperty", "CustomRdpProperty", Text),
    ("loadBalancerType", "LoadBalancerType", Text),
    ("maxSessionLimit", "MaxSessionLimit", Number),
    ("personalDesktopAssignmentType", "PersonalDesktopAssignmentType", Text),
    ("preferredAppGroupType", "PreferredAppGroupType", Text),
    ("publicNetworkAccess", "PublicNetworkAccess", Text),
    ("ring", "Ring", Number),
    ("startVMOnConnect", "StartVMOnConnect", Switch),
    ("validationEnvironment", "ValidationEnvironment", Switch),
    ("vmTemplate", "VMTemplate", Text),
    ("ssoadfsAuthority", "SsoadfsAuthority", Text),
    ("ssoClientId", "SsoClientId", Text),
    ("ssoClientSecretKeyVaultPath", "SsoClientSecretKeyVaultPath", Text),
    ("ssoSecretType", "SsoSecretType", Text),
    ("managedPrivateUDP", "ManagedPrivateUdp", Text),
    ("directUDP", "DirectUdp", Text),
    ("publicUDP", "PublicUdp", Text),
    ("relayUDP", "RelayUdp", Text),
    ("agentUpdate.type", "AgentUpdateType", Text),
    ("agentUpdate.useSessionHostLocalTime", "AgentUpdateUseSessionHostLocalTime", Switch),
    ("agentUpdate.maintenanceWindowTimeZone", "AgentUpdateMaintenanceWindowTimeZone", Text),
    ("hostPoolType", "HostPoolType", Text),
    ("managementType", "ManagementType", Text),
];

const CONFIGURATION: &[Parameter] = &[
    ("friendlyName", "FriendlyName", Text),
    ("vmNamePrefix", "VMNamePrefix", Text),
    ("vmSizeId", "VMSizeId", Text),
    ("vmLocation", "VMLocation", Text),
    ("vmResourceGroup", "VMResourceGroup", Text),
    ("vmTags", "VMTag", Table),
    ("availabilityZones", "AvailabilityZone", Numbers),
    ("imageInfo.type", "ImageInfoType", Text),
    ("imageInfo.marketplaceInfo.publisher", "MarketplaceInfoPublisher", Text),
    ("imageInfo.marketplaceInfo.offer", "MarketplaceInfoOffer", Text),
    ("imageInfo.marketplaceInfo.sku", "MarketplaceInfoSku", Text),
    ("imageInfo.marketplaceInfo.exactVersion", "MarketplaceInfoExactVersion", Text),
    ("imageInfo.customInfo.resourceId", "CustomInfoResourceId", Text),
    ("diskInfo.managedDisk.type", "DiskInfoType", Text),
    ("diskInfo.diffDiskSettings.option", "DiffDiskSettingOption", Text),
    ("diskInfo.diffDiskSettings.placement", "DiffDiskSettingPlacement", Text),
    ("securityInfo.type", "SecurityInfoType", Text),
    ("securityInfo.secureBootEnabled", "SecurityInfoSecureBootEnabled", Switch),
    ("securityInfo.vTpmEnabled", "SecurityInfoVTpmEnabled", Switch),
    ("networkInfo.subnetId", "NetworkInfoSubnetId", Text),
    ("networkInfo.securityGroupId", "NetworkInfoSecurityGroupId", Text),
    ("vmAdminCredentials.usernameKeyVaultSecretUri", "VMAdminCredentialsUsernameKeyVaultSecretUri", Text),
    ("vmAdminCredentials.passwordKeyVaultSecretUri", "VMAdminCredentialsPasswordKeyVaultSecretUri", Text),
    (
        "domainInfo.activeDirectoryInfo.domainCredentials.usernameKeyVaultSecretUri",
        "DomainCredentialsUsernameKeyVaultSecretUri",
        Text,
    ),
    (
        "domainInfo.activeDirectoryInfo.domainCredentials.passwordKeyVaultSecretUri",
        "DomainCredentialsPasswordKeyVaultSecretUri",
        Text,
    ),
    ("customConfigurationScriptUrl", "CustomConfigurationScriptUrl", Text),
    ("bootDiagnosticsInfo.enabled", "BootDiagnosticInfoEnabled", Switch),
    ("bootDiagnosticsInfo.storageUri", "BootDiagnosticInfoStorageUri", Text),
    ("domainInfo.joinType", "DomainInfoJoinType", Text),
    ("domainInfo.activeDirectoryInfo.domainName", "ActiveDirectoryInfoDomainName", Text),
    ("domainInfo.activeDirectoryInfo.ouPath", "ActiveDirectoryInfoOuPath", Text),
    ("domainInfo.azureActiveDirectoryInfo.mdmProviderGuid", "AzureActiveDirectoryInfoMdmProviderGuid", Text),
];

const MANAGEMENT: &[Parameter] = &[
    ("scheduledDateTimeZone", "ScheduledDateTimeZone", Text),
    ("update.maxVmsRemoved", "UpdateMaxVmsRemoved", Number),
    ("update.logOffDelayMinutes", "UpdateLogOffDelayMinute", Number),
    ("update.logOffMessage", "UpdateLogOffMessage", Text),
    ("update.deleteOriginalVm", "UpdateDeleteOriginalVM", Switch),
    ("provisioning.instanceCount", "ProvisioningInstanceCount", Number),
    ("provisioning.canaryPolicy", "ProvisioningCanaryPolicy", Text),
    ("provisioning.setDrainMode", "ProvisioningSetDrainMode", Switch),
    ("failedSessionHostCleanupPolicy", "FailedSessionHostCleanupPolicy", Text),
];
