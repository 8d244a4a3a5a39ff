//! Times at a press: the next evening, and the next Saturday evening. Pure.

use host::Instant;

const DAY: i64 = 86_400;
/// 22:00.
const EVENING: i64 = 22 * 3_600;

/// The time of every preset, as a time field has it.
pub const TIME: &str = "22:00";

/// A time at a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// "Tonight 22:00".
    pub label: &'static str,
    /// The day, as a date field has it.
    pub date: String,
}

/// The presets, in a zone that is so many seconds east of UTC now.
pub fn presets(now: Instant, offset: i32) -> [Preset; 2] {
    let local = now.seconds() + i64::from(offset);
    let (today, passed) = (local.div_euclid(DAY), local.rem_euclid(DAY) >= EVENING);
    // Day 0 was a Thursday.
    let to_saturday = (2 - today).rem_euclid(7);
    let saturday = today + if to_saturday == 0 { 7 } else { to_saturday };
    let evening = today + i64::from(passed);
    let date = |day: i64| Instant::from_seconds(day * DAY).to_rfc3339().chars().take(10).collect();
    [
        Preset { label: if passed { "Tomorrow 22:00" } else { "Tonight 22:00" }, date: date(evening) },
        Preset { label: "Saturday 22:00", date: date(saturday) },
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn both_are_ahead_and_within_a_week_in_every_zone() {
        let begin = Instant::parse("2026-12-01T00:00:00Z").unwrap().seconds();
        for hour in 0..24 * 14 {
            for offset in [-12, -5, 0, 1, 5, 14].map(|hours| hours * 3_600) {
                let now = Instant::from_seconds(begin + hour * 3_600);
                for preset in presets(now, offset) {
                    let at = Instant::parse(&format!("{}T22:00:00Z", preset.date)).unwrap().seconds() - i64::from(offset);
                    let ahead = at - now.seconds();
                    assert!(ahead > 0 && ahead <= 8 * DAY, "{preset:?} at {} east {offset}", now.to_rfc3339());
                }
            }
        }
    }

    #[test]
    fn the_words_are_true() {
        let at = |at: &str| presets(Instant::parse(at).unwrap(), 0).map(|preset| (preset.label, preset.date));
        // 2026-12-05 is a Saturday.
        let tuesday = [("Tonight 22:00", "2026-12-01".to_owned()), ("Saturday 22:00", "2026-12-05".to_owned())];
        assert_eq!(at("2026-12-01T21:59:00Z"), tuesday);
        let late = [("Tomorrow 22:00", "2026-12-02".to_owned()), ("Saturday 22:00", "2026-12-05".to_owned())];
        assert_eq!(at("2026-12-01T22:00:00Z"), late);
        assert_eq!(at("2026-12-05T10:00:00Z")[1].1, "2026-12-12");
    }
}
