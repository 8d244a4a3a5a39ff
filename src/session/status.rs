//! The states of the sign-in, as the pages see them.

use entra::{Account, SignInError};

use crate::boot::Unusable;

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
    /// The browser is on its way to the sign-in page, or an answer is being checked.
    SigningIn,
    /// Somebody is.
    SignedIn(Account),
    /// The sign-in did not end well.
    Refused(SignInError),
    /// This tab looks at the demo, which could not be loaded.
    NoDemo(String),
    /// The deployment is not set up.
    NotSetUp(Unusable),
}

/// Why nobody is signed in; chooses the words on the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOutReason {
    /// Nobody was.
    FirstVisit,
    /// The person asked for it, here or in another tab.
    ByUser,
    /// The person signed out at another app, and Microsoft Entra ID said so.
    Elsewhere,
    /// The session ended and could not be renewed without the person.
    Expired,
}
