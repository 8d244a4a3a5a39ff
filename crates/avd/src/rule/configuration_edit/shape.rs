//! The shape of single fields: names, ids, addresses, limits.

use arm::ResourceId;

use super::draft::Draft;
use super::problem::Check;
use super::secret::SecretUri;

const FRIENDLY_NAME_LIMIT: usize = 260;
const PREFIX_LIMIT: usize = 11;
const MDM: &str = "domainInfo.azureActiveDirectoryInfo.mdmProviderGuid";
/// Learn, "Use tags to organize your Azure resources".
const TAG_LIMIT: usize = 50;

pub(super) fn check(check: &mut Check, draft: &Draft) {
    names(check, draft);
    ids(check, draft);
    secrets(check, draft);
    addresses(check, draft);
    if draft.availability_zones.iter().any(|zone| !(1..=3).contains(zone)) {
        check.error("availabilityZones", &[], "Zones are 1, 2 and 3.");
    }
    tags(check, draft);
}

fn names(check: &mut Check, draft: &Draft) {
    if draft.friendly_name.chars().count() > FRIENDLY_NAME_LIMIT {
        check.error("friendlyName", &[], format!("Enter at most {FRIENDLY_NAME_LIMIT} characters."));
    }
    check.require("vmSizeId", &[], "Select a size.");
    check.require("vmNamePrefix", &[], "Enter a prefix for VM names.");
    let prefix = draft.vm_name_prefix.trim();
    if prefix.chars().count() > PREFIX_LIMIT {
        let message = format!("Enter at most {PREFIX_LIMIT} characters; with its number, the VM name can have 15.");
        check.error("vmNamePrefix", &[], message);
    } else if !prefix.chars().all(|next| next.is_ascii_alphanumeric() || next == '-') || prefix.starts_with('-') {
        check.error("vmNamePrefix", &[], "Use letters, digits and hyphens. Don't start with a hyphen.");
    }
    let group = draft.vm_resource_group.trim();
    if group.chars().count() > 90 || group.contains('/') {
        check.error("vmResourceGroup", &[], "Enter a resource group name, not its ID, of up to 90 characters.");
    }
    if !draft.vm_location.trim().chars().all(|next| next.is_ascii_alphanumeric() || next == ' ') {
        check.error("vmLocation", &[], "Enter a region name, such as westeurope.");
    }
    if check.has(MDM) && !host::is_guid(draft.mdm_provider_guid.trim()) {
        check.error(MDM, &[], "Enter the MDM provider's ID. For Intune, it's 0000000a-0000-0000-c000-000000000000.");
    }
}

fn ids(check: &mut Check, draft: &Draft) {
    check.require("networkInfo.subnetId", &[], "Select a subnet.");
    let is = |text: &str, kinds: &[&str]| {
        let kind = ResourceId::parse(text.trim()).ok().map(|id| id.kind());
        kind.is_some_and(|kind| kinds.iter().any(|known| known.eq_ignore_ascii_case(&kind)))
    };
    let cases: [(&'static str, &str, &[&str], &str); 3] = [
        (
            "networkInfo.subnetId",
            &draft.subnet_id,
            &["Microsoft.Network/virtualNetworks/subnets"],
            "Enter a subnet's resource ID: /subscriptions/…/providers/Microsoft.Network/virtualNetworks/…/subnets/…",
        ),
        (
            "networkInfo.securityGroupId",
            &draft.security_group_id,
            &["Microsoft.Network/networkSecurityGroups"],
            "Enter a network security group's resource ID: /subscriptions/…/providers/Microsoft.Network/networkSecurityGroups/…",
        ),
        (
            "imageInfo.customInfo.resourceId",
            &draft.custom_image,
            &["Microsoft.Compute/galleries/images/versions", "Microsoft.Compute/images"],
            "Enter the resource ID of a gallery image version (…/galleries/…/images/…/versions/…) or a managed image \
                (…/images/…).",
        ),
    ];
    for (field, text, kinds, message) in cases {
        if check.has(field) && !is(text, kinds) {
            check.error(field, &[], message);
        }
    }
}

fn secrets(check: &mut Check, draft: &Draft) {
    const USER: &str = "vmAdminCredentials.usernameKeyVaultSecretUri";
    const PASSWORD: &str = "vmAdminCredentials.passwordKeyVaultSecretUri";
    const JOIN_USER: &str = "domainInfo.activeDirectoryInfo.domainCredentials.usernameKeyVaultSecretUri";
    const JOIN_PASSWORD: &str = "domainInfo.activeDirectoryInfo.domainCredentials.passwordKeyVaultSecretUri";
    check.require(USER, &[], "Select the secret that contains the local administrator's user name.");
    check.require(PASSWORD, &[], "Select the secret that contains the local administrator's password.");
    let pairs = [
        ((USER, &draft.admin_username_uri), (PASSWORD, &draft.admin_password_uri)),
        ((JOIN_USER, &draft.domain_username_uri), (JOIN_PASSWORD, &draft.domain_password_uri)),
    ];
    for (user, password) in pairs {
        for (field, text) in [user, password] {
            match SecretUri::parse(text.trim()) {
                // The text may be the secret itself, so it is not repeated.
                None if check.has(field) => check.error(
                    field,
                    &[],
                    "Enter a secret's URI, never the secret itself: https://<vault>.vault.azure.net/secrets/<name>",
                ),
                Some(uri) if uri.version.is_some() => {
                    check.warning(field, "The URI includes a version, so later changes to the secret have no effect.");
                }
                _ => {}
            }
        }
        if check.has(user.0) && user.1.trim().eq_ignore_ascii_case(password.1.trim()) {
            check.warning(password.0, "User name and password use the same secret.");
        }
    }
}

fn addresses(check: &mut Check, draft: &Draft) {
    const SCRIPT: &str = "customConfigurationScriptUrl";
    const STORAGE: &str = "bootDiagnosticsInfo.storageUri";
    let https = |text: &str| {
        let rest = text.trim().strip_prefix("https://").unwrap_or_default();
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
    };
    if check.has(SCRIPT) {
        if !https(&draft.script_url) {
            check.error(SCRIPT, &[], "Enter an https:// URL that's reachable from the internet.");
        } else if draft.script_url.contains("sig=") {
            check.error(
                SCRIPT,
                &[],
                "The URL contains a shared access signature, which anyone who can read the configuration could use.",
            );
        }
    }
    if check.has(STORAGE) {
        if draft.boot_diagnostics != Some(true) {
            let message = "Boot diagnostics are off, so the storage account isn't used. Clear it or turn on boot diagnostics.";
            check.error(STORAGE, &["bootDiagnosticsInfo.enabled"], message);
        } else if !https(&draft.boot_diagnostics_storage) {
            check.error(STORAGE, &[], "Enter a storage account's URL: https://<account>.blob.core.windows.net");
        }
    }
}

fn tags(check: &mut Check, draft: &Draft) {
    if draft.vm_tags.len() > TAG_LIMIT {
        check.error("vmTags", &[], format!("A VM can have at most {TAG_LIMIT} tags."));
    }
    for (name, value) in &draft.vm_tags {
        let forbidden = |next: char| matches!(next, '<' | '>' | '%' | '&' | '\\' | '?' | '/');
        if name.is_empty() || name.chars().count() > 512 || name.contains(forbidden) {
            check.error(
                "vmTags",
                &[],
                format!("“{name}” isn't a valid tag name. Use 1 to 512 characters, without < > % & \\ ? /"),
            );
        }
        if value.chars().count() > 256 {
            check.error("vmTags", &[], format!("The value of tag “{name}” is longer than 256 characters."));
        }
    }
}
