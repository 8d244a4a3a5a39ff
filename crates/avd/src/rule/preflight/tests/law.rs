//! What must hold whatever is read.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::world::{World, now};
use crate::rule::preflight::ask::after;
use crate::rule::preflight::{Check, Evidence, Known, Part, Piece, Plan, Verdict, judge};

/// Whether a check rests on a piece, directly or by what the piece's address depends on.
fn rests_on(check: &Check, piece: Piece) -> bool {
    fn reaches(from: Piece, piece: Piece) -> bool {
        from == piece || after(from).iter().any(|earlier| reaches(*earlier, piece))
    }
    check.needs().iter().any(|need| reaches(*need, piece))
}

fn gaps() -> [Known; 4] {
    [
        Known::NotAsked,
        Known::Refused { action: "some/action".to_owned() },
        Known::Failed { why: "no answer".to_owned() },
        Known::Read { value: json!([]), at: now(), complete: false },
    ]
}

#[test]
fn nothing_passes_without_any_one_of_its_pieces() {
    let evidence = World::good().evidence();
    let ticks = Check::all().map(|check| check.key.to_owned()).collect();
    let plan = Plan { batch: 2, ticks, ..Plan::default() };
    for piece in Piece::ALL {
        for gap in gaps() {
            let mut changed = evidence.clone();
            changed.set(piece, vec![Part { subject: "it".to_owned(), known: gap.clone() }]);
            for finding in judge(&changed, &plan).iter().filter(|finding| rests_on(finding.check, piece)) {
                assert_ne!(finding.verdict, Verdict::Pass, "{:?} with {piece:?} {gap:?}", finding.check);
            }
        }
    }
}

#[test]
fn a_refusal_is_no_alarm_and_names_the_right() {
    for piece in Piece::ALL {
        let findings = World::good().refused(piece).findings();
        for finding in findings.iter().filter(|finding| rests_on(finding.check, piece)) {
            assert_eq!(finding.verdict, Verdict::CouldNotCheck, "{:?} without {piece:?}", finding.check);
            assert_eq!(finding.missing_right.as_deref(), Some("some/action"), "{:?} without {piece:?}", finding.check);
            assert!(finding.evidence.starts_with("Your roles don't let you view"), "{}", finding.evidence);
        }
    }
}

#[test]
fn what_does_not_exist_never_passes_by_its_absence() {
    // These may be absent in a pool that is in order: it never had an update, and its hosts were made long ago.
    let allowed = [Piece::UpdateStatus, Piece::ProvisioningStatus];
    for piece in Piece::ALL.into_iter().filter(|piece| !allowed.contains(piece)) {
        for finding in World::good().missing(piece).confirmed() {
            if finding.check.needs().contains(&piece) {
                assert_ne!(finding.verdict, Verdict::Pass, "{:?} with {piece:?} missing: {}", finding.check, finding.evidence);
            }
        }
    }
}

#[test]
fn nothing_is_known_of_nothing() {
    for finding in judge(&Evidence::default(), &Plan::default()) {
        assert_eq!(finding.verdict, Verdict::CouldNotCheck, "{:?}", finding.check);
        assert!(!finding.check.is_settled(&Evidence::default()));
    }
}

/// Some answer: the good one, a gap, nothing there, or JSON that makes no sense.
fn some_answer(piece: Piece) -> BoxedStrategy<Known> {
    let read = |value: Value| Known::Read { value, at: now(), complete: true };
    prop_oneof![
        3 => Just(World::good().answers[&piece].clone()),
        2 => proptest::sample::select(gaps().to_vec()),
        1 => Just(Known::Missing { at: now() }),
        1 => Just(read(Value::Null)),
        1 => Just(read(json!([{}]))),
        1 => Just(read(json!({"properties": 7}))),
    ]
    .boxed()
}

fn some_world() -> impl Strategy<Value = World> {
    let answers: Vec<BoxedStrategy<(Piece, Known)>> =
        Piece::ALL.into_iter().map(|piece| some_answer(piece).prop_map(move |known| (piece, known)).boxed()).collect();
    (answers, 0u64..400, any::<bool>()).prop_map(|(answers, batch, keep_originals)| World {
        answers: answers.into_iter().collect(),
        plan: Plan { batch, keep_originals, ..Plan::default() },
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_gap_passes(world in some_world()) {
        let evidence = world.evidence();
        for finding in world.confirmed() {
            let open = Piece::ALL.into_iter().filter(|piece| rests_on(finding.check, *piece)).any(|piece| {
                let parts = evidence.parts(piece);
                !evidence.is_settled(piece)
                    || parts.iter().any(|part| !matches!(part.known, Known::Missing { .. } | Known::Read { complete: true, .. }))
            });
            prop_assert!(!(open && finding.verdict == Verdict::Pass), "{:?}: {}", finding.check, finding.evidence);
        }
    }
}
