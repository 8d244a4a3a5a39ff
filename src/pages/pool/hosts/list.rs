//! The table of the session hosts: searched, filtered and sorted by the URL, with what can be done to those that are chosen.

use std::collections::BTreeSet;

use avd::operation::{session_host_configurations, session_hosts};
use avd::resource::{HostPoolType, ManagementType, SessionHost, SessionHostConfiguration, SessionHostConfigurationProperties};
use avd::rule::drift::HostVersion;
use avd::rule::session_host_edit::Disks;
use avd::rule::wording::wording;
use host::Duration;
use leptos::prelude::*;

use super::acts::Acts;
use super::ask::ActDialogs;
use super::bar::HostsBar;
use super::columns::{Kind, Seen};
use super::rows::{Row, rows, shown, version_word};
use crate::components::{Choice, EmptyState, FilterBar, Glyph, SearchBox, Select, Skeleton};
use crate::live::{Remote, RemoteHandle, use_clock, use_poll, use_remote};
use crate::pages::parts::{ErrorBanner, HOSTS, RemoteReadAt, shown_of};
use crate::pages::pool::context::{PoolContext, PoolRead};
use crate::route::{HostsView, PoolRef, PoolTab, Route};
use crate::router::use_router;
use crate::table::{Order, Rows, Table, counted, picks};

/// Hosts change by themselves: sessions come and go, machines stop. A minute is fresh enough and a small part of the read budget.
const EVERY: Duration = Duration::from_secs(60);

/// The hosts and, for an Automated pool, the configuration they should have been made from.
#[derive(Clone, Debug, PartialEq)]
struct Hosts {
    hosts: Vec<SessionHost>,
    wanted: Option<SessionHostConfigurationProperties>,
}

/// The hosts with what each status means. `chosen` are the keys of those that are chosen.
#[component]
pub fn HostList(context: PoolContext, pool: PoolRef, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let remote = use_remote(move || read(context));
    let poll = use_poll(remote, |_: &Remote<Hosts>| Some(EVERY));
    let acts = Acts::begin(context);
    acts.on_end(move || remote.refresh());
    Effect::new(move |_| {
        let wanted = |state: &Remote<Hosts>| Disks::of(state.value().and_then(|hosts| hosts.wanted.as_ref()));
        acts.have(remote.with(wanted));
    });
    let router = use_router();
    let view = Memo::new(move |before: Option<&HostsView>| match router.route() {
        Route::Pool(_, PoolTab::Hosts(view)) => view,
        _ => before.cloned().unwrap_or_default(),
    });
    let clock = use_clock();
    let all = Memo::new(move |_| {
        remote
            .with(|state| state.value().map(|hosts| rows(&hosts.hosts, hosts.wanted.as_ref(), clock.read())).unwrap_or_default())
    });
    let place = StoredValue::new(pool.clone());
    let kind = Memo::new(move |_| {
        let versioned = all.with(|rows| rows.iter().any(|row| row.version.is_some()));
        match context.remote().with(|state| state.value().and_then(|read| read.pool.properties.host_pool_type.clone())) {
            _ if versioned => Kind::Versioned,
            None | Some(HostPoolType::Pooled) => Kind::Pooled,
            Some(_) => Kind::Personal,
        }
    });
    let seen = move || Seen { place, is_personal: kind.get() == Kind::Personal };
    let visible = Memo::new(move |_| all.with(|rows| view.with(|view| shown(rows, view, &seen()))));
    let stage = Memo::new(move |_| {
        // A later read leaves the table as it is: an open menu and the focus stay.
        let (known, first) = remote.with(|state| (state.value().is_some(), state.value().is_none() && Remote::is_loading(state)));
        (known, all.with(Vec::is_empty), visible.with(Vec::is_empty), first)
    });
    let body = move || {
        match stage.get() {
        (true, _, false, _) => (move || view! { <HostsTable rows=visible view kind=kind.get() seen=seen() chosen /> }).into_any(),
        (true, true, ..) => nothing().into_any(),
        (true, ..) => view! { <EmptyState glyph=Glyph::Host title="No matching session hosts" text="Try different keywords or remove a filter." /> }.into_any(),
        (false, _, _, true) => view! { <Skeleton table=true lines=8 label="Loading session hosts" /> }.into_any(),
        (false, ..) => ().into_any(),
    }
    };
    let some = Memo::new(move |_| all.with(|rows| !rows.is_empty()));
    view! {
        <Problem remote />
        <Filters view all visible pool />
        <div class="section-head">
            {move || some.get().then(|| view! { <ActBar acts remote visible chosen /> })}
            <RemoteReadAt remote poll />
        </div>
        {body}
        <ActDialogs acts on_done=move |()| chosen.set(BTreeSet::new()) />
    }
}

/// The rows under their sortable heads.
#[component]
fn HostsTable(
    rows: Memo<Vec<Row>>,
    view: Memo<HostsView>,
    kind: Kind,
    seen: Seen,
    chosen: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let sort = Signal::derive(move || view.with(|view| view.sort.clone()));
    let href = move |sort| Route::Pool(seen.place.get_value(), PoolTab::Hosts(HostsView { sort, ..view.get() })).href();
    let shown = Rows::of(rows);
    let key_at = move |place: usize| rows.with(|rows| rows.get(place).map(|row| row.key.clone()));
    let picks = picks("Select all session hosts", shown.count, chosen, key_at);
    view! {
        <Table
            caption="Session hosts"
            class="tbl-hosts"
            columns=Signal::stored(kind.columns())
            context=seen
            rows=shown
            order=Order::linked(sort, href)
            picks=Some(picks)
            name=|row| row.name.clone()
        />
    }
}

/// The hosts that are chosen and pass the filters, and how many chosen ones do not. Tracked.
fn picked(remote: RemoteHandle<Hosts>, visible: Memo<Vec<Row>>, chosen: RwSignal<BTreeSet<String>>) -> (Vec<SessionHost>, usize) {
    chosen.with(|keys| {
        if keys.is_empty() {
            return (Vec::new(), 0);
        }
        let in_sight: BTreeSet<String> =
            visible.with(|rows| rows.iter().filter(|row| keys.contains(&row.key)).map(|row| row.key.clone()).collect());
        remote.with(|state| {
            let hosts = state.value().map(|hosts| hosts.hosts.as_slice()).unwrap_or_default();
            let chosen: Vec<&SessionHost> = hosts.iter().filter(|host| keys.contains(&super::rows::key(host))).collect();
            let picked: Vec<SessionHost> =
                chosen.iter().filter(|host| in_sight.contains(&super::rows::key(host))).map(|host| (*host).clone()).collect();
            let hidden = chosen.len() - picked.len();
            (picked, hidden)
        })
    })
}

/// How many are chosen and what can be done to them.
#[component]
fn ActBar(acts: Acts, remote: RemoteHandle<Hosts>, visible: Memo<Vec<Row>>, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let picked = Memo::new(move |_| picked(remote, visible, chosen));
    let hosts = Memo::new(move |_| picked.with(|(hosts, _)| hosts.clone()));
    let all = move || remote.with_untracked(|state| state.value().map(|hosts| hosts.hosts.clone()).unwrap_or_default());
    let personal = Memo::new(move |_| acts.situation().is_personal());
    view! {
        <HostsBar
            count=Signal::derive(move || hosts.with(Vec::len))
            hidden=Signal::derive(move || picked.with(|(_, hidden)| *hidden))
            personal
            why_not=move |act| hosts.with(|hosts| acts.why_not_these(act, hosts))
            on_act=move |act| acts.propose(act, hosts.get_untracked(), &all(), None)
            on_clear=move |()| chosen.set(BTreeSet::new())
        />
    }
}

async fn read(context: PoolContext) -> Result<Hosts, arm::Error> {
    let (client, versions) = (context.client().client(), context.client().versions());
    let pool = context.id();
    let hosts = client.list::<SessionHost>(&session_hosts::list(&pool, &versions)).await?.value;
    // The configuration has an answer only where the service makes the hosts; by now the pool itself has mostly been read.
    let standard = context.remote().with_untracked(|state| state.value().is_some_and(is_standard));
    if standard {
        return Ok(Hosts { hosts, wanted: None });
    }
    // Not everybody who may see hosts may see it: the hosts stand without it.
    let wanted = client.read::<SessionHostConfiguration>(&session_host_configurations::get(&pool, &versions)).await;
    Ok(Hosts { hosts, wanted: wanted.ok().map(|read| read.value.properties) })
}

fn is_standard(read: &PoolRead) -> bool {
    read.pool.properties.management_type == Some(ManagementType::Standard)
}

#[component]
fn Problem(remote: RemoteHandle<Hosts>) -> impl IntoView {
    let error = Memo::new(move |_| remote.with(|state| state.error().cloned()));
    move || {
        let old = remote.with(|state| state.value().is_some());
        let title =
            if old { "Couldn't refresh the session hosts. You're seeing older data." } else { "Couldn't load the session hosts" };
        error.get().map(|error| view! { <ErrorBanner title error on_retry=move |()| remote.refresh() /> })
    }
}

fn nothing() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Host
            title="This pool has no session hosts"
            text="Register VMs with a registration token (Standard pool), or create a session host configuration and set a number (Automated pool)."
        />
    }
}

fn versions() -> Vec<Choice> {
    let all = [HostVersion::UpToDate, HostVersion::Behind, HostVersion::Unknown];
    let known = all.into_iter().map(|version| Choice::new(version_word(version), version.label()));
    core::iter::once(Choice::new("", "All")).chain(known).collect()
}

#[component]
fn Filters(view: Memo<HostsView>, all: Memo<Vec<Row>>, visible: Memo<Vec<Row>>, pool: PoolRef) -> impl IntoView {
    let router = use_router();
    let pool = StoredValue::new(pool);
    let change = move |change: &dyn Fn(&mut HostsView)| {
        let mut next = view.get_untracked();
        change(&mut next);
        router.filter(Route::Pool(pool.get_value(), PoolTab::Hosts(next)));
    };
    let statuses = Signal::derive(move || {
        let known = all
            .with(|rows| counted(rows.iter().map(|row| (&*row.status, wording(&row.status)))))
            .into_iter()
            .map(|(value, label)| Choice::new(value, label));
        core::iter::once(Choice::new("", "All")).chain(known).collect::<Vec<_>>()
    });
    let versioned = Memo::new(move |_| all.with(|rows| rows.iter().any(|row| row.version.is_some())));
    let count = move || shown_of(visible.with(Vec::len), all.with(Vec::len), HOSTS);
    view! {
        <FilterBar end=move || view! { <span role="status">{count}</span> }>
            <SearchBox
                label="Search session hosts"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_input=move |text: String| change(&|view| view.search.clone_from(&text))
            />
            <Select
                label="Status"
                choices=statuses
                value=Signal::derive(move || view.with(|view| view.status.clone().unwrap_or_default()))
                on_change=move |text: String| change(&|view| view.status = Some(text.clone()).filter(|text| !text.is_empty()))
            />
            {move || {
                versioned
                    .get()
                    .then(|| {
                        view! {
                            <Select
                                label="Version"
                                choices=versions()
                                value=Signal::derive(move || view.with(|view| view.version.clone().unwrap_or_default()))
                                on_change=move |text: String| change(&|view| view.version = Some(text.clone()).filter(|text| !text.is_empty()))
                            />
                        }
                    })
            }}
        </FilterBar>
    }
}
