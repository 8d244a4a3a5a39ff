//! All checks against a pool in order, with one thing changed at a time; and what must hold whatever is read.
#![allow(clippy::unwrap_used)]

mod around;
mod capacity;
mod gather;
mod identity;
mod image;
mod law;
mod place;
mod readiness;
mod secrets;
mod world;

use std::collections::BTreeSet;

use super::{Check, Verdict, tally};
use world::World;

#[test]
fn thirty_checks_with_names_of_their_own() {
    let ids: BTreeSet<u8> = Check::all().map(|check| check.id).collect();
    assert_eq!(ids, (1..=30).collect());
    assert_eq!(Check::all().count(), 30);
    let keys: BTreeSet<&str> = Check::all().map(|check| check.key).collect();
    assert_eq!(keys.len(), 30);
    for check in Check::all() {
        assert_eq!(Check::by_key(check.key), Some(check));
        assert!(!check.needs().is_empty() && !check.source.is_empty(), "{check:?}");
    }
}

#[test]
fn a_pool_in_order_passes_and_waits_for_what_only_a_person_knows() {
    let world = World::good();
    let findings = world.findings();
    let ticks: Vec<&str> = findings.iter().filter(|finding| finding.tick.is_some()).map(|finding| finding.check.key).collect();
    assert_eq!(ticks, ["secrets", "joinAccount", "script", "deploymentPackage", "imageRemains"]);
    let open: Vec<_> = findings.iter().filter(|it| it.verdict != Verdict::Pass && it.tick.is_none()).collect();
    assert!(open.is_empty(), "{open:?}");
    assert!(findings.iter().all(|finding| finding.read_at.is_some() && finding.missing_right.is_none()));
    let confirmed = world.confirmed();
    assert_eq!(tally(&confirmed), [(Verdict::Blocker, 0), (Verdict::Risk, 0), (Verdict::CouldNotCheck, 0), (Verdict::Pass, 30)]);
}

#[test]
fn counts_are_words() {
    let words: Vec<String> = Verdict::ALL.iter().flat_map(|verdict| [verdict.counted(1), verdict.counted(2)]).collect();
    assert_eq!(words, ["1 blocker", "2 blockers", "1 risk", "2 risks", "1 not checked", "2 not checked", "1 pass", "2 pass"]);
}
