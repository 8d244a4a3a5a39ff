//! What can be done to one session host: drain it, give a personal desktop to a user, name it, take it out of its pool
//! (Learn, "Drain session hosts", "Configure personal desktop assignment", "Delete a host pool").
//!
//! The power of its machine is [`super::machine`], another try of its creation [`super::provisioning`].

use core::fmt;

use arm::{Json, ResourceId};
use serde_json::{Value, json};

use super::busy::{self, Act};
use super::count::count;
use super::host_status::takes_new_sessions;
use super::wording::wording;
use crate::change::{Change, ReadBack};
use crate::operation::session_hosts;
use crate::resource::{HostPoolType, ManagementType, SessionHost, SessionHostConfigurationProperties, Timestamp, UpdateState};
use crate::version::ApiVersions;

/// What is to be done to a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Drain mode on: no new sessions.
    Drain,
    /// Drain mode off.
    Admit,
    /// Gives a personal desktop to a user, by the user principal name.
    Assign(String),
    /// Takes a personal desktop from its user.
    Unassign,
    /// Gives a personal desktop the name users see; empty for none.
    Rename(String),
    /// Takes the host out of its pool.
    Remove {
        /// Also with sessions on it.
        force: bool,
    },
}

/// What is known of the pool of a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// Personal or not.
    pub kind: Option<HostPoolType>,
    /// Who makes its hosts.
    pub management: Option<ManagementType>,
    /// The status of its latest update, `Some(None)` if there never was one; `None` if it could not be read.
    pub update: Option<Option<UpdateState>>,
    /// What is known of the OS disks of its VMs.
    pub disks: Disks,
}

/// What is known of the OS disks of a pool's VMs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Disks {
    /// Nothing, so Azure decides.
    #[default]
    Unknown,
    /// The VM in question was read: its disk is ephemeral, or not.
    Read(bool),
    /// Session hosts created from this version of the configuration have ephemeral disks.
    EphemeralIn(Timestamp),
}

impl Disks {
    /// What the configuration of a pool tells. Of session hosts created from an earlier version it tells nothing.
    pub fn of(configuration: Option<&SessionHostConfigurationProperties>) -> Self {
        let ephemeral = |properties: &&SessionHostConfigurationProperties| {
            let disk = properties.disk_info.as_ref().and_then(|disk| disk.diff_disk_settings.as_ref());
            disk.is_some_and(|settings| settings.option.is_some())
        };
        let version = configuration.filter(ephemeral).and_then(|properties| properties.version.clone());
        version.map_or(Self::Unknown, Self::EphemeralIn)
    }

    /// Whether the disk of a session host is known to be ephemeral.
    pub(super) fn are_ephemeral(&self, host: &SessionHost) -> bool {
        match self {
            Self::Unknown => false,
            Self::Read(ephemeral) => *ephemeral,
            Self::EphemeralIn(version) => host
                .properties
                .session_host_configuration
                .as_ref()
                .is_some_and(|own| own == version || own.at().is_some_and(|at| Some(at) == version.at())),
        }
    }
}

impl Situation {
    /// Whether its desktops belong to users. What is not known is not refused.
    pub fn is_personal(&self) -> bool {
        self.kind != Some(HostPoolType::Pooled)
    }

    /// Whether an act is free to do, as far as is known.
    pub(super) fn may(&self, act: Act) -> Result<(), busy::Refusal> {
        busy::may(act, self.update.as_ref().and_then(Option::as_ref))
    }

    /// What to think of where it is not known whether an update holds the pool.
    pub(super) fn unknown(&self) -> Option<String> {
        // The hosts of a Standard pool are never updated by the service.
        let unknown = self.update.is_none() && self.management != Some(ManagementType::Standard);
        unknown.then(|| {
            "Couldn't check whether a session host update is running. Don't change session hosts during an update.".to_owned()
        })
    }
}

/// Why a host cannot be edited so. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What was read has no id.
    NoHost,
    /// It is as it was asked for.
    Already(&'static str),
    /// Only personal desktops have this.
    NotPersonal,
    /// No user principal name.
    NoUser,
    /// There are sessions on it.
    Sessions(i64),
    /// An update holds the pool.
    Busy(busy::Refusal),
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHost => out.write_str("Azure didn't return an ID for this session host."),
            Self::Already(what) => out.write_str(what),
            Self::NotPersonal => out.write_str(
                "Only personal desktops have an assigned user and their own name. In a pooled host pool, session hosts are \
                    shared.",
            ),
            Self::NoUser => out.write_str("Enter a user principal name, such as ann@contoso.com."),
            Self::Sessions(number) => {
                let sessions = count(number.unsigned_abs(), "session", "sessions");
                write!(out, "It has {sessions}. Sign out all users first, or remove it together with its sessions.")
            }
            Self::Busy(refusal) => refusal.fmt(out),
        }
    }
}

/// The edit of one host as a change; or why it cannot be.
pub fn change(host: &SessionHost, edit: &Edit, pool: &Situation, versions: &ApiVersions) -> Result<Change, Refusal> {
    let target = host.resource_id().ok_or(Refusal::NoHost)?;
    match edit {
        Edit::Drain => drain(host, target, pool, versions),
        Edit::Admit => admit(host, target, pool, versions),
        Edit::Assign(user) => assign(host, target, user.trim(), pool, versions),
        Edit::Unassign => unassign(host, target, pool, versions),
        Edit::Rename(name) => rename(host, target, name.trim(), pool, versions),
        Edit::Remove { force } => remove(host, target, *force, pool, versions),
    }
}

/// The change that takes back a switch of drain mode, with what the read that confirms it gives by then; `None` for any other change.
/// `before` is the host as it was.
pub fn undo(made: &Change, before: &Value, pool: &Situation, versions: &ApiVersions) -> Option<(Change, Value)> {
    let admits = made.call.body.as_ref()?.pointer("/properties/allowNewSession")?.as_bool()?;
    let mut host = SessionHost::from_json(before.clone()).ok()?;
    host.properties.allow_new_session = Some(admits);
    let back = change(&host, if admits { &Edit::Drain } else { &Edit::Admit }, pool, versions).ok()?;
    Some((back, host.to_json()))
}

/// What to know before some hosts of a pool stop to take new sessions: that no other one does. `None` if one is left, or none of them took
/// any before.
pub fn leaves_none(hosts: &[SessionHost], is_taken_out: impl Fn(&SessionHost) -> bool) -> Option<&'static str> {
    let takes_users = |host: &&SessionHost| {
        let status = host.properties.status.as_ref();
        host.properties.allow_new_session != Some(false) && status.is_none_or(|status| takes_new_sessions(status) != Some(false))
    };
    let (out, rest): (Vec<&SessionHost>, Vec<&SessionHost>) =
        hosts.iter().filter(takes_users).partition(|host| is_taken_out(host));
    (!out.is_empty() && rest.is_empty())
        .then_some("No other session host in the pool takes new sessions: users who aren't signed in can't connect.")
}

/// The sessions on a host; 0 also where the service does not tell.
pub fn sessions(host: &SessionHost) -> i64 {
    host.properties.sessions.unwrap_or(0)
}

/// The user of a personal desktop.
pub fn user(host: &SessionHost) -> Option<&str> {
    host.properties.assigned_user.as_deref().filter(|user| !user.is_empty())
}

const AUTOSCALE: &str = "If the pool has a scaling plan, autoscale may undo this unless the VM has the plan's exclusion tag.";

/// Title, effects and warnings of a change.
struct Words {
    title: String,
    effects: Vec<String>,
    warnings: Vec<String>,
}

fn patch(target: ResourceId, field: &str, value: &Value, force: bool, words: Words, versions: &ApiVersions) -> Change {
    let Words { title, effects, warnings } = words;
    let call = session_hosts::update(&target, json!({"properties": {field: value}}), force, versions);
    Change { title, target, call, effects, warnings, verify: ReadBack::SessionHostFields }
}

fn drain(host: &SessionHost, target: ResourceId, pool: &Situation, versions: &ApiVersions) -> Result<Change, Refusal> {
    if host.properties.allow_new_session == Some(false) {
        return Err(Refusal::Already("Drain mode is already on."));
    }
    pool.may(Act::Drain).map_err(Refusal::Busy)?;
    let name = target.name();
    let running = match sessions(host) {
        0 => "There are no sessions on it now.".to_owned(),
        1 => "The session on it continues.".to_owned(),
        many => format!("The {many} sessions on it continue."),
    };
    let words = Words {
        title: format!("Drain {name}"),
        effects: vec![
            format!("{name} takes no new sessions. {running}"),
            "Users with an active or disconnected session here can still reconnect to it.".to_owned(),
        ],
        warnings: pool.unknown().into_iter().chain([AUTOSCALE.to_owned()]).collect(),
    };
    Ok(patch(target, "allowNewSession", &json!(false), false, words, versions))
}

fn admit(host: &SessionHost, target: ResourceId, pool: &Situation, versions: &ApiVersions) -> Result<Change, Refusal> {
    if host.properties.allow_new_session == Some(true) {
        return Err(Refusal::Already("It already takes new sessions."));
    }
    pool.may(Act::Drain).map_err(Refusal::Busy)?;
    let name = target.name();
    let mut warnings: Vec<String> = pool.unknown().into_iter().collect();
    if let Some(status) = host.properties.status.as_ref().filter(|status| takes_new_sessions(status) == Some(false)) {
        warnings.push(format!("Its status is “{}”, so users can't connect until that's fixed.", wording(status.as_str())));
    }
    warnings.push(AUTOSCALE.to_owned());
    let words = Words {
        title: format!("Allow new sessions on {name}"),
        effects: vec![format!("{name} takes new sessions again.")],
        warnings,
    };
    Ok(patch(target, "allowNewSession", &json!(true), false, words, versions))
}

fn assign(host: &SessionHost, target: ResourceId, to: &str, pool: &Situation, versions: &ApiVersions) -> Result<Change, Refusal> {
    if !pool.is_personal() {
        return Err(Refusal::NotPersonal);
    }
    if !is_user(to) {
        return Err(Refusal::NoUser);
    }
    let name = target.name();
    let (mut effects, mut warnings) = (vec![format!("{name} becomes the personal desktop of {to}.")], Vec::new());
    let before = user(host);
    match before {
        Some(before) if before.eq_ignore_ascii_case(to) => return Err(Refusal::Already("It's already assigned to this user.")),
        Some(before) => {
            effects.push(format!("{before} loses this desktop."));
            warnings.push(taken(before));
            warnings.extend(in_use(host));
        }
        None => effects.push("The user sees it the next time their feed refreshes.".to_owned()),
    }
    let words = Words { title: format!("Assign {name} to {to}"), effects, warnings };
    Ok(patch(target, "assignedUser", &json!(to), before.is_some(), words, versions))
}

fn unassign(host: &SessionHost, target: ResourceId, pool: &Situation, versions: &ApiVersions) -> Result<Change, Refusal> {
    if !pool.is_personal() {
        return Err(Refusal::NotPersonal);
    }
    let Some(before) = user(host) else { return Err(Refusal::Already("It isn't assigned to a user.")) };
    let name = target.name();
    let words = Words {
        title: format!("Unassign {name} from {before}"),
        effects: vec![format!("{before} loses the desktop on {name}. You can then assign it to another user.")],
        warnings: core::iter::once(taken(before)).chain(in_use(host)).collect(),
    };
    Ok(patch(target, "assignedUser", &json!(""), true, words, versions))
}

/// Why the request is forced, and what stays behind.
fn taken(from: &str) -> String {
    format!(
        "Uses force, because Azure doesn't otherwise unassign a desktop from its user. Data that {from} stored on the VM stays \
            there, and the next user gets the VM as it is."
    )
}

fn in_use(host: &SessionHost) -> Option<String> {
    (sessions(host) > 0).then(|| "There's a session on it now. This doesn't end the session.".to_owned())
}

fn rename(host: &SessionHost, target: ResourceId, to: &str, pool: &Situation, versions: &ApiVersions) -> Result<Change, Refusal> {
    if !pool.is_personal() {
        return Err(Refusal::NotPersonal);
    }
    if host.properties.friendly_name.as_deref().unwrap_or_default() == to {
        return Err(Refusal::Already("It already has this name."));
    }
    let name = target.name();
    let effect = if to.is_empty() {
        "Its user sees the name of the pool's desktop again the next time their feed refreshes.".to_owned()
    } else {
        format!("Its user sees “{to}” the next time their feed refreshes.")
    };
    let words = Words { title: format!("Name {name}"), effects: vec![effect], warnings: Vec::new() };
    Ok(patch(target, "friendlyName", &json!(to), false, words, versions))
}

fn remove(
    host: &SessionHost,
    target: ResourceId,
    force: bool,
    pool: &Situation,
    versions: &ApiVersions,
) -> Result<Change, Refusal> {
    pool.may(Act::Remove).map_err(Refusal::Busy)?;
    let (name, there) = (target.name().to_owned(), sessions(host));
    if there > 0 && !force {
        return Err(Refusal::Sessions(there));
    }
    let mut effects = vec![format!("{name} is removed from the pool. Users can no longer connect to it.")];
    if let Some(user) = user(host) {
        effects.push(format!("{user} loses this personal desktop."));
    }
    effects.push("The VM and its disks stay, and you're billed for them until you delete them in Azure.".to_owned());
    let mut warnings: Vec<String> = pool.unknown().into_iter().collect();
    if force {
        let ended = match there {
            0 => "Any sessions on it end".to_owned(),
            1 => "The session on it ends".to_owned(),
            many => format!("The {many} sessions on it end"),
        };
        warnings.push(format!(
            "{ended}, and unsaved work is lost. Uses force, because Azure doesn't otherwise remove a session host with sessions."
        ));
    }
    if pool.management == Some(ManagementType::Automated) {
        warnings.push(
            "Azure creates the session hosts of this Automated pool from its configuration. Removing one manually isn't a \
                supported way to shrink the pool, and Azure may create another."
                .to_owned(),
        );
    } else {
        warnings.push("To add it back, you have to register it again with a registration token.".to_owned());
    }
    let call = session_hosts::delete(&target, force, versions);
    Ok(Change { title: format!("Remove {name} from the pool"), target, call, effects, warnings, verify: ReadBack::Gone })
}

/// Whether a text can be a user principal name: something, an at sign, a domain, no gap.
fn is_user(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'))
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
#[path = "session_host_edit_tests.rs"]
mod tests;
