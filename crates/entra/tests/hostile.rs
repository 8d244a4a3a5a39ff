//! Answers, tokens, configurations and paths of somebody who means harm, or is broken: no panic, no token elsewhere, no way off the site.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use entra::{Config, Interaction, Session, SignInRequest, accept, begin, safe_return_path, take_answer};
use entra_side::*;
use host::Instant;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

const APP: &str = "https://console.example";

/// What no issuer and nobody who edits a file should write.
fn odd() -> impl Strategy<Value = Value> {
    let text = select(vec![
        "",
        "https://evil.example",
        "https://console.example@evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http://localhost:1/a",
        "\u{202e}",
        "AADSTS99999999999999999999: x Timestamp:",
        "https://management.azure.com.evil.example",
        "https://login.microsoftonline.com:+443/common",
    ]);
    let number = select(vec![json!(i64::MIN), json!(-1), json!(0), json!(i64::MAX), json!(u64::MAX), json!(1e300)]);
    let whole = select(vec![Value::Null, json!(true), json!([]), json!({}), json!([1, null]), json!({"a": []})]);
    prop_oneof![
        text.prop_map(Value::from),
        number,
        whole,
        "\\PC{0,20}".prop_map(Value::from),
        Just(Value::from("x".repeat(5_000)))
    ]
}

fn config_file() -> Value {
    json!({
        "auth": {"clientId": CLIENT, "authority": "https://login.microsoftonline.com/common", "knownAuthorities": [],
            "redirectUri": "/auth/redirect.html", "postLogoutRedirectUri": "/", "clientCapabilities": ["CP1"]},
        "cache": {"cacheLocation": "sessionStorage"},
        "system": {"tokenRenewalOffsetSeconds": 300, "iframeHashTimeout": 6000},
        "arm": {"endpoint": "https://management.azure.com", "audience": "https://management.azure.com", "apiVersions": {"hostPools": "2024-04-03"}},
        "entra": {"dialect": "v2", "flow": "implicit"},
    })
}

/// The host a browser connects to (WHATWG URL, special schemes).
fn authority_of(url: &str) -> String {
    let rest = url.split_once(':').map_or("", |(_, rest)| rest).trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}

/// Where a browser goes from a page of the app (WHATWG URL): host and path, dot segments resolved.
fn resolved(reference: &str) -> (String, String) {
    let clean: String = reference.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let clean = clean.split(['?', '#']).next().unwrap_or_default().replace('\\', "/");
    if clean.starts_with("//") || !clean.starts_with('/') {
        return (authority_of(&format!("https:{clean}")), clean);
    }
    let mut path: Vec<&str> = Vec::new();
    for segment in clean.split('/').skip(1) {
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(segment),
        }
    }
    ("console.example".to_owned(), format!("/{}", path.join("/")))
}

#[test]
fn an_answer_of_too_many_names_is_none() {
    let names: String = (0..20_000).map(|number| format!("&n{number}=")).collect();
    assert!(take_answer(&format!("#state=x&access_token=y{names}")).unwrap().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Every address that carries a secret away is of the configured authority and leads back here, whatever a file says.
    #[test]
    fn a_config_is_good_or_refused(changes in proptest::collection::vec((select(vec![
        "/auth/clientId", "/auth/authority", "/auth/knownAuthorities", "/auth/redirectUri", "/auth/postLogoutRedirectUri",
        "/auth/clientCapabilities", "/cache/cacheLocation", "/system/tokenRenewalOffsetSeconds", "/system/iframeHashTimeout",
        "/arm/endpoint", "/arm/audience", "/arm/apiVersions", "/arm/apiVersions/hostPools", "/entra/dialect", "/entra/flow", "/auth", "/arm",
    ]), odd()), 1..4)) {
        let mut file = config_file();
        for (place, odd) in &changes {
            if let Some(value) = file.pointer_mut(place) {
                *value = odd.clone();
            }
        }
        match Config::parse(&file.to_string(), APP) {
            Err(problems) => prop_assert!(problems.iter().all(|problem| !problem.field.is_empty() && !problem.fix.is_empty()) && !problems.is_empty()),
            Ok(config) => {
                let (url, _) = begin(&config, &SignInRequest::default(), &Scripted::new());
                prop_assert_eq!(authority_of(&url), config.authority.host());
                prop_assert!(["login.microsoftonline.com", "localhost:1"].contains(&config.authority.host()), "{}", config.authority.host());
                let back = parameter(&url, "redirect_uri").unwrap();
                prop_assert!(back.starts_with("https://console.example/") || back == APP, "{back}");
                prop_assert!(!config.arm.endpoint.contains("+"));
            }
        }
    }

    /// Odd claims, parameters and times: a session of our question, or an error in words.
    #[test]
    fn any_answer_is_accepted_or_explained(
        claim in select(vec!["nonce", "aud", "iss", "tid", "exp", "iat", "nbf", "at_hash", "oid", "name", "preferred_username", "login_hint"]),
        parameter in select(vec!["none", "state", "access_token", "token_type", "expires_in", "id_token", "client_info", "scope", "error", "error_description"]),
        value in odd(), text in odd(), now in prop_oneof![Just(NOW.millis()), any::<i64>()],
    ) {
        let config = common("v2");
        let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
        let result = sign_in_at(&config, Instant::from_millis(now), |reply, _| {
            reply.claims[claim] = value.clone();
            if parameter != "none" {
                reply.set(parameter, &text);
            }
        });
        match result {
            Ok(session) => {
                prop_assert!(session.fits(&config) && session.account.tenant_id == TENANT);
                let kept = serde_json::to_string(&session).unwrap();
                prop_assert_eq!(serde_json::from_str::<Session>(&kept).unwrap(), session);
            }
            Err(error) => {
                let explained = error.explain(&config);
                prop_assert!(!explained.title.is_empty() && !error.code().is_empty());
                let urls = explained.more_url.into_iter().chain(explained.admin_consent_url);
                for url in urls {
                    prop_assert_eq!(authority_of(&url), "login.microsoftonline.com");
                }
            }
        }
    }

    /// What was kept and changed by somebody is refused or read; never more.
    #[test]
    fn what_was_kept_may_be_anything(place in any::<Index>(), odd in odd()) {
        let config = common("v2");
        let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
        let mut kept = serde_json::to_value(&pending).unwrap();
        let names: Vec<String> = kept.as_object().unwrap().keys().cloned().collect();
        kept[place.get(&names)] = odd;
        if let Ok(pending) = serde_json::from_value(kept) {
            let answer = Reply::to(&url, V2_ISSUER).answer();
            let _ = accept(&config, Some(pending), &answer, Interaction::Redirect, NOW);
        }
    }

    #[test]
    fn a_return_path_stays_on_the_site(pieces in proptest::collection::vec(select(vec![
        "/", "//", "\\", ".", "..", "%2e", "%2E", "%2f", "%5c", "%09", "\t", "\n", " ", "\u{feff}", "\u{2028}", "／", "@", ":", "https:", "evil.example",
        "javascript:", "?", "#", "auth", "pools", "%", "%ff", "+", ";", "\u{202e}",
    ]), 0..9), lead in select(vec!["", "/", "/pools"])) {
        let path = format!("{lead}{}", pieces.concat());
        if let Some(kept) = safe_return_path(&path) {
            prop_assert_eq!(&kept, &path);
            let (host, place) = resolved(&kept);
            prop_assert_eq!(host, "console.example", "{}", kept);
            prop_assert!(!place.starts_with("//") && !place.starts_with("/auth/"), "{place}");
        }
    }
}
