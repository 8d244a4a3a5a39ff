//! The authorization code flow: the request, the redemption of a code, the refresh, and every check on the way.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra::*;
use entra_side::*;
use host::{Duration, Method, Request, Response};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn code_config() -> Config {
    let text = json!({"auth": {"clientId": CLIENT}, "entra": {"flow": "code"}}).to_string();
    Config::parse(&text, "https://console.example").unwrap()
}

/// A sign-in that left: its URL and what is kept.
fn left() -> (String, Pending) {
    begin(&code_config(), &SignInRequest::default(), &Scripted::new())
}

fn code_answer(url: &str) -> Answer {
    let state = parameter(url, "state").unwrap().replace('=', "%3D");
    take_answer(&format!("#code=0.AX.code&session_state=s&state={state}")).unwrap().unwrap()
}

/// What Entra's token endpoint says, with whatever is bent in it.
fn tokens(nonce: Option<&str>, bend: impl FnOnce(&mut Value, &mut Value)) -> Response {
    let seconds = NOW.seconds();
    let mut claims = json!({
        "aud": CLIENT, "iss": V2_ISSUER, "tid": TENANT, "oid": OBJECT, "nonce": nonce, "iat": seconds - 300, "nbf": seconds - 300,
        "exp": seconds + 3600, "name": "Olivia Owner", "preferred_username": "olivia.owner@contoso.example", "login_hint": "O.hint"
    });
    let mut body = json!({
        "token_type": "Bearer", "scope": "https://management.azure.com/user_impersonation", "expires_in": 3599, "ext_expires_in": 3599,
        "access_token": TOKEN, "refresh_token": "1.REFRESH",
        "client_info": URL_SAFE_NO_PAD.encode(json!({"uid": OBJECT, "utid": TENANT}).to_string()),
    });
    bend(&mut claims, &mut body);
    if body.get("id_token").is_none() {
        body["id_token"] = json!(jwt(&json!({"typ": "JWT", "alg": "RS256", "kid": "1"}), &claims));
    }
    Response::new(200).with_body("application/json", body.to_string().into_bytes())
}

fn redeem(bend: impl FnOnce(&mut Value, &mut Value)) -> Result<Session, SignInError> {
    let (url, pending) = left();
    let response = tokens(parameter(&url, "nonce").as_deref(), bend);
    let answer = redeemed(&pending, &response);
    accept(&code_config(), Some(pending), &answer, Interaction::Redirect, NOW)
}

fn form(request: &Request) -> Vec<(String, String)> {
    let body = String::from_utf8(request.body.clone().unwrap()).unwrap();
    parameters(&format!("?{body}"))
}

fn field(request: &Request, name: &str) -> Option<String> {
    form(request).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

fn fault_of(error: &SignInError) -> Option<Fault> {
    match error.kind {
        ErrorKind::Untrusted(fault) => Some(fault),
        _ => None,
    }
}

#[test]
fn the_request_asks_for_a_code_and_shows_the_challenge_only() {
    let (url, pending) = left();
    assert_eq!(parameter(&url, "response_type").as_deref(), Some("code"));
    assert_eq!(parameter(&url, "response_mode").as_deref(), Some("fragment"));
    assert_eq!(parameter(&url, "code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(
        parameter(&url, "scope").as_deref(),
        Some("openid profile offline_access https://management.azure.com/user_impersonation")
    );
    let kept = serde_json::to_value(&pending).unwrap();
    let verifier = kept["verifier"].as_str().unwrap();
    // RFC 7636 section 4.1: 43 to 128 unreserved characters.
    assert_eq!(verifier.len(), 43);
    assert!(verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    let challenge = parameter(&url, "code_challenge").unwrap();
    assert_eq!(challenge, URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())));
    assert!(!url.contains(verifier) && !format!("{pending:?}").contains(verifier));
    assert_eq!(serde_json::from_value::<Pending>(kept).unwrap(), pending);
}

#[test]
fn the_implicit_request_knows_nothing_of_it() {
    let (url, pending) = begin(&common("v2"), &SignInRequest::default(), &Scripted::new());
    assert!(!url.contains("code_challenge") && !url.contains("offline_access"));
    assert!(serde_json::to_value(&pending).unwrap()["verifier"].is_null());
}

#[test]
fn a_code_goes_to_the_token_endpoint_with_its_proof_and_without_a_secret() {
    let (url, pending) = left();
    let request = redemption(&code_config(), Some(&pending), &code_answer(&url), Interaction::Redirect, NOW).unwrap();
    assert_eq!(
        (request.method, request.url.as_str()),
        (Method::Post, "https://login.microsoftonline.com/common/oauth2/v2.0/token")
    );
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.headers.len(), 1, "a request that needs no preflight");
    let names: Vec<String> = form(&request).into_iter().map(|(name, _)| name).collect();
    let expected =
        ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "scope", "client_info", "client-request-id"];
    assert_eq!(names, expected);
    assert_eq!(field(&request, "code").as_deref(), Some("0.AX.code"));
    assert_eq!(field(&request, "redirect_uri"), parameter(&url, "redirect_uri"));
    let verifier = field(&request, "code_verifier").unwrap();
    assert_eq!(parameter(&url, "code_challenge").unwrap(), URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())));
    assert!(!format!("{request:?}").contains(&verifier));
}

#[test]
fn no_code_leaves_unless_the_answer_is_ours() {
    let (config, (url, pending)) = (code_config(), left());
    let good = code_answer(&url);
    let asks = |config: &Config, pending: Option<&Pending>, answer: &Answer, arrived, now| {
        redemption(config, pending, answer, arrived, now).is_some()
    };
    assert!(asks(&config, Some(&pending), &good, Interaction::Redirect, NOW));
    assert!(!asks(&config, None, &good, Interaction::Redirect, NOW));
    assert!(!asks(&config, Some(&pending), &good, Interaction::Silent, NOW));
    assert!(!asks(&config, Some(&pending), &good, Interaction::Redirect, NOW + Duration::from_secs(901)));
    let forged = take_answer("#code=evil&state=e30%3D").unwrap().unwrap();
    assert!(!asks(&config, Some(&pending), &forged, Interaction::Redirect, NOW));
    let state = parameter(&url, "state").unwrap().replace('=', "%3D");
    let refused = take_answer(&format!("#code=x&error=access_denied&state={state}")).unwrap().unwrap();
    assert!(!asks(&config, Some(&pending), &refused, Interaction::Redirect, NOW));
    // Kept under another configuration: the code must not go to a host that this one does not name.
    let mut moved = serde_json::to_value(&pending).unwrap();
    moved["authority"] = json!("https://login.evil.example/common");
    let moved: Pending = serde_json::from_value(moved).unwrap();
    assert!(!asks(&config, Some(&moved), &good, Interaction::Redirect, NOW));
}

#[test]
fn a_redeemed_code_becomes_a_session_that_can_refresh() {
    let session = redeem(|_, _| {}).unwrap();
    assert_eq!((session.access_token.as_str(), session.can_refresh()), (TOKEN, true));
    assert_eq!(session.expires_on(), NOW + Duration::from_secs(3599));
    assert_eq!(session.account.home_account_id, format!("{OBJECT}.{TENANT}"));
    assert!(!format!("{session:?}").contains("REFRESH"));
    let restored: Session = serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap();
    assert_eq!(restored, session);
}

#[test]
fn every_check_of_the_id_token_stays() {
    type Bend = fn(&mut Value, &mut Value);
    let cases: [(Bend, Fault); 10] = [
        (|claims, _| claims["nonce"] = json!("another"), Fault::Nonce),
        (|claims, _| claims["aud"] = json!("00000003-0000-0000-c000-000000000000"), Fault::Audience),
        (|claims, _| claims["iss"] = json!(V1_ISSUER), Fault::Issuer),
        (|claims, _| claims["exp"] = json!(1), Fault::Clock),
        (|claims, _| claims["at_hash"] = json!(at_hash("another token")), Fault::AccessTokenHash),
        (|_, body| body["id_token"] = json!("a.b"), Fault::IdToken),
        (|_, body| body["id_token"] = json!(null), Fault::IdToken),
        (|_, body| body["token_type"] = json!("pop"), Fault::NotBearer),
        (|_, body| body["access_token"] = json!({}), Fault::NoAccessToken),
        (|_, body| body["expires_in"] = json!("soon"), Fault::NoAccessToken),
    ];
    for (at, (bend, fault)) in cases.into_iter().enumerate() {
        assert_eq!(fault_of(&redeem(bend).unwrap_err()), Some(fault), "case {at}");
    }
    assert!(redeem(|claims, _| claims["at_hash"] = json!(at_hash(TOKEN))).is_ok());
    assert!(redeem(|_, body| body["expires_in"] = json!("3599")).is_ok(), "the v1 endpoint writes numbers as texts");
}

#[test]
fn a_token_in_the_address_is_no_answer_to_a_question_for_a_code() {
    let (url, pending) = left();
    let mut reply = Reply::to(&url, V2_ISSUER);
    reply.set("code", "x");
    let error = accept(&code_config(), Some(pending.clone()), &reply.answer(), Interaction::Redirect, NOW).unwrap_err();
    assert_eq!(fault_of(&error), Some(Fault::NoAccessToken));
    let error = accept(&code_config(), Some(pending), &code_answer(&url), Interaction::Redirect, NOW).unwrap_err();
    assert_eq!(fault_of(&error), Some(Fault::NoAccessToken));
}

#[test]
fn an_error_of_the_token_endpoint_is_explained_like_any_other() {
    let (_, pending) = left();
    let body = json!({
        "error": "invalid_request", "error_description": "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.\r\nTrace ID: t\r\nCorrelation ID: c\r\nTimestamp: 2026-11-21 08:00:00Z",
        "error_codes": [9_002_326], "timestamp": "2026-11-21 08:00:00Z", "trace_id": "t", "correlation_id": "c", "suberror": "x", "claims": "{}"
    });
    let response = Response::new(400).with_body("application/json", body.to_string().into_bytes());
    let error =
        accept(&code_config(), Some(pending.clone()), &redeemed(&pending, &response), Interaction::Redirect, NOW).unwrap_err();
    assert_eq!((error.kind, error.code().as_str()), (ErrorKind::Configuration, "AADSTS9002326"));
    assert_eq!(error.details.correlation_id.as_deref(), Some("c"));
    assert_eq!((error.details.suberror.as_deref(), error.details.claims.as_deref()), (Some("x"), Some("{}")));
    assert!(error.explain(&code_config()).fix.contains("Single-page application"));
    let gone = Response::new(503).with_body("text/html", b"<h1>Service Unavailable</h1>".to_vec());
    let error =
        accept(&code_config(), Some(pending.clone()), &redeemed(&pending, &gone), Interaction::Redirect, NOW).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Service);
}

#[test]
fn a_refresh_needs_neither_nonce_nor_id_token_but_the_same_person() {
    let (config, session) = (code_config(), redeem(|_, _| {}).unwrap());
    let (request, pending) = refresh(&config, &session, &Scripted::new()).unwrap();
    assert_eq!(request.url, format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"));
    assert_eq!(field(&request, "grant_type").as_deref(), Some("refresh_token"));
    assert_eq!(field(&request, "refresh_token").as_deref(), Some("1.REFRESH"));
    let later = NOW + Duration::from_secs(3300);
    let next = |bend: fn(&mut Value, &mut Value)| refreshed(&config, &session, &pending, &tokens(None, bend), later);
    let new = next(|_, body| {
        body["access_token"] = json!("new.access.token");
        body["refresh_token"] = json!("1.NEXT");
    })
    .unwrap();
    assert_eq!((new.access_token.as_str(), new.expires_on()), ("new.access.token", later + Duration::from_secs(3599)));
    assert_eq!(field(&refresh(&config, &new, &Scripted::new()).unwrap().0, "refresh_token").as_deref(), Some("1.NEXT"));
    let plain = next(|_, body| {
        body["id_token"] = json!(null);
        body["refresh_token"] = json!(null);
    })
    .unwrap();
    assert!(plain.account == session.account && plain.can_refresh());
    let other = next(|_, body| body["client_info"] = json!(URL_SAFE_NO_PAD.encode(r#"{"uid":"u","utid":"h"}"#)));
    assert_eq!(fault_of(&other.unwrap_err()), Some(Fault::OtherUser));
    let elsewhere = next(|claims, _| claims["tid"] = json!("99999999-2222-4333-8444-555555555555"));
    assert_eq!(fault_of(&elsewhere.unwrap_err()), Some(Fault::Issuer));
}

#[test]
fn an_implicit_session_has_nothing_to_refresh() {
    let session = sign_in(&common("v2"), |reply| reply.set("refresh_token", "1.INJECTED")).unwrap();
    assert!(!session.can_refresh() && refresh(&common("v2"), &session, &Scripted::new()).is_none());
}

#[test]
fn a_refresh_token_at_its_end_is_told() {
    let (config, session) = (code_config(), redeem(|_, _| {}).unwrap());
    let (_, pending) = refresh(&config, &session, &Scripted::new()).unwrap();
    let body = json!({"error": "invalid_grant", "error_description": "AADSTS700084: The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00."});
    let response = Response::new(400).with_body("application/json", body.to_string().into_bytes());
    let error = refreshed(&config, &session, &pending, &response, NOW).unwrap_err();
    assert_eq!(error.code(), "AADSTS700084");
    assert_eq!(error.explain(&config).title, "Your sign-in has expired");
}

#[test]
fn capabilities_and_challenges_go_to_the_token_endpoint_too() {
    let mut config = code_config();
    config.client_capabilities = vec!["CP1".into()];
    let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
    let request = redemption(&config, Some(&pending), &code_answer(&url), Interaction::Redirect, NOW).unwrap();
    assert_eq!(field(&request, "claims"), parameter(&url, "claims"));
}

#[test]
fn the_older_endpoint_has_no_code_flow() {
    let text = json!({"auth": {"clientId": CLIENT}, "entra": {"flow": "code", "dialect": "v1"}}).to_string();
    let problems = Config::parse(&text, "https://console.example").unwrap_err();
    assert_eq!((problems.len(), problems[0].field.as_str()), (1, "entra.flow"));
}

proptest! {
    #[test]
    fn any_token_answer_is_judged(status in 100_u16..600, body in prop_oneof!["\\PC{0,80}", Just("{".repeat(400)), Just("[1,null]".to_owned())]) {
        let (_, pending) = left();
        let response = Response::new(status).with_body("application/json", body.into_bytes());
        let answer = redeemed(&pending, &response);
        prop_assert!(accept(&code_config(), Some(pending), &answer, Interaction::Redirect, NOW).is_err());
    }

    #[test]
    fn any_member_may_be_anything(name in prop::sample::select(vec!["access_token", "token_type", "expires_in", "id_token", "client_info", "refresh_token", "scope", "error", "state"]),
        value in prop_oneof![Just(json!(null)), Just(json!([])), Just(json!({"a": 1})), any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from), "\\PC{0,20}".prop_map(Value::from)]) {
        let session = redeem(|_, body| body[&name] = value.clone());
        if let Ok(session) = session {
            prop_assert!(["scope", "refresh_token", "error", "state", "access_token", "expires_in", "client_info"].contains(&name), "{} {}", name, value);
            prop_assert!(session.expires_on() > NOW);
        }
    }
}
