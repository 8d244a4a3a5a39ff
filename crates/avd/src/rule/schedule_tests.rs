//! Tests of `schedule`, with `jiff` and its time zone database as the oracle.
#![allow(clippy::unwrap_used)]

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use proptest::prelude::*;

use super::*;

fn offset(zone: &str, at: Instant) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    Some(zone.to_offset(jiff::Timestamp::from_second(at.seconds()).ok()?).seconds())
}

fn local(text: &str) -> LocalTime {
    let (date, time) = text.split_once(' ').unwrap();
    LocalTime::parse(date, time).unwrap()
}

fn check_resolve(text: &str, zone: &str, which: Option<Which>, wanted: &str) {
    let answer = match resolve(local(text), zone, which, offset) {
        Ok(instant) => instant.to_rfc3339(),
        Err(problem) => problem.to_string(),
    };
    assert_eq!(answer, wanted);
}

#[test]
fn ordinary_times() {
    check_resolve("2026-07-01 02:30", "Europe/Berlin", None, "2026-07-01T00:30:00Z");
    check_resolve("2026-12-01 02:30", "America/New_York", None, "2026-12-01T07:30:00Z");
    check_resolve("2026-12-01 02:30", "Etc/UTC", None, "2026-12-01T02:30:00Z");
    check_resolve("2026-12-01 02:30", "Asia/Kathmandu", None, "2026-11-30T20:45:00Z");
    check_resolve("2026-12-01 02:30", "Pacific/Kiritimati", None, "2026-11-30T12:30:00Z");
}

#[test]
fn a_time_that_clocks_skip() {
    let sentence =
        "2026-03-29 02:30 doesn't exist in Europe/Berlin, because clocks go forward. The next valid time is 2026-03-29 03:00.";
    check_resolve("2026-03-29 02:30", "Europe/Berlin", None, sentence);
    check_resolve("2026-03-29 03:00", "Europe/Berlin", None, "2026-03-29T01:00:00Z");
    check_resolve("2026-03-29 01:59", "Europe/Berlin", None, "2026-03-29T00:59:00Z");
}

#[test]
fn a_day_that_was_skipped() {
    let sentence =
        "2011-12-30 12:00 doesn't exist in Pacific/Apia, because clocks go forward. The next valid time is 2011-12-31 00:00.";
    check_resolve("2011-12-30 12:00", "Pacific/Apia", None, sentence);
}

#[test]
fn a_time_that_comes_twice() {
    let sentence =
        "2026-10-25 02:30 occurs twice, because clocks go back: at 2026-10-25T00:30:00Z and at 2026-10-25T01:30:00Z. Select one.";
    check_resolve("2026-10-25 02:30", "Europe/Berlin", None, sentence);
    check_resolve("2026-10-25 02:30", "Europe/Berlin", Some(Which::Earlier), "2026-10-25T00:30:00Z");
    check_resolve("2026-10-25 02:30", "Europe/Berlin", Some(Which::Later), "2026-10-25T01:30:00Z");
    check_resolve("2026-10-25 03:30", "Europe/Berlin", Some(Which::Later), "2026-10-25T02:30:00Z");
}

#[test]
fn a_zone_nobody_knows() {
    check_resolve("2026-10-25 02:30", "Mars/Olympus", None, "The time zone “Mars/Olympus” isn't recognized. Select another one.");
}

#[test]
fn only_the_next_fourteen_days() {
    let now = Instant::parse("2026-11-21T10:00:00Z").unwrap();
    let second = Duration::from_secs(1);
    assert_eq!(check(now + second, now), Ok(()));
    assert_eq!(check(now + HORIZON, now), Ok(()));
    assert_eq!(check(now, now), Err(ScheduleProblem::Past));
    assert_eq!(check(now + HORIZON + second, now), Err(ScheduleProblem::TooFar { latest: now + HORIZON }));
    let sentence = check(now + HORIZON + second, now).unwrap_err().to_string();
    assert_eq!(sentence, "You can schedule an update up to 14 days ahead, until 2026-12-05T10:00:00Z.");
}

#[test]
fn fields_of_a_form() {
    for (date, time) in
        [("2026-02-30", "10:00"), ("2026-13-01", "10:00"), ("2026-01-01", "24:00"), ("", ""), ("2026-01-01", "10")]
    {
        assert_eq!(LocalTime::parse(date, time), None, "{date} {time}");
    }
    assert_eq!(local("2026-01-31 09:05").to_string(), "2026-01-31 09:05");
    assert_eq!(LocalTime::parse("2026-01-31", "09:05:59"), Some(local("2026-01-31 09:05")));
}

proptest! {
    /// Every quarter of an hour of some years, in zones with all kinds of rules, against jiff.
    #[test]
    fn agrees_with_the_time_zone_database(
        zone in prop::sample::select(vec![
            "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran",
            "Pacific/Apia", "Pacific/Chatham", "America/Havana", "Asia/Kolkata", "Antarctica/Troll", "Etc/UTC",
        ]),
        quarter in 0i64..(6 * 366 * 96),
    ) {
        let start = DateTime::constant(2022, 1, 1, 0, 0, 0, 0);
        let civil = start.checked_add(jiff::SignedDuration::from_mins(quarter * 15)).unwrap();
        let asked = local(&format!("{} {:02}:{:02}", civil.date(), civil.hour(), civil.minute()));
        let seconds = |offset: jiff::tz::Offset| offset.to_timestamp(civil).unwrap().as_second();
        let tz = TimeZone::get(zone).unwrap();
        match (tz.to_ambiguous_timestamp(civil).offset(), resolve(asked, zone, None, offset)) {
            (AmbiguousOffset::Unambiguous { offset }, Ok(at)) => prop_assert_eq!(at.seconds(), seconds(offset)),
            (AmbiguousOffset::Gap { .. }, Err(ScheduleProblem::Skipped { .. })) => {}
            (AmbiguousOffset::Fold { before, after }, Err(ScheduleProblem::Twice { earlier, later, .. })) => {
                prop_assert_eq!(earlier.seconds(), seconds(before));
                prop_assert_eq!(later.seconds(), seconds(after));
            }
            (wanted, answer) => prop_assert!(false, "{} {}: {:?} but {:?}", zone, civil, wanted, answer),
        }
    }
}
