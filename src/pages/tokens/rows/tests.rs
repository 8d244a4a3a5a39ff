//! Token states and what the board makes of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use host::Duration;

use super::*;
use crate::pages::board::tests::line;

const NOON: Instant = Instant::from_seconds(43_200);

fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}

fn row(line: &PoolLine, value: Option<TokenState>, fresh: Freshness) -> TokenRow {
    PoolRow { line: line.clone(), value, fresh, now: NOON }
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
            let row = row(&line, state, Freshness::default());
            let cell = standing_cell(&row);
            assert!(matches!(&cell, Cell::State { text, .. } | Cell::Quiet(text) if text == words), "{cell:?}");
            assert_eq!(super::left(&row), left);
            assert_eq!(Standing::of(&line, state, None, NOON).tags(), filters);
        }
    }
}

#[test]
fn an_automated_pool_is_never_asked() {
    let line = line("hp", Some("Automated"));
    let row = row(&line, None, Freshness { read_at: Some(NOON), ..Freshness::default() });
    assert!(!can_have(&line));
    assert_eq!((left(&row), end(&row), checked(&row)), (Cell::none(), None, Cell::none()));
    assert_eq!(Standing::of(&line, None, None, NOON).tags(), ["automated"]);
}

#[test]
fn the_button_follows_the_reading() {
    let new = Freshness::default;
    assert_eq!(check(&new()), ("Check", None));
    assert_eq!(check(&Freshness { queued: true, ..new() }), ("Check", Some("Queued.")));
    let again = Freshness { loading: true, read_at: Some(NOON), ..new() };
    assert_eq!(check(&again), ("Check again", Some("Checking…")));
}

#[test]
fn sorted_by_urgency_and_by_end() {
    let lines = ["none", "expired", "soon", "unread"].map(|name| line(name, None));
    let states = [
        Some(TokenState::None),
        Some(TokenState::Expired { since: NOON - hours(1) }),
        Some(TokenState::Valid { until: NOON + Duration::from_secs(60) }),
        None,
    ];
    let names = |sort: &str| {
        let mut rows: Vec<_> = lines.iter().zip(states).map(|(line, state)| row(line, state, Freshness::default())).collect();
        let on_read = Owner::new().with(|| Callback::new(|_| ()));
        crate::table::sort(&mut rows, &COLUMNS, &on_read, sort);
        rows.into_iter().map(|row| row.line.pool.name).collect::<Vec<_>>()
    };
    assert_eq!(names("state"), ["soon", "expired", "none", "unread"]);
    assert_eq!(names("left"), ["soon", "expired", "none", "unread"], "what has ended has nothing left");
    assert_eq!(names("end"), ["expired", "soon", "none", "unread"], "what has ended ended earlier");
    assert_eq!(names("-end"), ["soon", "expired", "none", "unread"]);
}
