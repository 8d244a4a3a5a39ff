//! Sign-in as a client meets it: what comes back to it, what stays on the page.
#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::*;
use crate::url;

const NOW: Instant = Instant::from_seconds(1_800_000_000);
const ORIGIN: &str = "http://localhost:8081";
const MFA: &str = r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;

type Answer = BTreeMap<String, String>;

/// A browser with one cookie in front of a directory.
struct Browser {
    directory: Directory,
    cookie: Option<String>,
}

impl Browser {
    fn new() -> Self {
        Self { directory: Directory::new(ORIGIN, &["http://localhost:8080".to_owned()], 1), cookie: None }
    }

    fn open(&mut self, path: &str, pairs: &[(&str, &str)]) -> Response {
        let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", url::encode(value))).collect();
        let mut request = Request::new(Method::Get, format!("{ORIGIN}{path}?{}", query.join("&")));
        if let Some(cookie) = &self.cookie {
            request = request.with_header("Cookie", cookie.as_str());
        }
        let response = self.directory.handle(NOW, &request);
        if let Some(cookie) = response.header("set-cookie") {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        response
    }

    /// A complete v2 request with some parameters replaced; an empty value removes one.
    fn v2(&mut self, changes: &[(&str, &str)]) -> Response {
        let usual = [
            ("client_id", "3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964"),
            ("response_type", "id_token token"),
            ("redirect_uri", "http://localhost:8080/auth/redirect.html"),
            ("scope", "openid profile https://management.azure.com/user_impersonation"),
            ("response_mode", "fragment"),
            ("state", "s+t/a=te& é"),
            ("nonce", "n-1"),
        ];
        let kept = usual.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let pairs: Vec<(&str, &str)> = kept.chain(changes).copied().filter(|(_, value)| !value.is_empty()).collect();
        self.open("/common/oauth2/v2.0/authorize", &pairs)
    }

    fn back(&mut self, changes: &[(&str, &str)]) -> Answer {
        let response = self.v2(changes);
        fragment(&response)
    }
}

fn fragment(response: &Response) -> Answer {
    assert_eq!(response.status, 302, "{}", String::from_utf8_lossy(&response.body));
    let location = response.header("location").unwrap();
    let (page, answer) = location.split_once('#').unwrap();
    assert_eq!(page, "http://localhost:8080/auth/redirect.html");
    url::pairs(answer).into_iter().collect()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[test]
fn implicit_answer_in_the_v2_dialect() {
    let mut browser = Browser::new();
    let answer = browser.back(&[("login_hint", "olivia.owner@contoso.example"), ("client_info", "1")]);
    assert_eq!(answer["state"], "s+t/a=te& é");
    assert_eq!(answer["token_type"], "Bearer");
    assert!((3599..5400).contains(&answer["expires_in"].parse::<u64>().unwrap()));
    assert!(answer["scope"].contains("https://management.azure.com/user_impersonation"));
    let id = claims(&answer["id_token"]);
    assert_eq!((&id["nonce"], &id["ver"]), (&"n-1".into(), &"2.0".into()));
    assert_eq!(id["preferred_username"], "olivia.owner@contoso.example");
    let info: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&answer["client_info"]).unwrap()).unwrap();
    assert_eq!((&info["uid"], &info["utid"]), (&id["oid"], &id["tid"]));
    assert!(browser.directory.caller(&answer["access_token"], NOW).is_ok());
}

#[test]
fn implicit_answer_in_the_v1_dialect() {
    let mut browser = Browser::new();
    let pairs = [
        ("client_id", "3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964"),
        ("response_type", "id_token token"),
        ("redirect_uri", "http://localhost:8080/auth/redirect.html"),
        ("resource", "https://management.core.windows.net/"),
        ("nonce", "n"),
        ("client_info", "1"),
        ("login_hint", "rita.reader"),
    ];
    let answer = fragment(&browser.open("/contoso.example/oauth2/authorize", &pairs));
    assert!(!answer.contains_key("scope") && !answer.contains_key("client_info") && !answer.contains_key("state"));
    let id = claims(&answer["id_token"]);
    assert_eq!((&id["ver"], &id["upn"]), (&"1.0".into(), &"rita.reader@contoso.example".into()));
    assert!(id.get("at_hash").is_none());
    assert_eq!(claims(&answer["access_token"])["aud"], "https://management.core.windows.net/");
    let without: Vec<_> = pairs.into_iter().filter(|(name, _)| *name != "resource").collect();
    let answer = fragment(&browser.open("/common/oauth2/authorize", &without));
    assert_eq!(browser.directory.caller(&answer["access_token"], NOW), Err(AuthRefusal::Audience));
}

#[test]
fn answers_what_is_asked_for() {
    for (response_type, access, id) in [("token", true, false), ("id_token", false, true), ("token id_token", true, true)] {
        let answer = Browser::new().back(&[("response_type", response_type), ("login_hint", "olivia.owner")]);
        assert_eq!((answer.contains_key("access_token"), answer.contains_key("id_token")), (access, id), "{response_type}");
        assert!(answer.contains_key("session_state"));
    }
}

#[test]
fn a_silent_sign_in_needs_the_session_that_the_cookie_carries() {
    let mut browser = Browser::new();
    browser.directory.cookies = true;
    let hint = |who| [("prompt", "none"), ("login_hint", who)];
    let error = |answer: Answer| answer.get("error").cloned();
    assert_eq!(error(browser.back(&hint("olivia.owner"))).as_deref(), Some("login_required"));
    for who in ["olivia.owner", "rita.reader"] {
        assert_eq!(error(browser.back(&[("login_hint", who), ("response_type", "id_token")])), None);
    }
    // Both are signed in to this browser, and nobody else is.
    for (who, expected) in [("olivia.owner", None), ("rita.reader", None), ("sam.operator", Some("login_required"))] {
        assert_eq!(error(browser.back(&hint(who))).as_deref(), expected, "{who}");
    }
    // A browser that keeps the cookie back from a frame.
    browser.cookie = None;
    assert_eq!(error(browser.back(&hint("olivia.owner"))).as_deref(), Some("login_required"));
}

#[test]
fn mistakes_of_the_client_stay_on_the_page() {
    let cases = [
        ("client_id", "", 900_144),
        ("client_id", "not-a-guid", 700_016),
        ("redirect_uri", "https://evil.example/", 50_011),
        ("redirect_uri", "", 900_144),
        ("nonce", "", 900_144),
        ("scope", "", 900_144),
        ("resource", "https://management.azure.com", 901_002),
    ];
    for (name, value, code) in cases {
        let answer = Browser::new().v2(&[(name, value), ("login_hint", "olivia.owner")]);
        let page = String::from_utf8(answer.body.clone()).unwrap();
        assert_eq!((answer.status, answer.header("location")), (400, None), "{name}={value}");
        assert!(page.contains(&format!("AADSTS{code}:")) && page.contains("Correlation ID"), "{name}={value}: {page}");
    }
    let unknown = Browser::new().open("/northwind.example/oauth2/v2.0/authorize", &[]);
    assert!(String::from_utf8(unknown.body).unwrap().contains("AADSTS90002"));
}

#[test]
fn other_mistakes_come_back() {
    let cases = [
        ("response_type", "magic", "unsupported_response_type", 70_005),
        ("response_mode", "query", "invalid_request", 70_007),
        ("scope", "https://vault.azure.net/.default", "invalid_resource", 500_011),
        ("scope", "https://management.azure.com/.default https://vault.azure.net/x", "invalid_request", 28_000),
        ("prompt", "maybe", "invalid_request", 90_023),
    ];
    for (name, value, error, code) in cases {
        let answer = Browser::new().back(&[(name, value), ("login_hint", "olivia.owner"), ("client-request-id", "c-1")]);
        assert_eq!(answer["error"], error, "{name}={value}");
        assert!(answer["error_description"].starts_with(&format!("AADSTS{code}: ")), "{name}={value}");
        assert!(answer["error_description"].contains("\r\nCorrelation ID: c-1\r\n"));
        assert_eq!(answer["state"], "s+t/a=te& é");
    }
}

#[test]
fn asks_unless_it_knows_who() {
    let mut browser = Browser::new();
    let asked =
        |response: &Response| response.status == 200 && String::from_utf8_lossy(&response.body).contains("Pick an account");
    assert!(asked(&browser.v2(&[])), "nobody is signed in");
    assert_eq!(browser.back(&[("prompt", "none")])["error"], "login_required");
    let picked = browser.back(&[("emulator_pick", "sam.operator@contoso.example")]);
    assert_eq!(claims(&picked["id_token"])["name"], "Sam Operator");
    for prompt in ["", "none"] {
        let again = browser.back(&[("prompt", prompt)]);
        assert_eq!(claims(&again["id_token"])["name"], "Sam Operator", "the session is enough: {prompt}");
    }
    for prompt in ["login", "select_account", "consent"] {
        assert!(asked(&browser.v2(&[("prompt", prompt), ("login_hint", "olivia.owner")])), "{prompt}");
    }
    let cancelled = browser.back(&[("emulator_cancel", "1")]);
    assert_eq!((cancelled["error"].as_str(), cancelled["error_subcode"].as_str()), ("access_denied", "cancel"));
}

#[test]
fn mia_steps_up_when_claims_are_asked() {
    let mut browser = Browser::new();
    let hint = ("login_hint", "mia.mfa@contoso.example");
    let plain = browser.back(&[hint]);
    assert!(!browser.directory.caller(&plain["access_token"], NOW).unwrap().stepped_up);
    let silent = browser.back(&[hint, ("claims", MFA), ("prompt", "none")]);
    assert_eq!((silent["error"].as_str(), silent["claims"].as_str()), ("interaction_required", MFA));
    let stepped = browser.back(&[hint, ("claims", MFA)]);
    assert!(browser.directory.caller(&stepped["access_token"], NOW).unwrap().stepped_up);
    let later = browser.back(&[hint, ("prompt", "none")]);
    assert!(browser.directory.caller(&later["access_token"], NOW).unwrap().stepped_up, "the session remembers");
}

#[test]
fn rex_is_refused_in_the_words_of_the_service() {
    let mut browser = Browser::new();
    let answer = browser.back(&[("login_hint", "rex.refused@contoso.example")]);
    assert_eq!(answer["error"], "access_denied");
    let lines: Vec<&str> = answer["error_description"].split("\r\n").collect();
    assert!(lines[0].starts_with("AADSTS50105: ") && lines[1].starts_with("Trace ID: "), "{lines:?}");
    let more = browser.open(answer["error_uri"].strip_prefix(ORIGIN).unwrap().split('?').next().unwrap(), &[("code", "50105")]);
    assert!(String::from_utf8(more.body).unwrap().contains("AADSTS50105"));
    assert!(lines[2].starts_with("Correlation ID: ") && lines[3].starts_with("Timestamp: 2027-01-15"), "{lines:?}");
}

#[test]
fn forced_errors_meet_one_request() {
    let mut browser = Browser::new();
    browser.directory.next_error = Some(Aadsts::new("unsupported_response_type", 700_051, "off"));
    assert_eq!(browser.back(&[("login_hint", "olivia.owner")])["error"], "unsupported_response_type");
    assert!(browser.back(&[("login_hint", "olivia.owner")]).contains_key("access_token"));
}

#[test]
fn revoked_people_must_sign_in_again() {
    let mut browser = Browser::new();
    let hint = ("login_hint", "olivia.owner");
    browser.back(&[hint]);
    browser.directory.revoke(&PEOPLE[0]);
    assert_eq!(browser.back(&[hint, ("prompt", "none")])["error"], "interaction_required");
    browser.back(&[("emulator_pick", PEOPLE[0].upn)]);
    assert!(browser.back(&[hint, ("prompt", "none")]).contains_key("access_token"));
}

#[test]
fn signs_out_to_registered_addresses_only() {
    let mut browser = Browser::new();
    browser.back(&[("login_hint", "olivia.owner")]);
    let page = browser.open("/common/oauth2/v2.0/logout", &[("post_logout_redirect_uri", "https://evil.example/")]);
    assert_eq!((page.status, page.header("location")), (200, None));
    assert_eq!(browser.back(&[("prompt", "none")])["error"], "login_required");
    let back = [("post_logout_redirect_uri", "http://localhost:8080/"), ("state", "x y")];
    let away = browser.open("/common/oauth2/v2.0/logout", &back);
    assert_eq!((away.status, away.header("location")), (302, Some("http://localhost:8080/?state=x%20y")));
}

#[test]
fn publishes_keys_and_metadata() {
    let mut browser = Browser::new();
    let document: Value =
        serde_json::from_slice(&browser.open("/common/v2.0/.well-known/openid-configuration", &[]).body).unwrap();
    assert_eq!(document["issuer"], format!("{ORIGIN}/{{tenantid}}/v2.0"));
    let keys_at = document["jwks_uri"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned();
    let keys: Value = serde_json::from_slice(&browser.open(&keys_at, &[]).body).unwrap();
    let token = browser.back(&[("login_hint", "olivia.owner")])["id_token"].clone();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
    assert_eq!((&keys["keys"][0]["kid"], &keys["keys"][0]["kty"]), (&header["kid"], &"RSA".into()));
}

#[test]
fn owns_its_endpoints_only() {
    for path in ["/common/oauth2/v2.0/authorize", "/contoso.example/oauth2/authorize", "/x/discovery/v2.0/keys"] {
        assert!(Directory::owns(path), "{path}");
    }
    for path in ["/subscriptions", "/tenants", "/subscriptions/a/resourceGroups", "/", "/common/oauth2/v2.0/authorize/x"] {
        assert!(!Directory::owns(path), "{path}");
    }
}

#[test]
fn redirects_only_to_registered_addresses() {
    let origins = ["http://localhost:8080".to_owned(), "https://avd.contoso.example".to_owned()];
    let directory = Directory::new("http://localhost:8081", &origins, 1);
    let cases = [
        ("http://localhost:8080/auth/redirect.html", true),
        ("http://localhost:9999/auth/redirect.html", true),
        ("http://localhost:8080/", true),
        ("http://localhost:8080", false),
        ("http://localhost:8080/auth/redirect.html/", false),
        ("http://localhost:8080/Auth/redirect.html", false),
        ("http://localhost.evil.example/", false),
        ("https://avd.contoso.example/auth/redirect.html", true),
        ("https://avd.contoso.example:444/auth/redirect.html", false),
        ("https://evil.example/auth/redirect.html", false),
        ("", false),
    ];
    for (uri, registered) in cases {
        assert_eq!(directory.registered(uri), registered, "{uri}");
    }
}

const SECOND: &str = "/fabrikam.example/oauth2/v2.0/authorize";

/// The usual request to the second directory.
fn abroad(browser: &mut Browser, person: &str, prompt: &str) -> Response {
    let pairs = [
        ("client_id", "3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964"),
        ("response_type", "id_token token"),
        ("redirect_uri", "http://localhost:8080/auth/redirect.html"),
        ("scope", "openid profile https://management.azure.com/user_impersonation"),
        ("response_mode", "fragment"),
        ("nonce", "n-1"),
        ("client_info", "1"),
        ("login_hint", person),
        ("prompt", prompt),
    ];
    browser.open(SECOND, &pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>())
}

#[test]
fn a_guest_gets_a_token_of_the_directory_that_was_asked() {
    let mut browser = Browser::new();
    let answer = fragment(&abroad(&mut browser, "olivia.owner@contoso.example", "none"));
    let caller = browser.directory.caller(&answer["access_token"], NOW).unwrap();
    assert_eq!((caller.tenant_id.as_str(), caller.persona), (tenant::ABROAD.id, Persona::Owner));
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(answer["id_token"].split('.').nth(1).unwrap()).unwrap()).unwrap();
    assert_eq!(
        (&claims["tid"], &claims["iss"]),
        (&tenant::ABROAD.id.into(), &format!("{ORIGIN}/{}/v2.0", tenant::ABROAD.id).into())
    );
    let home: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&answer["client_info"]).unwrap()).unwrap();
    assert_eq!(home["utid"], TENANT_ID, "the home account stays the same");
    let again = fragment(&abroad(&mut browser, claims["login_hint"].as_str().unwrap(), "none"));
    assert!(again.contains_key("access_token"), "the opaque hint finds the same person");
}

#[test]
fn a_directory_may_refuse_its_guests() {
    let mut browser = Browser::new();
    let cases = [
        ("rita.reader@contoso.example", "none", "interaction_required", "AADSTS53003"),
        ("rita.reader@contoso.example", "", "access_denied", "AADSTS53003"),
        ("mia.mfa@contoso.example", "none", "consent_required", "AADSTS65001"),
        ("mia.mfa@contoso.example", "", "access_denied", "AADSTS90094"),
        ("holly.hosts@contoso.example", "none", "interaction_required", "AADSTS50020"),
    ];
    for (person, prompt, error, code) in cases {
        let answer = fragment(&abroad(&mut browser, person, prompt));
        assert_eq!(answer["error"], error, "{person} {prompt}");
        assert!(answer["error_description"].starts_with(code), "{person} {prompt}");
    }
    let page = abroad(&mut browser, "holly.hosts@contoso.example", "");
    assert_eq!(page.status, 400, "who was never invited is sent nowhere");
}
