//! The state of a pool's token, and the cells it fills. Pure.

use arm::{Error, ErrorKind, ResourceId};
use avd::rule::token::{self, TokenState};
use host::Instant;
use leptos::prelude::*;

use crate::components::{Button, Look, Tone};
use crate::pages::board::{BoardColumn, Cell, Freshness, PoolLine, PoolRow, fresh_cell, pool_name};
use crate::route::PoolTab;
use crate::table::{From, Key};

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

/// What is known of the token of a pool, in a row.
pub type TokenRow = PoolRow<TokenState>;

type TokenColumn = BoardColumn<TokenState>;

/// The columns, in order.
pub static COLUMNS: [TokenColumn; 8] = [
    TokenColumn::new("name", "Pool", 17.5, |row, _| pool_name(&row.line, PoolTab::Token))
        .sorted(|row, _| Key::text(&row.line.pool.name)),
    TokenColumn::new("subscription", "Subscription", 11.5, |row, _| row.line.subscription.clone().into_any())
        .from(From::W840)
        .sorted(|row, _| Key::text(&row.line.subscription)),
    TokenColumn::new("group", "Resource group", 10.0, |row, _| row.line.pool.resource_group.clone().into_any())
        .from(From::W1080)
        .sorted(|row, _| Key::text(&row.line.pool.resource_group)),
    TokenColumn::new("state", "Token", 18.0, |row, _| standing_cell(row).draw())
        .sorted(|row, _| Key::Number(standing(row) as i64)),
    TokenColumn::new("left", "Time left", 10.0, |row, _| left(row).draw()).sorted(|row, _| Key::at(until(row))),
    TokenColumn::new("end", "Expires", 11.0, |row, _| end(row).map_or_else(Cell::none, Cell::At).draw())
        .from(From::W1080)
        .sorted(|row, _| Key::at(end(row))),
    TokenColumn::new("checked", "Checked", 8.5, |row, _| checked(row).draw()).sorted(|row, _| Key::at(row.fresh.read_at)),
    TokenColumn::new("check", "", 10.5, check_button).unnamed().from(From::W640),
];

fn standing(row: &TokenRow) -> Standing {
    Standing::of(&row.line, row.value, row.fresh.error.as_ref(), row.now)
}

/// When the token ends or ended.
fn end(row: &TokenRow) -> Option<Instant> {
    row.value.and_then(TokenState::end).filter(|_| can_have(&row.line))
}

/// When one that is valid ends: what has ended has nothing left.
fn until(row: &TokenRow) -> Option<Instant> {
    end(row).filter(|_| row.value.is_some_and(TokenState::is_valid))
}

/// That nothing was read, and why, stands in the column before it.
fn checked(row: &TokenRow) -> Cell {
    let silent = row.value.is_none() && !row.fresh.loading && !row.fresh.queued;
    if silent || !can_have(&row.line) { Cell::none() } else { fresh_cell(&row.fresh) }
}

fn standing_cell(row: &TokenRow) -> Cell {
    let (line, fresh) = (&row.line, &row.fresh);
    let why = || fresh.error.as_ref().map(|error| format!("{} {}", error.message(), error.next_step())).unwrap_or_default();
    match standing(row) {
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

fn left(row: &TokenRow) -> Cell {
    match row.value.filter(|_| can_have(&row.line)) {
        Some(TokenState::Valid { until }) => Cell::Text(token::span(row.now.until(until))),
        Some(TokenState::Expired { since }) => Cell::Quiet(format!("{} ago", token::span(row.now.since(since)))),
        _ => Cell::none(),
    }
}

/// What the button of a pool says, and why it cannot be pressed.
fn check(fresh: &Freshness) -> (&'static str, Option<&'static str>) {
    let label = if fresh.read_at.is_some() || fresh.error.is_some() { "Check again" } else { "Check" };
    let off = match (fresh.loading, fresh.queued) {
        (true, _) => Some("Checking…"),
        (false, true) => Some("Queued."),
        (false, false) => None,
    };
    (label, off)
}

fn check_button(row: &TokenRow, on_read: &Callback<ResourceId>) -> AnyView {
    if !can_have(&row.line) {
        return ().into_any();
    }
    let ((label, off), id, on_read) = (check(&row.fresh), row.line.id.clone(), *on_read);
    let press = move |()| on_read.run(id.clone());
    view! {
        <Button small=true look=Look::Subtle disabled_reason=Signal::stored(off.map(str::to_owned)) on_press=press>
            {label}
        </Button>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
