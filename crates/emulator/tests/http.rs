//! The emulator over real sockets: what a browser meets.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod client;

use std::path::{Path, PathBuf};

use client::{Answer, call, get, post, received};
use emulator::http::{self, Args, Running};
use tokio::runtime::Runtime;

/// A running emulator with a site of two files.
struct Emulator {
    runtime: Runtime,
    running: Option<Running>,
    arm: String,
    site: String,
    folder: PathBuf,
}

impl Emulator {
    fn start(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("avd-emulator-http-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/staticwebapp.config.json");
        std::fs::copy(config, folder.join("staticwebapp.config.json")).unwrap();
        std::fs::write(folder.join("index.html"), "<!doctype html><title>Console</title>").unwrap();
        let runtime = Runtime::new().unwrap();
        let args = Args { port: 0, site_port: 0, site: folder.clone(), speed: 0.0, ..Args::default() };
        let running = runtime.block_on(http::start(&args)).unwrap();
        Self { runtime, arm: running.arm.clone(), site: running.site.clone(), running: Some(running), folder }
    }

    fn authorize(&self, more: &str) -> String {
        format!(
            "{}/common/oauth2/v2.0/authorize?client_id=3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964&response_type=id_token%20token\
             &response_mode=fragment&scope=openid%20profile%20{}/user_impersonation&nonce=n&state=s%2Bt\
             &redirect_uri={}/auth/redirect.html{more}",
            self.arm, self.arm, self.site
        )
    }

    fn sign_in(&self, upn: &str) -> String {
        token(&get(&self.authorize(&format!("&login_hint={upn}")), &[]))
    }

    fn subscriptions(&self) -> String {
        format!("{}/subscriptions?api-version=2022-12-01", self.arm)
    }

    fn control(&self, verb: &str, body: &str) {
        assert_eq!(post(&format!("{}/_emulator/{verb}", self.arm), &[], body).unwrap().status, 200, "{verb}");
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop()).unwrap();
        }
        let _ = std::fs::remove_dir_all(&self.folder); // The system's own clean-up takes what stays.
    }
}

/// The access token in the fragment of a redirect.
fn token(redirect: &Option<Answer>) -> String {
    let redirect = redirect.as_ref().unwrap();
    assert_eq!(redirect.status, 302, "{}", redirect.body);
    let (_, fragment) = redirect.header("location").unwrap().split_once('#').unwrap();
    let pair = fragment.split('&').find_map(|pair| pair.strip_prefix("access_token="));
    pair.unwrap().to_owned()
}

#[test]
fn signs_in_and_reads() {
    let emulator = Emulator::start("reads");
    let redirect = get(&emulator.authorize("&login_hint=olivia.owner@contoso.example"), &[]).unwrap();
    let location = redirect.header("location").unwrap();
    assert!(
        location.starts_with(&format!("{}/auth/redirect.html#", emulator.site)) && location.contains("state=s%2Bt"),
        "{location}"
    );
    let bearer = format!("Bearer {}", token(&Some(redirect)));
    let read = get(&emulator.subscriptions(), &[("Authorization", &bearer), ("Origin", &emulator.site)]).unwrap();
    assert_eq!(read.status, 200, "{}", read.body);
    assert!(read.body.contains("Contoso Production"), "{}", read.body);
    assert_eq!(read.header("access-control-allow-origin"), Some("*"));
    let without = get(&emulator.subscriptions(), &[("Origin", &emulator.site)]).unwrap();
    assert_eq!((without.status, without.header("access-control-allow-origin")), (401, Some("*")), "errors can be read too");
}

#[test]
fn the_session_cookie_answers_silently() {
    let emulator = Emulator::start("session");
    let picked = get(&emulator.authorize("&emulator_pick=rita.reader@contoso.example"), &[]).unwrap();
    let cookie = picked.header("set-cookie").unwrap();
    assert!(cookie.starts_with("emulator-session=") && cookie.contains("HttpOnly"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let silent = emulator.authorize("&prompt=none");
    assert!(!token(&get(&silent, &[("Cookie", &cookie)])).is_empty());
    assert!(get(&silent, &[]).unwrap().header("location").unwrap().contains("error=login_required"));
}

#[test]
fn preflights_allow_what_arm_allows() {
    let emulator = Emulator::start("preflight");
    let wanted = "authorization,x-ms-client-request-id,x-ms-useragent,x-anything-else";
    let asked = [
        ("Origin", emulator.site.as_str()),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", wanted),
    ];
    let answer = call("OPTIONS", &emulator.subscriptions(), &asked, "").unwrap();
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some("*")));
    let headers = answer.header("access-control-allow-headers").unwrap().to_ascii_lowercase();
    let listed = |name: &str| headers.split(',').any(|known| known.trim() == name);
    assert!(["authorization", "x-ms-client-request-id", "x-ms-useragent", "if-match"].into_iter().all(listed), "{headers}");
    assert!(!listed("x-anything-else") && !listed("*"));
}

#[test]
fn exposed_headers_can_be_switched() {
    let emulator = Emulator::start("exposed");
    let exposed = || get(&emulator.subscriptions(), &[]).unwrap().header("access-control-expose-headers").map(str::to_owned);
    assert!(exposed().unwrap().contains("Retry-After"));
    emulator.control("headers", r#"{"expose":"none"}"#);
    assert_eq!(exposed(), None);
}

#[test]
fn the_site_carries_its_policy_with_the_emulator_added() {
    let emulator = Emulator::start("site");
    let deep = get(&format!("{}/pools/some/pool", emulator.site), &[]).unwrap();
    assert_eq!((deep.status, deep.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = deep.header("content-security-policy").unwrap();
    for directive in ["connect-src", "frame-src"] {
        let sources = policy.split(';').find(|part| part.trim().starts_with(directive)).unwrap();
        assert!(sources.split_whitespace().any(|source| source == emulator.arm), "{directive}: {sources}");
    }
    assert_eq!(policy.matches(&emulator.arm).count(), 2, "nowhere else");
    assert_eq!(get(&format!("{}/missing.js", emulator.site), &[]).unwrap().status, 404);
    let config = get(&format!("{}/config.json", emulator.site), &[]).unwrap();
    assert!(config.body.contains(&format!("{}/common", emulator.arm)), "{}", config.body);
    assert_eq!(config.header("cache-control"), Some("no-store"));
}

#[test]
fn a_lost_answer_closes_the_connection() {
    let emulator = Emulator::start("lost");
    emulator.control("fault", r#"{"fault":{"kind":"lostBefore"},"path":"/subscriptions"}"#);
    let instead = received("GET", &emulator.subscriptions(), &[], "");
    assert!(instead.len() >= 8 && !instead.starts_with(b"HTTP"), "a browser repeats what ends without a byte: {instead:?}");
    assert!(get(&emulator.subscriptions(), &[]).is_some(), "once");
    emulator.control("fault", r#"{"fault":{"kind":"breaksOff"},"path":"/subscriptions"}"#);
    let half = get(&emulator.subscriptions(), &[]);
    let whole = get(&emulator.subscriptions(), &[]).unwrap();
    assert!(half.is_none_or(|half| half.body.len() < whole.body.len()), "the body breaks off");
}

#[test]
fn the_log_counts_what_went_out() {
    let emulator = Emulator::start("log");
    let bearer = format!("Bearer {}", emulator.sign_in("sam.operator"));
    for _ in 0..3 {
        get(&emulator.subscriptions(), &[("Authorization", &bearer)]);
    }
    let log = get(&format!("{}/_emulator/log?path=/subscriptions&method=GET", emulator.arm), &[]).unwrap().body;
    assert_eq!(log.matches(r#""path":"/subscriptions""#).count(), 3, "{log}");
    assert!(!log.contains(bearer.trim_start_matches("Bearer ")));
    emulator.control("expire-tokens", "");
    assert_eq!(get(&emulator.subscriptions(), &[("Authorization", &bearer)]).unwrap().status, 401);
}
