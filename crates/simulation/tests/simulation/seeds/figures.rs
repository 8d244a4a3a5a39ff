//! What the runs came to, in numbers.

use std::collections::BTreeMap;
use std::fmt;

/// Counts by name. Adding is all that is done to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    runs: u64,
    writes: u64,
    requests: u64,
    checks: u64,
    faults: BTreeMap<String, u64>,
    ends: BTreeMap<String, u64>,
    tasks: BTreeMap<String, u64>,
}

/// What a long enough series must have met.
const FAULTS: [&str; 21] = [
    "another admin",
    "breaksOff",
    "brokenJson",
    "claimsChallenge",
    "clock skew",
    "earlier",
    "expiredToken",
    "hidden headers",
    "hiddenHeaders",
    "lostAfter",
    "lostBefore",
    "multifactor",
    "no network",
    "pressed again",
    "reload",
    "sign-in page",
    "sleep",
    "slow",
    "status",
    "throttled",
    "tokens revoked",
];
const ENDS: [&str; 5] = ["confirmed", "failed", "not sent", "open, not done", "open, was done"];

impl Figures {
    /// One run of a task with so many requests.
    pub fn of(task: &str, requests: u64) -> Self {
        Self { runs: 1, requests, tasks: [(task.to_owned(), 1)].into(), ..Self::default() }
    }

    pub fn fault(&mut self, kind: &str, count: u64) {
        if count > 0 {
            *self.faults.entry(kind.to_owned()).or_default() += count;
        }
    }

    pub fn end(&mut self, word: &str) {
        self.writes += 1;
        *self.ends.entry(word.to_owned()).or_default() += 1;
    }

    /// A promise was checked; the answer is what broke it.
    pub fn check(&mut self, holds: bool, broken: impl FnOnce() -> String) -> Result<(), String> {
        self.checks += 1;
        if holds { Ok(()) } else { Err(broken()) }
    }

    pub fn requests(&self) -> u64 {
        self.requests
    }

    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.writes += other.writes;
        self.requests += other.requests;
        self.checks += other.checks;
        for (into, from) in [(&mut self.faults, &other.faults), (&mut self.ends, &other.ends), (&mut self.tasks, &other.tasks)] {
            from.iter().for_each(|(name, count)| *into.entry(name.clone()).or_default() += count);
        }
    }

    /// Whether no fault and no end is missing: a series that never met one has shown nothing about it.
    pub fn covers_everything(&self) -> bool {
        FAULTS.iter().all(|kind| self.faults.contains_key(*kind)) && ENDS.iter().all(|word| self.ends.contains_key(*word))
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: u64 = self.faults.values().sum();
        writeln!(out, "runs                {}", self.runs)?;
        writeln!(out, "writes              {}", self.writes)?;
        writeln!(out, "requests            {}", self.requests)?;
        writeln!(out, "promises checked    {}", self.checks)?;
        writeln!(out, "faults              {faults}")?;
        for (title, counts) in [("", &self.faults), ("ends", &self.ends), ("jobs", &self.tasks)] {
            if !title.is_empty() {
                writeln!(out, "{title}")?;
            }
            counts.iter().try_for_each(|(name, count)| writeln!(out, "  {name:<17} {count}"))?;
        }
        Ok(())
    }
}
