//! The session host updates of all pools that can have one.

mod rows;

use avd::resource::ManagementType;
use host::Instant;
use leptos::prelude::*;

use self::rows::{COLUMNS, hand_managed_words, tags};
use super::board::{Board, Freshness, Plan, PoolLine, PoolRow, Refused, Source, Sweep, pool_lines, refused, visible};
use super::parts::{Count, clock_time};
use super::pools::Problems;
use crate::components::{Glyph, LiveRegion, PageHeader, ReadAt};
use crate::estate::{EstateContext, Update, use_estate, use_updates};
use crate::live::{Many, ManyHandle, Remote, use_clock};
use crate::route::Route;

static PLAN: Plan<Update> = Plan {
    caption: "Updates",
    glyph: Glyph::Update,
    class: "tbl-updates",
    columns: &COLUMNS,
    filters: &[("attention", "Needs attention"), ("active", "Active"), ("unread", "Not loaded")],
    route: Route::Updates,
    view: |route| match route {
        Route::Updates(view) => Some(view),
        _ => None,
    },
    none: (
        "No Automated pools",
        "Session host update needs an Automated pool (one with a session host configuration). All the pools you can read are Standard.",
    ),
};

/// The update of every Automated pool, read pool by pool.
#[component]
pub fn UpdatesPage() -> impl IntoView {
    let estate = use_estate();
    estate.ensure();
    let many = use_updates();
    let pools = Memo::new(move |_| estate.with(pool_lines));
    let lines = Memo::new(move |_| pools.with(|pools| automated(pools)));
    let source = Source::new(
        lines,
        move |line| {
            let (value, fresh) = many.with(|many| (value(many, line).cloned(), Freshness::of(many, &line.id)));
            PoolRow { line: line.clone(), value, fresh, now: Instant::default() }
        },
        move |line| many.with(|many| tags(value(many, line))),
        move |id| many.read(vec![id]),
    );
    keep_reading(lines, many);
    let (view, visible) = visible(&PLAN, source);
    let hand_managed = move || pools.with(|pools| hand_managed_words(pools));
    view! {
        <div class="page">
            <PageHeader
                title="Updates"
                subtitle=Signal::derive(hand_managed)
                read_at=move || view! { <UpdatesReadAt estate lines many /> }
            />
            <Problems estate />
            <Refused what="updates" first=Signal::derive(move || refused(lines, many)) />
            <Sweep label="Loading updates" progress=Signal::derive(move || many.with(Many::progress)) on_stop=move |()| many.stop() />
            <Board plan=&PLAN source view visible />
        </div>
    }
}

fn value<'a>(many: &'a Many<Update>, line: &PoolLine) -> Option<&'a Update> {
    many.get(&line.id).and_then(Remote::value)
}

fn automated(pools: &[PoolLine]) -> Vec<PoolLine> {
    pools.iter().filter(|line| line.management == Some(ManagementType::Automated)).cloned().collect()
}

/// Reads what was never read, and again what moves, when its time has come.
fn keep_reading(lines: Memo<Vec<PoolLine>>, many: ManyHandle<Update>) {
    Effect::new(move || {
        let never = |line: &&PoolLine| many.with_untracked(|many| many.get(&line.id).is_none());
        let new: Vec<_> = lines.with(|lines| lines.iter().filter(never).map(|line| line.id.clone()).collect());
        if !new.is_empty() {
            many.read(new);
        }
    });
    let clock = use_clock();
    Effect::new(move || {
        let now = clock.now();
        let due: Vec<_> =
            many.with_untracked(|many| many.due(Update::pace).filter(|(_, due)| *due <= now).map(|(id, _)| id.clone()).collect());
        if !due.is_empty() {
            many.read(due);
        }
    });
}

/// The age of the oldest row, when the next is read again, and the button that reads all.
#[component]
fn UpdatesReadAt(estate: EstateContext, lines: Memo<Vec<PoolLine>>, many: ManyHandle<Update>) -> impl IntoView {
    let clock = use_clock();
    let oldest = Memo::new(move |_| {
        many.with(|many| lines.with(|lines| lines.iter().filter_map(|line| many.get(&line.id)?.read_at()).min()))
    });
    let next = Memo::new(move |_| many.with(|many| many.due(Update::pace).map(|(_, due)| due).min()));
    let refreshes_in = move || u32::try_from(clock.now().until(next.get()?).as_secs()).ok();
    let busy = Memo::new(move |_| many.with(Many::is_busy) || estate.with(crate::estate::Estate::is_loading));
    let refresh = move |()| {
        estate.refresh();
        many.read(lines.with_untracked(|lines| lines.iter().map(|line| line.id.clone()).collect()));
    };
    let summary = Memo::new(move |_| {
        let (known, all) = counts(lines, many);
        if many.with(Many::is_busy) {
            String::new()
        } else {
            format!("Loaded the updates of {} of {} pools", Count(known), Count(all))
        }
    });
    view! {
        <ReadAt
            at=Signal::derive(move || oldest.get().map(clock_time))
            refreshes_in=Signal::derive(refreshes_in)
            busy
            on_refresh=refresh
        />
        <LiveRegion text=summary />
    }
}

/// How many of the pools were read, and how many there are.
fn counts(lines: Memo<Vec<PoolLine>>, many: ManyHandle<Update>) -> (usize, usize) {
    let known = |line: &&PoolLine| many.with(|many| value(many, line).is_some());
    lines.with(|lines| (lines.iter().filter(known).count(), lines.len()))
}
