//! A board: one thing read of many pools, a row each. What it is comes from the page; how it is listed, searched and filtered is here.

mod line;
mod table;

use leptos::prelude::*;

#[cfg(test)]
pub use self::line::tests;
pub use self::line::{Cell, Freshness, PoolLine, PoolRow, fresh_cell, pool_lines};
use self::line::{choices, shown};
use self::table::BoardTable;
pub use self::table::{BoardColumn, pool_name};
use super::parts::{Count, ErrorBanner, POOLS, count_words, shown_of};
use super::pools::{Stage, first_steps, stage};
use crate::components::{Button, ButtonLink, EmptyState, FilterBar, Glyph, ProgressBar, SearchBox, Select, Skeleton};
use crate::estate::use_estate;
use crate::live::ManyHandle;
use crate::route::{BoardView, Route};
use crate::router::use_router;
use crate::table::sort;

/// What a board is, whatever it shows.
pub struct Plan<T: 'static> {
    /// What the table lists.
    pub caption: &'static str,
    /// The drawing of a board without rows.
    pub glyph: Glyph,
    /// The class of the table, for the widths of its columns.
    pub class: &'static str,
    /// The columns.
    pub columns: &'static [BoardColumn<T>],
    /// What the rows may be narrowed to: the word of a tag, and what a person reads.
    pub filters: &'static [(&'static str, &'static str)],
    /// Its place.
    pub route: fn(BoardView) -> Route,
    /// The view of the route, if it is the place of this board.
    pub view: fn(Route) -> Option<BoardView>,
    /// What to say when the estate has pools, but none for this board.
    pub none: (&'static str, &'static str),
}

/// A question about a line. What it looks at is tracked.
type Asked<T> = StoredValue<Box<dyn Fn(&PoolLine) -> T + Send + Sync>>;

/// What a page gives its board.
pub struct Source<T: 'static> {
    /// The pools of the board, in its order.
    lines: Memo<Vec<PoolLine>>,
    /// What is known of one; asked for rows in sight only, and when they are sorted.
    row: Asked<PoolRow<T>>,
    /// The filters a pool passes.
    tags: Asked<&'static [&'static str]>,
    /// Reads one pool: what the button of a row does.
    on_read: Callback<arm::ResourceId>,
    /// The pools that are chosen, if any can be.
    chosen: Option<RwSignal<Chosen>>,
}

impl<T> Clone for Source<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Source<T> {}

/// Pools picked by their boxes.
pub type Chosen = std::collections::BTreeSet<arm::ResourceId>;

impl<T: 'static> Source<T> {
    /// The pools of the board, what is known of each, the filters each passes, and what reads one.
    pub fn new(
        lines: Memo<Vec<PoolLine>>,
        row: impl Fn(&PoolLine) -> PoolRow<T> + Send + Sync + 'static,
        tags: impl Fn(&PoolLine) -> &'static [&'static str] + Send + Sync + 'static,
        on_read: impl Fn(arm::ResourceId) + Send + Sync + 'static,
    ) -> Self {
        Self {
            lines,
            row: StoredValue::new(Box::new(row)),
            tags: StoredValue::new(Box::new(tags)),
            on_read: Callback::new(on_read),
            chosen: None,
        }
    }

    /// The same, with a box before each name.
    pub fn choosing(self, chosen: RwSignal<Chosen>) -> Self {
        Self { chosen: Some(chosen), ..self }
    }
}

/// The lines that pass the search and the filter of the address, in its order.
pub fn visible<T: Send + Sync + 'static>(plan: &'static Plan<T>, source: Source<T>) -> (Memo<BoardView>, Memo<Vec<PoolLine>>) {
    let router = use_router();
    // On the way to another page, what is shown stays until that page is there.
    let view =
        Memo::new(move |before: Option<&BoardView>| (plan.view)(router.route()).or_else(|| before.cloned()).unwrap_or_default());
    let visible = Memo::new(move |_| {
        view.with(|view| {
            let lines = source.lines.with(|lines| source.tags.with_value(|tags| shown(lines, view, plan.filters, tags)));
            if view.sort.is_empty() {
                return lines;
            }
            let mut rows: Vec<PoolRow<T>> = source.row.with_value(|row| lines.iter().map(row).collect());
            sort(&mut rows, plan.columns, &source.on_read, &view.sort);
            rows.into_iter().map(|row| row.line).collect()
        })
    });
    (view, visible)
}

/// The filters, then the rows or why there are none.
#[component]
pub fn Board<T: Clone + PartialEq + Send + Sync + 'static>(
    plan: &'static Plan<T>,
    source: Source<T>,
    view: Memo<BoardView>,
    visible: Memo<Vec<PoolLine>>,
) -> impl IntoView {
    let estate = use_estate();
    let stage = Memo::new(move |_| {
        let (all, visible) = (source.lines.with(Vec::len), visible.with(Vec::len));
        estate.with(|estate| stage(estate, all, visible))
    });
    let body = move || match stage.get() {
        Stage::Rows => view! { <BoardTable plan source view visible /> }.into_any(),
        Stage::Loading => view! { <Skeleton table=true lines=8 label="Loading subscriptions and host pools" /> }.into_any(),
        Stage::Failed => ().into_any(),
        other => view! { <Nothing plan stage=other /> }.into_any(),
    };
    view! {
        <Filters plan source view visible />
        {body}
    }
}

#[component]
fn Filters<T: Send + Sync + 'static>(
    plan: &'static Plan<T>,
    source: Source<T>,
    view: Memo<BoardView>,
    visible: Memo<Vec<PoolLine>>,
) -> impl IntoView {
    let router = use_router();
    let change = move |change: &dyn Fn(&mut BoardView)| {
        let mut next = view.get_untracked();
        change(&mut next);
        router.filter((plan.route)(next));
    };
    let states = Memo::new(move |_| source.lines.with(|lines| source.tags.with_value(|tags| choices(lines, plan.filters, tags))));
    let count = move || shown_of(visible.with(Vec::len), source.lines.with(Vec::len), POOLS);
    view! {
        <FilterBar end=move || view! { <span role="status">{count}</span> }>
            <SearchBox
                label="Search host pools"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_input=move |text: String| change(&|view| view.search.clone_from(&text))
            />
            <Select
                label="Show"
                choices=states
                value=Signal::derive(move || view.with(|view| view.show.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.show = Some(text.clone()).filter(|text| !text.is_empty()))
            />
        </FilterBar>
    }
}

#[component]
fn Nothing<T: 'static>(plan: &'static Plan<T>, stage: Stage) -> impl IntoView {
    let (title, text) = match stage {
        Stage::NoPools => plan.none,
        other => other.words(),
    };
    let actions = move || match stage {
        Stage::NoMatch => {
            view! { <ButtonLink href=(plan.route)(BoardView::default()).href()>"Clear all filters"</ButtonLink> }.into_any()
        }
        other => first_steps(other),
    };
    view! { <EmptyState glyph=plan.glyph title text actions /> }
}

/// How far a sweep is, with the button that ends it; nothing while there is none.
#[component]
pub fn Sweep(
    label: &'static str,
    progress: Signal<Option<(usize, usize)>>,
    #[prop(into)] on_stop: Callback<()>,
) -> impl IntoView {
    let running = Memo::new(move |_| progress.with(Option::is_some));
    // Counts of pools are far below what a double holds exactly.
    let part = move || progress.get().map(|(done, of)| done as f64 / of.max(1) as f64);
    let note = move || progress.get().map(|(done, of)| format!("{} of {}", Count(done), Count(of))).unwrap_or_default();
    move || {
        running.get().then(|| {
            view! {
                <div class="sweep">
                    <ProgressBar label value=Signal::derive(part) note=Signal::derive(note) />
                    <Button small=true on_press=on_stop>"Stop"</Button>
                </div>
            }
        })
    }
}

/// How many of the pools could not be read for want of a right, and the first refusal.
pub fn refused<T: Send + Sync + 'static>(lines: Memo<Vec<PoolLine>>, many: ManyHandle<T>) -> Option<(usize, arm::Error)> {
    many.with(|many| {
        lines.with(|lines| {
            let errors = lines.iter().filter_map(|line| many.get(&line.id)?.error());
            let mut refusals = errors.filter(|error| matches!(error.kind(), arm::ErrorKind::Forbidden { .. }));
            let first = refusals.next()?.clone();
            Some((refusals.count() + 1, first))
        })
    })
}

/// One word about missing rights above the rows; which rows it concerns stands in them.
#[component]
pub fn Refused(what: &'static str, first: Signal<Option<(usize, arm::Error)>>) -> impl IntoView {
    // An error is a new one with every attempt: by count, or the banner would be read out again and again.
    let count = Memo::new(move |_| first.with(|first| first.as_ref().map(|(count, _)| *count)));
    move || {
        let count = count.get()?;
        let (_, error) = first.get_untracked()?;
        let title = format!("Your roles don't let you read the {what} of {}", count_words(count, POOLS));
        Some(view! { <ErrorBanner title error /> })
    }
}
