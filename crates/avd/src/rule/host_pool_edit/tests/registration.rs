//! What a new pool does with its registration token, and that no token of an answer gets into a draft.

use ::host::Instant;
use serde_json::{Value, json};

use super::super::*;
use super::received;
use crate::operation::sample::pool;
use crate::rule::FieldProblem;
use crate::version::ApiVersions;

const OPERATION: &str = "registrationInfo.registrationTokenOperation";
const EXPIRATION: &str = "registrationInfo.expirationTime";

fn now() -> Instant {
    Instant::parse("2026-11-30T12:00:00Z").unwrap()
}

fn with(operation: &str, expires: Option<&str>) -> Draft {
    let mut draft = Draft::of_new();
    choose(&mut draft, OPERATION, operation);
    if let Some(expires) = expires {
        draft.set(EXPIRATION, json!(expires));
    }
    draft
}

fn sent(draft: &Draft) -> Value {
    create(&pool(), "westeurope", draft, &ApiVersions::default()).call.body.unwrap()["properties"]["registrationInfo"].clone()
}

#[test]
fn each_operation_goes_out_with_the_put() {
    let expires = "2026-12-01T12:00:00.1234567Z";
    assert_eq!(sent(&with("", None)), Value::Null, "not sent");
    assert_eq!(sent(&with("None", None)), json!({"registrationTokenOperation": "None"}));
    assert_eq!(sent(&with("Delete", None)), json!({"registrationTokenOperation": "Delete"}));
    let wanted = json!({"expirationTime": expires, "registrationTokenOperation": "Update"});
    assert_eq!(sent(&with("Update", Some(expires))), wanted, "as it was entered, to the last digit");
    let mut draft = with("Update", Some(expires));
    choose(&mut draft, OPERATION, "Delete");
    assert_eq!(sent(&draft), json!({"registrationTokenOperation": "Delete"}), "a time belongs to a token that is created");
    choose(&mut draft, OPERATION, "");
    assert_eq!(draft.registration_info, None);
}

#[test]
fn what_azure_would_refuse_is_said_at_its_field() {
    let mut automated = with("Update", Some("2026-12-01T12:00:00Z"));
    automated.set("managementType", json!("Automated"));
    let mut timeless = with("None", None);
    timeless.set(OPERATION, Value::Null);
    timeless.set(EXPIRATION, json!("2026-12-01T12:00:00Z"));
    for (draft, wanted) in [
        (with("", None), None),
        (with("None", None), None),
        (with("Delete", None), None),
        (with("Update", None), Some(EXPIRATION)),
        (with("Update", Some("tomorrow")), Some(EXPIRATION)),
        (with("Update", Some("2020-10-01T14:01:54.9571247Z")), Some(EXPIRATION)),
        (with("Update", Some("2026-11-30T12:30:00Z")), Some(EXPIRATION)),
        (with("Update", Some("2026-11-30T14:00:00Z")), None),
        (with("Update", Some("2026-12-30T12:00:00Z")), Some(EXPIRATION)),
        (automated, Some(OPERATION)),
        (timeless, Some(OPERATION)),
    ] {
        let found = registration_problem(&draft, now());
        assert_eq!(found.as_ref().map(|problem| problem.field), wanted, "{:?}", draft.registration_info);
        assert!(found.is_none_or(|problem: FieldProblem| !problem.warning));
    }
}

#[test]
fn the_review_says_what_becomes_of_the_token() {
    let versions = ApiVersions::default();
    let change = create(&pool(), "westeurope", &with("Update", Some("2026-12-01T12:00:00Z")), &versions);
    assert!(change.effects[1].contains("creates a registration token, valid until 2026-12-01T12:00:00Z"), "{:?}", change.effects);
    assert!(change.warnings[0].contains("Revoke it when you're done"), "{:?}", change.warnings);
    let change = create(&pool(), "westeurope", &with("None", None), &versions);
    assert_eq!((change.effects[1].as_str(), change.warnings.len()), ("The registration token doesn't change.", 0));
}

/// Recorded of the real service: the answer to any write of a pool holds its valid token in clear text.
#[test]
fn a_token_of_an_answer_gets_into_no_draft_no_copy_and_no_import() {
    let mut answer = received();
    for info in [
        json!({"token": "very-secret", "expirationTime": "2026-12-01T12:00:00Z", "registrationTokenOperation": "Update"}),
        json!({"token": "very-secret", "expirationTime": "2026-12-01T12:00:00Z", "registrationTokenOperation": "None"}),
        // Recorded at the creation of an Automated pool.
        json!({"token": null, "expirationTime": null, "registrationTokenOperation": "None"}),
    ] {
        answer["properties"]["registrationInfo"] = info;
        let (imported, copied) = (import(&answer.to_string()).unwrap(), copy(&answer));
        for text in [
            serde_json::to_string(&Draft::from(&answer)).unwrap(),
            serde_json::to_string(&(imported.draft(), &imported.base)).unwrap(),
            serde_json::to_string(&(copied.draft(), &copied.base)).unwrap(),
        ] {
            assert!(!text.contains("very-secret"), "{text}");
        }
        assert_eq!((Draft::from(&answer).registration_info, imported.registration, copied.registration), (None, None, None));
        assert!(imported.dropped.contains(&"properties.registrationInfo".to_owned()));
    }
}

#[test]
fn a_request_that_is_imported_keeps_its_orders_and_a_copy_has_none() {
    let request = json!({"location": "westeurope", "properties": {"hostPoolType": "Pooled", "customRdpProperty": null, "ring": null,
        "registrationInfo": {"registrationTokenOperation": "Delete"}, "migrationRequest": {"operation": "Start"}}});
    let imported = import(&request.to_string()).unwrap();
    assert_eq!(imported.dropped, Vec::<String>::new());
    let draft = imported.draft();
    assert_eq!(draft.field(OPERATION), json!("Delete"));
    assert_eq!(draft.field("migrationRequest.operation"), json!("Start"));
    let body = create_from(&pool(), &imported.base, &draft, Way::Legacy, &ApiVersions::default()).call.body.unwrap();
    assert_eq!(
        body,
        json!({"location": "westeurope", "properties": {"hostPoolType": "Pooled", "customRdpProperty": null,
        "registrationInfo": {"registrationTokenOperation": "Delete"}, "migrationRequest": {"operation": "Start"}}})
    );
    let copied = copy(&request);
    assert_eq!(copied.dropped, ["properties.registrationInfo", "properties.migrationRequest"]);
    assert_eq!((copied.draft().registration_info, copied.draft().migration_request), (None, None));
}
