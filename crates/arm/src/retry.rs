//! Whether an answer is final, or the same request may go out again. Pure; the client does the waiting.
//!
//! Sources: Learn, *Understand how Azure Resource Manager throttles requests*; RFC 9110, section 9.2.2 (idempotency).

use core::time::Duration;

use host::{Instant, Response, SendError};
use serde_json::Value;

use crate::challenge;
use crate::error::is_certain;
use crate::wait::{header_hint, message_hint};

/// Longer waits than this are the caller's to decide.
pub const LONGEST: Duration = Duration::from_secs(120);
/// No pause is believed to be longer: Azure counts by the minute and the hour, and a wrong clock must not close a scope for days.
const BELIEVED: Duration = Duration::from_secs(3600);
const THROTTLED_TRIES: u32 = 5;
const FAILED_TRIES: u32 = 3;

/// What has been tried so far for one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    throttled: u32,
    failed: u32,
    busy: u32,
    renewed: bool,
    stepped_up: bool,
    moved: bool,
    /// An earlier try may have taken effect: its answer was lost.
    pub lost: bool,
}

/// What to do with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing more: hand it to the caller.
    Settled,
    /// Wait, then send the same request.
    Again(Duration),
    /// Send again with a token that was not refused.
    Renew,
    /// Send again with a token that carries these claims.
    StepUp(String),
    /// Send again with a token of this tenant.
    Tenant(String),
}

/// The pause the service asks for, if it refuses for being asked too much: for everyone, not only for this request.
pub fn pause(response: &Response, tries: &Tries, now: Instant, dice: u8) -> Option<Duration> {
    let floor = |wait: Duration| wait.clamp(Duration::from_secs(1), BELIEVED);
    match response.status {
        429 => {
            let words = || message_hint(&String::from_utf8_lossy(&response.body));
            let fallback = || jittered(10 << tries.throttled.min(2), dice);
            Some(header_hint(response, now).or_else(words).map(floor).unwrap_or_else(fallback))
        }
        503 => header_hint(response, now).map(floor),
        _ => None,
    }
}

/// Decides. `repeatable`: the request may be repeated although nobody knows what became of it. `dice` is a random byte.
pub fn judge(
    repeatable: bool,
    answer: &Result<Response, SendError>,
    pause: Option<Duration>,
    tries: &mut Tries,
    dice: u8,
) -> Verdict {
    let response = match answer {
        Ok(response) => response,
        Err(SendError::NotSent(_)) if !tries.lost => return Verdict::Settled,
        Err(_) => return again_if(repeatable, tries, dice),
    };
    match (response.status, pause) {
        (429, Some(wait)) => throttled(wait, tries),
        (503, Some(wait)) if repeatable => {
            tries.lost = true;
            throttled(wait, tries)
        }
        // A page of a proxy stays one, and a redirect is the browser's to follow: what became of the request is open, and is asked for.
        (408 | 500 | 502..=504 | 506..=510 | 512..=599, _) => again_if(repeatable, tries, dice),
        (401 | 403, _) if is_certain(response) => renewal(response, tries),
        (409, _) if is_busy(response) && tries.busy < FAILED_TRIES => {
            tries.busy += 1;
            Verdict::Again(jittered(1 << tries.busy, dice))
        }
        _ => Verdict::Settled,
    }
}

fn throttled(wait: Duration, tries: &mut Tries) -> Verdict {
    if wait > LONGEST || tries.throttled >= THROTTLED_TRIES {
        return Verdict::Settled;
    }
    tries.throttled += 1;
    Verdict::Again(wait)
}

fn again_if(repeatable: bool, tries: &mut Tries, dice: u8) -> Verdict {
    tries.lost = true;
    if !repeatable || tries.failed >= FAILED_TRIES {
        return Verdict::Settled;
    }
    tries.failed += 1;
    Verdict::Again(jittered(1 << (tries.failed - 1).min(6), dice))
}

fn renewal(response: &Response, tries: &mut Tries) -> Verdict {
    if let Some(claims) = challenge::claims(response) {
        if core::mem::replace(&mut tries.stepped_up, true) {
            return Verdict::Settled;
        }
        return Verdict::StepUp(claims);
    }
    if response.status == 403 {
        return Verdict::Settled;
    }
    if let Some(tenant) = challenge::tenant(response).filter(|_| !tries.moved) {
        tries.moved = true;
        return Verdict::Tenant(tenant);
    }
    if core::mem::replace(&mut tries.renewed, true) { Verdict::Settled } else { Verdict::Renew }
}

/// Refused because of other work under way; nothing was done.
fn is_busy(response: &Response) -> bool {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let code = body.get("error").unwrap_or(&body).get("code").and_then(Value::as_str);
    matches!(code, Some("AnotherOperationInProgress" | "RetryableErrorDueToAnotherOperation"))
}

/// Seconds, a fifth more or less, at most a minute and a bit: so that many callers do not come back at once.
fn jittered(seconds: u64, dice: u8) -> Duration {
    Duration::from_millis((seconds * (800 + u64::from(dice) * 400 / 255)).min(60_000))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const NOW: Instant = Instant::from_millis(0);

    fn waits(repeatable: bool, answer: &Result<Response, SendError>) -> Vec<u64> {
        let mut tries = Tries::default();
        core::iter::from_fn(|| {
            let pause = answer.as_ref().ok().and_then(|response| pause(response, &tries, NOW, 128));
            match judge(repeatable, answer, pause, &mut tries, 128) {
                Verdict::Again(wait) => Some(wait.as_secs()),
                _ => None,
            }
        })
        .take(20)
        .collect()
    }

    #[test]
    fn follows_the_table() {
        let told = |status: u16| Ok(Response::new(status).with_header("Retry-After", "17"));
        let plain = |status: u16| Ok(Response::new(status));
        let busy = Ok(Response::new(409).with_body("", br#"{"error":{"code":"AnotherOperationInProgress"}}"#.into()));
        let worded = Ok(Response::new(429).with_body("", br#"{"error":{"message":"try again after '7' seconds"}}"#.into()));
        let none: &[u64] = &[];
        for (what, repeatable, answer, wanted) in [
            ("429 with hint", false, told(429), &[17, 17, 17, 17, 17][..]),
            ("429 with words", false, worded, &[7, 7, 7, 7, 7]),
            ("429 alone", false, plain(429), &[10, 20, 40, 40, 40]),
            ("429 for an hour", true, Ok(Response::new(429).with_header("Retry-After", "3600")), none),
            ("503 with hint", true, told(503), &[17, 17, 17, 17, 17]),
            ("503 with hint, action", false, told(503), none),
            ("500", true, plain(500), &[1, 2, 4]),
            ("408", true, plain(408), &[1, 2, 4]),
            ("500, action", false, plain(500), none),
            ("no answer", true, Err(SendError::TimedOut), &[1, 2, 4]),
            ("no answer, action", false, Err(SendError::Unreachable(String::new())), none),
            ("never out", true, Err(SendError::NotSent(String::new())), none),
            ("501", true, plain(501), none),
            ("505", true, plain(505), none),
            ("409", true, plain(409), none),
            ("409 busy", false, busy, &[2, 4, 8]),
            ("404", true, plain(404), none),
            ("403", true, plain(403), none),
            ("200", true, plain(200), none),
        ] {
            assert_eq!(waits(repeatable, &answer), wanted, "{what}");
        }
    }

    #[test]
    fn renews_once_and_steps_up_once() {
        let expired = Ok(Response::new(401));
        let mfa = Ok(Response::new(401).with_body("", b"https://aka.ms/MFAforAzure".to_vec()));
        let mut tries = Tries::default();
        let mut judge = |answer| judge(false, answer, None, &mut tries, 0);
        assert_eq!(judge(&expired), Verdict::Renew);
        assert_eq!(judge(&mfa), Verdict::StepUp(challenge::MFA_CLAIMS.to_owned()));
        assert_eq!(judge(&mfa), Verdict::Settled);
        assert_eq!(judge(&expired), Verdict::Settled);
    }

    proptest! {
        #[test]
        fn never_repeats_an_unknown_fate(statuses in proptest::collection::vec(proptest::option::of(200u16..600), 1..20), dice: u8) {
            let mut tries = Tries::default();
            for status in statuses {
                let answer = status.map(Response::new).ok_or(SendError::TimedOut);
                let pause = answer.as_ref().ok().and_then(|response| pause(response, &tries, NOW, dice));
                let verdict = judge(false, &answer, pause, &mut tries, dice);
                let refused = matches!(status, Some(401 | 403 | 409 | 429));
                prop_assert!(refused || verdict == Verdict::Settled, "{status:?} {verdict:?}");
                if verdict == Verdict::Settled {
                    break;
                }
            }
        }
    }
}
