//! All host pools of the estate.

mod columns;
mod counting;
pub mod rows;

use core::ops::Range;

use avd::rule::wording::wording;
use leptos::prelude::*;

use self::columns::{COLUMNS, Known};
use self::counting::{Counting, Stale};
pub use self::rows::limit_words;
use self::rows::{GROUPS, Row, lines, rows, shown};
use super::parts::{ErrorBanner, EstateReadAt, POOLS, count_words, shown_of};
use crate::components::{
    Button, ButtonLink, Choice, EmptyState, FilterBar, Glyph, Look, PageHeader, SearchBox, Select, Skeleton,
};
use crate::estate::{Estate, EstateContext, use_estate};
use crate::route::{PoolsView, Route};
use crate::router::{Router, use_router};
use crate::table::{self, ColumnMenu, Groups, Line, Offers, Order, Rows, Table, counted, toggled};

/// What the page has to show besides its banners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was read yet.
    Loading,
    /// There is no pool, and all answers are in.
    NoPools,
    /// The person sees no subscription at all.
    NoSubscriptions,
    /// Pools, but none passes the filters.
    NoMatch,
    /// Rows.
    Rows,
    /// Not even the subscriptions could be read; the banner says why.
    Failed,
}

/// Every pool the person can read, searched, filtered and sorted by the URL.
#[component]
pub fn PoolsPage() -> impl IntoView {
    let (router, estate) = (use_router(), use_estate());
    estate.ensure();
    let view = Memo::new(move |before: Option<&PoolsView>| match router.route() {
        Route::Pools(view) => view,
        // On the way to another page: what is shown stays until that page is there.
        _ => before.cloned().unwrap_or_default(),
    });
    let all = Memo::new(move |_| estate.with(rows));
    let known = Known { counts: estate.counts() };
    let visible = Memo::new(move |_| all.with(|rows| view.with(|view| shown(rows, view, &known))));
    let lines = Memo::new(move |_| visible.with(|rows| view.with(|view| lines(rows, view))));
    let in_sight = RwSignal::new(0..0);
    let stage =
        Memo::new(move |_| estate.with(|estate| all.with(|all| visible.with(|visible| stage(estate, all.len(), visible.len())))));
    let body = move || match stage.get() {
        Stage::Rows => view! { <PoolsTable lines view known in_sight /> }.into_any(),
        Stage::Loading => view! { <Skeleton table=true lines=8 label="Loading subscriptions and host pools" /> }.into_any(),
        Stage::Failed => ().into_any(),
        other => view! { <Nothing stage=other /> }.into_any(),
    };
    view! {
        <div class="page">
            <PageHeader
                title="Host pools"
                subtitle=Signal::derive(move || left_out_words(estate.with(Estate::left_out)))
                read_at=move || view! { <Stale estate /><EstateReadAt estate /> }
                actions=move || view! { <ButtonLink look=Look::Primary glyph=Glyph::Plus href=Route::PoolNew.href()>"New host pool"</ButtonLink> }
            />
            <Problems estate />
            <Counting estate lines in_sight />
            <Filters router view all visible />
            {body}
        </div>
    }
}

/// The rows under their sortable heads.
#[component]
fn PoolsTable(
    lines: Memo<Vec<Line<Row>>>,
    view: Memo<PoolsView>,
    known: Known,
    in_sight: RwSignal<Range<usize>>,
) -> impl IntoView {
    let router = use_router();
    let chosen = Memo::new(move |_| view.with(|view| view.columns.clone()));
    let on_toggle = move |name: String| {
        let view = view.get_untracked();
        router.replace(Route::Pools(PoolsView { closed: toggled(&view.closed, &name), ..view }));
    };
    let sort = Signal::derive(move || view.with(|view| view.sort.clone()));
    view! {
        <Table
            caption="Host pools"
            class="tbl-pools"
            columns=Signal::derive(move || table::shown(&COLUMNS, &chosen.get()))
            own_columns=Signal::derive(move || !chosen.with(String::is_empty))
            context=known
            rows=Rows::grouped(lines)
            order=Order::linked(sort, move |sort| Route::Pools(PoolsView { sort, ..view.get() }).href())
            groups=Groups { count: |count| count_words(count, POOLS), on_toggle: Callback::new(on_toggle) }
            on_window=Callback::new(move |window| in_sight.set(window))
        />
    }
}

/// What the list does not hold; `None` if it holds all.
fn left_out_words(subscriptions: usize) -> Option<String> {
    match subscriptions {
        0 => None,
        1 => Some("1 disabled subscription isn't shown.".to_owned()),
        count => Some(format!("{count} disabled subscriptions aren't shown.")),
    }
}

impl Stage {
    /// What to say where no row is.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoSubscriptions => (
                "No subscriptions found",
                "Your account has no role on any subscription in this directory. Ask a subscription owner for Desktop Virtualization Reader, then refresh. If you work in another directory, switch to it.",
            ),
            Self::NoMatch => ("No matching host pools", "Try different keywords or remove a filter."),
            _ => (
                "Create your first host pool",
                "There are no host pools in the subscriptions you can read. Create one first; then add session hosts with a session host configuration or a registration token. If you expected host pools here, ask for Desktop Virtualization Reader on their resource groups.",
            ),
        }
    }
}

/// What to show of so many rows, of which so many pass the filters.
pub fn stage(estate: &Estate, all: usize, visible: usize) -> Stage {
    match () {
        () if visible > 0 => Stage::Rows,
        () if all > 0 => Stage::NoMatch,
        () if estate.is_loading() => Stage::Loading,
        () if estate.error().is_some() => Stage::Failed,
        () if !estate.is_complete() => Stage::Loading,
        () if estate.subscriptions().is_empty() => Stage::NoSubscriptions,
        () => Stage::NoPools,
    }
}

/// What could not be read, named one by one; the rows of the others stay.
#[component]
pub fn Problems(estate: EstateContext) -> impl IntoView {
    let retry = Callback::new(move |()| estate.refresh());
    let whole = move || {
        let error = estate.with(|estate| estate.error().cloned());
        error.map(|error| view! { <ErrorBanner title="Couldn't load subscriptions" error on_retry=retry /> })
    };
    let graph = Memo::new(move |_| estate.with(|estate| estate.graph_error().cloned().filter(|_| estate.error().is_none())));
    let by_lists = move || {
        let title = "Azure Resource Graph didn't respond. Host pools were loaded one subscription at a time.";
        graph.get().map(|error| view! { <ErrorBanner title error /> })
    };
    let failures = Memo::new(move |_| estate.with(Estate::failures));
    let each = move || {
        failures
            .get()
            .into_iter()
            .map(|failure| {
                let old = if failure.has_old { ". You're seeing older data." } else { "" };
                let title = format!("Couldn't load the host pools in {}{old}", failure.subscription);
                view! { <ErrorBanner title error=failure.error on_retry=retry /> }
            })
            .collect_view()
    };
    view! {
        {whole}
        {by_lists}
        {each}
    }
}

#[component]
fn Filters(router: Router, view: Memo<PoolsView>, all: Memo<Vec<Row>>, visible: Memo<Vec<Row>>) -> impl IntoView {
    let change = move |change: &dyn Fn(&mut PoolsView)| {
        let mut next = view.get_untracked();
        change(&mut next);
        router.filter(Route::Pools(next));
    };
    let pick = |rows: &[Row], every: &str, pick: fn(&Row) -> (&str, &str)| {
        let known = counted(rows.iter().map(pick)).into_iter().map(|(value, label)| Choice::new(value, label));
        core::iter::once(Choice::new("", every)).chain(known).collect::<Vec<_>>()
    };
    let subscriptions =
        Signal::derive(move || all.with(|rows| pick(rows, "All", |row| (&row.pool.subscription, &row.subscription))));
    let kinds = Signal::derive(move || all.with(|rows| pick(rows, "All", |row| (&row.kind, wording(&row.kind)))));
    let managements = Signal::derive(move || all.with(|rows| pick(rows, "All", |row| (&row.management, &row.management))));
    let count = move || shown_of(visible.with(Vec::len), all.with(Vec::len), POOLS);
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    view! {
        <FilterBar end=move || {
            view! {
                <span role="status">{count}</span>
                <Columns view />
            }
        }>
            <SearchBox
                label="Search host pools"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_input=move |text: String| change(&|view| view.search.clone_from(&text))
            />
            <Select
                label="Subscription"
                choices=subscriptions
                value=Signal::derive(move || view.with(|view| view.subscription.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.subscription = given(text.clone()))
            />
            <Select
                label="Type"
                choices=kinds
                value=Signal::derive(move || view.with(|view| view.kind.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.kind = given(text.clone()))
            />
            <Select
                label="Management"
                choices=managements
                value=Signal::derive(move || view.with(|view| view.management.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.management = given(text.clone()))
            />
            <Select
                label="Group by"
                choices=Signal::stored(GROUPS.map(|(value, label)| Choice::new(value, label)).to_vec())
                value=Signal::derive(move || view.with(|view| view.group.clone()))
                on_change=move |text: String| change(&|view| {
                    view.group.clone_from(&text);
                    view.closed.clear();
                })
            />
        </FilterBar>
    }
}

/// Which columns are shown.
#[component]
fn Columns(view: Memo<PoolsView>) -> impl IntoView {
    let router = use_router();
    let on_change = move |columns: String| router.replace(Route::Pools(PoolsView { columns, ..view.get_untracked() }));
    view! { <ColumnMenu offers=Offers::of(&COLUMNS) chosen=Signal::derive(move || view.with(|view| view.columns.clone())) on_change /> }
}

#[component]
fn Nothing(stage: Stage) -> impl IntoView {
    let (title, text) = stage.words();
    view! { <EmptyState glyph=Glyph::Pool title text actions=move || first_steps(stage) /> }
}

/// The way on from a list without rows.
pub fn first_steps(stage: Stage) -> AnyView {
    let estate = use_estate();
    match stage {
        Stage::NoMatch => {
            view! { <ButtonLink href=Route::Pools(PoolsView::default()).href()>"Clear all filters"</ButtonLink> }.into_any()
        }
        Stage::NoPools => {
            view! { <ButtonLink glyph=Glyph::Plus href=Route::PoolNew.href()>"Create a host pool"</ButtonLink> }.into_any()
        }
        Stage::NoSubscriptions => view! {
            <Button on_press=move |()| estate.refresh()>"Refresh"</Button>
            <button type="button" class="btn btn-secondary" popovertarget="account">"Switch directory"</button>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use host::Instant;

    #[test]
    fn an_empty_page_says_why_it_is_empty() {
        let now = Instant::from_seconds(1);
        let mut estate = Estate::default();
        assert_eq!(stage(&estate, 0, 0), Stage::Loading);
        let ticket = estate.begin(now);
        assert_eq!(stage(&estate, 0, 0), Stage::Loading);
        assert!(estate.finish(ticket, now, Ok(Vec::new())).is_empty());
        assert_eq!(stage(&estate, 0, 0), Stage::NoSubscriptions);
        assert_eq!(stage(&estate, 3, 0), Stage::NoMatch);
        assert_eq!(stage(&estate, 3, 1), Stage::Rows);
    }
}
