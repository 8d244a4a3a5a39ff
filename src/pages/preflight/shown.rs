//! What of the findings stands where. Pure.

use std::collections::BTreeSet;

use avd::rule::preflight::{Check, Evidence, Finding, Plan, Verdict, judge_one, tally};

/// What was found, and which checks are still on their way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The findings, by number.
    pub findings: Vec<Finding>,
    /// How many checks are not settled yet.
    pub open: usize,
}

/// Judges what is settled. While it is being read again, a check that is not settled yet stands as it was before.
pub fn shown(now: &Evidence, before: Option<&Evidence>, plan: &Plan) -> Shown {
    let mut shown = Shown::default();
    for check in Check::all() {
        let settled = check.is_settled(now);
        shown.open += usize::from(!settled);
        let evidence = if settled { Some(now) } else { before };
        shown.findings.extend(evidence.map(|evidence| judge_one(check, evidence, plan)));
    }
    shown.findings.sort_by_key(|finding| finding.check.id);
    shown
}

/// “22 pass · 3 risks · 1 blocker · 4 could not check”: what there is of each.
pub fn summary(findings: &[Finding]) -> String {
    let [blockers, risks, unknown, passed] = tally(findings);
    let counts = [passed, risks, blockers, unknown];
    let words: Vec<String> =
        counts.into_iter().filter(|(_, count)| *count > 0).map(|(verdict, count)| verdict.counted(count)).collect();
    words.join(" · ")
}

/// What stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Findings of a verdict.
    Of(Verdict),
    /// Statements to confirm, confirmed or not: a box does not go away under the finger that ticks it.
    Ticks,
}

impl Group {
    /// All groups, the worst first.
    pub const ALL: [Self; 5] = [
        Self::Of(Verdict::Blocker),
        Self::Of(Verdict::Risk),
        Self::Of(Verdict::CouldNotCheck),
        Self::Ticks,
        Self::Of(Verdict::Pass),
    ];

    /// The findings in it.
    pub fn pick(self, findings: &[Finding]) -> Vec<Finding> {
        let is_in = |finding: &&Finding| match self {
            Self::Ticks => finding.tick.is_some(),
            Self::Of(verdict) => finding.tick.is_none() && finding.verdict == verdict,
        };
        findings.iter().filter(is_in).cloned().collect()
    }

    /// Its heading.
    pub fn heading(self, picked: &[Finding]) -> String {
        match self {
            Self::Ticks => {
                let done = picked.iter().filter(|finding| finding.verdict == Verdict::Pass).count();
                format!("For you to confirm ({done} of {})", picked.len())
            }
            Self::Of(verdict) => format!("{} ({})", verdict.label(), picked.len()),
        }
    }
}

/// The keys of the blockers.
pub fn blockers(findings: &[Finding]) -> BTreeSet<String> {
    findings.iter().filter(|finding| finding.verdict == Verdict::Blocker).map(|finding| finding.check.key.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use avd::rule::preflight::{Known, Part, Piece};
    use host::Instant;
    use serde_json::{Value, json};

    use super::*;

    fn evidence(pieces: &[(Piece, Value)]) -> Evidence {
        let mut evidence = Evidence::default();
        for (piece, value) in pieces {
            let known = Known::Read { value: value.clone(), at: Instant::from_seconds(1), complete: true };
            evidence.set(*piece, vec![Part { subject: "it".to_owned(), known }]);
        }
        evidence
    }

    fn pool(kind: &str) -> (Piece, Value) {
        (Piece::Pool, json!({"id": "/subscriptions/s", "properties": {"hostPoolType": kind, "managementType": "Automated"}}))
    }

    #[test]
    fn what_is_not_settled_is_not_shown_or_stands_as_it_was() {
        let first = shown(&evidence(&[pool("Pooled")]), None, &Plan::default());
        let keys: Vec<&str> = first.findings.iter().map(|finding| finding.check.key).collect();
        assert_eq!((keys.as_slice(), first.open), (["pool", "identity"].as_slice(), 28));
        let before = evidence(&[pool("Pooled"), (Piece::UpdateStatus, json!({"status": "Succeeded"}))]);
        let again = shown(&evidence(&[pool("Personal")]), Some(&before), &Plan::default());
        let of = |key: &str| again.findings.iter().find(|finding| finding.check.key == key).unwrap().verdict;
        assert_eq!((of("pool"), of("update"), again.open), (Verdict::Blocker, Verdict::Pass, 28));
        assert_eq!(blockers(&again.findings), ["pool".to_owned()].into());
    }

    #[test]
    fn a_count_of_none_is_not_said() {
        let findings = shown(&evidence(&[pool("Personal")]), None, &Plan::default()).findings;
        assert_eq!(summary(&findings), "1 risk · 1 blocker");
        assert_eq!(summary(&[]), "");
    }

    #[test]
    fn each_finding_is_in_one_group_and_a_tick_stays_where_it_is() {
        let configuration = (Piece::Configuration, json!({"properties": {"customConfigurationScriptUrl": "https://a.b/c"}}));
        let plan = |ticks: &[&str]| Plan { ticks: ticks.iter().map(|key| (*key).to_owned()).collect(), ..Plan::default() };
        for (ticks, heading) in [(plan(&[]), "For you to confirm (0 of 3)"), (plan(&["script"]), "For you to confirm (1 of 3)")] {
            let findings = shown(&evidence(std::slice::from_ref(&configuration)), None, &ticks).findings;
            let picked = Group::Ticks.pick(&findings);
            assert_eq!(Group::Ticks.heading(&picked), heading);
            let all: usize = Group::ALL.iter().map(|group| group.pick(&findings).len()).sum();
            assert_eq!(all, findings.len());
        }
    }
}
