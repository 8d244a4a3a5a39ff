//! Every host of a run in a row: where it stands, how that is known, since when. Only the rows in view exist.

use arm::Json;
use avd::rule::drift::HostVersion;
use avd::rule::run_hosts::{Counts, HostInRun, HostState, Source};
use leptos::prelude::*;

use super::status::pretty;
use super::watch::Watch;
use crate::components::{
    Badge, Choice, CodeBlock, ColumnHeader, Dialog, DialogShape, FilterBar, Glyph, IconButton, SearchBox, Select, Tone,
    VirtualRows,
};
use crate::live::use_clock;
use crate::pages::parts::{ErrorBanner, HOSTS, RemoteReadAt, age, shown_of};
use crate::route::{PoolRef, PoolTab, Route};

const COLUMNS: [&str; 7] = ["Session host", "State", "Source", "Since", "Sessions", "Version", "JSON"];

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
                            <Table rows opened pool=place />
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
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let passes = |host: &&HostInRun| {
        let name = host.name.to_lowercase();
        only.is_none_or(|state| host.state == state) && words.iter().all(|word| name.contains(word.as_str()))
    };
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

#[component]
fn Table(rows: Memo<Vec<HostInRun>>, opened: RwSignal<Option<String>>, pool: StoredValue<PoolRef>) -> impl IntoView {
    let head = move || COLUMNS.map(|label| view! { <ColumnHeader label at_end=label == "Sessions" /> }).collect_view();
    let row = Callback::new(move |place: ReadSignal<usize>| {
        let host = Memo::new(move |_| rows.with(|rows| rows.get(place.get()).cloned()));
        // The place may be past the end for a moment, while a filter takes rows away.
        (move || host.get().map(|host| view! { <Row host opened place=pool /> })).into_any()
    });
    view! { <VirtualRows class="tbl-run" caption="Session hosts in this update" count=Signal::derive(move || rows.with(Vec::len)) head row /> }
}

#[component]
fn Row(host: HostInRun, opened: RwSignal<Option<String>>, place: StoredValue<PoolRef>) -> impl IntoView {
    let clock = use_clock();
    // A host waits from the beginning: how long this tab has seen it wait says nothing.
    let since = host.since.filter(|_| !matches!(host.state, HostState::Waiting | HostState::Skipped));
    let since = move || since.map_or_else(|| "—".to_owned(), |at| age(clock.now().since(at)));
    let href = Route::Pool(place.get_value(), PoolTab::Host(host.name.clone())).href();
    let sessions = host.sessions.map_or_else(|| "—".to_owned(), |count| count.to_string());
    let name = host.name.clone();
    let json = format!("{}: raw response", host.name);
    view! {
        <th scope="row" class="tbl-clip"><a href=href>{host.name}</a></th>
        <td>
            <Badge plain=true tone=tone(host.state) glyph=glyph(host.state) text=host.state.label() />
            " "
            <span class=source_class(host.source)>{host.source.label()}</span>
        </td>
        <td><span class="run-why">{host.why}</span></td>
        <td>{since}</td>
        <td class="tbl-end">{sessions}</td>
        <td>{version(host.version)}</td>
        <td>
            <IconButton glyph=Glyph::Code label=json small=true on_press=move |()| opened.set(Some(name.clone())) />
        </td>
    }
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
