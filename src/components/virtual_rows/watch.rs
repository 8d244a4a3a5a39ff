//! Which rows of a long table are in sight, followed as the window scrolls.

use core::time::Duration;
use std::ops::Range;

use leptos::prelude::*;
use leptos::{ev, html};

use super::seats::{SPARE, window};
use crate::browser::scroll;
use crate::browser::timer::{self, Timer};

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
