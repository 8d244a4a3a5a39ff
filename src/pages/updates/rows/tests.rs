//! Statuses as the service gives them, and what the board makes of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use host::Duration;
use serde_json::{Value, json};

use super::*;
use crate::pages::board::tests::line;

fn update(status: Value) -> Update {
    Update::from_answer(Ok(serde_json::from_value(status).unwrap())).unwrap()
}

fn of(word: &str) -> Update {
    update(json!({"status": word}))
}

fn row(update: Update) -> UpdateRow {
    let fresh = crate::pages::board::Freshness::default();
    PoolRow { line: line("hp", Some("Automated")), value: Some(update), fresh, now: Instant::default() }
}

#[test]
fn what_needs_attention_and_what_is_active() {
    let cases: [(&str, &[&str]); 9] = [
        ("Scheduled", &["active"]),
        ("UpdatingSessionHosts", &["active"]),
        ("Paused", &["attention", "active"]),
        ("Error", &["attention", "active"]),
        ("Failed", &["attention"]),
        ("Cancelled", &["attention"]),
        ("Succeeded", &[]),
        ("Cancelling", &["active"]),
        ("A word of tomorrow", &["attention", "active"]),
    ];
    for (word, expected) in cases {
        assert_eq!(tags(Some(&of(word))), expected, "{word}");
    }
    let rolled_back = json!({"status": "Succeeded", "properties": {"progress": {"sessionHostsRollbackFailed": 1}}});
    assert_eq!(tags(Some(&update(rolled_back))), ["attention"]);
    assert_eq!((tags(None), tags(Some(&Update::Never)).len(), tags(Some(&Update::NotReported)).len()), (&["unread"][..], 0, 0));
}

#[test]
fn only_a_moving_update_is_read_again() {
    assert_eq!(of("UpdatingSessionHosts").pace(), Some(Duration::from_secs(60)));
    assert_eq!(of("Scheduled").pace(), Some(Duration::from_secs(300)));
    assert_eq!((of("Failed").pace(), Update::Never.pace(), Update::NotReported.pace()), (None, None, None));
}

#[test]
fn an_answer_without_a_status_is_not_the_same_as_no_update() {
    assert_eq!(update(json!({"properties": {}})), Update::NotReported);
    assert_eq!(status(None), Cell::quiet("Not loaded"));
    assert_eq!(status(Some(&Update::Never)), Cell::quiet("Never updated"));
    assert_eq!(status(Some(&Update::NotReported)), Cell::quiet("Not reported"));
}

#[test]
fn a_running_update_has_a_bar_and_its_start() {
    let running = update(json!({
        "status": "UpdatingSessionHosts", "percentComplete": 40.0, "startTime": "2026-11-21T10:00:00Z",
        "properties": {"progress": {"totalSessionHosts": 10, "sessionHostsCompleted": 4}}
    }));
    let row = row(running);
    let start = Instant::parse("2026-11-21T10:00:00Z").unwrap();
    let run = run(&row).unwrap();
    assert_eq!(progress(run), Cell::Bar(0.4, "4 of 10 · 40%".to_owned()));
    assert_eq!((super::start(run), run.ended, error(&row)), (Some(start), None, Cell::none()));
}

#[test]
fn an_ended_update_has_words_its_end_and_its_error() {
    let failed = update(json!({
        "status": "Failed", "percentComplete": 50.0, "endTime": "2026-11-21T12:00:00Z",
        "error": {"code": "Quota", "message": "No cores are left."},
        "properties": {"progress": {"totalSessionHosts": 2, "sessionHostsCompleted": 1}}
    }));
    let row = row(failed);
    let run = run(&row).unwrap();
    let end = Instant::parse("2026-11-21T12:00:00Z").unwrap();
    assert_eq!((progress(run), run.ended), (Cell::Text("1 of 2 · 50%".to_owned()), Some(end)));
    assert_eq!(error(&row), Cell::state(Tone::Danger, "Quota", "Quota: No cores are left."));
}

#[test]
fn a_scheduled_update_starts_when_it_is_scheduled_for() {
    let at = "2026-11-22T20:00:00Z";
    let scheduled = update(json!({"status": "Scheduled", "properties": {"scheduledDateTime": at}}));
    assert_eq!(start(run(&row(scheduled)).unwrap()), Some(Instant::parse(at).unwrap()));
}

#[test]
fn the_page_says_which_pools_it_leaves_out() {
    let pools = |kinds: &[Option<&str>]| kinds.iter().map(|kind| line("hp", *kind)).collect::<Vec<_>>();
    let words = |kinds: &[Option<&str>]| hand_managed_words(&pools(kinds));
    assert_eq!(words(&[Some("Automated")]), None);
    let one = "1 Standard pool isn't listed. Session host update needs an Automated pool.";
    assert_eq!(words(&[Some("Standard"), Some("Automated")]).as_deref(), Some(one));
    let two = "2 Standard pools aren't listed. Session host update needs an Automated pool. 1 pool doesn't report its management type and isn't listed.";
    assert_eq!(words(&[Some("Standard"), None, Some("Standard")]).as_deref(), Some(two));
}
