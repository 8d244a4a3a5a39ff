//! The one table of API versions: which version each family of operations speaks, and what it falls back to.
//!
//! Which of a family's versions are used is decided by what the provider offers in the directory ([`Offered`]); until that is read,
//! and where it cannot be read, the table stands as it is. Only reads fall back, and only when the service does not offer a version
//! (`NoRegisteredProviderFound`, `InvalidApiVersionParameter`); a write is sent once, with one version.

use std::collections::BTreeMap;

mod offered;

pub use offered::Offered;
use serde::{Deserialize, Serialize};

/// Operations that change versions together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Family {
    /// Host pools: list, get, update by PATCH.
    HostPools,
    /// Host pools with `migrationRequest`, which 2022-02-10-preview is the last version to have.
    HostPoolPut,
    /// Registration tokens: create, read, revoke.
    RegistrationTokens,
    /// Session hosts.
    SessionHosts,
    /// User sessions.
    UserSessions,
    /// Scaling plans.
    ScalingPlans,
    /// Session host configurations, wanted and active.
    SessionHostConfigurations,
    /// The management policy, updates and provisioning.
    SessionHostManagements,
    /// Subscriptions (Microsoft.Resources).
    Subscriptions,
    /// What a provider offers (Microsoft.Resources).
    Providers,
    /// The caller's permissions, and role assignments (Microsoft.Authorization).
    Permissions,
    /// Machine sizes (Microsoft.Compute, skus).
    ComputeSkus,
    /// Machines, Marketplace images and managed images (Microsoft.Compute).
    Compute,
    /// Galleries of images (Microsoft.Compute).
    Galleries,
    /// Networks (Microsoft.Network).
    Network,
    /// Key vaults (Microsoft.KeyVault).
    KeyVault,
    /// Management locks (Microsoft.Authorization).
    Locks,
    /// Policy assignments (Microsoft.Authorization).
    PolicyAssignments,
    /// Policy restrictions (Microsoft.PolicyInsights).
    PolicyInsights,
    /// Diagnostic settings (Microsoft.Insights).
    DiagnosticSettings,
    /// The activity log of a subscription (Microsoft.Insights).
    ActivityLog,
    /// Azure Resource Graph (Microsoft.ResourceGraph).
    ResourceGraph,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 22] = [
        Self::HostPools,
        Self::HostPoolPut,
        Self::RegistrationTokens,
        Self::SessionHosts,
        Self::UserSessions,
        Self::ScalingPlans,
        Self::SessionHostConfigurations,
        Self::SessionHostManagements,
        Self::Subscriptions,
        Self::Providers,
        Self::Permissions,
        Self::ComputeSkus,
        Self::Compute,
        Self::Galleries,
        Self::Network,
        Self::KeyVault,
        Self::Locks,
        Self::PolicyAssignments,
        Self::PolicyInsights,
        Self::DiagnosticSettings,
        Self::ActivityLog,
        Self::ResourceGraph,
    ];

    /// The name in the configuration file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HostPools => "hostPools",
            Self::HostPoolPut => "hostPoolPut",
            Self::RegistrationTokens => "registrationTokens",
            Self::SessionHosts => "sessionHosts",
            Self::UserSessions => "userSessions",
            Self::ScalingPlans => "scalingPlans",
            Self::SessionHostConfigurations => "sessionHostConfigurations",
            Self::SessionHostManagements => "sessionHostManagements",
            Self::Subscriptions => "subscriptions",
            Self::Providers => "providers",
            Self::Permissions => "permissions",
            Self::ComputeSkus => "computeSkus",
            Self::Compute => "compute",
            Self::Galleries => "galleries",
            Self::Network => "network",
            Self::KeyVault => "keyVault",
            Self::Locks => "locks",
            Self::PolicyAssignments => "policyAssignments",
            Self::PolicyInsights => "policyInsights",
            Self::DiagnosticSettings => "diagnosticSettings",
            Self::ActivityLog => "activityLog",
            Self::ResourceGraph => "resourceGraph",
        }
    }

    /// The family of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name().eq_ignore_ascii_case(name))
    }

    /// The versions of this family, the preferred one first.
    const fn defaults(self) -> &'static [&'static str] {
        match self {
            Self::HostPools | Self::SessionHosts | Self::UserSessions | Self::ScalingPlans => {
                &["2026-04-01-preview", "2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03"]
            }
            Self::HostPoolPut => &["2022-02-10-preview"],
            Self::RegistrationTokens => &["2025-10-10"],
            Self::SessionHostConfigurations | Self::SessionHostManagements => {
                &["2026-04-01-preview", "2026-03-01-preview", "2026-01-01-preview"]
            }
            Self::Subscriptions => &["2022-12-01"],
            Self::Providers => &["2021-04-01"],
            Self::Permissions => &["2022-04-01"],
            Self::ComputeSkus => &["2021-07-01"],
            Self::Compute => &["2024-07-01", "2023-09-01"],
            Self::Galleries => &["2025-03-03", "2023-07-03"],
            Self::Network => &["2025-05-01", "2024-05-01"],
            Self::KeyVault => &["2026-02-01", "2023-07-01"],
            Self::Locks => &["2020-05-01"],
            Self::PolicyAssignments => &["2023-04-01"],
            Self::PolicyInsights => &["2023-03-01"],
            Self::DiagnosticSettings => &["2021-05-01-preview"],
            Self::ActivityLog => &["2015-04-01"],
            Self::ResourceGraph => &["2024-04-01", "2022-10-01", "2021-03-01"],
        }
    }
}

impl Family {
    /// The resource type of Microsoft.DesktopVirtualization whose offer decides; `None` for other providers.
    pub const fn resource_type(self) -> Option<&'static str> {
        Some(match self {
            Self::HostPools | Self::HostPoolPut | Self::RegistrationTokens => "hostPools",
            Self::SessionHosts => "hostPools/sessionHosts",
            Self::UserSessions => "hostPools/sessionHosts/userSessions",
            Self::ScalingPlans => "scalingPlans",
            Self::SessionHostConfigurations => "hostPools/sessionHostConfigurations",
            Self::SessionHostManagements => "hostPools/sessionHostManagements",
            _ => return None,
        })
    }
}

/// Versions of Microsoft.DesktopVirtualization whose end Microsoft has announced: all previews up to 2024-11-01-preview, no longer
/// supported from 1 August 2025 (Azure/avdaccelerator#721; Azure/bicep-registry-modules#5724).
pub fn is_withdrawn(version: &str) -> bool {
    version.ends_with("-preview") && version <= "2024-11-01-preview"
}

/// The table: defaults, what the configuration overrides, and what the provider offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiVersions {
    overrides: BTreeMap<Family, Vec<String>>,
    offered: Offered,
}

impl ApiVersions {
    /// The table with overrides by family name. A value is one version, or several in the order to try, separated by commas:
    /// what the configuration names is all that is used. Names of no family and empty values change nothing; see [`Family::parse`].
    #[must_use]
    pub fn with_overrides(mut self, overrides: &BTreeMap<String, String>) -> Self {
        for (name, value) in overrides {
            let versions: Vec<String> =
                value.split(',').map(str::trim).filter(|version| !version.is_empty()).map(str::to_owned).collect();
            if let (Some(family), false) = (Family::parse(name), versions.is_empty()) {
                self.overrides.insert(family, versions);
            }
        }
        self
    }

    /// The version to use first.
    pub fn preferred(&self, family: Family) -> String {
        self.order(family).into_iter().next().unwrap_or_default()
    }

    /// The versions to try after it, for reads.
    pub fn fallback(&self, family: Family) -> Vec<String> {
        self.order(family).into_iter().skip(1).collect()
    }

    /// The table with what the provider offers in the directory that is looked at.
    #[must_use]
    pub fn with_offered(mut self, offered: Offered) -> Self {
        self.offered = offered;
        self
    }

    /// What the provider offers, as far as it is known.
    pub const fn offered(&self) -> &Offered {
        &self.offered
    }

    /// Whether the configuration says which versions a family uses.
    pub fn is_overridden(&self, family: Family) -> bool {
        self.overrides.contains_key(&family)
    }

    /// The versions a family uses, the preferred one first: what the configuration says; else those of the table that the provider
    /// offers; the whole table where the offer is not known, or has none of them.
    pub fn order(&self, family: Family) -> Vec<String> {
        if let Some(versions) = self.overrides.get(&family) {
            return versions.clone();
        }
        let known = family.defaults().iter().copied();
        let offered = family.resource_type().and_then(|kind| self.offered.of(kind));
        let both: Vec<&str> = match offered {
            Some(offered) => {
                known.clone().filter(|version| offered.iter().any(|one| one.eq_ignore_ascii_case(version))).collect()
            }
            None => Vec::new(),
        };
        let used = if both.is_empty() { known.collect() } else { both };
        used.into_iter().map(str::to_owned).collect()
    }

    /// The first version of a family that is good for something; the preferred one if none is.
    pub fn first(&self, family: Family, is_good: impl Fn(&str) -> bool) -> String {
        let found = self.order(family).into_iter().find(|version| is_good(version));
        found.unwrap_or_else(|| self.preferred(family))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_a_version_and_a_name_of_its_own() {
        let table = ApiVersions::default();
        for family in Family::ALL {
            assert_eq!(Family::parse(family.name()), Some(family));
            assert!(table.preferred(family).starts_with("20"), "{family:?}");
        }
    }

    #[test]
    fn pools_and_hosts_fall_back_in_order() {
        let table = ApiVersions::default();
        for family in [Family::HostPools, Family::SessionHosts] {
            assert_eq!(table.preferred(family), "2026-04-01-preview");
            assert_eq!(table.fallback(family), ["2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03"]);
        }
        assert_eq!(table.fallback(Family::SessionHostManagements), ["2026-03-01-preview", "2026-01-01-preview"]);
    }

    fn offering(kind: &str, versions: &[&str]) -> ApiVersions {
        let answer = serde_json::json!({"resourceTypes": [{"resourceType": kind, "apiVersions": versions}]});
        ApiVersions::default().with_offered(Offered::of_answer(&answer))
    }

    #[test]
    fn the_newest_of_ours_that_is_offered_is_used() {
        let cases: [(&[&str], &[&str]); 5] = [
            (&["2027-01-01", "2026-04-01-preview", "2025-10-10"], &["2026-04-01-preview", "2025-10-10"]),
            (&["2025-10-10", "2026-01-01-preview"], &["2026-01-01-preview", "2025-10-10"]),
            (&["2024-04-03"], &["2024-04-03"]),
            (&[], &["2026-04-01-preview", "2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03"]),
            (&["2027-01-01"], &["2026-04-01-preview", "2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03"]),
        ];
        for (offered, used) in cases {
            let table = offering("HostPools", offered);
            assert_eq!(table.order(Family::HostPools), used, "{offered:?}");
            assert_eq!(table.preferred(Family::SessionHosts), "2026-04-01-preview", "the offer of another type says nothing");
            assert_eq!(table.preferred(Family::Compute), "2024-07-01", "nor that of another provider");
        }
    }

    #[test]
    fn the_configuration_outranks_the_offer() {
        let given = [("hostPools".to_owned(), "2025-10-10".to_owned())].into();
        let table = offering("hostPools", &["2026-04-01-preview"]).with_overrides(&given);
        assert_eq!(table.order(Family::HostPools), ["2025-10-10"]);
        assert!(table.is_overridden(Family::HostPools) && !table.is_overridden(Family::SessionHosts));
    }

    #[test]
    fn what_is_withdrawn_is_never_preferred() {
        for version in ["2022-02-10-preview", "2021-08-04-preview", "2024-11-01-preview"] {
            assert!(is_withdrawn(version), "{version}");
        }
        for version in ["2022-09-09", "2024-04-03", "2025-03-01-preview", "2026-04-01-preview"] {
            assert!(!is_withdrawn(version), "{version}");
        }
        let table = ApiVersions::default();
        for family in Family::ALL.into_iter().filter(|family| *family != Family::HostPoolPut && family.resource_type().is_some())
        {
            assert!(!is_withdrawn(&table.preferred(family)), "{family:?}");
        }
    }

    #[test]
    fn an_override_is_all_that_is_used() {
        let given =
            [("HostPools", "2024-04-03"), ("sessionHosts", "2025-10-10, 2024-04-03"), ("nonsense", "1"), ("permissions", " ")];
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let table = ApiVersions::default().with_overrides(&given);
        assert_eq!(table.preferred(Family::HostPools), "2024-04-03");
        assert!(table.fallback(Family::HostPools).is_empty());
        assert_eq!(table.fallback(Family::SessionHosts), ["2024-04-03"]);
        assert_eq!(table.preferred(Family::Permissions), "2022-04-01");
        assert_eq!(table.preferred(Family::RegistrationTokens), "2025-10-10");
    }
}
