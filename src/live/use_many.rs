//! [`Many`] as a signal, with the read that fills it: a few at once, in order, until the queue is empty.

use core::future::Future;
use core::pin::Pin;
use std::rc::Rc;

use arm::ResourceId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bounded::bounded;
use super::clock::Clock;
use super::many::Many;

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, arm::Error>>>>;
type Reader<T> = Rc<dyn Fn(ResourceId) -> Reading<T>>;

/// Many remote values. Cheap to copy; ends with the owner it was made under.
pub struct ManyHandle<T: Send + Sync + 'static> {
    state: RwSignal<Many<T>>,
    reader: StoredValue<Option<Reader<T>>, LocalStorage>,
    clock: Clock,
    at_once: usize,
}

impl<T: Send + Sync> Clone for ManyHandle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for ManyHandle<T> {}

impl<T: Send + Sync + 'static> ManyHandle<T> {
    fn new(at_once: usize, reader: Option<Reader<T>>, clock: Clock) -> Self {
        let state = RwSignal::new(Many::default());
        Self { state, reader: StoredValue::new_local(reader), clock, at_once }
    }

    /// Remote values that `read` fills on demand, at most `at_once` at the same time. Where this is called there may be no context,
    /// hence the clock.
    pub fn reading<F>(at_once: usize, clock: Clock, read: impl Fn(ResourceId) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, arm::Error>> + 'static,
    {
        Self::new(at_once, Some(Rc::new(move |id| Box::pin(read(id)))), clock)
    }

    /// Reads these when their turn comes, after all that was asked for before.
    pub fn read(self, ids: Vec<ResourceId>) {
        let idle = self.state.with_untracked(|many| !many.is_busy());
        self.state.update(|many| many.plan(ids));
        if idle && let Some(reader) = self.reader.try_get_value().flatten() {
            spawn_local(self.work(reader));
        }
    }

    /// Runs until the queue is empty; what is asked for meanwhile joins it.
    async fn work(self, reader: Reader<T>) {
        // Whoever made the handle may be gone by now, and its signals with it: then there is nothing to do.
        let next = move || self.state.try_update(|many| many.begin_next(self.clock.read())).flatten();
        let reader = &reader;
        bounded(core::iter::from_fn(next), self.at_once, |(id, ticket)| async move {
            let answer = reader(id.clone()).await;
            let now = self.clock.read();
            self.state.try_update(|many| many.finish(&id, ticket, now, answer));
        })
        .await;
    }

    /// Something was seen elsewhere.
    pub fn note(self, id: ResourceId, value: T) {
        let now = self.clock.read();
        self.state.try_update(|many| many.note(id, now, value));
    }

    /// Asks for no more than what is on its way.
    pub fn stop(self) {
        self.state.update(Many::stop);
    }

    /// Looks at the state. Tracked.
    pub fn with<U>(self, look: impl FnOnce(&Many<T>) -> U) -> U {
        self.state.with(look)
    }

    /// Looks at the state, untracked.
    pub fn with_untracked<U>(self, look: impl FnOnce(&Many<T>) -> U) -> U {
        self.state.with_untracked(look)
    }
}
