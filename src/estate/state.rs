//! What is known of the estate. Pure.

use std::collections::BTreeMap;

use arm::ResourceId;
use avd::resource::{ListedPool, Subscription, SubscriptionState};
use avd::rule::estate_hosts::Source;
use host::Instant;

use crate::live::remote::{Remote, Ticket};

/// The subscriptions, and the pools of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estate {
    subscriptions: Remote<Vec<Subscription>>,
    /// What Resource Graph said of all pools.
    graph: Remote<()>,
    /// By subscription, in lower case.
    pools: BTreeMap<String, Part>,
}

/// The pools of a subscription.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    pools: Remote<Vec<(ListedPool, Source)>>,
    /// Resource Graph has told all that is shown of it, in this reading.
    told: bool,
}

/// A host pool and the subscription it is in.
#[derive(Clone, Copy, Debug)]
pub struct PoolOf<'a> {
    /// The subscription.
    pub subscription: &'a Subscription,
    /// The pool.
    pub pool: &'a ListedPool,
    /// Where this is from, and when.
    pub source: Source,
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

/// What a row was like, seen from what its pool says itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It said the same, or is no longer asked for.
    Same,
    /// Something has changed since the pool was asked before.
    Changed,
    /// Resource Graph had it otherwise.
    Behind,
}

impl Estate {
    /// The read of the subscriptions begins.
    pub fn begin(&mut self, now: Instant) -> Ticket {
        self.subscriptions.begin(now)
    }

    /// The read of the subscriptions has ended: names those whose own lists of pools are to be read. Pools of others are forgotten.
    pub fn finish(&mut self, ticket: Ticket, now: Instant, answer: Result<Vec<Subscription>, arm::Error>) -> Vec<String> {
        if !self.subscriptions.finish(ticket, now, answer) {
            return Vec::new();
        }
        let readable: Vec<String> = self.readable().map(key_of).collect();
        self.pools.retain(|id, _| readable.contains(id));
        for id in readable {
            self.pools.entry(id).or_default();
        }
        self.due()
    }

    /// A read of all pools by Resource Graph begins.
    pub fn begin_graph(&mut self, now: Instant) -> Ticket {
        for part in self.pools.values_mut() {
            part.told = false;
        }
        self.graph.begin(now)
    }

    /// That read has ended, with all pools or with those before it was cut off (`false`), in the order of their ids: names the
    /// subscriptions whose own lists are to be read.
    pub fn finish_graph(
        &mut self,
        ticket: Ticket,
        now: Instant,
        answer: Result<(Vec<ListedPool>, bool), arm::Error>,
    ) -> Vec<String> {
        let (pools, whole, end) = match answer {
            Ok((pools, whole)) => (pools, whole, Ok(())),
            Err(error) => (Vec::new(), true, Err(error)),
        };
        if !self.graph.finish(ticket, now, end) {
            return Vec::new();
        }
        let mut by_subscription = BTreeMap::<String, BTreeMap<String, ListedPool>>::new();
        let mut last = String::new();
        for pool in pools {
            let Some(id) = pool.resource_id() else { continue };
            last = id.subscription().unwrap_or_default().to_ascii_lowercase();
            by_subscription.entry(last.clone()).or_default().insert(id.key().to_owned(), pool);
        }
        for (id, pools) in by_subscription {
            let part = self.pools.entry(id.clone()).or_default();
            // What was read, or is being read, is not older than what the graph shows: from now on this subscription is asked itself.
            if part.pools.is_loading() || part.pools.finished_at().is_some() {
                continue;
            }
            // Older copies of a pool lack what a later API version tells; of the last one before a cut, pools may be missing.
            part.told = (whole || id != last) && pools.values().all(|pool| pool.properties.management_type.is_some());
            let ticket = part.pools.begin(now);
            part.pools.finish(ticket, now, Ok(pools.into_values().map(|pool| (pool, Source::Graph(now))).collect()));
        }
        self.due()
    }

    /// The subscriptions that must be asked themselves, once it is known which there are and what Resource Graph says: those it said
    /// nothing of, be it that they have no pool or that it left them out.
    fn due(&self) -> Vec<String> {
        if self.subscriptions.is_loading() || self.graph.is_loading() {
            return Vec::new();
        }
        self.readable().map(key_of).filter(|id| self.pools.get(id).is_none_or(|part| !part.told)).collect()
    }

    /// The read of a subscription's pools begins.
    pub fn begin_pools(&mut self, subscription: &str, now: Instant) -> Ticket {
        self.pools.entry(subscription.to_ascii_lowercase()).or_default().pools.begin(now)
    }

    /// The read of a subscription's pools has ended.
    pub fn finish_pools(
        &mut self,
        subscription: &str,
        ticket: Ticket,
        now: Instant,
        answer: Result<Vec<ListedPool>, arm::Error>,
    ) {
        if let Some(part) = self.pools.get_mut(&subscription.to_ascii_lowercase()) {
            let answer = answer.map(|pools| pools.into_iter().map(|pool| (pool, Source::Provider(now))).collect());
            part.pools.finish(ticket, now, answer);
        }
    }

    /// A pool was asked itself at `asked` and has answered: what it says takes the place of its row, or the row goes. What was read since
    /// stays. Says what the row was like before.
    pub fn confirm(&mut self, pool: &ResourceId, asked: Instant, now: Instant, answer: Option<ListedPool>) -> Confirmed {
        let part = self.pools.get_mut(&subscription_of(pool));
        let Some(pools) =
            part.filter(|part| part.pools.read_at().is_none_or(|at| at <= asked)).and_then(|part| part.pools.value_mut())
        else {
            return Confirmed::Same;
        };
        let Some(place) = pools.iter().position(|(known, _)| is(known, pool)) else { return Confirmed::Same };
        let (before, source) = pools.remove(place);
        let same = answer.as_ref().is_some_and(|answer| answer.says_the_same(&before));
        if let Some(answer) = answer {
            pools.insert(place, (answer, Source::Provider(now)));
        }
        match source {
            _ if same => Confirmed::Same,
            Source::Graph(_) => Confirmed::Behind,
            Source::Provider(_) => Confirmed::Changed,
        }
    }

    /// Shows what was read before the page was loaded, until it is read again.
    pub fn recall(&mut self, at: Instant, subscriptions: Vec<Subscription>, pools: Vec<(ListedPool, Source)>) {
        if self.subscriptions.value().is_some() {
            return;
        }
        self.subscriptions.recall(at, subscriptions);
        // By insertion: collecting into a map is code of its own for each kind of map, and none of them is big.
        let mut parts = BTreeMap::<String, Vec<_>>::new();
        parts.extend(self.readable().map(|subscription| (key_of(subscription), Vec::new())));
        for (pool, source) in pools {
            let subscription = pool.resource_id().and_then(|id| id.subscription().map(str::to_ascii_lowercase));
            if let Some(pools) = subscription.and_then(|id| parts.get_mut(&id)) {
                pools.push((pool, source));
            }
        }
        for (subscription, pools) in parts {
            self.pools.entry(subscription).or_default().pools.recall(at, pools);
        }
    }

    /// Whether the subscriptions were read, and not only recalled.
    pub const fn knows_subscriptions(&self) -> bool {
        self.subscriptions.finished_at().is_some()
    }

    /// All subscriptions, readable or not.
    pub fn subscriptions(&self) -> &[Subscription] {
        self.subscriptions.value().map_or(&[], Vec::as_slice)
    }

    /// Every pool that was read.
    pub fn pools(&self) -> impl Iterator<Item = PoolOf<'_>> {
        self.readable().flat_map(|subscription| {
            let pools = self.part(subscription).and_then(|part| part.pools.value()).map_or(&[][..], Vec::as_slice);
            pools.iter().map(move |(pool, source)| PoolOf { subscription, pool, source: *source })
        })
    }

    /// Why not even the subscriptions could be read.
    pub const fn error(&self) -> Option<&arm::Error> {
        self.subscriptions.error()
    }

    /// Why Resource Graph gave no answer, so that the lists of the subscriptions were read instead.
    pub const fn graph_error(&self) -> Option<&arm::Error> {
        self.graph.error()
    }

    /// The subscriptions whose pools could not be read.
    pub fn failures(&self) -> Vec<Failure> {
        let failed = self.readable().filter_map(|subscription| {
            let pools = &self.part(subscription)?.pools;
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
        self.subscriptions.is_loading() || self.graph.is_loading() || self.pools.values().any(|part| part.pools.is_loading())
    }

    /// Whether all of it is being read, and not only a part.
    pub const fn is_refreshing(&self) -> bool {
        self.subscriptions.is_loading()
    }

    /// Whether all that could be read has been read at least once.
    pub fn is_complete(&self) -> bool {
        self.subscriptions.value().is_some() && self.pools.values().all(|part| part.pools.finished_at().is_some())
    }

    /// When the oldest of what is shown was read.
    pub fn read_at(&self) -> Option<Instant> {
        let pools = self.pools.values().filter_map(|part| part.pools.read_at());
        pools.chain(self.subscriptions.read_at()).min()
    }

    /// The subscriptions that are in use.
    pub fn readable(&self) -> impl Iterator<Item = &Subscription> {
        self.subscriptions().iter().filter(|subscription| {
            let off = matches!(subscription.state, Some(SubscriptionState::Disabled | SubscriptionState::Deleted));
            subscription.subscription_id.is_some() && !off
        })
    }

    fn part(&self, subscription: &Subscription) -> Option<&Part> {
        self.pools.get(&key_of(subscription))
    }
}

fn subscription_of(pool: &ResourceId) -> String {
    pool.subscription().unwrap_or_default().to_ascii_lowercase()
}

fn is(pool: &ListedPool, id: &ResourceId) -> bool {
    pool.resource_id().is_some_and(|known| known == *id)
}

fn key_of(subscription: &Subscription) -> String {
    subscription.subscription_id.as_deref().unwrap_or_default().to_ascii_lowercase()
}

/// The name of a subscription, or its GUID where it has none.
pub fn display_name(subscription: &Subscription) -> &str {
    let name = subscription.display_name.as_deref().filter(|name| !name.is_empty());
    name.or(subscription.subscription_id.as_deref()).unwrap_or("unnamed subscription")
}
