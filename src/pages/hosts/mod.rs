//! Every session host of the estate, in one table.

mod acts;
mod export;
mod state;
mod table;
mod trouble;

use avd::rule::estate_hosts::{Chosen, Column, Filter, View};
use avd::rule::wording::wording;
use leptos::prelude::*;

use self::acts::{Bulk, BulkBar};
use self::state::{FleetHosts, Step, use_fleet_hosts};
use self::table::{CHOICE, HostsTable};
use super::parts::{Count, ErrorBanner, HOST_POOLS, HOSTS, POOLS, StaleMark, age, clock_time, count_words, shown_of};
use crate::components::{
    Banner, Button, Choice, EmptyState, FilterBar, Glyph, Look, OldColumnMenu as ColumnMenu, PageHeader, ProgressBar, SearchBox,
    Select, Skeleton, Toasts, Tone,
};
use crate::estate::{Estate, Failure, use_estate};
use crate::live::{Remote, use_clock, use_poll, use_remote};
use crate::route::{HostsView, Route};
use crate::router::use_router;
use host::Duration;

/// What is on screen is asked for itself this often.
const EVERY: Duration = Duration::from_secs(30);

/// All session hosts, searched, filtered and sorted by the URL.
#[component]
pub fn FleetHostsPage() -> impl IntoView {
    let (router, fleet, estate) = (use_router(), use_fleet_hosts(), use_estate());
    fleet.ensure();
    let in_sight = use_remote(move || fleet.refresh_in_sight());
    let _ = use_poll(in_sight, |_: &Remote<()>| Some(EVERY));
    Effect::new(move |was_busy: Option<bool>| {
        let busy = fleet.step.with(Step::is_busy);
        if was_busy == Some(true) && !busy {
            in_sight.refresh();
        }
        busy
    });
    let view = Memo::new(move |before: Option<&HostsView>| match router.route() {
        Route::Hosts(view) => view,
        _ => before.cloned().unwrap_or_default(),
    });
    let shown = RwSignal::new(View::default());
    let sort = Memo::new(move |_| view.with(|view| order(&view.sort)));
    let sorted = RwSignal::new(());
    Effect::new(move || {
        let by = sort.get();
        fleet.table.with(|table| shown.update_untracked(|shown| shown.sort(table, by)));
        sorted.set(());
    });
    Effect::new(move || {
        sorted.track();
        let filter = view.with(filter);
        fleet.table.with_untracked(|table| shown.update(|shown| shown.filter(table, &filter)));
    });
    let all = Memo::new(move |_| fleet.table.with(|table| table.rows().len()));
    let visible = Memo::new(move |_| shown.with(|shown| shown.shown().len()));
    let stage = Memo::new(move |_| {
        let (all, visible) = (all.get() > 0, visible.get() > 0);
        // A later read leaves the table as it is.
        (all, visible, !visible && fleet.step.with(|step| *step == Step::Done))
    });
    let body = move || {
        match stage.get() {
        (_, true, _) => view! { <HostsTable fleet shown view /> }.into_any(),
        (true, false, _) => {
            view! { <EmptyState glyph=Glyph::Host title="No matching session hosts" text="Try different keywords or remove a filter. Users who are signed in aren't searched here: open their host pool's user sessions." /> }
                .into_any()
        }
        (false, _, true) => {
            view! { <EmptyState glyph=Glyph::Host title="No session hosts" text="The host pools you can read have no session hosts, or your roles don't cover them." /> }
                .into_any()
        }
        _ if estate.with(|estate| estate.error().is_some()) || fleet.step.with(|step| *step == Step::Offline) => ().into_any(),
        (false, ..) => view! { <Skeleton table=true lines=8 label="Loading session hosts" /> }.into_any(),
    }
    };
    let toasts = expect_context::<Toasts>();
    let written = RwSignal::new(None::<(usize, usize)>);
    let export = Callback::new(move |()| export::export(fleet, shown, written, toasts));
    let chosen = Memo::new(move |_| fleet.chosen.with(Chosen::len));
    let none = Signal::derive(move || match written.get() {
        Some(_) => Some("Exporting…".to_owned()),
        None => (visible.get() + chosen.get() == 0).then(|| "Nothing to export.".to_owned()),
    });
    let words = move || match (written.get(), chosen.get()) {
        (Some((done, all)), _) => format!("{}% exported", done * 100 / all),
        (None, 0) => "Export CSV".to_owned(),
        (None, count) => format!("Export {} selected", Count(count)),
    };
    let bulk = Bulk::begin(fleet, shown);
    let some = Memo::new(move |_| all.get() > 0);
    view! {
        <div class="page">
            <PageHeader
                title="Session hosts"
                read_at=move || view! { <Reading fleet /> }
                actions=move || {
                    view! {
                        <Button glyph=Glyph::Download on_press=export disabled_reason=none><span class="export-words">{words}</span></Button>
                    }
                }
            />
            <Problems fleet />
            <Filters fleet view all visible />
            {move || some.get().then(|| view! { <div class="section-head"><BulkBar bulk /></div> })}
            {body}
        </div>
    }
}

fn order(sort: &str) -> Option<(Column, bool)> {
    let (word, down) = sort.strip_prefix('-').map_or((sort, false), |word| (word, true));
    Column::ALL.into_iter().find(|column| column.word() == word).map(|column| (column, down))
}

fn filter(view: &HostsView) -> Filter {
    Filter { search: view.search.clone(), status: view.status.clone(), drained: None }
}

/// Where the rows come from and how old they are; how far a read is.
#[component]
fn Reading(fleet: FleetHosts) -> impl IntoView {
    let (clock, estate) = (use_clock(), use_estate());
    let count = move || fleet.table.with(|table| table.rows().len());
    // What is asked of Resource Graph waits for the end of a pause; the lists of the pools would be too many to be quicker.
    let pause = Memo::new(move |_| {
        clock.now();
        let pauses = fleet.client().client().pauses();
        pauses.into_iter().find(|(scope, _)| *scope == arm::GRAPH).map(|(_, until)| until)
    });
    let told = move || match fleet.step.get() {
        Step::Waiting if estate.with(|estate| estate.error().is_some()) => "Not loaded".to_owned(),
        Step::Waiting => "Loading subscriptions".to_owned(),
        Step::Offline => "Not loaded".to_owned(),
        Step::Graph(_) if let Some(until) = pause.get() => {
            ["Azure Resource Graph is throttling requests. Retrying at ", &clock_time(until)].concat()
        }
        Step::Graph(Some(total)) => format!("Loaded {} of {}", Count(count()), Count(total)),
        Step::Graph(None) => "Loading…".to_owned(),
        Step::Between => "Loading host pools".to_owned(),
        Step::Lists(done, all) => format!("Loading pools one at a time: {} of {}", Count(done), Count(all)),
        Step::Stopped(left) => format!("Stopped. {} not loaded", count_words(left, POOLS)),
        Step::Done => {
            let at = fleet.table.with(|table| table.read_at());
            at.map_or_else(String::new, |at| format!("Updated {} ago", age(clock.now().since(at))))
        }
    };
    let busy = move || fleet.step.with(Step::is_busy);
    let listing = move || match fleet.step.get() {
        Step::Lists(done, all) if all > 3 => Some((done, all)),
        _ => None,
    };
    let differed = Memo::new(move |_| fleet.table.with(|table| table.differed() > 0));
    view! {
        {move || differed.get().then(|| view! {
            <StaleMark
                words="Some rows may be a few minutes old"
                text="Azure Resource Graph is behind: session hosts on screen had changed and were refreshed. Others may have changed, too."
            />
            <Button look=Look::Subtle on_press=move |()| fleet.read_lists()>"Refresh all pools"</Button>
        })}
        <span class="read-at">
            <span role="status">{told}</span>
            {move || listing().map(|(done, all)| view! {
                <ProgressBar label="Pools loaded" value=Signal::stored(Some(done as f64 / all as f64)) />
                <Button look=Look::Subtle on_press=move |()| fleet.stop()>"Stop"</Button>
            })}
            // It stays where it is: what comes and goes takes others along.
            <Button look=Look::Subtle glyph=Glyph::Refresh busy=Signal::derive(busy) on_press=move |()| fleet.refresh()>"Refresh"</Button>
        </span>
    }
}

/// What the table does not hold, or may hold wrong.
#[component]
fn Problems(fleet: FleetHosts) -> impl IntoView {
    let graph = move || fleet.trouble.with(|trouble| trouble.graph.clone());
    let cut_off = move || fleet.trouble.with(|trouble| trouble.cut_off);
    let estate = use_estate();
    let again = Callback::new(move |()| estate.refresh());
    let whole = move || {
        let error = estate.with(|estate| estate.error().cloned());
        error.map(|error| view! { <ErrorBanner title="Couldn't load subscriptions" error on_retry=again /> })
    };
    // Whose pools are not known, its hosts are not either.
    let failures = Memo::new(move |_| estate.with(Estate::failures));
    let subscriptions = move || {
        let banner = |failure: Failure| {
            let what =
                if failure.has_old { "Newer host pools aren't in the table." } else { "Their session hosts may be missing." };
            let title = ["Couldn't load the host pools in ", &failure.subscription, ". ", what].concat();
            view! { <ErrorBanner title error=failure.error on_retry=again /> }
        };
        failures.get().into_iter().map(banner).collect_view()
    };
    let lists = move || {
        let groups = fleet.trouble.with(trouble::Trouble::groups);
        groups
            .into_iter()
            .map(|(count, error)| {
                let title = format!(
                    "Couldn't load the session hosts of {}. They're missing or out of date in the table.",
                    count_words(count, HOST_POOLS)
                );
                view! { <ErrorBanner title error on_retry=move |()| fleet.refresh() /> }
            })
            .collect_view()
    };
    view! {
        {move || graph().map(|error| view! {
            <ErrorBanner title="Azure Resource Graph didn't respond. Loading pools one at a time (slower)." error />
        })}
        {move || cut_off().then(|| view! {
            <Banner tone=Tone::Warning title="Azure Resource Graph returned an incomplete list">
                "The missing pools are loaded one at a time."
            </Banner>
        })}
        {whole}
        {subscriptions}
        {lists}
    }
}

#[component]
fn Filters(fleet: FleetHosts, view: Memo<HostsView>, all: Memo<usize>, visible: Memo<usize>) -> impl IntoView {
    let router = use_router();
    let change = move |change: &dyn Fn(&mut HostsView)| {
        let mut next = view.get_untracked();
        change(&mut next);
        router.filter(Route::Hosts(next));
    };
    let columns = Signal::derive(move || view.with(|view| view.columns.clone()));
    let statuses = Memo::new(move |_| {
        let mut words: Vec<String> = fleet.table.with(|table| table.statuses().into_iter().map(str::to_owned).collect());
        words.sort();
        words
    });
    let choices = Signal::derive(move || {
        let known = statuses.get().into_iter().map(|word| Choice::new(word.clone(), wording(&word).to_owned()));
        core::iter::once(Choice::new("", "All")).chain(known).collect::<Vec<_>>()
    });
    view! {
        <FilterBar end=move || view! {
            <span role="status">{move || shown_of(visible.get(), all.get(), HOSTS)}</span>
            <ColumnMenu set=&CHOICE chosen=columns on_change=move |words: String| change(&|view| view.columns.clone_from(&words)) />
        }>
            <SearchBox
                label="Search name, assigned user, pool, region, status, version"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_input=move |text: String| change(&|view| view.search.clone_from(&text))
            />
            <Select
                label="Status"
                choices=choices
                value=Signal::derive(move || view.with(|view| view.status.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.status = Some(text.clone()).filter(|text| !text.is_empty()))
            />
        </FilterBar>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_address() {
        assert_eq!(order(""), None);
        assert_eq!(order("-sessions"), Some((Column::Sessions, true)));
        assert_eq!(order("pool"), Some((Column::Pool, false)));
        assert_eq!(order("-nothing"), None);
    }
}
