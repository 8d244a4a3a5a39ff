//! When and how to get the next token. A pure decision, and the memory that keeps it from going round in circles.
//!
//! The code flow has a refresh token, which asks for no cookie. The implicit flow has none: there a renewal is another trip to Entra.
//! A hidden frame works only where the browser lets Entra see its cookies there (*Handle third-party cookie blocking*,
//! learn.microsoft.com/entra/identity-platform); a window of its own and a trip of the whole window always do, the one needs a press
//! of the person, the other the page. Entra answers clients that repeat themselves with AADSTS50196, so each way is tried once per
//! failure.

use host::{Duration, Instant};
use serde_json::{Value, json};

use crate::error::SignInError;
use crate::frame::FrameFailure;
use crate::kept::Kept;
use crate::session::Session;

/// A token refused this soon after it was issued will be refused again; one that is about to end will be again, too.
const TOO_SOON: Duration = Duration::from_secs(120);

/// What to do for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The token at hand is good.
    Use,
    /// Ask the token endpoint, with the refresh token.
    Refresh,
    /// Ask in a hidden frame, `prompt=none`.
    Iframe,
    /// Offer to ask in a second window, and leave the page as it is. The token at hand is good until it ends.
    Popup,
    /// Send the whole window, `prompt=none`.
    Redirect,
    /// Entra must ask the user.
    Interactive,
    /// Nothing more may be tried by itself: a fresh token was refused. Show it to the user.
    Stop,
}

/// Why a token is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// The service refused the token at hand.
    pub refused: bool,
    /// The service demands claims that only the user can add.
    pub claims: bool,
    /// Something is being typed that a trip of the window would interrupt.
    pub unsaved: bool,
}

/// What was tried in this tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenewalMemory {
    /// When the refresh token last failed for want of an answer; one that was refused is gone.
    refresh_failed_at: Option<i64>,
    /// How the hidden frame failed; not again in this tab.
    iframe: Option<FrameFailure>,
    /// The silent trip of the window failed since the last success.
    redirect_failed: bool,
    /// When the user last answered a claims challenge.
    stepped_up_at: Option<i64>,
}

impl RenewalMemory {
    /// The token endpoint gave no token.
    pub fn refresh_failed(&mut self, now: Instant) {
        self.refresh_failed_at = Some(now.millis());
    }

    /// The hidden frame gave no token.
    pub fn iframe_failed(&mut self, error: &SignInError) {
        self.iframe = Some(FrameFailure::of(error));
    }

    /// The hidden frame gave a token.
    pub fn iframe_worked(&mut self) {
        self.iframe = None;
    }

    /// How the hidden frame failed in this tab, if it did.
    pub fn frame_failure(&self) -> Option<FrameFailure> {
        self.iframe
    }

    /// The window came back from a silent trip without a token.
    pub fn redirect_failed(&mut self) {
        self.redirect_failed = true;
    }

    /// A token came. `stepped_up`: it answers a claims challenge.
    pub fn succeeded(&mut self, now: Instant, stepped_up: bool) {
        self.redirect_failed = false;
        self.refresh_failed_at = None;
        if stepped_up {
            self.stepped_up_at = Some(now.millis());
        }
    }

    fn stepped_up_just_now(&self, now: Instant) -> bool {
        just_now(self.stepped_up_at, now)
    }
}

fn just_now(at: Option<i64>, now: Instant) -> bool {
    at.is_some_and(|at| now.since(Instant::from_millis(at)) < TOO_SOON)
}

impl Kept for RenewalMemory {
    fn keep(&self) -> Value {
        json!({
            "refreshFailedAt": self.refresh_failed_at, "iframeFailed": self.iframe.map(FrameFailure::word), "redirectFailed": self.redirect_failed,
            "steppedUpAt": self.stepped_up_at,
        })
    }

    fn recall(kept: &Value) -> Option<Self> {
        kept.is_object().then(|| Self {
            refresh_failed_at: kept["refreshFailedAt"].as_i64(),
            iframe: FrameFailure::recall(&kept["iframeFailed"]),
            redirect_failed: kept["redirectFailed"].as_bool().unwrap_or_default(),
            stepped_up_at: kept["steppedUpAt"].as_i64(),
        })
    }
}

/// Decides how to come to a token that satisfies `need`. `offset` is how long before its end a token counts as used up.
pub fn next_renewal(session: &Session, need: Need, now: Instant, offset: Duration, memory: &RenewalMemory) -> Renewal {
    if need.claims {
        return if memory.stepped_up_just_now(now) { Renewal::Stop } else { Renewal::Interactive };
    }
    if need.refused && now.since(session.obtained_on()) < TOO_SOON {
        return Renewal::Stop;
    }
    let alive = now < session.expires_on() && !need.refused;
    if alive && now + offset < session.expires_on() {
        return Renewal::Use;
    }
    // A token that lives no longer than the offset would be renewed at every request.
    if alive && now.since(session.obtained_on()) < TOO_SOON {
        return Renewal::Use;
    }
    if session.can_refresh() && !just_now(memory.refresh_failed_at, now) {
        return Renewal::Refresh;
    }
    if memory.iframe.is_none() {
        return Renewal::Iframe;
    }
    match (need.unsaved, alive, memory.redirect_failed) {
        (true, _, _) => Renewal::Popup,
        // The last minutes of a token are worth more than a reload in the middle of the user's work.
        (_, true, _) => Renewal::Use,
        (_, _, false) => Renewal::Redirect,
        (_, _, true) => Renewal::Interactive,
    }
}
