//! One tick a second while somebody looks: ages, countdowns and polling all run on it.

use core::cell::Cell;
use std::rc::Rc;

use host::{Duration, Host, Instant};
use leptos::prelude::*;

use crate::browser::{Browser, timer, visibility};

const TICK: Duration = Duration::from_secs(1);

/// The time, as a signal. Stands still while the tab is hidden.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: RwSignal<Instant>,
    runs: bool,
}

impl Clock {
    /// Starts the clock of the app.
    pub fn provide() -> Self {
        let clock = Self { now: RwSignal::new(Browser.now()), runs: true };
        let hidden = Rc::new(Cell::new(!visibility::visible()));
        let seen = Rc::clone(&hidden);
        let ticking = timer::every(TICK, move || {
            if !hidden.get() {
                clock.now.set(Browser.now());
            }
        });
        // The app lives as long as the page, and so does its clock.
        core::mem::forget(ticking);
        visibility::on_change(move |visible| {
            seen.set(!visible);
            if visible {
                clock.now.set(Browser.now());
            }
        });
        provide_context(clock);
        clock
    }

    /// A clock that somebody else moves, for tests.
    #[cfg(test)]
    pub fn standing_at(now: Instant) -> Self {
        let clock = Self { now: RwSignal::new(now), runs: false };
        provide_context(clock);
        clock
    }

    /// Moves a clock that stands.
    #[cfg(test)]
    pub fn set(self, now: Instant) {
        self.now.set(now);
    }

    /// The time at the last tick. Tracked.
    pub fn now(self) -> Instant {
        self.now.get()
    }

    /// The time, once a minute: as exact as most words for what is left.
    pub fn minute(self) -> Memo<Instant> {
        Memo::new(move |_| Instant::from_seconds(self.now().seconds() / 60 * 60))
    }

    /// The time itself, to the millisecond and not tracked: for marking when something happened.
    pub fn read(self) -> Instant {
        if self.runs { Browser.now() } else { self.now.try_get_untracked().unwrap_or_default() }
    }
}

/// The clock of the app; without one, a clock that stands at the epoch.
pub fn use_clock() -> Clock {
    use_context::<Clock>().unwrap_or_else(|| Clock { now: RwSignal::new(Instant::default()), runs: false })
}
