#![allow(clippy::unwrap_used)]

use super::*;

/// Berlin in 2026: clocks go forward on 29 March and back on 25 October, both at 01:00 UTC.
fn berlin(zone: &str, at: Instant) -> Option<i32> {
    let instant = |text: &str| Instant::parse(text).unwrap();
    let summer = at >= instant("2026-03-29T01:00:00Z") && at < instant("2026-10-25T01:00:00Z");
    match zone {
        "Europe/Berlin" => Some(if summer { 7200 } else { 3600 }),
        "Etc/UTC" => Some(0),
        _ => None,
    }
}

fn base() -> Base {
    let draft = UpdateDraft {
        when: When::Now,
        batch: 2,
        delay_minutes: 15,
        message: "Save".to_owned(),
        keep_originals: true,
        by_policy: false,
    };
    Base { policy: draft.clone(), draft, at: None, zone: "W. Europe Standard Time".to_owned() }
}

fn typed(query: &str) -> Typed {
    Typed::new(&Query::parse(query), &base(), berlin)
}

fn at(date: &str, time: &str) -> Typed {
    typed(&format!("when=at&date={date}&time={time}&batch=2&delay=5"))
}

#[test]
fn the_policy_fills_the_fields() {
    let typed = typed("");
    let values = [Text::When, Text::Batch, Text::Delay, Text::Message, Text::Zone].map(|field| typed.text(field).to_owned());
    assert_eq!(values, ["now", "2", "15", "Save", "W. Europe Standard Time"]);
    assert!(typed.keep && !typed.windowed && !typed.changing);
}

#[test]
fn the_address_carries_the_whole_draft() {
    let mut typed = typed("when=at&date=2026-11-30&time=22:00&zone=Tokyo Standard Time&batch=4&delay=0&keep=no");
    typed.windowed = true;
    typed.put(Text::From, "2026-11-30T21:00".to_owned());
    typed.put(Text::Until, "2026-12-01T05:00".to_owned());
    typed.put(Text::Message, "Save & leave: 100 % by 5?\nÜber".to_owned());
    for step in Step::ALL {
        let query = typed.to_query(step);
        let address = query.after("/x");
        let again = Query::parse(address.split_once('?').unwrap().1);
        assert_eq!(step_of(&again), step);
        assert_eq!(Typed::new(&again, &base(), berlin), typed, "{address}");
    }
}

#[test]
fn whose_settings_they_are_is_in_the_address_and_those_of_the_policy_are_its_own() {
    for settings in [Settings::Own, Settings::Save, Settings::Policy] {
        let typed = Typed { settings, ..typed("") };
        assert_eq!(Typed::new(&typed.to_query(Step::Basics), &base(), berlin), typed);
        let draft = typed.draft(&typed.times(berlin), Some(9), Instant::default()).unwrap();
        assert_eq!(draft.by_policy, settings == Settings::Policy);
        assert_eq!(draft.request().update.is_none(), settings == Settings::Policy);
    }
    let changed = Base { policy: UpdateDraft { batch: 5, keep_originals: false, ..base().draft }, ..base() };
    let later = Typed::new(&Query::parse("when=now&batch=2&delay=15&settings=policy"), &changed, berlin);
    assert_eq!((later.text(Text::Batch), later.text(Text::Message), later.keep), ("5", "Save", false), "not those of the link");
}

#[test]
fn what_was_emptied_stays_empty() {
    let mut typed = typed("");
    for field in [Text::Message, Text::Batch, Text::Delay] {
        typed.put(field, String::new());
    }
    assert_eq!(Typed::new(&typed.to_query(Step::Basics), &base(), berlin), typed);
}

#[test]
fn a_hand_written_address_is_over_the_policy() {
    let typed = typed("batch=7");
    assert_eq!((typed.text(Text::Batch), typed.text(Text::Delay)), ("7", "15"));
}

#[test]
fn a_change_begins_with_what_is_scheduled() {
    let scheduled = Base { at: Some(Instant::parse("2026-07-01T20:00:00Z").unwrap()), ..base() };
    let typed = Typed::new(&change_query(), &scheduled, berlin);
    let values = [Text::When, Text::Date, Text::Time].map(|field| typed.text(field).to_owned());
    assert_eq!(values, ["at", "2026-07-01", "22:00"]);
    assert!(typed.changing && Typed::new(&typed.to_query(Step::Review), &base(), berlin).changing);
}

#[test]
fn a_skipped_time_is_refused_and_a_repeated_one_asked_about() {
    let now = Instant::parse("2026-03-20T00:00:00Z").unwrap();
    let skipped = at("2026-03-29", "02:30");
    let problems = skipped.problems(&skipped.times(berlin), Some(9), now);
    assert!(matches!(&problems[..], [only] if only.field == "scheduledDateTime" && only.message.contains("doesn't exist")));

    let mut twice = at("2026-10-25", "02:30");
    let times = twice.times(berlin);
    let both = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(|text| Instant::parse(text).unwrap());
    assert_eq!(times.twice, Some((both[0], both[1])));
    assert!(times.begin.unwrap().is_err());
    for (which, expected) in ["earlier", "later"].into_iter().zip(both) {
        twice.put(Text::Which, which.to_owned());
        let times = twice.times(berlin);
        assert_eq!((times.begin, times.twice.is_some()), (Some(Ok(expected)), true), "the question stays with its answer");
    }
    twice.put(Text::Time, "02:45".to_owned());
    assert_eq!(twice.text(Text::Which), "", "another time is asked about anew");
}

#[test]
fn two_weeks_are_counted_on_the_instant() {
    let now = Instant::parse("2026-10-20T10:00:00Z").unwrap();
    let last = |time: &str| {
        let typed = at("2026-11-03", time);
        typed.problems(&typed.times(berlin), Some(9), now).is_empty()
    };
    // Fourteen days on the wall clock would end at 12:00; clocks went back in between.
    assert!(last("11:00") && !last("11:01"));
}

#[test]
fn a_window_has_two_ends_in_order() {
    let now = Instant::parse("2026-11-20T00:00:00Z").unwrap();
    let windowed = |from: &str, until: &str| {
        let mut typed = typed("");
        typed.windowed = true;
        typed.put(Text::From, from.to_owned());
        typed.put(Text::Until, until.to_owned());
        let times = typed.times(berlin);
        (typed.problems(&times, Some(9), now), times.window)
    };
    let (problems, window) = windowed("2026-11-21T22:00", "2026-11-22T06:00");
    assert!(problems.is_empty());
    assert_eq!(window.unwrap().unwrap().from.to_rfc3339(), "2026-11-21T21:00:00Z");
    for (from, until) in [("", "2026-11-22T06:00"), ("2026-11-21T22:00", ""), ("2026-11-22T06:00", "2026-11-21T22:00")] {
        assert_eq!(windowed(from, until).0.first().map(|problem| problem.field), Some("window"), "{from}–{until}");
    }
}

#[test]
fn every_problem_shows_at_once() {
    let typed = typed(&format!("when=at&batch=x&delay=99&message={}", "m".repeat(261)));
    let problems = typed.problems(&typed.times(berlin), Some(3), Instant::default());
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["maxVmsRemoved", "scheduledDateTime", "logOffDelayMinutes", "logOffMessage"]);
    assert_eq!(typed.draft(&typed.times(berlin), Some(3), Instant::default()), None);
}
