//! How many session hosts and sessions each pool has, as last told.

use std::collections::BTreeMap;

use arm::ResourceId;
use avd::rule::estate_hosts::Source;
use avd::rule::host_counts::{ByPool, HostCounts};
use host::Instant;

use crate::live::remote::Remote;

/// Then a pool on screen is asked again, too.
pub use avd::rule::estate_hosts::STANDS;

/// The counts: of all pools by Resource Graph, of those on screen by their own lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// What Resource Graph says, and whether that is all of it.
    pub graph: Remote<(ByPool, bool)>,
    own: BTreeMap<String, (Instant, Result<HostCounts, arm::Error>)>,
    /// Of how many pools Resource Graph had the hosts otherwise.
    pub differed: usize,
    /// How many pools Resource Graph had otherwise in their rows, since the estate was last read as a whole.
    pub behind: usize,
    /// The pools on screen that would not say what they are like.
    pub refused: Vec<(ResourceId, arm::Error)>,
}

/// What is known of the hosts of one pool.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// So many.
    Counts(HostCounts, Source),
    /// Resource Graph knows of none; the pool itself was not asked.
    Nothing,
    /// It is being read.
    Reading,
    /// Neither Resource Graph nor the pool gave an answer.
    Unknown,
}

impl Told {
    /// How many hosts and sessions that is, where it is known.
    pub fn numbers(&self) -> Option<(i64, i64)> {
        match self {
            Self::Counts(counts, _) => Some((counts.hosts(), counts.sessions())),
            _ => None,
        }
    }
}

impl Counts {
    /// What is known of a pool, by the key of its id.
    pub fn of(&self, pool: &str) -> Told {
        let graph = self.graph.value().zip(self.graph.read_at());
        let own = self.own.get(pool).filter(|(at, _)| graph.is_none_or(|(_, told)| *at + STANDS >= told));
        match (own, graph) {
            (Some((at, Ok(counts))), _) => Told::Counts(counts.clone(), Source::Provider(*at)),
            (_, Some(((pools, whole), at))) => match pools.get(pool) {
                Some(counts) => Told::Counts(counts.clone(), Source::Graph(at)),
                None if *whole && own.is_none() => Told::Nothing,
                None => Told::Unknown,
            },
            (None, None) if self.graph.finished_at().is_none() => Told::Reading,
            _ => Told::Unknown,
        }
    }

    /// A pool was asked itself.
    pub fn note(&mut self, pool: &str, at: Instant, answer: Result<HostCounts, arm::Error>) {
        let none = HostCounts::default();
        let told = self.graph.value().map(|(pools, _)| pools.get(pool).unwrap_or(&none));
        // A later look differs from an older copy in any case.
        let first = !self.own.contains_key(pool);
        let differs = answer.as_ref().ok().zip(told).is_some_and(|(own, told)| first && !own.says_the_same(told));
        self.own.insert(pool.to_owned(), (at, answer));
        self.differed += usize::from(differs);
    }

    /// When a pool was last asked itself.
    pub fn asked_at(&self, pool: &str) -> Option<Instant> {
        self.own.get(pool).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds)
    }

    fn told(pool: &str, hosts: i64) -> ByPool {
        let mut counts = ByPool::new();
        avd::rule::host_counts::add_rows(
            &mut counts,
            vec![json!({"pool": pool, "status": "Available", "hosts": hosts, "sessions": 1})],
        );
        counts
    }

    fn hosts(counts: &Counts, pool: &str) -> Option<(i64, bool)> {
        match counts.of(pool) {
            Told::Counts(counts, source) => Some((counts.hosts(), matches!(source, Source::Graph(_)))),
            _ => None,
        }
    }

    #[test]
    fn the_graphs_word_and_the_pools_own() {
        let mut counts = Counts::default();
        assert_eq!(counts.of("/p"), Told::Reading);
        let ticket = counts.graph.begin(at(0));
        counts.graph.finish(ticket, at(1), Ok((told("/p", 3), true)));
        assert_eq!(hosts(&counts, "/p"), Some((3, true)));
        assert_eq!(counts.of("/q"), Told::Nothing);
        let own = told("/p", 2).remove("/p").unwrap_or_default();
        counts.note("/p", at(2), Ok(own));
        assert_eq!(counts.differed, 1, "the graph was behind");
        counts.note("/q", at(2), Ok(HostCounts::default()));
        assert_eq!(counts.differed, 1, "none is what it said");
        assert_eq!(hosts(&counts, "/p"), Some((2, false)));
        assert_eq!(hosts(&counts, "/q"), Some((0, false)));
        let ticket = counts.graph.begin(at(60));
        counts.graph.finish(ticket, at(61), Ok((told("/p", 3), false)));
        assert_eq!(hosts(&counts, "/p"), Some((2, false)), "a later word of the graph may be the older one");
        assert_eq!(counts.of("/r"), Told::Unknown, "it was cut off");
        let ticket = counts.graph.begin(at(500));
        counts.graph.finish(ticket, at(501), Ok((told("/p", 4), true)));
        assert_eq!(hosts(&counts, "/p"), Some((4, true)));
    }
}
