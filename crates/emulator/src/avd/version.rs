//! The api-versions of Microsoft.DesktopVirtualization, and sets of them.

/// An api-version: its place among all of them, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ApiVersion(u8);

/// All of them, oldest first. What each knows is in `data/versions.json`.
const NAMES: [&str; 10] = [
    "2022-02-10-preview",
    "2022-09-09",
    "2023-09-05",
    "2024-04-03",
    "2025-03-01-preview",
    "2025-04-01-preview",
    "2025-10-10",
    "2026-01-01-preview",
    "2026-03-01-preview",
    "2026-04-01-preview",
];

impl ApiVersion {
    /// `2022-02-10-preview`: the only one that takes a `migrationRequest`.
    pub(crate) const OLDEST: Self = Self(0);
    /// `2026-01-01-preview`: what Resource Graph shows its rows in.
    pub(crate) const V2026: Self = Self(7);

    /// The value of `api-version`.
    pub(crate) fn as_str(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Reads the value of `api-version`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let at = NAMES.iter().position(|name| name.eq_ignore_ascii_case(text))?;
        u8::try_from(at).ok().map(Self)
    }
}

/// A set of api-versions, one bit each, the oldest the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Versions(u16);

impl Versions {
    /// Every one.
    pub(crate) const ALL: Self = Self(0b11_1111_1111);
    /// Those with registration tokens as a list: since `2024-04-03`.
    pub(crate) const LISTED_TOKENS: Self = Self(0b11_1111_1000);
    /// Those with configuration, management, update and provisioning: the previews since `2025-03-01-preview`.
    pub(crate) const AUTOMATED: Self = Self(0b11_1011_0000);
    /// Those since `2025-10-10`, by the answers recorded of it.
    pub(crate) const SINCE_2025_10: Self = Self(0b11_1100_0000);
    /// Those since `2026-01-01-preview`.
    pub(crate) const SINCE_2026: Self = Self(0b11_1000_0000);

    /// Whether a version is in it.
    pub(crate) const fn has(self, version: ApiVersion) -> bool {
        self.0 & (1 << version.0) != 0
    }

    /// What is in both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in one or the other.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without a version.
    pub(crate) const fn without(self, version: ApiVersion) -> Self {
        Self(self.0 & !(1 << version.0))
    }

    /// Their names, newest first as ARM lists them.
    pub(crate) fn names(self) -> Vec<&'static str> {
        let all = (0..NAMES.len()).rev().filter_map(|at| u8::try_from(at).ok().map(ApiVersion));
        all.filter(|version| self.has(*version)).map(ApiVersion::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_name_their_versions_newest_first() {
        assert_eq!(Versions::ALL.names().first(), Some(&"2026-04-01-preview"));
        assert_eq!(Versions::ALL.names().len(), NAMES.len());
        assert_eq!(Versions::AUTOMATED.names().last(), Some(&"2025-03-01-preview"));
        assert!(!Versions::AUTOMATED.names().contains(&"2025-10-10"));
        let parsed: Vec<_> = NAMES.iter().rev().filter_map(|name| ApiVersion::parse(name)).map(ApiVersion::as_str).collect();
        assert_eq!(parsed, Versions::ALL.names());
        assert_eq!(Versions::ALL.without(ApiVersion::V2026).names().len(), NAMES.len() - 1);
    }
}
