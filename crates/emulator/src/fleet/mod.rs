//! Deterministic estates from a seed.

use host::Instant;

use crate::avd::Estate;

/// Which estate to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fleet {
    /// A readable one: about a dozen pools, each with a story.
    Demo,
    /// 400 pools of 25 hosts.
    Pools400x25,
    /// 1,300 pools, 100,000 hosts.
    Hosts100k,
}

impl Fleet {
    /// Reads `demo`, `400x25` or `100k`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "demo" => Some(Self::Demo),
            "400x25" => Some(Self::Pools400x25),
            "100k" => Some(Self::Hosts100k),
            _ => None,
        }
    }
}

/// The estate of a seed.
pub(crate) fn build(_fleet: Fleet, _seed: u64, _now: Instant) -> Estate {
    Estate
}
