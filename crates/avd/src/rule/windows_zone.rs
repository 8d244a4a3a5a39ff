//! Time zones: the ids of Windows, which Azure Virtual Desktop takes, and the IANA names, which browsers give.
//!
//! The table is `windowsZones` of Unicode CLDR 48 with its BCP 47 aliases (© Unicode, Inc., Unicode License v3), a line a
//! Windows id: the id, a tab, the IANA names; the first name is that of the world (territory 001).

const TABLE: &str = include_str!("windows_zones.txt");

/// A Windows time zone id that the table knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowsZone {
    id: &'static str,
    names: &'static str,
}

impl WindowsZone {
    /// The zone with this Windows id, compared without case.
    pub fn parse(id: &str) -> Option<Self> {
        all().find(|zone| zone.id.eq_ignore_ascii_case(id))
    }

    /// The zone an IANA name belongs to, compared without case.
    pub fn from_iana(name: &str) -> Option<Self> {
        all().find(|zone| zone.names().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The id on the wire: `W. Europe Standard Time`.
    pub const fn id(self) -> &'static str {
        self.id
    }

    /// The IANA name that stands for the zone: `Europe/Berlin`.
    pub fn iana(self) -> &'static str {
        self.names().next().unwrap_or(self.names)
    }

    /// All IANA names of the zone, the one that stands for it first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.names.split(' ')
    }
}

impl core::fmt::Display for WindowsZone {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(self.id)
    }
}

/// All zones, by id.
pub fn all() -> impl Iterator<Item = WindowsZone> {
    TABLE.lines().filter_map(|line| line.split_once('\t')).map(|(id, names)| WindowsZone { id, names })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn both_ways() {
        let cases = [
            ("UTC", "Etc/UTC"),
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("Alaskan Standard Time", "America/Anchorage"),
            ("India Standard Time", "Asia/Calcutta"),
            ("Eastern Standard Time", "America/New_York"),
        ];
        for (id, iana) in cases {
            assert_eq!(WindowsZone::parse(id).map(WindowsZone::iana), Some(iana));
            assert_eq!(WindowsZone::from_iana(iana).map(WindowsZone::id), Some(id));
        }
    }

    #[test]
    fn names_of_territories_and_aliases() {
        let cases = [
            ("UTC", "UTC"),
            ("Europe/Vienna", "W. Europe Standard Time"),
            ("Europe/Amsterdam", "W. Europe Standard Time"),
            ("Asia/Kolkata", "India Standard Time"),
            ("Europe/Kyiv", "FLE Standard Time"),
            ("europe/kiev", "FLE Standard Time"),
            ("US/Pacific", "Pacific Standard Time"),
            ("America/Argentina/Buenos_Aires", "Argentina Standard Time"),
        ];
        for (iana, id) in cases {
            assert_eq!(WindowsZone::from_iana(iana).map(WindowsZone::id), Some(id), "{iana}");
        }
        assert_eq!(WindowsZone::from_iana("Mars/Olympus"), None);
        assert_eq!(WindowsZone::parse("Mars Standard Time"), None);
    }

    #[test]
    fn no_id_and_no_name_stands_twice() {
        let ids: HashSet<&str> = all().map(WindowsZone::id).collect();
        assert_eq!((ids.len(), all().count()), (139, 139));
        let names: Vec<&str> = all().flat_map(WindowsZone::names).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        assert!(names.iter().all(|name| !name.is_empty()));
    }
}
