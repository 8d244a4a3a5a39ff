//! Tests of `failure`.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::rule::run_hosts::{Look, picture};

fn run(status: &str, code: &str, message: &str, completed: i64) -> Run {
    let status = json!({
        "name": "r", "status": status, "error": {"code": code, "message": message},
        "properties": {"correlationId": "c-1", "progress": {"executionStartTime": "2026-11-21T10:00:00Z", "sessionHostsCompleted": completed}},
    });
    Run::of(&serde_json::from_value(status).unwrap()).unwrap()
}

#[test]
fn every_code_is_found_and_says_what_to_do() {
    let mut codes = Vec::new();
    for entry in catalogue::ALL {
        assert_eq!(find(&entry.code.to_uppercase()), Some(entry));
        assert_eq!(find(&format!("{}: what happened", entry.code)), Some(entry));
        assert!(entry.meaning.ends_with('.') && entry.fix.ends_with('.'), "{}", entry.code);
        assert!(!entry.stage.label().is_empty());
        codes.push(entry.code);
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), catalogue::ALL.len(), "no code twice");
}

#[test]
fn an_unknown_code_is_passed_through() {
    let failure = explain(&run("Error", "NovelFailure", "The moon is full.", 3), None).unwrap();
    assert_eq!((failure.code.as_str(), failure.message.as_str(), failure.known), ("NovelFailure", "The moon is full.", None));
    assert!(failure.meaning().contains("doesn't recognize"));
    let inside = explain(&run("Error", "Outer", "Deployment failed (ScopeLocked) on h1.", 3), None).unwrap();
    assert_eq!(inside.known.map(|entry| entry.code), Some("ScopeLocked"));
}

/// Recorded: the code of the error is generic, the fault is a list in a string.
#[test]
fn a_fault_of_the_provider_is_explained_in_words() {
    let fault = |code: &str, text: &str| json!({"faultCode": code, "faultText": text, "faultContext": "ARule", "faultType": 0});
    let capacity = fault(
        "MigrationMayExceedCapacityLimit_1024",
        r#"exceeded for the following resources:  '[{"name":{"value":"cores","localizedValue":"Total Regional vCPUs"},"limit":10,"projectedUsedCapacity":12}]'.  Please delete"#,
    );
    let image =
        fault("MarketplaceImageNotFound_1024", "Unable to locate marketplace image of Publisher ≤microsoftwindowsdesktop≥");
    let novel = fault("NovelRule_7", "The moon is ≤full≥.");
    for (faults, code, known, words) in [
        (
            json!([capacity]),
            "MigrationMayExceedCapacityLimit",
            true,
            "Total Regional vCPUs (cores, limit 10, projected used capacity 12)",
        ),
        (json!([image]), "MarketplaceImageNotFound", true, "Publisher “microsoftwindowsdesktop”"),
        (json!([novel]), "NovelRule", false, "The moon is “full”."),
        (
            json!([novel, image]),
            "NovelRule",
            true,
            "The moon is “full”. Unable to locate marketplace image of Publisher “microsoftwindowsdesktop”",
        ),
    ] {
        for outer in ["UpdateFailure", "ProvisioningFailure", "ValidationFailed"] {
            let failure = explain(&run("Failed", outer, &faults.to_string(), 0), None).unwrap();
            assert_eq!((failure.code.as_str(), failure.known.is_some()), (code, known), "{faults}");
            assert!(failure.message.contains(words), "{}", failure.message);
            assert!(!failure.message.contains("[{") && !failure.message.contains("_1024"), "raw JSON: {}", failure.message);
            assert!(!known || !failure.next_steps()[0].contains("Azure says"), "{faults}");
            assert_eq!(in_words(outer, &faults.to_string()), (failure.code, failure.message));
        }
    }
}

#[test]
fn an_error_of_a_write_is_found_in_the_catalogue_by_its_fault() {
    let fault = json!([{"faultCode": "VmSkuNotAvailableInRegion_3", "faultText": "no such size"}]).to_string();
    for body in [
        json!({"error": {"code": "ValidationFailed", "message": fault}}),
        json!({"error": {"code": "Outer", "message": "x", "details": {"code": "ValidationFailed", "message": fault}}}),
    ] {
        let error = futures::executor::block_on(crate::rule::sample::refusal(400, &body));
        assert_eq!(of_error(&error).map(|entry| entry.code), Some("VmSkuNotAvailableInRegion"));
    }
    let own = json!({"error": {"code": "ScopeLocked", "message": "x"}});
    assert_eq!(of_error(&futures::executor::block_on(crate::rule::sample::refusal(409, &own))), None);
}

#[test]
fn whether_to_retry_first() {
    let retry = |status, code, completed| explain(&run(status, code, "m", completed), None).unwrap().retry;
    assert!(matches!(retry("Error", "AgentRegistrationFailureGeneric", 3), Retry::First(_)));
    assert!(matches!(retry("Error", "NovelFailure", 3), Retry::First(_)));
    assert!(matches!(retry("Error", "AgentRegistrationFailureGeneric", 0), Retry::AfterFix(_)), "the initial host");
    assert!(matches!(retry("Error", "ScopeLocked", 3), Retry::AfterFix(_)));
    assert!(matches!(retry("Failed", "VmSkuNotAvailableInRegion", 0), Retry::No(_)));
    assert!(matches!(retry("UpdatingSessionHosts", "ScopeLocked", 3), Retry::AfterFix(_)));
    let failure = explain(&run("Error", "ScopeLocked", "m", 3), None).unwrap();
    assert!(failure.next_steps()[0].starts_with("Remove the lock"), "the fix comes first");
}

#[test]
fn nothing_failed_nothing_is_explained() {
    let fine = Run { error: None, ..run("UpdatingSessionHosts", "", "", 1) };
    assert_eq!(explain(&fine, None), None);
    let stopped = Run { error: None, ..run("Error", "", "", 1) };
    assert_eq!(explain(&stopped, None).unwrap().code, "Error");
}

#[test]
fn hosts_are_named_with_their_own_words() {
    let host = json!({"name": "p/h1", "properties": {"updateState": "Failed", "status": "Available",
        "updateErrorMessage": "CustomerVmNoAccessToDeploymentPackageException: no way"}});
    let hosts = [serde_json::from_value(host).unwrap()];
    let run = Run { error: None, ..run("Error", "", "", 2) };
    let picture = picture(&Look { hosts: &hosts, at: host::Instant::from_seconds(0), wanted: None, run: &run, before: None });
    let failure = explain(&run, Some(&picture)).unwrap();
    assert_eq!(failure.code, "CustomerVmNoAccessToDeploymentPackageException");
    assert_eq!(failure.known.map(|entry| entry.stage), Some(Stage::Replacing));
    assert_eq!((failure.hosts[0].name.as_str(), failure.hosts[0].rolled_back), ("h1", true));
}

#[test]
fn the_query_names_the_run_and_the_pool() {
    let failure = explain(&run("Error", "ScopeLocked", "m", 3), None).unwrap();
    let query = failure.query("hp-1").unwrap();
    assert!(query.contains("CorrelationId =~ \"c-1\"") && query.contains("endswith \"/hostpools/hp-1\""), "{query}");
    for table in ["WVDErrors", "WVDCheckpoints", "WVDSessionHostManagement"] {
        assert!(query.contains(table));
    }
}

/// Reads a literal as Kusto does; `None` if it ends early or late.
fn unquoted(literal: &str) -> Option<String> {
    let mut rest = literal.strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return rest.next().is_none().then_some(text),
            '\\' => match rest.next()? {
                'u' => {
                    let code: String = rest.by_ref().take(4).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                other => text.push(other),
            },
            control if control.is_control() => return None,
            other => text.push(other),
        }
    }
}

proptest! {
    #[test]
    fn nothing_breaks_out_of_a_literal(text in "(?s).{0,40}|[\"\\\\\n|]{0,12}") {
        prop_assert_eq!(unquoted(&quoted(&text)), Some(text.clone()));
        prop_assert_eq!(log_query(&text, &text).lines().count(), 6);
    }
}
