//! Preflight of a session host update: what is likely to stop it or to hurt, before anything is sent.
//!
//! Thirty checks follow Learn, "Update session hosts using session host update", "Troubleshoot session host update" and
//! "Host pool management approaches". Each says what it needs ([`Check::needs`]); [`Gather`] says what to ask, once each;
//! [`judge`] turns what was read into findings. All of it is pure. What was not read, was refused or failed never passes:
//! [`judge`] sees to that for all checks in one place.

mod address;
mod around;
mod ask;
mod by_hand;
mod capacity;
mod case;
mod evidence;
mod gather;
mod guard;
mod identity;
mod image;
mod place;
mod readiness;
mod secrets;
#[cfg(test)]
mod tests;

use core::fmt;
use std::collections::BTreeSet;

use host::Instant;

use super::update::{UpdateDraft, When};
pub use ask::Question;
use case::{Case, Outcome};
pub use evidence::{Evidence, Known, Part, Piece};
pub use gather::{Gather, Job};

/// How a check came out; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The service would refuse the update, or the update would fail.
    Blocker,
    /// It may go wrong, or have an effect nobody wants.
    Risk,
    /// Nobody knows: it could not be read, or no API tells it.
    CouldNotCheck,
    /// In order.
    Pass,
}

impl Verdict {
    /// All verdicts, the worst first.
    pub const ALL: [Self; 4] = [Self::Blocker, Self::Risk, Self::CouldNotCheck, Self::Pass];

    /// A heading for the findings of this verdict.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Blocker => "Blockers",
            Self::Risk => "Risks",
            Self::CouldNotCheck => "Couldn't check",
            Self::Pass => "Pass",
        }
    }

    /// A count in words: “1 blocker”, “4 could not check”.
    pub fn counted(self, count: usize) -> String {
        let word = match (self, count) {
            (Self::Blocker, 1) => "blocker",
            (Self::Blocker, _) => "blockers",
            (Self::Risk, 1) => "risk",
            (Self::Risk, _) => "risks",
            (Self::CouldNotCheck, _) => "not checked",
            (Self::Pass, _) => "pass",
        };
        format!("{count} {word}")
    }
}

/// One thing that is checked.
pub struct Check {
    /// Its number, 1–30.
    pub id: u8,
    /// A name that stays: for tests, links and ticks.
    pub key: &'static str,
    /// What is checked, in a few words that hold whatever comes out.
    pub title: &'static str,
    /// The page of Microsoft Learn that says so.
    pub source: &'static str,
    needs: &'static [Piece],
    judge: fn(&Case<'_>) -> Outcome,
}

impl Check {
    /// All checks, family by family.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        FAMILIES.iter().copied().flatten()
    }

    /// The check of that name.
    pub fn by_key(key: &str) -> Option<&'static Self> {
        Self::all().find(|check| check.key == key)
    }

    /// What has to be read for it.
    pub const fn needs(&self) -> &'static [Piece] {
        self.needs
    }

    /// Whether all it needs has been answered, one way or another.
    pub fn is_settled(&self, evidence: &Evidence) -> bool {
        self.needs.iter().all(|piece| evidence.is_settled(*piece))
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Check({} {})", self.id, self.key)
    }
}

/// The checks, in families.
const FAMILIES: [&[Check]; 8] = [
    readiness::CHECKS,
    place::CHECKS,
    identity::CHECKS,
    secrets::CHECKS,
    image::CHECKS,
    capacity::CHECKS,
    around::CHECKS,
    by_hand::CHECKS,
];

/// What is explained beside a finding, longer than a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// What the account needs that joins hosts to a domain ([`super::join_account`]).
    JoinAccount,
}

/// How one check came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// How it came out.
    pub verdict: Verdict,
    /// What the verdict rests on.
    pub evidence: String,
    /// What to do about it.
    pub fix: Option<String>,
    /// A command that does it.
    pub command: Option<String>,
    /// The action that was missing to find out.
    pub missing_right: Option<String>,
    /// A statement an administrator can confirm instead of the API.
    pub tick: Option<&'static str>,
    /// What to read up on beside it.
    pub help: Option<Help>,
    /// When the oldest of its evidence was read.
    pub read_at: Option<Instant>,
}

/// What is going to be asked of the service, as far as checks care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// How many machines a batch takes out.
    pub batch: u64,
    /// Whether the original machines are kept.
    pub keep_originals: bool,
    /// Minutes before users are signed out.
    pub delay_minutes: i64,
    /// When it begins; at once if absent.
    pub start: Option<Instant>,
    /// Whether it takes the place of a scheduled update, which is cancelled first.
    pub replaces_scheduled: bool,
    /// The checks, by key, whose statement the administrator has confirmed.
    pub ticks: BTreeSet<String>,
}

impl Plan {
    /// The plan of a draft; nothing is confirmed yet.
    pub fn of(draft: &UpdateDraft) -> Self {
        Self {
            batch: u64::try_from(draft.batch).unwrap_or(1).max(1),
            keep_originals: draft.keep_originals,
            delay_minutes: draft.delay_minutes,
            start: match draft.when {
                When::Now => None,
                When::At { at, .. } => Some(at),
            },
            ..Self::default()
        }
    }
}

/// Judges every check. What is not settled yet comes out as could not check; see [`Check::is_settled`].
pub fn judge(evidence: &Evidence, plan: &Plan) -> Vec<Finding> {
    Check::all().map(|check| judge_one(check, evidence, plan)).collect()
}

/// Judges one check.
pub fn judge_one(check: &'static Check, evidence: &Evidence, plan: &Plan) -> Finding {
    let case = Case { evidence, plan };
    let outcome = (check.judge)(&case);
    guard::finding(check, outcome, &case)
}

/// How many findings came out each way, the worst first.
pub fn tally(findings: &[Finding]) -> [(Verdict, usize); 4] {
    Verdict::ALL.map(|verdict| (verdict, findings.iter().filter(|finding| finding.verdict == verdict).count()))
}
