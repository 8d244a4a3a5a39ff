//! Who is signed in, and the tokens that follow from it.

use leptos::prelude::*;

/// What the app knows about the person.
#[derive(Clone, Debug, PartialEq)]
pub enum SignInStatus {
    /// The configuration and an earlier session are being looked for.
    Starting,
    /// Nobody is signed in.
    SignedOut {
        /// Why.
        reason: SignedOutReason,
    },
}

/// Why nobody is signed in; chooses the words on the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOutReason {
    /// Nobody was.
    FirstVisit,
    /// The person asked for it.
    ByUser,
    /// The session ended and could not be renewed without the person.
    Expired,
}

/// The session of the app.
#[derive(Clone, Copy, Debug)]
pub struct SessionContext {
    status: RwSignal<SignInStatus>,
}

impl SessionContext {
    /// Begins with the fragment the page was opened with.
    pub fn provide(_fragment: Option<String>) -> Self {
        let session = Self { status: RwSignal::new(SignInStatus::Starting) };
        provide_context(session);
        session
    }

    /// The state of the sign-in. Tracked.
    pub fn status(self) -> SignInStatus {
        self.status.get()
    }

    /// Leaves for the sign-in page; `return_path` is where the person wants to be afterwards.
    pub fn sign_in(self, _return_path: &str, _hint: Option<&str>) {
        self.status.set(SignInStatus::Starting);
    }

    /// Forgets the session.
    pub fn sign_out(self) {
        self.status.set(SignInStatus::SignedOut { reason: SignedOutReason::ByUser });
    }
}
