//! Tests of `agent_update`, with `jiff` and its time zone database as the oracle.
#![allow(clippy::unwrap_used)]

use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn offset(zone: &str, at: Instant) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    Some(zone.to_offset(jiff::Timestamp::from_second(at.seconds()).ok()?).seconds())
}

fn said(update: &Value) -> Vec<(bool, String)> {
    let update: AgentUpdate = serde_json::from_value(update.clone()).unwrap();
    problems(Some(&update)).into_iter().map(|problem| (problem.warning, problem.message)).collect()
}

#[test]
fn limits_of_the_windows() {
    let one = |day: &str, hour: i64| json!({"dayOfWeek": day, "hour": hour});
    let cases = [
        (json!({"type": "Default", "maintenanceWindows": []}), None),
        (json!({"maintenanceWindows": [one("Noday", 99)]}), None),
        (json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Sunday", 23)]}), None),
        (json!({"type": "Scheduled", "useSessionHostLocalTime": true, "maintenanceWindows": [one("Sunday", 0)]}), None),
        (json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC"}), Some((false, "Set one or two"))),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Monday", 1), one("Monday", 9), one("Friday", 1)]}),
            Some((false, "Set one or two")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Sunday", 24)]}),
            Some((false, "Select a day and an hour")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Noday", 4)]}),
            Some((false, "Select a day and an hour")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [{"hour": 4}]}),
            Some((false, "Select a day and an hour")),
        ),
        (json!({"type": "Scheduled", "maintenanceWindows": [one("Sunday", 4)]}), Some((false, "Select a time zone"))),
        (
            json!({"type": "Scheduled", "useSessionHostLocalTime": true, "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Sunday", 4)]}),
            Some((false, "Azure refuses a time zone together")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "Mars", "maintenanceWindows": [one("Sunday", 4)]}),
            Some((true, "“Mars”")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Sunday", 23), one("Monday", 0)]}),
            Some((true, "The windows overlap")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Monday", 0), one("Sunday", 23)]}),
            Some((true, "The windows overlap")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Monday", 5), one("Monday", 5)]}),
            Some((true, "Both windows are the same")),
        ),
        (
            json!({"type": "Scheduled", "maintenanceWindowTimeZone": "UTC", "maintenanceWindows": [one("Monday", 5), one("Monday", 7)]}),
            None,
        ),
    ];
    for (update, expected) in cases {
        let said = said(&update);
        let fits = match expected {
            None => said.is_empty(),
            Some((warning, begin)) => said.len() == 1 && said[0].0 == warning && said[0].1.starts_with(begin),
        };
        assert!(fits, "{update}: {said:?}");
    }
    assert!(problems(None).is_empty());
}

/// `tests/cases/pool-agent-update-zone-and-local`: told at the field, and mended by either choice.
#[test]
fn a_zone_beside_local_time_is_an_error() {
    let file: Value =
        serde_json::from_str(include_str!("../../../../tests/cases/pool-agent-update-zone-and-local.json")).unwrap();
    let both = &file["agentUpdate"];
    let found = said(both);
    assert_eq!(found.iter().map(|(warning, _)| *warning).collect::<Vec<_>>(), [false], "{found:?}");
    for (field, value) in [("maintenanceWindowTimeZone", Value::Null), ("useSessionHostLocalTime", json!(false))] {
        let mut mended = both.clone();
        mended[field] = value;
        assert_eq!(said(&mended), [], "{field}");
    }
}

#[test]
fn what_is_not_known_stays() {
    let update: AgentUpdate = serde_json::from_value(json!({"type": "Default", "novelToo": 1})).unwrap();
    let scheduled = first(Some(&update), "UTC");
    assert!(is_scheduled(Some(&scheduled)) && problems(Some(&scheduled)).is_empty());
    assert_eq!(serde_json::to_value(by_service(Some(&scheduled))).unwrap(), json!({"type": "Default", "novelToo": 1}));
}

fn begins(day: DayOfWeek, hour: i64, zone: &str, now: &str, count: usize) -> Vec<(String, bool)> {
    let found = openings(&[window(day, hour)], zone, Instant::parse(now).unwrap(), count, offset);
    found.into_iter().map(|opening| (opening.from.to_rfc3339(), opening.note.is_some())).collect()
}

#[test]
fn the_next_openings() {
    let plain = |text: &str| (text.to_owned(), false);
    // Saturday, 21 November 2026.
    let saturdays = begins(DayOfWeek::Saturday, 21, "Europe/Berlin", "2026-11-21T10:00:00Z", 2);
    assert_eq!(saturdays, [plain("2026-11-21T20:00:00Z"), plain("2026-11-28T20:00:00Z")]);
    let open_now = begins(DayOfWeek::Saturday, 21, "Europe/Berlin", "2026-11-21T21:59:00Z", 1);
    assert_eq!(open_now, [plain("2026-11-21T20:00:00Z")]);
    let over = begins(DayOfWeek::Saturday, 21, "Europe/Berlin", "2026-11-21T22:00:00Z", 1);
    assert_eq!(over, [plain("2026-11-28T20:00:00Z")]);
    let over_midnight = begins(DayOfWeek::Saturday, 23, "Etc/UTC", "2026-11-22T00:30:00Z", 1);
    assert_eq!(over_midnight, [plain("2026-11-21T23:00:00Z")]);
    let ahead = begins(DayOfWeek::Sunday, 1, "Pacific/Kiritimati", "2026-11-21T09:00:00Z", 1);
    assert_eq!(ahead, [plain("2026-11-21T11:00:00Z")]);
    assert!(begins(DayOfWeek::Sunday, 1, "Mars/Olympus", "2026-11-21T09:00:00Z", 1).is_empty());
    assert!(begins(DayOfWeek::Sunday, 24, "Etc/UTC", "2026-11-21T09:00:00Z", 1).is_empty());
}

#[test]
fn when_clocks_change() {
    let skipped = begins(DayOfWeek::Sunday, 2, "Europe/Berlin", "2026-03-28T10:00:00Z", 2);
    assert_eq!(skipped, [("2026-03-29T01:00:00Z".to_owned(), true), ("2026-04-05T00:00:00Z".to_owned(), false)]);
    let twice = begins(DayOfWeek::Sunday, 2, "Europe/Berlin", "2026-10-24T10:00:00Z", 2);
    assert_eq!(twice, [("2026-10-25T00:00:00Z".to_owned(), true), ("2026-11-01T01:00:00Z".to_owned(), false)]);
}

proptest! {
    #[test]
    fn an_opening_is_on_its_day_at_its_hour(
        seconds in 1_700_000_000i64..2_000_000_000,
        day in 0usize..7,
        hour in 0i64..24,
        zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]),
    ) {
        let now = Instant::from_seconds(seconds);
        let found = openings(&[window(DayOfWeek::KNOWN[day].clone(), hour)], zone, now, 3, offset);
        prop_assert_eq!(found.len(), 3);
        for opening in found.iter().filter(|opening| opening.note.is_none()) {
            let there = jiff::Timestamp::from_second(opening.from.seconds()).unwrap().to_zoned(TimeZone::get(zone).unwrap());
            prop_assert_eq!(i64::from(there.hour()), hour);
            prop_assert_eq!(usize::try_from(there.weekday().to_monday_zero_offset()).unwrap(), day);
            prop_assert!(opening.until > now && opening.until == opening.from + LENGTH);
        }
    }
}
