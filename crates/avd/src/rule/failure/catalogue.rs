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
        "There is nothing to update: the pool has no session host that differs from the configuration.",
        "Change the configuration, or add session hosts, before you update.",
    ),
    entry(
        "MigrationMayExceedCapacityLimit",
        Stage::Start,
        "The machines that the update creates before it removes others would exceed a limit of the subscription, most often vCPUs.",
        "Request more quota for what is named, free some of it, or reduce the batch size.",
    ),
    entry(
        "MarketplaceImageNotFound",
        Stage::Checks,
        "The marketplace image of the configuration doesn't exist, or no longer: publisher, offer, SKU or version is wrong.",
        "Choose an image version that is offered in the region, then save the configuration.",
    ),
    entry(
        "VmSkuNotAvailableInRegion",
        Stage::Configuration,
        "The VM size is not sold in the region.",
        "Choose another size, or another region for a new pool.",
    ),
    entry(
        "VmSkuNotAvailableInRegionDueToRestriction",
        Stage::Configuration,
        "The subscription may not use the VM size in the region.",
        "Choose another size, or ask for access or quota by a support request.",
    ),
    entry(
        "AvailabilityZoneNotAvailable",
        Stage::Configuration,
        "The VM size is not offered in the chosen availability zone of the region.",
        "Choose other availability zones or another size.",
    ),
    entry(
        "ComputeSkuIncompatibleWithImageHyperVGeneration",
        Stage::Checks,
        "The image and the VM size are of different generations.",
        "Choose an image of the generation the size supports, or another size.",
    ),
    entry(
        "ImageDiskTypeIncompatible",
        Stage::Checks,
        "The image and the OS disk type do not fit.",
        "Choose another disk type or another image.",
    ),
    entry(
        "VnetLocationIncompatible",
        Stage::Checks,
        "The subnet is not in the region of the virtual machines.",
        "Choose a virtual network in the region of the session hosts.",
    ),
    Entry {
        passing: true,
        ..entry(
            "AgentRegistrationFailureGeneric",
            Stage::Replacing,
            "The agent on the new virtual machine did not register with the service in time; typical of large batches.",
            "If it fails again, use a smaller batch and check that the new machine reaches the required URLs.",
        )
    },
    entry(
        "CustomerVmNoAccessToDeploymentPackageException",
        Stage::Replacing,
        "The new virtual machine cannot download the agent from wvdhpustgr0prod.blob.core.windows.net.",
        "Open the firewall or proxy for that address.",
    ),
    entry(
        "QuotaExceeded",
        Stage::Any,
        "The subscription has not enough vCPU quota in the region for a batch.",
        "Use a smaller batch, or ask for more quota.",
    ),
    entry(
        "OperationNotAllowed",
        Stage::Any,
        "Azure does not allow the operation; most often the vCPU quota is used up.",
        "Read the service's words; use a smaller batch, or ask for more quota.",
    ),
    entry(
        "SubnetIsFull",
        Stage::Any,
        "The subnet has not enough free addresses for a batch.",
        "Free addresses in the subnet, or use a smaller batch.",
    ),
    Entry {
        passing: true,
        ..entry(
            "AllocationFailed",
            Stage::Replacing,
            "Azure has not enough capacity for the VM size in the region or zone at the moment.",
            "If it fails again, use a smaller batch, another time or another size.",
        )
    },
    entry(
        "SkuNotAvailable",
        Stage::Replacing,
        "The VM size is not available in the region or zone for this subscription.",
        "Choose another size or other availability zones.",
    ),
    entry(
        "ScopeLocked",
        Stage::Any,
        "A lock keeps the service from changing or deleting a resource.",
        "Remove the lock from the virtual machines and their resource group until the update has ended.",
    ),
    entry(
        "RequestDisallowedByPolicy",
        Stage::Any,
        "An Azure Policy assignment forbids the new virtual machine or a part of it.",
        "Add an exemption, or change the configuration so that it complies.",
    ),
    entry(
        "AuthorizationFailed",
        Stage::Any,
        "The identity that replaces the machines lacks a role.",
        "Give it Desktop Virtualization Virtual Machine Contributor where it is missing, and wait some minutes until it holds.",
    ),
    entry(
        "LinkedAuthorizationFailed",
        Stage::Any,
        "The identity that replaces the machines lacks a role on a linked resource: network, image or disk encryption set.",
        "Give it the role on the resource the message names, and wait some minutes until it holds.",
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
