//! A maintenance window, and how a plan fits into it.

use core::time::Duration;

use host::Instant;

use crate::rule::token::span;

/// A maintenance window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its begin.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
}

impl Window {
    /// How what begins and ends at these times fits.
    pub(super) fn fit(self, start: Instant, end: Instant) -> Fit {
        let (early, late) = (self.from.since(start), end.since(self.until));
        match (early.is_zero(), late.is_zero()) {
            (true, true) => Fit::Fits { spare: self.until.since(end) },
            (false, true) => Fit::Early { by: early },
            (true, false) => Fit::Late { by: late },
            (false, false) => Fit::Wider { early, late },
        }
    }
}

/// How a plan fits into a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It begins and ends inside, with this much time left.
    Fits {
        /// The time between the end of the plan and the end of the window.
        spare: Duration,
    },
    /// It begins before the window opens.
    Early {
        /// How long before.
        by: Duration,
    },
    /// It ends after the window closes.
    Late {
        /// How long after.
        by: Duration,
    },
    /// It begins before the window opens and ends after it closes.
    Wider {
        /// How long before.
        early: Duration,
        /// How long after.
        late: Duration,
    },
}

impl Fit {
    /// The sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Fits { spare } => format!("Fits the maintenance window with {} to spare.", span(*spare)),
            Self::Early { by } => format!("Starts {} before the maintenance window.", span(*by)),
            Self::Late { by } => format!("Ends {} after the maintenance window.", span(*by)),
            Self::Wider { early, late } => {
                format!("Starts {} before the maintenance window and ends {} after it.", span(*early), span(*late))
            }
        }
    }
}
