//! The state of a pool's token, and the cells it fills. Pure.

use arm::{Error, ErrorKind};
use avd::rule::token::{self, TokenState};
use host::Instant;

use crate::components::Tone;
use crate::pages::board::{Cell, Freshness, PoolLine, fresh_cell};

/// Whether the pool can have a token at all; one that does not tell how it is managed is asked.
pub fn can_have(line: &PoolLine) -> bool {
    token::refusal(line.management.as_ref()).is_none()
}

/// What became of a state since it was read: a token may have ended.
pub fn aged(state: TokenState, now: Instant) -> TokenState {
    match state {
        TokenState::Valid { until } if until <= now => TokenState::Expired { since: until },
        other => other,
    }
}

/// The filters a pool passes.
pub fn tags(line: &PoolLine, state: Option<TokenState>, error: Option<&Error>) -> &'static [&'static str] {
    if !can_have(line) {
        return &["automated"];
    }
    let refused = error.is_some_and(|error| matches!(error.kind(), ErrorKind::Forbidden { .. }));
    match state {
        Some(TokenState::Valid { .. }) => &["valid"],
        Some(TokenState::Expired { .. }) => &["expired"],
        Some(TokenState::None) => &["none"],
        None if refused => &["refused", "unread"],
        None => &["unread"],
    }
}

/// The cells after the pool's name.
pub fn cells(line: &PoolLine, state: Option<TokenState>, fresh: &Freshness, now: Instant) -> Vec<Cell> {
    let place = [Cell::Text(line.subscription.clone()), Cell::Text(line.pool.resource_group.clone())];
    let token = match token::refusal(line.management.as_ref()) {
        Some(why) => [Cell::state(Tone::Neutral, "Automated (no token)", why), Cell::none(), Cell::none(), Cell::quiet("")],
        None => [state_cell(state, now), end(state), fresh_cell(fresh), button(fresh)],
    };
    place.into_iter().chain(token).collect()
}

fn state_cell(state: Option<TokenState>, now: Instant) -> Cell {
    let Some(state) = state else { return Cell::quiet("Not read") };
    let (tone, words) = match state {
        TokenState::None => (Tone::Neutral, "None".to_owned()),
        TokenState::Valid { until } => (Tone::Success, format!("Valid for {}", token::span(now.until(until)))),
        TokenState::Expired { since } => (Tone::Warning, format!("Expired {} ago", token::span(now.since(since)))),
    };
    Cell::state(tone, words, "")
}

fn end(state: Option<TokenState>) -> Cell {
    match state {
        Some(TokenState::Valid { until: at } | TokenState::Expired { since: at }) => Cell::At(at),
        _ => Cell::none(),
    }
}

fn button(fresh: &Freshness) -> Cell {
    let label = if fresh.read_at.is_some() || fresh.error.is_some() { "Check again" } else { "Check" };
    let off = match (fresh.loading, fresh.queued) {
        (true, _) => Some("It is being read."),
        (false, true) => Some("It waits for its turn."),
        (false, false) => None,
    };
    Cell::Read { label, off }
}

#[cfg(test)]
mod tests;
