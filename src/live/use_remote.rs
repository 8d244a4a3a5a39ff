//! A [`Remote`] as a signal, with the read that fills it.

use core::future::Future;
use core::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::clock::{Clock, use_clock};
use super::remote::Remote;

type Reading<T, E> = Pin<Box<dyn Future<Output = Result<T, E>>>>;
type Reader<T, E> = Rc<dyn Fn() -> Reading<T, E>>;

/// A remote value on a page. Cheap to copy; ends with the page that made it.
pub struct RemoteHandle<T: Send + Sync + 'static, E: Send + Sync + 'static = arm::Error> {
    state: RwSignal<Remote<T, E>>,
    reader: StoredValue<Reader<T, E>, LocalStorage>,
    clock: Clock,
}

impl<T: Send + Sync, E: Send + Sync> Clone for RemoteHandle<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync, E: Send + Sync> Copy for RemoteHandle<T, E> {}

/// A remote value that `read` fills: once at the start, and at each [`RemoteHandle::refresh`].
pub fn use_remote<T, E, F>(read: impl Fn() -> F + 'static) -> RemoteHandle<T, E>
where
    T: Send + Sync + 'static,
    E: Send + Sync + 'static,
    F: Future<Output = Result<T, E>> + 'static,
{
    let reader: Reader<T, E> = Rc::new(move || Box::pin(read()));
    let handle =
        RemoteHandle { state: RwSignal::new(Remote::default()), reader: StoredValue::new_local(reader), clock: use_clock() };
    handle.refresh();
    handle
}

impl<T: Send + Sync + 'static, E: Send + Sync + 'static> RemoteHandle<T, E> {
    /// Reads again. An attempt that is still on its way is outdated by this one.
    pub fn refresh(self) {
        let Some(reader) = self.reader.try_get_value() else { return };
        let Some(ticket) = self.state.try_update(|remote| remote.begin(self.clock.read())) else { return };
        spawn_local(async move {
            let answer = reader().await;
            let now = self.clock.read();
            // The page may be gone by now, and its signals with it.
            self.state.try_update(|remote| remote.finish(ticket, now, answer));
        });
    }

    /// Forgets what was read and reads again: what is asked for has become something else.
    pub fn restart(self) {
        self.state.update(Remote::reset);
        self.refresh();
    }

    /// Looks at the state. Tracked.
    pub fn with<U>(self, look: impl FnOnce(&Remote<T, E>) -> U) -> U {
        self.state.with(look)
    }

    /// Looks at the state, untracked.
    pub fn with_untracked<U>(self, look: impl FnOnce(&Remote<T, E>) -> U) -> U {
        self.state.with_untracked(look)
    }
}
