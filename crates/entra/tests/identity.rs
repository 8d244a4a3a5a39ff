//! The trip of a window that asks only who somebody is: no token of its answer is taken, and every check of a sign-in is made.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use entra::{Account, ErrorKind, Fault, Interaction, Pending, ResponseType, SignInError, SignInRequest, accept, begin, identify};
use entra_side::*;
use host::Duration;
use serde_json::json;

fn asked() -> SignInRequest {
    SignInRequest { response_type: ResponseType::IdToken, ..SignInRequest::default() }
}

/// The answer as Entra gives it: an id token, and nothing of an access token.
fn told(bend: impl FnOnce(&mut Reply)) -> Result<Account, SignInError> {
    let config = common("v2");
    let (url, pending) = begin(&config, &asked(), &Scripted::new());
    let mut reply = Reply::to(&url, V2_ISSUER);
    ["access_token", "token_type", "expires_in", "scope"].into_iter().for_each(|name| reply.unset(name));
    reply.claims.as_object_mut().unwrap().remove("at_hash");
    bend(&mut reply);
    identify(&config, Some(pending), &reply.answer(), Interaction::Redirect, NOW)
}

fn fault_of<T>(result: Result<T, SignInError>) -> Option<Fault> {
    match result.err()?.kind {
        ErrorKind::Untrusted(fault) => Some(fault),
        _ => None,
    }
}

#[test]
fn the_window_asks_for_no_access_token() {
    for dialect in ["v2", "v1"] {
        let (url, pending) = begin(&common(dialect), &asked(), &Scripted::new());
        assert_eq!(parameter(&url, "response_type").as_deref(), Some("id_token"), "{dialect}");
        assert!(pending.asked_for_identity());
        let restored: Pending = serde_json::from_str(&serde_json::to_string(&pending).unwrap()).unwrap();
        assert_eq!(restored, pending);
    }
    let text = json!({"auth": {"clientId": CLIENT}, "entra": {"flow": "code"}}).to_string();
    let code = entra::Config::parse(&text, "https://console.example").unwrap();
    let (url, pending) = begin(&code, &asked(), &Scripted::new());
    assert_eq!(parameter(&url, "response_type").as_deref(), Some("code"));
    assert!(!pending.asked_for_identity());
}

#[test]
fn an_id_token_says_who_it_is() {
    let account = told(|_| {}).unwrap();
    assert_eq!((account.tenant_id.as_str(), account.hint()), (TENANT, "O.hint"));
    assert_eq!(account.home_account_id, format!("{OBJECT}.{TENANT}"));
}

#[test]
fn every_check_of_a_sign_in_is_made() {
    let seconds = NOW.seconds();
    for (claim, value, expected) in [
        ("nonce", json!("AQEBAQEBAQEBAQEBAQEBAQ"), Fault::Nonce),
        ("nonce", json!(null), Fault::Nonce),
        ("aud", json!("00000003-0000-0000-c000-000000000000"), Fault::Audience),
        ("iss", json!(V1_ISSUER), Fault::Issuer),
        ("tid", json!("common"), Fault::Issuer),
        ("exp", json!(seconds - 301), Fault::Clock),
    ] {
        assert_eq!(fault_of(told(|reply| reply.claims[claim] = value.clone())), Some(expected), "{claim} {value}");
    }
    assert_eq!(fault_of(told(|reply| reply.set("state", "e30="))), Some(Fault::StateMismatch));
    assert_eq!(fault_of(told(|reply| reply.header["alg"] = json!("none"))), Some(Fault::Algorithm));
    assert_eq!(fault_of(told(|reply| reply.set("id_token", ""))), Some(Fault::IdToken));
    let refused = told(|reply| reply.set("error", "access_denied"));
    assert_eq!(refused.unwrap_err().error, "access_denied");

    let config = common("v2");
    let (url, pending) = begin(&config, &asked(), &Scripted::new());
    let answer = Reply::to(&url, V2_ISSUER).answer();
    let judge = |pending, arrived, now| fault_of(identify(&config, pending, &answer, arrived, now));
    assert_eq!(judge(None, Interaction::Redirect, NOW), Some(Fault::StateNotFound));
    assert_eq!(judge(Some(pending.clone()), Interaction::Silent, NOW), Some(Fault::WrongChannel));
    assert_eq!(judge(Some(pending), Interaction::Redirect, NOW + Duration::from_secs(901)), Some(Fault::Stale));
}

#[test]
fn neither_question_takes_the_others_answer() {
    let config = common("v2");
    // Somebody adds a token to the answer: it is whole, its at_hash fits, and it was not asked for.
    let (url, pending) = begin(&config, &asked(), &Scripted::new());
    let answer = Reply::to(&url, V2_ISSUER).answer();
    assert_eq!(fault_of(accept(&config, Some(pending), &answer, Interaction::Redirect, NOW)), Some(Fault::NoAccessToken));
    let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
    let answer = Reply::to(&url, V2_ISSUER).answer();
    assert_eq!(fault_of(identify(&config, Some(pending), &answer, Interaction::Redirect, NOW)), Some(Fault::IdToken));
}

#[test]
fn a_session_knows_whether_its_token_stood_in_an_address() {
    let config = common("v2");
    for (interaction, expected) in [(Interaction::Redirect, true), (Interaction::Popup, true), (Interaction::Silent, false)] {
        let (url, pending) = begin(&config, &SignInRequest { interaction, ..SignInRequest::default() }, &Scripted::new());
        let session = accept(&config, Some(pending), &Reply::to(&url, V2_ISSUER).answer(), interaction, NOW).unwrap();
        assert_eq!(session.came_in_address(), expected, "{interaction:?}");
        let kept: entra::Session = serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap();
        assert_eq!(kept, session);
    }
}
