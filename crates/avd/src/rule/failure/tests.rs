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
    assert!(failure.meaning().contains("does not know"));
    let inside = explain(&run("Error", "Outer", "Deployment failed (ScopeLocked) on h1.", 3), None).unwrap();
    assert_eq!(inside.known.map(|entry| entry.code), Some("ScopeLocked"));
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
