//! Every pool with what is known of its state: hosts, update, configuration, token, and what needs attention. One value for all pages.

use std::collections::BTreeSet;

use arm::ResourceId;
use avd::resource::{ListedPool, ManagementType, UpdateState};
use avd::rule::attention::{Capacity, Finding, PoolFacts, findings};
use avd::rule::drift::{DriftSummary, of_versions};
use avd::rule::estate_hosts::Source;
use avd::rule::host_counts::{HostCounts, VersionsByPool};
use avd::rule::run::{Run, is_active};
use avd::rule::token::TokenState;
use host::{Duration, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::counts::{Counts, Told};
use super::reads::{Provisioning, TargetVersion, Update, use_provisionings, use_target_versions, use_tokens, use_updates};
use super::{Estate, EstateContext, PoolOf, display_name, use_estate};
use crate::client::ClientContext;
use crate::live::debts::{Debt, DebtsContext};
use crate::live::{Many, ManyHandle, Remote, use_clock};
use crate::route::PoolRef;

/// Older than this, counts and versions are read again while somebody looks.
const FRESH: Duration = Duration::from_secs(5 * 60);

/// What is known of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolState {
    /// Its ARM id.
    pub id: ResourceId,
    /// Where its page is.
    pub pool: PoolRef,
    /// The display name, if it has one of its own.
    pub friendly_name: Option<String>,
    /// The region of its metadata, as Azure writes it.
    pub region: String,
    /// The name of its subscription.
    pub subscription: String,
    /// Whether Azure creates its hosts from a configuration; `None`: an older API version answered, which doesn't say.
    pub is_automated: Option<bool>,
    /// Its hosts by status, and who said so.
    pub hosts: Option<(HostCounts, Source)>,
    /// How many of the sessions its hosts take are in use.
    pub capacity: Option<Capacity>,
    /// How its hosts stand to the target configuration, where both are known.
    pub drift: Option<DriftSummary>,
    /// Its registration token, if somebody asked for it.
    pub token: Option<TokenState>,
    /// Its latest update, if it was read and there is one.
    pub update: Option<Run>,
    /// What needs attention, the worst first.
    pub findings: Vec<Finding>,
}

impl PoolState {
    /// The update that runs, is paused or has stopped; not one that is only scheduled.
    pub fn running(&self) -> Option<&Run> {
        self.update.as_ref().filter(|run| is_active(&run.status) && self.scheduled().is_none())
    }

    /// The update that waits for its time, and the time.
    pub fn scheduled(&self) -> Option<(&Run, Instant)> {
        let run = self.update.as_ref().filter(|run| run.status == UpdateState::Scheduled)?;
        Some((run, run.scheduled?))
    }
}

/// The state of every pool, for all pages that show it.
#[derive(Clone, Copy)]
pub struct PoolStates {
    states: Memo<Vec<PoolState>>,
    reads: PoolReads,
    estate: EstateContext,
}

/// What is read of pools one by one.
#[derive(Clone, Copy)]
pub struct PoolReads {
    /// Latest updates.
    pub updates: ManyHandle<Update>,
    /// Versions of the target configurations.
    pub targets: ManyHandle<TargetVersion>,
    /// Creation of session hosts.
    pub provisionings: ManyHandle<Provisioning>,
    /// Registration tokens: only those that somebody asked for.
    pub tokens: ManyHandle<TokenState>,
}

impl PoolReads {
    /// Whether any of them is being read. Tracked.
    pub fn is_busy(self) -> bool {
        let Self { updates, targets, provisionings, .. } = self;
        updates.with(Many::is_busy) || targets.with(Many::is_busy) || provisionings.with(Many::is_busy)
    }
}

/// The states of the sign-in.
pub fn use_pool_states() -> PoolStates {
    let (client, estate) = (expect_context::<ClientContext>(), use_estate());
    let (clock, debts) = (use_clock(), expect_context::<DebtsContext>());
    let reads = PoolReads {
        updates: use_updates(),
        targets: use_target_versions(),
        provisionings: use_provisionings(),
        tokens: use_tokens(),
    };
    client.context(|| {
        let minute = clock.minute();
        let states = Memo::new(move |_| states(estate, reads, &debts.all(), minute.get()));
        PoolStates { states, reads, estate }
    })
}

/// What is known, side by side.
struct Known<'a> {
    counts: &'a Counts,
    versions: &'a Remote<(VersionsByPool, bool)>,
    updates: &'a Many<Update>,
    targets: &'a Many<TargetVersion>,
    provisionings: &'a Many<Provisioning>,
    tokens: &'a Many<TokenState>,
    debts: &'a [Debt],
    now: Instant,
}

fn states(estate: EstateContext, reads: PoolReads, debts: &[Debt], now: Instant) -> Vec<PoolState> {
    let of = |known: Known<'_>| estate.with(|estate| estate.pools().filter_map(|of| known.state(of)).collect());
    let PoolReads { updates, targets, provisionings, tokens } = reads;
    estate.counts().with(|counts| {
        estate.versions().with(|versions| {
            updates.with(|updates| {
                targets.with(|targets| {
                    provisionings.with(|provisionings| {
                        tokens.with(|tokens| of(Known { counts, versions, updates, targets, provisionings, tokens, debts, now }))
                    })
                })
            })
        })
    })
}

impl Known<'_> {
    fn state(&self, of: PoolOf<'_>) -> Option<PoolState> {
        let id = of.pool.resource_id()?;
        let pool = PoolRef::new(id.subscription()?, id.resource_group()?, id.name());
        let properties = &of.pool.properties;
        let hosts = match self.counts.of(id.key()) {
            Told::Counts(counts, source) => Some((counts, source)),
            _ => None,
        };
        let counts = hosts.as_ref().map(|(counts, _)| counts);
        let value = |versions: &(VersionsByPool, bool)| versions.0.get(id.key()).cloned();
        let versions = self.versions.value().and_then(value).unwrap_or_default();
        let update = read(self.updates, &id).and_then(Update::run).cloned();
        let off = self.debts.iter().find(|debt| debt.pool == id && debt.dismissed.is_none());
        let facts = PoolFacts {
            id: &id,
            kind: properties.host_pool_type.as_ref(),
            session_limit: properties.max_session_limit,
            hosts: counts,
            versions: &versions,
            target: read(self.targets, &id).and_then(|target| target.0.as_ref()),
            update: update.as_ref(),
            provisioning: read(self.provisionings, &id).and_then(|provisioning| provisioning.0.as_ref()),
            token: read(self.tokens, &id).copied(),
            autoscale_off: off.map(|debt| debt.since),
        };
        let (findings, capacity) =
            (findings(&facts, self.now), counts.and_then(|counts| Capacity::of(counts, facts.session_limit)));
        Some(PoolState {
            friendly_name: properties.friendly_name.clone().filter(|name| !name.is_empty() && *name != pool.name),
            region: of.pool.location.clone().unwrap_or_default(),
            subscription: display_name(of.subscription).to_owned(),
            is_automated: is_automated(of.pool),
            drift: facts.target.map(|target| of_versions(&versions, target)).filter(|drift| drift.total() > 0),
            token: facts.token.map(|token| token.at(self.now)),
            capacity,
            update,
            findings,
            hosts,
            pool,
            id,
        })
    }
}

fn read<'a, T>(many: &'a Many<T>, id: &ResourceId) -> Option<&'a T> {
    many.get(id).and_then(Remote::value)
}

impl PoolStates {
    /// Looks at them. Tracked.
    pub fn with<U>(self, look: impl FnOnce(&[PoolState]) -> U) -> U {
        self.states.with(|states| look(states))
    }

    /// What is read of pools one by one.
    pub const fn reads(self) -> PoolReads {
        self.reads
    }

    /// Reads what was never read, and again what is due, as long as the page that calls this is there.
    pub fn keep_current(self) {
        let (estate, clock, reads) = (self.estate, use_clock(), self.reads);
        estate.ensure();
        self.ask_pools_where_graph_is_silent();
        let automated = Memo::new(move |_| estate.with(automated_pools));
        // One kind after the other, what matters most first: together they would part the batches they travel in.
        Effect::new(move || automated.with(|pools| read_new(reads.updates, pools)));
        let has_updates = Memo::new(move |_| automated.with(|pools| reads.updates.with(|many| knows_all(many, pools))));
        Effect::new(move || {
            if has_updates.get() {
                automated.with(|pools| read_new(reads.targets, pools));
            }
        });
        let has_targets = Memo::new(move |_| automated.with(|pools| reads.targets.with(|many| knows_all(many, pools))));
        Effect::new(move || {
            if has_targets.get() {
                automated.with(|pools| read_new(reads.provisionings, pools));
            }
        });
        Effect::new(move || {
            let now = clock.now();
            let due: Vec<_> = reads
                .updates
                .with_untracked(|many| many.due(Update::pace).filter(|(_, due)| *due <= now).map(|(id, _)| id.clone()).collect());
            if !due.is_empty() {
                reads.updates.read(due);
            }
            let is_due = |loading: bool, finished: Option<Instant>| !loading && finished.is_none_or(|at| now.since(at) > FRESH);
            let counts = estate.counts();
            if counts.with_untracked(|counts| is_due(counts.graph.is_loading(), counts.graph.finished_at())) {
                estate.count();
            }
            if estate.versions().with_untracked(|versions| is_due(versions.is_loading(), versions.finished_at())) {
                estate.count_versions();
            }
        });
    }

    /// Reads what is known of one pool, from the pool itself.
    pub fn read_one(self, pool: &ResourceId) {
        let (estate, key) = (self.estate, pool.key().to_owned());
        spawn_local(async move { estate.ask_own(vec![(key, false)]).await });
        if !self.estate.versions().with_untracked(|versions| versions.is_loading() || versions.value().is_some()) {
            self.estate.count_versions();
        }
        if untrack(|| self.estate.with(automated_pools)).contains(pool) {
            let of = || vec![pool.clone()];
            self.reads.updates.read(of());
            self.reads.targets.read(of());
            self.reads.provisionings.read(of());
        }
    }

    /// Where Resource Graph has no answer, or not all of it, the pools themselves are asked for their hosts.
    fn ask_pools_where_graph_is_silent(self) {
        let estate = self.estate;
        let finished = Memo::new(move |_| estate.counts().with(|counts| counts.graph.finished_at()));
        let unknown = Memo::new(move |_| {
            let is_unknown = |id: &ResourceId| estate.counts().with(|counts| counts.of(id.key()) == Told::Unknown);
            let ids = estate.with(|estate| estate.pools().filter_map(|of| of.pool.resource_id()).collect::<Vec<_>>());
            ids.into_iter().filter(is_unknown).map(|id| id.key().to_owned()).collect::<BTreeSet<_>>()
        });
        // Each pool once for every answer of Resource Graph.
        let asked = StoredValue::new((None, BTreeSet::<String>::new()));
        Effect::new(move || {
            let (finished, mut due) = (finished.get(), unknown.get());
            if finished.is_none() {
                return;
            }
            asked.update_value(|(at, known)| {
                if *at != finished {
                    (*at, *known) = (finished, BTreeSet::new());
                }
                due.retain(|key| known.insert(key.clone()));
            });
            if !due.is_empty() {
                let pools = due.into_iter().map(|key| (key, false)).collect();
                spawn_local(async move { estate.ask_own(pools).await });
            }
        });
    }

    /// Reads everything again.
    pub fn refresh(self) {
        let estate = self.estate;
        estate.refresh();
        estate.count();
        estate.count_versions();
        let pools = untrack(|| estate.with(automated_pools));
        self.reads.updates.read(pools.clone());
        self.reads.targets.read(pools.clone());
        self.reads.provisionings.read(pools);
    }
}

fn read_new<T: Send + Sync + 'static>(many: ManyHandle<T>, pools: &[ResourceId]) {
    let new: Vec<_> = many.with_untracked(|many| pools.iter().filter(|id| many.get(id).is_none()).cloned().collect());
    if !new.is_empty() {
        many.read(new);
    }
}

/// Whether each of these was read, well or not.
fn knows_all<T>(many: &Many<T>, pools: &[ResourceId]) -> bool {
    pools.iter().all(|id| many.get(id).is_some_and(|remote| remote.finished_at().is_some()))
}

fn automated_pools(estate: &Estate) -> Vec<ResourceId> {
    let automated = estate.pools().filter(|of| is_automated(of.pool) == Some(true));
    automated.filter_map(|of| of.pool.resource_id()).collect()
}

fn is_automated(pool: &ListedPool) -> Option<bool> {
    pool.properties.management_type.as_ref().map(|management| *management == ManagementType::Automated)
}
