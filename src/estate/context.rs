//! Reads the estate and keeps it for all pages.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use arm::{Error, ErrorKind, ResourceId};
use avd::operation::{host_pools, resource_graph, session_hosts, subscriptions};
use avd::resource::{ListedPool, Subscription};
use avd::rule::estate_hosts::Source;
use avd::rule::host_counts::{ByPool, HostCounts, VersionsByPool, add_rows, add_version_rows};
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{Confirmed, Counts, Estate};
use crate::client::{Client, ClientContext};
use crate::live::bounded::bounded;
use crate::live::remote::{Remote, Ticket};
use crate::live::{Clock, use_clock};

/// Browsers speak to one origin with few connections, and the service counts by caller (Learn, *Understand how Azure Resource
/// Manager throttles requests*): more at once gains nothing.
const AT_ONCE: usize = 8;

/// So many reads are on their way where they travel together: two batches.
const MANY: usize = 40;

/// What a pool said of its row; `None` if it is gone.
type OwnRow = (ResourceId, Result<Option<ListedPool>, Error>);

/// The estate, shared by the pages that list pools.
#[derive(Clone, Copy)]
pub struct EstateContext {
    state: RwSignal<Estate>,
    counts: RwSignal<Counts>,
    versions: RwSignal<Remote<(VersionsByPool, bool)>>,
    client: ClientContext,
    clock: Clock,
}

impl EstateContext {
    /// An estate nobody has read yet.
    pub fn provide(client: ClientContext) -> Self {
        let context = Self {
            state: RwSignal::default(),
            counts: RwSignal::default(),
            versions: RwSignal::default(),
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

    /// The hosts of the pools by the version of the configuration they were created from, and whether these are all pools.
    pub const fn versions(self) -> RwSignal<Remote<(VersionsByPool, bool)>> {
        self.versions
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
        // It is being read from here on: who asks for it in the same turn does not have it read twice.
        let now = self.clock.read();
        let Some((graph, list)) = self.state.try_update(|estate| (estate.begin_graph(now), estate.begin(now))) else { return };
        // Resource Graph needs no list of subscriptions: both are asked at once, and rows are there after one round trip.
        spawn_local(async move { self.read_graph(&other, graph).await });
        spawn_local(async move { self.read(&client, list).await });
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

    /// Counts the hosts of all pools by version again. No other list has this for many pools; where Resource Graph has no answer, or not
    /// this property, it stays unknown.
    pub fn count_versions(self) {
        let (client, call) = (self.client.client(), resource_graph::host_versions(&self.client.versions()));
        spawn_local(async move {
            let Some(ticket) = self.versions.try_update(|versions| versions.begin(self.clock.read())) else { return };
            let mut pools = VersionsByPool::new();
            let answer = client.hurried().graph_rows(&call, &mut |rows| add_version_rows(&mut pools, rows)).await;
            let now = self.clock.read();
            self.versions.try_update(|versions| versions.finish(ticket, now, answer.map(|read| (pools, read.complete))));
        });
    }

    /// Asks pools themselves, many in one request: each for its hosts and, where its row is `old`, for what the row shows. A pool by the
    /// key of its id.
    pub async fn ask_own(self, pools: Vec<(String, bool)>) {
        let (client, versions) = (&self.client.client().together(), &self.client.versions());
        let asked = self.clock.read();
        let pools: Vec<_> = pools.into_iter().filter_map(|(key, old)| Some((ResourceId::parse(&key).ok()?, old))).collect();
        let rows = pools.iter().filter(|(_, old)| *old).map(|(pool, _)| (pool.clone(), true));
        let reads: Vec<_> = rows.chain(pools.iter().map(|(pool, _)| (pool.clone(), false))).collect();
        let (rows, hosts) = (&RefCell::new(Vec::new()), &RefCell::new(Vec::new()));
        bounded(reads, MANY, |(pool, row)| async move {
            if row {
                let answer = client.read::<ListedPool>(&host_pools::get(&pool, versions)).await;
                rows.borrow_mut().push((pool, or_gone(answer.map(|read| read.value))));
            } else {
                let answer = client.list::<Value>(&session_hosts::list(&pool, versions)).await;
                let now = self.clock.read();
                hosts.borrow_mut().push((pool, answer.map(|read| HostCounts::of_list(&read.value, now))));
            }
        })
        .await;
        self.take_own(asked, rows.take(), hosts.take());
    }

    /// Shows what pools have said themselves, all at once. Where a row was otherwise, its whole subscription is read: there may be more.
    fn take_own(self, asked: Instant, rows: Vec<OwnRow>, hosts: Vec<(ResourceId, Result<HostCounts, Error>)>) {
        let now = self.clock.read();
        let (mut refused, mut good) = (Vec::new(), Vec::new());
        for (pool, answer) in rows {
            match answer {
                Ok(answer) => good.push((pool, answer)),
                Err(error) => refused.push((pool, error)),
            }
        }
        let mut otherwise = BTreeMap::new();
        if !good.is_empty() {
            self.state.try_update(|estate| {
                for (pool, answer) in &good {
                    let was = estate.confirm(pool, asked, now, answer.clone());
                    if was != Confirmed::Same {
                        otherwise.insert(pool.clone(), was);
                    }
                }
            });
        }
        self.counts.try_update(|counts| {
            counts.behind += otherwise.values().filter(|was| **was == Confirmed::Behind).count();
            let asked_again =
                |pool: &ResourceId| good.iter().any(|(known, _)| known == pool) || refused.iter().any(|(known, _)| known == pool);
            counts.refused.retain(|(pool, _)| !asked_again(pool));
            counts.refused.extend(refused);
            for (pool, answer) in hosts {
                counts.note(pool.key(), now, answer);
            }
        });
        let mut subscriptions = BTreeSet::new();
        subscriptions.extend(otherwise.keys().filter_map(ResourceId::subscription));
        subscriptions.into_iter().for_each(|subscription| self.changed(subscription));
    }

    /// A pool of a subscription was made, changed or deleted: its own list is read, which Resource Graph only follows.
    pub fn changed(self, subscription: &str) {
        let (client, subscription) = (self.client.client(), subscription.to_owned());
        spawn_local(async move { self.read_pools(&client, subscription).await });
    }

    async fn read_graph(self, client: &Client, ticket: Ticket) {
        let call = resource_graph::host_pools(&self.client.versions());
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

    async fn read(self, client: &Client, ticket: Ticket) {
        let call = subscriptions::list(&self.client.versions());
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

/// A pool that is not there any more has answered, too.
fn or_gone(answer: Result<ListedPool, Error>) -> Result<Option<ListedPool>, Error> {
    match answer {
        Err(error) if *error.kind() == ErrorKind::NotFound => Ok(None),
        answer => answer.map(Some),
    }
}

/// The estate of the app.
///
/// # Panics
/// Outside the signed-in part of the app, where there is none.
pub fn use_estate() -> EstateContext {
    expect_context()
}
