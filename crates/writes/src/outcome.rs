//! How far one write is, and how many of a batch are how far.

use arm::{Json, Misread};
use serde_json::{Value, json};

/// What is left to do where something was replaced.
const COMPARE: &str = "Check the settings with the owner of what was replaced. Its activity log shows who created it.";

/// How far one write is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Never sent; its turn comes.
    Waiting,
    /// Never sent; it waits for a person, and the sentence says why.
    Held(String),
    /// On its way; no answer yet.
    Sending,
    /// The service took it and works on it.
    Working,
    /// The service is asked what it shows.
    Looking {
        /// Because the answer was lost.
        lost: bool,
    },
    /// The service shows it. The sentence says what was seen.
    Confirmed(String),
    /// The service shows it, and something of the same name was there before it. The sentence says what is known of that.
    Replaced(String),
    /// It was taken, or nobody knows, and the service does not show it. The sentence says so.
    Unconfirmed(String),
    /// It was refused, or it failed.
    Failed {
        /// In the service's words.
        why: String,
        /// Whether it was accepted first: parts may be done.
        ran: bool,
    },
    /// It never went out. The sentence says why.
    NotSent(String),
}

impl Outcome {
    /// Whether nothing more will happen to it, unless a person wants it.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Confirmed(_) | Self::Replaced(_) | Self::Unconfirmed(_) | Self::Failed { .. } | Self::NotSent(_))
    }

    /// Whether it was certainly not sent and nothing will send it by itself.
    pub const fn is_left(&self) -> bool {
        matches!(self, Self::Held(_) | Self::NotSent(_))
    }

    /// What the person may do now; nothing while it is under way or when it is done.
    pub const fn next_step(&self) -> Option<&'static str> {
        match self {
            Self::Replaced(_) => Some(COMPARE),
            Self::Unconfirmed(_) => Some("Check the current state before you try again; the change may still take effect."),
            Self::Failed { ran: true, .. } => Some("Check the current state before you try again."),
            Self::Failed { ran: false, .. } => Some("Nothing was changed. Fix the cause, then try again."),
            Self::Held(_) | Self::NotSent(_) => Some("Nothing was changed. Check the current state, then try again."),
            _ => None,
        }
    }

    /// The word for a badge.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Held(_) => "On hold",
            Self::Sending => "Sending",
            Self::Working => "In progress",
            Self::Looking { .. } => "Verifying",
            Self::Confirmed(_) => "Done",
            Self::Replaced(_) => "Replaced",
            Self::Unconfirmed(_) => "Outcome unknown",
            Self::Failed { .. } => "Failed",
            Self::NotSent(_) => "Not sent",
        }
    }

    /// The sentence that goes with it, where there is one.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Held(why)
            | Self::Confirmed(why)
            | Self::Replaced(why)
            | Self::Unconfirmed(why)
            | Self::NotSent(why)
            | Self::Failed { why, .. } => Some(why),
            Self::Waiting | Self::Sending | Self::Working | Self::Looking { .. } => None,
        }
    }
}

/// For a store. How often something was looked at is not worth keeping.
impl Json for Outcome {
    fn from_json(value: Value) -> Result<Self, Misread> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let yes = |name: &str| value.get(name).and_then(Value::as_bool).unwrap_or_default();
        let why = text("why");
        Ok(match text("state").as_str() {
            "waiting" => Self::Waiting,
            "held" => Self::Held(why),
            "sending" => Self::Sending,
            "working" => Self::Working,
            "looking" => Self::Looking { lost: yes("lost") },
            "confirmed" => Self::Confirmed(why),
            "replaced" => Self::Replaced(why),
            "unconfirmed" => Self::Unconfirmed(why),
            "failed" => Self::Failed { why, ran: yes("ran") },
            "notSent" => Self::NotSent(why),
            _ => return Err(Misread::new("the state of a write")),
        })
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Waiting => json!({ "state": "waiting" }),
            Self::Held(why) => json!({ "state": "held", "why": why }),
            Self::Sending => json!({ "state": "sending" }),
            Self::Working => json!({ "state": "working" }),
            Self::Looking { lost } => json!({ "state": "looking", "lost": lost }),
            Self::Confirmed(why) => json!({ "state": "confirmed", "why": why }),
            Self::Replaced(why) => json!({ "state": "replaced", "why": why }),
            Self::Unconfirmed(why) => json!({ "state": "unconfirmed", "why": why }),
            Self::Failed { why, ran } => json!({ "state": "failed", "why": why, "ran": ran }),
            Self::NotSent(why) => json!({ "state": "notSent", "why": why }),
        }
    }
}

/// How many writes of a batch are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub all: usize,
    /// Their turn comes.
    pub waiting: usize,
    /// They wait for a person.
    pub held: usize,
    /// Begun and not ended.
    pub under_way: usize,
    /// The service shows them.
    pub confirmed: usize,
    /// Nobody knows.
    pub unconfirmed: usize,
    /// Refused, or failed.
    pub failed: usize,
    /// They never went out.
    pub not_sent: usize,
}

impl Tally {
    /// Counts.
    pub fn of(states: impl Iterator<Item = Outcome>) -> Self {
        let mut tally = Self::default();
        for state in states {
            tally.all += 1;
            *match state {
                Outcome::Waiting => &mut tally.waiting,
                Outcome::Held(_) => &mut tally.held,
                Outcome::Sending | Outcome::Working | Outcome::Looking { .. } => &mut tally.under_way,
                Outcome::Confirmed(_) | Outcome::Replaced(_) => &mut tally.confirmed,
                Outcome::Unconfirmed(_) => &mut tally.unconfirmed,
                Outcome::Failed { .. } => &mut tally.failed,
                Outcome::NotSent(_) => &mut tally.not_sent,
            } += 1;
        }
        tally
    }

    /// How many have ended.
    pub const fn over(&self) -> usize {
        self.confirmed + self.unconfirmed + self.failed + self.not_sent
    }

    /// Whether all have ended.
    pub const fn is_over(&self) -> bool {
        self.over() == self.all
    }

    /// Whether nothing more will happen by itself.
    pub const fn is_at_rest(&self) -> bool {
        self.waiting == 0 && self.under_way == 0
    }

    /// The count in words: "3 done, 1 failed".
    pub fn words(&self) -> String {
        let parts = [
            (self.confirmed, "done"),
            (self.failed, "failed"),
            (self.unconfirmed, "outcome unknown"),
            (self.not_sent, "not sent"),
            (self.held, "on hold"),
            (self.under_way, "in progress"),
            (self.waiting, "waiting"),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        parts.collect::<Vec<_>>().join(", ")
    }
}
