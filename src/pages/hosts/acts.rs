//! What can be done to the chosen hosts of many pools: their pools are asked first, and what they say is put under review.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::operation::session_host_managements;
use avd::resource::{ManagementType, SessionHost, UpdateStatus};
use avd::rule::estate_hosts::Chosen;
use avd::rule::session_host_edit::Situation;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::{FleetHosts, Nature};
use crate::components::{Button, Look, ProgressBar};
use crate::live::bounded::bounded;
use crate::live::writes::use_writes;
use crate::pages::parts::Count;
use crate::pages::pool::hosts::act::Act;
use crate::pages::pool::hosts::bar::HostsBar;
use crate::pages::pool::update::latest;
use crate::pages::write::{ManyDialog, ManyProposal};

/// One job has at most so many writes: Azure takes about 200 at once from a subscription and then ten a second ("Understand how Azure
/// Resource Manager throttles requests"), so this many take some minutes.
const MOST: usize = 1_000;
/// So many pools are asked at once.
const AT_ONCE: usize = 6;

const NOTE: &str =
    "Your rights at each pool and machine were not read. Azure refuses what you may not do, and the results say so.";

/// What a pool says of itself: its hosts and what holds it.
type Told = Result<(Vec<SessionHost>, Situation), arm::Error>;

/// The actions of the page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    fleet: FleetHosts,
    /// Which pools are asked: so many, of all.
    asking: RwSignal<Option<(usize, usize)>>,
    many: RwSignal<Option<ManyProposal>>,
    /// The last request of the person; answers to an earlier one are late.
    turn: StoredValue<u32>,
    /// The pools of the last review, to be asked again when its writes have ended.
    acted: StoredValue<Vec<ResourceId>>,
}

impl Bulk {
    /// Nothing under review.
    pub fn begin(fleet: FleetHosts) -> Self {
        let acted = StoredValue::new(Vec::new());
        // Of a machine one does not see whose host it is.
        let ours = |change: &avd::Change| change.call.path.contains("/virtualMachines/");
        use_writes().on_end_of(ours, move || spawn_local(fleet.reread(acted.get_value())));
        Self { fleet, asking: RwSignal::new(None), many: RwSignal::new(None), turn: StoredValue::new(0), acted }
    }

    /// Why nothing can be done now. Tracked.
    fn why_not(self) -> Option<String> {
        match self.fleet.chosen.with(Chosen::len) {
            _ if self.asking.with(Option::is_some) => Some("The pools of the selected session hosts are being read.".to_owned()),
            0 => Some("Select session hosts first. The box in the head of the table selects all that are shown.".to_owned()),
            count if count > MOST => Some(format!(
                "{} are selected, and at most {} are changed at once. Search or filter, and select fewer.",
                Count(count),
                Count(MOST)
            )),
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
        self.asking.set(Some((0, pools.len())));
        spawn_local(async move {
            let told = RefCell::new(BTreeMap::new());
            let all = pools.len();
            bounded(pools, AT_ONCE, |pool| {
                let (told, nature) = (&told, natures.get(&pool).cloned().unwrap_or_default());
                async move {
                    if self.turn.try_get_value() == Some(turn) {
                        let answer = self.ask(pool.clone(), nature).await;
                        told.borrow_mut().insert(pool, answer);
                        if self.turn.try_get_value() == Some(turn) {
                            self.asking.set(Some((told.borrow().len(), all)));
                        }
                    }
                }
            })
            .await;
            if self.turn.try_get_value() == Some(turn) {
                self.asking.set(None);
                self.review(act, &picks, &told.into_inner());
            }
        });
    }

    fn stop(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.asking.set(None);
    }

    /// The names of the chosen hosts, by pool; in lower case.
    fn picks(self) -> BTreeMap<ResourceId, BTreeSet<String>> {
        let mut picks = BTreeMap::<ResourceId, BTreeSet<String>>::new();
        self.fleet.table.with_untracked(|table| {
            self.fleet.chosen.with_untracked(|chosen| {
                for row in table.rows().iter().filter(|row| chosen.contains(row.key)) {
                    if let Some(pool) = table.pool(row) {
                        picks.entry(pool.id.clone()).or_default().insert(host::lower(&row.name));
                    }
                }
            });
        });
        picks
    }

    /// The hosts of a pool as it has them now, and whether an update holds it.
    async fn ask(self, pool: ResourceId, (kind, management): Nature) -> Told {
        let context = self.fleet.client();
        let status = session_host_managements::update_status(&pool, &context.versions());
        let hosts = self.fleet.list(pool).await?;
        // The hosts of a Standard pool are never updated by the service.
        let update = if management == Some(ManagementType::Standard) {
            Some(None)
        } else {
            let latest = latest::<UpdateStatus>(&context.client(), &status).await.ok();
            latest.map(|latest| latest.and_then(|(status, _)| status.status))
        };
        Ok((hosts, Situation { kind, management, update }))
    }

    fn review(self, act: Act, picks: &BTreeMap<ResourceId, BTreeSet<String>>, told: &BTreeMap<ResourceId, Told>) {
        let versions = self.fleet.client().versions();
        let (mut made, mut left_out) = (Vec::new(), Vec::new());
        for (pool, names) in picks {
            let (hosts, situation) = match told.get(pool) {
                Some(Ok(told)) => told,
                Some(Err(error)) => {
                    let why = format!("Its pool {} could not be read: {}", pool.name(), error.message());
                    left_out.extend(names.iter().map(|name| (name.clone(), why.clone())));
                    continue;
                }
                None => continue,
            };
            let host_of =
                |name: &String| hosts.iter().find(|host| host.machine_name().is_some_and(|of| host::lower(of) == **name));
            for name in names {
                match host_of(name) {
                    Some(host) => made.push((host, act.change(host, None, "", situation, &versions))),
                    None => left_out.push((name.clone(), format!("It is no longer in {}.", pool.name()))),
                }
            }
        }
        let mut proposal = act.review(made.into_iter(), |count| format!("{count} hosts"));
        if picks.len() > 1 {
            proposal.title = proposal.title.replace("the pool", "their pools");
        }
        proposal.left_out.extend(left_out);
        proposal.note = Some(NOTE);
        self.acted.set_value(picks.keys().cloned().collect());
        self.many.set(Some(proposal));
    }
}

/// How many are chosen and what can be done to them.
#[component]
pub fn BulkBar(bulk: Bulk) -> impl IntoView {
    let chosen = bulk.fleet.chosen;
    view! {
        <HostsBar
            count=Signal::derive(move || chosen.with(Chosen::len))
            why_not=move |_| bulk.why_not()
            on_act=move |act| bulk.propose(act)
            on_clear=move |()| chosen.set(Chosen::default())
        >
            {move || bulk.asking.get().map(|(done, all)| view! {
                <ProgressBar
                    label="Host pools read"
                    value=Signal::stored(Some(done as f64 / all.max(1) as f64))
                    note=format!("Reading the host pools of the selection: {done} of {all}")
                />
                <Button look=Look::Subtle on_press=move |()| bulk.stop()>"Stop"</Button>
            })}
        </HostsBar>
        <ManyDialog proposal=bulk.many on_done=move |()| chosen.set(Chosen::default()) />
    }
}
