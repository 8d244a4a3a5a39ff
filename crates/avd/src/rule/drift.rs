//! Whether a session host is what the configuration wants
//! (Learn, "Update session hosts using session host update": Current Version and Target Version).

use std::cmp::Ordering;

use crate::resource::{SessionHost, SessionHostConfigurationProperties, Timestamp};

/// How a host stands to the wanted configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HostVersion {
    /// Made from the wanted version.
    UpToDate,
    /// Made from an older version.
    Behind,
    /// One of the two versions is missing or unreadable, or the host is newer than the configuration as it was read.
    Unknown,
}

impl HostVersion {
    /// A label for a table.
    pub const fn label(self) -> &'static str {
        match self {
            Self::UpToDate => "Up to date",
            Self::Behind => "Out of date",
            Self::Unknown => "Unknown",
        }
    }
}

/// Compares a host with the wanted configuration.
pub fn host_version(host: &SessionHost, wanted: &SessionHostConfigurationProperties) -> HostVersion {
    match (&host.properties.session_host_configuration, &wanted.version) {
        (Some(current), Some(target)) => compare(current, target),
        _ => HostVersion::Unknown,
    }
}

/// Compares the version a host was created from with that of the target configuration.
fn compare(current: &Timestamp, target: &Timestamp) -> HostVersion {
    if current == target {
        return HostVersion::UpToDate;
    }
    let (Some(a), Some(b)) = (current.at(), target.at()) else { return HostVersion::Unknown };
    // The service writes seven fraction digits in one place and none in another: compare what both have.
    let coarse = fraction(current).is_empty() || fraction(target).is_empty();
    let order =
        if coarse { a.seconds().cmp(&b.seconds()) } else { a.cmp(&b).then_with(|| fraction(current).cmp(fraction(target))) };
    match order {
        Ordering::Less => HostVersion::Behind,
        Ordering::Equal => HostVersion::UpToDate,
        Ordering::Greater => HostVersion::Unknown,
    }
}

/// The fraction digits without trailing zeros.
fn fraction(stamp: &Timestamp) -> &str {
    let after = stamp.as_str().split_once('.').map_or("", |(_, rest)| rest);
    let digits = after.find(|next: char| !next.is_ascii_digit()).map_or(after, |end| after.split_at(end).0);
    digits.trim_end_matches('0')
}

/// How the hosts of a pool stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DriftSummary {
    /// Hosts of the wanted version.
    pub up_to_date: usize,
    /// Hosts of an older version.
    pub behind: usize,
    /// Hosts that cannot be compared.
    pub unknown: usize,
}

impl DriftSummary {
    /// All hosts.
    pub const fn total(&self) -> usize {
        self.up_to_date + self.behind + self.unknown
    }
}

/// Counts the hosts of a pool.
pub fn summarize<'a>(
    hosts: impl IntoIterator<Item = &'a SessionHost>,
    wanted: &SessionHostConfigurationProperties,
) -> DriftSummary {
    let mut summary = DriftSummary::default();
    for host in hosts {
        match host_version(host, wanted) {
            HostVersion::UpToDate => summary.up_to_date += 1,
            HostVersion::Behind => summary.behind += 1,
            HostVersion::Unknown => summary.unknown += 1,
        }
    }
    summary
}

/// Counts the hosts of a pool by the versions they name.
pub fn of_versions(versions: &[(Option<Timestamp>, i64)], target: &Timestamp) -> DriftSummary {
    let mut summary = DriftSummary::default();
    for (version, hosts) in versions {
        let hosts = usize::try_from(*hosts).unwrap_or_default();
        match version.as_ref().map_or(HostVersion::Unknown, |version| compare(version, target)) {
            HostVersion::UpToDate => summary.up_to_date += hosts,
            HostVersion::Behind => summary.behind += hosts,
            HostVersion::Unknown => summary.unknown += hosts,
        }
    }
    summary
}

/// Session hosts that were made from one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionGroup {
    /// The version as the hosts name it; `None` if they name none.
    pub version: Option<Timestamp>,
    /// How they stand to the wanted configuration.
    pub standing: HostVersion,
    /// How many there are.
    pub hosts: usize,
}

/// The hosts of a pool by the version they run: the wanted one first, then older ones from new to old, then the unknown.
pub fn by_version<'a>(
    hosts: impl IntoIterator<Item = &'a SessionHost>,
    wanted: &SessionHostConfigurationProperties,
) -> Vec<VersionGroup> {
    let mut groups: Vec<VersionGroup> = Vec::new();
    for host in hosts {
        let standing = host_version(host, wanted);
        let version = host.properties.session_host_configuration.clone();
        // One version is written with and without fraction digits.
        let same = |group: &&mut VersionGroup| {
            group.standing == standing && (standing == HostVersion::UpToDate || group.version == version)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.hosts += 1,
            None => groups.push(VersionGroup { version, standing, hosts: 1 }),
        }
    }
    groups.sort_by(|a, b| {
        let at = |group: &VersionGroup| group.version.as_ref().and_then(Timestamp::at);
        a.standing.cmp(&b.standing).then_with(|| at(b).cmp(&at(a)))
    });
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn host(version: Option<&str>) -> SessionHost {
        let mut host = SessionHost::default();
        host.properties.session_host_configuration = version.map(Timestamp::new);
        host
    }

    fn wanted(version: Option<&str>) -> SessionHostConfigurationProperties {
        SessionHostConfigurationProperties { version: version.map(Timestamp::new), ..Default::default() }
    }

    #[test]
    fn examples() {
        use HostVersion::{Behind, Unknown, UpToDate};
        let cases = [
            (Some("2026-01-02T03:04:05.1234567Z"), Some("2026-01-02T03:04:05.1234567Z"), UpToDate),
            (Some("2026-01-02T03:04:05Z"), Some("2026-01-02T03:04:05.1234567Z"), UpToDate),
            (Some("2026-01-02T03:04:05.12Z"), Some("2026-01-02T03:04:05.1200000Z"), UpToDate),
            (Some("2026-01-02T03:04:05.1234566Z"), Some("2026-01-02T03:04:05.1234567Z"), Behind),
            (Some("2025-01-02T03:04:05Z"), Some("2026-01-02T03:04:05Z"), Behind),
            (Some("2027-01-02T03:04:05Z"), Some("2026-01-02T03:04:05Z"), Unknown),
            (Some("soon"), Some("2026-01-02T03:04:05Z"), Unknown),
            (Some("v7"), Some("v7"), UpToDate),
            (None, Some("2026-01-02T03:04:05Z"), Unknown),
            (Some("2026-01-02T03:04:05Z"), None, Unknown),
        ];
        for (current, target, answer) in cases {
            assert_eq!(host_version(&host(current), &wanted(target)), answer, "{current:?} {target:?}");
        }
    }

    #[test]
    fn hosts_are_grouped_by_the_version_they_run() {
        let hosts = [
            host(Some("2026-01-01T00:00:00Z")),
            host(Some("2026-03-01T00:00:00Z")),
            host(None),
            host(Some("2026-02-01T00:00:00Z")),
            host(Some("2026-03-01T00:00:00.0000000Z")),
            host(Some("2026-02-01T00:00:00Z")),
        ];
        let groups = by_version(&hosts, &wanted(Some("2026-03-01T00:00:00Z")));
        let short: Vec<_> =
            groups.iter().map(|group| (group.version.as_ref().map(|version| &version.as_str()[..7]), group.hosts)).collect();
        assert_eq!(short, [(Some("2026-03"), 2), (Some("2026-02"), 2), (Some("2026-01"), 1), (None, 1)]);
    }

    #[test]
    fn versions_are_counted_as_hosts_are() {
        let at = |text: &str| Some(Timestamp::new(text));
        let versions = [(at("2026-01-01T00:00:00Z"), 2), (at("2026-03-01T00:00:00.0Z"), 3), (None, 1)];
        let summary = of_versions(&versions, &Timestamp::new("2026-03-01T00:00:00Z"));
        assert_eq!(summary, DriftSummary { up_to_date: 3, behind: 2, unknown: 1 });
    }

    proptest! {
        #[test]
        fn every_host_is_counted_once(seconds in proptest::collection::vec(0i64..4, 0..20)) {
            let stamp = |second: i64| host::Instant::from_seconds(second).to_rfc3339();
            let hosts: Vec<SessionHost> = seconds.iter().map(|second| host(Some(&stamp(*second)))).collect();
            let summary = summarize(&hosts, &wanted(Some(&stamp(2))));
            prop_assert_eq!(summary.total(), hosts.len());
            prop_assert_eq!(summary.behind, seconds.iter().filter(|second| **second < 2).count());
        }
    }
}
