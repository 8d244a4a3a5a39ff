//! The codes that are known (Learn, "Troubleshoot session host update"; Azure Resource Manager errors).

/// Where a code arises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// When the configuration is saved.
    Configuration,
    /// When the update starts.
    Start,
    /// When the configuration is saved or the update starts.
    Checks,
    /// While a host is replaced.
    Replacing,
    /// At any time.
    Any,
}

impl Stage {
    /// The stage in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Configuration => "saving the configuration",
            Self::Start => "starting the update",
            Self::Checks => "checking the configuration",
            Self::Replacing => "replacing a session host",
            Self::Any => "any stage",
        }
    }
}

/// What is known of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// Where it arises.
    pub stage: Stage,
    /// What it means.
    pub meaning: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Whether it may pass by itself.
    pub passing: bool,
}

const fn entry(code: &'static str, stage: Stage, meaning: &'static str, fix: &'static str) -> Entry {
    Entry { code, stage, meaning, fix, passing: false }
}

/// All known codes.
pub(super) const ALL: &[Entry] = &[
    entry(
        "HostpoolHasNoSessionHosts",
        Stage::Start,
        "There's nothing to update: every session host already matches the configuration.",
        "Change the configuration or add session hosts, then update.",
    ),
    entry(
        "MigrationMayExceedCapacityLimit",
        Stage::Start,
        "The VMs that the update creates before it removes the old ones would exceed a subscription limit, usually the vCPU \
            quota.",
        "Request more quota, free some up, or use a smaller batch.",
    ),
    entry(
        "MarketplaceImageNotFound",
        Stage::Checks,
        "The Marketplace image in the configuration doesn't exist or was withdrawn: the publisher, offer, SKU or version is \
            wrong.",
        "Select an image version that's available in the region, then save the configuration.",
    ),
    entry(
        "VmSkuNotAvailableInRegion",
        Stage::Configuration,
        "The VM size isn't available in the region.",
        "Select another size, or create a pool in another region.",
    ),
    entry(
        "VmSkuNotAvailableInRegionDueToRestriction",
        Stage::Configuration,
        "The VM size isn't available to your subscription in the region.",
        "Select another size, or open a support request for access or quota.",
    ),
    entry(
        "AvailabilityZoneNotAvailable",
        Stage::Configuration,
        "The VM size isn't available in the selected availability zone.",
        "Select other availability zones or another size.",
    ),
    entry(
        "ComputeSkuIncompatibleWithImageHyperVGeneration",
        Stage::Checks,
        "The image and the VM size support different VM generations.",
        "Select an image of a generation that the size supports, or another size.",
    ),
    entry(
        "ImageDiskTypeIncompatible",
        Stage::Checks,
        "The OS disk type doesn't support the image.",
        "Select another disk type or another image.",
    ),
    entry(
        "VnetLocationIncompatible",
        Stage::Checks,
        "The subnet isn't in the same region as the VMs.",
        "Select a virtual network in the same region as the session hosts.",
    ),
    Entry {
        passing: true,
        ..entry(
            "AgentRegistrationFailureGeneric",
            Stage::Replacing,
            "The agent on the new VM didn't register with Azure Virtual Desktop in time. This is typical of large batches.",
            "If it fails again, use a smaller batch and check that the new VM can reach the required URLs.",
        )
    },
    entry(
        "CustomerVmNoAccessToDeploymentPackageException",
        Stage::Replacing,
        "The new VM can't download the agent from wvdhpustgr0prod.blob.core.windows.net.",
        "Allow that address in the firewall or proxy.",
    ),
    entry(
        "QuotaExceeded",
        Stage::Any,
        "The subscription doesn't have enough vCPU quota in the region for a batch.",
        "Use a smaller batch, or request more quota.",
    ),
    entry(
        "OperationNotAllowed",
        Stage::Any,
        "Azure doesn't allow the operation, usually because the vCPU quota is used up.",
        "Check Azure's message. Use a smaller batch, or request more quota.",
    ),
    entry(
        "SubnetIsFull",
        Stage::Any,
        "The subnet doesn't have enough free IP addresses for a batch.",
        "Free up IP addresses in the subnet, or use a smaller batch.",
    ),
    Entry {
        passing: true,
        ..entry(
            "AllocationFailed",
            Stage::Replacing,
            "Azure doesn't currently have enough capacity for the VM size in the region or zone.",
            "If it fails again, use a smaller batch, or try another time or another size.",
        )
    },
    entry(
        "SkuNotAvailable",
        Stage::Replacing,
        "The VM size isn't available to this subscription in the region or zone.",
        "Select another size or other availability zones.",
    ),
    entry(
        "ScopeLocked",
        Stage::Any,
        "A resource lock prevents Azure from changing or deleting a resource.",
        "Remove the lock from the VMs and their resource group until the update is finished.",
    ),
    entry(
        "RequestDisallowedByPolicy",
        Stage::Any,
        "An Azure Policy assignment denies the new VM or one of its resources.",
        "Add an exemption, or change the configuration to comply.",
    ),
    entry(
        "AuthorizationFailed",
        Stage::Any,
        "The identity that replaces the VMs is missing a role.",
        "Assign it Desktop Virtualization Virtual Machine Contributor where it's missing, and wait a few minutes for it to take \
            effect.",
    ),
    entry(
        "LinkedAuthorizationFailed",
        Stage::Any,
        "The identity that replaces the VMs is missing a role on a linked resource: network, image or disk encryption set.",
        "Assign the role on the resource named in the message, and wait a few minutes for it to take effect.",
    ),
];

/// What is known of a code. Words after the code, as in `Code: what happened`, do not matter, nor does its case.
pub fn find(code: &str) -> Option<&'static Entry> {
    let word = code.split(|next: char| !next.is_ascii_alphanumeric()).next()?;
    ALL.iter().find(|entry| entry.code.eq_ignore_ascii_case(word))
}

/// The first known code that a message names as a word.
pub(super) fn named_in(message: &str) -> Option<&'static Entry> {
    message.split(|next: char| !next.is_ascii_alphanumeric()).find_map(find)
}
