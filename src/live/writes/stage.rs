//! How far a write is.

use arm::Error;
use avd::Change;
use host::Instant;

use super::record::Record;

/// How far a write is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Goes out when the write before it shows.
    Queued,
    /// On its way; no answer yet.
    Sending,
    /// The service took it and works on it.
    Working,
    /// The service is asked what it shows. `lost`: because the answer was lost.
    Looking {
        /// Whether the answer was lost.
        lost: bool,
    },
    /// The service shows it. The sentence says what was seen.
    Confirmed(String),
    /// It was taken, or nobody knows, and the service does not show it. The sentence says so.
    Unconfirmed(String),
    /// It was refused, or it failed.
    Failed(Error),
    /// It never went out. The sentence says why.
    NotSent(&'static str),
}

impl Stage {
    /// Whether nothing more will happen by itself.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Confirmed(_) | Self::Unconfirmed(_) | Self::Failed(_) | Self::NotSent(_))
    }
}

/// A write and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// What was sent.
    pub change: Change,
    /// How far it is.
    pub stage: Stage,
    /// When it was sent.
    pub sent_at: Instant,
}

impl Write {
    pub(super) fn of(record: &Record, stage: Stage) -> Self {
        Self { change: record.change.clone(), stage, sent_at: Instant::from_millis(record.sent_at) }
    }
}
