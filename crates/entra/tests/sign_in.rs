//! A whole sign-in: from the request to a session, and every check on the way.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use entra::{ErrorKind, Fault, Interaction, Pending, SignInRequest, accept, begin, logout_url, take_answer};
use entra_side::*;
use host::{Duration, Instant};
use proptest::prelude::*;
use serde_json::json;

fn fault_of(result: Result<entra::Session, entra::SignInError>) -> Option<Fault> {
    match result.unwrap_err().kind {
        ErrorKind::Untrusted(fault) => Some(fault),
        _ => None,
    }
}

#[test]
fn a_good_answer_becomes_a_session() {
    for dialect in ["v2", "v1"] {
        let session = sign_in(&common(dialect), |_| {}).unwrap();
        assert_eq!(session.access_token, TOKEN);
        assert_eq!(session.expires_on(), NOW + Duration::from_secs(3599));
        assert_eq!(session.account.name, "Olivia Owner");
        assert_eq!(session.account.username, "olivia.owner@contoso.example");
        assert_eq!(session.account.home_account_id, format!("{OBJECT}.{TENANT}"));
        assert_eq!(session.account.environment, "login.microsoftonline.com");
        assert_eq!(session.account.hint(), "O.hint");
        assert_eq!(session.scopes.len(), 3);
        assert!(session.notes.is_empty());
        assert!(session.fits(&common(dialect)));
        assert!(!session.fits(&config("https://login.microsoftonline.us/common", dialect)));
        assert!(session.fits(&config(&format!("https://login.microsoftonline.com/{TENANT}"), dialect)));
        let elsewhere = "https://login.microsoftonline.com/99999999-2222-4333-8444-555555555555";
        assert!(!session.fits(&config(elsewhere, dialect)), "the deployment was moved to another directory");
        assert!(!format!("{session:?}").contains("opaque"));
    }
}

#[test]
fn a_guests_home_comes_from_client_info() {
    let info = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, r#"{"uid":"u","utid":"h"}"#);
    let session = sign_in(&common("v2"), |reply| reply.set("client_info", &info)).unwrap();
    assert_eq!(session.account.home_account_id, "u.h");
    assert_eq!(session.account.local_account_id, OBJECT);
    let session = sign_in(&common("v2"), |reply| reply.unset("client_info")).unwrap();
    assert_eq!(session.account.home_account_id, format!("{OBJECT}.{TENANT}"));
}

#[test]
fn a_v1_user_name_is_found() {
    let session = sign_in(&common("v1"), |reply| {
        reply.claims.as_object_mut().unwrap().remove("preferred_username");
        reply.claims["upn"] = json!("rita@contoso.example");
        reply.claims.as_object_mut().unwrap().remove("name");
    });
    assert_eq!(session.unwrap().account.name, "rita@contoso.example");
}

#[test]
fn every_claim_is_checked() {
    let seconds = NOW.seconds();
    let cases = [
        ("nonce", json!("AQEBAQEBAQEBAQEBAQEBAQ"), Fault::Nonce),
        ("nonce", json!(null), Fault::Nonce),
        ("aud", json!("00000003-0000-0000-c000-000000000000"), Fault::Audience),
        ("aud", json!([CLIENT]), Fault::Audience),
        ("iss", json!("https://login.microsoftonline.com/99999999-2222-4333-8444-555555555555/v2.0"), Fault::Issuer),
        ("iss", json!("https://login.microsoftonline.us/11111111-2222-4333-8444-555555555555/v2.0"), Fault::Issuer),
        ("iss", json!(V1_ISSUER), Fault::Issuer),
        ("tid", json!("common"), Fault::Issuer),
        ("exp", json!(seconds - 301), Fault::Clock),
        ("iat", json!(seconds + 301), Fault::Clock),
        ("nbf", json!(seconds + 301), Fault::Clock),
        ("exp", json!("soon"), Fault::IdToken),
        ("at_hash", json!(at_hash("another token")), Fault::AccessTokenHash),
        ("at_hash", json!(7), Fault::AccessTokenHash),
    ];
    for (claim, value, expected) in cases {
        let result = sign_in(&common("v2"), |reply| reply.claims[claim] = value.clone());
        assert_eq!(fault_of(result), Some(expected), "{claim} {value}");
    }
    for (claim, value) in [("exp", seconds - 299), ("iat", seconds + 299), ("nbf", seconds + 299)] {
        assert!(sign_in(&common("v2"), |reply| reply.claims[claim] = json!(value)).is_ok(), "{claim}");
    }
}

#[test]
fn at_hash_may_be_absent_on_v1_only() {
    let without = |reply: &mut Reply| drop(reply.claims.as_object_mut().unwrap().remove("at_hash"));
    assert_eq!(fault_of(sign_in(&common("v2"), without)), Some(Fault::AccessTokenHash));
    assert_eq!(sign_in(&common("v1"), without).unwrap().notes.len(), 1);
    let wrong = |reply: &mut Reply| reply.claims["at_hash"] = json!(at_hash("another token"));
    assert_eq!(fault_of(sign_in(&common("v1"), wrong)), Some(Fault::AccessTokenHash));
}

#[test]
fn every_parameter_is_checked() {
    let cases: [(&str, Option<&str>, Fault); 10] = [
        ("state", Some("e30="), Fault::StateMismatch),
        ("access_token", Some(""), Fault::NoAccessToken),
        ("token_type", None, Fault::NotBearer),
        ("token_type", Some("pop"), Fault::NotBearer),
        ("expires_in", None, Fault::NoAccessToken),
        ("expires_in", Some("0"), Fault::NoAccessToken),
        ("expires_in", Some("-5"), Fault::NoAccessToken),
        ("id_token", Some("a.b"), Fault::IdToken),
        ("id_token", Some("e30.e30.e30"), Fault::Algorithm),
        ("client_info", Some("x"), Fault::ClientInfo),
    ];
    for (name, value, expected) in cases {
        let result = sign_in(&common("v2"), |reply| match value {
            Some(value) => reply.set(name, value),
            None => reply.unset(name),
        });
        assert_eq!(fault_of(result), Some(expected), "{name} {value:?}");
    }
    for alg in [json!("none"), json!("HS256"), json!(null)] {
        let result = sign_in(&common("v2"), |reply| reply.header["alg"] = alg.clone());
        assert_eq!(fault_of(result), Some(Fault::Algorithm), "{alg}");
    }
}

#[test]
fn a_named_directory_refuses_others() {
    let other = config("https://login.microsoftonline.com/99999999-2222-4333-8444-555555555555", "v2");
    assert_eq!(fault_of(sign_in(&other, |_| {})), Some(Fault::Tenant));
    assert!(sign_in(&config(&format!("https://login.microsoftonline.com/{TENANT}"), "v2"), |_| {}).is_ok());
}

#[test]
fn an_answer_needs_its_question() {
    let config = common("v2");
    let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
    let answer = Reply::to(&url, V2_ISSUER).answer();
    assert_eq!(fault_of(accept(&config, None, &answer, Interaction::Redirect, NOW)), Some(Fault::StateNotFound));
    assert_eq!(fault_of(accept(&config, Some(pending.clone()), &answer, Interaction::Silent, NOW)), Some(Fault::WrongChannel));
    let late = NOW + Duration::from_secs(15 * 60 + 1);
    assert_eq!(fault_of(accept(&config, Some(pending.clone()), &answer, Interaction::Redirect, late)), Some(Fault::Stale));
    let before = NOW - Duration::from_secs(15 * 60 + 1);
    assert_eq!(fault_of(accept(&config, Some(pending), &answer, Interaction::Redirect, before)), Some(Fault::Stale));
}

#[test]
fn pending_survives_storage_and_keeps_its_secrets_from_logs() {
    let config = common("v2");
    let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
    let stored = serde_json::to_string(&pending).unwrap();
    let restored: Pending = serde_json::from_str(&stored).unwrap();
    assert_eq!(restored, pending);
    assert!(!format!("{pending:?}").contains(&parameter(&url, "nonce").unwrap()));
    let session = accept(&config, Some(restored), &Reply::to(&url, V2_ISSUER).answer(), Interaction::Redirect, NOW).unwrap();
    let restored: entra::Session = serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap();
    assert_eq!(restored, session);
}

#[test]
fn entras_error_is_reported_with_its_ids() {
    let text = "AADSTS50105: Your administrator has configured the application to block users.\r\nTrace ID: t\r\nCorrelation ID: c\r\nTimestamp: 2026-11-21 08:00:00Z";
    let refuse = |reply: &mut Reply| {
        reply.set("error", "access_denied");
        reply.set("error_description", text);
        reply.set("error_subcode", "cancel");
    };
    let config = common("v2");
    let error = sign_in(&config, refuse).unwrap_err();
    assert_eq!((error.kind, error.code().as_str()), (ErrorKind::Declined, "AADSTS50105"));
    assert_eq!(error.message, "Your administrator has configured the application to block users.");
    assert_eq!(error.details.correlation_id.as_deref(), Some("c"));
    assert_eq!(error.details.trace_id.as_deref(), Some("t"));
    assert_eq!(error.details.timestamp.as_deref(), Some("2026-11-21 08:00:00Z"));
    assert_eq!(error.details.suberror.as_deref(), Some("cancel"));
    let explained = error.explain(&config);
    assert_eq!(explained.more_url.as_deref(), Some("https://login.microsoftonline.com/error?code=50105"));
    assert!(explained.another_account && !explained.retry);
    // An error is believed only if it answers our question.
    let forged = sign_in(&config, |reply| {
        refuse(reply);
        reply.set("state", "e30=");
    });
    assert_eq!(fault_of(forged), Some(Fault::StateMismatch));
}

#[test]
fn a_fast_clock_is_remarked() {
    let session = sign_in_at(&common("v2"), NOW, |reply, _| reply.claims["iat"] = json!(NOW.seconds() - 3000)).unwrap();
    assert!(session.notes[0].contains("50 minutes"), "{:?}", session.notes);
}

#[test]
fn signing_out_sends_only_the_opaque_hint() {
    let config = common("v2");
    let session = sign_in(&config, |_| {}).unwrap();
    let url = logout_url(&config, Some(&session.account));
    assert_eq!(
        url,
        format!(
            "https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/logout?client_id={}&post_logout_redirect_uri=https%3A%2F%2Fconsole.example%2F&logout_hint=O.hint",
            config.client_id
        )
    );
    let mut account = session.account;
    account.login_hint = None;
    assert!(!logout_url(&config, Some(&account)).contains("olivia"));
    assert!(logout_url(&common("v1"), None).starts_with("https://login.microsoftonline.com/common/oauth2/logout?post_logout"));
}

/// Changes one character of `text` into another of the same alphabet.
fn tampered(text: &str, at: usize, by: u8) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = text.as_bytes().to_vec();
    let at = at % bytes.len();
    let new = ALPHABET[usize::from(by) % ALPHABET.len()];
    bytes[at] = if bytes[at] == new { ALPHABET[(usize::from(by) + 1) % ALPHABET.len()] } else { new };
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn one_character_is_enough_to_be_refused(at in 0_usize..400, by in any::<u8>()) {
        let config = common("v2");
        let bend = |name: &str| sign_in(&config, |reply| {
            let old = reply.pairs.iter().find(|(known, _)| known == name).unwrap().1.clone();
            reply.set(name, &tampered(&old, at, by));
        });
        prop_assert_eq!(fault_of(bend("state")), Some(Fault::StateMismatch));
        prop_assert_eq!(fault_of(bend("access_token")), Some(Fault::AccessTokenHash));
        let nonce = sign_in(&config, |reply| {
            let old = reply.claims["nonce"].as_str().unwrap().to_owned();
            reply.claims["nonce"] = json!(tampered(&old, at, by));
        });
        prop_assert_eq!(fault_of(nonce), Some(Fault::Nonce));
    }

    #[test]
    fn a_forged_fragment_never_signs_in(tail in "[ -~]{0,60}", now in any::<i64>()) {
        let config = common("v2");
        let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
        let state = parameter(&url, "state").unwrap().replace('=', "%3D");
        if let Some(Ok(answer)) = take_answer(&format!("#state={state}&access_token=x&{tail}")) {
            let result = accept(&config, Some(pending), &answer, Interaction::Redirect, Instant::from_millis(now));
            prop_assert!(result.is_err());
        }
    }
}
