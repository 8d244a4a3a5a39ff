//! What a browser lets a hidden frame do, and what a window therefore asks for.
//!
//! In the implicit flow an access token comes in an address. That of a window stays in the browser's history, which no page can change;
//! that of a hidden frame does not. So a window asks only who the person is, as MSAL 1 does, and a frame fetches the token. Where the
//! browser keeps Entra's cookies from frames (*Handle third-party cookie blocking*, learn.microsoft.com/entra/identity-platform) the
//! window has to bring the token after all. That is a property of the browser and not of a tab, so it is remembered for all of them.

use host::{Duration, Instant};
use serde_json::{Value, json};

use crate::error::{ErrorKind, Fault, SignInError};
use crate::kept::Kept;
use crate::request::{Interaction, ResponseType};

/// How a hidden frame failed. An answer and no answer have different causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameFailure {
    /// Entra answered that it sees no session: it has ended, or the browser keeps its cookies from a frame.
    NoSession,
    /// Nothing came back in time: the page inside was not allowed in a frame, or was not reached.
    TimedOut,
    /// Entra answered something else, or the answer failed a check.
    Other,
}

impl FrameFailure {
    const ALL: [Self; 3] = [Self::NoSession, Self::TimedOut, Self::Other];

    pub(crate) fn of(error: &SignInError) -> Self {
        match error.kind {
            ErrorKind::Untrusted(Fault::FrameTimeout) => Self::TimedOut,
            ErrorKind::InteractionRequired if error.number == Some(50058) || error.error == "login_required" => Self::NoSession,
            _ => Self::Other,
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::NoSession => "noSession",
            Self::TimedOut => "timedOut",
            Self::Other => "other",
        }
    }

    pub(crate) fn recall(kept: &Value) -> Option<Self> {
        let word = kept.as_str()?;
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// How the frame fared in this browser when it was last asked right after a sign-in. It names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameRecord {
    failure: Option<FrameFailure>,
    at: i64,
}

impl FrameRecord {
    /// What there is to remember: nothing of a failure that says nothing about the browser.
    pub fn of(failure: Option<&SignInError>, now: Instant) -> Option<Self> {
        let failure = failure.map(FrameFailure::of);
        (failure != Some(FrameFailure::Other)).then(|| Self { failure, at: now.millis() })
    }

    /// How it failed, if it did.
    pub fn failure(&self) -> Option<FrameFailure> {
        self.failure
    }

    /// Whether it still counts. Settings of a browser are changed now and then, and a slow network is another one tomorrow.
    fn counts(&self, now: Instant) -> bool {
        let limit = match self.failure {
            Some(FrameFailure::TimedOut) => Duration::from_secs(24 * 3600),
            _ => Duration::from_secs(30 * 24 * 3600),
        };
        let at = Instant::from_millis(self.at);
        at <= now && now.since(at) < limit
    }
}

impl Kept for FrameRecord {
    fn keep(&self) -> Value {
        json!({ "failed": self.failure.map(FrameFailure::word), "at": self.at })
    }

    fn recall(kept: &Value) -> Option<Self> {
        Some(Self { failure: FrameFailure::recall(&kept["failed"]), at: kept["at"].as_i64()? })
    }
}

/// What a window asks for. It can be sent once more if the frame gives no token after all; a popup needs another press for that, so it
/// relies only on a frame that has worked in this browser.
pub fn response_type(record: Option<&FrameRecord>, interaction: Interaction, silently: bool, now: Instant) -> ResponseType {
    let record = record.filter(|record| record.counts(now));
    match (interaction, record.map(FrameRecord::failure)) {
        // A silent trip of the window is there because a frame gave nothing.
        _ if silently => ResponseType::Tokens,
        (Interaction::Redirect, None | Some(None)) | (Interaction::Popup, Some(None)) => ResponseType::IdToken,
        _ => ResponseType::Tokens,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const NOW: Instant = Instant::from_seconds(1_800_000_000);

    fn record(failure: Option<FrameFailure>, hours: u64) -> FrameRecord {
        FrameRecord { failure, at: (NOW - Duration::from_secs(hours * 3600)).millis() }
    }

    #[test]
    fn a_token_is_in_an_address_only_where_no_frame_works() {
        use FrameFailure::{NoSession, TimedOut};
        use Interaction::{Popup, Redirect};
        use ResponseType::{IdToken, Tokens};
        for (known, interaction, silently, expected) in [
            (None, Redirect, false, IdToken),
            (None, Popup, false, Tokens),
            (None, Redirect, true, Tokens),
            (Some(record(None, 1)), Redirect, false, IdToken),
            (Some(record(None, 1)), Popup, false, IdToken),
            (Some(record(None, 31 * 24)), Popup, false, Tokens),
            (Some(record(Some(NoSession), 29 * 24)), Redirect, false, Tokens),
            (Some(record(Some(NoSession), 29 * 24)), Popup, false, Tokens),
            (Some(record(Some(NoSession), 31 * 24)), Redirect, false, IdToken),
            (Some(record(Some(TimedOut), 23)), Redirect, false, Tokens),
            (Some(record(Some(TimedOut), 25)), Redirect, false, IdToken),
            (Some(record(Some(TimedOut), 25)), Popup, false, Tokens),
            (Some(record(None, 1)), Redirect, true, Tokens),
        ] {
            let got = response_type(known.as_ref(), interaction, silently, NOW);
            assert_eq!(got, expected, "{known:?} {interaction:?} {silently}");
        }
    }

    #[test]
    fn what_says_nothing_about_the_browser_is_not_remembered() {
        let timed_out = SignInError::fault(Fault::FrameTimeout);
        let forged = SignInError::fault(Fault::Nonce);
        assert_eq!(FrameRecord::of(None, NOW).unwrap().failure(), None);
        assert_eq!(FrameRecord::of(Some(&timed_out), NOW).unwrap().failure(), Some(FrameFailure::TimedOut));
        assert_eq!(FrameRecord::of(Some(&forged), NOW), None);
    }

    #[test]
    fn a_record_survives_storage_and_one_from_the_future_counts_for_nothing() {
        for failure in [None, Some(FrameFailure::NoSession), Some(FrameFailure::TimedOut)] {
            let kept = record(failure, 1);
            assert_eq!(serde_json::from_str::<FrameRecord>(&serde_json::to_string(&kept).unwrap()).unwrap(), kept);
        }
        let ahead = FrameRecord { failure: Some(FrameFailure::NoSession), at: (NOW + Duration::from_secs(60)).millis() };
        assert_eq!(response_type(Some(&ahead), Interaction::Redirect, false, NOW), ResponseType::IdToken);
    }
}
