//! The table: its columns as data, its rows by their places. Only the rows in view exist.

use std::ops::Range;

use leptos::prelude::*;

use super::column::{Column, Shown};
use super::groups::{GroupHead, Groups, Line};
use super::header::{aria_sort, sort_button, sort_link};
use super::order;
use super::rows::VirtualRows;
use super::select::{Picks, SelectAll};

/// The rows of a table: how many there are, and which is at a place.
pub struct Rows<R: 'static> {
    /// How many.
    pub count: Signal<usize>,
    at: Callback<usize, Option<Line<R>>>,
}

impl<R> Clone for Rows<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Rows<R> {}

impl<R: Clone + Send + Sync + 'static> Rows<R> {
    /// Those of a list.
    pub fn of(rows: Memo<Vec<R>>) -> Self {
        let at = move |place: usize| rows.with(|rows| rows.get(place).cloned().map(Line::Row));
        Self { count: Signal::derive(move || rows.with(Vec::len)), at: Callback::new(at) }
    }

    /// Those of a list, with the heads of groups among them.
    pub fn grouped(lines: Memo<Vec<Line<R>>>) -> Self {
        let at = move |place: usize| lines.with(|lines| lines.get(place).cloned());
        Self { count: Signal::derive(move || lines.with(Vec::len)), at: Callback::new(at) }
    }

    /// So many, each made when it is drawn. What that looks at is tracked.
    pub fn made(count: Signal<usize>, row: impl Fn(usize) -> Option<R> + Send + Sync + 'static) -> Self {
        Self { count, at: Callback::new(move |place| row(place).map(Line::Row)) }
    }
}

/// The order of a table, and how a press on a head changes it.
#[derive(Clone, Copy)]
pub struct Order {
    /// The word of the address.
    pub sort: Signal<String>,
    /// What a press does.
    pub press: Press,
    /// The table has an order of its own; one that has none is sorted by its first column.
    pub own: bool,
}

/// What a press on the head of a column does with the new word.
#[derive(Clone, Copy)]
pub enum Press {
    /// It leads to the address that this gives. Tracked.
    Link(Callback<String, String>),
    /// This.
    Run(Callback<String>),
}

impl Order {
    /// Sorted by the first column unless the address tells otherwise; a press leads to an address.
    pub fn linked(sort: Signal<String>, href: impl Fn(String) -> String + Send + Sync + 'static) -> Self {
        Self { sort, press: Press::Link(Callback::new(href)), own: false }
    }
}

/// A table for thousands of rows.
#[component]
pub fn Table<R, C>(
    /// What it lists.
    caption: &'static str,
    /// The class by which the style sheet and the tests find it.
    class: &'static str,
    /// The columns that are shown.
    #[prop(into)]
    columns: Signal<Shown<R, C>>,
    /// Whether a person has chosen the columns: then a narrow table leaves none out.
    #[prop(into, optional)]
    own_columns: Signal<bool>,
    /// What the cells follow besides their rows.
    context: C,
    rows: Rows<R>,
    #[prop(optional, into)] order: Option<Order>,
    /// How the heads of groups look and work, if there are any.
    #[prop(optional)]
    groups: Option<Groups>,
    /// How rows are chosen, if they are.
    #[prop(optional_no_strip)]
    picks: Option<Picks>,
    /// The name of a row, read out by the box that chooses it.
    #[prop(default = |_| String::new())]
    name: fn(&R) -> String,
    /// Told which places are drawn, whenever that changes.
    #[prop(optional)]
    on_window: Option<Callback<Range<usize>>>,
) -> impl IntoView
where
    R: Clone + PartialEq + Send + Sync + 'static,
    C: Clone + Send + Sync + 'static,
{
    let (count, before) = (rows.count, usize::from(picks.is_some()));
    let head = move || {
        view! {
            {picks.map(|picks| view! { <SelectAll label=picks.label chosen=picks.chosen shown=count on_change=picks.all /> })}
            {move || heads(&columns.get(), order, before)}
        }
    };
    let context = StoredValue::new(context);
    let row = Callback::new(move |place: ReadSignal<usize>| {
        let line = Memo::new(move |_| rows.at.run(place.get()));
        // The place may be past the end for a moment, while a filter takes rows away.
        (move || {
            Some(match line.get()? {
                Line::Row(row) => {
                    let pick = picks.map(|picks| pick_cell(picks.selecting.is_chosen, ["Select ", &name(&row)].concat(), place));
                    let cells = columns.with(|columns| context.with_value(|context| cells(columns, &row, context, before)));
                    view! {
                        {pick}
                        {cells}
                    }
                    .into_any()
                }
                Line::Group(name, count, open) => groups.map(|groups| view! { <GroupHead name count open groups /> }).into_any(),
            })
        })
        .into_any()
    });
    let class = Signal::derive(move || if own_columns.get() { [class, " cols-own"].concat() } else { class.to_owned() });
    let colcount = Signal::derive(move || columns.with(Vec::len) + before);
    let select = picks.map(|picks| picks.selecting);
    view! { <VirtualRows class caption count colcount select on_window head row /> }
}

/// The heads of the columns.
fn heads<R, C>(columns: &[&'static Column<R, C>], order: Option<Order>, before: usize) -> Vec<AnyView> {
    // Beside a column of boxes, which has the room that its head says.
    let (room, all) = (if before > 0 { 96.5 } else { 100.0 }, columns.iter().map(|column| column.width).sum::<f32>());
    let head = |(at, column): (usize, &&'static Column<R, C>)| {
        let (id, title) = (column.id, column.title);
        let order = order.filter(|_| column.key.is_some());
        let now = move |order: Order| order.sort.with(|sort| order::sorted(id, at == 0 && !order.own, sort));
        let next = move |order: Order| order::pressed(id, now(order), order.own);
        let content = match order.map(|order| (order, order.press)) {
            Some((order, Press::Link(to))) => sort_link(title, Signal::derive(move || to.run(next(order)))),
            Some((order, Press::Run(run))) => sort_button(title, move || run.run(untrack(|| next(order)))),
            None => view! { <span class=("sr-only", column.unnamed)>{title}</span> }.into_any(),
        };
        view! {
            <th
                scope="col"
                data-column=id
                aria-colindex=at + before + 1
                class=column.classes()
                style:width=format!("{:.2}%", column.width * room / all)
                aria-sort=aria_sort(Signal::derive(move || order.and_then(now)))
            >
                {content}
            </th>
        }
        .into_any()
    };
    columns.iter().enumerate().map(head).collect()
}

/// The cells of a row; the first names it.
fn cells<R, C>(columns: &[&'static Column<R, C>], row: &R, context: &C, before: usize) -> Vec<AnyView> {
    let cell = |(at, column): (usize, &&'static Column<R, C>)| {
        let (index, class, content) = (at + before + 1, column.classes(), (column.cell)(row, context));
        if at == 0 {
            view! { <th scope="row" aria-colindex=index class=class>{content}</th> }.into_any()
        } else {
            view! { <td aria-colindex=index class=class>{content}</td> }.into_any()
        }
    };
    columns.iter().enumerate().map(cell).collect()
}

/// The box that chooses a row.
fn pick_cell(is_chosen: Callback<usize, bool>, label: String, place: ReadSignal<usize>) -> impl IntoView {
    view! {
        <td class="tbl-check" aria-colindex="1">
            <input type="checkbox" aria-label=label prop:checked=move || is_chosen.run(place.get()) />
        </td>
    }
}
