//! How far a write is.

use arm::Error;

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

    /// What the person may do now; nothing while it is under way or when it is done.
    pub fn next_step(&self) -> Option<String> {
        match self {
            Self::Unconfirmed(_) => {
                Some("Check the current state before you try again; the change may still take effect.".to_owned())
            }
            Self::Failed(error) => Some(error.next_step()),
            Self::NotSent(_) => Some("Nothing was changed. Check the current state, then try again.".to_owned()),
            Self::Queued | Self::Sending | Self::Working | Self::Looking { .. } | Self::Confirmed(_) => None,
        }
    }
}
