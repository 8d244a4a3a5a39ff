//! What needs attention in a host pool, and how urgently: from whatever is known of the pool. What isn't known raises nothing; the caller
//! says what it couldn't read.

mod capacity;

use core::time::Duration;

use ::host::Instant;
use arm::ResourceId;

use super::count::count;
use super::drift::of_versions;
use super::host_counts::{HostCounts, StatusCount};
use super::run::{Run, is_active};
use super::token::TokenState;
use super::wording::wording;
use crate::resource::{HostPoolType, ProvisioningStatus, ProvisioningStatusWord, SessionHostStatus, Timestamp, UpdateState};

pub use self::capacity::Capacity;

/// A token that stays valid for longer than this is kept, not used.
const LINGERING: Duration = Duration::from_secs(7 * 24 * 3600);

/// What is known of a pool. `None`: not read, or there is none.
#[derive(Clone, Debug)]
pub struct PoolFacts<'a> {
    /// The pool.
    pub id: &'a ResourceId,
    /// Whether users share hosts.
    pub kind: Option<&'a HostPoolType>,
    /// The sessions a host takes; 999999 stands for no limit.
    pub session_limit: Option<i64>,
    /// Its session hosts by status.
    pub hosts: Option<&'a HostCounts>,
    /// Its session hosts by the version of the configuration they were created from.
    pub versions: &'a [(Option<Timestamp>, i64)],
    /// The version of the target configuration.
    pub target: Option<&'a Timestamp>,
    /// The latest session host update.
    pub update: Option<&'a Run>,
    /// The latest creation of session hosts.
    pub provisioning: Option<&'a ProvisioningStatus>,
    /// The registration token.
    pub token: Option<TokenState>,
    /// When this console turned autoscale off, if it is to be turned on again.
    pub autoscale_off: Option<Instant>,
}

/// A kind of trouble; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The pool has running hosts and none takes new sessions.
    NoHostAccepts,
    /// An update stopped, failed or left hosts out of service.
    UpdateFailed,
    /// Every host that takes sessions is full.
    NoCapacity,
    /// Hosts are in a status in which users can't connect.
    HostsUnavailable,
    /// An update is paused; Azure cancels it after 14 days.
    UpdatePaused,
    /// Creating session hosts failed.
    ProvisioningFailed,
    /// Hosts read as available and send no heartbeat.
    HostsSilent,
    /// The upgrade of the agent failed, or hosts have been upgrading without a heartbeat.
    AgentUpgrade,
    /// Autoscale was turned off here and not on again.
    AutoscaleOff,
    /// Hosts are older than the target configuration.
    OutOfDate,
    /// A health check failed that doesn't keep users out.
    NeedsAssistance,
    /// A registration token expires within the hour.
    TokenExpires,
    /// A registration token stays valid for over a week.
    TokenLingers,
    /// All hosts are shut down.
    AllShutDown,
}

/// How urgent a kind is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Users are affected now, or a pool is locked.
    High,
    /// It will get worse.
    Medium,
    /// Worth knowing.
    Low,
}

impl Kind {
    /// All kinds, the worst first.
    pub const ALL: [Self; 14] = [
        Self::NoHostAccepts,
        Self::UpdateFailed,
        Self::NoCapacity,
        Self::HostsUnavailable,
        Self::UpdatePaused,
        Self::ProvisioningFailed,
        Self::HostsSilent,
        Self::AgentUpgrade,
        Self::AutoscaleOff,
        Self::OutOfDate,
        Self::NeedsAssistance,
        Self::TokenExpires,
        Self::TokenLingers,
        Self::AllShutDown,
    ];

    /// The word for it where it is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoHostAccepts => "no-host",
            Self::UpdateFailed => "update-failed",
            Self::NoCapacity => "full",
            Self::HostsUnavailable => "unavailable",
            Self::UpdatePaused => "paused",
            Self::ProvisioningFailed => "provisioning",
            Self::HostsSilent => "silent",
            Self::AgentUpgrade => "agent-upgrade",
            Self::AutoscaleOff => "autoscale",
            Self::OutOfDate => "out-of-date",
            Self::NeedsAssistance => "assistance",
            Self::TokenExpires => "token-expires",
            Self::TokenLingers => "token-lingers",
            Self::AllShutDown => "shut-down",
        }
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::NoHostAccepts => "No session host takes new sessions",
            Self::UpdateFailed => "Session host update failed",
            Self::NoCapacity => "No capacity left",
            Self::HostsUnavailable => "Session hosts unavailable",
            Self::UpdatePaused => "Session host update paused",
            Self::ProvisioningFailed => "Creating session hosts failed",
            Self::HostsSilent => "Available, but no heartbeat",
            Self::AgentUpgrade => "Agent upgrade failed or stuck",
            Self::AutoscaleOff => "Autoscale is still off",
            Self::OutOfDate => "Session hosts out of date",
            Self::NeedsAssistance => "Session hosts need assistance",
            Self::TokenExpires => "Registration token expires soon",
            Self::TokenLingers => "Registration token valid for over a week",
            Self::AllShutDown => "All session hosts are shut down",
        }
    }

    /// What it means.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NoHostAccepts => "Users can't start new sessions in this pool.",
            Self::UpdateFailed => "The pool may be locked or have a mix of old and new session hosts until you retry or cancel.",
            Self::NoCapacity => "Every session host that takes new sessions is at the session limit. More users can't sign in.",
            Self::HostsUnavailable => "Users can't connect to these session hosts. Others in the pool still take sessions.",
            Self::UpdatePaused => "The pool stays locked. Azure cancels an update that's been paused for 14 days.",
            Self::ProvisioningFailed => "The pool has fewer session hosts than its policy asks for.",
            Self::HostsSilent => "The agent hasn't reported for over 30 minutes, so the status may be stale.",
            Self::AgentUpgrade => "The upgrade failed, or the agent hasn't reported for over 30 minutes while upgrading.",
            Self::AutoscaleOff => "It was turned off for an update and hasn't been turned on again.",
            Self::OutOfDate => "Created from an older configuration than the pool's target. Schedule an update.",
            Self::NeedsAssistance => "A nonfatal health check failed. Users can still connect.",
            Self::TokenExpires => "Session hosts that are still being built may miss it.",
            Self::TokenLingers => "Anyone with the token can add a machine to the pool. Revoke it if you don't need it.",
            Self::AllShutDown => "Expected if autoscale or Start VM on Connect starts them when users sign in.",
        }
    }

    /// How urgent it is.
    pub const fn urgency(self) -> Urgency {
        match self {
            Self::NoHostAccepts | Self::UpdateFailed | Self::NoCapacity => Urgency::High,
            Self::NeedsAssistance | Self::TokenLingers | Self::AllShutDown => Urgency::Low,
            _ => Urgency::Medium,
        }
    }
}

/// One thing that needs attention.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// In which pool.
    pub pool: ResourceId,
    /// How many session hosts are concerned, where it is about hosts.
    pub hosts: Option<i64>,
    /// The particulars.
    pub detail: String,
    /// Since when, as far as is known.
    pub since: Option<Instant>,
    /// Tells this case from a later one of the same kind in the same pool.
    pub case: String,
}

/// What needs attention in a pool, the worst first.
pub fn findings(pool: &PoolFacts<'_>, now: Instant) -> Vec<Finding> {
    let mut found = Vec::new();
    // While hosts are replaced, some of them are out of service.
    let updating = pool.update.is_some_and(|run| is_active(&run.status) && run.status != UpdateState::Scheduled);
    if let Some(hosts) = pool.hosts {
        found.extend(of_hosts(pool, hosts, updating));
    }
    found.extend(pool.update.and_then(|run| of_update(pool.id, run)));
    found.extend(pool.provisioning.and_then(|status| of_provisioning(pool.id, status)));
    let since = |kind, since| Finding { since: Some(since), ..finding(kind, pool.id, String::new()) };
    found.extend(pool.autoscale_off.map(|at| since(Kind::AutoscaleOff, at)));
    found.extend(out_of_date(pool));
    found.extend(pool.token.and_then(|token| of_token(pool.id, token, now)));
    found.sort_by_key(|finding| finding.kind);
    found
}

fn finding(kind: Kind, pool: &ResourceId, detail: String) -> Finding {
    Finding { kind, pool: pool.clone(), hosts: None, detail, since: None, case: String::new() }
}

fn of_hosts(pool: &PoolFacts<'_>, counts: &HostCounts, updating: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let of = |kind, hosts: i64, detail: String| {
        let case = hosts.to_string();
        Finding { hosts: Some(hosts), case, ..finding(kind, pool.id, detail) }
    };
    let all = counts.hosts();
    let is = |status: &StatusCount, word: SessionHostStatus| SessionHostStatus::parse(&status.status) == word;
    let shut_down: i64 = counts.by_status.iter().filter(|of| is(of, SessionHostStatus::Shutdown)).map(|of| of.hosts).sum();
    let may_accept = counts.by_status.iter().any(|of| of.may_take_sessions() && of.drained < of.hosts);
    match () {
        () if all == 0 => return found,
        () if all == shut_down && !updating => found.push(of(Kind::AllShutDown, all, String::new())),
        () if counts.accepting() == 0 && !may_accept => found.push(of(Kind::NoHostAccepts, all, causes(counts, true))),
        () => {
            let down = counts.by_status.iter().filter(|of| of.is_down());
            let down: i64 = down.map(|of| of.hosts).sum();
            if down > 0 && !updating {
                found.push(of(Kind::HostsUnavailable, down, causes(counts, false)));
            }
        }
    }
    if pool.kind != Some(&HostPoolType::Personal)
        && let Some(capacity) = Capacity::of(counts, pool.session_limit)
        && capacity.is_full()
    {
        let detail = format!("{} of {} sessions", capacity.sessions, capacity.limit);
        found.push(of(Kind::NoCapacity, counts.accepting(), detail));
    }
    if counts.silent() > 0 {
        found.push(of(Kind::HostsSilent, counts.silent(), String::new()));
    }
    let stuck = |status: &StatusCount| match SessionHostStatus::parse(&status.status) {
        SessionHostStatus::Upgrading => status.silent,
        SessionHostStatus::UpgradeFailed => status.hosts,
        _ => 0,
    };
    let stuck: i64 = counts.by_status.iter().map(stuck).sum();
    if stuck > 0 {
        found.push(of(Kind::AgentUpgrade, stuck, String::new()));
    }
    let assistance = counts.by_status.iter().filter(|of| is(of, SessionHostStatus::NeedsAssistance));
    let assistance: i64 = assistance.map(|of| of.hosts).sum();
    if assistance > 0 {
        found.push(of(Kind::NeedsAssistance, assistance, String::new()));
    }
    found
}

/// "2 Unavailable, 1 in drain mode": why hosts take no sessions; those in drain mode only if asked for.
fn causes(counts: &HostCounts, drained: bool) -> String {
    let down = counts.by_status.iter().filter(|of| !of.takes_sessions());
    let mut words: Vec<String> = down
        .filter(|of| drained || of.is_down())
        .map(|of| format!("{} {}", of.hosts, if of.status.is_empty() { "without a status" } else { wording(&of.status) }))
        .collect();
    let in_drain: i64 = counts.by_status.iter().filter(|of| of.takes_sessions()).map(|of| of.drained).sum();
    if drained && in_drain > 0 {
        words.push(format!("{in_drain} in drain mode"));
    }
    words.join(", ")
}

fn of_update(pool: &ResourceId, run: &Run) -> Option<Finding> {
    let left_out = run.rollback_failed.filter(|count| *count > 0);
    let kind = match run.status {
        UpdateState::Error | UpdateState::Failed => Kind::UpdateFailed,
        UpdateState::Paused => Kind::UpdatePaused,
        _ if left_out.is_some() => Kind::UpdateFailed,
        _ => return None,
    };
    let error = run.error_in_words().map(|(code, _)| code);
    let left_out = left_out.map(|count| format!("{} out of service", count_hosts(count)));
    let progress = run.completed.zip(run.total).map(|(done, all)| format!("{done} of {all} updated"));
    let words: Vec<String> = error.into_iter().chain(left_out).chain(progress).collect();
    let since = if kind == Kind::UpdatePaused { None } else { run.ended.or(run.started) };
    let case = run.name.clone().unwrap_or_default();
    Some(Finding { since, case, ..finding(kind, pool, words.join(" · ")) })
}

fn of_provisioning(pool: &ResourceId, status: &ProvisioningStatus) -> Option<Finding> {
    if status.status != Some(ProvisioningStatusWord::Failed) {
        return None;
    }
    let since = status.end_time.as_ref().or(status.start_time.as_ref()).and_then(Timestamp::at);
    let code = status.error.as_ref().and_then(|error| error.code.clone()).unwrap_or_default();
    Some(Finding { since, case: status.name.clone().unwrap_or_default(), ..finding(Kind::ProvisioningFailed, pool, code) })
}

/// Hosts of an older version than the target. Where the target isn't known the newest version among the hosts stands for it: then there
/// are at least so many.
fn out_of_date(pool: &PoolFacts<'_>) -> Option<Finding> {
    // What runs or is scheduled brings them up to date.
    if pool.update.is_some_and(|run| is_active(&run.status)) {
        return None;
    }
    let newest = || pool.versions.iter().filter_map(|(version, _)| version.as_ref()).max_by_key(|version| version.at());
    let target = pool.target.or_else(newest)?;
    let summary = of_versions(pool.versions, target);
    let (behind, all) = (summary.behind, summary.total());
    let least = if pool.target.is_some() { "" } else { "At least " };
    (behind > 0).then(|| Finding {
        hosts: i64::try_from(behind).ok(),
        case: target.as_str().to_owned(),
        ..finding(Kind::OutOfDate, pool.id, format!("{least}{behind} of {all}"))
    })
}

fn of_token(pool: &ResourceId, token: TokenState, now: Instant) -> Option<Finding> {
    let TokenState::Valid { until } = token.at(now) else { return None };
    let kind = match () {
        () if token.ends_soon(now) => Kind::TokenExpires,
        () if now.until(until) > LINGERING => Kind::TokenLingers,
        () => return None,
    };
    Some(Finding { case: until.to_rfc3339(), ..finding(kind, pool, token.words(now)) })
}

fn count_hosts(hosts: u64) -> String {
    count(hosts, "session host", "session hosts")
}

#[cfg(test)]
mod tests;
