//! What hosts run beside what the update makes of them, property by property. Pure.

use avd::resource::{DiskInfo, DomainInfo, DomainJoinType, ImageInfo, SecurityInfo, SessionHostConfigurationProperties};
use avd::rule::diff::apart;
use avd::rule::wording::wording;

/// One property of a session host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub label: &'static str,
    /// What hosts run now; `None` if it is not set or could not be read.
    pub now: Option<String>,
    /// What the update makes.
    pub wanted: Option<String>,
}

impl Line {
    /// Whether the two differ.
    pub fn changes(&self) -> bool {
        self.now != self.wanted
    }
}

type Look = fn(&SessionHostConfigurationProperties) -> Option<String>;

const LINES: [(&str, Look); 10] = [
    ("Image", |it| it.image_info.as_ref().and_then(ImageInfo::label)),
    ("Size", |it| it.vm_size_id.clone()),
    ("OS disk", |it| it.disk_info.as_ref().and_then(disk)),
    ("Security", |it| it.security_info.as_ref().and_then(security)),
    ("Directory", |it| it.domain_info.as_ref().and_then(directory)),
    ("Subnet", |it| it.network_info.as_ref()?.subnet_id.clone().filter(|id| !id.is_empty())),
    ("Availability zones", |it| zones(it.availability_zones.as_deref()?)),
    ("Region", |it| it.vm_location.clone()),
    ("Resource group", |it| it.vm_resource_group.clone()),
    ("Script", |it| it.custom_configuration_script_url.clone().filter(|url| !url.is_empty())),
];

/// The properties that either side has.
pub fn lines(now: Option<&SessionHostConfigurationProperties>, wanted: &SessionHostConfigurationProperties) -> Vec<Line> {
    let line = |(label, look): (&'static str, Look)| {
        let (now, wanted) = (now.and_then(look), look(wanted));
        // A side that is not set leaves the other one its name.
        let (left, right) = apart(now.as_deref().unwrap_or_default(), wanted.as_deref().unwrap_or_default());
        Line { label, now: now.map(|_| left), wanted: wanted.map(|_| right) }
    };
    LINES.into_iter().map(line).filter(|line| line.now.is_some() || line.wanted.is_some()).collect()
}

fn disk(info: &DiskInfo) -> Option<String> {
    let ephemeral = info.diff_disk_settings.as_ref().map(|settings| match &settings.placement {
        Some(placement) => format!("Ephemeral, {}", wording(placement.as_str())),
        None => "Ephemeral".to_owned(),
    });
    ephemeral.or_else(|| Some(wording(info.managed_disk.as_ref()?.kind.as_ref()?.as_str()).to_owned()))
}

fn security(info: &SecurityInfo) -> Option<String> {
    let kind = wording(info.kind.as_ref()?.as_str()).to_owned();
    let on = [(info.secure_boot_enabled, "secure boot"), (info.v_tpm_enabled, "vTPM")];
    let parts: Vec<&str> = on.into_iter().filter(|(set, _)| *set == Some(true)).map(|(_, name)| name).collect();
    Some(if parts.is_empty() { kind } else { format!("{kind}: {}", parts.join(", ")) })
}

fn directory(info: &DomainInfo) -> Option<String> {
    match info.join_type.as_ref()? {
        DomainJoinType::ActiveDirectory => {
            let domain = info.active_directory_info.as_ref().and_then(|info| info.domain_name.clone());
            Some(domain.map_or_else(|| "Active Directory".to_owned(), |domain| format!("Active Directory, {domain}")))
        }
        DomainJoinType::AzureActiveDirectory => {
            let mdm = info.azure_active_directory_info.as_ref().and_then(|info| info.mdm_provider_guid.as_deref());
            let enrolled = mdm.is_some_and(|guid| !guid.is_empty());
            Some(if enrolled { "Microsoft Entra ID, with Intune" } else { "Microsoft Entra ID" }.to_owned())
        }
        other => Some(other.to_string()),
    }
}

fn zones(zones: &[i64]) -> Option<String> {
    let words: Vec<String> = zones.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arm::Json;
    use avd::resource::SessionHostConfiguration;
    use serde_json::{Value, json};

    use super::*;

    fn configuration(properties: &Value) -> SessionHostConfigurationProperties {
        SessionHostConfiguration::from_json(json!({ "properties": properties })).unwrap().properties
    }

    #[test]
    fn a_subnet_of_the_same_name_elsewhere_is_a_change() {
        let of = |net: &str| {
            let id = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/{net}/subnets/hosts");
            configuration(&json!({ "networkInfo": { "subnetId": id } }))
        };
        let line = |now: &str, wanted: &str| lines(Some(&of(now)), &of(wanted)).remove(0);
        assert!(line("one", "two").changes());
        assert_eq!(line("one", "two").wanted.as_deref(), Some("two/hosts"));
        assert!(!line("one", "ONE").changes());
        assert_eq!(lines(None, &of("one"))[0].wanted.as_deref(), Some("hosts"));
    }

    #[test]
    fn what_differs_is_told_and_what_neither_has_is_left_out() {
        let image = |version: &str| json!({"type": "Marketplace", "marketplaceInfo": {"publisher": "p", "offer": "o", "sku": "s", "exactVersion": version}});
        let now = configuration(&json!({"imageInfo": image("1"), "vmSizeId": "D4", "securityInfo": {"type": "Standard"}}));
        let wanted = configuration(&json!({
            "imageInfo": image("2"), "vmSizeId": "D4", "availabilityZones": [1, 2],
            "securityInfo": {"type": "TrustedLaunch", "secureBootEnabled": true, "vTpmEnabled": true}
        }));
        let lines = lines(Some(&now), &wanted);
        let told: Vec<(&str, bool)> = lines.iter().map(|line| (line.label, line.changes())).collect();
        assert_eq!(told, [("Image", true), ("Size", false), ("Security", true), ("Availability zones", true)]);
        assert_eq!(lines[2].wanted.as_deref(), Some("Trusted launch: secure boot, vTPM"));
        assert_eq!(lines[3].now, None);
    }

    #[test]
    fn directories_and_disks() {
        let words = |properties: Value| lines(None, &configuration(&properties)).remove(0).wanted.unwrap();
        let join = |kind: &str, more: Value| {
            words(json!({"domainInfo": {"joinType": kind, "activeDirectoryInfo": more, "azureActiveDirectoryInfo": more}}))
        };
        assert_eq!(join("ActiveDirectory", json!({"domainName": "contoso.example"})), "Active Directory, contoso.example");
        assert_eq!(join("AzureActiveDirectory", json!({"mdmProviderGuid": "0000000a"})), "Microsoft Entra ID, with Intune");
        assert_eq!(join("AzureActiveDirectory", json!({})), "Microsoft Entra ID");
        assert_eq!(words(json!({"diskInfo": {"managedDisk": {"type": "Premium_LRS"}}})), "Premium SSD");
        assert_eq!(
            words(json!({"diskInfo": {"diffDiskSettings": {"option": "Local", "placement": "CacheDisk"}}})),
            "Ephemeral, Cache disk"
        );
    }
}
