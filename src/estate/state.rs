//! What is known of the estate. Pure.

use std::collections::BTreeMap;

use avd::resource::{ListedPool, Subscription, SubscriptionState};
use host::Instant;

use crate::live::remote::{Remote, Ticket};

/// The subscriptions, and the pools of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estate {
    subscriptions: Remote<Vec<Subscription>>,
    pools: BTreeMap<String, Remote<Vec<ListedPool>>>,
}

/// A host pool and the subscription it is in.
#[derive(Clone, Copy, Debug)]
pub struct PoolOf<'a> {
    /// The subscription.
    pub subscription: &'a Subscription,
    /// The pool.
    pub pool: &'a ListedPool,
}

/// A subscription whose pools could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Its display name, or its GUID.
    pub subscription: String,
    /// Why.
    pub error: arm::Error,
    /// Whether an earlier answer is still shown.
    pub has_old: bool,
}

impl Estate {
    /// The read of the subscriptions begins.
    pub fn begin(&mut self, now: Instant) -> Ticket {
        self.subscriptions.begin(now)
    }

    /// The read of the subscriptions has ended: names those whose pools are to be read. Pools of others are forgotten.
    pub fn finish(&mut self, ticket: Ticket, now: Instant, answer: Result<Vec<Subscription>, arm::Error>) -> Vec<String> {
        let failed = answer.is_err();
        if !self.subscriptions.finish(ticket, now, answer) || failed {
            return Vec::new();
        }
        let readable: Vec<String> = self.readable().filter_map(|subscription| subscription.subscription_id.clone()).collect();
        self.pools.retain(|id, _| readable.contains(id));
        for id in &readable {
            self.pools.entry(id.clone()).or_default();
        }
        readable
    }

    /// The read of a subscription's pools begins.
    pub fn begin_pools(&mut self, subscription: &str, now: Instant) -> Ticket {
        self.pools.entry(subscription.to_owned()).or_default().begin(now)
    }

    /// The read of a subscription's pools has ended.
    pub fn finish_pools(
        &mut self,
        subscription: &str,
        ticket: Ticket,
        now: Instant,
        answer: Result<Vec<ListedPool>, arm::Error>,
    ) {
        if let Some(pools) = self.pools.get_mut(subscription) {
            pools.finish(ticket, now, answer);
        }
    }

    /// All subscriptions, readable or not.
    pub fn subscriptions(&self) -> &[Subscription] {
        self.subscriptions.value().map_or(&[], Vec::as_slice)
    }

    /// Every pool that was read.
    pub fn pools(&self) -> impl Iterator<Item = PoolOf<'_>> {
        self.readable().flat_map(|subscription| {
            let id = subscription.subscription_id.as_deref().unwrap_or_default();
            let pools = self.pools.get(id).and_then(Remote::value).map_or(&[][..], Vec::as_slice);
            pools.iter().map(move |pool| PoolOf { subscription, pool })
        })
    }

    /// Why not even the subscriptions could be read.
    pub const fn error(&self) -> Option<&arm::Error> {
        self.subscriptions.error()
    }

    /// The subscriptions whose pools could not be read.
    pub fn failures(&self) -> Vec<Failure> {
        let failed = self.readable().filter_map(|subscription| {
            let pools = self.pools.get(subscription.subscription_id.as_deref()?)?;
            let error = pools.error()?.clone();
            Some(Failure { subscription: display_name(subscription).to_owned(), error, has_old: pools.value().is_some() })
        });
        failed.collect()
    }

    /// How many subscriptions are left out because they are disabled.
    pub fn left_out(&self) -> usize {
        self.subscriptions().len() - self.readable().count()
    }

    /// Whether anything is being read.
    pub fn is_loading(&self) -> bool {
        self.subscriptions.is_loading() || self.pools.values().any(Remote::is_loading)
    }

    /// Whether all that could be read has been read at least once.
    pub fn is_complete(&self) -> bool {
        self.subscriptions.value().is_some() && self.pools.values().all(|pools| pools.finished_at().is_some())
    }

    /// When the oldest of what is shown was read.
    pub fn read_at(&self) -> Option<Instant> {
        let pools = self.pools.values().filter_map(Remote::read_at);
        pools.chain(self.subscriptions.read_at()).min()
    }

    /// The subscriptions that are in use.
    pub fn readable(&self) -> impl Iterator<Item = &Subscription> {
        self.subscriptions().iter().filter(|subscription| {
            let off = matches!(subscription.state, Some(SubscriptionState::Disabled | SubscriptionState::Deleted));
            subscription.subscription_id.is_some() && !off
        })
    }
}

/// The name of a subscription, or its GUID where it has none.
pub fn display_name(subscription: &Subscription) -> &str {
    let name = subscription.display_name.as_deref().filter(|name| !name.is_empty());
    name.or(subscription.subscription_id.as_deref()).unwrap_or("unnamed subscription")
}
