//! The fields of a session host configuration that a form can hold.

use std::collections::BTreeMap;

use arm::json::Fields;
use serde_json::Value;

use super::secret::SecretUri;
use crate::resource::{
    DiffDiskOption, DiffDiskPlacement, DomainJoinType, ImageType, SecurityType, SessionHostConfigurationProperties,
    VirtualMachineDiskType,
};
use crate::rule::field_table::{self, FieldMerge};
use crate::rule::size::Wanted;
use crate::word::by_table;

/// The fields of a configuration. Text that is null or absent is an empty text here; what else is null or absent is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// A name for this version.
    pub friendly_name: String,
    /// Where the image comes from.
    pub image_type: Option<ImageType>,
    /// Of a Marketplace image.
    pub publisher: String,
    /// Of a Marketplace image.
    pub offer: String,
    /// Of a Marketplace image.
    pub sku: String,
    /// Of a Marketplace image.
    pub exact_version: String,
    /// The id of an image of your own.
    pub custom_image: String,
    /// The machine size.
    pub vm_size_id: String,
    /// The type of a managed OS disk.
    pub disk_type: Option<VirtualMachineDiskType>,
    /// Set for an ephemeral OS disk.
    pub ephemeral: Option<DiffDiskOption>,
    /// Where an ephemeral OS disk lies.
    pub placement: Option<DiffDiskPlacement>,
    /// The security type.
    pub security_type: Option<SecurityType>,
    /// Secure boot.
    pub secure_boot: Option<bool>,
    /// The virtual TPM.
    pub v_tpm: Option<bool>,
    /// The id of the subnet.
    pub subnet_id: String,
    /// The id of the network security group.
    pub security_group_id: String,
    /// Which kind of directory machines join.
    pub join_type: Option<DomainJoinType>,
    /// The Active Directory domain.
    pub domain_name: String,
    /// The organizational unit.
    pub ou_path: String,
    /// The address of the secret with the name of the account that joins.
    pub domain_username_uri: String,
    /// The address of the secret with its password.
    pub domain_password_uri: String,
    /// The device management that Entra-joined machines enrol in.
    pub mdm_provider_guid: String,
    /// The address of the secret with the name of the local administrator.
    pub admin_username_uri: String,
    /// The address of the secret with its password.
    pub admin_password_uri: String,
    /// A script that runs once a machine is there.
    pub script_url: String,
    /// Whether boot diagnostics are on.
    pub boot_diagnostics: Option<bool>,
    /// The storage of boot diagnostics.
    pub boot_diagnostics_storage: String,
    /// The prefix of machine names.
    pub vm_name_prefix: String,
    /// The region of the machines.
    pub vm_location: String,
    /// The resource group of the machines.
    pub vm_resource_group: String,
    /// Availability zones.
    pub availability_zones: Vec<i64>,
    /// Tags for the machines.
    pub vm_tags: BTreeMap<String, String>,
}

by_table!(Draft {
    friendly_name,
    image_type = "imageInfo.type",
    publisher = "imageInfo.marketplaceInfo.publisher",
    offer = "imageInfo.marketplaceInfo.offer",
    sku = "imageInfo.marketplaceInfo.sku",
    exact_version = "imageInfo.marketplaceInfo.exactVersion",
    custom_image = "imageInfo.customInfo.resourceId",
    vm_size_id,
    disk_type = "diskInfo.managedDisk.type",
    ephemeral = "diskInfo.diffDiskSettings.option",
    placement = "diskInfo.diffDiskSettings.placement",
    security_type = "securityInfo.type",
    secure_boot = "securityInfo.secureBootEnabled",
    v_tpm = "securityInfo.vTpmEnabled",
    subnet_id = "networkInfo.subnetId",
    security_group_id = "networkInfo.securityGroupId",
    join_type = "domainInfo.joinType",
    domain_name = "domainInfo.activeDirectoryInfo.domainName",
    ou_path = "domainInfo.activeDirectoryInfo.ouPath",
    domain_username_uri = "domainInfo.activeDirectoryInfo.domainCredentials.usernameKeyVaultSecretUri",
    domain_password_uri = "domainInfo.activeDirectoryInfo.domainCredentials.passwordKeyVaultSecretUri",
    mdm_provider_guid = "domainInfo.azureActiveDirectoryInfo.mdmProviderGuid",
    admin_username_uri = "vmAdminCredentials.usernameKeyVaultSecretUri",
    admin_password_uri = "vmAdminCredentials.passwordKeyVaultSecretUri",
    script_url = "customConfigurationScriptUrl",
    boot_diagnostics = "bootDiagnosticsInfo.enabled",
    boot_diagnostics_storage = "bootDiagnosticsInfo.storageUri",
    vm_name_prefix,
    vm_location,
    vm_resource_group,
    availability_zones,
    vm_tags,
}, nulls = true);

/// Reads the fields from a configuration as received (`Value::Null`: there is none). A field of an unexpected shape reads as
/// absent and is left alone.
impl From<&Value> for Draft {
    fn from(received: &Value) -> Self {
        let mut draft = Self::default();
        field_table::read(&mut draft, received.get("properties"));
        draft
    }
}

impl From<&SessionHostConfigurationProperties> for Draft {
    fn from(properties: &SessionHostConfigurationProperties) -> Self {
        let mut draft = Self::default();
        field_table::read(&mut draft, Some(&arm::Json::to_json(properties)));
        draft
    }
}

impl Draft {
    /// A configuration for a pool that has none, with the presets of the portal.
    pub fn of_new() -> Self {
        Self {
            image_type: Some(ImageType::Marketplace),
            publisher: "MicrosoftWindowsDesktop".to_owned(),
            disk_type: Some(VirtualMachineDiskType::PremiumLrs),
            security_type: Some(SecurityType::TrustedLaunch),
            secure_boot: Some(true),
            v_tpm: Some(true),
            boot_diagnostics: Some(true),
            ..Self::default()
        }
    }

    /// The value of a field by its path; null if it has none or there is no such field.
    pub fn field(&self, path: &str) -> Value {
        self.names().iter().position(|name| *name == path).map_or(Value::Null, |at| self.get(at))
    }

    /// Sets a field by its path. A value that does not fit the field takes its value away.
    pub fn set(&mut self, path: &str, value: Value) {
        if let Some(at) = self.names().iter().position(|name| *name == path)
            && self.put(at, value).is_err()
        {
            let empty = Self::default().get(at);
            // The empty value of a field fits the field.
            let _ = self.put(at, empty);
        }
    }

    /// Picks a security type with the protections that belong to it (Learn, "Update session hosts using session host update"):
    /// Trusted launch and Confidential come with secure boot and the virtual TPM, which can be switched off afterwards; Standard
    /// has neither.
    pub fn choose_security(&mut self, kind: Option<SecurityType>) {
        let on = match kind {
            Some(SecurityType::TrustedLaunch | SecurityType::ConfidentialVm) => Some(true),
            None | Some(SecurityType::Standard) => None,
            Some(SecurityType::Other(_)) => {
                self.security_type = kind;
                return;
            }
        };
        (self.security_type, self.secure_boot, self.v_tpm) = (kind, on, on);
    }

    /// What differs between the configuration this form began with, the form, and the configuration as it is now.
    pub fn three_way(base: &Self, mine: &Self, theirs: &Self) -> Vec<FieldMerge> {
        field_table::three_way(base, mine, theirs)
    }

    /// The changes of this form on top of the configuration as it is now. Where both changed a field, `keep_mine` says which
    /// value stays.
    #[must_use]
    pub fn rebased(theirs: &Self, merges: &[FieldMerge], keep_mine: impl Fn(&str) -> bool) -> Self {
        let mut draft = theirs.clone();
        field_table::rebase(&mut draft, &Self::default(), merges, keep_mine);
        draft
    }

    /// What a machine size has to fit, as far as the draft says it. The generation of the image is not in it.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            zones: self.availability_zones.clone(),
            disk: self.disk_type.clone().filter(|_| self.ephemeral.is_none()),
            ephemeral: self.ephemeral.is_some(),
            placement: self.placement.clone(),
            security: self.security_type.clone(),
            generation: None,
        }
    }

    /// The draft as it may be kept in the browser: what stands in a field for a secret's address and is none may be the secret
    /// itself, and goes.
    #[must_use]
    pub fn to_keep(&self) -> Self {
        let mut draft = self.clone();
        for uri in [
            &mut draft.domain_username_uri,
            &mut draft.domain_password_uri,
            &mut draft.admin_username_uri,
            &mut draft.admin_password_uri,
        ] {
            if SecretUri::parse(uri.trim()).is_none() {
                uri.clear();
            }
        }
        draft
    }
}
