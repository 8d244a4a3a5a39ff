//! A long list of which only the rows in sight exist.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;

/// Rows above and below the window that exist as well, so that a scroll does not meet a blank.
const SPARE: usize = 12;

/// A table body for thousands of rows of one height. The table scrolls inside its own frame; a gap above and below stands for what is not there.
#[component]
pub fn VirtualRows(
    /// What it lists.
    #[prop(into)]
    caption: Signal<String>,
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// The height of a row in pixels; the style must agree (36, or 30 when compact).
    #[prop(default = 36)]
    row_height: u32,
    /// The head: some `ColumnHeader`s.
    #[prop(into)]
    head: leptos::children::ViewFnOnce,
    /// The row at a place, a `<tr>`; it should set `aria-rowindex` to the place + 2.
    #[prop(into)]
    row: Callback<usize, AnyView>,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let scrolled = RwSignal::new((0_i32, 800_i32));
    let look = move || {
        if let Some(frame) = frame.get_untracked() {
            scrolled.set((frame.scroll_top(), frame.client_height()));
        }
    };
    Effect::new(move |_| {
        frame.track();
        count.track();
        look();
    });
    let shown = Memo::new(move |_| {
        let (top, height) = scrolled.get();
        window(top, height, row_height, count.get())
    });
    let above = move || format!("{}px", shown.get().start * row_height as usize);
    let below = move || format!("{}px", count.get().saturating_sub(shown.get().end) * row_height as usize);
    view! {
        <div class="tbl-box virtual" node_ref=frame on:scroll=move |_| look() tabindex="0" role="region" aria-label=caption>
            <table class="tbl" class=("tbl-compact", row_height < 36) aria-rowcount=move || count.get() + 1>
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr>{head.run()}</tr>
                </thead>
                <tbody class="virtual-gap" aria-hidden="true">
                    <tr style:height=above></tr>
                </tbody>
                <tbody>
                    <For each=move || shown.get() key=|place| *place let(place)>
                        {row.run(place)}
                    </For>
                </tbody>
                <tbody class="virtual-gap" aria-hidden="true">
                    <tr style:height=below></tr>
                </tbody>
            </table>
        </div>
    }
}

/// The rows that must exist for a window of `height` px that begins `top` px below the first row.
fn window(top: i32, height: i32, row_height: u32, count: usize) -> Range<usize> {
    let row = row_height.max(1) as usize;
    let pixels = |value: i32| usize::try_from(value).unwrap_or(0);
    let first = (pixels(top) / row).min(count);
    let seen = pixels(height).div_ceil(row) + 1;
    first.saturating_sub(SPARE)..first.saturating_add(seen + SPARE).min(count)
}

#[cfg(test)]
mod tests {
    use super::{SPARE, window};

    #[test]
    fn the_window_covers_what_is_seen_and_never_more_than_there_is() {
        assert_eq!(window(0, 360, 36, 0), 0..0);
        assert_eq!(window(0, 360, 36, 5), 0..5);
        assert_eq!(window(0, 360, 36, 10_000), 0..11 + SPARE);
        assert_eq!(window(3600, 360, 36, 10_000), 100 - SPARE..111 + SPARE);
        assert_eq!(window(360_000, 360, 36, 10_000), 10_000 - SPARE..10_000);
        assert_eq!(window(-30, 360, 36, 10_000).start, 0, "a bouncing scroll is above the first row");
        assert_eq!(window(3600, 360, 36, 20), 8..20, "the list became shorter under the window");
    }
}
