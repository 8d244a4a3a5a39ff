//! Reads the estate and keeps it for all pages.

use avd::operation::{host_pools, subscriptions};
use avd::resource::{ListedPool, Subscription};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Estate;
use crate::client::{Client, ClientContext};
use crate::live::bounded::bounded;
use crate::live::{Clock, use_clock};

/// Browsers speak to one origin with few connections, and the service counts by caller (Learn, *Understand how Azure Resource
/// Manager throttles requests*): more at once gains nothing.
const AT_ONCE: usize = 8;

/// The estate, shared by the pages that list pools.
#[derive(Clone, Copy)]
pub struct EstateContext {
    state: RwSignal<Estate>,
    client: ClientContext,
    clock: Clock,
}

impl EstateContext {
    /// An estate nobody has read yet.
    pub fn provide(client: ClientContext) -> Self {
        let context = Self { state: RwSignal::new(Estate::default()), client, clock: use_clock() };
        provide_context(context);
        context
    }

    /// Looks at it. Tracked.
    pub fn with<U>(self, look: impl FnOnce(&Estate) -> U) -> U {
        self.state.with(look)
    }

    /// Reads it unless that was done.
    pub fn ensure(self) {
        if self.state.with_untracked(|estate| estate.read_at().is_none() && !estate.is_loading()) {
            self.refresh();
        }
    }

    /// Reads it again.
    pub fn refresh(self) {
        let client = self.client.client();
        spawn_local(async move { self.read(&client).await });
    }

    async fn read(self, client: &Client) {
        let call = subscriptions::list(&self.client.versions());
        let Some(ticket) = self.state.try_update(|estate| estate.begin(self.clock.read())) else { return };
        let answer = client.list::<Subscription>(&call).await.map(|read| read.value);
        let now = self.clock.read();
        let Some(readable) = self.state.try_update(|estate| estate.finish(ticket, now, answer)) else { return };
        bounded(readable, AT_ONCE, |subscription| self.read_pools(client, subscription)).await;
    }

    async fn read_pools(self, client: &Client, subscription: String) {
        let call = host_pools::list_by_subscription(&subscription, &self.client.versions());
        let now = self.clock.read();
        let Some(ticket) = self.state.try_update(|estate| estate.begin_pools(&subscription, now)) else { return };
        let answer = client.list::<ListedPool>(&call).await.map(|read| read.value);
        let now = self.clock.read();
        self.state.try_update(|estate| estate.finish_pools(&subscription, ticket, now, answer));
    }
}

/// The estate of the app.
///
/// # Panics
/// Outside the signed-in part of the app, where there is none.
pub fn use_estate() -> EstateContext {
    expect_context()
}
