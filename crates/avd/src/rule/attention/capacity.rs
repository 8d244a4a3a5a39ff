//! How many sessions a pool can take now.

use crate::rule::host_counts::HostCounts;

/// The service's way to say that there is no limit (host pool property `maxSessionLimit`).
const UNLIMITED: i64 = 999_999;

/// The sessions of a pool on the hosts that take new ones, and how many those hosts take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    /// Sessions on hosts that take new ones.
    pub sessions: i64,
    /// Sessions these hosts take.
    pub limit: i64,
}

impl Capacity {
    /// Of a pool; `None` where no host takes sessions or there is no limit.
    pub fn of(counts: &HostCounts, session_limit: Option<i64>) -> Option<Self> {
        let limit = session_limit.filter(|limit| (1..UNLIMITED).contains(limit))?;
        let accepting = counts.accepting();
        (accepting > 0).then(|| Self { sessions: counts.accepting_sessions(), limit: limit.saturating_mul(accepting) })
    }

    /// Whether no further session fits.
    pub const fn is_full(self) -> bool {
        self.sessions >= self.limit
    }

    /// The part that is used, from 0 to 1.
    pub fn used(self) -> f64 {
        // Counts of sessions are far below what a double holds exactly.
        (self.sessions as f64 / self.limit.max(1) as f64).clamp(0.0, 1.0)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { sessions: self.sessions.saturating_add(other.sessions), limit: self.limit.saturating_add(other.limit) }
    }
}
