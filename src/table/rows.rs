//! A long list of which only the rows in sight exist.

mod geometry;
mod keyboard;
mod pool;

use std::ops::Range;

use leptos::children::ViewFnOnce;
use leptos::html;
use leptos::prelude::*;

use self::geometry::{ROW, Window, watch};
use self::keyboard::Keyboard;
use self::pool::Pool;
use super::select::Selecting;
use crate::browser::rows;

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
    /// How many columns there are, those included that a narrow table leaves out.
    #[prop(into, optional)]
    colcount: Option<Signal<usize>>,
    /// The classes of the table.
    #[prop(into, optional)]
    class: Signal<String>,
    /// How its rows are chosen, if they are.
    #[prop(optional_no_strip)]
    select: Option<Selecting>,
    /// Told which places are drawn, whenever that changes.
    #[prop(optional_no_strip)]
    on_window: Option<Callback<Range<usize>>>,
    /// The head: some `<th>`.
    #[prop(into)]
    head: ViewFnOnce,
    /// The cells of the row at a place. A row is drawn once and then follows its place. The place may be past the end for a moment,
    /// while a filter takes rows away.
    #[prop(into)]
    row: Callback<ReadSignal<usize>, AnyView>,
) -> impl IntoView {
    let (frame, body) = (NodeRef::<html::Div>::new(), NodeRef::<html::Tbody>::new());
    let shown = watch(frame, count);
    let pool = Pool::new(frame, body, shown);
    Effect::new(move || {
        if let Some(on_window) = on_window {
            on_window.run(shown.with(|shown| shown.places.clone()));
        }
    });
    let keyboard = Keyboard::new(pool, select, count);
    keyboard.stop_once();
    let numbered = RwSignal::new(None::<u32>);
    let head_row = NodeRef::<html::Tr>::new();
    head_row.on_load(move |row| numbered.set(Some(rows::number(&row))));
    let colcount = move || colcount.map_or_else(|| numbered.get(), |count| u32::try_from(count.get()).ok());
    let draw = move |at: usize| {
        let (place, node) = pool.draw(at);
        view! {
            <tr
                class="tbl-row"
                class:tbl-away=move || pool.is_away(place.get())
                node_ref=node
                aria-rowindex=move || place.get() + 2
                aria-selected=move || select.is_some_and(|select| select.is_chosen.run(place.get())).then_some("true")
            >
                {row.run(place.read_only())}
            </tr>
        }
    };
    let height = move |of: fn(&Window) -> usize| move || [(shown.with(of) * ROW).to_string().as_str(), "px"].concat();
    view! {
        <div class="tbl-box virtual" node_ref=frame>
            <table class=move || format!("tbl {}", class.get()) aria-rowcount=move || count.get() + 1 aria-colcount=colcount>
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
                    on:keydown=move |event| keyboard.keyed(&event)
                    on:click=move |event| keyboard.clicked(&event)
                    on:focusin=move |event| pool.focused(&event)
                    on:focusout=move |event| pool.left(&event)
                >
                    <For each=move || 0..pool.drawn() key=|at| *at let(at)>
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
