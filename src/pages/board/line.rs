//! The lines of a board and what stands in their cells. Pure.

use arm::{Error, ErrorKind};
use avd::resource::ManagementType;
use host::Instant;

use crate::components::{Choice, Tone};
use crate::estate::{Estate, PoolOf, display_name};
use crate::live::Many;
use crate::route::{BoardView, PoolRef};
use crate::table::Search;

/// A pool on a board.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolLine {
    /// Its ARM id.
    pub id: arm::ResourceId,
    /// Where its page is.
    pub pool: PoolRef,
    /// The display name, if it has one of its own.
    pub friendly_name: Option<String>,
    /// The display name of its subscription.
    pub subscription: String,
    /// How it is managed; `None` when an older API version answered, which does not say.
    pub management: Option<ManagementType>,
    haystack: String,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Words that say that there is nothing to say.
    Quiet(String),
    /// A state, with an explanation for those who ask.
    State {
        /// How good or bad it is.
        tone: Tone,
        /// The state.
        text: String,
        /// What it means; empty: nothing.
        hint: String,
    },
    /// A day and a time.
    At(Instant),
    /// How long ago; it counts on by itself.
    Ago(Instant),
    /// A bar from 0 to 1 and words behind it.
    Bar(f64, String),
}

impl Cell {
    /// A dash: there is no such value.
    pub fn none() -> Self {
        Self::Quiet("—".to_owned())
    }

    /// A quiet word.
    pub fn quiet(text: &str) -> Self {
        Self::Quiet(text.to_owned())
    }

    /// A state.
    pub fn state(tone: Tone, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::State { tone, text: text.into(), hint: hint.into() }
    }
}

/// A row of a board: a pool, and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolRow<T> {
    /// The pool.
    pub line: PoolLine,
    /// What was read of it.
    pub value: Option<T>,
    /// How fresh that is.
    pub fresh: Freshness,
    /// What time it is, where that matters.
    pub now: Instant,
}

/// The pools of an estate by name. One without a readable id cannot be asked about and is left out.
pub fn pool_lines(estate: &Estate) -> Vec<PoolLine> {
    let mut lines: Vec<(String, PoolLine)> =
        estate.pools().filter_map(line).map(|line| (line.pool.name.to_lowercase(), line)).collect();
    lines.sort_by(|one, two| host::natural(&one.0, &two.0));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(of: PoolOf<'_>) -> Option<PoolLine> {
    let id = of.pool.resource_id()?;
    let pool = PoolRef::new(id.subscription()?, id.resource_group()?, id.name());
    let friendly_name = of.pool.properties.friendly_name.clone().filter(|name| !name.is_empty() && *name != pool.name);
    let subscription = display_name(of.subscription).to_owned();
    let parts = [&pool.name, friendly_name.as_deref().unwrap_or_default(), &subscription, &pool.resource_group];
    let haystack = parts.join("\n").to_lowercase();
    Some(PoolLine { id, friendly_name, subscription, management: of.pool.properties.management_type.clone(), haystack, pool })
}

/// The lines to show: those that have every word of the search and the tag of the filter. A filter nobody has lets all through.
pub fn shown(
    lines: &[PoolLine],
    view: &BoardView,
    filters: &[(&str, &str)],
    tags: &dyn Fn(&PoolLine) -> &'static [&'static str],
) -> Vec<PoolLine> {
    let search = Search::of(&view.search);
    let tag = view.show.as_deref().filter(|show| filters.iter().any(|(known, _)| known == show));
    let passes = |line: &&PoolLine| search.is_in(&line.haystack) && tag.is_none_or(|tag| tags(line).contains(&tag));
    lines.iter().filter(passes).cloned().collect()
}

/// The filters there are, with how many lines pass each.
pub fn choices(lines: &[PoolLine], filters: &[(&str, &str)], tags: &dyn Fn(&PoolLine) -> &'static [&'static str]) -> Vec<Choice> {
    let all: Vec<&[&str]> = lines.iter().map(tags).collect();
    let choice = |(tag, label): &(&str, &str)| {
        let count = all.iter().filter(|tags| tags.contains(tag)).count();
        Choice::new(*tag, format!("{label} ({count})"))
    };
    core::iter::once(Choice::new("", "All")).chain(filters.iter().map(choice)).collect()
}

/// How fresh what is known of one pool is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Freshness {
    /// It waits for its turn.
    pub queued: bool,
    /// It is being read.
    pub loading: bool,
    /// When it was last read.
    pub read_at: Option<Instant>,
    /// Why the last attempt failed.
    pub error: Option<Error>,
}

impl Freshness {
    /// Of one of many.
    pub fn of<T>(many: &Many<T>, id: &arm::ResourceId) -> Self {
        many.get(id).map_or_else(Self::default, |remote| Self {
            queued: many.is_queued(id),
            loading: remote.is_loading(),
            read_at: remote.read_at(),
            error: remote.error().cloned(),
        })
    }
}

/// When a pool was read, or why it was not. A value that is there is not hidden while it is read again.
pub fn fresh_cell(fresh: &Freshness) -> Cell {
    match (&fresh.error, fresh.read_at) {
        (Some(error), read_at) => {
            let text = match error.kind() {
                ErrorKind::Forbidden { .. } => "No permission",
                _ if read_at.is_some() => "Couldn't refresh",
                _ => "Couldn't load",
            };
            Cell::state(Tone::Warning, text, format!("{} {}", error.message(), error.next_step()))
        }
        (None, Some(at)) => Cell::Ago(at),
        (None, None) if fresh.loading => Cell::quiet("Loading…"),
        (None, None) if fresh.queued => Cell::quiet("Waiting"),
        (None, None) => Cell::quiet("Not loaded"),
    }
}

#[cfg(test)]
pub mod tests;
