//! What is typed into the form, its way into the address and back, and the draft it stands for.

use avd::rule::FieldProblem;
use avd::rule::schedule::{LocalTime, ScheduleProblem, Which, resolve};
use avd::rule::update::{UpdateDraft, When};
use avd::rule::windows_zone::WindowsZone;
use host::Instant;
use leptos::prelude::*;

use crate::browser::intl;
use crate::route::Query;

/// The fields as typed.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// `now` or `at`.
    pub when: RwSignal<String>,
    /// `2026-11-30`.
    pub date: RwSignal<String>,
    /// `22:00`.
    pub time: RwSignal<String>,
    /// A Windows time zone id.
    pub zone: RwSignal<String>,
    /// `earlier` or `later`, when clocks go back.
    pub which: RwSignal<String>,
    /// Hosts at once.
    pub batch: RwSignal<String>,
    /// Minutes before the sign-out.
    pub delay: RwSignal<String>,
    /// What users read.
    pub message: RwSignal<String>,
    /// Whether the original machines are kept.
    pub keep_originals: RwSignal<bool>,
}

impl Form {
    /// The policy's values, and over them what the address says.
    pub fn new(policy: &UpdateDraft, policy_zone: Option<&str>, query: &Query) -> Self {
        let text = |key: &str, or: String| RwSignal::new(query.word(key).unwrap_or(or));
        Self {
            when: text("when", "now".to_owned()),
            date: text("date", String::new()),
            time: text("time", String::new()),
            zone: text("zone", own_zone(policy_zone)),
            which: text("which", String::new()),
            batch: text("batch", policy.batch.to_string()),
            delay: text("delay", policy.delay_minutes.to_string()),
            message: text("message", policy.message.clone()),
            keep_originals: RwSignal::new(query.get("keep").map_or(policy.keep_originals, |word| word == "yes")),
        }
    }

    /// For the address. No secret is in it. Tracked.
    pub fn to_query(self) -> Query {
        let scheduled = self.is_scheduled_tracked();
        let only_scheduled = |text: String| if scheduled { text } else { String::new() };
        Query::default()
            .with("when", &self.when.get())
            .with("date", &only_scheduled(self.date.get()))
            .with("time", &only_scheduled(self.time.get()))
            .with("zone", &only_scheduled(self.zone.get()))
            .with("which", &only_scheduled(self.which.get()))
            .with("batch", &self.batch.get())
            .with("delay", &self.delay.get())
            .with("message", &self.message.get())
            .with("keep", if self.keep_originals.get() { "yes" } else { "no" })
    }

    /// Whether a time is asked for.
    pub fn is_scheduled(self) -> bool {
        self.when.with_untracked(|when| when == "at")
    }

    fn is_scheduled_tracked(self) -> bool {
        self.when.with(|when| when == "at")
    }

    /// The instant asked for. Tracked.
    pub fn instant(self) -> Result<Instant, InstantProblem> {
        let zone = WindowsZone::parse(&self.zone.get()).ok_or(InstantProblem::Missing("Choose a time zone."))?;
        let local =
            LocalTime::parse(&self.date.get(), &self.time.get()).ok_or(InstantProblem::Missing("Enter a date and a time."))?;
        let which = match self.which.get().as_str() {
            "earlier" => Some(Which::Earlier),
            "later" => Some(Which::Later),
            _ => None,
        };
        resolve(local, zone.iana(), which, intl::offset).map_err(InstantProblem::Schedule)
    }

    /// The draft, where its fields can be read at all; else what is wrong. Tracked.
    pub fn draft(self, _now: Instant) -> Result<UpdateDraft, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let when = if self.is_scheduled_tracked() {
            match (self.instant(), WindowsZone::parse(&self.zone.get())) {
                (Ok(at), Some(zone)) => When::At { at, zone },
                (Err(problem), _) => {
                    wrong.push(FieldProblem::error("scheduledDateTime", problem.to_string()));
                    When::Now
                }
                (Ok(_), None) => When::Now,
            }
        } else {
            When::Now
        };
        let mut number = |field: &'static str, text: String| {
            text.trim().parse::<i64>().unwrap_or_else(|_| {
                wrong.push(FieldProblem::error(field, "Enter a whole number."));
                1
            })
        };
        let batch = number("maxVmsRemoved", self.batch.get());
        let delay_minutes = number("logOffDelayMinutes", self.delay.get());
        let draft =
            UpdateDraft { when, batch, delay_minutes, message: self.message.get(), keep_originals: self.keep_originals.get() };
        if wrong.is_empty() { Ok(draft) } else { Err(wrong) }
    }

    /// All that is wrong. Tracked.
    pub fn problems(self, hosts: Option<u64>, now: Instant) -> Vec<FieldProblem> {
        match self.draft(now) {
            Ok(draft) => draft.problems(hosts, now),
            Err(wrong) => wrong,
        }
    }
}

/// Why the date, time and zone name no instant.
pub enum InstantProblem {
    /// Something is not filled in.
    Missing(&'static str),
    /// The time is not one instant of that zone.
    Schedule(ScheduleProblem),
}

impl core::fmt::Display for InstantProblem {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Missing(what) => out.write_str(what),
            Self::Schedule(problem) => problem.fmt(out),
        }
    }
}

/// The browser's zone as Windows names it; without one the policy's, else UTC.
fn own_zone(policy: Option<&str>) -> String {
    let browser = intl::zone().and_then(|name| WindowsZone::from_iana(&name));
    browser.or_else(|| policy.and_then(WindowsZone::parse)).map_or("UTC", WindowsZone::id).to_owned()
}
