#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;
use crate::script::json;

fn error(status: u16, body: &str) -> Error {
    let call = Call::get("HostPools_Get", "/subscriptions/s", "v");
    Error::refused(&call, &json(status, body), RequestIds::default(), None, false)
}

#[test]
fn reads_every_envelope() {
    for (body, code, message) in [
        (r#"{"error":{"code":"A","message":"top"}}"#, Some("A"), "top"),
        (
            r#"{"error":{"code":"A","message":"top","details":[{"code":"B","message":"deep"},{"code":"C","message":"other"}]}}"#,
            Some("A"),
            "deep",
        ),
        (r#"{"error":{"code":"A","message":"top","details":[{"code":"B","message":""}]}}"#, Some("A"), "top"),
        (r#"{"error":{"code":"A","message":"top","innererror":{"code":"B"}}}"#, Some("A"), "top"),
        (r#"{"error":{"code":"A","message":"{\"error\":{\"code\":\"B\",\"message\":\"inside\"}}"}}"#, Some("A"), "inside"),
        (r#"{"code":"A","message":"bare"}"#, Some("A"), "bare"),
        (r#"{"Code":"A","Message":"bare"}"#, Some("A"), "bare"),
        (r#"{"Message":"only words"}"#, None, "only words"),
        (r#"{"odata.error":{"code":"A","message":{"lang":"en","value":"odata"}}}"#, Some("A"), "odata"),
        (r#"{"error":"invalid_grant","error_description":"token-like"}"#, Some("invalid_grant"), "token-like"),
        (r#"{"status":"Failed","error":{"code":"A","message":"async"}}"#, Some("A"), "async"),
        (r#"{"properties":{"error":{"code":"A","message":"inner"}}}"#, Some("A"), "inner"),
        (r#"{"properties":{"statusMessage":"{\"error\":{\"code\":\"A\",\"message\":\"logged\"}}"}}"#, Some("A"), "logged"),
        ("plain words", None, "plain words"),
        ("<html><body>Bad Gateway</body></html>", None, "HTTP 400"),
        ("", None, "HTTP 400"),
        ("{}", None, "HTTP 400"),
        ("[1]", None, "HTTP 400"),
    ] {
        let error = error(400, body);
        assert_eq!((error.code(), error.message()), (code, message), "{body}");
    }
}

#[test]
fn takes_authorization_failed_apart() {
    let error = error(
        403,
        r#"{"error":{"code":"AuthorizationFailed","message":"The client 'rita@contoso.example' with object id 'oid' does not have authorization to perform action 'Microsoft.DesktopVirtualization/hostPools/write' over scope '/subscriptions/s' or the scope is invalid."}}"#,
    );
    let (action, scope) =
        (Some("Microsoft.DesktopVirtualization/hostPools/write".to_owned()), Some("/subscriptions/s".to_owned()));
    assert_eq!(error.kind(), &ErrorKind::Forbidden { action, scope });
    assert_eq!(error.principal(), Some("rita@contoso.example"));
    assert!(
        error
            .next_step()
            .starts_with("Ask for a role that contains Microsoft.DesktopVirtualization/hostPools/write on /subscriptions/s.")
    );
}

#[test]
fn names_the_policy() {
    let error = error(
        403,
        r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no","additionalInfo":[{"type":"PolicyViolation","info":{"policyDefinitionDisplayName":"Allowed regions","policyAssignmentName":"eu-only","policyAssignmentScope":"/subscriptions/s"}}]}}"#,
    );
    assert_eq!(error.policies()[0].scope.as_deref(), Some("/subscriptions/s"));
    assert!(error.next_step().contains("“Allowed regions” (assignment “eu-only”)"));
}

#[test]
fn knows_kind_and_fate() {
    for (status, kind, fate) in [
        (400, ErrorKind::Rejected, Fate::Refused),
        (404, ErrorKind::NotFound, Fate::Refused),
        (408, ErrorKind::TimedOut, Fate::Unknown),
        (409, ErrorKind::Conflict, Fate::Refused),
        (412, ErrorKind::Stale, Fate::Refused),
        (429, ErrorKind::Throttled { retry_at: None }, Fate::Refused),
        (500, ErrorKind::Service, Fate::Unknown),
        (501, ErrorKind::Service, Fate::Refused),
        (504, ErrorKind::TimedOut, Fate::Unknown),
        (302, ErrorKind::Unreadable, Fate::Refused),
    ] {
        let error = error(status, "");
        assert_eq!((error.kind(), error.fate()), (&kind, fate), "{status}");
    }
}

#[test]
fn says_one_sentence_and_what_to_do() {
    let locked = error(409, r#"{"error":{"code":"ScopeLocked","message":"The scope is locked."}}"#);
    assert_eq!(locked.to_string(), "Not possible in its present state: The scope is locked (ScopeLocked).");
    assert!(locked.next_step().contains("remove the lock"));
    assert!(error(504, "").next_step().starts_with("It is not known whether the request took effect"));
    assert_eq!(
        error(400, r#"{"error":{"code":"X","message":"m","target":"maxSessionLimit"}}"#).next_step(),
        "Correct “maxSessionLimit”."
    );
    assert_eq!(locked, locked.clone());
    assert_ne!(locked, error(409, ""));
}

#[test]
fn what_nobody_reads_is_cut_off() {
    let long = "x\u{202e}".repeat(10_000);
    let wide = vec![serde_json::json!({"code": "C", "message": "m"}); 60];
    let deep =
        (0..4).fold(serde_json::json!({"details": wide}), |inner, _| serde_json::json!({"details": [inner.clone(), inner]}));
    let last = serde_json::json!({"code": long, "message": long, "target": long});
    let body = serde_json::json!({"error": {"code": "A", "message": "x", "details": [last, deep]}}).to_string();
    for error in [error(400, &body), error(400, &serde_json::json!({"message": long}).to_string()), error(400, &long)] {
        assert!(error.details().len() <= 200, "{}", error.details().len());
        assert!(error.to_string().chars().count() < 10_000, "{}", error.to_string().chars().count());
    }
}

proptest! {
    #[test]
    fn any_body_is_read_without_panic(body: Vec<u8>, status in 100u16..600) {
        let call = Call::get("X", "/", "v");
        let error = Error::refused(&call, &Response { status, headers: Vec::new(), body }, RequestIds::default(), None, false);
        prop_assert!(!error.to_string().is_empty() && !error.next_step().is_empty());
    }

    #[test]
    fn any_json_is_read_without_panic(body in r#"(\{"(error|code|message|details|innererror|properties|additionalInfo)":|\[|"|\}|\]|1|null|,|\\|'action '){0,30}"#) {
        prop_assert!(!error(400, &body).to_string().is_empty());
    }
}
