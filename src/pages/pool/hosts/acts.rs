//! What can be done to session hosts: why not, and from a press to the review of one or of many writes.

use arm::{Json, ResourceId};
use avd::operation::session_host_managements;
use avd::resource::{HostPool, ManagementType, PowerState, SessionHost, UpdateState, UpdateStatus};
use avd::rule::machine::{self, Power};
use avd::rule::permission::Operation;
use avd::rule::provisioning;
use avd::rule::session_host_edit::{self, Edit, Refusal, Situation, sessions};
use avd::{Change, ReadBack};
use host::Duration;
use leptos::prelude::*;
use serde_json::Value;

use super::super::context::{PoolContext, management};
use super::super::update::{Latest, latest};
use crate::components::Glyph;
use crate::live::rights::{Rights, use_rights};
use crate::live::writes::use_writes;
use crate::live::{Remote, RemoteHandle, use_poll, use_remote};
use crate::pages::write::{ManyProposal, Proposal};

/// So many removals at once are confirmed by typing the pool's name; removals with sessions always are, from two on.
const TYPED_FROM: usize = 10;
/// The rights at the machines of a longer selection are not looked at one by one.
const ASKED_ABOUT: usize = 50;
/// Whether an update holds the pool is asked as often as the hosts are read.
const EVERY: Duration = Duration::from_secs(60);

/// One thing that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// No new sessions.
    Drain,
    /// New sessions again.
    Admit,
    /// The machine on.
    Start,
    /// The machine off and on.
    Restart,
    /// The machine off and given back.
    Deallocate,
    /// A personal desktop to a user.
    Assign,
    /// A personal desktop from its user.
    Unassign,
    /// The name of a personal desktop.
    Rename,
    /// Another try of a failed creation.
    Retry,
    /// Out of the pool, if nobody is on it.
    Remove,
    /// Out of the pool, with whoever is on it.
    RemoveForced,
}

impl Act {
    /// The verb.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Drain => "Drain",
            Self::Admit => "Allow new sessions",
            Self::Start => "Start",
            Self::Restart => "Restart",
            Self::Deallocate => "Deallocate",
            Self::Assign => "Assign",
            Self::Unassign => "Unassign",
            Self::Rename => "Rename",
            Self::Retry => "Retry creation",
            Self::Remove => "Remove",
            Self::RemoveForced => "Remove with sessions",
        }
    }

    /// Its sign.
    pub const fn glyph(self) -> Glyph {
        match self {
            Self::Drain => Glyph::Pause,
            Self::Admit | Self::Start => Glyph::Play,
            Self::Restart => Glyph::Refresh,
            Self::Deallocate => Glyph::Stop,
            Self::Assign | Self::Unassign => Glyph::User,
            Self::Rename => Glyph::Edit,
            Self::Retry => Glyph::Retry,
            Self::Remove | Self::RemoveForced => Glyph::Bin,
        }
    }

    /// Whether it ends or removes something.
    pub const fn is_danger(self) -> bool {
        matches!(self, Self::Remove | Self::RemoveForced | Self::Deallocate | Self::Restart)
    }

    const fn power(self) -> Option<Power> {
        match self {
            Self::Start => Some(Power::Start),
            Self::Restart => Some(Power::Restart),
            Self::Deallocate => Some(Power::Deallocate),
            _ => None,
        }
    }

    /// The right it needs; of the three for machines at the machine.
    const fn operation(self) -> Operation {
        match self {
            Self::Start => Operation::StartMachine,
            Self::Restart => Operation::RestartMachine,
            Self::Deallocate => Operation::DeallocateMachine,
            Self::Retry => Operation::RetryProvisioning,
            Self::Remove | Self::RemoveForced => Operation::DeleteSessionHost,
            _ => Operation::WriteSessionHost,
        }
    }

    fn title(self, count: usize) -> String {
        match self {
            Self::Admit => format!("Allow new sessions on {count} session hosts"),
            Self::Start | Self::Restart | Self::Deallocate => format!("{} {count} machines", self.label()),
            Self::Unassign => format!("Take {count} desktops from their users"),
            Self::Retry => format!("Retry the creation of {count} session hosts"),
            Self::Remove => format!("Remove {count} session hosts from the pool"),
            Self::RemoveForced => format!("Remove {count} session hosts from the pool, with their sessions"),
            _ => format!("{} {count} session hosts", self.label()),
        }
    }
}

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
        }
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
        Situation { kind, management, update: self.update.with(|update| update.value().map(status)) }
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
            [] => Some("Select session hosts first. The box in the head of the table selects all that are shown.".to_owned()),
            [one] => self.why_not(act, one, None),
            _ if matches!(act, Act::Assign | Act::Rename) => Some("One session host at a time.".to_owned()),
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

    /// Asks what is to be typed, or puts the write of one host, or those of many, under review.
    pub fn propose(self, act: Act, hosts: Vec<SessionHost>, power: Option<&PowerState>) {
        match <[SessionHost; 1]>::try_from(hosts) {
            Ok([host]) if matches!(act, Act::Assign | Act::Rename) => self.asked.set(Some(Asked { act, host })),
            Ok([host]) => self.review(act, &host, power, ""),
            Err(hosts) => self.review_many(act, &hosts),
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

    fn review_many(self, act: Act, hosts: &[SessionHost]) {
        let (mut items, mut left_out) = (Vec::new(), Vec::new());
        for host in hosts {
            match untrack(|| self.made(act, host, None, "")) {
                Ok(change) => {
                    let before = before(&change, host);
                    items.push((change, before));
                }
                Err(why) => left_out.push((host.machine_name().unwrap_or("unnamed").to_owned(), why)),
            }
        }
        let count = items.len();
        let typed = match act {
            Act::RemoveForced => true,
            Act::Remove | Act::Deallocate | Act::Restart => count >= TYPED_FROM,
            _ => false,
        };
        self.many.set(Some(ManyProposal {
            title: act.title(count),
            action: format!("{} {count}", act.label()),
            danger: act.is_danger(),
            items,
            left_out,
            typed: typed.then(|| self.context.id().name().to_owned()),
        }));
    }

    /// The change, or why there is none. Tracked.
    pub fn made(self, act: Act, host: &SessionHost, power: Option<&PowerState>, text: &str) -> Result<Change, String> {
        let (versions, situation) = (self.context.client().versions(), self.situation());
        if let Some(switch) = act.power() {
            return machine::change(host, switch, power, &situation, &versions).map_err(|why| why.to_string());
        }
        if act == Act::Retry {
            let update = situation.update.flatten();
            return provisioning::retry(host, update.as_ref(), &versions).map_err(|why| why.to_string());
        }
        let edit = match act {
            Act::Drain => Edit::Drain,
            Act::Admit => Edit::Admit,
            Act::Unassign => Edit::Unassign,
            Act::Assign => Edit::Assign(text.to_owned()),
            Act::Rename => Edit::Rename(text.to_owned()),
            _ => Edit::Remove { force: act == Act::RemoveForced && sessions(host) > 0 },
        };
        match session_host_edit::change(host, &edit, &situation, &versions) {
            // The user or the name is still to be typed.
            Err(Refusal::NoUser | Refusal::Already(_)) if text.is_empty() && matches!(act, Act::Assign | Act::Rename) => {
                session_host_edit::change(host, &placeholder(act), &situation, &versions)
            }
            made => made,
        }
        .map_err(|why| why.to_string())
    }

    /// Nothing that an update forbids is offered before it is known whether there is one. Tracked.
    fn waiting(self, act: Act) -> Option<String> {
        let free = matches!(act, Act::Assign | Act::Unassign | Act::Rename);
        let unread = !free && self.update.with(|update| update.value().is_none() && update.is_loading());
        unread.then(|| "Whether an update holds the pool is still being read.".to_owned())
    }
}

/// The right that is missing at the machine of a host. Tracked.
fn lacking_at(act: Act, host: &SessionHost) -> Option<String> {
    machine::of(host).ok().and_then(|machine| use_rights(machine).missing(act.operation()))
}

/// The same where it is missing at all of several; of many more it is not asked, and the service has the last word. Tracked.
fn lacking_at_machines(act: Act, hosts: &[SessionHost]) -> Option<String> {
    let mut lacking = hosts.iter().take(ASKED_ABOUT).map(|host| lacking_at(act, host));
    let first = lacking.next().flatten().filter(|_| hosts.len() <= ASKED_ABOUT)?;
    lacking.all(|lacking| lacking.is_some()).then_some(first)
}

fn status(latest: &Latest<UpdateStatus>) -> Option<UpdateState> {
    latest.as_ref().and_then(|(status, _)| status.status.clone())
}

/// Something to be typed, to see whether anything else is in the way.
fn placeholder(act: Act) -> Edit {
    if act == Act::Assign { Edit::Assign("somebody@somewhere".to_owned()) } else { Edit::Rename("\u{2026}".to_owned()) }
}

/// What the read that confirms a change gives now, as far as it is compared.
fn before(change: &Change, host: &SessionHost) -> Value {
    match change.verify {
        ReadBack::SessionHost | ReadBack::SessionHostFields => host.to_json(),
        _ => Value::Null,
    }
}

/// The id of a host of a pool, by the name of its machine.
pub fn id_of(context: PoolContext, name: &str) -> ResourceId {
    context.id().child("sessionHosts", name)
}
