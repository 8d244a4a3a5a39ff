//! Which rows of a long table are in sight, followed as the window scrolls.

use core::time::Duration;
use std::ops::Range;

use leptos::prelude::*;
use leptos::{ev, html};

use crate::browser::scroll;
use crate::browser::timer::{self, Timer};

/// The height of a row in pixels; the style sheet gives it.
pub const ROW: usize = 36;
/// So many rows are there while one scrolls, above and below the window as well, so that a scroll does not meet a blank.
pub const SPARE: usize = 8;
/// The window moves by so many rows at once: fewer changes a scroll.
const STEP: usize = 4;

/// The rows that must exist for a window of `height` px that begins `top` px below the first row, `spare` above and below included.
pub fn window(top: i32, height: i32, count: usize, spare: usize) -> Range<usize> {
    let pixels = |value: i32| usize::try_from(value).unwrap_or(0);
    let first = (pixels(top) / ROW).min(count) / STEP * STEP;
    let in_sight = pixels(height).div_ceil(ROW) + STEP;
    first.saturating_sub(spare)..first.saturating_add(in_sight + spare).min(count)
}

/// A scroll has ended when it stands still for so long, and so has typing into a filter; the spare rows are drawn then.
const STILL: Duration = Duration::from_millis(120);

/// What is to be drawn of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub places: Range<usize>,
    /// How many rows the list has.
    pub count: usize,
}

/// The places that must be drawn, followed as the window scrolls. A jump, and a list that has become another, draws what is in sight and
/// the spare rows when it is over.
pub fn watch(frame: NodeRef<html::Div>, count: Signal<usize>) -> Memo<Window> {
    let seen = RwSignal::new((0_i32, 900_i32, 0));
    let waiting = StoredValue::new_local(None::<Timer>);
    let measure = move |spare: usize| {
        if let Some(frame) = frame.get_untracked() {
            let (top, height) = scroll::seen(&frame);
            seen.set((top, height, spare));
        }
    };
    let wait = move || waiting.set_value(Some(timer::after(STILL, move || measure(SPARE))));
    let shown = Memo::new(move |before: Option<&Window>| {
        let ((top, height, spare), count) = (seen.get(), count.get());
        let spare = if before.is_some_and(|before| before.count != count) { 0 } else { spare };
        Window { places: window(top, height, count, spare), count }
    });
    let scrolled = move || {
        let before = shown.with_untracked(|shown| shown.places.clone());
        let Some((top, height)) = frame.get_untracked().map(|frame| scroll::seen(&frame)) else { return };
        let next = window(top, height, count.get_untracked(), 0);
        let jumped = next.start >= before.end || next.end <= before.start;
        if jumped {
            wait();
        }
        seen.set((top, height, if jumped { 0 } else { SPARE }));
    };
    let listeners =
        [window_event_listener(ev::scroll, move |_| scrolled()), window_event_listener(ev::resize, move |_| measure(SPARE))];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    Effect::new(move |before: Option<()>| {
        count.track();
        if before.is_none() {
            measure(0);
        }
        wait();
    });
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_holds_all_that_is_in_sight_and_no_more_than_there_is() {
        let count = 10_000;
        for spare in [0, SPARE] {
            for top in (-500..370_000).step_by(997) {
                let window = window(top, 900, count, spare);
                let first = usize::try_from(top / 36).unwrap_or(0).min(count);
                let last = usize::try_from((top + 900) / 36).unwrap_or(0).min(count - 1);
                assert!(window.end <= count, "{top}: {window:?}");
                assert!(window.start <= first && window.end > last.min(count - 1), "{top}: {window:?} lacks {first}..={last}");
                assert!(window.len() <= 25 + 2 * spare + 8, "{top}: {window:?} is too many");
            }
        }
    }

    #[test]
    fn a_short_list_and_one_that_became_short_under_the_window() {
        assert_eq!(window(0, 360, 0, SPARE), 0..0);
        assert_eq!(window(0, 360, 5, SPARE), 0..5);
        assert_eq!(window(3600, 360, 20, SPARE), 12..20);
    }
}
