//! What is kept of a write on its way.

use arm::Lro;
use host::{Duration, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::{Change, Confirm};

/// What a reload needs to find a write again. No token is in it: a change never holds one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record<R> {
    /// What was sent.
    pub change: Change<R>,
    /// What the read that confirms it gave before.
    pub before: Value,
    /// When it was asked for, in milliseconds since the epoch.
    pub sent_at: i64,
    /// The operation the service began for it.
    pub operation: Option<Lro>,
    /// Whether the service has taken it.
    #[serde(default)]
    pub accepted: bool,
    /// Set while a sign-in stands between the write and the service, which has not taken it: whose sign-in.
    #[serde(default)]
    pub waits_for: Option<String>,
    /// Set with `waits_for` where the service refused it for want of that sign-in: then it was sent, and not done.
    #[serde(default)]
    pub refused: bool,
    /// Set while it waits for another write to show: the id of that one.
    #[serde(default)]
    pub after: Option<String>,
    /// Set where a PUT that was meant to create replaced something: what is known of that.
    #[serde(default)]
    pub replaced: Option<String>,
}

/// Longer than this a person does not wait for what they pressed: the same as a sign-in may take.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Until when what was pressed then is still meant.
pub(crate) fn meant_until(pressed: Instant) -> Instant {
    pressed + PATIENCE
}

/// Whether what was pressed then comes soon enough that the person still means it.
pub(crate) fn is_meant(pressed: Instant, now: Instant) -> bool {
    now.since(pressed) <= PATIENCE
}

impl<R: Confirm> Record<R> {
    /// Whether it creates something that a PUT would replace if its name is taken.
    pub fn creates(&self) -> bool {
        R::creates(&self.change, &self.before)
    }

    /// A write that somebody asks for now. `before` is what the read that will confirm it gave before, `after` the id of the
    /// write that must show first.
    pub fn new(change: Change<R>, before: Value, now: Instant, after: Option<String>) -> Self {
        Self {
            change,
            before,
            sent_at: now.millis(),
            operation: None,
            accepted: false,
            waits_for: None,
            refused: false,
            after,
            replaced: None,
        }
    }

    /// Whether its turn comes soon enough after the press that the person still means it.
    pub fn is_fresh(&self, now: Instant) -> bool {
        is_meant(Instant::from_millis(self.sent_at), now)
    }

    /// Whether the sign-in it waited for has taken place: of the same person, after the write, and soon enough that they still
    /// mean it.
    pub fn may_go_out(&self, signed_in: Option<(&str, Instant)>) -> bool {
        let pressed = Instant::from_millis(self.sent_at);
        signed_in.is_some_and(|(who, since)| {
            self.waits_for.as_deref() == Some(who) && since > pressed && since.since(pressed) <= PATIENCE
        })
    }
}
