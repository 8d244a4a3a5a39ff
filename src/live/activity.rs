//! What this browser session wrote: a list that survives a reload and ends with the tab. No tokens: a change holds
//! none.

use avd::Change;
use host::Instant;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::browser::storage::{self, Area};

const KEY: &str = "avd.activity";

/// More than a day's work; beyond it the oldest go.
const LIMIT: usize = 200;

/// One write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The client's request id, which also names the entry.
    pub id: String,
    /// What was done, in the words of the change.
    pub title: String,
    /// The ARM id of what it was done to.
    pub target: String,
    /// Milliseconds since the epoch when it was sent.
    pub at: i64,
    /// The service's request id, where it could be read.
    pub service_id: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The write itself, to be copied as code.
    #[serde(default)]
    pub change: Option<Change>,
}

/// What came of a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Sent; no answer yet.
    Sent,
    /// The service took it and works on it.
    Accepted,
    /// Done.
    Done,
    /// Refused or failed, in the service's words.
    Failed(String),
    /// The answer was lost: it may or may not have happened.
    Unknown(String),
}

impl Outcome {
    /// The word for a badge.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Sent => "Sent",
            Self::Accepted => "In progress",
            Self::Done => "Done",
            Self::Failed(_) => "Failed",
            Self::Unknown(_) => "Not known",
        }
    }

    /// The service's words, where there are any.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Sent | Self::Accepted | Self::Done => None,
            Self::Failed(why) | Self::Unknown(why) => Some(why),
        }
    }
}

/// The list, newest first.
#[derive(Clone, Copy, Debug)]
pub struct ActivityContext {
    entries: RwSignal<Vec<Entry>>,
    /// Whether what an earlier page of this tab kept is among them.
    known: StoredValue<bool>,
}

impl ActivityContext {
    /// The list of this tab. What is kept of it is read when somebody asks: a first visit does not.
    pub fn provide() -> Self {
        let activity = Self { entries: RwSignal::new(Vec::new()), known: StoredValue::new(false) };
        provide_context(activity);
        activity
    }

    /// The list, newest first. Tracked.
    pub fn entries(self) -> Vec<Entry> {
        self.take_up();
        self.entries.get()
    }

    /// Forgets everything: whoever did it has left.
    pub fn clear(self) {
        self.known.set_value(true);
        self.entries.set(Vec::new());
        // Of an empty list nothing stays. A refused store kept nothing either.
        let _ = storage::remove(Area::Session, KEY);
    }

    /// A write was sent.
    pub fn add(self, entry: Entry) {
        self.change(|entries| add(entries, entry));
    }

    /// Something came of a write.
    pub fn settle(self, id: &str, service_id: Option<String>, outcome: Outcome) {
        self.change(|entries| settle(entries, id, service_id, outcome));
    }

    fn change(self, change: impl FnOnce(&mut Vec<Entry>)) {
        self.take_up();
        self.entries.update(change);
        let text = self.entries.with_untracked(|entries| serde_json::to_string(entries).unwrap_or_default());
        // A refused store costs the list at a reload and nothing else.
        let _ = storage::write(Area::Session, KEY, &text);
    }

    fn take_up(self) {
        if !self.known.get_value() {
            self.known.set_value(true);
            let stored = storage::read(Area::Session, KEY).ok().flatten().unwrap_or_default();
            self.entries.update_untracked(|entries| *entries = read(&stored));
        }
    }
}

/// A write that was sent and never answered before the page went away has an unknown fate.
fn read(stored: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = serde_json::from_str(stored).unwrap_or_default();
    for entry in entries.iter_mut().filter(|entry| entry.outcome == Outcome::Sent) {
        entry.outcome = Outcome::Unknown("the page was left before the answer came".to_owned());
    }
    entries
}

fn add(entries: &mut Vec<Entry>, entry: Entry) {
    entries.insert(0, entry);
    entries.truncate(LIMIT);
}

fn settle(entries: &mut [Entry], id: &str, service_id: Option<String>, outcome: Outcome) {
    if let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) {
        entry.service_id = service_id.or(entry.service_id.take());
        entry.outcome = outcome;
    }
}

impl Entry {
    /// When it was sent.
    pub const fn sent_at(&self) -> Instant {
        Instant::from_millis(self.at)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn entry(id: &str) -> Entry {
        Entry {
            id: id.into(),
            title: "Pause update".into(),
            target: "/x".into(),
            at: 5,
            service_id: None,
            outcome: Outcome::Sent,
            change: None,
        }
    }

    #[test]
    fn newest_first_and_settled_by_id() {
        let mut entries = Vec::new();
        add(&mut entries, entry("a"));
        add(&mut entries, entry("b"));
        settle(&mut entries, "a", Some("s".into()), Outcome::Done);
        settle(&mut entries, "nobody", None, Outcome::Done);
        let seen: Vec<_> = entries.iter().map(|entry| (entry.id.as_str(), entry.outcome.word())).collect();
        assert_eq!(seen, [("b", "Sent"), ("a", "Done")]);
        settle(&mut entries, "a", None, Outcome::Failed("no".into()));
        assert_eq!(entries[1].service_id.as_deref(), Some("s"));
    }

    #[test]
    fn the_list_has_an_end() {
        let mut entries = Vec::new();
        for id in 0..LIMIT + 5 {
            add(&mut entries, entry(&id.to_string()));
        }
        assert_eq!((entries.len(), entries[0].id.as_str()), (LIMIT, "204"));
    }

    #[test]
    fn an_unanswered_write_is_not_known_after_a_reload() {
        let mut done = entry("b");
        done.outcome = Outcome::Done;
        let stored = serde_json::to_string(&[entry("a"), done]).unwrap();
        let words: Vec<_> = read(&stored).iter().map(|entry| entry.outcome.word()).collect();
        assert_eq!(words, ["Not known", "Done"]);
        assert!(read("nonsense").is_empty());
    }
}
