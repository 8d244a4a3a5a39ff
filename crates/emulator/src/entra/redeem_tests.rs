//! The token endpoint, asked by hand: what it takes, and what it must refuse whatever the console does.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use host::{Duration, Instant, Method, Request};
use serde_json::{Value, json};

use super::*;
use crate::url;

const ORIGIN: &str = "http://localhost:8081";
const APP: &str = "http://localhost:8080";
const REDIRECT: &str = "http://localhost:8080/auth/redirect.html";
const CLIENT: &str = "3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964";
const NOW: Instant = Instant::from_seconds(1_800_000_000);
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn directory() -> Directory {
    Directory::new(ORIGIN, &[APP.to_owned()], 1)
}

/// A code for Olivia, the request changed in places; an empty value removes a parameter.
fn code(directory: &mut Directory, changes: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid offline_access https://management.azure.com/user_impersonation"),
        ("response_mode", "fragment"),
        ("state", "s"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("login_hint", "olivia.owner@contoso.example"),
    ];
    let kept = usual.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let query: Vec<String> = kept
        .chain(changes)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", url::encode(value)))
        .collect();
    let request = Request::new(Method::Get, format!("{ORIGIN}/common/oauth2/v2.0/authorize?{}", query.join("&")));
    let response = directory.handle(NOW, &request);
    let location = response.header("location").unwrap().to_owned();
    let (_, fragment) = location.split_once('#').unwrap();
    url::pairs(fragment).into_iter().find(|(name, _)| name == "code").unwrap().1
}

/// What the token endpoint says to the usual form, changed in places.
fn redeem(directory: &mut Directory, now: Instant, origin: Option<&str>, changes: &[(&str, &str)]) -> (u16, Value) {
    let usual =
        [("client_id", CLIENT), ("grant_type", "authorization_code"), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
    let kept = usual.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let form: Vec<String> = kept
        .chain(changes)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", url::encode(value)))
        .collect();
    let mut request = Request::new(Method::Post, format!("{ORIGIN}/common/oauth2/v2.0/token"))
        .with_body("application/x-www-form-urlencoded", form.join("&").into_bytes());
    if let Some(origin) = origin {
        request = request.with_header("Origin", origin);
    }
    let answer = directory.handle(now, &request);
    if let Some(origin) = origin {
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "errors are readable, too");
    }
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

fn refused(answer: &(u16, Value)) -> (&str, i64) {
    assert_eq!(answer.0, 400, "{answer:?}");
    (answer.1["error"].as_str().unwrap(), answer.1["error_codes"][0].as_i64().unwrap())
}

#[test]
fn a_code_is_good_once_and_for_who_asked() {
    let mut directory = directory();
    type Changes = &'static [(&'static str, &'static str)];
    let cases: [(Changes, Option<&str>, (&str, i64)); 9] = [
        (&[("code_verifier", "")], Some(APP), ("invalid_request", 900_144)),
        (&[("code_verifier", "too-short")], Some(APP), ("invalid_grant", 501_481)),
        (&[("code_verifier", "EBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")], Some(APP), ("invalid_grant", 501_481)),
        (&[("redirect_uri", "http://localhost:8080/")], Some(APP), ("invalid_grant", 500_112)),
        (&[("client_id", "00000000-0000-4000-8000-000000000001")], Some(APP), ("invalid_grant", 700_005)),
        (&[("scope", "https://management.core.windows.net/.default")], Some(APP), ("invalid_scope", 70_011)),
        (&[("grant_type", "password")], Some(APP), ("unsupported_grant_type", 70_003)),
        (&[], None, ("invalid_request", 9_002_327)),
        (&[], Some("https://evil.example"), ("invalid_request", 9_002_327)),
    ];
    for (changes, origin, expected) in cases {
        let code = code(&mut directory, &[]);
        let all: Vec<(&str, &str)> = changes.iter().copied().chain([("code", code.as_str())]).collect();
        assert_eq!(refused(&redeem(&mut directory, NOW, origin, &all)), expected, "{changes:?} {origin:?}");
    }
    let code = code(&mut directory, &[]);
    assert_eq!(redeem(&mut directory, NOW, Some(APP), &[("code", &code)]).0, 200);
    assert_eq!(refused(&redeem(&mut directory, NOW, Some(APP), &[("code", &code)])), ("invalid_grant", 54_005));
}

#[test]
fn a_code_needs_a_challenge_and_ends_soon() {
    let mut directory = directory();
    for changes in [[("code_challenge", "")], [("code_challenge_method", "plain")], [("code_challenge_method", "")]] {
        let code = code(&mut directory, &changes);
        let answer = redeem(&mut directory, NOW, Some(APP), &[("code", &code)]);
        assert_eq!(refused(&answer), ("invalid_request", 9_002_325), "{changes:?}");
    }
    let code = code(&mut directory, &[]);
    let late = NOW + Duration::from_secs(601);
    assert_eq!(refused(&redeem(&mut directory, late, Some(APP), &[("code", &code)])), ("invalid_grant", 70_008));
}

#[test]
fn a_refresh_token_is_replaced_and_keeps_its_end() {
    let mut directory = directory();
    let code = code(&mut directory, &[]);
    let (_, first) = redeem(&mut directory, NOW, Some(APP), &[("code", &code)]);
    let nonce = |body: &Value| -> Value {
        let payload = body["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
        serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()["nonce"].clone()
    };
    assert_eq!(nonce(&first), "n-1");
    let mut refresh = |token: &Value, at: Instant| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.as_str().unwrap()),
            ("redirect_uri", ""),
            ("code_verifier", ""),
        ];
        redeem(&mut directory, at, Some(APP), &form)
    };
    let later = NOW + Duration::from_secs(23 * 3600);
    let (status, second) = refresh(&first["refresh_token"], later);
    assert_eq!((status, nonce(&second)), (200, Value::Null));
    assert_ne!(first["access_token"], second["access_token"]);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(refresh(&first["refresh_token"], later).0, 200, "Entra does not revoke a refresh token that was used");
    let next_day = NOW + Duration::from_secs(24 * 3600);
    assert_eq!(
        refused(&refresh(&second["refresh_token"], next_day)),
        ("invalid_grant", 700_084),
        "a new one ends with the first"
    );
}

#[test]
fn a_code_is_no_refresh_token_and_the_other_way_round() {
    let mut directory = directory();
    let stolen = code(&mut directory, &[]);
    let answer = redeem(&mut directory, NOW, Some(APP), &[("grant_type", "refresh_token"), ("refresh_token", &stolen)]);
    assert_eq!(refused(&answer), ("invalid_grant", 54_005), "the proof cannot be gone around");
    let code = code(&mut directory, &[]);
    let (_, body) = redeem(&mut directory, NOW, Some(APP), &[("code", &code)]);
    let token = body["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(refused(&redeem(&mut directory, NOW, Some(APP), &[("code", &token)])).0, "invalid_grant");
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let mut directory = directory();
    let code = code(&mut directory, &[("scope", "openid https://management.azure.com/user_impersonation")]);
    assert!(redeem(&mut directory, NOW, Some(APP), &[("code", &code)]).1["refresh_token"].is_null());
}

#[test]
fn revoked_people_cannot_refresh() {
    let mut directory = directory();
    let code = code(&mut directory, &[]);
    let (_, body) = redeem(&mut directory, NOW, Some(APP), &[("code", &code)]);
    directory.revoke(&PEOPLE[0]);
    let token = body["refresh_token"].as_str().unwrap();
    let answer = redeem(&mut directory, NOW, Some(APP), &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    assert_eq!(refused(&answer), ("invalid_grant", 50_173));
}

#[test]
fn claims_are_honoured() {
    let p1 = r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;
    let one = r#"{"access_token":{"acrs":{"essential":true,"value":"p1"}}}"#;
    let stepped =
        |directory: &Directory, body: &Value| directory.caller(body["access_token"].as_str().unwrap(), NOW).unwrap().stepped_up;
    for (upn, silently) in [("olivia.owner@contoso.example", true), ("mia.mfa@contoso.example", false)] {
        let mut directory = directory();
        let code = code(&mut directory, &[("login_hint", upn)]);
        let (status, first) = redeem(&mut directory, NOW, Some(APP), &[("code", &code)]);
        assert_eq!((status, stepped(&directory, &first)), (200, false), "{upn}: nothing was asked for");
        let refresh = first["refresh_token"].as_str().unwrap().to_owned();
        for claims in [p1, one] {
            let form =
                [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str()), ("claims", claims), ("code_verifier", "")];
            let (status, body) = redeem(&mut directory, NOW, Some(APP), &form);
            if silently {
                assert_eq!((status, stepped(&directory, &body)), (200, true), "{upn}");
            } else {
                assert_eq!(
                    (status, &body["error"], &body["error_codes"][0]),
                    (400, &json!("interaction_required"), &json!(50_076))
                );
                assert_eq!(body["claims"], claims, "what is to be shown on a page");
            }
        }
    }
    // Whoever signed in with them has them from then on.
    let mut directory = directory();
    let code = code(&mut directory, &[("login_hint", "mia.mfa@contoso.example"), ("claims", p1)]);
    let (status, body) = redeem(&mut directory, NOW, Some(APP), &[("code", &code), ("claims", p1)]);
    assert_eq!((status, stepped(&directory, &body)), (200, true));
}
