//! What is known of a pool's update, and the cells it fills. Pure.

use avd::resource::{ManagementType, UpdateState};
use avd::rule::run::{self as rule, Run, Tone as Weight};
use host::Instant;
use leptos::prelude::*;

use crate::components::Tone;
use crate::estate::Update;
use crate::pages::board::{BoardColumn, Cell, PoolLine, PoolRow, fresh_cell, pool_name};
use crate::pages::pool::update::status::tone;
use crate::route::PoolTab;
use crate::table::From;

/// The filters a pool passes. One that was not read passes none but its own.
pub fn tags(update: Option<&Update>) -> &'static [&'static str] {
    let Some(update) = update else { return &["unread"] };
    let Update::Latest(run) = update else { return &[] };
    let attention =
        matches!(run.phase.tone, Weight::Attention | Weight::Bad) || run.rollback_failed.is_some_and(|count| count > 0);
    match (attention, rule::is_active(&run.status)) {
        (true, true) => &["attention", "active"],
        (true, false) => &["attention"],
        (false, true) => &["active"],
        (false, false) => &[],
    }
}

/// What is known of the update of a pool, in a row.
pub type UpdateRow = PoolRow<Update>;

type UpdateColumn = BoardColumn<Update>;

/// The columns, in order.
pub static COLUMNS: [UpdateColumn; 8] = [
    UpdateColumn::new("name", "Pool", 16.5, |row, _| pool_name(&row.line, PoolTab::Update)),
    UpdateColumn::new("subscription", "Subscription", 10.5, |row, _| row.line.subscription.clone().into_any()).from(From::W1080),
    UpdateColumn::new("status", "Status", 18.0, |row, _| status(row.value.as_ref()).draw()),
    UpdateColumn::new("progress", "Progress", 15.5, |row, _| run(row).map_or_else(Cell::none, progress).draw()).from(From::W640),
    UpdateColumn::new("start", "Start", 11.0, |row, _| run(row).and_then(start).map_or_else(Cell::none, Cell::At).draw())
        .from(From::W840),
    UpdateColumn::new("end", "End", 9.5, |row, _| run(row).and_then(|run| run.ended).map_or_else(Cell::none, Cell::At).draw())
        .from(From::W1080),
    UpdateColumn::new("error", "Error", 11.5, |row, _| error(row).draw()).from(From::W640),
    UpdateColumn::new("updated", "Updated", 7.5, |row, _| fresh_cell(&row.fresh).draw()),
];

/// The latest update of a pool.
fn run(row: &UpdateRow) -> Option<&Run> {
    match &row.value {
        Some(Update::Latest(run)) => Some(run),
        _ => None,
    }
}

fn error(row: &UpdateRow) -> Cell {
    let Some((code, message)) = run(row).and_then(Run::error_in_words) else { return Cell::none() };
    let words = format!("{code}: {message}");
    Cell::state(Tone::Danger, code, words)
}

fn status(update: Option<&Update>) -> Cell {
    match update {
        None => Cell::quiet("Not loaded"),
        Some(Update::Never) => Cell::quiet("Never updated"),
        Some(Update::NotReported) => Cell::quiet("Not reported"),
        Some(Update::Latest(run)) => Cell::state(tone(run.phase.tone), run.phase.label.clone(), run.phase.meaning),
    }
}

fn progress(run: &Run) -> Cell {
    let counts = run.completed.zip(run.total).map(|(completed, total)| format!("{completed} of {total}"));
    let percent = run.percent.map(|percent| format!("{percent:.0}%"));
    let words: Vec<String> = counts.into_iter().chain(percent).collect();
    match (run.percent, words.is_empty()) {
        (_, true) => Cell::none(),
        // A bar for what is under way; what has ended is told by its status.
        (Some(percent), _) if rule::is_active(&run.status) => Cell::Bar(percent / 100.0, words.join(" · ")),
        _ => Cell::Text(words.join(" · ")),
    }
}

/// When it began; one that waits, when it is to begin: its status says which.
fn start(run: &Run) -> Option<Instant> {
    if run.status == UpdateState::Scheduled { run.scheduled } else { run.started }
}

/// Which pools are not on the page, and why; `None` if all are.
pub fn hand_managed_words(pools: &[PoolLine]) -> Option<String> {
    let automated = pools.iter().filter(|line| line.management == Some(ManagementType::Automated)).count();
    let untold = pools.iter().filter(|line| line.management.is_none()).count();
    let by_hand = pools.len() - automated - untold;
    let words = [
        (
            by_hand,
            "Standard pool isn't listed. Session host update needs an Automated pool.",
            "Standard pools aren't listed. Session host update needs an Automated pool.",
        ),
        (
            untold,
            "pool doesn't report its management type and isn't listed.",
            "pools don't report their management type and aren't listed.",
        ),
    ];
    let sentences = words
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, more)| format!("{count} {}", if count == 1 { one } else { more }));
    Some(sentences.collect::<Vec<_>>().join(" ")).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests;
