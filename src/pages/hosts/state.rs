//! What is known of all session hosts, kept for the sign-in: Resource Graph first, then the lists of the pools it said nothing
//! of, and again and again those of the pools on screen.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::resource::{HostPoolType, ListedPool, ManagementType};
use avd::rule::estate_hosts::{Chosen, EstateHosts};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::trouble::Trouble;
use crate::browser::online;
use crate::client::ClientContext;
use crate::estate::{Estate, EstateContext, Touched, use_estate};
use crate::live::{Clock, use_clock};

/// How far a read is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Step {
    /// Nothing was asked yet.
    #[default]
    Waiting,
    /// There is no network: nothing was read.
    Offline,
    /// Resource Graph gives pages; of so many rows, where it tells.
    Graph(Option<usize>),
    /// Resource Graph has said what it will; which pools it left out shows when all pools are known.
    Between,
    /// The lists of pools are read: done, of all.
    Lists(usize, usize),
    /// All that could be read was.
    Done,
    /// The person stopped it, with so many pools not read.
    Stopped(usize),
}

impl Step {
    /// Whether something is on its way.
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Graph(_) | Self::Between | Self::Lists(..))
    }
}

/// The type of a pool, and who makes its hosts.
pub type Nature = (Option<HostPoolType>, Option<ManagementType>);

/// All session hosts. Cheap to copy; lasts as long as the sign-in.
#[derive(Clone, Copy)]
pub struct FleetHosts {
    /// The table.
    pub table: RwSignal<EstateHosts>,
    /// How far the read is.
    pub step: RwSignal<Step>,
    /// What went wrong.
    pub trouble: RwSignal<Trouble>,
    /// The rows that are chosen.
    pub chosen: RwSignal<Chosen>,
    /// The pools of the rows in sight.
    pub in_sight: StoredValue<BTreeSet<ResourceId>>,
    begun: StoredValue<bool>,
    /// The pools whose own list is due although Resource Graph told of them.
    doubted: StoredValue<BTreeSet<ResourceId>>,
    stopped: StoredValue<bool>,
    client: ClientContext,
    estate: EstateContext,
    clock: Clock,
}

/// The session hosts of the estate.
pub fn use_fleet_hosts() -> FleetHosts {
    let client = expect_context::<ClientContext>();
    let (estate, clock) = (use_estate(), use_clock());
    client.context(|| {
        let fleet = FleetHosts {
            table: RwSignal::default(),
            step: RwSignal::default(),
            trouble: RwSignal::default(),
            chosen: RwSignal::default(),
            in_sight: StoredValue::default(),
            begun: StoredValue::new(false),
            doubted: StoredValue::default(),
            stopped: StoredValue::new(false),
            client,
            estate,
            clock,
        };
        online::on_change(move |online| {
            if online && fleet.step.try_get_untracked() == Some(Step::Offline) {
                fleet.refresh();
            }
        });
        fleet
    })
}

impl FleetHosts {
    /// Reads, once, when the subscriptions are known.
    pub fn ensure(self) {
        self.estate.ensure();
        Effect::new(move || {
            let (known, any) = self
                .estate
                .with(|estate| (estate.knows_subscriptions() && estate.error().is_none(), estate.readable().next().is_some()));
            match (known, any) {
                (true, true) if !self.begun.get_value() => {
                    self.begun.set_value(true);
                    self.refresh();
                }
                // There is nothing to read.
                (true, false) => self.step.set(Step::Done),
                _ => {}
            }
        });
        Effect::new(move || {
            self.estate.with(|estate| {
                let place = |pool: &ListedPool| Some((pool.resource_id()?, pool.location.clone()?));
                let places: Vec<_> = estate.pools().filter_map(|of| place(of.pool)).collect();
                self.table.maybe_update(|table| table.locate(places.iter().map(|(id, region)| (id.clone(), &**region))));
            });
        });
        // A host that went away is no longer chosen.
        Effect::new(move || {
            self.table.track();
            if !self.chosen.with_untracked(Chosen::is_empty) {
                let rows =
                    |chosen: &mut Chosen| self.table.with_untracked(|table| chosen.keep(table.rows().iter().map(|row| row.key)));
                self.chosen.maybe_update(|chosen| {
                    let before = chosen.len();
                    rows(chosen);
                    chosen.len() != before
                });
            }
        });
        Effect::new(move || {
            if self.step.with(|step| *step == Step::Between) && self.estate.with(Estate::is_complete) {
                let pools = self.pools();
                let doubted = self.doubted.get_value();
                let due = self.table.with_untracked(|table| {
                    let unread: BTreeSet<ResourceId> = table.unread(pools.clone()).into_iter().collect();
                    pools.into_iter().filter(|pool| unread.contains(pool) || doubted.contains(pool)).collect::<Vec<_>>()
                });
                spawn_local(async move { self.lists(due).await });
            }
        });
        let touched = Touched::of(self.client);
        Effect::new(move || {
            if touched.is_any() && self.step.with(|step| matches!(step, Step::Done | Step::Stopped(_))) {
                spawn_local(self.reread(touched.take()));
            }
        });
        Effect::new(move || {
            let settled = self.estate.with(|estate| estate.is_complete() && !estate.is_loading());
            if settled && self.step.with(|step| *step == Step::Done) {
                let due = self.strangers();
                if !due.is_empty() {
                    spawn_local(async move { self.lists(due).await });
                }
            }
        });
    }

    /// What is known of pools besides their hosts: who may have a desktop there, and who makes the hosts.
    pub fn natures(self, pools: &BTreeSet<ResourceId>) -> BTreeMap<ResourceId, Nature> {
        untrack(|| {
            self.estate.with(|estate| {
                let all = estate.pools().filter_map(|of| Some((of.pool.resource_id()?, of.pool)));
                let nature =
                    |pool: &ListedPool| (pool.properties.host_pool_type.clone(), pool.properties.management_type.clone());
                all.filter(|(id, _)| pools.contains(id)).map(|(id, pool)| (id, nature(pool))).collect()
            })
        })
    }

    /// Who asks.
    pub fn client(self) -> ClientContext {
        self.client
    }

    fn pools(self) -> Vec<ResourceId> {
        untrack(|| self.estate.with(|estate| estate.pools().filter_map(|of| ListedPool::resource_id(of.pool)).collect()))
    }
}
