//! When and how to get the next token. A pure decision, and the memory that keeps it from going round in circles.
//!
//! The implicit flow has no refresh token: renewal is another trip to Entra. A hidden frame works only where the browser
//! lets Entra see its cookies there (*Handle third-party cookie blocking*, learn.microsoft.com/entra/identity-platform);
//! a trip of the whole window always does. Entra answers clients that repeat themselves with AADSTS50196, so each way is
//! tried once per failure.

use host::{Duration, Instant};
use serde_json::{Value, json};

use crate::kept::Kept;
use crate::session::Session;

/// A token refused this soon after it was issued will be refused again; one that is about to end will be again, too.
const TOO_SOON: Duration = Duration::from_secs(120);

/// What to do for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The token at hand is good.
    Use,
    /// Ask in a hidden frame, `prompt=none`.
    Iframe,
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
}

/// What was tried in this tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenewalMemory {
    /// The hidden frame failed; not again in this tab.
    iframe_failed: bool,
    /// The silent trip of the window failed since the last success.
    redirect_failed: bool,
    /// When the user last answered a claims challenge.
    stepped_up_at: Option<i64>,
}

impl RenewalMemory {
    /// The hidden frame gave no token.
    pub fn iframe_failed(&mut self) {
        self.iframe_failed = true;
    }

    /// The window came back from a silent trip without a token.
    pub fn redirect_failed(&mut self) {
        self.redirect_failed = true;
    }

    /// A token came. `stepped_up`: it answers a claims challenge.
    pub fn succeeded(&mut self, now: Instant, stepped_up: bool) {
        self.redirect_failed = false;
        if stepped_up {
            self.stepped_up_at = Some(now.millis());
        }
    }

    fn stepped_up_just_now(&self, now: Instant) -> bool {
        self.stepped_up_at.is_some_and(|at| now.since(Instant::from_millis(at)) < TOO_SOON)
    }
}

impl Kept for RenewalMemory {
    fn keep(&self) -> Value {
        json!({"iframeFailed": self.iframe_failed, "redirectFailed": self.redirect_failed, "steppedUpAt": self.stepped_up_at})
    }

    fn recall(kept: &Value) -> Option<Self> {
        let failed = |name: &str| kept[name].as_bool().unwrap_or_default();
        kept.is_object().then(|| Self {
            iframe_failed: failed("iframeFailed"),
            redirect_failed: failed("redirectFailed"),
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
    match (memory.iframe_failed, alive, memory.redirect_failed) {
        (false, _, _) => Renewal::Iframe,
        // The last minutes of a token are worth more than a reload in the middle of the user's work.
        (true, true, _) => Renewal::Use,
        (true, false, false) => Renewal::Redirect,
        (true, false, true) => Renewal::Interactive,
    }
}
