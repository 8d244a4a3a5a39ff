//! The user sessions of a pool, and of one host: who is signed in, and what can be done about it.

mod acts;
mod ask;
mod rows;
mod source;
mod table;

use std::collections::BTreeSet;

use arm::ResourceId;
use leptos::prelude::*;

use self::acts::{ActBar, ActDialogs, Acts};
use self::rows::{Ask, Row, count_words, short, shown, states};
use self::source::{Source, use_source};
use self::table::{SessionsTable, Shown};
use super::context::PoolContext;
use crate::components::{Choice, EmptyState, FilterBar, FilterChip, Glyph, SearchBox, Select, Skeleton, Spinner};
use crate::live::Remote;
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::route::{PoolRef, PoolTab, Route, SessionsView};
use crate::router::use_router;

/// The tab: the sessions of all hosts, searched, filtered and sorted by the URL.
#[component]
pub fn SessionsTab(context: PoolContext, place: PoolRef) -> impl IntoView {
    let router = use_router();
    let view = Memo::new(move |before: Option<&SessionsView>| match router.route() {
        Route::Pool(_, PoolTab::Sessions(view)) => view,
        _ => before.cloned().unwrap_or_default(),
    });
    let pool = place.clone();
    let go = Callback::new(move |view| router.filter(Route::Pool(pool.clone(), PoolTab::Sessions(view))));
    view! { <Panel context place view go /> }
}

/// The sessions of one host, to be shown in its detail. Nothing of it is in the URL.
#[component]
pub fn SessionList(
    /// The pool.
    context: PoolContext,
    /// Its address.
    place: PoolRef,
    /// The host.
    host: ResourceId,
) -> impl IntoView {
    let view = RwSignal::new(SessionsView::default());
    view! { <Panel context place host view go=Callback::new(move |next| view.set(next)) /> }
}

#[component]
fn Panel(
    context: PoolContext,
    place: PoolRef,
    #[prop(optional)] host: Option<ResourceId>,
    #[prop(into)] view: Signal<SessionsView>,
    go: Callback<SessionsView>,
) -> impl IntoView {
    let of_host = host.is_some();
    let source = use_source(context, host, view);
    let rows = source.rows;
    let visible = Memo::new(move |_| rows.with(|rows| view.with(|view| shown(rows, view))));
    let chosen = RwSignal::new(BTreeSet::new());
    let acts = Acts::begin(context, place, source);
    let shown = Shown { source, visible, view, go, chosen, acts };
    view! {
        <section class="section" aria-label="User sessions">
            <Problem source />
            {(!of_host).then(|| view! { <Filters shown /> })}
            <div class="section-head">
                <ActBar shown />
                <RemoteReadAt remote=source.remote poll=source.poll />
            </div>
            <Progress source />
            <Body shown of_host />
            <Notes source />
            <ActDialogs acts chosen />
        </section>
    }
}

#[component]
fn Problem(source: Source) -> impl IntoView {
    let remote = source.remote;
    let error = Memo::new(move |_| remote.with(|state| state.error().cloned()));
    move || {
        let some = source.rows.with_untracked(|rows| !rows.is_empty());
        let title = match (remote.with(|state| state.value().is_some()), some) {
            (true, _) => "Couldn't refresh the user sessions. You're seeing older data.",
            (false, true) => "Some user sessions couldn't be loaded",
            (false, false) => "Couldn't load the user sessions",
        };
        error.get().map(|error| view! { <ErrorBanner title error on_retry=move |()| remote.refresh() /> })
    }
}

/// Who filters, and how far the reading is.
#[component]
fn Progress(source: Source) -> impl IntoView {
    let arriving = Memo::new(move |_| source.remote.with(|state| state.is_loading() && state.value().is_none()));
    let count = Memo::new(move |_| source.rows.with(Vec::len));
    let by_azure = move || match source.asked.get() {
        Ask::Filtered(filter) => Some(view! { <p class="section-sub">"Filtered by Azure: "<code>{filter}</code></p> }.into_any()),
        Ask::Host(_) | Ask::All if source.unfiltered.get() => Some(
            view! { <p class="section-sub">"Azure rejected the filter, so all sessions were loaded and filtered here."</p> }
                .into_any(),
        ),
        Ask::Host(_) | Ask::All => None,
    };
    let wheel = move || {
        (arriving.get() && count.get() > 0).then(|| {
            let words = move || format!("Loading: {} so far…", count.get());
            view! { <div class="write-busy"><Spinner label=Signal::derive(words) /></div> }
        })
    };
    let cut = move || {
        let cut = source.remote.with(|state| state.value().is_some_and(|list| !list.complete));
        cut.then(|| view! { <p class="section-sub">"Azure returned an incomplete list. There are more sessions than shown."</p> })
    };
    view! { {by_azure} {wheel} {cut} }
}

#[component]
fn Body(shown: Shown, of_host: bool) -> impl IntoView {
    let Shown { source, visible, .. } = shown;
    let stage = Memo::new(move |_| {
        // A later read leaves the table as it is: an open menu and the focus stay.
        let (read, first) =
            source.remote.with(|state| (state.value().is_some(), state.value().is_none() && Remote::is_loading(state)));
        (!visible.with(Vec::is_empty), source.rows.with(Vec::is_empty), read, first)
    });
    move || {
        match stage.get() {
        (true, ..) => view! { <SessionsTable shown /> }.into_any(),
        (_, _, false, true) => view! { <Skeleton table=true lines=8 label="Loading user sessions" /> }.into_any(),
        (_, _, false, false) => ().into_any(),
        (_, true, ..) if of_host => {
            view! { <EmptyState glyph=Glyph::User title="No user sessions on this session host" text="A session appears here when a user connects." /> }
                .into_any()
        }
        (_, true, ..) if shown.view.with_untracked(is_plain) => {
            view! { <EmptyState glyph=Glyph::User title="No user sessions" text="A session appears here when a user connects to a desktop or app in this pool." /> }
                .into_any()
        }
        _ => view! { <EmptyState glyph=Glyph::User title="No matching user sessions" text="Try different keywords or remove a filter." /> }
            .into_any(),
    }
    }
}

fn is_plain(view: &SessionsView) -> bool {
    *view == SessionsView { sort: view.sort.clone(), ..SessionsView::default() }
}

/// What to know about the numbers.
#[component]
fn Notes(source: Source) -> impl IntoView {
    let unknown = move || {
        source
            .silent
            .with(|hosts| hosts.error().is_some())
            .then_some(" Session host status couldn't be loaded, so leftover sessions aren't marked.")
    };
    view! {
        <p class="section-sub sessions-note">
            "Session counts on session hosts can be a few minutes behind this list."
            {unknown}
        </p>
    }
}

#[component]
fn Filters(shown: Shown) -> impl IntoView {
    let Shown { source, visible, view, go, .. } = shown;
    let change = move |change: &dyn Fn(&mut SessionsView)| {
        let mut next = view.get_untracked();
        change(&mut next);
        go.run(next);
    };
    let picked = |text: String| Some(text).filter(|text| !text.is_empty());
    let whole = move || source.asked.with(|ask| *ask == Ask::All) && source.remote.with(|state| state.value().is_some());
    let choices = Signal::derive(move || {
        let chosen = view.with(|view| view.state.clone());
        let known = source.rows.with(|rows| states(rows, whole(), chosen.as_deref()));
        let known = known.into_iter().map(|(value, label)| Choice::new(value, label));
        core::iter::once(Choice::new("", "All")).chain(known).collect::<Vec<_>>()
    });
    let count = move || source.asked.with(|ask| count_words(visible.with(Vec::len), source.rows.with(Vec::len), ask));
    let host = Memo::new(move |_| view.with(|view| view.host.clone()));
    view! {
        <FilterBar end=move || view! { <span role="status">{count}</span> }>
            <SearchBox
                label="Search users and hosts"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_input=move |text: String| change(&|view| view.search.clone_from(&text))
            />
            <Select
                label="State"
                choices
                value=Signal::derive(move || view.with(|view| view.state.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.state = picked(text.clone()))
            />
            <Select
                label="Type"
                choices=Signal::stored(["", "Desktop", "RemoteApp"].map(|kind| Choice::new(kind, if kind.is_empty() { "All" } else { kind })).to_vec())
                value=Signal::derive(move || view.with(|view| view.kind.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.kind = picked(text.clone()))
            />
            {move || {
                host.get()
                    .map(|host| {
                        let label = format!("Host: {}", short(&host));
                        view! { <FilterChip label on_remove=move |()| change(&|view| view.host = None) /> }
                    })
            }}
        </FilterBar>
    }
}

/// The rows that are chosen and pass the filters, and how many chosen ones do not. Tracked.
fn chosen_rows(Shown { source, visible, chosen, .. }: Shown) -> (Vec<Row>, usize) {
    source.rows.with(|rows| {
        chosen.with(|keys| {
            let in_sight: BTreeSet<&str> =
                visible.with(|places| places.iter().filter_map(|place| Some(rows.get(*place)?.key.as_str())).collect());
            let chosen = rows::chosen(rows, keys).into_iter();
            let (picked, hidden): (Vec<&Row>, Vec<&Row>) = chosen.partition(|row| in_sight.contains(&*row.key));
            (picked.into_iter().cloned().collect(), hidden.len())
        })
    })
}
