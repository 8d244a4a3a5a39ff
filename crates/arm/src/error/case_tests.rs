//! What people reported in public (`tests/cases`), and everything of its kind: no leaf of an error is lost, however it is nested.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::script::{answer_of, case};

fn of(response: &Response) -> Error {
    let call = Call::put("HostPools_CreateOrUpdate", "/subscriptions/s", "v", json!({}));
    Error::refused(&call, response, RequestIds::default(), None, false)
}

/// Everything that a page can show of an error.
fn shown(error: &Error) -> String {
    let body = error.body();
    let mut text = format!("{}\n{}\n", error.message(), body.activity().unwrap_or_default());
    for level in body.levels() {
        text.push_str(&format!("{}\n{}\n{}\n", level.code, level.message, level.target.as_deref().unwrap_or_default()));
        for fact in &level.facts {
            text.push_str(&format!("{}: {}\n", fact.name, fact.value));
        }
    }
    text
}

/// The right outcome of each case: its first sentence, the code of that sentence, what the advice says, and what it never says.
const CASES: &[(&str, &str, Option<&str>, &str, &str)] = &[
    (
        "arm-error-01-linked-authorization-failed",
        "does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'",
        Some("LinkedAuthorizationFailed"),
        "a role that includes Microsoft.ManagedIdentity/userAssignedIdentities/assign/action on /subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg-identity/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-avd.",
        "hostPools/write",
    ),
    (
        "arm-error-02-linked-authorization-other-tenant",
        "is not authorized to access linked subscription",
        Some("LinkedAuthorizationFailed"),
        "(33333333-3333-3333-3333-333333333333) of another directory, so no role can help",
        "Ask for",
    ),
    (
        "arm-error-04-mfa-policy-header-hidden",
        "Resource 'hp-sales' was disallowed by policy. Reasons: 'MFA is required.",
        Some("RequestDisallowedByPolicy"),
        "Multifactor authentication is required by the policy “Users must authenticate with multi-factor authentication",
        "ign out",
    ),
    (
        "arm-error-05-mfa-policy-header-seen",
        "Reasons: 'MFA is required.'",
        Some("RequestDisallowedByPolicy"),
        "Multifactor authentication is required",
        "ign out",
    ),
    ("arm-error-06-code-is-a-number", "The template stored for VMs creation is invalid.", Some("404"), "Refresh the list", "404"),
    (
        "arm-error-07-avd-activity-id",
        "The PreferredAppGroupType value is incorrect. Please provide a valid type: Desktop or RailApplications.",
        Some("400"),
        "Correct the value named in the message.",
        "ctivity",
    ),
    (
        "arm-error-08-json-inside-message",
        "The value of deployment parameter 'vmInitialNumber' is null. Please specify the value or use the parameter reference.",
        Some("InvalidTemplateDeployment"),
        "Correct the value named in the message.",
        "{",
    ),
    (
        "arm-error-09-deployment-failed-nested",
        "The entity name 'availabilitySetName' is invalid according to its validation rule.",
        Some("InvalidParameter"),
        "Correct “availabilitySetName”.",
        "ait until",
    ),
    (
        "arm-error-10-graph-hides-the-reason",
        "Subscription Id 'xxxxxxxx-xxxxxxxx' must be a valid GUID.",
        Some("InvalidSubscriptionId"),
        "Check the subscription ID.",
        "timestamp",
    ),
    ("arm-error-11-session-is-gone", "User session ID not found", Some("404"), "doesn't exist", "ctivity"),
    (
        "arm-error-12-wrong-tenant-escaped",
        "access token is from the wrong issuer",
        Some("InvalidAuthenticationTokenTenant"),
        "another directory, bbbbbbbb-0000-0000-0000-000000000000. Switch to it",
        "aaaaaaaa",
    ),
    (
        "arm-error-13-policy-several",
        "Resource 'vm-1' was disallowed by policy. Policy identifiers: policy assignment Allowed sizes (id /x).",
        Some("RequestDisallowedByPolicy"),
        "Blocked by the policy “Allowed virtual machine size SKUs” (assignment “Allowed sizes” on /subscriptions/s)",
        "SKU' ",
    ),
];

#[test]
fn every_case_ends_right() {
    for (name, sentence, code, advice, never) in CASES {
        let case = case(&format!("{name}.json"));
        let error = of(&answer_of(&case));
        assert!(error.message().contains(sentence), "{name}: {}", error.message());
        assert_eq!(error.code(), *code, "{name}");
        assert!(error.next_step().contains(advice), "{name}: {}", error.next_step());
        assert!(!error.next_step().contains(never), "{name}: {}", error.next_step());
        let text = shown(&error);
        for leaf in leaves(&case["body"]) {
            assert!(text.contains(&leaf), "{name}: {leaf} is lost in\n{text}");
        }
        assert!(!text.contains("{\""), "{name}: JSON is shown\n{text}");
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap()).filter(|name| name.starts_with("arm-error"));
    assert_eq!(names.count(), CASES.len(), "each has its row");
}

/// The cases in other clothes: deeper, as a list, as an object, as a string, inside a resource, inside a status.
#[test]
fn every_case_ends_right_however_it_is_wrapped() {
    for (name, sentence, code, advice, never) in CASES {
        let case = case(&format!("{name}.json"));
        let inner = case["body"].get("error").unwrap_or(&case["body"]);
        let wrapped = [
            json!({"error": {"code": "Outer", "message": "See the details.", "details": [inner]}}),
            json!({"error": {"code": "Outer", "message": "See the details.", "details": inner}}),
            json!({"error": {"code": "Outer", "message": "See the details.", "innererror": inner}}),
            json!({"error": {"code": "Outer", "message": json!({"error": inner}).to_string()}}),
            json!({"Error": {"Code": "Outer", "Message": "See the details.", "Details": [{"Code": "Middle", "Details": [inner]}]}}),
            json!({"status": "Failed", "error": inner, "startTime": "2026-11-30T16:00:00Z"}),
            json!({"properties": {"provisioningState": "Failed", "statusMessage": json!({"error": inner}).to_string()}}),
            json!({"errors": [inner, {"code": "Other", "message": "and more"}]}),
            json!([{"error": inner}]),
            json!(inner.to_string()),
        ];
        for body in wrapped {
            let response = answer_of(&json!({"status": case["status"], "headers": case["headers"], "body": body}));
            // A string is sent as JSON, too.
            let response =
                if body.is_string() { response.with_body("application/json", body.to_string().into_bytes()) } else { response };
            let error = of(&response);
            assert!(error.message().contains(sentence), "{body}: {}", error.message());
            let own_code = inner.get("code").is_none() || error.code() == *code;
            assert!(own_code, "{body}: {:?}", error.code());
            let numeric = code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
            assert!(numeric || error.next_step().contains(advice), "{body}: {}", error.next_step());
            assert!(!error.next_step().contains(never), "{body}: {}", error.next_step());
        }
    }
}

/// What the provider says of an update or of creating hosts (recorded): a list of faults in a string.
#[test]
fn faults_are_read_in_words_with_their_names() {
    let fault = |code: &str, text: &str| json!([{"faultCode": code, "faultText": text, "faultContext": "ARule", "faultType": 0}]);
    let capacity = fault(
        "MigrationMayExceedCapacityLimit_1024",
        r#"limits to be exceeded for the following resources:  '[{"name":{"value":"cores","localizedValue":"Total Regional vCPUs"},"limit":10,"projectedUsedCapacity":12}]'.  Please delete some"#,
    );
    let image = fault(
        "MarketplaceImageNotFound_1024",
        "Unable to locate marketplace image of Publisher ≤microsoftwindowsdesktop≥, Offer ≤office-365≥",
    );
    let plain = fault("NovelFault", "Something new");
    for (faults, code, words) in [
        (
            &capacity,
            "MigrationMayExceedCapacityLimit",
            "resources:  Total Regional vCPUs (cores, limit 10, projected used capacity 12).  Please",
        ),
        (&image, "MarketplaceImageNotFound", "Publisher “microsoftwindowsdesktop”, Offer “office-365”"),
        (&plain, "NovelFault", "Something new"),
    ] {
        for message in [json!(faults.to_string()), faults.clone(), faults[0].clone(), json!(format!("It failed: {faults}"))] {
            let body = ErrorBody::of(&json!({"code": "UpdateFailure", "message": message}));
            assert_eq!(body.code(), Some(code), "{message}");
            let close = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(close(body.message()).contains(&close(words)), "{}", body.message());
            assert_eq!(body.codes().last(), Some("UpdateFailure"));
        }
    }
}

/// The texts of all leaves, those in JSON strings too.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(fields) => fields.values().flat_map(leaves).collect(),
        Value::Array(entries) => entries.iter().flat_map(leaves).collect(),
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => leaves(&inner),
            _ if text.is_empty() => Vec::new(),
            _ => match text.strip_prefix("ActivityId: ").and_then(|rest| rest.split_once(" Error: ")) {
                Some((id, sentence)) => [vec![id.to_owned()], leaves(&json!(sentence))].concat(),
                None => around_json(text),
            },
        },
        other => vec![other.to_string()],
    }
}

/// The words before and after JSON in a sentence, and the leaves in it.
fn around_json(text: &str) -> Vec<String> {
    let found = text.match_indices(['{', '[']).find_map(|(start, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        let value = values.next()?.ok()?;
        Some((&text[..start], value, &text[start + values.byte_offset()..]))
    });
    let bare = |words: &str| words.trim_matches([' ', '\'']).to_owned();
    match found {
        None => vec![text.to_owned()],
        Some((before, value, after)) => [vec![bare(before)], leaves(&value), vec![bare(after)]].concat(),
    }
}

/// JSON without any shape.
fn data() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-z]{7,9}".prop_map(Value::from),
        (100_000u32..999_999).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let name = proptest::sample::select(vec!["name", "value", "id", "type", "status", "properties", "context", "limit"]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map(name.prop_map(str::to_owned), inner.clone(), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            inner.prop_map(|value| if value.is_object() { json!(value.to_string()) } else { value }),
        ]
    })
}

/// An error of some shape.
fn envelope() -> impl Strategy<Value = Value> {
    let code = || prop_oneof!["[A-Z][a-z]{7,9}".prop_map(Value::from), (100_000u32..999_999).prop_map(Value::from), data()];
    let words = || {
        prop_oneof![
            "[a-z]{7,9}".prop_map(Value::from),
            "[a-z]{7,9}".prop_map(|text| json!(format!("ActivityId: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee Error: {text}"))),
            data(),
        ]
    };
    let level = (code(), words(), data(), data()).prop_map(|(code, message, target, info)| {
        json!({"code": code, "message": message, "target": target, "additionalInfo": [{"type": "SomeType", "info": info}]})
    });
    level.prop_recursive(4, 16, 3, move |inner| {
        let key = |names: &'static [&'static str]| proptest::sample::select(names);
        prop_oneof![
            (
                inner.clone(),
                key(&["error", "Error", "odata.error", "innererror", "properties", "statusMessage", "anything"]),
                data()
            )
                .prop_map(|(inner, name, rest)| json!({name: inner, "status": rest})),
            (inner.clone(), key(&["error", "message", "statusMessage", "details"]), code())
                .prop_map(|(inner, name, code)| json!({name: inner.to_string(), "code": code})),
            (
                proptest::collection::vec(inner.clone(), 1..3),
                key(&["details", "Details", "errors", "additionalInfo", "error"]),
                words()
            )
                .prop_map(|(inner, name, words)| json!({name: inner, "message": words, "Code": "Outermost"})),
            (inner.clone(), "[a-z]{7,9}", "[a-z]{7,9}").prop_map(|(inner, before, after)| {
                json!({"error": {"message": format!("{before}: '{}' {after}", without_flags(inner))}})
            }),
            proptest::collection::vec(inner, 1..3).prop_map(Value::from),
        ]
    })
}

/// A flag inside a sentence is said as yes or no.
fn without_flags(value: Value) -> Value {
    match value {
        Value::Bool(_) => Value::Null,
        Value::Array(entries) => entries.into_iter().map(without_flags).collect(),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, value)| (name, without_flags(value))).collect()),
        Value::String(text) => match serde_json::from_str::<Value>(&text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => json!(without_flags(inner).to_string()),
            _ => Value::String(text),
        },
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_envelope_is_read_without_losing_a_leaf(body in envelope(), status in 400u16..600) {
        let error = of(&Response::new(status).with_body("application/json", body.to_string().into_bytes()));
        prop_assume!(!error.body().is_cut());
        let text = shown(&error);
        for leaf in leaves(&body) {
            prop_assert!(text.contains(&leaf), "{leaf} of {body} is lost in\n{text}");
        }
    }
}
