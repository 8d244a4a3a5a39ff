//! The one place where an outcome becomes a finding: nothing passes on evidence that is not there.

use super::ask::after;
use super::case::{Case, Outcome};
use super::evidence::{Known, Piece};
use super::{Check, Finding, Verdict};

/// Why something is not known.
struct Gap {
    why: String,
    fix: Option<String>,
    right: Option<String>,
}

/// The finding of a check.
pub(super) fn finding(check: &'static Check, outcome: Outcome, case: &Case<'_>) -> Finding {
    let pieces = closure(check.needs);
    let gap = pieces.iter().find_map(|piece| gap(*piece, case));
    let read_at = pieces.iter().flat_map(|piece| case.parts(*piece)).filter_map(|part| part.known.at()).min();
    let Outcome { verdict, evidence, fix, command, right, tick, help, stands } = outcome;
    let missing_right = right.map(str::to_owned);
    let finding = Finding { check, verdict, evidence, fix, command, missing_right, tick, help, read_at };
    match gap {
        Some(gap) => with_gap(finding, gap, stands),
        None => with_tick(finding, case),
    }
}

/// What was found wrong stays wrong although not all could be read; everything else is not known: neither that it is in order,
/// nor that what was not found is not there.
fn with_gap(mut finding: Finding, gap: Gap, stands: bool) -> Finding {
    (finding.tick, finding.help) = (None, None);
    if stands && matches!(finding.verdict, Verdict::Blocker | Verdict::Risk) {
        finding.missing_right = finding.missing_right.or(gap.right);
        finding.evidence = [finding.evidence.as_str(), " Also: ", &gap.why].concat();
        return finding;
    }
    Finding {
        verdict: Verdict::CouldNotCheck,
        evidence: gap.why,
        fix: gap.fix,
        command: None,
        missing_right: gap.right,
        ..finding
    }
}

fn with_tick(mut finding: Finding, case: &Case<'_>) -> Finding {
    if finding.verdict != Verdict::Pass {
        finding.tick = None;
    }
    if finding.tick.is_some() {
        if case.plan.ticks.contains(finding.check.key) {
            finding.evidence.push_str(" Confirmed manually.");
        } else {
            finding.verdict = Verdict::CouldNotCheck;
        }
    }
    finding
}

/// The pieces with all that their addresses depend on: without these the question could not even be asked.
fn closure(needs: &[Piece]) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    let mut rest = needs.to_vec();
    while let Some(piece) = rest.pop() {
        if !all.contains(&piece) {
            all.push(piece);
            rest.extend(after(piece));
        }
    }
    all.sort_unstable();
    all
}

fn gap(piece: Piece, case: &Case<'_>) -> Option<Gap> {
    if !case.evidence.is_settled(piece) {
        return Some(Gap { why: "Not all required data has been loaded.".to_owned(), fix: Some(AGAIN.to_owned()), right: None });
    }
    case.parts(piece).iter().find_map(|part| gap_of(piece, &part.subject, &part.known))
}

/// What may be absent, and that is an answer a check can use. Everything else is there in a pool that is.
const fn may_be_absent(piece: Piece) -> bool {
    use Piece as P;
    matches!(
        piece,
        P::Configuration
            | P::Policy
            | P::UpdateStatus
            | P::ProvisioningStatus
            | P::Secrets
            | P::Image
            | P::ImageDefinition
            | P::Network
            | P::Addresses
    )
}

const AGAIN: &str = "Check again.";

fn gap_of(piece: Piece, subject: &str, known: &Known) -> Option<Gap> {
    match known {
        Known::Read { complete: true, .. } | Known::NotAsked => None,
        Known::Missing { .. } if may_be_absent(piece) => None,
        Known::Missing { .. } => {
            let why = format!("Not found, or you don't have access: {subject}.");
            Some(Gap { why, fix: Some(AGAIN.to_owned()), right: None })
        }
        Known::Read { .. } => {
            Some(Gap { why: format!("Azure returned an incomplete list: {subject}."), fix: Some(AGAIN.to_owned()), right: None })
        }
        Known::Refused { action } => Some(Gap {
            why: format!("Your roles don't let you view {subject}."),
            fix: Some("Ask for a role with this permission, or have someone with the role run the check.".to_owned()),
            right: Some(action.clone()),
        }),
        Known::Failed { why } => {
            Some(Gap { why: format!("Couldn't load {subject}: {why}"), fix: Some(AGAIN.to_owned()), right: None })
        }
    }
}
