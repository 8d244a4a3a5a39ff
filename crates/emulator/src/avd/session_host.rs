//! A session host in as little memory as 100,000 of them allow, and the plan a pool's hosts are made from on first look.

use std::cell::OnceCell;

use host::{Duration, Instant};

use super::user_sessions::UserSession;
use crate::lifecycle::power::Machine;
use crate::random::Random;

/// `updateState` of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateState {
    Initial,
    Pending,
    Started,
    Succeeded,
    Failed,
}

impl UpdateState {
    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Initial => "Initial",
            Self::Pending => "Pending",
            Self::Started => "Started",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }
}

/// One session host.
#[derive(Clone, Debug)]
pub(crate) struct SessionHost {
    /// Windows host name, fully qualified when the machine is in a domain.
    pub(crate) name: Box<str>,
    /// The virtual machine's name, which changes with every replacement.
    pub(crate) vm: Box<str>,
    /// Seed of its ids.
    pub(crate) seed: u64,
    /// How often its machine was made.
    pub(crate) generation: u32,
    pub(crate) status: &'static str,
    pub(crate) status_since: Instant,
    pub(crate) heartbeat: Instant,
    /// Whether its machine has power.
    pub(crate) machine: Machine,
    pub(crate) allow_new: bool,
    pub(crate) assigned: Option<Box<str>>,
    pub(crate) friendly: Option<Box<str>>,
    /// When it was last changed by a person, and by whom.
    pub(crate) modified: Option<Box<(Instant, String)>>,
    pub(crate) sessions: Vec<UserSession>,
    /// Version of the configuration it was made from; `None` on hosts made by hand.
    pub(crate) version: Option<Instant>,
    pub(crate) last_update: Option<Instant>,
    pub(crate) update_state: UpdateState,
    pub(crate) update_error: Option<Box<str>>,
    pub(crate) agent: &'static str,
    pub(crate) os: &'static str,
    /// How many of the next updates of this host fail.
    pub(crate) fails: u8,
    /// Whether the next failure cannot be rolled back.
    pub(crate) sticks: bool,
}

impl SessionHost {
    /// A healthy host without sessions.
    pub(crate) fn new(name: &str, vm: &str, seed: u64, at: Instant) -> Self {
        Self {
            name: name.into(),
            vm: vm.into(),
            seed,
            generation: 0,
            status: "Available",
            status_since: at,
            heartbeat: at,
            machine: Machine::Running,
            allow_new: true,
            assigned: None,
            friendly: None,
            modified: None,
            sessions: Vec::new(),
            version: None,
            last_update: None,
            update_state: UpdateState::Initial,
            update_error: None,
            agent: "1.0.12183.900",
            os: "10.0.26100.4652",
            fails: 0,
            sticks: false,
        }
    }

    /// Sets the status and when it began. An agent that reports runs; a host that is shut down has given its machine back, unless
    /// more is known.
    pub(crate) fn turn(&mut self, status: &'static str, at: Instant) {
        if status == "Shutdown" && self.machine == Machine::Running {
            self.machine = Machine::Deallocated;
        }
        self.status = status;
        self.status_since = at;
        if self.reports() {
            self.machine = Machine::Running;
            self.heartbeat = at;
        }
    }

    /// The last heartbeat before `now`: seconds ago while the agent reports.
    pub(crate) fn heartbeat_at(&self, now: Instant) -> Instant {
        if self.reports() { self.heartbeat.max(now - Duration::from_secs(self.seed % 30)) } else { self.heartbeat }
    }

    /// Whether its agent still sends heartbeats.
    pub(crate) fn reports(&self) -> bool {
        !matches!(self.status, "Shutdown" | "Unavailable" | "Disconnected" | "NoHeartbeat" | "NotRegistered")
    }

    /// Whether an agent has ever spoken for it.
    pub(crate) fn is_registered(&self) -> bool {
        self.status != "NotRegistered"
    }
}

/// How a pool's hosts are made.
#[derive(Clone, Debug)]
pub(crate) struct HostPlan {
    pub(crate) seed: u64,
    pub(crate) count: usize,
    pub(crate) prefix: String,
    pub(crate) domain: &'static str,
    pub(crate) version: Option<Instant>,
    pub(crate) personal: bool,
    /// Highest number of sessions a host starts with.
    pub(crate) sessions: u64,
    pub(crate) at: Instant,
}

impl HostPlan {
    fn make(&self) -> Vec<SessionHost> {
        (0..self.count).map(|number| self.host(number)).collect()
    }

    /// The host of a number; the same every time.
    fn host(&self, number: usize) -> SessionHost {
        let mut random = Random::new(self.seed ^ (number as u64).wrapping_mul(0x9e37_79b9));
        let vm = format!("{}-{number}", self.prefix);
        let name = if self.domain.is_empty() { vm.clone() } else { format!("{vm}.{}", self.domain) };
        let mut host = SessionHost::new(&name, &vm, random.next(), self.at);
        host.version = self.version;
        if self.version.is_some() {
            host.update_state = UpdateState::Succeeded;
            host.last_update = self.version.map(|version| version + Duration::from_secs(1800 + 60 * number as u64));
        }
        host.turn(status(&mut random), self.at - Duration::from_secs(60 * random.below(4000)));
        host.heartbeat = if host.reports() { self.at - Duration::from_secs(random.below(30)) } else { host.status_since };
        if host.reports() {
            let count = if self.personal { random.below(2) } else { random.below(self.sessions + 1) };
            host.sessions = (0..count).map(|id| UserSession::seeded(id, &mut random, self.at)).collect();
        }
        if self.personal {
            host.assigned = host.sessions.first().map(|session| session.user_name().into());
        }
        host
    }
}

/// Nineteen of twenty hosts are fine.
fn status(random: &mut Random) -> &'static str {
    match random.below(100) {
        0..=93 => "Available",
        94 | 95 => "Shutdown",
        96 => "Unavailable",
        97 => "NeedsAssistance",
        98 => "Upgrading",
        _ => "NoHeartbeat",
    }
}

/// A pool's hosts, made from the plan when first looked at.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    plan: Option<HostPlan>,
    made: OnceCell<Vec<SessionHost>>,
    /// Always empty: what a cell that cannot be empty would lend if it were.
    none: Vec<SessionHost>,
}

impl Hosts {
    /// No hosts.
    pub(crate) fn none() -> Self {
        Self { plan: None, made: OnceCell::new(), none: Vec::new() }
    }

    /// Hosts made when needed.
    pub(crate) fn planned(plan: HostPlan) -> Self {
        Self { plan: Some(plan), made: OnceCell::new(), none: Vec::new() }
    }

    /// How many there are, without making them.
    pub(crate) fn len(&self) -> usize {
        self.made.get().map_or_else(|| self.plan.as_ref().map_or(0, |plan| plan.count), Vec::len)
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[SessionHost] {
        self.made.get_or_init(|| self.plan.as_ref().map(HostPlan::make).unwrap_or_default())
    }

    /// All of them, to change.
    pub(crate) fn all_mut(&mut self) -> &mut Vec<SessionHost> {
        self.all();
        match self.made.get_mut() {
            Some(made) => made,
            None => &mut self.none,
        }
    }

    /// The host of that name, compared without case.
    pub(crate) fn named(&self, name: &str) -> Option<&SessionHost> {
        self.all().iter().find(|host| host.name.eq_ignore_ascii_case(name))
    }

    /// The host of that name, to change.
    pub(crate) fn named_mut(&mut self, name: &str) -> Option<&mut SessionHost> {
        self.all_mut().iter_mut().find(|host| host.name.eq_ignore_ascii_case(name))
    }
}
