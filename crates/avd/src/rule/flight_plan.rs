//! How a session host update is expected to go: who is replaced when, what stays in service, what is needed meanwhile.
//!
//! The order is that of Learn, "Update session hosts using session host update": the first host by name alone, then batches.
//! Nothing is looked up here; what the caller does not know stays unknown in the answer.

use core::time::Duration;

use host::Instant;

use super::count::count;
use super::drift::{HostVersion, host_version};
use super::host_status::takes_new_sessions;
use super::token::{span, spread};
use super::update::MINUTES_PER_HOST;
use crate::resource::{SessionHost, SessionHostConfigurationProperties};

mod window;

pub use window::{Fit, Window};

/// A host as far as the plan is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedHost {
    /// Its name; hosts are taken in the order of their names.
    pub name: String,
    /// Sessions on it now, if known.
    pub sessions: Option<u64>,
    /// Whether it differs from the wanted configuration. `None`: it cannot be told, and is planned as if it did.
    pub behind: Option<bool>,
    /// Whether it takes users now. A drained host or one that is shut down is replaced all the same, but is no capacity.
    pub in_service: bool,
}

impl PlannedHost {
    /// A host as read; `None` if it has no name.
    pub fn of(host: &SessionHost, wanted: Option<&SessionHostConfigurationProperties>) -> Option<Self> {
        let properties = &host.properties;
        let behind = wanted.and_then(|wanted| match host_version(host, wanted) {
            HostVersion::UpToDate => Some(false),
            HostVersion::Behind => Some(true),
            HostVersion::Unknown => None,
        });
        let healthy = properties.status.as_ref().is_none_or(|status| takes_new_sessions(status) != Some(false));
        Some(Self {
            name: host.machine_name()?.to_owned(),
            sessions: properties.sessions.and_then(|sessions| u64::try_from(sessions).ok()),
            behind,
            in_service: healthy && properties.allow_new_session != Some(false),
        })
    }
}

/// What the minutes of a host rest on. The sign-out delay is not in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Microsoft's rough figure: about 20 minutes a host (Learn, same page).
    Rough,
    /// Measured by this console.
    Measured {
        /// The time in the middle.
        median: Duration,
        /// The shortest.
        fastest: Duration,
        /// The longest.
        slowest: Duration,
        /// How many hosts were measured.
        hosts: u64,
    },
}

impl Basis {
    /// From measured times; `None` without any.
    pub fn measured(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let (fastest, slowest) = (*times.first()?, *times.last()?);
        let median = *times.get(times.len() / 2)?;
        Some(Self::Measured { median, fastest, slowest, hosts: times.len() as u64 })
    }

    /// How long one host takes, and so a batch: its hosts are replaced side by side.
    pub const fn per_host(&self) -> Duration {
        match self {
            Self::Rough => Duration::from_secs(60 * MINUTES_PER_HOST),
            Self::Measured { median, .. } => *median,
        }
    }

    /// What it rests on, in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Rough => {
                "Based on Microsoft's estimate of 20 minutes per session host; nothing has been measured in this pool yet."
                    .to_owned()
            }
            Self::Measured { median, fastest, slowest, hosts } => format!(
                "Based on {} per session host, the median of {} measured in this browser ({}).",
                span(*median),
                count(*hosts, "session host", "session hosts"),
                spread(*fastest, *slowest)
            ),
        }
    }
}

/// What is planned with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// All hosts of the pool, in any order.
    pub hosts: Vec<PlannedHost>,
    /// How many hosts a batch may take out; 0 counts as 1.
    pub batch: u64,
    /// How long users have before they are signed out.
    pub sign_out_delay: Duration,
    /// When it begins.
    pub start: Instant,
    /// What the minutes of a host rest on.
    pub minutes: Basis,
    /// Sessions a host takes, if known.
    pub session_limit: Option<u64>,
    /// vCPUs of the wanted size, if known.
    pub vcpus_per_host: Option<u64>,
    /// Whether the original machines are kept, deallocated.
    pub keep_originals: bool,
    /// The maintenance window it should fit into.
    pub window: Option<Window>,
}

/// Which part of the update a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The initial host, alone.
    Initial,
    /// A batch, from 1.
    Batch(u64),
}

impl Kind {
    /// "Initial host", "Batch 2".
    pub fn label(self) -> String {
        match self {
            Self::Initial => "Initial host".to_owned(),
            Self::Batch(number) => format!("Batch {number}"),
        }
    }
}

/// Hosts that are replaced side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which part of the update.
    pub kind: Kind,
    /// The names of the hosts.
    pub hosts: Vec<String>,
    /// When it begins.
    pub from: Instant,
    /// When it ends; the next step begins then.
    pub until: Instant,
    /// Hosts that take users meanwhile.
    pub in_service: u64,
}

/// The plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlightPlan {
    /// The initial host, then the batches; empty if no host is behind.
    pub steps: Vec<Step>,
    /// When it begins.
    pub start: Instant,
    /// When the last step ends.
    pub end: Instant,
    /// Hosts that are replaced.
    pub replaced: u64,
    /// Hosts that already are what they should be, and stay.
    pub left_alone: u64,
    /// The fewest hosts that take users at any time.
    pub lowest_hosts: u64,
    /// The fewest sessions these can hold; `None` without a session limit.
    pub lowest_sessions: Option<u64>,
    /// How many sessions there are now; `None` if a host's are unknown.
    pub sessions_now: Option<u64>,
    /// How often one user may be signed out.
    pub sign_outs_at_most: u64,
    /// vCPUs needed beyond today's; `None` without the size's.
    pub extra_vcpus: Option<u64>,
    /// Addresses needed beyond today's.
    pub extra_addresses: u64,
    /// Original machines left over at the end.
    pub kept_machines: u64,
    /// How it fits into the window, if there is one.
    pub window: Option<Fit>,
    /// What the minutes rest on.
    pub basis: Basis,
}

impl FlightPlan {
    /// The plan in a sentence or two, with what its minutes rest on.
    pub fn sentence(&self) -> String {
        let batches = self.steps.len().saturating_sub(1) as u64;
        format!(
            "About {}: the initial session host alone, then {}; at least {} in service. {}",
            span(self.length()),
            count(batches, "batch", "batches"),
            count(self.lowest_hosts, "session host stays", "session hosts stay"),
            self.basis.sentence()
        )
    }

    /// How long it takes.
    pub fn length(&self) -> Duration {
        self.end.since(self.start)
    }

    /// Whether those that take users at the lowest point can hold today's sessions; `None` if it cannot be told.
    pub fn holds_everybody(&self) -> Option<bool> {
        Some(self.lowest_sessions? >= self.sessions_now?)
    }
}

/// Plans an update.
pub fn plan(input: &Input) -> FlightPlan {
    let mut queue: Vec<&PlannedHost> = input.hosts.iter().filter(|host| host.behind != Some(false)).collect();
    queue.sort_by(|a, b| a.name.cmp(&b.name));
    let serving = input.hosts.iter().filter(|host| host.in_service).count() as u64;
    let parts = parts(&queue, input.batch);
    let steps = steps(input, &parts, serving);
    let end = steps.last().map_or(input.start, |step| step.until);
    let lowest_hosts = steps.iter().map(|step| step.in_service).min().unwrap_or(serving);
    let replaced = queue.len() as u64;
    let largest = parts.iter().map(|part| part.len() as u64).max().unwrap_or(0);
    // A kept machine holds its address and, deallocated or not, its share of the quota (Learn, "vCPU quotas").
    let extra = if input.keep_originals { replaced } else { largest };
    FlightPlan {
        start: input.start,
        end,
        replaced,
        left_alone: input.hosts.len() as u64 - replaced,
        lowest_hosts,
        lowest_sessions: input.session_limit.map(|limit| lowest_hosts.saturating_mul(limit)),
        sessions_now: sessions_on(input.hosts.iter()),
        sign_outs_at_most: sign_outs(input, &parts),
        extra_vcpus: input.vcpus_per_host.map(|vcpus| vcpus.saturating_mul(extra)),
        extra_addresses: extra,
        kept_machines: if input.keep_originals { replaced } else { 0 },
        window: input.window.map(|window| window.fit(input.start, end)),
        basis: input.minutes,
        steps,
    }
}

/// The initial host alone, then as many as a batch takes, the last one with as many as remain.
fn parts<'a, 'b>(queue: &'b [&'a PlannedHost], batch: u64) -> Vec<&'b [&'a PlannedHost]> {
    let Some((_, rest)) = queue.split_first() else { return Vec::new() };
    let size = usize::try_from(batch).unwrap_or(usize::MAX).max(1);
    core::iter::once(queue.split_at(1).0).chain(rest.chunks(size)).collect()
}

fn steps(input: &Input, parts: &[&[&PlannedHost]], serving: u64) -> Vec<Step> {
    let each = input.minutes.per_host() + input.sign_out_delay;
    let mut from = input.start;
    let mut steps = Vec::with_capacity(parts.len());
    for (number, part) in parts.iter().enumerate() {
        let until = from + each;
        let out = part.iter().filter(|host| host.in_service).count() as u64;
        steps.push(Step {
            kind: if number == 0 { Kind::Initial } else { Kind::Batch(number as u64) },
            hosts: part.iter().map(|host| host.name.clone()).collect(),
            from,
            until,
            in_service: serving - out,
        });
        from = until;
    }
    steps
}

/// All sessions on these hosts; `None` if those of one are unknown.
fn sessions_on<'a>(mut hosts: impl Iterator<Item = &'a PlannedHost>) -> Option<u64> {
    hosts.try_fold(0, |all: u64, host| Some(all.saturating_add(host.sessions?)))
}

/// Users signed out go to updated hosts where there is room. The initial host's users find none, so they may be signed out
/// again (Learn, same page); so may those of a batch that the updated hosts cannot hold.
fn sign_outs(input: &Input, parts: &[&[&PlannedHost]]) -> u64 {
    let steps = parts.len() as u64;
    let (mut updated, mut moved, mut again) = (0u64, 0u64, 0u64);
    for part in parts.split_last().map_or(&[][..], |(_, earlier)| earlier) {
        let Some(sessions) = sessions_on(part.iter().copied()) else { return steps.min(2) };
        let Some(limit) = input.session_limit else { return steps.min(2) };
        moved = moved.saturating_add(sessions);
        again += u64::from(moved > updated.saturating_mul(limit));
        updated += part.len() as u64;
    }
    (again + 1).max(2).min(steps)
}

#[cfg(test)]
#[path = "flight_plan_tests.rs"]
mod tests;
