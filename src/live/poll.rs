//! Reading again and again, at a pace that follows from what was read.

use host::{Duration, Instant};
use leptos::prelude::*;

use super::clock::{Clock, use_clock};
use super::remote::Remote;
use super::use_remote::RemoteHandle;

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
/// moves. `None` ends it. Nothing is read while the tab is hidden; what is overdue is read as soon as it is seen again.
pub fn use_poll<T, E>(
    remote: RemoteHandle<T, E>,
    interval: impl Fn(&Remote<T, E>) -> Option<Duration> + Send + Sync + 'static,
) -> Poll
where
    T: Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    let clock = use_clock();
    let due = Signal::derive(move || remote.with(|state| due(state, interval(state))));
    Effect::new(move || {
        let now = clock.now();
        if due.get().is_some_and(|due| due <= now) {
            remote.refresh();
        }
    });
    Poll { due, clock }
}

/// The wait begins when the last attempt has ended: a slow service is never asked twice at once.
fn due<T, E>(state: &Remote<T, E>, interval: Option<Duration>) -> Option<Instant> {
    if state.is_loading() {
        return None;
    }
    Some(state.finished_at()? + interval?)
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
        assert_eq!(due(&state, fifteen), None);
        let ticket = state.begin(at(1_000));
        assert_eq!(due(&state, fifteen), None);
        state.finish(ticket, at(4_000), Err("offline"));
        assert_eq!(due(&state, fifteen), Some(at(19_000)));
        assert_eq!(due(&state, None), None);
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
