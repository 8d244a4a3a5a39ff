//! A long list of which only the rows in sight exist.

mod keys;
mod seats;
mod watch;

use std::ops::Range;

use leptos::children::ViewFnOnce;
use leptos::prelude::*;
use leptos::{ev, html};

use self::seats::{ROW, Seats};
use self::watch::{Window, watch};
use crate::browser::rows::{self, Element};
use crate::browser::scroll;

/// How rows are chosen, by their places: with a box in a cell `tbl-check`, the Space bar, Shift and a click, Shift and the arrows, Ctrl A.
#[derive(Clone, Copy)]
pub struct Selecting {
    /// Whether the row at a place is chosen. Tracked.
    pub is_chosen: Callback<usize, bool>,
    /// The rows of these places are chosen, or are no longer.
    pub choose: Callback<(Range<usize>, bool)>,
}

/// One drawn row; it stands for one place after the other.
#[derive(Clone, Copy)]
struct Drawn {
    place: RwSignal<usize>,
    node: NodeRef<html::Tr>,
}

/// A table for thousands of rows of one height. It scrolls with the document; a gap above and below stands for the rows that are not
/// there. A window that goes faster than the page hears of it takes the drawn rows along (`position: sticky`, in the style sheet): it
/// shows rows of a moment ago, never none. The arrow keys walk over its rows; for the Tab key it is one stop.
#[component]
pub fn VirtualRows(
    /// What it lists.
    #[prop(into)]
    caption: Signal<String>,
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// The class in which the style sheet gives the columns their widths, and those that say which columns are left out.
    #[prop(into, optional)]
    class: Signal<String>,
    /// How its rows are chosen, if they are.
    #[prop(optional)]
    select: Option<Selecting>,
    /// Told which places are drawn, whenever that changes.
    #[prop(optional)]
    on_window: Option<Callback<Range<usize>>>,
    /// The head: some `ColumnHeader`s.
    #[prop(into)]
    head: ViewFnOnce,
    /// The cells of the row at a place. A row is drawn once and then follows its place: what changes should be text and attributes, not
    /// elements. The place may be past the end for a moment, while a filter takes rows away.
    #[prop(into)]
    row: Callback<ReadSignal<usize>, AnyView>,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Tbody>::new();
    let shown = watch(frame, count);
    // The row that has the focus is drawn wherever it is, but takes no room among the others.
    let (kept, current) = (RwSignal::new(None::<usize>), StoredValue::new(0_usize));
    let seats = StoredValue::new(Seats::default());
    let drawn = StoredValue::new(Vec::<Drawn>::new());
    let (total, ready) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    let away =
        Memo::new(move |_| kept.get().filter(|place| shown.with(|shown| *place < shown.count && !shown.places.contains(place))));
    let goal = StoredValue::new(None::<u32>);
    let node_of =
        move |row: usize| drawn.with_value(|all| all.get(row)?.node.get_untracked()).map(|node| -> Element { node.into() });
    let row_at = move |place: usize| {
        seats.with_value(|seats| seats.seated().find(|(_, at)| *at == place)).and_then(|(row, _)| node_of(row))
    };
    let sync = move || {
        ready.track();
        let Window { places: shown, count } = shown.get();
        let kept = kept.get().filter(|place| *place < count);
        if let Some(on_window) = on_window {
            on_window.run(shown.clone());
        }
        seats.update_value(|seats| seats.seat(&shown, kept));
        let (seated, idle) = seats.with_value(|seats| {
            total.set(seats.drawn());
            (seats.seated().collect::<Vec<_>>(), seats.idle().collect::<Vec<_>>())
        });
        for (row, place) in &seated {
            let signal = drawn.with_value(|all| all.get(*row).map(|drawn| drawn.place));
            if let Some(signal) = signal.filter(|signal| signal.get_untracked() != *place) {
                signal.set(*place);
            }
        }
        let nodes: Option<Vec<Element>> = seated.iter().map(|(row, _)| node_of(*row)).collect();
        let (Some(nodes), Some(body)) = (nodes, body.get_untracked()) else { return };
        rows::arrange(&body, &nodes, &idle.into_iter().filter_map(node_of).collect::<Vec<_>>());
        if let (Some(column), Some(place), Some(frame)) = (goal.get_value(), kept, frame.get_untracked()) {
            goal.set_value(None);
            scroll::reveal(&frame, i32::try_from(place * ROW).unwrap_or(0), ROW as i32);
            if let Some(row) = row_at(place) {
                rows::focus(&row, column);
            }
        }
    };
    Effect::new(sync);
    let colcount = RwSignal::new(None::<u32>);
    let head_row = NodeRef::<html::Tr>::new();
    head_row.on_load(move |row| colcount.set(Some(rows::number(&row))));
    let draw = move |at: usize| {
        let place = RwSignal::new(seats.with_value(|seats| seats.place(at)));
        let node = NodeRef::<html::Tr>::new();
        drawn.update_value(|all| all.push(Drawn { place, node }));
        node.on_load(move |row| {
            rows::number(&row);
            ready.update(|count| *count += 1);
        });
        view! {
            <tr
                class="tbl-row"
                class:tbl-away=move || away.get() == Some(place.get())
                node_ref=node
                aria-rowindex=move || place.get() + 2
                aria-selected=move || select.is_some_and(|select| select.is_chosen.run(place.get())).then_some("true")
            >
                {row.run(place.read_only())}
            </tr>
        }
    };
    // Not by its attribute, which follows a moment later.
    let place_of = move |row: &Element| {
        let of = |(at, place): (usize, usize)| (node_of(at).as_ref() == Some(row)).then_some(place);
        seats.with_value(|seats| seats.seated().find_map(of))
    };
    let go = move |to: usize, column: u32| {
        current.set_value(to);
        goal.set_value(Some(column));
        kept.set(Some(to));
    };
    // Where a selection by Shift begins.
    let anchor = StoredValue::new(None::<usize>);
    let keyed = move |event: ev::KeyboardEvent| {
        let Some((target, row)) = rows::around(event.target()).filter(|(target, _)| !rows::is_in(target, "[popover],select"))
        else {
            return;
        };
        let (Some(place), false) = (place_of(&row), event.default_prevented() || event.alt_key()) else { return };
        let (key, extends, command) = (event.key(), event.shift_key(), event.ctrl_key() || event.meta_key());
        let page = usize::try_from(scroll::room()).unwrap_or(0) / ROW;
        match (key.as_str(), select) {
            ("a", Some(select)) if command => select.choose.run((0..count.get_untracked(), true)),
            (" ", Some(select)) if !rows::is_in(&target, "button,input") => {
                anchor.set_value(Some(place));
                select.choose.run((place..place + 1, !untrack(|| select.is_chosen.run(place))));
            }
            ("Enter", _) if rows::is_in(&target, "input") && rows::open(&row) => {}
            _ => {
                let Some(to) = keys::step(&key, place, count.get_untracked(), page) else { return };
                match select.filter(|_| extends) {
                    Some(select) => {
                        let from = anchor.get_value().unwrap_or(place);
                        select.choose.run((keys::lost(from, place, to), false));
                        select.choose.run((keys::between(from, to), true));
                        anchor.set_value(Some(from));
                    }
                    None => anchor.set_value(None),
                }
                go(to, rows::column(&target));
            }
        }
        event.prevent_default();
    };
    let clicked = move |event: ev::MouseEvent| {
        let Some((_, row)) = rows::around(event.target()).filter(|(target, _)| rows::is_in(target, ".tbl-check > input")) else {
            return;
        };
        let (Some(place), Some(select)) = (place_of(&row), select) else { return };
        // The press has turned the box already.
        let on = !untrack(|| select.is_chosen.run(place));
        let from = anchor.get_value().filter(|_| event.shift_key());
        select.choose.run((from.map_or(place..place + 1, |from| keys::between(from, place)), on));
        anchor.set_value(Some(from.unwrap_or(place)));
    };
    let focused = move |event: ev::FocusEvent| {
        if let Some(place) = rows::around(event.target()).and_then(|(_, row)| place_of(&row)) {
            current.set_value(place);
            if kept.get_untracked() != Some(place) {
                kept.set(Some(place));
            }
        }
    };
    let left = move |event: ev::FocusEvent| {
        // The last thing that is heard of a table that goes away.
        let Some(None) = goal.try_get_value() else { return };
        let to = rows::around(event.related_target()).map(|(to, _)| to);
        if !to.zip(body.get_untracked()).is_some_and(|(to, body)| body.contains(Some(&to))) {
            kept.set(None);
        }
    };
    // Before a Tab goes on its way.
    let stops = window_event_listener(ev::keydown, move |event| {
        if let Some(body) = body.get_untracked().filter(|_| event.key() == "Tab") {
            let first = shown.with_untracked(|shown| shown.places.start);
            rows::only_stops_of(&body, row_at(current.get_value()).or_else(|| row_at(first)).as_ref());
        }
    });
    on_cleanup(move || stops.remove());
    let height = move |of: fn(&Window) -> usize| move || [(shown.with(of) * ROW).to_string().as_str(), "px"].concat();
    view! {
        <div class="tbl-box virtual" node_ref=frame>
            <table
                class=move || format!("tbl {}", class.get())
                aria-rowcount=move || count.get() + 1
                aria-colcount=colcount
            >
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr aria-rowindex="1" node_ref=head_row>{head.run()}</tr>
                </thead>
                <tbody aria-hidden="true">
                    <tr style:height=height(|shown| shown.places.start)></tr>
                </tbody>
                <tbody
                    node_ref=body
                    class:tbl-continued=move || shown.with(|shown| shown.places.start > 0)
                    style=("--drawn", height(|shown| shown.places.len()))
                    on:keydown=keyed
                    on:click=clicked
                    on:focusin=focused
                    on:focusout=left
                >
                    <For each=move || 0..total.get() key=|at| *at let(at)>
                        {draw(at)}
                    </For>
                </tbody>
                <tbody aria-hidden="true">
                    <tr style:height=height(|shown| shown.count.saturating_sub(shown.places.end))></tr>
                </tbody>
            </table>
        </div>
    }
}
