//! How it is read: pages of Resource Graph first, then lists of pools.

use std::collections::{BTreeMap, BTreeSet};

use arm::{Error, ErrorKind, ResourceId};
use avd::operation::{resource_graph, session_hosts};
use avd::resource::SessionHost;
use avd::rule::estate_hosts::{GraphHost, Pool, Source};
use host::Duration;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::trouble::Trouble;
use super::{FleetHosts, Step};
use crate::estate::Estate;
use crate::live::bounded::bounded;

/// The lists of so many pools are read at once: two batches, one of which is on its way while the other is decoded.
const AT_ONCE: usize = 40;

/// A pool on screen is asked itself when what is shown of it is older than this.
const OLD: Duration = Duration::from_secs(60);

/// How many pools on screen are asked at a time.
const ON_SCREEN: usize = 4;

impl FleetHosts {
    /// Reads all of it again.
    pub fn refresh(self) {
        if !self.step.with_untracked(Step::is_busy) {
            self.stopped.set_value(false);
            spawn_local(async move { self.read().await });
        }
    }

    /// Reads the list of every pool, instead of what Resource Graph says.
    pub fn read_lists(self) {
        if !self.step.with_untracked(Step::is_busy) {
            self.stopped.set_value(false);
            spawn_local(async move { self.lists(self.pools()).await });
        }
    }

    /// Reads no further lists.
    pub fn stop(self) {
        self.stopped.set_value(true);
    }

    /// Asks the pools on screen themselves, those first whose rows are oldest.
    pub async fn refresh_in_sight(self) -> Result<(), Error> {
        if self.step.with_untracked(|step| matches!(step, Step::Done | Step::Stopped(_))) {
            let now = self.clock.read();
            let age = |pool: &ResourceId| {
                let source = self.table.with_untracked(|table| table.pool_of(pool).and_then(|pool| pool.source));
                source.map_or(OLD, |source| match source {
                    Source::Provider(at) => now.since(at),
                    // Whatever the graph says may be minutes old already.
                    Source::Graph(at) => now.since(at) + OLD,
                })
            };
            let mut pools: Vec<ResourceId> = self.in_sight.with_value(|pools| pools.iter().cloned().collect());
            pools.retain(|pool| age(pool) >= OLD);
            pools.sort_by_key(|pool| core::cmp::Reverse(age(pool)));
            pools.truncate(ON_SCREEN);
            self.reread(pools).await;
        }
        Ok(())
    }

    /// Asks some pools themselves.
    pub async fn reread(self, pools: Vec<ResourceId>) {
        bounded(pools, ON_SCREEN, |pool| async move { _ = self.list(pool).await }).await;
    }

    async fn read(self) {
        self.step.set(Step::Graph(None));
        let client = self.client.client();
        let ids = |estate: &Estate| estate.readable().filter_map(|subscription| subscription.subscription_id.clone()).collect();
        let subscriptions: Vec<String> = untrack(|| self.estate.with(ids));
        let call = resource_graph::session_hosts(&subscriptions, &self.client.versions());
        // The first read shows as it grows; a later one takes the place of what is there when it is whole.
        let first = self.table.with_untracked(|table| table.rows().is_empty());
        let mut fresh = self.table.with_untracked(|table| table.successor(self.clock.read()));
        let answer = client
            .graph(&call, |rows: Vec<GraphHost>, total| {
                let at = self.clock.read();
                if first {
                    self.table.update(|table| table.add_page(rows, at));
                } else {
                    self.table.with_untracked(|old| fresh.add_page_after(old, rows, at));
                }
                self.step.set(Step::Graph(total));
            })
            .await;
        let cut_off = answer.as_ref().is_ok_and(|read| !read.complete);
        if !first && answer.is_ok() {
            self.table.set(fresh);
        }
        // Of the pool that a broken read ended in, hosts may be missing; after a later one that failed, all that is shown is old.
        let doubted = self.table.with_untracked(|table| match answer {
            Err(_) if !first => table.pools().iter().map(|pool| pool.id.clone()).collect(),
            Err(_) => table.last_pool().into_iter().collect(),
            Ok(_) if cut_off => table.last_pool().into_iter().collect(),
            Ok(_) => BTreeSet::new(),
        });
        // Without a network the pools can't answer either; the page says so by itself and reads again when there is one.
        let offline = answer.as_ref().is_err_and(|error| *error.kind() == ErrorKind::Offline);
        self.doubted.set_value(doubted);
        self.trouble.set(Trouble { graph: answer.err().filter(|_| !offline), cut_off, lists: BTreeMap::new() });
        self.step.set(if offline { Step::Offline } else { Step::Between });
    }

    pub(super) async fn lists(self, pools: Vec<ResourceId>) {
        let all = pools.len();
        let done = core::cell::Cell::new(0);
        self.step.set(Step::Lists(0, all));
        bounded(pools, AT_ONCE, |pool| {
            let done = &done;
            async move {
                if !self.stopped.get_value() {
                    _ = self.list(pool).await;
                    done.set(done.get() + 1);
                    self.step.set(Step::Lists(done.get(), all));
                }
            }
        })
        .await;
        self.step.set(if done.get() < all { Step::Stopped(all - done.get()) } else { Step::Done });
    }

    /// Asks a pool itself and shows what it says.
    pub async fn list(self, pool: ResourceId) -> Result<Vec<SessionHost>, Error> {
        let call = session_hosts::list(&pool, &self.client.versions());
        match self.client.client().together().list::<SessionHost>(&call).await {
            Ok(read) => {
                self.table.update(|table| {
                    table.set_pool(&pool, &read.value, read.at);
                });
                self.trouble.update(|trouble| {
                    trouble.lists.remove(&pool);
                });
                Ok(read.value)
            }
            Err(error) => {
                // A pool that is gone has no hosts; Resource Graph may show them for a while.
                let gone = *error.kind() == ErrorKind::NotFound;
                if gone {
                    let now = self.clock.read();
                    self.table.update(|table| {
                        table.set_pool(&pool, &[], now);
                    });
                }
                self.trouble.update(|trouble| {
                    trouble.lists.remove(&pool);
                    if !gone {
                        trouble.lists.insert(pool, error.clone());
                    }
                });
                Err(error)
            }
        }
    }

    /// The pools about which estate and table do not agree: one of them has been made or deleted since, or Resource Graph is behind.
    pub(super) fn strangers(self) -> Vec<ResourceId> {
        let known: BTreeSet<ResourceId> = self.pools().into_iter().collect();
        let mut strangers = self.table.with_untracked(|table| {
            let told = |pool: &&Pool| matches!(pool.source, Some(Source::Graph(_))) && !known.contains(&pool.id);
            let mut strangers: Vec<ResourceId> = table.pools().iter().filter(told).map(|pool| pool.id.clone()).collect();
            strangers.extend(table.unread(known.iter().cloned()));
            strangers
        });
        self.trouble.with_untracked(|trouble| strangers.retain(|pool| !trouble.lists.contains_key(pool)));
        strangers
    }
}
