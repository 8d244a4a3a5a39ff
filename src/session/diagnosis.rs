//! What the session can tell somebody who looks for a fault. No token is in it.

use entra::{Account, FrameFailure};
use host::Instant;

use super::SessionContext;

/// The session at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionFacts {
    /// Who it belongs to.
    pub account: Account,
    /// When its token came.
    pub since: Instant,
    /// When its token ends.
    pub until: Instant,
    /// What was noticed at the sign-in.
    pub notes: Vec<String>,
    /// How the hidden frame has failed in this tab, if it did.
    pub frame: Option<FrameFailure>,
}

impl SessionContext {
    /// What is known of the session; `None` if nobody is signed in.
    pub fn facts(self) -> Option<SessionFacts> {
        let held = self.held();
        let frame = held.memory.borrow().frame_failure();
        let session = held.session.borrow();
        session.as_ref().map(|session| SessionFacts {
            account: session.account.clone(),
            since: session.obtained_on(),
            until: session.expires_on(),
            notes: session.notes.clone(),
            frame,
        })
    }
}
