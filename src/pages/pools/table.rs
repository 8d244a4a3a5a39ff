//! The table of pools. Only the rows in view exist.

use avd::rule::estate_hosts::Source;
use avd::rule::wording::wording;
use core::ops::Range;
use leptos::prelude::*;

use super::super::parts::{POOLS, clock_time, count_words};
use super::counting;
use super::rows::{Column, Line, Row, closed, limit_words, order, sorted_by};
use crate::components::{ColumnHeader, ColumnSet, Glyph, Icon, RowLink, Sorted, VirtualRows};
use crate::estate::{Counts, use_estate};
use crate::route::{PoolTab, PoolsView, Route};
use crate::router::use_router;

/// The columns, to choose from.
pub static CHOICE: ColumnSet = ColumnSet {
    all: &[
        (Column::Name.word(), Column::Name.title()),
        (Column::Hosts.word(), Column::Hosts.title()),
        (Column::Sessions.word(), Column::Sessions.title()),
        (Column::Kind.word(), Column::Kind.title()),
        (Column::LoadBalancer.word(), Column::LoadBalancer.title()),
        (Column::Management.word(), Column::Management.title()),
        (Column::Region.word(), Column::Region.title()),
        (Column::Subscription.word(), Column::Subscription.title()),
        (Column::ResourceGroup.word(), Column::ResourceGroup.title()),
        (Column::SessionLimit.word(), Column::SessionLimit.title()),
        ("source", "Source"),
    ],
    rest: &[],
    before: 0,
};

/// The rows under their sortable heads.
#[component]
pub fn PoolsTable(rows: Memo<Vec<Line>>, view: Memo<PoolsView>, in_sight: RwSignal<Range<usize>>) -> impl IntoView {
    let head = move || {
        view! {
            {Column::ALL.map(|column| view! { <Head column view /> }).collect_view()}
            <th scope="col">"Source"</th>
        }
    };
    let counts = use_estate().counts();
    let row = Callback::new(move |place: ReadSignal<usize>| {
        let line = Memo::new(move |_| rows.with(|rows| rows.get(place.get()).cloned()));
        // The place may be past the end for a moment, while a filter takes rows away.
        (move || {
            line.get().map(|line| match line {
                Line::Pool(row) => cells(row, counts).into_any(),
                Line::Group(name, count, open) => {
                    view! { <th scope="rowgroup"><GroupHead name count open view /></th> }.into_any()
                }
            })
        })
        .into_any()
    });
    let count = Signal::derive(move || rows.with(Vec::len));
    let on_window = Callback::new(move |window| in_sight.set(window));
    let columns = Memo::new(move |_| view.with(|view| view.columns.clone()));
    let class = Signal::derive(move || ["tbl-pools", &CHOICE.classes(&columns.get())].concat());
    view! { <VirtualRows class caption="Host pools" count on_window head row /> }
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
    view! { <ColumnHeader label=column.title() sorted href at_end=matches!(column, Column::Sessions | Column::SessionLimit) /> }
}

/// The cells of a pool.
fn cells(row: Row, counts: RwSignal<Counts>) -> impl IntoView {
    let key = row.key;
    let told = Memo::new(move |_| counts.with(|counts| counts.of(&key)));
    let href = Route::Pool(row.pool.clone(), PoolTab::Overview).href();
    view! {
        <th scope="row" class="tbl-clip">
            <RowLink href>{row.pool.name}</RowLink>
            {row.friendly_name.map(|name| view! { <span class="row-note">{name}</span> })}
        </th>
        {counting::cells(told)}
        <td>{wording(&row.kind).to_owned()}</td>
        <td>{wording(&row.load_balancer).to_owned()}</td>
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
    let from = if matches!(source, Source::Graph(_)) { "Graph, " } else { "Direct, " };
    [from, &clock_time(source.at())].concat()
}

/// Older API versions do not tell; that is not the same as Standard.
fn or_unknown(management: String) -> String {
    if management.is_empty() { "Not reported".to_owned() } else { management }
}

/// The head of a group, which opens and closes it.
#[component]
fn GroupHead(name: String, count: usize, open: bool, view: Memo<PoolsView>) -> impl IntoView {
    let router = use_router();
    let words = if name.is_empty() { "Not reported".to_owned() } else { name.clone() };
    let toggle = move |_| {
        let mut next = view.get_untracked();
        next.closed = toggled(&next, &name);
        router.replace(Route::Pools(next));
    };
    let glyph = if open { Glyph::Down } else { Glyph::Right };
    view! {
        <button type="button" class="pool-group" aria-expanded=open.to_string() on:click=toggle>
            <Icon glyph />
            {words}
            <span class="tbl-quiet">{count_words(count, POOLS)}</span>
        </button>
    }
}

/// The word for the URL after a press on the head of a group.
fn toggled(view: &PoolsView, name: &str) -> String {
    let mut names: Vec<&str> = closed(view).collect();
    let open = names.len();
    names.retain(|closed| *closed != name);
    if names.len() == open {
        names.push(name);
    }
    names.join("~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_closes_a_group_and_the_next_opens_it() {
        let mut of = PoolsView::default();
        for (press, wanted) in [("a", "a"), ("b, c", "a~b, c"), ("a", "b, c"), ("b, c", "")] {
            of.closed = toggled(&of, press);
            assert_eq!(of.closed, wanted);
        }
    }
}
