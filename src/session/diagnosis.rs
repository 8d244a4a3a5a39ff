//! What the session can tell somebody who looks for a fault. No token is in it.

use entra::{Account, FrameFailure, FrameRecord};
use host::Instant;

use super::{SessionContext, store};

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
    /// Whether the token stood in the address of a window.
    pub came_in_address: bool,
    /// How the hidden frame failed in this browser right after a sign-in, if it did.
    pub first_frame: Option<FrameFailure>,
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
            came_in_address: session.came_in_address(),
            first_frame: store::frame_record().as_ref().and_then(FrameRecord::failure),
        })
    }
}
