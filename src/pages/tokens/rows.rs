//! The state of a pool's token, and the cells it fills. Pure.

use arm::{Error, ErrorKind};
use avd::rule::token::{self, TokenState};
use host::Instant;

use crate::components::Tone;
use crate::pages::board::{Cell, Freshness, PoolLine, SortKey, fresh_cell};

/// Whether the pool can have a token at all; one that does not tell how it is managed is asked.
pub fn can_have(line: &PoolLine) -> bool {
    token::refusal(line.management.as_ref()).is_none()
}

/// What is known of the token of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It ends within an hour.
    Soon,
    /// It is valid for longer.
    Valid,
    /// It has ended.
    Expired,
    /// There is none.
    None,
    /// Whoever is signed in may not read it.
    Refused,
    /// It could not be read for another reason.
    Failed,
    /// Nobody asked.
    Unread,
    /// The pool can have none.
    Automated,
}

impl Standing {
    /// How a pool stands: by what was read last; by the error only if nothing was.
    pub fn of(line: &PoolLine, state: Option<TokenState>, error: Option<&Error>, now: Instant) -> Self {
        match (state, error) {
            _ if !can_have(line) => Self::Automated,
            (Some(state), _) if state.ends_soon(now) => Self::Soon,
            (Some(TokenState::Valid { .. }), _) => Self::Valid,
            (Some(TokenState::Expired { .. }), _) => Self::Expired,
            (Some(TokenState::None), _) => Self::None,
            (None, Some(error)) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => Self::Refused,
            (None, Some(_)) => Self::Failed,
            (None, None) => Self::Unread,
        }
    }

    /// The filters it passes.
    pub const fn tags(self) -> &'static [&'static str] {
        match self {
            Self::Soon => &["valid", "soon"],
            Self::Valid => &["valid"],
            Self::Expired => &["expired"],
            Self::None => &["none"],
            Self::Refused => &["refused"],
            Self::Failed => &["failed"],
            Self::Unread => &["unread"],
            Self::Automated => &["automated"],
        }
    }
}

/// The cells after the pool's name.
pub fn cells(line: &PoolLine, state: Option<TokenState>, fresh: &Freshness, now: Instant) -> Vec<Cell> {
    let place = [Cell::Text(line.subscription.clone()), Cell::Text(line.pool.resource_group.clone())];
    let standing = Standing::of(line, state, fresh.error.as_ref(), now);
    let token = if standing == Standing::Automated {
        [standing_cell(line, standing, fresh), Cell::none(), Cell::none(), Cell::none(), Cell::quiet("")]
    } else {
        let end = state.and_then(TokenState::end);
        // That nothing was read, and why, stands in the first of them.
        let silent = state.is_none() && !fresh.loading && !fresh.queued;
        let read = if silent { Cell::none() } else { fresh_cell(fresh) };
        [standing_cell(line, standing, fresh), left(state, now), end.map_or_else(Cell::none, Cell::At), read, button(fresh)]
    };
    place.into_iter().chain(token).collect()
}

fn standing_cell(line: &PoolLine, standing: Standing, fresh: &Freshness) -> Cell {
    let why = || fresh.error.as_ref().map(|error| format!("{} {}", error.message(), error.next_step())).unwrap_or_default();
    match standing {
        Standing::Soon => Cell::state(
            Tone::Warning,
            "Expires soon",
            "Expires within an hour. Session hosts that are still being built may miss it.",
        ),
        Standing::Valid => Cell::state(Tone::Success, "Valid", ""),
        Standing::Expired => Cell::state(Tone::Neutral, "Expired", "No session host can register with it."),
        Standing::None => Cell::state(Tone::Neutral, "None", ""),
        Standing::Refused => Cell::state(Tone::Warning, "No permission", why()),
        Standing::Failed if fresh.error.as_ref().is_some_and(|error| *error.kind() == ErrorKind::NotFound) => {
            Cell::state(Tone::Warning, "Pool not found", why())
        }
        Standing::Failed => Cell::state(Tone::Warning, "Couldn't check", why()),
        Standing::Unread => Cell::quiet("Not checked"),
        Standing::Automated => {
            Cell::state(Tone::Neutral, "Automated (no token)", token::refusal(line.management.as_ref()).unwrap_or_default())
        }
    }
}

fn left(state: Option<TokenState>, now: Instant) -> Cell {
    match state {
        Some(TokenState::Valid { until }) => Cell::Text(token::span(now.until(until))),
        Some(TokenState::Expired { since }) => Cell::Quiet(format!("{} ago", token::span(now.since(since)))),
        _ => Cell::none(),
    }
}

fn button(fresh: &Freshness) -> Cell {
    let label = if fresh.read_at.is_some() || fresh.error.is_some() { "Check again" } else { "Check" };
    let off = match (fresh.loading, fresh.queued) {
        (true, _) => Some("Checking…"),
        (false, true) => Some("Queued."),
        (false, false) => None,
    };
    Cell::Read { label, off }
}

/// The words of the columns in the address.
pub const SORTS: &[&str] = &["name", "subscription", "group", "state", "left", "end", "checked", ""];

/// What a pool is sorted by in a column.
pub fn key(line: &PoolLine, column: &str, state: Option<TokenState>, fresh: &Freshness, now: Instant) -> Option<SortKey> {
    let text = |text: &str| Some((0, text.to_lowercase()));
    let number = |number: i64| Some((number, String::new()));
    match column {
        "name" => text(&line.pool.name),
        "subscription" => text(&line.subscription),
        "group" => text(&line.pool.resource_group),
        "state" => number(Standing::of(line, state, fresh.error.as_ref(), now) as i64),
        // What has ended has nothing left; those with an end are sorted by it.
        "left" => state.filter(|state| state.is_valid()).and_then(TokenState::end).and_then(|end| number(end.millis())),
        "end" => state.and_then(TokenState::end).and_then(|end| number(end.millis())),
        "checked" => fresh.read_at.and_then(|at| number(at.millis())),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
