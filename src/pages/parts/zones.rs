//! The time zones of Windows as a choice.

use avd::rule::windows_zone::{self, WindowsZone};

use crate::browser::intl;
use crate::components::Choice;

/// All zones by their Windows id, with the name and a city of each. `own` is in front where it is none of them.
pub fn zone_choices(own: &str) -> Vec<Choice> {
    let words = |zone: WindowsZone| match intl::zone_name(zone.iana()) {
        Some(name) => format!("{} — {name} ({})", zone.id(), zone.iana()),
        None => format!("{} — {}", zone.id(), zone.iana()),
    };
    let odd = (!own.is_empty() && WindowsZone::parse(own).is_none()).then(|| Choice::new(own, own));
    odd.into_iter().chain(windows_zone::all().map(|zone| Choice::new(zone.id(), words(zone)))).collect()
}
