//! A value that lives elsewhere, as last seen. Pure.

use host::Instant;

/// What was last read, whether it is being read again, and why the last attempt failed.
///
/// An error never hides the last good value: both are shown, the value with its age.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote<T, E = arm::Error> {
    value: Option<T>,
    read_at: Option<Instant>,
    error: Option<E>,
    finished_at: Option<Instant>,
    loading_since: Option<Instant>,
    generation: u64,
}

/// Names one attempt to read; an answer with an old ticket is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

impl<T, E> Default for Remote<T, E> {
    fn default() -> Self {
        Self { value: None, read_at: None, error: None, finished_at: None, loading_since: None, generation: 0 }
    }
}

impl<T, E> Remote<T, E> {
    /// An attempt begins; every earlier one is outdated.
    pub fn begin(&mut self, now: Instant) -> Ticket {
        self.generation += 1;
        self.loading_since = self.loading_since.or(Some(now));
        Ticket(self.generation)
    }

    /// An attempt has ended. Says whether its answer was wanted.
    pub fn finish(&mut self, ticket: Ticket, now: Instant, answer: Result<T, E>) -> bool {
        if ticket != Ticket(self.generation) {
            return false;
        }
        self.loading_since = None;
        self.finished_at = Some(now);
        match answer {
            Ok(value) => {
                self.value = Some(value);
                self.read_at = Some(now);
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
        true
    }

    /// Shows what was read before the page was loaded, with its age, until something is read.
    pub fn recall(&mut self, at: Instant, value: T) {
        if self.value.is_none() {
            self.value = Some(value);
            self.read_at = Some(at);
        }
    }

    /// Forgets everything, answers on their way included: what is asked for has become something else.
    pub fn reset(&mut self) {
        *self = Self { generation: self.generation + 1, ..Self::default() };
    }

    /// The last good value.
    pub const fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The same, to bring a part of it up to date.
    pub const fn value_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// When the last good value was read.
    pub const fn read_at(&self) -> Option<Instant> {
        self.read_at
    }

    /// Why the last attempt failed; `None` once one succeeded.
    pub const fn error(&self) -> Option<&E> {
        self.error.as_ref()
    }

    /// When the last attempt ended, well or not.
    pub const fn finished_at(&self) -> Option<Instant> {
        self.finished_at
    }

    /// Whether an attempt is on its way.
    pub const fn is_loading(&self) -> bool {
        self.loading_since.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Number = Remote<u32, &'static str>;

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn an_error_stands_beside_the_last_value() {
        let mut remote = Number::default();
        let ticket = remote.begin(at(0));
        assert!(remote.finish(ticket, at(10), Ok(7)));
        let ticket = remote.begin(at(20));
        assert!(remote.finish(ticket, at(30), Err("offline")));
        assert_eq!((remote.value(), remote.read_at(), remote.error()), (Some(&7), Some(at(10)), Some(&"offline")));
        let ticket = remote.begin(at(40));
        assert!(remote.finish(ticket, at(50), Ok(8)));
        assert_eq!((remote.value(), remote.read_at(), remote.error()), (Some(&8), Some(at(50)), None));
    }

    #[test]
    fn what_is_recalled_is_old_and_gives_way() {
        let mut remote = Number::default();
        let ticket = remote.begin(at(100));
        remote.recall(at(10), 6);
        assert_eq!(
            (remote.value(), remote.read_at(), remote.finished_at(), remote.is_loading()),
            (Some(&6), Some(at(10)), None, true)
        );
        assert!(remote.finish(ticket, at(110), Ok(7)));
        remote.recall(at(10), 6);
        assert_eq!((remote.value(), remote.read_at()), (Some(&7), Some(at(110))));
    }

    #[test]
    fn late_answers_are_dropped() {
        let mut remote = Number::default();
        let slow = remote.begin(at(0));
        let fast = remote.begin(at(10));
        assert!(remote.finish(fast, at(20), Ok(2)));
        assert!(!remote.finish(slow, at(30), Ok(1)));
        assert_eq!(remote.value(), Some(&2));
        let before = remote.begin(at(40));
        remote.reset();
        assert!(!remote.finish(before, at(50), Ok(3)));
        assert_eq!(remote.value(), None);
    }
}
