//! The table. Only the rows in view exist, and they are patched as one scrolls: no element in them comes or goes.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use avd::resource::SessionHostStatus;
use avd::rule::estate_hosts::{Chosen, Column, EstateHosts, Source, View};
use avd::rule::host_status;
use avd::rule::wording::wording;
use host::Instant;
use leptos::html;
use leptos::prelude::*;

use super::order;
use super::state::FleetHosts;
use crate::browser::intl::{self, Style};
use crate::browser::patch::{Patch, Slot};
use crate::components::{ColumnSet, Tone};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::pages::pool::update::status::tone;
use crate::route::{HostsView, PoolRef, PoolTab, Route};
use crate::table::{ColumnHeader, SelectAll, Selecting, Sorted, VirtualRows};

/// The columns, in the order of the table; where a row was read from comes last.
const COLUMNS: [Column; 10] = [
    Column::Name,
    Column::Pool,
    Column::Status,
    Column::Sessions,
    Column::Drain,
    Column::User,
    Column::Agent,
    Column::Version,
    Column::Heartbeat,
    Column::Region,
];

/// The same, to choose from.
pub static CHOICE: ColumnSet = ColumnSet {
    all: &[
        (Column::Name.word(), Column::Name.title()),
        (Column::Pool.word(), Column::Pool.title()),
        (Column::Status.word(), Column::Status.title()),
        (Column::Sessions.word(), Column::Sessions.title()),
        (Column::Drain.word(), Column::Drain.title()),
        (Column::User.word(), Column::User.title()),
        (Column::Agent.word(), Column::Agent.title()),
        (Column::Version.word(), Column::Version.title()),
        (Column::Heartbeat.word(), Column::Heartbeat.title()),
        (Column::Region.word(), Column::Region.title()),
        ("source", "Source"),
    ],
    rest: &[Column::Version.word(), Column::Region.word()],
    before: 1,
};

/// The rows under their sortable heads.
#[component]
pub fn HostsTable(fleet: FleetHosts, shown: RwSignal<View>, view: Memo<HostsView>) -> impl IntoView {
    let count = Signal::derive(move || shown.with(|shown| shown.shown().len()));
    let keys = move |places: Range<usize>| {
        fleet.table.with_untracked(|table| shown.with_untracked(|shown| keys(table, shown, places).collect::<Vec<u32>>()))
    };
    let choose = move |places: Range<usize>, on: bool| {
        let keys = keys(places);
        fleet.chosen.update(|chosen| keys.into_iter().for_each(|key| chosen.set(key, on)));
    };
    let select = Selecting {
        is_chosen: Callback::new(move |place: usize| {
            let key = shown.with(|shown| fleet.table.with_untracked(|table| keys_of(table, shown, place)));
            key.is_some_and(|key| fleet.chosen.with(|chosen| chosen.contains(key)))
        }),
        choose: Callback::new(move |(places, on): (Range<usize>, bool)| choose(places, on)),
    };
    let of_shown = Memo::new(move |_| {
        fleet.chosen.with(|chosen| {
            if chosen.is_empty() {
                return 0;
            }
            let all = |shown: &View| fleet.table.with_untracked(|table| keys_in(table, shown, chosen));
            shown.with(all)
        })
    });
    let select_all = Callback::new(move |on: bool| {
        if on {
            choose(0..count.get_untracked(), true);
        } else {
            fleet.chosen.set(Chosen::default());
        }
    });
    let head = move || {
        view! {
            <SelectAll label="Select all session hosts" chosen=of_shown shown=count on_change=select_all />
            {COLUMNS.map(|column| view! { <Head column view /> }).collect_view()}
            <ColumnHeader label="Source" />
        }
    };
    let row = Callback::new(move |place| view! { <Row fleet shown place /> }.into_any());
    let on_window = Callback::new(move |places: Range<usize>| {
        fleet.table.with_untracked(|table| {
            let rows = |shown: &View| shown.shown().get(places).unwrap_or_default().to_vec();
            let rows = shown.with_untracked(rows).into_iter().filter_map(|at| table.row(at));
            let pools: BTreeSet<u32> = rows.map(|row| row.pool).collect();
            let pools = pools.into_iter().filter_map(|pool| table.pools().get(pool as usize)).map(|pool| pool.id.clone());
            fleet.in_sight.set_value(pools.collect());
        });
    });
    let columns = Memo::new(move |_| view.with(|view| view.columns.clone()));
    let class = Signal::derive(move || ["tbl-fleet", &CHOICE.classes(&columns.get())].concat());
    view! { <VirtualRows class caption="Session hosts of all pools" count select=Some(select) on_window=Some(on_window) head row /> }
}

fn keys<'a>(table: &'a EstateHosts, shown: &'a View, places: Range<usize>) -> impl Iterator<Item = u32> + 'a {
    shown.shown().get(places).unwrap_or_default().iter().filter_map(|at| table.row(*at)).map(|row| row.key)
}

fn keys_of(table: &EstateHosts, shown: &View, place: usize) -> Option<u32> {
    keys(table, shown, place..place + 1).next()
}

/// How many of the rows that are shown are chosen.
pub fn keys_in(table: &EstateHosts, shown: &View, chosen: &Chosen) -> usize {
    keys(table, shown, 0..shown.shown().len()).filter(|key| chosen.contains(*key)).count()
}

#[component]
fn Head(column: Column, view: Memo<HostsView>) -> impl IntoView {
    let sorted = Signal::derive(move || {
        let (by, down) = view.with(|view| order(&view.sort))?;
        (by == column).then_some(if down { Sorted::Down } else { Sorted::Up })
    });
    let href = Signal::derive(move || {
        let mut next = view.get();
        next.sort = match order(&next.sort) {
            Some((by, false)) if by == column => format!("-{}", column.word()),
            Some((by, true)) if by == column => String::new(),
            _ => column.word().to_owned(),
        };
        Route::Hosts(next).href()
    });
    view! { <ColumnHeader label=column.title() sorted href at_end=column == Column::Sessions /> }
}

/// What a row says, in the order of [`line`].
const SLOTS: [Slot; 18] = [
    ("input", "checked"),
    ("input", "aria-label"),
    (".row-link", ""),
    (".row-link", "href"),
    ("td > a", ""),
    ("td > a", "href"),
    (".badge", "class"),
    ("path", "d"),
    (".badge", "title"),
    (".badge", ""),
    ("td:nth-child(5)", ""),
    ("td:nth-child(6)", ""),
    ("td:nth-child(7)", ""),
    ("td:nth-child(8)", ""),
    ("td:nth-child(9)", ""),
    ("td:nth-child(10)", ""),
    ("td:nth-child(11)", ""),
    ("td:nth-child(12)", ""),
];

fn line<'a>(table: &'a EstateHosts, place: u32, chosen: &Chosen, now: Instant) -> Option<[Cow<'a, str>; SLOTS.len()]> {
    let row = table.row(place)?;
    let of = table.pool(row)?;
    let pool = PoolRef::of(of.id.as_str())?;
    let ago = |at: Instant| [&age(now.since(at)), " ago"].concat().into();
    let told = |text: &'a str| if text.is_empty() { "Not reported".into() } else { text.into() };
    let status = table.word(row.status);
    let tone = if status.is_empty() { Tone::Neutral } else { tone(host_status::explain(&SessionHostStatus::parse(status)).tone) };
    Some([
        if chosen.contains(row.key) { "on" } else { "" }.into(),
        ["Select ", &row.name].concat().into(),
        (&*row.name).into(),
        Route::Pool(pool.clone(), PoolTab::Host(row.name.to_string())).href().into(),
        of.id.name().into(),
        Route::Pool(pool, PoolTab::Overview).href().into(),
        ["badge badge-plain ", tone.class()].concat().into(),
        tone.glyph().path().into(),
        told(wording(status)),
        told(wording(status)),
        row.sessions.map_or_else(|| "Not reported".into(), |count| count.to_string().into()),
        match row.drained {
            None => "Not reported",
            Some(true) => "Drained",
            Some(false) => "Allowed",
        }
        .into(),
        (&*row.user).into(),
        table.word(row.agent).into(),
        version(table.word(row.version)),
        row.heartbeat.map_or_else(|| "Never".into(), ago),
        (&*of.region).into(),
        match of.source {
            None => "".into(),
            Some(Source::Graph(at)) => ["Graph, ", &ago(at)].concat().into(),
            Some(Source::Provider(at)) => ["Direct, ", &ago(at)].concat().into(),
        },
    ])
}

/// A version of the configuration: the time it was saved at, in the person's format.
fn version(text: &str) -> Cow<'_, str> {
    let at = Instant::parse(text).ok().and_then(|at| intl::format(at, None, Style::Short));
    at.map_or_else(|| text.into(), Cow::from)
}

/// One effect a row, and no cell is drawn twice: a row that scrolls to another place is some texts and attributes that differ.
#[component]
fn Row(fleet: FleetHosts, shown: RwSignal<View>, place: ReadSignal<usize>) -> impl IntoView {
    let clock = use_clock();
    let cell = NodeRef::<html::Td>::new();
    cell.on_load(move |cell| {
        let Some(row) = cell.parent_element() else { return };
        let mut patch = Patch::of(&row, &SLOTS);
        let mut write = move || {
            let (place, now) = (place.get(), clock.now());
            let at = shown.with(|shown| shown.shown().get(place).copied());
            fleet.chosen.with(|chosen| {
                fleet.table.with_untracked(|table| {
                    // A row that nobody sees keeps what it says.
                    if let Some(line) = at.and_then(|at| line(table, at, chosen, now)) {
                        patch.write(&line);
                    }
                });
            });
        };
        // At once: a link is none before it leads somewhere, and the focus may be on its way to it.
        untrack(&mut write);
        Effect::new(write);
    });
    view! {
        <td class="tbl-check" node_ref=cell>
            <input type="checkbox" />
        </td>
        <th scope="row">
            <a class="row-link"></a>
        </th>
        <td>
            <a></a>
        </td>
        <td>
            <span class="badge">
                <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                    <path />
                </svg>
            </span>
        </td>
        <td class="tbl-end"></td>
        <td></td>
        <td></td>
        <td></td>
        <td></td>
        <td></td>
        <td></td>
        <td class="tbl-quiet"></td>
    }
}
