//! What can be done to the chosen hosts of many pools: their pools are asked first, and what they say is put under review.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::operation::{session_host_configurations, session_host_managements};
use avd::resource::{ManagementType, SessionHost, SessionHostConfiguration, UpdateStatus};
use avd::rule::estate_hosts::{Chosen, View};
use avd::rule::machine::{self, Power};
use avd::rule::session_host_edit::{Disks, Situation};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::{FleetHosts, Nature};
use super::table::keys_in;
use crate::components::{Button, Look, ProgressBar, ToastAction};
use crate::live::bounded::bounded;
use crate::live::rights::{Missing, missing_at};
use crate::live::writes::{WritesContext, use_writes};
use crate::pages::parts::{Count, count_words};
use crate::pages::pool::hosts::act::{Act, alone, undo};
use crate::pages::pool::hosts::bar::HostsBar;
use crate::pages::pool::update::latest;
use crate::pages::write::{ManyDialog, ManyProposal};

/// One job has at most so many writes: Azure takes about 200 at once from a subscription and then ten a second ("Understand how Azure
/// Resource Manager throttles requests"), so this many take some minutes.
const MOST: usize = 1_000;
/// So many pools are asked at once.
const AT_ONCE: usize = 6;

const NOTE: &str = "Your permissions on some of these pools or VMs couldn't be checked. If you don't have permission, Azure rejects the change and the results show it.";

const POOLS: &str = "Loading the selected host pools";

/// The names of the chosen hosts, by pool; in lower case.
type Picks = BTreeMap<ResourceId, BTreeSet<String>>;
/// What a pool says of itself: its hosts and what holds it.
type Told = Result<(Vec<SessionHost>, Situation), arm::Error>;

/// What is read before the review.
#[derive(Clone, Copy, PartialEq)]
struct Asking {
    what: &'static str,
    done: usize,
    all: usize,
}

/// The actions of the page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    fleet: FleetHosts,
    /// The rows that pass the filters: only those are acted on.
    shown: RwSignal<View>,
    asking: RwSignal<Option<Asking>>,
    many: RwSignal<Option<ManyProposal>>,
    /// The last request of the person; answers to an earlier one are late.
    turn: StoredValue<u32>,
    /// The pools of the last review, to be asked again when its writes have ended.
    acted: StoredValue<Vec<ResourceId>>,
    writes: WritesContext,
}

impl Bulk {
    /// Nothing under review.
    pub fn begin(fleet: FleetHosts, shown: RwSignal<View>) -> Self {
        let acted = StoredValue::new(Vec::new());
        // Of a machine one does not see whose host it is.
        let ours = |change: &avd::Change| change.call.path.contains("/virtualMachines/");
        let writes = use_writes();
        writes.on_end_of(ours, move || spawn_local(fleet.reread(acted.get_value())));
        Self { fleet, shown, asking: RwSignal::new(None), many: RwSignal::new(None), turn: StoredValue::new(0), acted, writes }
    }

    /// How many of the chosen rows pass the filters. Tracked.
    fn count(self) -> usize {
        let in_sight = |chosen: &Chosen| self.fleet.table.with(|table| self.shown.with(|shown| keys_in(table, shown, chosen)));
        self.fleet.chosen.with(|chosen| if chosen.is_empty() { 0 } else { in_sight(chosen) })
    }

    /// How many the filters hide. Tracked.
    fn hidden(self) -> usize {
        self.fleet.chosen.with(Chosen::len).saturating_sub(self.count())
    }

    /// Why nothing can be done now. Tracked.
    fn why_not(self) -> Option<String> {
        match self.count() {
            _ if self.asking.with(Option::is_some) => Some("Loading the host pools of the selected session hosts.".to_owned()),
            0 => Some("Select one or more session hosts.".to_owned()),
            count if count > MOST => {
                Some(format!("{} selected. You can change up to {} at a time. Select fewer.", Count(count), Count(MOST)))
            }
            _ => None,
        }
    }

    /// Asks the pools of the chosen hosts and puts the writes under review.
    fn propose(self, act: Act) {
        let picks = self.picks();
        let pools: BTreeSet<ResourceId> = picks.keys().cloned().collect();
        let natures = self.fleet.natures(&pools);
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        let is_wanted = move || self.turn.try_get_value() == Some(turn);
        let step = move |what, done, all| self.asking.set(Some(Asking { what, done, all }));
        let all = pools.len();
        step(POOLS, 0, all);
        spawn_local(async move {
            let told = RefCell::new(BTreeMap::new());
            bounded(pools, AT_ONCE, async |pool| {
                if is_wanted() {
                    let answer = self.ask(act, pool.clone(), natures.get(&pool).cloned().unwrap_or_default()).await;
                    told.borrow_mut().insert(pool, answer);
                    if is_wanted() {
                        step(POOLS, told.borrow().len(), all);
                    }
                }
            })
            .await;
            let told = told.into_inner();
            let places = places(act, &picks, &told);
            let on_step = |done, all| step("Checking your permissions", done, all);
            let missing = missing_at(self.fleet.client(), places, act.operation(), is_wanted, on_step).await;
            if is_wanted() {
                self.asking.set(None);
                self.review(act, &picks, &told, &missing);
            }
        });
    }

    fn stop(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.asking.set(None);
    }

    fn picks(self) -> Picks {
        let mut picks = Picks::new();
        self.fleet.table.with_untracked(|table| {
            self.fleet.chosen.with_untracked(|chosen| {
                self.shown.with_untracked(|shown| {
                    let rows = shown.shown().iter().filter_map(|place| table.row(*place));
                    for row in rows.filter(|row| chosen.contains(row.key)) {
                        if let Some(pool) = table.pool(row) {
                            picks.entry(pool.id.clone()).or_default().insert(row.name.to_lowercase());
                        }
                    }
                });
            });
        });
        picks
    }

    /// The hosts of a pool as it has them now, and whether an update holds it.
    async fn ask(self, act: Act, pool: ResourceId, (kind, management): Nature) -> Told {
        let context = self.fleet.client();
        let status = session_host_managements::update_status(&pool, &context.versions());
        let hosts = self.fleet.list(pool.clone()).await?;
        // The hosts of a Standard pool are never updated by the service.
        let update = if management == Some(ManagementType::Standard) {
            Some(None)
        } else {
            let latest = latest::<UpdateStatus>(&context.client(), &status).await.ok();
            latest.map(|latest| latest.and_then(|(status, _)| status.status))
        };
        // The disks matter to one act only, and the pools may be many.
        let mut disks = Disks::Unknown;
        if act.power() == Some(Power::Deallocate) && management != Some(ManagementType::Standard) {
            let call = session_host_configurations::get(&pool, &context.versions());
            let wanted = latest::<SessionHostConfiguration>(&context.client(), &call).await.ok().flatten();
            disks = Disks::of(wanted.as_ref().map(|(wanted, _)| &wanted.properties));
        }
        Ok((hosts, Situation { kind, management, update, disks }))
    }

    /// What takes back what was just done, where that is known. Whether an update holds a pool was asked before it was done.
    fn undo(self, done: &ManyProposal) -> Option<ToastAction> {
        let free = Situation { update: Some(None), ..Situation::default() };
        undo(&done.items, &free, self.writes, &self.fleet.client().versions())
    }

    fn review(self, act: Act, picks: &Picks, told: &BTreeMap<ResourceId, Told>, missing: &Missing) {
        let versions = self.fleet.client().versions();
        let (mut made, mut left_out, mut all_known, mut together) = (Vec::new(), Vec::new(), true, Vec::new());
        for (pool, names) in picks {
            let (all, hosts, situation) = match told.get(pool) {
                Some(Ok((all, situation))) => (all, by_name(all), situation),
                Some(Err(error)) => {
                    let why = format!("Couldn't load its host pool {}: {}", pool.name(), error.message());
                    left_out.extend(names.iter().map(|name| (name.clone(), why.clone())));
                    continue;
                }
                None => continue,
            };
            together.extend(alone(act, pool, all, situation, |host| names.contains(&machine_name(host))));
            for name in names {
                match hosts.get(name) {
                    Some(&host) => {
                        let change = act.change(host, None, "", situation, &versions);
                        made.push((
                            host,
                            change.and_then(|change| match missing.get(&place(act, pool, host)) {
                                Some(Some(right)) => Err(right.clone()),
                                known => {
                                    all_known &= known.is_some();
                                    Ok(change)
                                }
                            }),
                        ));
                    }
                    None => left_out.push((name.clone(), format!("It's no longer in {}.", pool.name()))),
                }
            }
        }
        let mut proposal = act.review(made.into_iter(), |count| count_words(count, ["host", "hosts"]));
        if picks.len() > 1 {
            proposal.title = proposal.title.replace("the pool", "their pools");
        }
        proposal.left_out.extend(left_out);
        proposal.note = (!all_known).then_some(NOTE);
        proposal.together = together;
        self.acted.set_value(picks.keys().cloned().collect());
        self.many.set(Some(proposal));
    }
}

/// The name of a host, in lower case.
fn machine_name(host: &SessionHost) -> String {
    host.machine_name().unwrap_or_default().to_lowercase()
}

/// The hosts of a pool by their names, in lower case.
fn by_name(hosts: &[SessionHost]) -> BTreeMap<String, &SessionHost> {
    hosts.iter().filter_map(|host| Some((host.machine_name()?.to_lowercase(), host))).collect()
}

/// Where a right is needed to do it to a host: at its machine, or at its pool.
fn place(act: Act, pool: &ResourceId, host: &SessionHost) -> ResourceId {
    act.power().and_then(|_| machine::of(host).ok()).unwrap_or_else(|| pool.clone())
}

/// Where rights are needed.
fn places(act: Act, picks: &Picks, told: &BTreeMap<ResourceId, Told>) -> BTreeSet<ResourceId> {
    let of_pool = |(pool, names): (&ResourceId, &BTreeSet<String>)| {
        let (hosts, _) = told.get(pool)?.as_ref().ok()?;
        let hosts = by_name(hosts);
        Some(names.iter().filter_map(|name| hosts.get(name)).map(|host| place(act, pool, host)).collect::<Vec<_>>())
    };
    picks.iter().filter_map(of_pool).flatten().collect()
}

/// How many are chosen and what can be done to them.
#[component]
pub fn BulkBar(bulk: Bulk) -> impl IntoView {
    let chosen = bulk.fleet.chosen;
    let count = Memo::new(move |_| bulk.count());
    view! {
        <HostsBar
            count=Signal::derive(move || count.get())
            hidden=Signal::derive(move || bulk.hidden())
            why_not=move |_| bulk.why_not()
            on_act=move |act| bulk.propose(act)
            on_clear=move |()| chosen.set(Chosen::default())
        >
            {move || bulk.asking.get().map(|Asking { what, done, all }| view! {
                <ProgressBar
                    label=what
                    value=Signal::stored(Some(done as f64 / all.max(1) as f64))
                    note=format!("{what}: {} of {}", Count(done), Count(all))
                />
                <Button look=Look::Subtle on_press=move |()| bulk.stop()>"Stop"</Button>
            })}
        </HostsBar>
        <ManyDialog proposal=bulk.many on_done=move |()| chosen.set(Chosen::default()) next=move |done: ManyProposal| bulk.undo(&done) />
    }
}
