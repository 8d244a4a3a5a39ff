//! Renewal: the decision in every situation, and that it comes to an end.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use entra::{ErrorKind, Fault, FrameFailure, Need, Renewal, RenewalMemory, SignInError, next_renewal};
use entra_side::*;
use host::Duration;
use proptest::prelude::*;

const OFFSET: Duration = Duration::from_secs(300);

/// The decision `minutes` after a sign-in with an hour's token.
fn decide(minutes: u64, need: Need, memory: &RenewalMemory) -> Renewal {
    let session = sign_in(&common("v2"), |_| {}).unwrap();
    next_renewal(&session, need, NOW + Duration::from_secs(minutes * 60), OFFSET, memory)
}

/// An answer that there is no session is another thing than no answer; both are kept over a reload.
#[test]
fn no_session_is_told_from_no_answer() {
    let fault = SignInError::fault(Fault::FrameTimeout);
    let sent =
        |error: &str, number| SignInError { kind: ErrorKind::InteractionRequired, error: error.into(), number, ..fault.clone() };
    for (error, wanted) in [
        (fault.clone(), FrameFailure::TimedOut),
        (sent("login_required", None), FrameFailure::NoSession),
        (sent("login_required", Some(50058)), FrameFailure::NoSession),
        (sent("interaction_required", Some(50058)), FrameFailure::NoSession),
        (sent("interaction_required", Some(50076)), FrameFailure::Other),
        (SignInError::fault(Fault::OtherUser), FrameFailure::Other),
    ] {
        let mut memory = RenewalMemory::default();
        memory.iframe_failed(&error);
        let kept: RenewalMemory = serde_json::from_str(&serde_json::to_string(&memory).unwrap()).unwrap();
        assert_eq!((memory.frame_failure(), kept.frame_failure()), (Some(wanted), Some(wanted)), "{error:?}");
    }
    assert_eq!(RenewalMemory::default().frame_failure(), None);
}

#[test]
fn a_token_is_used_until_its_last_minutes() {
    let fresh = RenewalMemory::default();
    let mut no_frame = RenewalMemory::default();
    no_frame.iframe_failed(&SignInError::fault(Fault::FrameTimeout));
    let mut nothing_silent = no_frame.clone();
    nothing_silent.redirect_failed();
    let cases = [
        (0, &fresh, Renewal::Use),
        (54, &fresh, Renewal::Use),
        (55, &fresh, Renewal::Iframe),
        (90, &fresh, Renewal::Iframe),
        (54, &no_frame, Renewal::Use),
        (56, &no_frame, Renewal::Use),
        (60, &no_frame, Renewal::Redirect),
        (60, &nothing_silent, Renewal::Interactive),
    ];
    for (minutes, memory, expected) in cases {
        assert_eq!(decide(minutes, Need::default(), memory), expected, "after {minutes} minutes with {memory:?}");
    }
}

#[test]
fn a_refused_token_is_replaced_unless_it_is_fresh() {
    let refused = Need { refused: true, ..Need::default() };
    assert_eq!(decide(30, refused, &RenewalMemory::default()), Renewal::Iframe);
    assert_eq!(decide(1, refused, &RenewalMemory::default()), Renewal::Stop);
}

#[test]
fn a_token_shorter_than_the_offset_is_not_renewed_at_every_request() {
    let session = sign_in(&common("v2"), |reply| reply.set("expires_in", "240")).unwrap();
    let decide =
        |seconds| next_renewal(&session, Need::default(), NOW + Duration::from_secs(seconds), OFFSET, &RenewalMemory::default());
    assert_eq!([0, 119, 120, 240].map(decide), [Renewal::Use, Renewal::Use, Renewal::Iframe, Renewal::Iframe]);
}

#[test]
fn claims_go_to_the_user_once() {
    let claims = Need { refused: true, claims: true, ..Need::default() };
    let mut memory = RenewalMemory::default();
    memory.succeeded(NOW, false);
    assert_eq!(decide(0, claims, &memory), Renewal::Interactive, "a sign-in a moment ago answered no challenge");
    memory.succeeded(NOW, true);
    assert_eq!(decide(1, claims, &memory), Renewal::Stop);
    assert_eq!(decide(3, claims, &memory), Renewal::Interactive);
}

#[test]
fn memory_survives_storage() {
    let mut memory = RenewalMemory::default();
    memory.iframe_failed(&SignInError::fault(Fault::FrameTimeout));
    memory.succeeded(NOW, true);
    memory.refresh_failed(NOW);
    let text = serde_json::to_string(&memory).unwrap();
    assert_eq!(serde_json::from_str::<RenewalMemory>(&text).unwrap(), memory);
    assert_eq!(serde_json::from_str::<RenewalMemory>("{}").unwrap(), RenewalMemory::default());
}

/// A session of the code flow: with a refresh token.
fn refreshable() -> entra::Session {
    let mut kept = serde_json::to_value(sign_in(&common("v2"), |_| {}).unwrap()).unwrap();
    kept["refreshToken"] = "1.REFRESH".into();
    serde_json::from_value(kept).unwrap()
}

/// Every way that renews at `minutes`, in its order, when each fails.
fn ways(session: &entra::Session, minutes: u64, need: Need) -> Vec<Renewal> {
    let (mut memory, mut session) = (RenewalMemory::default(), session.clone());
    let now = NOW + Duration::from_secs(minutes * 60);
    let mut ways = Vec::new();
    loop {
        let next = next_renewal(&session, need, now, OFFSET, &memory);
        ways.push(next);
        match next {
            Renewal::Refresh => {
                memory.refresh_failed(now);
                session.drop_refresh_token();
            }
            Renewal::Iframe => memory.iframe_failed(&SignInError::fault(Fault::FrameTimeout)),
            Renewal::Redirect => memory.redirect_failed(),
            Renewal::Use | Renewal::Popup | Renewal::Interactive | Renewal::Stop => return ways,
        }
        assert!(ways.len() < 6, "{ways:?}");
    }
}

#[test]
fn the_ways_have_an_order_and_an_end() {
    use Renewal::*;
    let (code, implicit) = (refreshable(), sign_in(&common("v2"), |_| {}).unwrap());
    let idle = Need::default();
    let typing = Need { unsaved: true, ..idle };
    let challenged = Need { refused: true, claims: true, ..idle };
    assert_eq!(ways(&code, 56, idle), [Refresh, Iframe, Use]);
    assert_eq!(ways(&code, 61, idle), [Refresh, Iframe, Redirect, Interactive]);
    assert_eq!(ways(&implicit, 61, idle), [Iframe, Redirect, Interactive]);
    // Somebody is typing: nothing takes the page away, whether the token still lives or not.
    assert_eq!(ways(&code, 56, typing), [Refresh, Iframe, Popup]);
    assert_eq!(ways(&implicit, 61, typing), [Iframe, Popup]);
    assert_eq!(ways(&implicit, 30, Need { refused: true, ..typing }), [Iframe, Popup]);
    // A refresh token adds no claims.
    assert_eq!(ways(&code, 10, challenged), [Interactive]);
    assert_eq!(ways(&code, 10, idle), [Use]);
}

#[test]
fn a_refresh_without_an_answer_is_tried_again_later_and_not_at_once() {
    let session = refreshable();
    let mut memory = RenewalMemory::default();
    let at = |seconds: u64| NOW + Duration::from_secs(3400 + seconds);
    memory.refresh_failed(at(0));
    let decide = |seconds, memory: &RenewalMemory| next_renewal(&session, Need::default(), at(seconds), OFFSET, memory);
    assert_eq!(decide(1, &memory), Renewal::Iframe);
    assert_eq!(decide(119, &memory), Renewal::Iframe);
    assert_eq!(decide(121, &memory), Renewal::Refresh);
    memory.succeeded(at(2), false);
    assert_eq!(decide(3, &memory), Renewal::Refresh);
}

proptest! {
    /// Whatever fails, at most two trips are made before the user is asked.
    #[test]
    fn it_ends(minutes in 60_u64..10_000, refused in any::<bool>()) {
        let mut memory = RenewalMemory::default();
        let need = Need { refused, ..Need::default() };
        let mut trips = 0;
        loop {
            match decide(minutes, need, &memory) {
                Renewal::Iframe => memory.iframe_failed(&SignInError::fault(Fault::FrameTimeout)),
                Renewal::Redirect => memory.redirect_failed(),
                Renewal::Interactive | Renewal::Stop => break,
                other => prop_assert!(false, "{other:?}: the implicit flow has no refresh token, and nothing is being typed"),
            }
            trips += 1;
            prop_assert!(trips <= 2);
        }
    }
}
