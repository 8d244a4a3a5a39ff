//! Reading again and again, at a pace that follows from what was read.

use arm::{Error, ErrorKind};
use host::{Duration, Host, Instant};
use leptos::prelude::*;

use super::clock::{Clock, use_clock};
use super::remote::Remote;
use super::use_remote::RemoteHandle;
use crate::browser::{Browser, timer, visibility};

/// A browser lets a hidden tab run once a minute; what nobody sees need not be fresher than this.
const HIDDEN: Duration = Duration::from_secs(120);
const HIDDEN_TICK: Duration = Duration::from_secs(30);

/// Has every polled value on screen read again at once: the world has changed without the page. One for the whole sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Nudge(RwSignal<u32>);

impl Nudge {
    /// Makes it and gives it to everything below.
    pub fn provide() {
        provide_context(Self(RwSignal::new(0)));
    }

    /// Reads again.
    pub fn all(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }
}

/// When a remote value is read next.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    due: Signal<Option<Instant>>,
    clock: Clock,
}

impl Poll {
    /// Whole seconds to the next read; `None` while one is on its way or none is planned. Tracked.
    pub fn seconds_left(self) -> Option<u64> {
        let due = self.due.get()?;
        Some(self.clock.now().until(due).as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX))
    }
}

/// Reads `remote` again whenever `interval` says so: a function of what was last read, so that the pace is quick while something
/// moves. `None` ends it. A service that named a time to come back is not asked before. Nothing is read while the tab is hidden;
/// what is overdue is read as soon as it is seen again.
pub fn use_poll<T: Send + Sync + 'static>(
    remote: RemoteHandle<T>,
    interval: impl Fn(&Remote<T>) -> Option<Duration> + Send + Sync + 'static,
) -> Poll {
    let clock = use_clock();
    let due = Signal::derive(move || remote.with(|state| due(state, interval(state), state.error().and_then(retry_at))));
    Effect::new(move || {
        let now = clock.now();
        if due.get().is_some_and(|due| due <= now) {
            remote.refresh();
        }
    });
    if let Some(Nudge(count)) = use_context() {
        Effect::new(move |before: Option<u32>| {
            let now = count.get();
            if before.is_some_and(|before| before != now) {
                remote.refresh();
            }
            now
        });
    }
    Poll { due, clock }
}

/// Reads on while the tab is hidden, if seldom: for what somebody wants to be told of.
pub fn poll_hidden<T: Send + Sync + 'static>(remote: RemoteHandle<T>, poll: Poll) {
    let tick = timer::every(HIDDEN_TICK, move || {
        let due = poll.due.try_get_untracked().flatten();
        let finished = remote.with_untracked(Remote::finished_at);
        if !visibility::visible() && hidden_due(due, finished).is_some_and(|due| due <= Browser.now()) {
            remote.refresh();
        }
    });
    // Ends with the page.
    let _ = StoredValue::new_local(tick);
}

/// The wait begins when the last attempt has ended: a slow service is never asked twice at once.
fn due<T, E>(state: &Remote<T, E>, interval: Option<Duration>, not_before: Option<Instant>) -> Option<Instant> {
    if state.is_loading() {
        return None;
    }
    let due = state.finished_at()? + interval?;
    Some(not_before.map_or(due, |not_before| due.max(not_before)))
}

fn hidden_due(due: Option<Instant>, finished: Option<Instant>) -> Option<Instant> {
    Some(due?.max(finished? + HIDDEN))
}

/// When the service wants to be asked again.
fn retry_at(error: &Error) -> Option<Instant> {
    match error.kind() {
        ErrorKind::Throttled { retry_at } => *retry_at,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn the_wait_begins_when_the_attempt_ends() {
        let fifteen = Some(Duration::from_secs(15));
        let mut state = Remote::<u32, &str>::default();
        assert_eq!(due(&state, fifteen, None), None);
        let ticket = state.begin(at(1_000));
        assert_eq!(due(&state, fifteen, None), None);
        state.finish(ticket, at(4_000), Err("offline"));
        assert_eq!(due(&state, fifteen, None), Some(at(19_000)));
        assert_eq!(due(&state, None, Some(at(30_000))), None);
    }

    #[test]
    fn a_service_that_names_a_time_is_not_asked_before() {
        let fifteen = Some(Duration::from_secs(15));
        let mut state = Remote::<u32, &str>::default();
        let ticket = state.begin(at(0));
        state.finish(ticket, at(1_000), Err("throttled"));
        assert_eq!(due(&state, fifteen, Some(at(60_000))), Some(at(60_000)));
        assert_eq!(due(&state, fifteen, Some(at(5_000))), Some(at(16_000)));
    }

    #[test]
    fn a_hidden_tab_reads_seldom_and_only_what_is_due() {
        assert_eq!(hidden_due(Some(at(19_000)), Some(at(4_000))), Some(at(124_000)));
        assert_eq!(hidden_due(Some(at(304_000)), Some(at(4_000))), Some(at(304_000)));
        assert_eq!(hidden_due(None, Some(at(4_000))), None);
    }

    #[test]
    fn the_countdown_follows_the_clock() {
        let owner = Owner::new();
        owner.set();
        let clock = Clock::standing_at(at(0));
        let poll = Poll { due: Signal::derive(|| Some(at(15_000))), clock };
        assert_eq!(poll.seconds_left(), Some(15));
        clock.set(at(14_001));
        assert_eq!(poll.seconds_left(), Some(1));
        clock.set(at(20_000));
        assert_eq!(poll.seconds_left(), Some(0));
    }
}
