//! Large estates: many pools, hosts made only when looked at.

use host::Instant;

use super::parts::{self, Kind, Sketch};
use super::{PRODUCTION, TEST};
use crate::avd::Estate;
use crate::random::Random;

const LOCATIONS: [&str; 4] = ["westeurope", "northeurope", "eastus2", "uksouth"];
const TEAMS: [&str; 8] = ["finance", "sales", "design", "support", "legal", "research", "plant", "field"];

/// `pools` pools with `hosts` hosts in all: an even share each when that comes out even, else a few large and many small ones.
pub(super) fn build(seed: u64, now: Instant, pools: usize, hosts: usize) -> Estate {
    let mut estate = parts::estate(seed);
    let mut random = Random::named(seed, "bulk");
    let mut left = hosts;
    for number in 0..pools {
        let rest = pools - number;
        let even = left / rest;
        let count = if hosts.is_multiple_of(pools) || rest == 1 { even } else { uneven(&mut random, even) }.min(left);
        left -= if rest == 1 { left } else { count };
        let team = TEAMS[number % TEAMS.len()];
        let (name, group) = (format!("hp-{team}-{number:04}"), format!("rg-avd-{team}-{}", number / 100));
        let kind = match number % 5 {
            0 | 1 => Kind::Automated,
            4 => Kind::Personal,
            _ => Kind::Standard,
        };
        let sketch = Sketch {
            subscription: if number % 4 == 3 { TEST } else { PRODUCTION },
            group: &group,
            name: &name,
            friendly: &format!("{team} {number}"),
            location: LOCATIONS[number / 7 % LOCATIONS.len()],
            kind,
            hosts: count,
            prefix: &format!("{}{number:04}", &team[..4]),
            sessions: 8,
            tags: &[("team", team)],
        };
        let mut pool = parts::pool(&sketch, seed, now);
        if kind == Kind::Automated && number % 10 == 0 {
            parts::renew(&mut pool, parts::hours_before(now, 30), "October image", "26100.6899.251010");
        }
        estate.add(pool);
    }
    estate
}

/// A share around `even`, now and then a large one.
fn uneven(random: &mut Random, even: usize) -> usize {
    let even = even as u64;
    let share = match random.below(20) {
        0 => even * 4 + random.below(even * 4 + 1),
        1..=9 => even / 2 + random.below(even / 2 + 1),
        _ => even / 3 + random.below(even + 1),
    };
    usize::try_from(share).unwrap_or(0)
}
