//! Deterministic estates from a seed.

pub(crate) mod abroad;
mod bulk;
mod cast;
mod demo;
mod furniture;
mod gallery;
mod history;
mod parts;
mod trouble;

use host::Instant;

use crate::avd::Estate;
use crate::surroundings::Surroundings;

/// Which estate to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fleet {
    /// A readable one: about a dozen pools, each with a story.
    Demo,
    /// 400 pools of 25 hosts.
    Pools400x25,
    /// 1,300 pools, 100,000 hosts.
    Hosts100k,
    /// So many pools with so many hosts in all; of uneven size unless that comes out even. For simulations.
    Bulk {
        /// How many pools.
        pools: usize,
        /// How many hosts they have together.
        hosts: usize,
    },
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

/// The estate of a seed at the moment the emulator starts.
pub(crate) fn build(fleet: Fleet, seed: u64, now: Instant) -> Estate {
    match fleet {
        Fleet::Demo => demo::build(seed, now),
        Fleet::Pools400x25 => bulk::build(seed, now, 400, 10_000),
        Fleet::Hosts100k => bulk::build(seed, now, 1_300, 100_000),
        Fleet::Bulk { pools, hosts } => bulk::build(seed, now, pools, hosts),
    }
}

/// What stands around the estate's pools.
pub(crate) fn furnish(estate: &mut Estate, fleet: Fleet, seed: u64, now: Instant) -> Surroundings {
    furniture::furnish(estate, fleet, seed, now)
}

/// The subscriptions every fleet has.
pub(crate) const PRODUCTION: &str = "5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01";
pub(crate) const TEST: &str = "5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a02";
pub(crate) const RETIRED: &str = "5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a03";
