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
fn every_state_has_its_words_and_its_filters() {
    let valid = |left| Some(TokenState::Valid { until: NOON + left });
    let expired = Some(TokenState::Expired { since: NOON - hours(2) });
    let text = |text: &str| Cell::Text(text.to_owned());
    let cases = [
        (None, "Not checked", Cell::none(), &["unread"] as &[_]),
        (Some(TokenState::None), "None", Cell::none(), &["none"]),
        (valid(hours(3)), "Valid", text("3 h"), &["valid"]),
        (valid(hours(1)), "Valid", text("1 h"), &["valid"]),
        (valid(Duration::from_secs(3599)), "Expires soon", text("59 min"), &["valid", "soon"]),
        (expired, "Expired", Cell::quiet("2 h ago"), &["expired"]),
    ];
    for (state, words, left, filters) in cases {
        for management in [Some("Standard"), None] {
            let line = line("hp", management);
            let cells = cells(&line, state, &Freshness::default(), NOON);
            assert!(matches!(&cells[2], Cell::State { text, .. } | Cell::Quiet(text) if text == words), "{cells:?}");
            assert_eq!(cells[3], left);
            assert_eq!(Standing::of(&line, state, None, NOON).tags(), filters);
        }
    }
}

#[test]
fn an_automated_pool_is_never_asked() {
    let line = line("hp", Some("Automated"));
    let cells = cells(&line, None, &Freshness::default(), NOON);
    assert!(!can_have(&line) && !cells.iter().any(|cell| matches!(cell, Cell::Read { .. })));
    assert_eq!(Standing::of(&line, None, None, NOON).tags(), ["automated"]);
}

#[test]
fn the_button_follows_the_reading() {
    let button = |fresh: Freshness| cells(&line("hp", Some("Standard")), None, &fresh, NOON).pop();
    let read = |label, off| Some(Cell::Read { label, off });
    let new = Freshness::default;
    assert_eq!(button(new()), read("Check", None));
    assert_eq!(button(Freshness { queued: true, ..new() }), read("Check", Some("Queued.")));
    let again = Freshness { loading: true, read_at: Some(NOON), ..new() };
    assert_eq!(button(again), read("Check again", Some("Checking…")));
}

#[test]
fn sorted_by_urgency_and_by_end() {
    let line = line("hp", None);
    let states = [None, Some(TokenState::None), Some(TokenState::Expired { since: NOON - hours(1) })];
    let key = |column: &str, state| key(&line, column, state, &Freshness::default(), NOON);
    let soon = Some(TokenState::Valid { until: NOON + Duration::from_secs(60) });
    for state in states {
        assert!(key("state", soon) < key("state", state));
        assert_eq!(key("left", state), None);
    }
    assert!(key("end", states[2]) < key("end", soon), "what has ended ended earlier");
    assert_eq!(key("end", Some(TokenState::None)), None);
    assert_eq!(key("nonsense", soon), None);
}
