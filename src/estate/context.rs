//! Reads the estate and keeps it for all pages.

use arm::ResourceId;
use avd::operation::{host_pools, resource_graph, session_hosts, subscriptions};
use avd::resource::{ListedPool, Subscription};
use avd::rule::estate_hosts::Source;
use avd::rule::host_counts::{ByPool, HostCounts, add_rows};
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{Counted, Counts, Estate};
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
    counts: RwSignal<Counts>,
    counted: Counted,
    client: ClientContext,
    clock: Clock,
}

impl EstateContext {
    /// An estate nobody has read yet.
    pub fn provide(client: ClientContext) -> Self {
        let context = Self {
            state: RwSignal::default(),
            counts: RwSignal::default(),
            counted: RwSignal::default(),
            client,
            clock: use_clock(),
        };
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

    /// The hosts of the pools.
    pub const fn counts(self) -> RwSignal<Counts> {
        self.counts
    }

    /// The same in words.
    pub const fn counted(self) -> Counted {
        self.counted
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

    /// Counts the hosts of all pools again. Where Resource Graph has no answer, those on screen are counted by their lists.
    pub fn count(self) {
        let (client, call) = (self.client.client(), resource_graph::host_counts(&self.client.versions()));
        spawn_local(async move {
            let Some(ticket) = self.counts.try_update(|counts| counts.graph.begin(self.clock.read())) else { return };
            let mut pools = ByPool::new();
            let answer =
                client.hurried().graph_rows(&call, &mut |rows| add_rows(&mut pools, rows)).await.map(|read| read.complete);
            let now = self.clock.read();
            self.counts.try_update(|counts| counts.graph.finish(ticket, now, answer.map(|whole| (pools, whole))));
        });
    }

    /// Counts the hosts of these pools in their own lists, a few at a time; a pool by the key of its id.
    pub async fn count_own(self, pools: Vec<String>) {
        let client = &self.client.client();
        bounded(pools, AT_ONCE, |pool| async move {
            let Ok(id) = ResourceId::parse(&pool) else { return };
            let call = session_hosts::list(&id, &self.client.versions());
            let answer = client.list::<Value>(&call).await.map(|read| HostCounts::of_list(&read.value));
            let now = self.clock.read();
            self.counts.try_update(|counts| counts.note(&pool, now, answer));
        })
        .await;
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
