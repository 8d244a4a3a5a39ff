//! The table of pools. Only the rows in view exist.

use avd::rule::estate_hosts::Source;
use leptos::prelude::*;

use super::super::parts::clock_time;
use super::rows::{Column, Row, limit_words, order, sorted_by};
use crate::components::{ColumnHeader, RowLink, Sorted, VirtualRows};
use crate::route::{PoolTab, PoolsView, Route};

/// The rows under their sortable heads.
#[component]
pub fn PoolsTable(rows: Memo<Vec<Row>>, view: Memo<PoolsView>) -> impl IntoView {
    let head = move || {
        view! {
            {Column::ALL.map(|column| view! { <Head column view /> })}
            <th scope="col">"Read from"</th>
        }
    };
    let row = Callback::new(move |place| view! { <PoolRow rows place /> }.into_any());
    view! { <VirtualRows class="tbl-pools" caption="Host pools" count=Signal::derive(move || rows.with(Vec::len)) head row /> }
}

#[component]
fn Head(column: Column, view: Memo<PoolsView>) -> impl IntoView {
    let sorted = Signal::derive(move || {
        let (by, down) = view.with(|view| order(&view.sort));
        (by == column).then_some(if down { Sorted::Down } else { Sorted::Up })
    });
    let href = Signal::derive(move || {
        let mut next = view.get();
        next.sort = sorted_by(column, &next.sort);
        Route::Pools(next).href()
    });
    view! { <ColumnHeader label=column.title() sorted href at_end=column == Column::SessionLimit /> }
}

#[component]
fn PoolRow(rows: Memo<Vec<Row>>, place: ReadSignal<usize>) -> impl IntoView {
    let row = Memo::new(move |_| rows.with(|rows| rows.get(place.get()).cloned()));
    // The place may be past the end for a moment, while a filter takes rows away.
    move || row.get().map(|row| view! { <Cells row /> })
}

#[component]
fn Cells(row: Row) -> impl IntoView {
    let href = Route::Pool(row.pool.clone(), PoolTab::Overview).href();
    view! {
        <th scope="row" class="tbl-clip">
            <RowLink href>{row.pool.name}</RowLink>
            {row.friendly_name.map(|name| view! { <span class="row-note">{name}</span> })}
        </th>
        <td>{row.kind}</td>
        <td>{row.load_balancer}</td>
        <td>{or_unknown(row.management)}</td>
        <td>{row.region}</td>
        <td class="tbl-clip">{row.subscription}</td>
        <td class="tbl-clip">{row.pool.resource_group}</td>
        <td class="tbl-end">{limit_words(row.session_limit)}</td>
        <td class="tbl-clip tbl-quiet">{source_words(row.source)}</td>
    }
}

/// Where a row is from: Resource Graph may be behind, the provider is not.
fn source_words(source: Source) -> String {
    let from = if matches!(source, Source::Graph(_)) { "Graph, " } else { "Provider, " };
    [from, &clock_time(source.at())].concat()
}

/// Older API versions do not tell; that is not the same as Standard.
fn or_unknown(management: String) -> String {
    if management.is_empty() { "Not told".to_owned() } else { management }
}
