//! One value of each of many things, as last seen, and which are still to be read. Pure.

use std::collections::{BTreeMap, VecDeque};

use arm::ResourceId;
use host::{Duration, Instant};

use super::remote::{Remote, Ticket};

/// What is known of many things of one kind. What was never asked for is not in it: nothing is implied about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Many<T> {
    seen: BTreeMap<ResourceId, Seen<T>>,
    queue: VecDeque<ResourceId>,
    running: usize,
    planned: usize,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
struct Seen<T> {
    remote: Remote<T>,
    queued: bool,
}

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self { seen: BTreeMap::new(), queue: VecDeque::new(), running: 0, planned: 0 }
    }
}

impl<T> Many<T> {
    /// Puts these at the end of the queue; those in it or being read already are left out.
    pub fn plan(&mut self, ids: impl IntoIterator<Item = ResourceId>) {
        if !self.is_busy() {
            self.planned = 0;
        }
        for id in ids {
            let seen = self.seen.entry(id.clone()).or_insert_with(|| Seen { remote: Remote::default(), queued: false });
            if !seen.queued && !seen.remote.is_loading() {
                seen.queued = true;
                self.queue.push_back(id);
                self.planned += 1;
            }
        }
    }

    /// Begins to read the next of the queue.
    pub fn begin_next(&mut self, now: Instant) -> Option<(ResourceId, Ticket)> {
        let id = self.queue.pop_front()?;
        let seen = self.seen.get_mut(&id)?;
        seen.queued = false;
        self.running += 1;
        Some((id, seen.remote.begin(now)))
    }

    /// The reading of one has ended.
    pub fn finish(&mut self, id: &ResourceId, ticket: Ticket, now: Instant, answer: Result<T, arm::Error>) {
        self.running = self.running.saturating_sub(1);
        if let Some(seen) = self.seen.get_mut(id) {
            seen.remote.finish(ticket, now, answer);
        }
    }

    /// Something was seen elsewhere; a reading on its way is outdated by it.
    pub fn note(&mut self, id: ResourceId, now: Instant, value: T) {
        let seen = self.seen.entry(id).or_insert_with(|| Seen { remote: Remote::default(), queued: false });
        let ticket = seen.remote.begin(now);
        seen.remote.finish(ticket, now, Ok(value));
    }

    /// Empties the queue. What is being read is read to its end.
    pub fn stop(&mut self) {
        self.planned = self.planned.saturating_sub(self.queue.len());
        for id in self.queue.drain(..) {
            if let Some(seen) = self.seen.get_mut(&id) {
                seen.queued = false;
            }
        }
    }

    /// What is known of one; `None` if it was never asked for.
    pub fn get(&self, id: &ResourceId) -> Option<&Remote<T>> {
        self.seen.get(id).map(|seen| &seen.remote)
    }

    /// Whether one waits for its turn.
    pub fn is_queued(&self, id: &ResourceId) -> bool {
        self.seen.get(id).is_some_and(|seen| seen.queued)
    }

    /// Whether anything is being read or waits for it.
    pub fn is_busy(&self) -> bool {
        self.running > 0 || !self.queue.is_empty()
    }

    /// How many of those planned have been read; `None` while nothing is.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.is_busy().then(|| (self.planned.saturating_sub(self.queue.len() + self.running), self.planned))
    }

    /// When each is to be read next, by the pace that follows from what was read; those under way have no such time.
    pub fn due<'a>(&'a self, pace: impl Fn(&T) -> Option<Duration> + 'a) -> impl Iterator<Item = (&'a ResourceId, Instant)> + 'a {
        self.seen.iter().filter(|(_, seen)| !seen.queued && !seen.remote.is_loading()).filter_map(move |(id, seen)| {
            let wait = seen.remote.value().and_then(&pace)?;
            Some((id, seen.remote.finished_at()? + wait))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn id(name: &str) -> ResourceId {
        ResourceId::parse(&format!("/subscriptions/s/resourceGroups/g/providers/P/pools/{name}")).unwrap()
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds)
    }

    #[test]
    fn nothing_is_planned_twice_and_the_progress_counts_what_ended() {
        let mut many = Many::<u32>::default();
        assert_eq!(many.progress(), None);
        many.plan([id("a"), id("b")]);
        let (a, ticket) = many.begin_next(at(0)).unwrap();
        many.plan([id("A"), id("b"), id("c")]);
        assert_eq!((many.progress(), many.is_queued(&id("c"))), (Some((0, 3)), true));
        many.finish(&a, ticket, at(1), Ok(7));
        assert_eq!((many.progress(), many.get(&id("a")).unwrap().value()), (Some((1, 3)), Some(&7)));
        assert_eq!(many.get(&id("d")), None);
    }

    #[test]
    fn stopping_lets_what_is_under_way_end() {
        let mut many = Many::<u32>::default();
        many.plan([id("a"), id("b"), id("c")]);
        let (a, ticket) = many.begin_next(at(0)).unwrap();
        many.stop();
        assert_eq!((many.progress(), many.is_queued(&id("b"))), (Some((0, 1)), false));
        assert_eq!(many.begin_next(at(0)), None);
        many.finish(&a, ticket, at(1), Ok(1));
        assert_eq!((many.progress(), many.get(&id("a")).unwrap().value()), (None, Some(&1)));
        many.plan([id("b")]);
        assert_eq!(many.progress(), Some((0, 1)));
    }

    #[test]
    fn what_was_seen_elsewhere_outdates_a_reading() {
        let mut many = Many::<u32>::default();
        many.plan([id("a")]);
        let (a, ticket) = many.begin_next(at(0)).unwrap();
        many.note(id("a"), at(1), 8);
        many.note(id("b"), at(1), 9);
        many.finish(&a, ticket, at(2), Ok(7));
        let value = |name: &str| many.get(&id(name)).and_then(|remote| remote.value().copied());
        assert_eq!((value("a"), value("b"), many.is_busy()), (Some(8), Some(9), false));
    }

    #[test]
    fn only_what_moves_is_due_again() {
        let mut many = Many::<u32>::default();
        many.plan([id("moves"), id("ended"), id("new")]);
        for value in [15, 0] {
            let (id, ticket) = many.begin_next(at(0)).unwrap();
            many.finish(&id, ticket, at(10), Ok(value));
        }
        let pace = |value: &u32| (*value > 0).then(|| Duration::from_secs((*value).into()));
        let due: Vec<_> = many.due(pace).collect();
        assert_eq!(due, [(&id("moves"), at(25))]);
    }
}
