//! What is typed into the wizard, its way into the address and back, and the update it stands for. Pure.

use avd::rule::FieldProblem;
use avd::rule::flight_plan::Window;
use avd::rule::schedule::{LocalTime, ScheduleProblem, Which, resolve};
use avd::rule::update::{UpdateDraft, When};
use avd::rule::windows_zone::WindowsZone;
use host::Instant;

use super::settings::Settings;
use super::step::Step;
use crate::route::Query;

/// Seconds east of UTC in an IANA zone at an instant.
pub type Offset = fn(&str, Instant) -> Option<i32>;

/// The fields that hold text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// `now` or `at`.
    When,
    /// `2026-11-30`.
    Date,
    /// `22:00`.
    Time,
    /// `earlier` or `later`, when clocks go back.
    Which,
    /// A Windows time zone id.
    Zone,
    /// The begin of the maintenance window, `2026-11-30T22:00`; empty without one.
    From,
    /// Its end.
    Until,
    /// Hosts at once.
    Batch,
    /// Minutes before the sign-out.
    Delay,
    /// What users read.
    Message,
}

/// Their words in the address, in the order of [`Text`].
const KEYS: [&str; 10] = ["when", "date", "time", "which", "zone", "from", "until", "batch", "delay", "message"];
const KEEP: &str = "keep";
const SETTINGS: &str = "settings";
const STEP: &str = "step";
const CHANGE: &str = "change";

/// The fields as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    texts: [String; 10],
    /// Whether the original machines are kept.
    pub keep: bool,
    /// Whether there is a maintenance window.
    pub windowed: bool,
    /// Whether this takes the place of a scheduled update.
    pub changing: bool,
    /// Whose the settings are.
    pub settings: Settings,
}

/// What the fields hold where the address says nothing: the values of the policy, or of the update that is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The settings.
    pub draft: UpdateDraft,
    /// The settings of the policy.
    pub policy: UpdateDraft,
    /// When it is scheduled for.
    pub at: Option<Instant>,
    /// The zone, a Windows id.
    pub zone: String,
}

/// The step the address names.
pub fn step_of(query: &Query) -> Step {
    Step::parse(query.get(STEP))
}

/// Whether the address asks for a change of the scheduled update.
pub fn is_change(query: &Query) -> bool {
    query.get(CHANGE).is_some()
}

/// The address of the wizard that changes a scheduled update.
pub fn change_query() -> Query {
    Query::default().with(CHANGE, "yes")
}

impl Typed {
    /// What the address says, and where it is no draft the base.
    pub fn new(query: &Query, base: &Base, offset: Offset) -> Self {
        let draft = &base.draft;
        let local = base.at.and_then(|at| LocalTime::at(at, offset(WindowsZone::parse(&base.zone)?.iana(), at)?));
        let mut texts = core::array::from_fn(|_| String::new());
        texts[Text::When as usize] = if local.is_some() { "at" } else { "now" }.to_owned();
        if let Some(local) = local {
            (texts[Text::Date as usize], texts[Text::Time as usize]) = (local.date(), local.time());
        }
        texts[Text::Zone as usize] = base.zone.clone();
        let settings = Settings::parse(query.get(SETTINGS).unwrap_or_default());
        let mut typed = Self { texts, keep: draft.keep_originals, windowed: false, changing: is_change(query), settings };
        typed.take(draft);
        // An address with a draft has it whole: what it leaves out is empty.
        let whole = query.get(KEYS[Text::When as usize]).is_some();
        for (text, key) in typed.texts.iter_mut().zip(KEYS) {
            match query.word(key) {
                Some(word) => *text = word,
                None if whole && key != KEYS[Text::Zone as usize] => text.clear(),
                None => {}
            }
        }
        typed.keep = query.get(KEEP).map_or(typed.keep, |word| word == "yes");
        if typed.settings == Settings::Policy {
            typed.take(&base.policy);
        }
        typed.windowed = !(typed.text(Text::From).is_empty() && typed.text(Text::Until).is_empty());
        typed
    }

    /// For the address, at a step. No secret is in it.
    pub fn to_query(&self, step: Step) -> Query {
        let mut query = Query::default().with(STEP, step.key());
        if self.changing {
            query = query.with(CHANGE, "yes");
        }
        for (text, key) in self.texts.iter().zip(KEYS) {
            let left_out = match key {
                "from" | "until" => !self.windowed,
                "zone" => !self.needs_zone() && self.text(Text::Date).is_empty(),
                _ => false,
            };
            query = query.with(key, if left_out { "" } else { text });
        }
        let query = query.with(KEEP, if self.keep { "yes" } else { "no" });
        query.with(SETTINGS, if self.settings == Settings::Own { "" } else { self.settings.key() })
    }

    /// Takes over the settings of an update or of the policy.
    pub fn take(&mut self, draft: &UpdateDraft) {
        self.texts[Text::Batch as usize] = draft.batch.to_string();
        self.texts[Text::Delay as usize] = draft.delay_minutes.to_string();
        self.texts[Text::Message as usize].clone_from(&draft.message);
        self.keep = draft.keep_originals;
    }

    /// What a field holds.
    pub fn text(&self, field: Text) -> &str {
        &self.texts[field as usize]
    }

    /// Puts something into a field. Another time is asked anew which of two it is.
    pub fn put(&mut self, field: Text, text: String) {
        if matches!(field, Text::Date | Text::Time | Text::Zone) {
            self.texts[Text::Which as usize].clear();
        }
        self.texts[field as usize] = text;
    }

    /// Whether a time is asked for.
    pub fn is_scheduled(&self) -> bool {
        self.text(Text::When) == "at"
    }

    /// Whether anything is said in the zone.
    pub fn needs_zone(&self) -> bool {
        self.is_scheduled() || self.windowed
    }

    /// The zone, if the service knows it.
    pub fn zone(&self) -> Option<WindowsZone> {
        WindowsZone::parse(self.text(Text::Zone))
    }

    /// The number in a field.
    pub fn number(&self, field: Text) -> Option<i64> {
        self.text(field).trim().parse().ok()
    }

    /// The times that are typed, as instants.
    pub fn times(&self, offset: Offset) -> Times {
        let which = match self.text(Text::Which) {
            "earlier" => Some(Which::Earlier),
            "later" => Some(Which::Later),
            _ => None,
        };
        let local = LocalTime::parse(self.text(Text::Date), self.text(Text::Time));
        let begin = self.is_scheduled().then(|| match local {
            None => Err(TimeProblem::Missing("Enter a date and a time.")),
            Some(local) => self.instant(local, which, offset),
        });
        let twice = match local.filter(|_| self.is_scheduled()).map(|local| self.instant(local, None, offset)) {
            Some(Err(TimeProblem::Schedule(ScheduleProblem::Twice { earlier, later, .. }))) => Some((earlier, later)),
            _ => None,
        };
        Times { begin, twice, window: self.windowed.then(|| self.window(offset)) }
    }

    fn instant(&self, local: LocalTime, which: Option<Which>, offset: Offset) -> Result<Instant, TimeProblem> {
        let zone = self.zone().ok_or(TimeProblem::Missing("Select a time zone."))?;
        resolve(local, zone.iana(), which, offset).map_err(TimeProblem::Schedule)
    }

    fn window(&self, offset: Offset) -> Result<Window, TimeProblem> {
        let end = |field: Text, which: Which| {
            let (date, time) = self.text(field).split_once('T').unwrap_or_default();
            let local = LocalTime::parse(date, time).ok_or(TimeProblem::Missing("Enter when the window opens and closes."))?;
            self.instant(local, Some(which), offset)
        };
        // Where clocks go back over an end of the window, the narrower one is meant.
        let window = Window { from: end(Text::From, Which::Later)?, until: end(Text::Until, Which::Earlier)? };
        if window.until <= window.from {
            return Err(TimeProblem::Missing("The window closes before it opens. Enter a later end."));
        }
        Ok(window)
    }

    /// The update; fields that cannot be read have a placeholder and their problem is beside it.
    fn read(&self, times: &Times) -> (UpdateDraft, Vec<FieldProblem>) {
        let mut wrong = Vec::new();
        let when = match (&times.begin, self.zone()) {
            (Some(Ok(at)), Some(zone)) => When::At { at: *at, zone },
            (Some(Err(problem)), _) => {
                wrong.push(FieldProblem::error("scheduledDateTime", problem.to_string()));
                When::Now
            }
            _ => When::Now,
        };
        if let Some(Err(problem)) = &times.window {
            wrong.push(FieldProblem::error("window", problem.to_string()));
        }
        let mut number = |field: &'static str, text: Text| {
            self.number(text).unwrap_or_else(|| {
                wrong.push(FieldProblem::error(field, "Enter a whole number."));
                1
            })
        };
        let (batch, delay_minutes) = (number("maxVmsRemoved", Text::Batch), number("logOffDelayMinutes", Text::Delay));
        let message = self.text(Text::Message).to_owned();
        let by_policy = self.settings == Settings::Policy;
        (UpdateDraft { when, batch, delay_minutes, message, keep_originals: self.keep, by_policy }, wrong)
    }

    /// All that is wrong, in the order of the steps.
    pub fn problems(&self, times: &Times, hosts: Option<u64>, now: Instant) -> Vec<FieldProblem> {
        let (draft, mut found) = self.read(times);
        let unread: Vec<&str> = found.iter().map(|problem| problem.field).collect();
        let more: Vec<_> = draft.problems(hosts, now).into_iter().filter(|problem| !unread.contains(&problem.field)).collect();
        found.extend(more);
        found.sort_by_key(|problem| Step::of_field(problem.field));
        found
    }

    /// The update, if nothing stands in its way.
    pub fn draft(&self, times: &Times, hosts: Option<u64>, now: Instant) -> Option<UpdateDraft> {
        (!FieldProblem::any_error(&self.problems(times, hosts, now))).then(|| self.read(times).0)
    }
}

/// The times of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When it begins; `None`: at once.
    pub begin: Option<Result<Instant, TimeProblem>>,
    /// Both instants of a begin that comes twice.
    pub twice: Option<(Instant, Instant)>,
    /// The maintenance window, if there is one.
    pub window: Option<Result<Window, TimeProblem>>,
}

impl Times {
    /// When it begins, if that is known; at once is `now`.
    pub fn start(&self, now: Instant) -> Option<Instant> {
        match &self.begin {
            None => Some(now),
            Some(begin) => begin.as_ref().ok().copied(),
        }
    }
}

/// Why a date, a time and a zone name no instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeProblem {
    /// Something is not filled in.
    Missing(&'static str),
    /// The time is not one instant of that zone.
    Schedule(ScheduleProblem),
}

impl core::fmt::Display for TimeProblem {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Missing(what) => out.write_str(what),
            Self::Schedule(problem) => problem.fmt(out),
        }
    }
}

#[cfg(test)]
mod tests;
