//! How many hosts and sessions each pool has: asked, and in words.

use avd::rule::estate_hosts::Source;
use avd::rule::host_counts::HostCounts;
use avd::rule::wording::wording;
use core::ops::Range;
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::rows::Row;
use crate::components::{Banner, Button, Tone};
use crate::estate::{Estate, EstateContext, STANDS, Told};
use crate::live::use_clock;
use crate::pages::parts::{ErrorBanner, StaleMark, clock_time};
use crate::table::Line;

/// How many pools on screen are asked at a time: their rows fill one batch, their hosts another.
const AT_ONCE: usize = 20;

/// Counts the hosts, those of the pools on screen in the pools' own lists too, and says so when Resource Graph was found behind.
#[component]
pub fn Counting(estate: EstateContext, lines: Memo<Vec<Line<Row>>>, in_sight: RwSignal<Range<usize>>) -> impl IntoView {
    let counts = estate.counts();
    // Anew with every read of all pools.
    Effect::new(move |before: Option<bool>| {
        let reading = estate.with(Estate::is_refreshing);
        let counted = counts.with_untracked(|counts| counts.graph.finished_at());
        let due = match before {
            Some(before) => reading && !before,
            None => reading || counted.is_none_or(|at| untrack(|| estate.with(Estate::read_at)).is_some_and(|read| at < read)),
        };
        if due && !counts.with_untracked(|counts| counts.graph.is_loading()) {
            counts.update_untracked(|counts| counts.behind = 0);
            estate.count();
        }
        reading
    });
    keep_asking(estate, lines, in_sight);
    view! { <Behind estate /> }
}

/// A mark beside the time of reading: some counts are older than that. The page mends what is looked at, so nothing moves for it.
#[component]
pub fn Stale(estate: EstateContext) -> impl IntoView {
    let counts = estate.counts();
    let old = Memo::new(move |_| counts.with(|counts| counts.differed > 0));
    let text = "Azure Resource Graph is behind. Pools you scroll to are refreshed directly.";
    move || old.get().then(|| view! { <StaleMark text words="Some host counts may be a few minutes old" /> })
}

/// What is known to be wrong, or not to be known.
#[component]
fn Behind(estate: EstateContext) -> impl IntoView {
    let counts = estate.counts();
    let rows = Memo::new(move |_| counts.with(|counts| counts.behind));
    let refused =
        Memo::new(move |_| counts.with(|counts| counts.refused.first().map(|(_, error)| (counts.refused.len(), error.clone()))));
    let of_rows = move || {
        let title = match rows.get() {
            0 => return None,
            1 => "A pool on screen has changed since Azure Resource Graph last indexed it".to_owned(),
            count => [&count.to_string(), " pools on screen have changed since Azure Resource Graph last indexed them"].concat(),
        };
        let again = move |()| estate.refresh();
        Some(view! {
            <Banner tone=Tone::Warning title>
                "Their subscriptions were refreshed. Pools in other subscriptions may have changed, too. "
                <Button on_press=again>"Refresh all subscriptions"</Button>
            </Banner>
        })
    };
    let not_told = move || {
        refused.get().map(|(count, error)| {
            let pools =
                if count == 1 { "A pool on screen".to_owned() } else { [&count.to_string(), " pools on screen"].concat() };
            let title = [&pools, " couldn't be refreshed. You're seeing older data."].concat();
            view! { <ErrorBanner title error /> }
        })
    };
    view! {
        {of_rows}
        {not_told}
    }
}

/// The pools on screen are asked themselves, for their hosts and for their rows: Resource Graph may be behind, or silent.
fn keep_asking(estate: EstateContext, lines: Memo<Vec<Line<Row>>>, in_sight: RwSignal<Range<usize>>) {
    let (clock, busy, counts) = (use_clock(), StoredValue::new(false), estate.counts());
    Effect::new(move || {
        let now = clock.now();
        let in_sight = in_sight.get_untracked();
        let due: Vec<(String, bool)> = counts.with_untracked(|counts| {
            // What is on its way will be newer.
            let reading = untrack(|| estate.with(Estate::is_loading));
            if busy.get_value() || reading || counts.graph.finished_at().is_none() || counts.graph.is_loading() {
                return Vec::new();
            }
            let old = |row: &&Row| counts.asked_at(&row.key).is_none_or(|at| now.since(at) > STANDS);
            let with_row = |row: &Row| (row.key.clone(), is_old(row.source, now));
            lines.with_untracked(|lines| {
                lines
                    .get(in_sight)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Line::row)
                    .filter(old)
                    .take(AT_ONCE)
                    .map(with_row)
                    .collect()
            })
        });
        if !due.is_empty() {
            busy.set_value(true);
            spawn_local(async move {
                estate.ask_own(due).await;
                busy.try_set_value(false);
            });
        }
    });
}

/// Whether a row is to be confirmed: whatever Resource Graph says may be minutes old already.
fn is_old(source: Source, now: Instant) -> bool {
    match source {
        Source::Graph(_) => true,
        Source::Provider(at) => now.since(at) > STANDS,
    }
}

/// The cell that says what is known of the hosts of a pool.
pub fn host_cell(told: Memo<Told>) -> AnyView {
    let hosts = Memo::new(move |_| told.with(host_words));
    let title = move || {
        let (_, _, title) = hosts.get();
        match told.get() {
            Told::Counts(_, source) => {
                let from = if matches!(source, Source::Graph(_)) { "Resource Graph, " } else { "Azure Virtual Desktop, " };
                [&title, "\nSource: ", from, &clock_time(source.at())].concat()
            }
            _ => title,
        }
    };
    view! {
        <span class:tbl-quiet=move || hosts.with(|(_, quiet, _)| *quiet) title=title>
            {move || hosts.with(|(words, ..)| words.clone())}
        </span>
    }
    .into_any()
}

/// The cell that says how many sessions its hosts have.
pub fn session_cell(told: Memo<Told>) -> AnyView {
    (move || told.with(session_words)).into_any()
}

/// The hosts of a pool in words, a quiet word where there is no number, and what a pointer is told.
fn host_words(told: &Told) -> (String, bool, String) {
    let quiet = |word: &str, why: &str| (word.to_owned(), true, why.to_owned());
    match told {
        Told::Counts(counts, _) if counts.hosts() == 0 => quiet("No hosts", ""),
        Told::Counts(counts, _) => {
            let (all, ready) = (counts.hosts().to_string(), counts.available().to_string());
            (
                if all == ready { all + " available" } else { [&ready, " of ", &*all, " available"].concat() },
                false,
                by_status(counts),
            )
        }
        Told::Nothing => quiet("Not reported", "Azure Resource Graph doesn't list any session hosts for this pool."),
        Told::Reading => quiet("…", ""),
        Told::Unknown => quiet("Couldn't check", "Neither Azure Resource Graph nor Azure Virtual Desktop responded."),
    }
}

/// How many hosts are in each status, and how many take no new sessions.
fn by_status(counts: &HostCounts) -> String {
    let words = counts.by_status.iter().map(|of| {
        let status = if of.status.is_empty() { "without a status" } else { wording(&of.status) };
        [&of.hosts.to_string(), " ", status].concat()
    });
    let drained = Some(counts.drained()).filter(|count| *count > 0).map(|count| [&count.to_string(), " in drain mode"].concat());
    words.chain(drained).collect::<Vec<_>>().join(", ")
}

/// The sessions on all hosts of a pool.
fn session_words(told: &Told) -> String {
    if let Told::Counts(counts, _) = told { counts.sessions().to_string() } else { "—".to_owned() }
}

#[cfg(test)]
mod tests {
    use avd::rule::host_counts::StatusCount;

    use super::*;

    #[test]
    fn hosts_in_words_never_pass_silence_off_as_none() {
        let of = |status: &str, hosts| StatusCount { status: status.to_owned(), hosts, ..Default::default() };
        let counts =
            |hosts, available| HostCounts { by_status: vec![of("Available", available), of("Shutdown", hosts - available)] };
        let told = |hosts, available| Told::Counts(counts(hosts, available), Source::Graph(Instant::from_seconds(1)));
        for (told, words, sessions) in [
            (told(25, 24), "24 of 25 available", "0"),
            (told(3, 3), "3 available", "0"),
            (told(0, 0), "No hosts", "0"),
            (Told::Nothing, "Not reported", "—"),
            (Told::Reading, "…", "—"),
            (Told::Unknown, "Couldn't check", "—"),
        ] {
            assert_eq!((&*host_words(&told).0, &*session_words(&told)), (words, sessions));
        }
    }
}
