//! The hosts of a pool as a bar and in words.

use avd::rule::host_counts::HostCounts;

use super::Count;
use crate::components::Tone;

/// How hosts divide: take new sessions, in drain mode, unavailable, and the rest (shut down, upgrading, not known).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// All.
    pub all: i64,
    /// Take new sessions.
    pub accepting: i64,
    /// Would, but are in drain mode.
    pub draining: i64,
    /// Users can't connect.
    pub down: i64,
}

impl Health {
    /// Of the hosts of a pool.
    pub fn of(counts: &HostCounts) -> Self {
        let draining = counts.by_status.iter().filter(|of| of.takes_sessions()).map(|of| of.drained).sum();
        let down = counts.by_status.iter().filter(|of| of.is_down()).map(|of| of.hosts).sum();
        Self { all: counts.hosts(), accepting: counts.accepting(), draining, down }
    }

    /// The parts of the bar.
    pub fn bar(self) -> Vec<(f64, Tone)> {
        // Counts of hosts are far below what a double holds exactly.
        let part = |hosts: i64| hosts as f64 / self.all.max(1) as f64;
        let parts = [(self.accepting, Tone::Success), (self.draining, Tone::Warning), (self.down, Tone::Danger)];
        parts.into_iter().filter(|(hosts, _)| *hosts > 0).map(|(hosts, tone)| (part(hosts), tone)).collect()
    }

    /// "3 of 4 take new sessions".
    pub fn words(self) -> String {
        let count = |hosts: i64| usize::try_from(hosts).unwrap_or_default();
        match self.all {
            0 => "No session hosts".to_owned(),
            all => format!("{} of {} take new sessions", Count(count(self.accepting)), Count(count(all))),
        }
    }

    /// What is not as it should be: "2 in drain mode, 1 unavailable"; empty if nothing is.
    pub fn exceptions(self) -> String {
        let told = [(self.draining, "in drain mode"), (self.down, "unavailable")];
        let words = told.into_iter().filter(|(hosts, _)| *hosts > 0).map(|(hosts, word)| format!("{hosts} {word}"));
        words.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use avd::rule::host_counts::StatusCount;

    use super::*;

    #[test]
    fn hosts_divide_into_parts() {
        let of = |status: &str, hosts, drained| StatusCount { status: status.to_owned(), hosts, drained, ..Default::default() };
        let counts = HostCounts {
            by_status: vec![
                of("Available", 3, 1),
                of("NeedsAssistance", 1, 0),
                of("Shutdown", 2, 1),
                of("Unavailable", 1, 0),
                of("Novel", 1, 0),
            ],
        };
        let health = Health::of(&counts);
        assert_eq!(health, Health { all: 8, accepting: 3, draining: 1, down: 1 });
        assert_eq!(health.bar(), [(3.0 / 8.0, Tone::Success), (1.0 / 8.0, Tone::Warning), (1.0 / 8.0, Tone::Danger)]);
        assert_eq!(health.words(), "3 of 8 take new sessions");
        assert_eq!(health.exceptions(), "1 in drain mode, 1 unavailable");
        assert_eq!(Health::of(&HostCounts::default()).words(), "No session hosts");
    }
}
