//! The session hosts of a pool.

mod rows;
mod table;

use avd::operation::{session_host_configurations, session_hosts};
use avd::resource::{ManagementType, SessionHost, SessionHostConfiguration, SessionHostConfigurationProperties};
use avd::rule::drift::HostVersion;
use host::Duration;
use leptos::prelude::*;

use self::rows::{Row, choices, count_words, rows, shown};
pub use self::rows::{tone, version_word};
use self::table::HostsTable;
use super::{PoolContext, PoolRead};
use crate::components::{Choice, EmptyState, FilterBar, Glyph, SearchBox, Select, Skeleton};
use crate::live::{Remote, RemoteHandle, use_poll, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::route::{HostsView, PoolRef, PoolTab, Route};
use crate::router::use_router;

/// Hosts change by themselves: sessions come and go, machines stop. A minute is fresh enough and a small part of the read budget.
const EVERY: Duration = Duration::from_secs(60);

/// The hosts and, for an Automated pool, the configuration they should have been made from.
#[derive(Clone, Debug, PartialEq)]
struct Hosts {
    hosts: Vec<SessionHost>,
    wanted: Option<SessionHostConfigurationProperties>,
}

/// The hosts with what each status means, searched, filtered and sorted by the URL.
#[component]
pub fn HostsTab(context: PoolContext, pool: PoolRef) -> impl IntoView {
    let remote = use_remote(move || read(context));
    let poll = use_poll(remote, |_: &Remote<Hosts>| Some(EVERY));
    let router = use_router();
    let view = Memo::new(move |before: Option<&HostsView>| match router.route() {
        Route::Pool(_, PoolTab::Hosts(view)) => view,
        _ => before.cloned().unwrap_or_default(),
    });
    let all = Memo::new(move |_| {
        remote.with(|state| state.value().map(|hosts| rows(&hosts.hosts, hosts.wanted.as_ref())).unwrap_or_default())
    });
    let visible = Memo::new(move |_| all.with(|rows| view.with(|view| shown(rows, view))));
    let stage = Memo::new(move |_| {
        let known = remote.with(|state| state.value().is_some());
        (known, all.with(Vec::is_empty), visible.with(Vec::is_empty), remote.with(Remote::is_loading))
    });
    let place = pool.clone();
    let body = move || {
        match stage.get() {
        (true, _, false, _) => view! { <HostsTable rows=visible view pool=place.clone() /> }.into_any(),
        (true, true, ..) => nothing().into_any(),
        (true, ..) => view! { <EmptyState glyph=Glyph::Host title="No session host matches" text="Take a filter away, or search for something else." /> }.into_any(),
        (false, _, _, true) => view! { <Skeleton lines=8 label="Reading the session hosts" /> }.into_any(),
        (false, ..) => ().into_any(),
    }
    };
    view! {
        <Problem remote />
        <Filters view all visible pool />
        <RemoteReadAt remote poll />
        {body}
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
        let title = if old {
            "The session hosts could not be read again; what is shown is older"
        } else {
            "The session hosts could not be read"
        };
        error.get().map(|error| view! { <ErrorBanner title error on_retry=move |()| remote.refresh() /> })
    }
}

fn nothing() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Host
            title="This pool has no session hosts"
            text="A Standard pool gets them when machines register with a registration token; an Automated pool makes them from its session host configuration."
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
        router.replace(Route::Pool(pool.get_value(), PoolTab::Hosts(next)));
    };
    let statuses = Signal::derive(move || {
        let known = all.with(|rows| choices(rows)).into_iter().map(|(value, label)| Choice::new(value, label));
        core::iter::once(Choice::new("", "All")).chain(known).collect::<Vec<_>>()
    });
    let versioned = Memo::new(move |_| all.with(|rows| rows.iter().any(|row| row.version.is_some())));
    let count = move || count_words(visible.with(Vec::len), all.with(Vec::len));
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
