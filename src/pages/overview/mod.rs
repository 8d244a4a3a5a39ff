//! Overview: what needs attention in all pools, what runs, what comes, where capacity is short.

mod attention;
mod capacity;
mod dismiss;
mod schedule;
mod sources;

use avd::rule::host_counts::HostCounts;
use leptos::prelude::*;

use self::attention::Attention;
use self::capacity::CapacitySection;
use self::schedule::{Running, Upcoming};
use self::sources::Sources;
use super::parts::{ErrorBanner, HOSTS, POOLS, SESSIONS, clock_time, count_words};
use super::pools::{Stage, first_steps, stage};
use crate::components::{EmptyState, Glyph, PageHeader, ReadAt, Skeleton};
use crate::estate::{Estate, PoolState, PoolStates, use_estate, use_pool_states};

/// The first page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let (estate, states) = (use_estate(), use_pool_states());
    states.keep_current();
    let stage = Memo::new(move |_| {
        let all = states.with(<[_]>::len);
        estate.with(|estate| stage(estate, all, all))
    });
    let body = move || match stage.get() {
        Stage::Rows => view! { <Board states /> }.into_any(),
        Stage::Loading => view! { <Skeleton lines=6 label="Loading subscriptions and host pools" /> }.into_any(),
        Stage::Failed => ().into_any(),
        other => view! { <Nothing stage=other /> }.into_any(),
    };
    view! {
        <div class="page">
            <PageHeader title="Overview" subtitle=Signal::derive(move || states.with(sums)) read_at=move || view! { <OverviewReadAt states /> } />
            <Problems />
            {body}
        </div>
    }
}

/// "12 pools · 87 session hosts · 154 user sessions"; what isn't known is left out.
fn sums(states: &[PoolState]) -> Option<String> {
    let sum = |of: fn(&HostCounts) -> i64| -> usize {
        states
            .iter()
            .filter_map(|state| state.hosts.as_ref())
            .map(|(counts, _)| usize::try_from(of(counts)).unwrap_or_default())
            .sum()
    };
    let known = states.iter().any(|state| state.hosts.is_some());
    let hosts = known.then(|| [count_words(sum(HostCounts::hosts), HOSTS), count_words(sum(HostCounts::sessions), SESSIONS)]);
    let words = core::iter::once(count_words(states.len(), POOLS)).chain(hosts.into_iter().flatten());
    Some(words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")).filter(|words| !words.is_empty())
}

#[component]
fn Board(states: PoolStates) -> impl IntoView {
    view! {
        <div class="overview">
            <div class="overview-main"><Attention states /></div>
            <div class="overview-side">
                <Running states />
                <Upcoming states />
                <CapacitySection states />
                <Sources states />
            </div>
        </div>
    }
}

#[component]
fn Nothing(stage: Stage) -> impl IntoView {
    let (title, text) = stage.words();
    view! { <EmptyState glyph=Glyph::Pool title text actions=move || first_steps(stage) /> }
}

/// Why pools are missing.
#[component]
fn Problems() -> impl IntoView {
    let estate = use_estate();
    let retry = Callback::new(move |()| estate.refresh());
    let whole = move || {
        let error = estate.with(|estate| estate.error().cloned());
        error.map(|error| view! { <ErrorBanner title="Couldn't load subscriptions" error on_retry=retry /> })
    };
    let failures = Memo::new(move |_| estate.with(Estate::failures));
    let each = move || {
        let banner = |failure: crate::estate::Failure| {
            let title = format!("Couldn't load the host pools in {}", failure.subscription);
            view! { <ErrorBanner title error=failure.error on_retry=retry /> }
        };
        failures.get().into_iter().map(banner).collect_view()
    };
    view! {
        {whole}
        {each}
    }
}

/// The age of the pools, and the button that reads everything again.
#[component]
fn OverviewReadAt(states: PoolStates) -> impl IntoView {
    let estate = use_estate();
    let at = Signal::derive(move || estate.with(|estate| estate.read_at().map(clock_time)));
    let busy = Signal::derive(move || {
        let loading = estate.with(Estate::is_loading) || estate.counts().with(|counts| counts.graph.is_loading());
        loading || states.reads().is_busy()
    });
    let stale = Signal::derive(move || estate.with(|estate| estate.error().is_some() || !estate.failures().is_empty()));
    view! { <ReadAt at busy stale on_refresh=move |()| states.refresh() /> }
}
