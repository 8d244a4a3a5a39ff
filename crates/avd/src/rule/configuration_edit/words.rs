//! The fields in groups with their labels, and two configurations beside each other.

use crate::rule::wording::wording;
use serde_json::{Map, Value};

use super::Draft;
use crate::rule::{field_table, meaning};

/// A group of fields: its heading and its fields with their labels.
pub type Group = (&'static str, &'static [(&'static str, &'static str)]);

/// All fields of a configuration, in groups.
pub const GROUPS: &[Group] = &[
    ("Version", &[("friendlyName", "Friendly name")]),
    (
        "Image",
        &[
            ("imageInfo.type", "Source"),
            ("imageInfo.marketplaceInfo.publisher", "Publisher"),
            ("imageInfo.marketplaceInfo.offer", "Offer"),
            ("imageInfo.marketplaceInfo.sku", "SKU"),
            ("imageInfo.marketplaceInfo.exactVersion", "Version"),
            ("imageInfo.customInfo.resourceId", "Image"),
        ],
    ),
    (
        "Virtual machine",
        &[
            ("vmSizeId", "Size"),
            ("diskInfo.managedDisk.type", "OS disk type"),
            ("diskInfo.diffDiskSettings.option", "Ephemeral OS disk"),
            ("diskInfo.diffDiskSettings.placement", "Ephemeral disk placement"),
            ("securityInfo.type", "Security type"),
            ("securityInfo.secureBootEnabled", "Secure boot"),
            ("securityInfo.vTpmEnabled", "Virtual TPM"),
        ],
    ),
    ("Network", &[("networkInfo.subnetId", "Subnet"), ("networkInfo.securityGroupId", "Network security group")]),
    (
        "Directory",
        &[
            ("domainInfo.joinType", "Join type"),
            ("domainInfo.activeDirectoryInfo.domainName", "Domain"),
            ("domainInfo.activeDirectoryInfo.ouPath", "Organizational unit"),
            ("domainInfo.activeDirectoryInfo.domainCredentials.usernameKeyVaultSecretUri", "Joining account user name"),
            ("domainInfo.activeDirectoryInfo.domainCredentials.passwordKeyVaultSecretUri", "Joining account password"),
            ("domainInfo.azureActiveDirectoryInfo.mdmProviderGuid", "Device management (MDM)"),
        ],
    ),
    (
        "Local administrator",
        &[
            ("vmAdminCredentials.usernameKeyVaultSecretUri", "User name"),
            ("vmAdminCredentials.passwordKeyVaultSecretUri", "Password"),
        ],
    ),
    (
        "Names and location",
        &[
            ("vmNamePrefix", "Name prefix"),
            ("vmLocation", "Region"),
            ("vmResourceGroup", "Resource group"),
            ("availabilityZones", "Availability zones"),
            ("vmTags", "Tags"),
        ],
    ),
    (
        "More",
        &[
            ("customConfigurationScriptUrl", "Configuration script"),
            ("bootDiagnosticsInfo.enabled", "Boot diagnostics"),
            ("bootDiagnosticsInfo.storageUri", "Boot diagnostics storage"),
        ],
    ),
];

/// The label of a field; its path if it is none of a configuration.
pub fn label(field: &str) -> &str {
    let all = GROUPS.iter().flat_map(|(_, fields)| *fields);
    all.into_iter().find(|(path, _)| *path == field).map_or(field, |(_, label)| label)
}

/// The label of a field with its group: `Image: Version`.
pub fn name(field: &str) -> String {
    let group = GROUPS.iter().find(|(_, fields)| fields.iter().any(|(path, _)| *path == field));
    group.map_or_else(|| field.to_owned(), |(title, _)| format!("{title}: {}", label(field)))
}

/// One field of two configurations. What has no value is null.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The field, by its path.
    pub field: &'static str,
    /// Its label.
    pub label: &'static str,
    /// The wanted value.
    pub wanted: Value,
    /// The value that hosts run; `None` where no such configuration is known.
    pub active: Option<Value>,
}

impl Comparison {
    /// Whether the two differ in what they mean.
    pub fn differs(&self) -> bool {
        self.active.as_ref().is_some_and(|active| !meaning::same(self.field, &self.wanted, active))
    }
}

/// Two configurations as received, field by field. Fields that neither has are left out, and so are groups without a field.
pub fn compare(wanted: &Value, active: Option<&Value>) -> Vec<(&'static str, Vec<Comparison>)> {
    let wanted = field_table::leaves(&Draft::from(wanted));
    let active = active.map(|active| field_table::leaves(&Draft::from(active)));
    let value = |fields: &Map<String, Value>, path: &str| fields.get(path).cloned().unwrap_or_default();
    let rows = |fields: &'static [(&'static str, &'static str)]| {
        let rows = fields.iter().map(|(field, label)| {
            let active = active.as_ref().map(|active| value(active, field));
            Comparison { field, label, wanted: value(&wanted, field), active }
        });
        rows.filter(|row| !row.wanted.is_null() || row.active.as_ref().is_some_and(|value| !value.is_null())).collect::<Vec<_>>()
    };
    GROUPS.iter().map(|(title, fields)| (*title, rows(fields))).filter(|(_, rows)| !rows.is_empty()).collect()
}

/// What the form for a first configuration begins with, field by field: the presets of the Azure portal.
pub fn presets() -> Vec<(String, String)> {
    let fields = field_table::leaves(&Draft::of_new());
    fields.iter().filter(|(_, value)| !value.is_null()).map(|(field, value)| (name(field), text(value))).collect()
}

/// A value in words.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "Not set".to_owned(),
        Value::Bool(on) => (if *on { "On" } else { "Off" }).to_owned(),
        Value::String(text) => wording(text).to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name} = {}", text(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
    }
}
