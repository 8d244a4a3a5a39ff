//! How far writes and jobs are, for those who show them.

use std::sync::Arc;

use arm::Error;
use avd::Change;
use avd::rule::job::{State, Tally};
use host::Instant;

/// A write and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// What was sent.
    pub change: Change,
    /// How far it is.
    pub state: State,
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
        matches!(self.state, State::NotSent(_)) && self.error.is_some()
    }
}

/// A job and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct JobView {
    /// What it is called; none for a write that is not one of many.
    pub title: Option<String>,
    /// Its writes, in their order.
    pub ids: Arc<[String]>,
    /// How many are how far.
    pub tally: Tally,
    /// Until when the service asked for a pause.
    pub paused: Option<Instant>,
    /// How many of them may be tried again.
    pub retriable: usize,
    /// Why some were held back.
    pub held: Option<String>,
    /// When it was asked for.
    pub asked_at: Instant,
    /// How often all of it has come to rest.
    pub rests: u32,
}
