//! Session host configurations: what a host of an Automated pool looks like
//! (`SessionHostConfiguration` and `ActiveSessionHostConfiguration`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use std::collections::BTreeMap;

use super::Timestamp;
use crate::word::{record, resource, word};

resource! {
    /// The wanted configuration: every new host is made from it.
    SessionHostConfiguration : SessionHostConfigurationProperties {}
}

resource! {
    /// The configuration that hosts run now; it follows the wanted one when an update ends.
    ActiveSessionHostConfiguration : SessionHostConfigurationProperties {}
}

record! {
    /// What a host looks like.
    SessionHostConfigurationProperties {
        /// The time of the last change; hosts name the version they were made from.
        version: Timestamp,
        /// A name for this version.
        friendly_name: String,
        /// Where the service's validation stands; the active configuration has none.
        provisioning_state: ProvisioningState,
        /// Tags for the machines.
        vm_tags: BTreeMap<String, String>,
        /// The region of the machines; the pool's own if absent.
        vm_location: String,
        /// The resource group of the machines; the pool's own if absent.
        vm_resource_group: String,
        /// The prefix of machine names, up to 11 characters.
        vm_name_prefix: String,
        /// Availability zones, 1 to 3.
        availability_zones: Vec<i64>,
        /// The network.
        network_info: NetworkInfo,
        /// The machine size.
        vm_size_id: String,
        /// The OS disk.
        disk_info: DiskInfo,
        /// A script that runs once the machine is there.
        custom_configuration_script_url: String,
        /// The image.
        image_info: ImageInfo,
        /// The directory the machines join.
        domain_info: DomainInfo,
        /// The security type.
        security_info: SecurityInfo,
        /// The local administrator, as Key Vault secrets.
        vm_admin_credentials: KeyVaultCredentials,
        /// Boot diagnostics.
        boot_diagnostics_info: BootDiagnosticsInfo,
    } + other
}

record! {
    /// The network of the machines.
    NetworkInfo {
        /// The subnet.
        subnet_id: String,
        /// The network security group.
        security_group_id: String,
    }
}

record! {
    /// The OS disk.
    DiskInfo {
        /// A managed disk.
        managed_disk: ManagedDisk,
        /// An ephemeral disk.
        diff_disk_settings: DiffDiskSettings,
    }
}

record! {
    /// A managed OS disk.
    ManagedDisk {
        /// The disk type.
        kind = "type": VirtualMachineDiskType,
    }
}

record! {
    /// An ephemeral OS disk.
    DiffDiskSettings {
        /// The kind of ephemeral disk.
        option: DiffDiskOption,
        /// Where on the machine it lies; CacheDisk if the size has one, else ResourceDisk.
        placement: DiffDiskPlacement,
    }
}

record! {
    /// The image: one of the two details, by its type.
    ImageInfo {
        /// Where it comes from.
        kind = "type": ImageType,
        /// An image of the marketplace.
        marketplace_info: MarketplaceInfo,
        /// An image of your own.
        custom_info: CustomInfo,
    }
}

impl ImageInfo {
    /// A short name: the marketplace coordinates, or the last part of the image's id.
    pub fn label(&self) -> Option<String> {
        let marketplace = self.marketplace_info.as_ref().filter(|_| self.kind != Some(ImageType::Custom));
        if let Some(found) = marketplace {
            let parts = [&found.publisher, &found.offer, &found.sku, &found.exact_version];
            return Some(parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" / "));
        }
        let id = self.custom_info.as_ref()?.resource_id.as_deref()?;
        let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [.., "images", image, "versions", version] => Some(format!("{image} {version}")),
            [.., last] => Some((*last).to_owned()),
            [] => None,
        }
    }
}

record! {
    /// An image of the marketplace.
    MarketplaceInfo {
        /// The offer.
        offer: String,
        /// The publisher.
        publisher: String,
        /// The SKU.
        sku: String,
        /// The version.
        exact_version: String,
    }
}

record! {
    /// An image of your own.
    CustomInfo {
        /// Its resource id.
        resource_id: String,
    }
}

record! {
    /// The directory the machines join: one of the two details, by its type.
    DomainInfo {
        /// Which kind of directory.
        join_type: DomainJoinType,
        /// Active Directory.
        active_directory_info: ActiveDirectoryInfo,
        /// Microsoft Entra ID.
        azure_active_directory_info: AzureActiveDirectoryInfo,
    }
}

record! {
    /// How to join Active Directory.
    ActiveDirectoryInfo {
        /// The account that joins, as Key Vault secrets.
        domain_credentials: KeyVaultCredentials,
        /// The organizational unit.
        ou_path: String,
        /// The domain.
        domain_name: String,
    }
}

record! {
    /// How to join Microsoft Entra ID.
    AzureActiveDirectoryInfo {
        /// The device management (Intune) to enrol in.
        mdm_provider_guid: String,
    }
}

record! {
    /// The security type.
    SecurityInfo {
        /// The type.
        kind = "type": SecurityType,
        /// Secure boot.
        secure_boot_enabled: bool,
        /// The virtual TPM.
        v_tpm_enabled: bool,
    }
}

record! {
    /// A user name and a password as addresses of Key Vault secrets; never the values.
    KeyVaultCredentials {
        /// The secret that holds the user name.
        username_key_vault_secret_uri: String,
        /// The secret that holds the password.
        password_key_vault_secret_uri: String,
    }
}

record! {
    /// Boot diagnostics.
    BootDiagnosticsInfo {
        /// Whether they are on.
        enabled: bool,
        /// The storage account; managed storage if empty.
        storage_uri: String,
    }
}

word! {
    /// Where the validation of a configuration stands.
    ProvisioningState {
        /// Valid.
        Succeeded = "Succeeded",
        /// Not valid.
        Failed = "Failed",
        /// Given up.
        Canceled = "Canceled" | "Cancelled",
        /// Being validated.
        Provisioning = "Provisioning",
        /// Being validated; recorded, in no description.
        Validating = "Validating",
    }
}

word! {
    /// The type of a managed disk.
    VirtualMachineDiskType {
        /// Standard HDD.
        StandardLrs = "Standard_LRS",
        /// Premium SSD.
        PremiumLrs = "Premium_LRS",
        /// Standard SSD.
        StandardSsdLrs = "StandardSSD_LRS",
    }
}

word! {
    /// The kind of ephemeral disk.
    DiffDiskOption {
        /// On the machine's host.
        Local = "Local",
    }
}

word! {
    /// Where an ephemeral disk lies.
    DiffDiskPlacement {
        /// On the cache disk.
        CacheDisk = "CacheDisk",
        /// On the temp disk, which versions before 2026-04-01-preview call the resource disk.
        ResourceDisk = "ResourceDisk" | "TempDisk",
    }
}

word! {
    /// Where the image comes from.
    ImageType {
        /// The marketplace.
        Marketplace = "Marketplace",
        /// Your own gallery or managed image.
        Custom = "Custom",
    }
}

word! {
    /// Which kind of directory machines join.
    DomainJoinType {
        /// Active Directory.
        ActiveDirectory = "ActiveDirectory",
        /// Microsoft Entra ID.
        AzureActiveDirectory = "AzureActiveDirectory",
    }
}

word! {
    /// The security type of a machine.
    SecurityType {
        /// Standard.
        Standard = "Standard",
        /// Trusted launch: secure boot and vTPM.
        TrustedLaunch = "TrustedLaunch",
        /// Confidential: encrypted in use.
        ConfidentialVm = "ConfidentialVM",
    }
}
