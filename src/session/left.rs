//! When people signed out of this browser: a time for each person, no token. A tab that was elsewhere at that moment, in the back/forward
//! cache or discarded, heard nothing; it looks here when it starts and whenever somebody comes back to it.

use entra::Session;
use host::{Duration, Instant};

use super::SignedOutReason;
use crate::browser::storage::{self, Area};

/// Before the person; nobody in particular means everybody (`public/auth/logout.js` writes that one).
const LEFT: &str = "avd.left|";
/// No stored session can be renewed for longer than that: a refresh token of a single-page application lasts a day.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// Notes that a person has signed out now.
pub(super) fn note(person: &str, now: Instant) {
    for key in storage::keys(Area::Local, LEFT).unwrap_or_default() {
        if time(&key).is_none_or(|at| now.since(at) > KEPT) {
            let _ = storage::remove(Area::Local, &key);
        }
    }
    let _ = storage::write(Area::Local, &[LEFT, person].concat(), &now.millis().to_string());
}

/// Why a session is over although this tab still holds it, if it is.
pub(super) fn ended(session: &Session) -> Option<SignedOutReason> {
    judge(session.obtained_on(), time(&key_of(session)), time(LEFT))
}

/// A sign-in that has just been accepted is newer than any sign-out, whatever the clock said then.
pub(super) fn admit(session: &Session) {
    let before = Instant::from_millis(session.obtained_on().millis() - 1);
    for key in [key_of(session), LEFT.to_owned()] {
        if time(&key).is_some_and(|at| at > before) {
            let _ = storage::write(Area::Local, &key, &before.millis().to_string());
        }
    }
}

fn key_of(session: &Session) -> String {
    [LEFT, &session.account.person()].concat()
}

fn time(key: &str) -> Option<Instant> {
    storage::read(Area::Local, key).ok().flatten()?.parse().ok().map(Instant::from_millis)
}

fn judge(obtained: Instant, person: Option<Instant>, everybody: Option<Instant>) -> Option<SignedOutReason> {
    match (person, everybody) {
        (Some(at), _) if at >= obtained => Some(SignedOutReason::ByUser),
        (_, Some(at)) if at >= obtained => Some(SignedOutReason::Elsewhere),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_from_before_a_sign_out_is_over() {
        let at = Instant::from_seconds;
        for (person, everybody, expected) in [
            (None, None, None),
            (Some(at(99)), Some(at(99)), None),
            (Some(at(100)), None, Some(SignedOutReason::ByUser)),
            (Some(at(101)), Some(at(101)), Some(SignedOutReason::ByUser)),
            (Some(at(99)), Some(at(101)), Some(SignedOutReason::Elsewhere)),
            (None, Some(at(101)), Some(SignedOutReason::Elsewhere)),
        ] {
            assert_eq!(judge(at(100), person, everybody), expected, "{person:?} {everybody:?}");
        }
    }
}
