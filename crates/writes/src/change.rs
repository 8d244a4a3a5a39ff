//! A write as a value: built by a rule, shown on the review step, rendered as a script, sent by the runner, kept in the log.

use core::fmt::Debug;

use arm::{Call, ResourceId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One write, ready to be reviewed and sent. `R` says which read shows its effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change<R> {
    /// What it does, as a heading: "Pause the session host update".
    pub title: String,
    /// What it acts on.
    pub target: ResourceId,
    /// What is sent.
    pub call: Call,
    /// What will happen, a sentence each.
    pub effects: Vec<String>,
    /// What to think of before, a sentence each.
    pub warnings: Vec<String>,
    /// What to read afterwards: the answer to a write is no proof of its effect.
    pub verify: R,
}

/// What a look at the service says about a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// It shows. The sentence says what was seen.
    Shown(String),
    /// It does not show yet. The sentence says what was seen instead.
    NotShown(String),
    /// It fits this write, and would fit another administrator's or none as well: only the answer to the write can tell. The sentence
    /// says what was seen.
    Ambiguous(String),
}

/// What a provider's changes must say of themselves for one to be sent once and confirmed. Nothing in this crate knows a provider.
pub trait Confirm: Copy + Debug + PartialEq + Serialize + DeserializeOwned {
    /// The API versions its reads are made with.
    type Versions: Clone + Debug;

    /// Said where a PUT that was meant to create was answered 200. Who created what was there follows, if [`Confirm::origin`] knows.
    const REPLACED: &'static str;
    /// Said where the name of what is to be created is no longer free.
    const TAKEN: &'static str;

    /// The read that shows the effect on this target; `None` if no read does.
    fn call(self, target: &ResourceId, versions: &Self::Versions) -> Option<Call>;

    /// The list that shows the targets of many such changes by one read. A target that is missing in the whole list is not there.
    fn list(self, target: &ResourceId, versions: &Self::Versions) -> Option<Call>;

    /// Whether a status shows it, long before its own operation ends.
    fn is_status(self) -> bool;

    /// How often the effect is looked for.
    fn looks(self) -> u32;

    /// Compares what was read (`None`: 404) with what the change asked for. `before` is what the same read gave before the write,
    /// `Value::Null` if there was nothing.
    fn confirm(change: &Change<Self>, before: &Value, read: Option<&Value>) -> Confirmation;

    /// Whether what was read says by itself that the write failed.
    fn has_failed(self, read: &Value) -> bool;

    /// Whether it creates something that a PUT would replace if its name is taken.
    fn creates(change: &Change<Self>, before: &Value) -> bool;

    /// Who created what was replaced, and when, as far as the answer tells: a sentence with a space before it, or nothing.
    fn origin(answer: &Value) -> String;

    /// Said where what was to be removed was gone before.
    fn already_gone(change: &Change<Self>) -> &'static str;

    /// Whether its effect passes: after its end no look shows it, only one in the middle (a restart).
    fn passes(change: &Change<Self>) -> bool;

    /// What one look shows of a change that [`passes`](Confirm::passes). `at_work` keeps from look to look whether it was seen in the middle.
    fn passing(read: Option<&Value>, at_work: &mut bool) -> Confirmation;
}
