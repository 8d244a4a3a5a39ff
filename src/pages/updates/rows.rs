//! What is known of a pool's update, and the cells it fills. Pure.

use avd::resource::{ManagementType, UpdateState};
use avd::rule::run::{self, Run, Tone as Weight};
use host::Instant;

use crate::components::Tone;
use crate::estate::Update;
use crate::pages::board::{Cell, Freshness, PoolLine, fresh_cell};
use crate::pages::pool::update::status::tone;

/// The filters a pool passes. One that was not read passes none but its own.
pub fn tags(update: Option<&Update>) -> &'static [&'static str] {
    let Some(update) = update else { return &["unread"] };
    let Update::Latest(run) = update else { return &[] };
    let attention =
        matches!(run.phase.tone, Weight::Attention | Weight::Bad) || run.rollback_failed.is_some_and(|count| count > 0);
    match (attention, run::is_active(&run.status)) {
        (true, true) => &["attention", "active"],
        (true, false) => &["attention"],
        (false, true) => &["active"],
        (false, false) => &[],
    }
}

/// The cells after the pool's name.
pub fn cells(line: &PoolLine, update: Option<&Update>, fresh: &Freshness) -> Vec<Cell> {
    let run = match update {
        Some(Update::Latest(run)) => Some(run),
        _ => None,
    };
    vec![
        Cell::Text(line.subscription.clone()),
        status(update),
        run.map_or_else(Cell::none, |run| progress(run)),
        run.and_then(|run| start(run)).map_or_else(Cell::none, Cell::At),
        run.and_then(|run| run.ended).map_or_else(Cell::none, Cell::At),
        run.and_then(|run| run.error_in_words()).map_or_else(Cell::none, error),
        fresh_cell(fresh),
    ]
}

fn error((code, message): (String, String)) -> Cell {
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
        (Some(percent), _) if run::is_active(&run.status) => Cell::Bar(percent / 100.0, words.join(" · ")),
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
