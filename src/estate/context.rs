//! Reads the estate and keeps it for all pages.

use avd::operation::{host_pools, resource_graph, subscriptions};
use avd::resource::{ListedPool, Subscription};
use avd::rule::estate_hosts::Source;
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

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

    /// Shows what was read before the page was loaded, until it is read again.
    pub fn recall(self, at: Instant, subscriptions: Vec<Subscription>, pools: Vec<(ListedPool, Source)>) {
        self.state.try_update(|estate| estate.recall(at, subscriptions, pools));
    }

    /// Reads it unless that was done.
    pub fn ensure(self) {
        if self.state.with_untracked(|estate| estate.read_at().is_none() && !estate.is_loading()) {
            self.refresh();
        }
    }

    /// Reads it again.
    pub fn refresh(self) {
        let (client, other) = (self.client.client(), self.client.client());
        // Resource Graph needs no list of subscriptions: both are asked at once, and rows are there after one round trip.
        spawn_local(async move { self.read_graph(&other).await });
        spawn_local(async move { self.read(&client).await });
    }

    /// A pool of a subscription was made, changed or deleted: from now on its own list is read, which Resource Graph only follows.
    pub fn changed(self, subscription: &str) {
        self.state.update(|estate| estate.doubt(subscription));
        let (client, subscription) = (self.client.client(), subscription.to_owned());
        spawn_local(async move { self.read_pools(&client, subscription).await });
    }

    async fn read_graph(self, client: &Client) {
        let call = resource_graph::host_pools(&self.client.versions());
        let Some(ticket) = self.state.try_update(|estate| estate.begin_graph(self.clock.read())) else { return };
        let mut pools = Vec::new();
        // Whatever is in its way, the lists are quicker than another try.
        let client = &client.hurried();
        let mut take = |rows: Vec<Value>| pools.extend(rows.into_iter().filter_map(ListedPool::from_graph));
        let answer = client.graph_rows(&call, &mut take).await.map(|read| read.complete);
        let now = self.clock.read();
        let answer = answer.map(|whole| (pools, whole));
        let Some(due) = self.state.try_update(|estate| estate.finish_graph(ticket, now, answer)) else { return };
        self.read_lists(due).await;
    }

    async fn read(self, client: &Client) {
        let call = subscriptions::list(&self.client.versions());
        let Some(ticket) = self.state.try_update(|estate| estate.begin(self.clock.read())) else { return };
        let answer = client.list::<Subscription>(&call).await.map(|read| read.value);
        let now = self.clock.read();
        let Some(due) = self.state.try_update(|estate| estate.finish(ticket, now, answer)) else { return };
        self.read_lists(due).await;
    }

    async fn read_lists(self, subscriptions: Vec<String>) {
        let client = &self.client.client();
        bounded(subscriptions, AT_ONCE, |subscription| self.read_pools(client, subscription)).await;
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
