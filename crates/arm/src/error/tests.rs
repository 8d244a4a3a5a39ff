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
            Some("B"),
            "deep",
        ),
        (r#"{"error":{"code":"A","message":"top","details":[{"code":"B","message":""}]}}"#, Some("A"), "top"),
        (r#"{"error":{"code":"A","message":"top","innererror":{"code":"B"}}}"#, Some("A"), "top"),
        (r#"{"error":{"code":"A","message":"{\"error\":{\"code\":\"B\",\"message\":\"inside\"}}"}}"#, Some("B"), "inside"),
        (r#"{"error":{"code":"A","message":"{\"error\":{\"message\":\"inside\"}}"}}"#, Some("A"), "inside"),
        (r#"{"error":{"code":"A","message":"","details":[{"message":"deep"}]}}"#, None, "deep"),
        (r#"{"error":{"code":"A","details":[{"code":"B","details":[{"code":"C"}]}]}}"#, Some("C"), ""),
        (r#"{"error":{"code":404,"message":"a number"}}"#, Some("404"), "a number"),
        (r#"{"error":[{"code":"A","message":"a list"}]}"#, Some("A"), "a list"),
        (r#"{"error":{"code":"A","message":"top","details":{"code":"B","message":"no list"}}}"#, Some("B"), "no list"),
        (r#"[{"error":{"code":"A","message":"whole list"}}]"#, Some("A"), "whole list"),
        ("\u{feff}{\"message\":\"marked\"}", None, "marked"),
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
        ("[1]", None, "1"),
    ] {
        let error = error(400, body);
        assert_eq!((error.code(), error.message()), (code, message), "{body}");
    }
}

#[test]
fn the_missing_right_is_named_never_the_one_that_is_held() {
    let (pool, network) =
        ("/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p", "/subscriptions/n/x");
    let (write, join) =
        ("Microsoft.DesktopVirtualization/hostPools/write", "Microsoft.Network/virtualNetworks/subnets/join/action");
    let has = format!(
        "The client 'rita@contoso.example' with object id 'oid' has permission to perform action '{write}' on scope '{pool}'"
    );
    for (message, missing, scope, words) in [
        (
            format!(
                "The client 'rita@contoso.example' with object id 'oid' does not have authorization to perform action '{write}' over scope '{pool}' or the scope is invalid."
            ),
            Some(write),
            Some(pool),
            "a role that includes",
        ),
        (
            format!(
                "{has}; however, it does not have permission to perform action '{join}' on the linked scope(s) '{network}' or the linked scope(s) are invalid."
            ),
            Some(join),
            Some(network),
            "linked resource",
        ),
        (
            format!(
                "{has}; however, it does not have permission to perform action(s) '{join},a/b/read' on the linked scope(s) '{network},/y' (respectively) or the linked scope(s) are invalid."
            ),
            Some(join),
            Some(network),
            "a/b/read on /subscriptions/n/x and /y",
        ),
        (
            format!(
                "{has}, however it doesn't have permission to perform actions \"{join}\" on the linked scopes \"{network}\"."
            ),
            Some(join),
            Some(network),
            "linked resource",
        ),
        (
            format!(
                "{has}; however, the access is denied because of the deny assignment with name 'stack' and Id 'i' at scope '/subscriptions/s'."
            ),
            None,
            None,
            "“stack” on /subscriptions/s blocks this, and no role overrides it",
        ),
        (
            format!("{has}, however the current tenant 't' is not authorized to access linked subscription 'sub-2'."),
            None,
            None,
            "(sub-2) of another directory, so no role can help",
        ),
        ("You may not.".to_owned(), None, None, "Ask for a role that allows this."),
    ] {
        for body in [
            serde_json::json!({"error": {"code": "X", "message": message}}),
            serde_json::json!({"error": {"code": "Outer", "message": "See the details.", "details": {"code": "X", "message": message}}}),
            serde_json::json!({"code": "Outer", "message": serde_json::json!({"error": {"code": "X", "message": message}}).to_string()}),
        ] {
            let error = error(403, &body.to_string());
            let (action, scope) = (missing.map(str::to_owned), scope.map(str::to_owned));
            assert_eq!(error.kind(), &ErrorKind::Forbidden { action, scope }, "{body}");
            assert!(error.next_step().contains(words), "{}", error.next_step());
            assert!(missing == Some(write) || !error.next_step().contains(write), "{}", error.next_step());
        }
    }
}

#[test]
fn names_the_policy() {
    for (body, words) in [
        (
            r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no","additionalInfo":[{"type":"PolicyViolation","info":{"policyDefinitionDisplayName":"Allowed regions","policyAssignmentName":"eu-only","policyAssignmentScope":"/subscriptions/s"}}]}}"#,
            "Blocked by the policy “Allowed regions” (assignment “eu-only” on /subscriptions/s)",
        ),
        (
            r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no","additionalInfo":{"type":"policyviolation","info":{"policyDefinitionName":"d","policyAssignmentId":"/a"}}}}"#,
            "Blocked by the policy “d” (assignment “/a”)",
        ),
        (
            r#"{"error":{"code":"RequestDisallowedByPolicy","message":"Disallowed. Policy identifiers: '[{\"policyAssignment\":{\"name\":\"Allowed sizes\",\"id\":\"/x\"},\"policyDefinition\":{\"name\":\"Sizes\"}},{\"policyAssignment\":{\"name\":\"b\"}}]'."}}"#,
            "Blocked by the policy “Sizes” (assignment “Allowed sizes”). Change the request to comply, or ask its owner for an exemption. One more policy also blocks it.",
        ),
        (r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no"}}"#, "Blocked by Azure Policy"),
    ] {
        assert!(error(403, body).next_step().starts_with(words), "{}", error(403, body).next_step());
    }
}

#[test]
fn knows_kind_and_fate() {
    for (status, kind, fate) in [
        (400, ErrorKind::Rejected, Fate::Refused),
        (401, ErrorKind::SignedOut { why: "HTTP 401".to_owned() }, Fate::Refused),
        (404, ErrorKind::NotFound, Fate::Refused),
        (408, ErrorKind::TimedOut, Fate::Unknown),
        (409, ErrorKind::Conflict, Fate::Refused),
        (412, ErrorKind::Stale, Fate::Refused),
        (429, ErrorKind::Throttled { retry_at: None }, Fate::Refused),
        (500, ErrorKind::Service, Fate::Unknown),
        (501, ErrorKind::Service, Fate::Refused),
        (504, ErrorKind::TimedOut, Fate::Unknown),
    ] {
        let error = error(status, "");
        assert_eq!((error.kind(), error.fate()), (&kind, fate), "{status}");
    }
}

#[test]
fn only_a_registered_refusal_that_is_no_web_page_is_certain() {
    let certain = [
        400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425, 426, 428, 429,
        431, 451, 501, 505,
    ];
    for status in 100..600 {
        let fate = if certain.contains(&status) { Fate::Refused } else { Fate::Unknown };
        assert_eq!(error(status, r#"{"error":{"message":"no"}}"#).fate(), fate, "{status}");
        for page in ["<html>no</html>", "  <!DOCTYPE html>", "\u{feff}<html/>"] {
            let page = error(status, page);
            assert_eq!(page.fate() == Fate::Unknown, status != 429, "{status}: a page");
            assert!(page.is_page() && page.next_step().contains("proxy") || status == 429, "{}", page.next_step());
        }
    }
    let named =
        Response::new(403).with_header("content-type", "text/HTML; charset=utf-8").with_body("", b"Access denied".to_vec());
    assert_eq!(Error::refused(&Call::get("X", "/", "v"), &named, RequestIds::default(), None, false).fate(), Fate::Unknown);
}

#[test]
fn the_status_advises_only_where_nothing_else_is_known() {
    for (status, body, words) in [
        (409, "", "Another operation may be in progress"),
        (409, r#"{"error":{"code":"Conflict","message":"Conflict"}}"#, "Another operation may be in progress"),
        (409, r#"{"error":{"code":"NameInUse","message":"The name is taken."}}"#, "See the message for what blocks this."),
        (
            409,
            r#"{"error":{"code":"DeploymentFailed","message":"x","details":[{"code":"InvalidParameter","message":"y","target":"availabilitySetName"}]}}"#,
            "Correct “availabilitySetName”.",
        ),
        (
            409,
            r#"{"error":{"code":"InvalidUserSessionState","message":"The session is disconnected."}}"#,
            "See the message for what blocks this.",
        ),
        (
            400,
            r#"{"error":{"code":"Outer","message":"x","details":[{"code":"QuotaExceeded","message":"y"}]}}"#,
            "A quota is used up",
        ),
        (
            403,
            r#"{"error":{"code":"AuthorizationFailed","message":"x","details":[{"code":"ScopeLocked","message":"y"}]}}"#,
            "A lock protects it",
        ),
        (500, r#"{"error":{"code":"InvalidParameter","message":"y","target":"t"}}"#, "The outcome is unknown"),
    ] {
        assert!(error(status, body).next_step().starts_with(words), "{body}: {}", error(status, body).next_step());
    }
}

#[test]
fn says_one_sentence_and_what_to_do() {
    let locked = error(409, r#"{"error":{"code":"ScopeLocked","message":"The scope is locked."}}"#);
    assert_eq!(locked.to_string(), "Not possible in the current state: The scope is locked (ScopeLocked).");
    assert!(locked.next_step().contains("remove the lock"));
    assert!(error(504, "").next_step().starts_with("The outcome is unknown"));
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
        let levels = error.body().levels();
        assert!(levels.len() <= 200, "{}", levels.len());
        assert!(levels.iter().map(|level| level.facts.len()).sum::<usize>() <= 600);
        assert!(error.to_string().chars().count() < 10_000, "{}", error.to_string().chars().count());
    }
    assert!(error(400, &body).body().is_cut(), "what is left out is said");
    assert!(!error(400, r#"{"error":{"message":"short"}}"#).body().is_cut());
    let steep = (0..5_000).fold(String::new(), |inner, _| format!(r#"{{"error":{inner}"#));
    assert!(!error(400, &steep).message().is_empty());
    let strings =
        (0..12).fold("\"end\"".to_owned(), |inner, _| serde_json::json!({"error": {"code": "C", "message": inner}}).to_string());
    assert_eq!(error(400, &strings).message(), "\"end\"");
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
