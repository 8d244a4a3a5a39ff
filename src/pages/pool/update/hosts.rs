//! Every host of a run in a row: where it stands, how that is known, since when. Only the rows in view exist.

use arm::Json;
use avd::rule::drift::HostVersion;
use avd::rule::run_hosts::{Counts, HostInRun, HostState, Source};
use leptos::prelude::*;

use super::status::pretty;
use super::watch::Watch;
use crate::components::{Badge, Choice, CodeBlock, Dialog, DialogShape, FilterBar, Glyph, IconButton, SearchBox, Select, Tone};
use crate::live::use_clock;
use crate::pages::parts::{ErrorBanner, HOSTS, RemoteReadAt, age, shown_of};
use crate::route::{PoolRef, PoolTab, Route};
use crate::table::{Column, From, Rows, Search, Table};

/// What cells follow that a host does not hold.
#[derive(Clone, Copy)]
struct Seen {
    /// The pool.
    place: StoredValue<PoolRef>,
    /// The host whose JSON is open.
    opened: RwSignal<Option<String>>,
}

type RunColumn = Column<HostInRun, Seen>;

static COLUMNS: [RunColumn; 7] = [
    RunColumn::new("name", "Session host", 15.0, name).class("tbl-clip"),
    RunColumn::new("state", "State", 19.0, |host, _| state(host)),
    RunColumn::new("source", "Source", 31.5, |host, _| view! { <span class="run-why">{host.why.clone()}</span> }.into_any()),
    RunColumn::new("since", "Since", 11.0, |host, _| since(host)),
    RunColumn::new("sessions", "Sessions", 7.5, |host, _| {
        host.sessions.map_or_else(|| "—".to_owned(), |count| count.to_string()).into_any()
    })
    .at_end(),
    // The evidence tells the version, too.
    RunColumn::new("version", "Version", 11.0, |host, _| version(host.version)).from(From::W840),
    RunColumn::new("json", "JSON", 6.0, json),
];

/// The section; nothing until there is a picture.
#[component]
pub fn RunHosts(watch: Watch, place: PoolRef) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let only = RwSignal::new(None::<HostState>);
    let opened = RwSignal::new(None::<String>);
    let rows = Memo::new(move |_| {
        watch.picture.with(|picture| {
            let hosts = picture.as_ref().map(|picture| picture.hosts.as_slice()).unwrap_or_default();
            shown(hosts, &search.get(), only.get())
        })
    });
    let counts = Memo::new(move |_| watch.picture.with(|picture| picture.as_ref().map(avd::rule::run_hosts::Picture::counts)));
    let known = Memo::new(move |_| counts.get().is_some());
    let place = StoredValue::new(place);
    view! {
        {move || {
            let error = watch.hosts.with(|remote| remote.error().cloned());
            error.map(|error| view! { <ErrorBanner title=failed_title(watch) error on_retry=move |()| watch.hosts.refresh() /> })
        }}
        {move || {
            known
                .get()
                .then(|| {
                    view! {
                        <section class="section">
                            <header class="section-head">
                                <h2>"Session hosts in this update"</h2>
                                <RemoteReadAt remote=watch.hosts poll=watch.hosts_poll />
                            </header>
                            <Filters search only counts shown=Signal::derive(move || rows.with(Vec::len)) />
                            <Table
                                caption="Session hosts in this update"
                                class="tbl-run"
                                columns=Signal::stored(COLUMNS.iter().collect::<Vec<_>>())
                                context=Seen { place, opened }
                                rows=Rows::of(rows)
                            />
                        </section>
                    }
                })
        }}
        <AsReceived watch opened />
    }
}

fn failed_title(watch: Watch) -> &'static str {
    if watch.hosts.with(|remote| remote.value().is_some()) {
        "Couldn't refresh the session hosts. You're seeing older data. The update continues in Azure."
    } else {
        "Couldn't load the session hosts. Only Azure's counts are shown."
    }
}

/// Those that need a look first, then those under way, then the rest; by name within.
fn shown(hosts: &[HostInRun], search: &str, only: Option<HostState>) -> Vec<HostInRun> {
    let search = Search::of(search);
    let passes = |host: &&HostInRun| only.is_none_or(|state| host.state == state) && search.is_in(&host.name.to_lowercase());
    let mut rows: Vec<HostInRun> = hosts.iter().filter(passes).cloned().collect();
    rows.sort_by_cached_key(|host| (rank(host.state), host::natural_key(&host.name.to_lowercase()).collect::<Vec<u8>>()));
    rows
}

const fn rank(state: HostState) -> u8 {
    match state {
        HostState::Failed => 0,
        HostState::RolledBack => 1,
        HostState::Registering => 2,
        HostState::BeingReplaced => 3,
        HostState::Draining => 4,
        HostState::Waiting => 5,
        HostState::Healthy => 6,
        HostState::Skipped => 7,
    }
}

#[component]
fn Filters(
    search: RwSignal<String>,
    only: RwSignal<Option<HostState>>,
    counts: Memo<Option<Counts>>,
    shown: Signal<usize>,
) -> impl IntoView {
    let choices = Signal::derive(move || {
        let counts = counts.get().unwrap_or_default();
        let all = Choice::new("", format!("All ({})", counts.total()));
        let states = HostState::ALL.into_iter().filter(|state| counts.get(*state) > 0);
        core::iter::once(all)
            .chain(states.map(|state| Choice::new(state.label(), format!("{} ({})", state.label(), counts.get(state)))))
            .collect::<Vec<_>>()
    });
    let count = move || {
        let all = counts.get().map_or(0, |counts| counts.total());
        shown_of(shown.get(), all as usize, HOSTS)
    };
    view! {
        <FilterBar end=move || view! { <span role="status">{count}</span> }>
            <SearchBox label="Search the session hosts of the update" value=search on_input=move |text: String| search.set(text) />
            <Select
                label="State"
                choices=choices
                value=Signal::derive(move || only.get().map_or("", HostState::label).to_owned())
                on_change=move |label: String| only.set(HostState::parse(&label))
            />
        </FilterBar>
    }
}

fn name(host: &HostInRun, seen: &Seen) -> AnyView {
    let href = Route::Pool(seen.place.get_value(), PoolTab::Host(host.name.clone())).href();
    view! { <a href=href>{host.name.clone()}</a> }.into_any()
}

fn state(host: &HostInRun) -> AnyView {
    view! {
        <Badge plain=true tone=tone(host.state) glyph=glyph(host.state) text=host.state.label() />
        " "
        <span class=source_class(host.source)>{host.source.label()}</span>
    }
    .into_any()
}

fn since(host: &HostInRun) -> AnyView {
    let clock = use_clock();
    // A host waits from the beginning: how long this tab has seen it wait says nothing.
    let since = host.since.filter(|_| !matches!(host.state, HostState::Waiting | HostState::Skipped));
    (move || since.map_or_else(|| "—".to_owned(), |at| age(clock.now().since(at)))).into_any()
}

fn json(host: &HostInRun, seen: &Seen) -> AnyView {
    let (label, name, opened) = (format!("{}: raw response", host.name), host.name.clone(), seen.opened);
    view! { <IconButton glyph=Glyph::Code label small=true on_press=move |()| opened.set(Some(name.clone())) /> }.into_any()
}

const fn source_class(source: Source) -> &'static str {
    match source {
        Source::Read => "source source-read",
        Source::Inferred => "source source-inferred",
    }
}

fn version(version: HostVersion) -> AnyView {
    let tone = match version {
        HostVersion::UpToDate => Tone::Success,
        HostVersion::Behind => Tone::Warning,
        HostVersion::Unknown => Tone::Neutral,
    };
    view! { <Badge plain=true tone text=version.label() /> }.into_any()
}

const fn tone(state: HostState) -> Tone {
    match state {
        HostState::Waiting | HostState::Skipped => Tone::Neutral,
        HostState::Draining | HostState::BeingReplaced | HostState::Registering => Tone::Info,
        HostState::Healthy => Tone::Success,
        HostState::RolledBack => Tone::Warning,
        HostState::Failed => Tone::Danger,
    }
}

fn glyph(state: HostState) -> Option<Glyph> {
    match state {
        HostState::Waiting => Some(Glyph::Clock),
        HostState::Draining | HostState::BeingReplaced | HostState::Registering => Some(Glyph::Running),
        HostState::RolledBack => Some(Glyph::Retry),
        HostState::Healthy | HostState::Failed | HostState::Skipped => None,
    }
}

/// A host of the list, all of it.
#[component]
fn AsReceived(watch: Watch, opened: RwSignal<Option<String>>) -> impl IntoView {
    let text = Signal::derive(move || {
        let name = opened.get()?;
        watch.hosts.with(|remote| {
            let host = remote.value()?.list.iter().find(|host| host.machine_name() == Some(name.as_str()))?;
            Some(pretty(&host.to_json()))
        })
    });
    let title = Signal::derive(move || opened.get().unwrap_or_default());
    view! {
        <Dialog
            open=Signal::derive(move || opened.get().is_some())
            on_close=move |()| opened.set(None)
            title=title
            shape=DialogShape::Drawer
        >
            {move || match text.get() {
                Some(text) => view! { <CodeBlock label="Session host" text=text /> }.into_any(),
                None => view! { <p>"Not in the list of session hosts right now. Its VM is being replaced, or it was removed."</p> }.into_any(),
            }}
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, state: HostState) -> HostInRun {
        HostInRun {
            name: name.to_owned(),
            state,
            source: Source::Read,
            why: String::new(),
            since: None,
            in_run: true,
            version: HostVersion::Unknown,
            id: None,
            machine: None,
            sessions: None,
            listed: true,
            update_error: None,
        }
    }

    #[test]
    fn what_needs_a_look_comes_first() {
        let hosts = [
            host("vm-10", HostState::Waiting),
            host("vm-2", HostState::Healthy),
            host("VM-1", HostState::Waiting),
            host("vm-3", HostState::Failed),
            host("vm-4", HostState::Draining),
        ];
        let names = |search, only| shown(&hosts, search, only).into_iter().map(|host| host.name).collect::<Vec<_>>();
        assert_eq!(names("", None), ["vm-3", "vm-4", "VM-1", "vm-10", "vm-2"]);
        assert_eq!(names("vm 1", None), ["VM-1", "vm-10"]);
        assert_eq!(names("", Some(HostState::Waiting)), ["VM-1", "vm-10"]);
        assert!(names("", Some(HostState::Skipped)).is_empty());
    }

    #[test]
    fn every_state_has_a_rank_of_its_own() {
        let mut ranks = HostState::ALL.map(rank);
        ranks.sort_unstable();
        assert_eq!(ranks, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
