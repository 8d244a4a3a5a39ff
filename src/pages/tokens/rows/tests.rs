//! Token states and what the board makes of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use host::Duration;

use super::*;
use crate::pages::board::tests::line;

const NOON: Instant = Instant::from_seconds(43_200);

fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}

#[test]
fn a_token_that_has_ended_since_it_was_read_is_expired() {
    let valid = TokenState::Valid { until: NOON };
    assert_eq!(aged(valid, NOON - hours(1)), valid);
    assert_eq!(aged(valid, NOON), TokenState::Expired { since: NOON });
    assert_eq!(aged(TokenState::None, NOON), TokenState::None);
}

#[test]
fn every_state_has_its_words_and_its_filter() {
    let cases = [
        (None, Cell::quiet("Not read"), "unread"),
        (Some(TokenState::None), Cell::state(Tone::Neutral, "None", ""), "none"),
        (Some(TokenState::Valid { until: NOON + hours(3) }), Cell::state(Tone::Success, "Valid for 3 h", ""), "valid"),
        (Some(TokenState::Expired { since: NOON - hours(2) }), Cell::state(Tone::Warning, "Expired 2 h ago", ""), "expired"),
    ];
    for (state, cell, tag) in cases {
        for management in [Some("Standard"), None] {
            let line = line("hp", management);
            assert_eq!(cells(&line, state, &Freshness::default(), NOON)[2], cell);
            assert_eq!(tags(&line, state, None), [tag]);
        }
    }
}

#[test]
fn an_automated_pool_is_never_asked() {
    let line = line("hp", Some("Automated"));
    let cells = cells(&line, None, &Freshness::default(), NOON);
    assert!(!can_have(&line) && !cells.iter().any(|cell| matches!(cell, Cell::Read { .. })));
    assert_eq!(tags(&line, None, None), ["automated"]);
}

#[test]
fn the_button_follows_the_reading() {
    let button = |fresh: Freshness| cells(&line("hp", Some("Standard")), None, &fresh, NOON).pop();
    let read = |label, off| Some(Cell::Read { label, off });
    let new = Freshness::default;
    assert_eq!(button(new()), read("Check", None));
    assert_eq!(button(Freshness { queued: true, ..new() }), read("Check", Some("It waits for its turn.")));
    let again = Freshness { loading: true, read_at: Some(NOON), ..new() };
    assert_eq!(button(again), read("Check again", Some("It is being read.")));
}
