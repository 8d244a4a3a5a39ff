//! The table. Only the rows in view exist.

use avd::resource::SessionHostStatus;
use avd::rule::estate_hosts::{Column, HostRow, Source, View};
use avd::rule::host_status;
use leptos::prelude::*;

use super::order;
use super::state::FleetHosts;
use crate::components::{Badge, ColumnHeader, RowLink, Sorted, Tone, VirtualRows};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::pages::pool::update::status::tone;
use crate::route::{HostsView, PoolRef, PoolTab, Route};

/// The columns shown, with their classes by place in the style sheet.
const COLUMNS: [Column; 8] =
    [Column::Name, Column::Pool, Column::Status, Column::Sessions, Column::Drain, Column::User, Column::Agent, Column::Heartbeat];

/// The rows under their sortable heads.
#[component]
pub fn HostsTable(fleet: FleetHosts, shown: RwSignal<View>, view: Memo<HostsView>) -> impl IntoView {
    let head = move || {
        view! {
            {COLUMNS.map(|column| view! { <Head column view /> }).collect_view()}
            <ColumnHeader label="Read from" />
        }
    };
    let row = Callback::new(move |place: usize| view! { <Row fleet shown place /> }.into_any());
    let count = Signal::derive(move || shown.with(|shown| shown.shown().len()));
    view! { <VirtualRows class="tbl-fleet" caption="Session hosts of all pools" count head row /> }
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

/// What a row shows.
#[derive(Clone, PartialEq)]
struct Line {
    row: HostRow,
    pool: PoolRef,
    id: arm::ResourceId,
    status: String,
    agent: String,
    source: Option<Source>,
}

#[component]
fn Row(fleet: FleetHosts, shown: RwSignal<View>, place: usize) -> impl IntoView {
    let line = Memo::new(move |_| {
        let at = shown.with(|shown| shown.shown().get(place).copied())?;
        fleet.table.with_untracked(|table| {
            let row = table.row(at)?;
            let pool = table.pool(row)?;
            Some(Line {
                pool: PoolRef::of(pool.id.as_str())?,
                id: pool.id.clone(),
                status: table.word(row.status).to_owned(),
                agent: table.word(row.agent).to_owned(),
                source: pool.source,
                row: row.clone(),
            })
        })
    });
    move || line.get().map(|line| view! { <Cells fleet line place /> })
}

#[component]
fn Cells(fleet: FleetHosts, line: Line, place: usize) -> impl IntoView {
    let clock = use_clock();
    let Line { row, pool, id, status, agent, source } = line;
    fleet.sees(&id, true);
    on_cleanup(move || fleet.sees(&id, false));
    let href = Route::Pool(pool.clone(), PoolTab::Host(row.name.to_string())).href();
    let of_pool = Route::Pool(pool.clone(), PoolTab::Overview).href();
    let colour =
        if status.is_empty() { Tone::Neutral } else { tone(host_status::explain(&SessionHostStatus::parse(&status)).tone) };
    let status = if status.is_empty() { "Not told".to_owned() } else { status };
    let heartbeat = row.heartbeat;
    let heartbeat = move || heartbeat.map_or_else(|| "Never".to_owned(), |at| format!("{} ago", age(clock.now().since(at))));
    let drained = match row.drained {
        None => "Not told",
        Some(true) => "Drained",
        Some(false) => "Allowed",
    };
    let from = move || {
        source.map(|source| {
            let age = age(clock.now().since(source.at()));
            match source {
                Source::Graph(_) => format!("Graph, {age} ago"),
                Source::Provider(_) => format!("Pool, {age} ago"),
            }
        })
    };
    view! {
        <tr class="tbl-row" aria-rowindex=place + 2>
            <th scope="row" class="tbl-clip"><RowLink href>{row.name.to_string()}</RowLink></th>
            <td class="tbl-clip"><a href=of_pool>{pool.name}</a></td>
            <td><Badge plain=true tone=colour text=status /></td>
            <td class="tbl-end">{row.sessions.map_or_else(|| "Not told".to_owned(), |count| count.to_string())}</td>
            <td>{drained}</td>
            <td class="tbl-clip">{row.user.to_string()}</td>
            <td class="tbl-clip">{agent}</td>
            <td>{heartbeat}</td>
            <td class="tbl-clip tbl-quiet">{from}</td>
        </tr>
    }
}
