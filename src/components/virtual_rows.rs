//! A long list of which only the rows in sight exist.

use std::ops::Range;

use leptos::children::ViewFnOnce;
use leptos::prelude::*;
use leptos::{ev, html};

use crate::browser::scroll;

/// Rows above and below the window that exist as well, so that a scroll does not meet a blank.
const SPARE: usize = 12;
/// The window moves by so many rows at once: fewer changes a scroll.
const STEP: usize = 4;

/// A table for thousands of rows of one height. It scrolls with the document; a gap above and below stands for the rows that are not there.
#[component]
pub fn VirtualRows(
    /// What it lists.
    #[prop(into)]
    caption: Signal<String>,
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// The class in which the style sheet gives the columns their widths.
    #[prop(optional)]
    class: &'static str,
    /// 30 instead of 36 px a row.
    #[prop(into, optional)]
    compact: Signal<bool>,
    /// The head: some `ColumnHeader`s.
    #[prop(into)]
    head: ViewFnOnce,
    /// The row at a place, a `<tr>` that follows what is at that place; it should set `aria-rowindex` to the place + 2.
    #[prop(into)]
    row: Callback<usize, AnyView>,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let seen = RwSignal::new((0_i32, 900_i32));
    let look = move || {
        if let Some(frame) = frame.get_untracked() {
            seen.set(scroll::seen(&frame));
        }
    };
    let listeners = [window_event_listener(ev::scroll, move |_| look()), window_event_listener(ev::resize, move |_| look())];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    Effect::new(move |_| {
        frame.track();
        count.track();
        look();
    });
    let height = move || if compact.get() { 30 } else { 36 };
    let shown = Memo::new(move |_| {
        let (top, window_height) = seen.get();
        window(top, window_height, height(), count.get())
    });
    let above = move || format!("{}px", shown.get().start * height());
    let below = move || format!("{}px", count.get().saturating_sub(shown.get().end) * height());
    view! {
        <div class="tbl-box virtual" node_ref=frame>
            <table class=format!("tbl {class}") class=("tbl-compact", compact) aria-rowcount=move || count.get() + 1>
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr aria-rowindex="1">{head.run()}</tr>
                </thead>
                <tbody aria-hidden="true">
                    <tr style:height=above></tr>
                </tbody>
                <tbody>
                    <For each=move || shown.get() key=|place| *place let(place)>
                        {row.run(place)}
                    </For>
                </tbody>
                <tbody aria-hidden="true">
                    <tr style:height=below></tr>
                </tbody>
            </table>
        </div>
    }
}

/// The rows that must exist for a window of `height` px that begins `top` px below the first row.
fn window(top: i32, height: i32, row: usize, count: usize) -> Range<usize> {
    let pixels = |value: i32| usize::try_from(value).unwrap_or(0);
    let first = (pixels(top) / row).min(count) / STEP * STEP;
    let in_sight = pixels(height).div_ceil(row) + STEP;
    first.saturating_sub(SPARE)..first.saturating_add(in_sight + SPARE).min(count)
}

#[cfg(test)]
mod tests {
    use super::{SPARE, window};

    #[test]
    fn the_window_holds_all_that_is_in_sight_and_no_more_than_there_is() {
        let count = 10_000;
        for top in (-500..370_000).step_by(997) {
            let window = window(top, 900, 36, count);
            let first = usize::try_from(top / 36).unwrap_or(0).min(count);
            let last = usize::try_from((top + 900) / 36).unwrap_or(0).min(count - 1);
            assert!(window.end <= count, "{top}: {window:?}");
            assert!(window.start <= first && window.end > last.min(count - 1), "{top}: {window:?} lacks {first}..={last}");
            assert!(window.len() <= 25 + 2 * SPARE + 8, "{top}: {window:?} is too many");
        }
    }

    #[test]
    fn a_short_list_and_one_that_became_short_under_the_window() {
        assert_eq!(window(0, 360, 36, 0), 0..0);
        assert_eq!(window(0, 360, 36, 5), 0..5);
        assert_eq!(window(3600, 360, 36, 20), 8..20);
    }
}
