//! How far a write is, for those who show it.

use arm::Error;
use avd::Change;
use host::Instant;
use writes::Outcome;

/// A write and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// What was sent.
    pub change: Change,
    /// How far it is.
    pub state: Outcome,
    /// The whole error, if it failed before the eyes of this page.
    pub error: Option<Error>,
    /// The request id, once it is known.
    pub request: Option<String>,
    /// When it was asked for.
    pub asked_at: Instant,
    /// Whether it waits for another write to show.
    pub follows: bool,
    /// While it waits because Azure throttles requests: until when.
    pub retry_at: Option<Instant>,
}

impl Write {
    /// Whether it ended before anything of it went out, before the eyes of this page: it may go out at a press.
    pub fn may_go_again(&self) -> bool {
        matches!(self.state, Outcome::NotSent(_)) && self.error.is_some()
    }
}
