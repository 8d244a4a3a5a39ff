//! Configurations as apps on MSAL.js have them, every block and every documented name in use: accepted as they are, and what has no
//! effect here is named. Names from the *MSAL Browser configuration* page and the packages' type declarations.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use entra::{CacheLocation, Config};
use host::Duration;

fn read(text: &str) -> Config {
    Config::parse(text, "https://console.example").unwrap()
}

/// The settings a note is about, by name: whether the file's order is kept depends on how `serde_json` is built.
fn noted(config: &Config) -> Vec<String> {
    let mut names: Vec<String> = config.notes().iter().map(|note| note.split(' ').next().unwrap().to_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn msal_browser_3() {
    let config = read(include_str!("msal/msal-browser-3.json"));
    assert_eq!(config.iframe_timeout, Duration::from_secs(6), "loadFrameTimeout 0 says nothing");
    assert_eq!(config.client_capabilities, ["CP1"]);
    let idle = [
        "auth.cloudDiscoveryMetadata",
        "cache.claimsBasedCachingEnabled",
        "cache.secureCookies",
        "cache.storeAuthStateInCookie",
        "cache.temporaryCacheLocation",
        "system.asyncPopups",
        "system.loggerOptions",
        "system.windowHashTimeout",
        "telemetry.application",
    ];
    assert_eq!(noted(&config), idle);
    assert!(config.notes().iter().all(|note| note.contains("an MSAL setting")), "{:?}", config.notes());
}

#[test]
fn msal_browser_5() {
    let config = read(include_str!("msal/msal-browser-5.json"));
    assert_eq!((config.authority.host(), config.authority.tenant()), ("login.microsoftonline.us", "contoso.example"));
    assert_eq!(config.arm.endpoint, "https://management.usgovcloudapi.net");
    assert_eq!((config.cache_location, config.post_logout_redirect_uri.as_deref()), (CacheLocation::MemoryStorage, None));
    assert!(config.notes().iter().all(|note| note.contains("an MSAL setting")), "{:?}", config.notes());
}

#[test]
fn msal_1() {
    let config = read(include_str!("msal/msal-1.json"));
    assert_eq!(config.redirect_uri, "https://console.example/auth/redirect.html");
    assert_eq!(config.iframe_timeout, Duration::from_secs(6));
    assert_eq!(noted(&config), ["auth.validateAuthority", "cache.storeAuthStateInCookie", "system.navigateFrameWait"]);
}

#[test]
fn what_nobody_knows_is_named() {
    let text = include_str!("msal/msal-1.json").replace("\"system\"", "\"sytem\"").replace("redirectUri", "redirectUrl");
    let config = read(&text);
    assert!(config.notes().contains(&"sytem isn't a known setting and is ignored.".to_owned()), "{:?}", config.notes());
    assert!(
        config.notes().contains(&"auth.redirectUrl isn't a known setting and is ignored.".to_owned()),
        "{:?}",
        config.notes()
    );
}
