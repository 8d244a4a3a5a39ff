//! Everything the provider keeps, and the way to a pool by its id.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use host::Instant;
use serde_json::Value;

use super::{Pool, user_sessions};
use crate::clock::WorkClock;
use crate::lifecycle::{Operation, Stamp, power, provisioning, settle, update};
use crate::random::Random;

/// Whether a subscription takes writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubscriptionState {
    /// In use.
    Enabled,
    /// Read only.
    Disabled,
}

/// One subscription.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) state: SubscriptionState,
    /// The directory whose tokens open it.
    pub(crate) tenant: &'static str,
}

/// The whole estate.
#[derive(Debug)]
pub(crate) struct Estate {
    pub(crate) subscriptions: Vec<Subscription>,
    /// Resource groups as (subscription id, name, location).
    pub(crate) groups: Vec<(String, String, String)>,
    pub(crate) pools: Vec<Pool>,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) application_groups: Vec<Value>,
    pub(crate) scaling_plans: Vec<Value>,
    pub(crate) workspaces: Vec<Value>,
    pub(crate) random: Random,
    /// Pools on a page when a call does not say.
    pub(crate) page: usize,
    index: HashMap<String, usize>,
    /// Pools with something under way: all that time can change.
    busy: BTreeSet<usize>,
}

impl Estate {
    /// An estate without pools.
    pub(crate) fn new(seed: u64, subscriptions: Vec<Subscription>) -> Self {
        Self {
            subscriptions,
            groups: Vec::new(),
            pools: Vec::new(),
            operations: BTreeMap::new(),
            application_groups: Vec::new(),
            scaling_plans: Vec::new(),
            workspaces: Vec::new(),
            random: Random::named(seed, "estate"),
            page: 1000,
            index: HashMap::new(),
            busy: BTreeSet::new(),
        }
    }

    /// The subscription of that id, compared without case.
    pub(crate) fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|known| known.id.eq_ignore_ascii_case(id))
    }

    /// The resource group of that name: its name as created and its location.
    pub(crate) fn group(&self, subscription: &str, name: &str) -> Option<&(String, String, String)> {
        self.groups.iter().find(|(sub, group, _)| sub.eq_ignore_ascii_case(subscription) && same(group, name))
    }

    /// Adds a pool and, when it is the first there, its resource group.
    pub(crate) fn add(&mut self, pool: Pool) -> usize {
        if self.group(&pool.subscription, &pool.group).is_none() {
            self.groups.push((pool.subscription.clone(), pool.group.clone(), pool.location().to_owned()));
        }
        let at = self.pools.len();
        self.index.insert(pool.id().to_lowercase(), at);
        self.pools.push(pool);
        self.watch(at);
        at
    }

    /// Forgets a pool.
    pub(crate) fn remove(&mut self, at: usize) {
        self.pools.remove(at);
        self.index = self.pools.iter().enumerate().map(|(at, pool)| (pool.id().to_lowercase(), at)).collect();
        self.busy = (0..self.pools.len()).filter(|at| self.pools[*at].is_busy()).collect();
    }

    /// Where the pool of that resource id is.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.index.get(&id.to_lowercase()).copied()
    }

    /// Notes that a pool may have something under way.
    pub(crate) fn watch(&mut self, at: usize) {
        if self.pools.get(at).is_some_and(Pool::is_busy) {
            self.busy.insert(at);
        }
    }

    /// Lets the life cycles run up to `work`.
    pub(crate) fn advance(&mut self, work: Instant, clock: &WorkClock, now: Instant) {
        let stamp = Stamp { clock, now };
        for at in self.busy.clone() {
            let Some(pool) = self.pools.get_mut(at) else { continue };
            settle(pool, work, &stamp);
            update::advance(pool, work, &stamp);
            provisioning::advance(pool, work, &stamp);
            power::advance(pool, work, &stamp);
            user_sessions::advance(pool, work);
            if !pool.is_busy() {
                self.busy.remove(&at);
            }
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
