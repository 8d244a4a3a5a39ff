//! Each question once, and all of them in the end.

use std::collections::BTreeSet;

use arm::ResourceId;

use super::world::{POOL, World};
use crate::rule::preflight::{Check, Gather, Piece};
use crate::version::ApiVersions;

#[test]
fn each_question_is_asked_once() {
    let world = World::good();
    let mut gather = Gather::new(ResourceId::parse(POOL).unwrap(), ApiVersions::default());
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    assert!(!gather.is_done());
    while let Some(job) = gather.next_job() {
        let call = &job.question.call;
        assert!(seen.insert((call.path.to_lowercase(), call.query.clone())) || job.piece == Piece::VaultRoles, "{call:?}");
        assert!(!job.question.right.is_empty() && !job.question.subject.is_empty());
        order.push(job.piece);
        gather.answer(&job, world.answers[&job.piece].clone());
    }
    assert!(gather.is_done());
    assert_eq!(gather.progress(), (Piece::ALL.len(), Piece::ALL.len()));
    assert!(Check::all().all(|check| check.is_settled(gather.evidence())));
    // Four places for the identity and its vault, four secrets, two locks, and one of each of the others.
    assert_eq!(order.len(), 33, "{order:?}");
}

#[test]
fn checks_settle_one_by_one_while_answers_come() {
    let world = World::good();
    let mut gather = Gather::new(ResourceId::parse(POOL).unwrap(), ApiVersions::default());
    let mut settled = 0;
    while let Some(job) = gather.next_job() {
        gather.answer(&job, world.answers[&job.piece].clone());
        let now = Check::all().filter(|check| check.is_settled(gather.evidence())).count();
        assert!(now >= settled, "a check does not come undone");
        settled = now;
        if job.piece == Piece::Pool {
            assert!((2..6).contains(&settled), "{settled}");
        }
    }
    assert_eq!(settled, 30);
}

#[test]
fn several_may_be_under_way() {
    let mut gather = Gather::new(ResourceId::parse(POOL).unwrap(), ApiVersions::default());
    let first: Vec<Piece> = core::iter::from_fn(|| gather.next_job()).map(|job| job.piece).collect();
    let free = [
        Piece::Pool,
        Piece::Configuration,
        Piece::Hosts,
        Piece::Policy,
        Piece::UpdateStatus,
        Piece::ProvisioningStatus,
        Piece::PoolRights,
        Piece::ScalingPlans,
        Piece::Sessions,
        Piece::Diagnostics,
    ];
    assert_eq!(first, free);
    assert!(!gather.is_done(), "answers are on their way");
}

#[test]
fn without_a_configuration_the_gathering_ends_all_the_same() {
    for piece in [Piece::Configuration, Piece::Hosts, Piece::Pool, Piece::Vault] {
        for world in [World::good().missing(piece), World::good().refused(piece)] {
            assert!(world.gathered().is_done(), "{piece:?}");
        }
    }
}
