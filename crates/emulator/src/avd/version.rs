//! The api-versions the provider serves, and what each can say about a host pool.

use serde_json::{Map, Value};

/// An api-version of Microsoft.DesktopVirtualization, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ApiVersion {
    /// `2022-02-10-preview`: the last with `migrationRequest`.
    V2022,
    /// `2024-04-03`.
    V2024,
    /// `2025-10-10`.
    V2025,
    /// `2026-01-01-preview`: session host configuration, management, update and provisioning.
    V2026,
}

impl ApiVersion {
    /// All of them, oldest first.
    pub(crate) const ALL: [Self; 4] = [Self::V2022, Self::V2024, Self::V2025, Self::V2026];

    /// The value of `api-version`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::V2022 => "2022-02-10-preview",
            Self::V2024 => "2024-04-03",
            Self::V2025 => "2025-10-10",
            Self::V2026 => "2026-01-01-preview",
        }
    }

    /// Reads the value of `api-version`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str().eq_ignore_ascii_case(text))
    }

    /// Whether this version has that property of a host pool.
    ///
    /// The sample answers of `HostPools_Get` per version and the property tables of their reference pages draw these lines; that
    /// the four UDP switches came with `2025-10-10` is a guess.
    pub(crate) fn knows(self, property: &str) -> bool {
        match property {
            "migrationRequest" => self == Self::V2022,
            "appAttachPackageReferences" | "privateEndpointConnections" => self >= Self::V2024,
            "managedPrivateUDP" | "directUDP" | "publicUDP" | "relayUDP" => self >= Self::V2025,
            "managementType" | "deploymentScope" | "oboTenantId" | "allowRDPShortPathWithPrivateLink" => self >= Self::V2026,
            _ => true,
        }
    }

    /// The properties of a host pool this version can say.
    pub(crate) fn view(self, properties: &Map<String, Value>) -> Map<String, Value> {
        properties.iter().filter(|(name, _)| self.knows(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_its_own_words() {
        let cases = [("migrationRequest", "Y..."), ("managementType", "...Y"), ("relayUDP", "..YY"), ("friendlyName", "YYYY")];
        for (property, expected) in cases {
            let row: String = ApiVersion::ALL.iter().map(|version| if version.knows(property) { 'Y' } else { '.' }).collect();
            assert_eq!(row, expected, "{property}");
        }
    }
}
