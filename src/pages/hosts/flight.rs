//! Rows that fly past faster than this machine can draw them: their first cells are drawn, every other frame, the rest when it is over.

use host::{Duration, Host};
use leptos::prelude::*;

use crate::browser::Browser;

/// A window of rows that takes longer than this to draw takes more than two frames of a 60 Hz screen.
const LONG: Duration = Duration::from_millis(34);
/// Once may be by chance.
const TOO_OFTEN: u8 = 2;

/// Whether rows are to be drawn in part, and who wants to hear of the jumps of the window.
pub fn flight() -> (RwSignal<bool>, Callback<bool, bool>) {
    let (flying, rush) = (RwSignal::new(false), StoredValue::new(Rush::default()));
    let moved = move |jumped: bool| {
        let pace = rush.try_update_value(|rush| rush.moved(jumped)).unwrap_or_default();
        let part = pace != Pace::Whole;
        if flying.get_untracked() != part {
            flying.set(part);
        }
        if jumped && !part {
            // By then the frame that this jump belongs to is done.
            let begun = Browser.now();
            let drawn = move || _ = rush.try_update_value(|rush| rush.drawn(Browser.now().since(begun)));
            set_timeout(drawn, Duration::ZERO);
        }
        pace == Pace::Later
    };
    (flying, Callback::new(moved))
}

/// How a window is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pace {
    #[default]
    Whole,
    /// The first cells of its rows.
    Part,
    /// In part, and not in this frame.
    Later,
}

/// Jumps that follow each other at once: somebody drags the scroll bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rush {
    has_begun: bool,
    /// How many long ones came one after the other.
    long: u8,
    pace: Pace,
}

impl Rush {
    /// The window has gone where none of its rows was, or it stands still or moves by some rows only; tells how it is drawn. After a
    /// frame with rows comes one without work: what the browser does to show them wants its time as well.
    fn moved(&mut self, jumped: bool) -> Pace {
        self.pace = match self.pace {
            _ if !jumped || !self.has_begun || self.long < TOO_OFTEN => Pace::Whole,
            Pace::Part => Pace::Later,
            Pace::Whole | Pace::Later => Pace::Part,
        };
        self.has_begun = jumped;
        self.pace
    }

    /// What it took to draw all of a window.
    fn drawn(&mut self, took: Duration) {
        self.long = if took > LONG { self.long.saturating_add(1) } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_rush_on_a_slow_machine_is_drawn_in_part() {
        let (fast, slow) = (Duration::from_millis(12), Duration::from_millis(60));
        let mut rush = Rush::default();
        for took in [fast, slow, fast, slow, slow] {
            assert_eq!(rush.moved(true), Pace::Whole, "as long as there is time for it");
            rush.drawn(took);
        }
        let paces = [rush.moved(true), rush.moved(true), rush.moved(true)];
        assert_eq!(paces, [Pace::Part, Pace::Later, Pace::Part], "there was none");
        assert_eq!([rush.moved(false), rush.moved(true)], [Pace::Whole; 2], "a single jump is waited for");
        rush.drawn(fast);
        assert_eq!(rush.moved(true), Pace::Whole, "whatever the last rush was");
    }
}
