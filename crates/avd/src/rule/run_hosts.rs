//! Every host of a session host update, told from the host list.
//!
//! The service gives only counts. Each host's part is rebuilt from what the list says of it: the version it was made from, the
//! update state, the drain mode, the status, the time of its last update. While its machine is replaced a host may leave the list
//! and come back under the same host name with another machine (Learn, "Session host update for Azure Virtual Desktop"), so a
//! host once seen keeps its row. What is concluded rather than read is marked as such.

use std::collections::BTreeMap;

use host::Instant;

use super::drift::{HostVersion, host_version};
use super::run::Run;
use crate::resource::{SessionHost, SessionHostConfigurationProperties, UpdateState};

mod compare;
mod reading;
mod say;

pub use compare::{Compared, Counts};
pub use say::sentences;

/// Where a host stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostState {
    /// Its turn has not come.
    Waiting,
    /// Its users were told; those left are signed out.
    Draining,
    /// Its machine is being replaced.
    BeingReplaced,
    /// Its new machine is there and does not take users yet.
    Registering,
    /// It runs the wanted version.
    Healthy,
    /// It failed and is out of service.
    Failed,
    /// It failed and is back on its old machine.
    RolledBack,
    /// The run leaves it as it is.
    Skipped,
}

impl HostState {
    /// All states, in the order a host goes through them.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Draining,
        Self::BeingReplaced,
        Self::Registering,
        Self::Healthy,
        Self::Failed,
        Self::RolledBack,
        Self::Skipped,
    ];

    /// A label for a table.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Draining => "Draining",
            Self::BeingReplaced => "Being replaced",
            Self::Registering => "Registering",
            Self::Healthy => "Healthy",
            Self::Failed => "Failed",
            Self::RolledBack => "Rolled back",
            Self::Skipped => "Skipped",
        }
    }

    /// The state of that label.
    pub fn parse(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.label() == label)
    }

    /// Whether the service is at work on the host.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Draining | Self::BeingReplaced | Self::Registering)
    }
}

/// Where a state comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The host list says so.
    Read,
    /// Concluded from what the host list says, or no longer says.
    Inferred,
}

impl Source {
    /// A label beside the state.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Inferred => "inferred",
        }
    }
}

/// One host in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct HostInRun {
    /// The host name: the machine's part of the resource name.
    pub name: String,
    /// Where it stands.
    pub state: HostState,
    /// Where that comes from.
    pub source: Source,
    /// The evidence, in a sentence.
    pub why: String,
    /// Since when, if it can be told: by the service's times, else since it was first seen so.
    pub since: Option<Instant>,
    /// Whether it is one of the hosts the run updates.
    pub in_run: bool,
    /// How it stands to the wanted configuration.
    pub version: HostVersion,
    /// The resource id of its session host, as last read.
    pub id: Option<String>,
    /// The resource id of its machine, as last read.
    pub machine: Option<String>,
    /// Sessions on it; `None` if it is not in the list.
    pub sessions: Option<u64>,
    /// Whether it is in the list now.
    pub listed: bool,
    /// What the service says of its last update, as received.
    pub update_error: Option<String>,
}

/// All hosts of a run at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The name of the run.
    pub run: Option<String>,
    /// Where the run stood.
    pub status: UpdateState,
    /// When the hosts were read.
    pub at: Instant,
    /// The hosts, by name.
    pub hosts: Vec<HostInRun>,
}

impl Picture {
    /// How many hosts stand where.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.hosts)
    }

    /// The names of the hosts of a state.
    pub fn names(&self, state: HostState) -> Vec<&str> {
        self.hosts.iter().filter(|host| host.state == state).map(|host| host.name.as_str()).collect()
    }

    /// The service's own counts beside those of the rows.
    pub fn compare(&self, run: &Run) -> Vec<Compared> {
        compare::compare(self, run)
    }
}

/// What a picture is made from.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The host list.
    pub hosts: &'a [SessionHost],
    /// When it was read.
    pub at: Instant,
    /// The wanted configuration, if it could be read.
    pub wanted: Option<&'a SessionHostConfigurationProperties>,
    /// The run.
    pub run: &'a Run,
    /// The picture before this one, if there was one.
    pub before: Option<&'a Picture>,
}

/// The picture of a run: each host once, the listed ones and those that have left the list since the run was first seen.
pub fn picture(look: &Look) -> Picture {
    let before = look.before.filter(|before| before.run == look.run.name);
    let mut rows: BTreeMap<String, HostInRun> = BTreeMap::new();
    for row in before.iter().flat_map(|before| &before.hosts) {
        rows.insert(key(&row.name), reading::gone(row, look));
    }
    for host in look.hosts {
        let Some(name) = host.machine_name() else { continue };
        let earlier = before.and_then(|before| find(before, name));
        rows.insert(key(name), row(name, host, earlier, look));
    }
    Picture { run: look.run.name.clone(), status: look.run.status.clone(), at: look.at, hosts: rows.into_values().collect() }
}

fn row(name: &str, host: &SessionHost, earlier: Option<&HostInRun>, look: &Look) -> HostInRun {
    let version = look.wanted.map_or(HostVersion::Unknown, |wanted| host_version(host, wanted));
    let reading = reading::read(host, version, earlier, look);
    let properties = &host.properties;
    let noticed = earlier.and_then(|earlier| if earlier.state == reading.state { earlier.since } else { Some(look.at) });
    HostInRun {
        name: name.to_owned(),
        state: reading.state,
        source: reading.source,
        why: reading.why,
        since: reading.since.or(noticed),
        in_run: reading.in_run,
        version,
        id: host.id.clone(),
        machine: properties.resource_id.clone(),
        sessions: properties.sessions.and_then(|sessions| u64::try_from(sessions).ok()),
        listed: true,
        update_error: properties.update_error_message.clone().filter(|text| !text.is_empty()),
    }
}

/// Host names differ in case only between answers (RFC 4343: names are compared without regard to case).
fn key(name: &str) -> String {
    name.to_lowercase()
}

fn find<'a>(picture: &'a Picture, name: &str) -> Option<&'a HostInRun> {
    let key = key(name);
    picture.hosts.binary_search_by(|row| self::key(&row.name).cmp(&key)).ok().and_then(|at| picture.hosts.get(at))
}

#[cfg(test)]
#[path = "run_hosts/tests.rs"]
mod tests;
