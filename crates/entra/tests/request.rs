//! The authorization request, parameter by parameter.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use entra::{Prompt, SignInRequest, begin, take_answer};
use entra_side::*;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn the_v2_request_names_the_api_by_scope() {
    let request = SignInRequest {
        login_hint: Some("olivia+1@contoso.example".into()),
        prompt: Some(Prompt::SelectAccount),
        return_path: "/pools?q=a b".into(),
        ..SignInRequest::default()
    };
    let (url, pending) = begin(&common("v2"), &request, &Scripted::new());
    assert!(url.starts_with("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?response_type=id_token%20token&scope=openid%20profile%20https%3A%2F%2Fmanagement.azure.com%2Fuser_impersonation&"), "{url}");
    let names: Vec<String> = parameters(&url).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "response_type",
            "scope",
            "client_id",
            "redirect_uri",
            "state",
            "nonce",
            "client_info",
            "x-client-SKU",
            "x-client-Ver",
            "prompt",
            "login_hint",
            "client-request-id",
            "response_mode"
        ]
    );
    assert!(url.contains("login_hint=olivia%2B1%40contoso.example"));
    assert_eq!(parameter(&url, "redirect_uri").as_deref(), Some("https://console.example/auth/redirect.html"));
    assert_eq!(parameter(&url, "client-request-id"), Some(pending.correlation_id.clone()));
    assert_eq!(pending.return_path, "/pools?q=a b");
}

#[test]
fn the_v1_request_names_the_api_by_resource() {
    let (url, _) = begin(&common("v1"), &SignInRequest::default(), &Scripted::new());
    assert!(url.starts_with("https://login.microsoftonline.com/common/oauth2/authorize?"));
    assert_eq!(parameter(&url, "resource").as_deref(), Some("https://management.azure.com/"));
    assert_eq!(parameter(&url, "client_info"), None);
}

#[test]
fn state_has_msals_shape_and_shares_nothing_with_the_nonce() {
    let (url, pending) = begin(&common("v2"), &SignInRequest::default(), &Scripted::new());
    let state = parameter(&url, "state").unwrap();
    assert_eq!(state, pending.state());
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &state).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value, json!({"id": pending.state_id(), "meta": {"interactionType": "redirect"}}));
    assert_ne!(parameter(&url, "nonce").as_deref(), Some(pending.state_id()));
    let answer = take_answer(&format!("#state={}&error=x", state.replace('=', "%3D"))).unwrap().unwrap();
    assert_eq!(answer.state_id().as_deref(), Some(pending.state_id()));
}

#[test]
fn claims_carry_challenge_and_capabilities() {
    let request = SignInRequest {
        claims: Some(r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#.into()),
        ..SignInRequest::default()
    };
    let claims_of = |config: &entra::Config, request: &SignInRequest| -> Option<Value> {
        parameter(&begin(config, request, &Scripted::new()).0, "claims").map(|text| serde_json::from_str(&text).unwrap())
    };
    let plain = common("v2");
    let mut capable = common("v2");
    capable.client_capabilities = vec!["CP1".into()];
    let acrs = json!({"essential": true, "values": ["p1"]});
    assert_eq!(claims_of(&plain, &SignInRequest::default()), None);
    assert_eq!(claims_of(&plain, &request), Some(json!({"access_token": {"acrs": acrs}})));
    assert_eq!(claims_of(&capable, &request), Some(json!({"access_token": {"acrs": acrs, "xms_cc": {"values": ["CP1"]}}})));
    assert_eq!(claims_of(&capable, &SignInRequest::default()), Some(json!({"access_token": {"xms_cc": {"values": ["CP1"]}}})));
}

#[test]
fn another_directory_can_be_asked() {
    let request =
        SignInRequest { tenant: Some(TENANT.into()), return_path: "https://evil.example/".into(), ..SignInRequest::default() };
    let (url, pending) = begin(&common("v2"), &request, &Scripted::new());
    assert!(url.starts_with(&format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize?")));
    assert_eq!(pending.return_path, "/");
}

proptest! {
    #[test]
    fn what_is_asked_can_be_read(hint in ".+", claims in "[a-z]{1,8}") {
        let request = SignInRequest {
            login_hint: Some(hint.clone()),
            claims: Some(json!({"access_token": {claims: {"essential": true}}}).to_string()),
            ..SignInRequest::default()
        };
        let (url, _) = begin(&common("v2"), &request, &Scripted::new());
        prop_assert!(url.is_ascii());
        prop_assert_eq!(parameter(&url, "login_hint"), Some(hint));
        prop_assert_eq!(parameter(&url, "claims"), request.claims);
    }
}
