#![allow(clippy::unwrap_used, clippy::expect_used)]
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const APP: &str = "https://console.example";
const ID: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

/// A good configuration with one field set.
fn with(field: &str, value: Value) -> Result<Config, Vec<ConfigProblem>> {
    let mut root = json!({"auth": {"clientId": ID}});
    let (block, name) = field.split_once('.').unwrap();
    root[block][name] = value;
    Config::parse(&root.to_string(), APP)
}

fn good(field: &str, value: Value) -> Config {
    with(field, value).unwrap()
}

#[test]
fn a_client_id_is_enough() {
    let config = good("auth.clientId", json!(ID));
    assert_eq!(config.authority.origin(), "https://login.microsoftonline.com");
    assert_eq!(config.authority.tenant(), "common");
    assert_eq!(config.redirect_uri, "https://console.example/auth/redirect.html");
    assert_eq!(config.post_logout_redirect_uri.as_deref(), Some("https://console.example/"));
    assert_eq!(config.arm.endpoint, "https://management.azure.com");
    assert_eq!(config.scopes(), ["openid", "profile", "https://management.azure.com/user_impersonation"]);
    assert_eq!(config.resource(), "https://management.azure.com/");
    assert_eq!(config.token_renewal_offset, Duration::from_secs(300));
    assert_eq!(config.iframe_timeout, Duration::from_secs(10));
    assert!(config.notes().is_empty());
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let text = format!("\u{feff}{}", json!({"auth": {"clientId": ID}}));
    assert!(Config::parse(&text, APP).is_ok());
}

#[test]
fn broken_json_is_told_with_its_place() {
    for text in ["", "{", "{\"auth\": {}} x", "[]", "<!doctype html>"] {
        let problems = Config::parse(text, APP).unwrap_err();
        assert_eq!((problems.len(), problems[0].field.as_str()), (1, "config.json"), "{text}");
    }
}

#[test]
fn the_sample_lacks_only_the_client_id() {
    let problems = Config::parse(&Config::sample(), APP).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].field, "auth.clientId");
    let filled = Config::sample().replace("<application (client) id>", ID);
    assert!(Config::parse(&filled, APP).unwrap().notes().is_empty());
}

#[test]
fn problems_name_field_reason_and_fix() {
    let cases = [
        ("auth.clientId", json!(null), "missing"),
        ("auth.clientId", json!("00000000-0000-0000-0000-000000000000"), "placeholder"),
        ("auth.clientId", json!("<client id>"), "placeholder"),
        ("auth.clientId", json!("YOUR_CLIENT_ID"), "placeholder"),
        ("auth.clientId", json!("contoso"), "isn't a GUID"),
        ("auth.clientId", json!(7), "isn't a string"),
        ("auth.authority", json!("http://login.microsoftonline.com/common"), "http"),
        ("auth.authority", json!("https://login.microsoftonline.com"), "isn't an authority"),
        ("auth.authority", json!("https://login.evil.example/common"), "isn't an authority host"),
        ("auth.redirectUri", json!("https://elsewhere.example/auth/redirect.html"), "served from"),
        ("auth.redirectUri", json!("//elsewhere.example/"), "isn't a URL"),
        ("auth.redirectUri", json!("/auth/redirect.html#x"), "fragments"),
        ("auth.postLogoutRedirectUri", json!("https://elsewhere.example/"), "served from"),
        ("auth.clientCapabilities", json!("CP1"), "list"),
        ("auth.azureCloudOptions", json!({"azureCloudInstance": "AzureMars"}), "isn't an Azure cloud"),
        ("auth.azureCloudOptions", json!({"azureCloudInstance": "https://login.evil.example"}), "isn't an Azure cloud"),
        ("auth.navigateToLoginRequestUrl", json!("yes"), "isn't true or false"),
        ("cache.cacheLocation", json!("localStorage"), "kept after they close"),
        ("cache.cacheLocation", json!("cookie"), "isn't a known value"),
        ("system.iframeHashTimeout", json!(3), "whole number"),
        ("system.tokenRenewalOffsetSeconds", json!(-1), "whole number"),
        ("arm.endpoint", json!("https://management.azure.com/subscriptions"), "origin"),
        ("arm.endpoint", json!("http://management.azure.com"), "http"),
        ("arm.endpoint", json!("https://collect.evil.example"), "Resource Manager endpoint of any cloud"),
        ("arm.endpoint", json!("https://management.azure.com.evil.example"), "Resource Manager endpoint of any cloud"),
        ("arm.endpoint", json!("https://management.chinacloudapi.cn"), "belongs to"),
        ("arm.audience", json!("management"), "resource URI"),
        ("arm.apiVersions", json!({"hostPools": "latest"}), "isn't an API version"),
        ("entra.dialect", json!("v3"), "isn't a known value"),
        ("entra.flow", json!("hybrid"), "isn't a known value"),
    ];
    for (field, value, why) in cases {
        let problems = with(field, value.clone()).unwrap_err();
        let problem = problems.first().unwrap();
        assert!(
            problem.field.starts_with(field) && problem.why.contains(why) && !problem.fix.is_empty(),
            "{field} {value}: {problems:?}"
        );
        assert_eq!(problems.len(), 1, "{field} {value}: {problems:?}");
    }
}

#[test]
fn all_problems_come_at_once() {
    let text = r#"{"auth": {"authority": "x", "redirectUri": "x"}, "cache": {"cacheLocation": "localStorage"}, "arm": []}"#;
    let fields: Vec<String> = Config::parse(text, APP).unwrap_err().into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["arm", "auth.clientId", "auth.authority", "auth.redirectUri", "cache.cacheLocation"]);
}

#[test]
fn other_hosts_must_be_trusted_by_name() {
    let text =
        json!({"auth": {"clientId": ID, "authority": "https://login.example/common", "knownAuthorities": ["login.example"]}});
    assert!(Config::parse(&text.to_string(), APP).is_ok());
    assert!(with("auth.authority", json!("http://localhost:8081/common")).is_ok());
}

#[test]
fn the_cloud_follows_the_authority() {
    let config = good("auth.authority", json!("https://login.microsoftonline.us/contoso.example"));
    assert_eq!(config.arm.endpoint, "https://management.usgovcloudapi.net");
    assert_eq!(config.arm.audience, "https://management.usgovcloudapi.net");
}

#[test]
fn an_audience_keeps_its_slash_in_the_scope() {
    let config = good("arm.audience", json!("https://management.core.windows.net/"));
    assert_eq!(config.scopes()[2], "https://management.core.windows.net//user_impersonation");
    assert_eq!(config.resource(), "https://management.core.windows.net/");
}

#[test]
fn msal_settings_are_accepted() {
    let text = json!({
        "auth": {"clientId": ID, "validateAuthority": true, "clientCapabilities": ["CP1"], "postLogoutRedirectUri": null, "colour": 1},
        "system": {"loadFrameTimeout": 6000, "iframeHashTimeout": 9000, "tokenRenewalOffsetSeconds": 120},
        "colours": {}
    });
    let config = Config::parse(&text.to_string(), APP).unwrap();
    assert_eq!(config.iframe_timeout, Duration::from_secs(6));
    assert_eq!(config.token_renewal_offset, Duration::from_secs(120));
    assert_eq!(config.post_logout_redirect_uri, None);
    assert_eq!(config.client_capabilities, ["CP1"]);
    let notes = config.notes().join("\n");
    for named in ["auth.validateAuthority", "auth.colour", "colours"] {
        assert!(notes.contains(named), "{notes}");
    }
    assert_eq!(config.notes().len(), 3);
}

#[test]
fn admin_consent_needs_a_directory() {
    let config = good("auth.authority", json!("https://login.microsoftonline.com/common"));
    assert!(
        config
            .admin_consent_url(None)
            .starts_with("https://login.microsoftonline.com/organizations/adminconsent?client_id=797f4846")
    );
    assert!(config.admin_consent_url(Some("contoso.example")).contains("/contoso.example/adminconsent?"));
}

proptest! {
    #[test]
    fn any_text_is_answered(text in ".*") {
        prop_assert!(Config::parse(&text, APP).is_err());
    }
}

#[test]
fn an_endpoint_of_no_cloud_is_named_twice() {
    let file = |known: Value| json!({ "auth": { "clientId": ID }, "arm": { "endpoint": "https://arm.stack.example", "audience": "https://arm.stack.example", "knownEndpoints": known } });
    assert!(Config::parse(&file(json!(["https://arm.stack.example"])).to_string(), APP).is_ok());
    for known in [json!([]), json!(["https://arm.stack.example.evil.example"]), json!(["stack.example"])] {
        assert!(Config::parse(&file(known.clone()).to_string(), APP).is_err(), "{known}");
    }
}

#[test]
fn a_misspelt_name_is_told_of_a_file_that_cannot_be_used() {
    let text = json!({ "auth": { "clientId": "", "authorty": "https://login.microsoftonline.com/contoso.example" } }).to_string();
    assert!(Config::parse(&text, APP).is_err());
    assert!(Config::notes_on(&text).join(" ").contains("auth.authorty"));
    assert!(Config::notes_on("{").is_empty());
}
