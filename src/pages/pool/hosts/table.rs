//! The table of session hosts. Only the rows in view exist.

use avd::rule::drift::HostVersion;
use leptos::prelude::*;

use super::rows::{Column, Row, order, sorted_by};
use crate::components::{Badge, ColumnHeader, Sorted, Tone, Tooltip, VirtualRows};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::{HostsView, PoolRef, PoolTab, Route};

/// The rows under their sortable heads.
#[component]
pub fn HostsTable(rows: Memo<Vec<Row>>, view: Memo<HostsView>, pool: PoolRef) -> impl IntoView {
    let head = move || Column::ALL.map(|column| view! { <Head column view pool=pool.clone() /> }).collect_view();
    let row = Callback::new(move |place: usize| view! { <HostRow rows place /> }.into_any());
    view! { <VirtualRows class="tbl-hosts" caption="Session hosts" count=Signal::derive(move || rows.with(Vec::len)) head row /> }
}

#[component]
fn Head(column: Column, view: Memo<HostsView>, pool: PoolRef) -> impl IntoView {
    let sorted = Signal::derive(move || {
        let (by, down) = view.with(|view| order(&view.sort));
        (by == column).then_some(if down { Sorted::Down } else { Sorted::Up })
    });
    let href = Signal::derive(move || {
        let mut next = view.get();
        next.sort = sorted_by(column, &next.sort);
        Route::Pool(pool.clone(), PoolTab::Hosts(next)).href()
    });
    view! { <ColumnHeader label=column.title() sorted href at_end=column == Column::Sessions /> }
}

#[component]
fn HostRow(rows: Memo<Vec<Row>>, place: usize) -> impl IntoView {
    let row = Memo::new(move |_| rows.with(|rows| rows.get(place).cloned()));
    // The place may be past the end for a moment, while a filter takes rows away.
    move || row.get().map(|row| view! { <Cells row place /> })
}

#[component]
fn Cells(row: Row, place: usize) -> impl IntoView {
    let clock = use_clock();
    let heartbeat = row.heartbeat;
    let heartbeat = move || heartbeat.map_or_else(|| "Never".to_owned(), |at| format!("{} ago", age(clock.now().since(at))));
    let sessions = row.sessions.map_or_else(|| "Not told".to_owned(), |count| count.to_string());
    view! {
        <tr aria-rowindex=place + 2>
            <th scope="row" class="tbl-clip">
                {row.name}
                {row.assigned_user.map(|user| view! { <span class="row-note">{user}</span> })}
            </th>
            <td>
                <Hinted text=row.meaning><Badge plain=true tone=row.tone text=row.status /></Hinted>
            </td>
            <td class="tbl-end">{sessions}</td>
            <td>{if row.drained { "Drained" } else { "Allowed" }}</td>
            <td>{version(row.version)}</td>
            <td class="tbl-clip"><Failures failures=row.failures /></td>
            <td>{heartbeat}</td>
            <td class="tbl-clip">{row.update.unwrap_or_else(|| "—".to_owned())}</td>
        </tr>
    }
}

#[component]
fn Failures(failures: Vec<String>) -> impl IntoView {
    if failures.is_empty() {
        return view! { <span class="tbl-quiet">"None"</span> }.into_any();
    }
    let count = failures.len().to_string();
    view! { <Hinted text=failures.join(" ")><Badge plain=true tone=Tone::Warning text=count /></Hinted> }.into_any()
}

fn version(version: Option<HostVersion>) -> AnyView {
    let tone = match version {
        None => return view! { <span class="tbl-quiet">"No configuration"</span> }.into_any(),
        Some(HostVersion::UpToDate) => Tone::Success,
        Some(HostVersion::Behind) => Tone::Warning,
        Some(HostVersion::Unknown) => Tone::Neutral,
    };
    let text = version.map_or("", HostVersion::label);
    view! { <Badge plain=true tone text /> }.into_any()
}

/// Something with an explanation that mouse and keyboard find.
#[component]
fn Hinted(text: String, children: Children) -> impl IntoView {
    let content = children();
    view! {
        <Tooltip text=Signal::stored(Some(text)) let(described_by)>
            <span tabindex="0" aria-describedby=described_by>{content}</span>
        </Tooltip>
    }
}
