//! What can be done to a session host, and the writes that do it to one or to many.

use crate::pages::parts::{HOSTS, count_words};
use arm::{Json, ResourceId};
use avd::resource::{PowerState, SessionHost};
use avd::rule::machine::{self, Power};
use avd::rule::permission::Operation;
use avd::rule::provisioning;
use avd::rule::session_host_edit::{self, Edit, Refusal, Situation, leaves_none, sessions};
use avd::{ApiVersions, Change, ReadBack};
use serde_json::Value;

use crate::components::{Glyph, ToastAction};
use crate::live::writes::WritesContext;
use crate::pages::write::ManyProposal;

/// So many removals at once are confirmed by typing the pool's name; removals with sessions always are, from two on.
const TYPED_FROM: usize = 10;

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

    /// What it does to the machine, if it is about that.
    pub const fn power(self) -> Option<Power> {
        match self {
            Self::Start => Some(Power::Start),
            Self::Restart => Some(Power::Restart),
            Self::Deallocate => Some(Power::Deallocate),
            _ => None,
        }
    }

    /// Whether the host takes no new sessions afterwards.
    pub const fn takes_out(self) -> bool {
        matches!(self, Self::Drain | Self::Deallocate | Self::Remove | Self::RemoveForced)
    }

    /// The right it needs; of the three for machines at the machine.
    pub const fn operation(self) -> Operation {
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
        let hosts = count_words(count, HOSTS);
        match self {
            _ if count == 0 => self.label().to_owned(),
            Self::Admit => format!("Allow new sessions on {hosts}"),
            Self::Start | Self::Restart | Self::Deallocate => {
                format!("{} {}", self.label(), count_words(count, ["VM", "VMs"]))
            }
            Self::Unassign if count == 1 => "Unassign 1 desktop from its user".to_owned(),
            Self::Unassign => format!("Unassign {count} desktops from their users"),
            Self::Retry => format!("Retry creating {hosts}"),
            Self::Remove => format!("Remove {hosts} from the pool"),
            Self::RemoveForced => format!("Remove {hosts} from the pool, with their sessions"),
            _ => format!("{} {hosts}", self.label()),
        }
    }

    /// The change of a host, or why there is none. `power` is the power state of its machine if it was read, `text` the user or the name
    /// that was typed.
    pub fn change(
        self,
        host: &SessionHost,
        power: Option<&PowerState>,
        text: &str,
        situation: &Situation,
        versions: &ApiVersions,
    ) -> Result<Change, String> {
        if let Some(switch) = self.power() {
            return machine::change(host, switch, power, situation, versions).map_err(|why| why.to_string());
        }
        if self == Self::Retry {
            let update = situation.update.as_ref().and_then(Option::as_ref);
            return provisioning::retry(host, update, versions).map_err(|why| why.to_string());
        }
        let edit = match self {
            Self::Drain => Edit::Drain,
            Self::Admit => Edit::Admit,
            Self::Unassign => Edit::Unassign,
            Self::Assign => Edit::Assign(text.to_owned()),
            Self::Rename => Edit::Rename(text.to_owned()),
            _ => Edit::Remove { force: self == Self::RemoveForced && sessions(host) > 0 },
        };
        match session_host_edit::change(host, &edit, situation, versions) {
            // The user or the name is still to be typed.
            Err(Refusal::NoUser | Refusal::Already(_)) if text.is_empty() && matches!(self, Self::Assign | Self::Rename) => {
                session_host_edit::change(host, &placeholder(self), situation, versions)
            }
            made => made,
        }
        .map_err(|why| why.to_string())
    }

    /// The writes of many hosts under one review. What is to be typed before many are removed depends on how many they are.
    pub fn review<'a>(
        self,
        made: impl Iterator<Item = (&'a SessionHost, Result<Change, String>)>,
        typed: impl Fn(usize) -> String,
    ) -> ManyProposal {
        let (mut items, mut left_out) = (Vec::new(), Vec::new());
        for (host, made) in made {
            match made {
                Ok(change) => {
                    let before = before(&change, host);
                    items.push((change, before));
                }
                Err(why) => left_out.push((host.machine_name().unwrap_or("unnamed").to_owned(), why)),
            }
        }
        let count = items.len();
        let asked = match self {
            Self::RemoveForced => true,
            Self::Remove | Self::Deallocate | Self::Restart => count >= TYPED_FROM,
            _ => false,
        };
        ManyProposal {
            title: self.title(count),
            action: if count == 0 { self.label().to_owned() } else { format!("{} {count}", self.label()) },
            danger: self.is_danger(),
            items,
            left_out,
            typed: asked.then(|| typed(count)),
            note: None,
            together: Vec::new(),
            names: Vec::new(),
        }
    }
}

/// What to know where no other host of a pool takes new sessions afterwards.
pub fn alone(
    act: Act,
    pool: &ResourceId,
    hosts: &[SessionHost],
    situation: &Situation,
    is_picked: impl Fn(&SessionHost) -> bool,
) -> Option<String> {
    let why = leaves_none(hosts, is_picked).filter(|_| act.takes_out() && !situation.is_personal())?;
    Some([pool.name(), ": ", why].concat())
}

/// Something to be typed, to see whether anything else is in the way.
fn placeholder(act: Act) -> Edit {
    if act == Act::Assign { Edit::Assign("somebody@somewhere".to_owned()) } else { Edit::Rename("\u{2026}".to_owned()) }
}

/// Offers to take back a switch of drain mode that was just made: sent at once, as it only restores what was.
pub fn undo(
    made: &[(Change, Value)],
    situation: &Situation,
    writes: WritesContext,
    versions: &ApiVersions,
) -> Option<ToastAction> {
    let back = made.iter().map(|(change, before)| session_host_edit::undo(change, before, situation, versions));
    let back: Vec<(Change, Value)> = back.collect::<Option<_>>()?;
    let title = match back.as_slice() {
        [] => return None,
        [_] => None,
        many => Some(format!("Undo drain mode changes on {}", count_words(many.len(), HOSTS))),
    };
    Some(ToastAction::press("Undo", move || match (&title, back.as_slice()) {
        (Some(title), _) => drop(writes.send_many(title, back.clone())),
        (None, [(change, before)]) => drop(writes.send(change.clone(), before.clone())),
        (None, _) => {}
    }))
}

/// What the read that confirms a change gives now, as far as it is compared.
pub fn before(change: &Change, host: &SessionHost) -> Value {
    match change.verify {
        ReadBack::SessionHost | ReadBack::SessionHostFields => host.to_json(),
        _ => Value::Null,
    }
}
