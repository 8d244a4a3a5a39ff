//! What can be done to session hosts: why not, and from a press to the review of one or of many writes.

use std::collections::BTreeSet;

use arm::ResourceId;
use avd::Change;
use avd::operation::{session_host_managements, session_hosts};
use avd::resource::{HostPool, ManagementType, PowerState, SessionHost, UpdateState, UpdateStatus};
use avd::rule::machine;
use avd::rule::session_host_edit::{self, Disks, Edit, Situation};
use host::Duration;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::super::context::{PoolContext, management};
use super::super::update::{Latest, latest};
pub use super::act::Act;
use super::act::{alone, before, undo};
use crate::components::ToastAction;
use crate::live::rights::{ONE_BY_ONE, Rights, use_rights};
use crate::live::writes::use_writes;
use crate::live::{Remote, RemoteHandle, use_poll, use_remote};
use crate::pages::write::{ManyProposal, Proposal};

/// Whether an update holds the pool is asked as often as the hosts are read.
const EVERY: Duration = Duration::from_secs(60);

/// A host to be assigned or named, before it is reviewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Which of the two.
    pub act: Act,
    /// The host.
    pub host: SessionHost,
}

/// The actions of a page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Acts {
    context: PoolContext,
    /// The rights at the pool.
    pub rights: Rights,
    update: RemoteHandle<Latest<UpdateStatus>>,
    /// What is to be typed first.
    pub asked: RwSignal<Option<Asked>>,
    /// The one write under review.
    pub one: RwSignal<Option<Proposal>>,
    /// The writes under review.
    pub many: RwSignal<Option<ManyProposal>>,
    /// What is known of the OS disks.
    disks: RwSignal<Disks>,
    /// For what the other hosts of the pool are being read.
    pub asking: RwSignal<Option<Act>>,
}

impl Acts {
    /// Nothing under review; reads whether an update holds the pool.
    pub fn begin(context: PoolContext) -> Self {
        let update = use_remote(move || {
            let standard = management(context) == Some(ManagementType::Standard);
            let (client, versions) = (context.client().client(), context.client().versions());
            let call = session_host_managements::update_status(&context.id(), &versions);
            // The hosts of a Standard pool are never updated by the service.
            async move { if standard { Ok(None) } else { latest(&client, &call).await } }
        });
        use_poll(update, move |_: &Remote<Latest<UpdateStatus>>| {
            (management(context) != Some(ManagementType::Standard)).then_some(EVERY)
        });
        Self {
            context,
            rights: use_rights(context.id()),
            update,
            asked: RwSignal::new(None),
            one: RwSignal::new(None),
            many: RwSignal::new(None),
            disks: RwSignal::new(Disks::Unknown),
            asking: RwSignal::new(None),
        }
    }

    /// Tells what is known of the OS disks: of one VM, or by the configuration.
    pub fn have(self, disks: Disks) {
        self.disks.set(disks);
    }

    /// Calls `then` whenever a write to the pool, a host of it or a machine has ended.
    pub fn on_end(self, then: impl Fn() + Copy + 'static) {
        use_writes().on_end(self.context.id(), then);
        use_writes().on_end_of(|change| change.call.path.contains("/virtualMachines/"), then);
    }

    /// What is known of the pool. Tracked.
    pub fn situation(self) -> Situation {
        let of = |pool: &HostPool| (pool.properties.host_pool_type.clone(), pool.properties.management_type.clone());
        let (kind, management) = self.context.remote().with(|state| state.value().map(|read| of(&read.pool)).unwrap_or_default());
        Situation { kind, management, update: self.update.with(|update| update.value().map(status)), disks: self.disks.get() }
    }

    /// Why this cannot be done to one host; `power` is the power state of its machine if it was read. Tracked.
    pub fn why_not(self, act: Act, host: &SessionHost, power: Option<&PowerState>) -> Option<String> {
        let lacking = match act.power() {
            None => self.rights.missing(act.operation()),
            Some(_) => lacking_at(act, host),
        };
        lacking.or_else(|| self.waiting(act)).or_else(|| self.made(act, host, power, "").err())
    }

    /// Why this cannot be done to any of several. Tracked.
    pub fn why_not_these(self, act: Act, hosts: &[SessionHost]) -> Option<String> {
        match hosts {
            [] => Some("Select one or more session hosts.".to_owned()),
            [one] => self.why_not(act, one, None),
            _ if matches!(act, Act::Assign | Act::Rename) => Some("Select only one session host.".to_owned()),
            hosts => {
                let lacking = match act.power() {
                    None => self.rights.missing(act.operation()),
                    Some(_) => lacking_at_machines(act, hosts),
                };
                lacking.or_else(|| self.waiting(act)).or_else(|| {
                    let mut whys = hosts.iter().map(|host| self.made(act, host, None, "").err());
                    let first = whys.next().flatten()?;
                    whys.all(|why| why.is_some()).then_some(first)
                })
            }
        }
    }

    /// Asks what is to be typed, or puts the write of one host, or those of many, under review. `all` are the hosts of the pool, where
    /// they were read.
    pub fn propose(self, act: Act, hosts: Vec<SessionHost>, all: &[SessionHost], power: Option<&PowerState>) {
        let names: BTreeSet<String> = hosts.iter().map(super::rows::key).collect();
        let situation = untrack(|| self.situation());
        let alone = alone(act, &self.context.id(), all, &situation, |host| names.contains(&super::rows::key(host)));
        self.propose_with(act, hosts, alone, power);
    }

    /// The same for one host on a page that knows no other: whether another one takes users is asked of the pool first.
    pub fn propose_one(self, act: Act, host: SessionHost, power: Option<PowerState>) {
        if !act.takes_out() || untrack(|| self.situation()).is_personal() {
            return self.propose(act, vec![host], &[], power.as_ref());
        }
        self.asking.set(Some(act));
        let (client, versions, pool) = (self.context.client().client(), self.context.client().versions(), self.context.id());
        spawn_local(async move {
            let all = client.list::<SessionHost>(&session_hosts::list(&pool, &versions)).await;
            // The page may be gone by now.
            if self.asking.try_set(None).is_some() {
                return;
            }
            match all {
                Ok(all) => self.propose(act, vec![host], &all.value, power.as_ref()),
                Err(_) => {
                    let unknown = "Couldn't check whether another session host in the pool takes new sessions.";
                    self.propose_with(act, vec![host], Some(unknown.to_owned()), power.as_ref());
                }
            }
        });
    }

    fn propose_with(self, act: Act, hosts: Vec<SessionHost>, alone: Option<String>, power: Option<&PowerState>) {
        match <[SessionHost; 1]>::try_from(hosts) {
            Ok([host]) if matches!(act, Act::Assign | Act::Rename) => self.asked.set(Some(Asked { act, host })),
            Ok([host]) => {
                self.review(act, &host, power, "");
                let warn = |proposal: &mut Option<Proposal>| {
                    proposal.iter_mut().for_each(|proposal| proposal.change.warnings.extend(alone.clone()));
                };
                self.one.update(warn);
            }
            Err(hosts) => self.review_many(act, &hosts, alone),
        }
    }

    /// Puts the write of one host under review. `text` is the user or the name that was typed.
    pub fn review(self, act: Act, host: &SessionHost, power: Option<&PowerState>, text: &str) {
        if let Ok(change) = untrack(|| self.made(act, host, power, text)) {
            let before = before(&change, host);
            self.one.set(Some(Proposal { change, then: None, before, action: act.label().to_owned(), danger: act.is_danger() }));
        }
    }

    /// Puts under review what was typed for one host; an empty name takes the name away.
    pub fn review_typed(self, act: Act, host: &SessionHost, text: &str) {
        if !text.trim().is_empty() {
            return self.review(act, host, None, text);
        }
        let (versions, situation) = (self.context.client().versions(), untrack(|| self.situation()));
        if let Ok(change) = session_host_edit::change(host, &Edit::Rename(String::new()), &situation, &versions) {
            let before = before(&change, host);
            self.one.set(Some(Proposal { change, then: None, before, action: act.label().to_owned(), danger: false }));
        }
    }

    /// What takes back what was just done, where that is known.
    pub fn undo(self, made: &[(Change, Value)]) -> Option<ToastAction> {
        undo(made, &untrack(|| self.situation()), use_writes(), &self.context.client().versions())
    }

    fn review_many(self, act: Act, hosts: &[SessionHost], alone: Option<String>) {
        let made = hosts.iter().map(|host| (host, untrack(|| self.made(act, host, None, ""))));
        let proposal = act.review(made, |_| self.context.id().name().to_owned());
        self.many.set(Some(ManyProposal { together: alone.into_iter().collect(), ..proposal }));
    }

    /// The change, or why there is none. Tracked.
    pub fn made(self, act: Act, host: &SessionHost, power: Option<&PowerState>, text: &str) -> Result<Change, String> {
        let (versions, situation) = (self.context.client().versions(), self.situation());
        act.change(host, power, text, &situation, &versions)
    }

    /// Nothing that an update forbids is offered before it is known whether there is one. Tracked.
    fn waiting(self, act: Act) -> Option<String> {
        let free = matches!(act, Act::Assign | Act::Unassign | Act::Rename);
        let unread = !free && self.update.with(|update| update.value().is_none() && update.is_loading());
        unread.then(|| "Checking whether an update is in progress.".to_owned())
    }
}

/// The right that is missing at the machine of a host. Tracked.
fn lacking_at(act: Act, host: &SessionHost) -> Option<String> {
    machine::of(host).ok().and_then(|machine| use_rights(machine).missing(act.operation()))
}

/// The same where it is missing at all of several; of many more it is not asked, and the service has the last word. Tracked.
fn lacking_at_machines(act: Act, hosts: &[SessionHost]) -> Option<String> {
    let mut lacking = hosts.iter().take(ONE_BY_ONE).map(|host| lacking_at(act, host));
    let first = lacking.next().flatten().filter(|_| hosts.len() <= ONE_BY_ONE)?;
    lacking.all(|lacking| lacking.is_some()).then_some(first)
}

fn status(latest: &Latest<UpdateStatus>) -> Option<UpdateState> {
    latest.as_ref().and_then(|(status, _)| status.status.clone())
}

/// The id of a host of a pool, by the name of its machine.
pub fn id_of(context: PoolContext, name: &str) -> ResourceId {
    context.id().child("sessionHosts", name)
}
