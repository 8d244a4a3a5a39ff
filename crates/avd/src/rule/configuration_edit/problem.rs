//! What is wrong with a draft, field by field: what is missing, and what contradicts each other
//! (Learn, "Update session hosts using session host update", "Troubleshoot session host update"; API description).
//!
//! The service ignores some contradictions without a word, so they are refused here. What the service has and the draft leaves as
//! it is stands in nobody's way: it only deserves a look.

use serde_json::{Map, Value};

use super::draft::Draft;
use super::request::Situation;
use super::shape;
use crate::resource::{DomainJoinType, ImageType, SecurityType, VirtualMachineDiskType};
use crate::rule::FieldProblem;
use crate::rule::field_table;

/// What is wrong with an edit of the configuration as received (`Value::Null`: there is none yet).
pub fn problems(received: &Value, draft: &Draft, situation: &Situation) -> Vec<FieldProblem> {
    let before = Draft::from(received);
    let mut check = Check {
        existing: received.get("properties").is_some(),
        before: field_table::leaves(&before),
        after: field_table::leaves(draft),
        found: Vec::new(),
    };
    image(&mut check, draft);
    disk(&mut check, draft);
    security(&mut check, draft);
    domain(&mut check, draft);
    shape::check(&mut check, draft);
    if check.existing && situation.hosts != Some(0) {
        cannot_update(&mut check);
    }
    check.found
}

/// Collects problems, and knows what the draft changes.
pub(super) struct Check {
    pub(super) existing: bool,
    before: Map<String, Value>,
    after: Map<String, Value>,
    found: Vec<FieldProblem>,
}

impl Check {
    /// Whether the draft changes this field.
    fn changes(&self, field: &str) -> bool {
        self.before.get(field) != self.after.get(field)
    }

    /// Whether the field has a value.
    pub(super) fn has(&self, field: &str) -> bool {
        self.after.get(field).is_some_and(|value| !value.is_null())
    }

    /// A problem that stands in the way if the draft changes the field or what it depends on.
    pub(super) fn error(&mut self, field: &'static str, because_of: &[&str], message: impl Into<String>) {
        let stands = !self.existing || self.changes(field) || because_of.iter().any(|field| self.changes(field));
        let problem = if stands { FieldProblem::error(field, message) } else { FieldProblem::warning(field, message) };
        self.found.push(problem);
    }

    /// A problem that only deserves a look.
    pub(super) fn warning(&mut self, field: &'static str, message: impl Into<String>) {
        self.found.push(FieldProblem::warning(field, message));
    }

    /// A field that must have a value.
    pub(super) fn require(&mut self, field: &'static str, because_of: &[&str], message: &str) {
        if !self.has(field) {
            self.error(field, because_of, message);
        }
    }

    /// Fields that mean nothing because of another one.
    fn refuse(&mut self, fields: &[&'static str], because_of: &str, message: &str) {
        for field in fields {
            if self.has(field) {
                self.error(field, &[because_of], message);
            }
        }
    }
}

const MARKETPLACE: [&str; 4] = [
    "imageInfo.marketplaceInfo.publisher",
    "imageInfo.marketplaceInfo.offer",
    "imageInfo.marketplaceInfo.sku",
    "imageInfo.marketplaceInfo.exactVersion",
];

fn image(check: &mut Check, draft: &Draft) {
    const TYPE: &str = "imageInfo.type";
    const CUSTOM: &str = "imageInfo.customInfo.resourceId";
    match draft.image_type {
        None => check.require(TYPE, &[], "Select an image source."),
        Some(ImageType::Marketplace) => {
            let words = ["Select a publisher.", "Select an offer.", "Select a SKU.", "Select a version."];
            for (field, message) in MARKETPLACE.into_iter().zip(words) {
                check.require(field, &[TYPE], message);
            }
            check.refuse(&[CUSTOM], TYPE, "Not used with a Marketplace image. Clear it.");
        }
        Some(ImageType::Custom) => {
            check.require(CUSTOM, &[TYPE], "Select an image.");
            check.refuse(&MARKETPLACE, TYPE, "Not used with a custom image. Clear it.");
        }
        Some(ImageType::Other(_)) => {}
    }
}

/// What the how-to advises for the OS disk.
pub const PREMIUM_ADVICE: &str = "Microsoft recommends Premium SSD for production.";
/// How the OS disk of an updated host is called (Learn, the same page).
pub const DISK_NAME: &str = "The new OS disk is named SessionHostName-DateTime_Hash.";
/// What a confidential VM has in the portal and not in the API.
pub const INTEGRITY_MONITORING: &str = "The Azure portal also turns on integrity monitoring for confidential VMs. The API has \
    no setting for it; after the update, install the guest attestation extension.";

fn disk(check: &mut Check, draft: &Draft) {
    const MANAGED: &str = "diskInfo.managedDisk.type";
    const OPTION: &str = "diskInfo.diffDiskSettings.option";
    const PLACEMENT: &str = "diskInfo.diffDiskSettings.placement";
    if draft.ephemeral.is_some() {
        let message = "An ephemeral OS disk doesn't use a managed disk type. Clear one of the two.";
        check.refuse(&[MANAGED], OPTION, message);
    } else if draft.placement.is_some() {
        check.error(PLACEMENT, &[OPTION], "Placement is used only with an ephemeral OS disk. Clear it.");
    } else if draft.disk_type.is_none() && !check.existing {
        check.error(MANAGED, &[], "Select a disk type or an ephemeral disk.");
    } else if draft.disk_type.is_none() {
        check.warning(MANAGED, "No disk type is set, so Azure selects one.");
    } else if check.changes(MANAGED) && draft.disk_type != Some(VirtualMachineDiskType::PremiumLrs) {
        check.warning(MANAGED, PREMIUM_ADVICE);
    }
}

fn security(check: &mut Check, draft: &Draft) {
    const TYPE: &str = "securityInfo.type";
    const BOOT: &str = "securityInfo.secureBootEnabled";
    const TPM: &str = "securityInfo.vTpmEnabled";
    match draft.security_type {
        None | Some(SecurityType::Standard) => {
            for (field, set) in [(BOOT, draft.secure_boot), (TPM, draft.v_tpm)] {
                if set == Some(true) {
                    check.error(field, &[TYPE], "Standard VMs don't support secure boot or vTPM. Turn it off.");
                }
            }
        }
        Some(SecurityType::TrustedLaunch) => {
            if draft.secure_boot != Some(true) && draft.v_tpm != Some(true) {
                check.warning(TYPE, "Without secure boot and vTPM, Trusted launch doesn't protect the VM.");
            } else if draft.secure_boot != Some(true) || draft.v_tpm != Some(true) {
                check.warning(TYPE, "Turn on both secure boot and vTPM for full protection.");
            }
        }
        Some(SecurityType::ConfidentialVm) => {
            if draft.v_tpm != Some(true) {
                check.error(TPM, &[TYPE], "Confidential VMs require vTPM. Turn it on.");
            }
        }
        Some(SecurityType::Other(_)) => {}
    }
}

fn domain(check: &mut Check, draft: &Draft) {
    const JOIN: &str = "domainInfo.joinType";
    const MDM: &str = "domainInfo.azureActiveDirectoryInfo.mdmProviderGuid";
    const NAME: &str = "domainInfo.activeDirectoryInfo.domainName";
    const OU: &str = "domainInfo.activeDirectoryInfo.ouPath";
    const USER: &str = "domainInfo.activeDirectoryInfo.domainCredentials.usernameKeyVaultSecretUri";
    const PASSWORD: &str = "domainInfo.activeDirectoryInfo.domainCredentials.passwordKeyVaultSecretUri";
    match draft.join_type {
        None => check.require(JOIN, &[], "Select the directory to join."),
        Some(DomainJoinType::ActiveDirectory) => {
            check.require(OU, &[JOIN], "Enter an organizational unit, such as OU=Hosts,DC=contoso,DC=com.");
            check.require(USER, &[JOIN], "Select the secret that contains the joining account's user name.");
            check.require(PASSWORD, &[JOIN], "Select the secret that contains the joining account's password.");
            if !check.has(NAME) {
                check.warning(NAME, "Optional. If it's empty, Azure uses the joining account's domain.");
            }
            check.refuse(&[MDM], JOIN, "Used only with Microsoft Entra join. Clear it.");
        }
        Some(DomainJoinType::AzureActiveDirectory) => {
            let message = "Not used with Microsoft Entra join. Clear it.";
            check.refuse(&[NAME, OU, USER, PASSWORD], JOIN, message);
        }
        Some(DomainJoinType::Other(_)) => {}
    }
}

/// Learn, "Troubleshoot session host update": an update refuses to start if the configuration differs from the hosts in these.
fn cannot_update(check: &mut Check) {
    for (field, what) in [
        ("vmLocation", "region"),
        ("vmResourceGroup", "resource group"),
        ("domainInfo.joinType", "join type"),
        ("domainInfo.activeDirectoryInfo.domainName", "domain"),
    ] {
        if check.changes(field) {
            let message = format!(
                "An update can't change the {what} of session hosts. It won't start while the pool has hosts with the old \
                    {what}."
            );
            check.warning(field, message);
        }
    }
}
