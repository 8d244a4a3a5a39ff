//! What a reload finds again, and the activity log as it comes.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::super::run_hosts::sentences;
use super::*;
use crate::resource::ActivityEvent;

fn at(minute: i64) -> Instant {
    Instant::from_seconds(1_790_000_000 + 60 * minute)
}

fn run(status: &str) -> Run {
    Run::of(&serde_json::from_value(json!({"name": "r1", "status": status})).unwrap()).unwrap()
}

fn row(state: HostState, minute: i64) -> Picture {
    let host = HostInRun {
        name: "vm-1".to_owned(),
        state,
        source: Source::Read,
        why: String::new(),
        since: Some(at(minute)),
        in_run: true,
        version: HostVersion::Unknown,
        id: None,
        machine: None,
        sessions: Some(3),
        listed: true,
        update_error: None,
    };
    Picture { run: Some("r1".to_owned()), status: UpdateState::UpdatingSessionHosts, at: at(minute), hosts: vec![host] }
}

#[test]
fn what_happened_while_nobody_looked_is_told_after_a_reload() {
    let mut record = RunRecord::new("/pool");
    assert_eq!(record.picture(), None);
    assert!(observe(&mut record, &run("UpdatingSessionHosts"), &row(HostState::Draining, 0)));
    let kept = from_json(&to_json(&[record])).pop().unwrap().picture().unwrap();
    assert_eq!((kept.at, kept.names(HostState::Draining)), (at(0), vec!["vm-1"]));
    assert_eq!(sentences(Some(&kept), &row(HostState::Draining, 1)), [] as [&str; 0]);
    assert_eq!(sentences(Some(&kept), &row(HostState::Healthy, 20)), ["vm-1 is updated and healthy."]);
}

#[test]
fn a_pause_counts_from_the_first_look_at_it() {
    let mut record = RunRecord::new("/pool");
    let picture = |minute| row(HostState::Waiting, minute);
    let mut look = |status, minute| {
        observe(&mut record, &run(status), &picture(minute));
        record.paused_seen.as_ref().and_then(Timestamp::at)
    };
    assert_eq!(look("UpdatingSessionHosts", 0), None);
    assert_eq!(look("Paused", 5), Some(at(5)));
    assert_eq!(look("Paused", 50), Some(at(5)));
    assert_eq!(look("UpdatingSessionHosts", 51), None);
    assert_eq!(look("Paused", 60), Some(at(60)));
}

#[test]
fn a_record_of_the_log_needs_a_time_and_an_operation() {
    let event = |value| LogEntry::of(&serde_json::from_value::<ActivityEvent>(value).unwrap());
    let full = json!({"eventTimestamp": "2026-11-21T10:00:00.1234567Z", "caller": "olivia@contoso.example",
        "operationName": {"value": "Microsoft.DesktopVirtualization/hostPools/write"}, "status": {"value": "Succeeded"},
        "resourceId": "/pool", "correlationId": ""});
    let entry = event(full).unwrap();
    assert_eq!((entry.status.as_str(), entry.caller.as_deref()), ("Succeeded", Some("olivia@contoso.example")));
    assert_eq!(entry.correlation_id, None);
    assert_eq!(event(json!({"eventTimestamp": "2026-11-21T10:00:00Z", "operationName": {"value": ""}})), None);
    assert_eq!(event(json!({"operationName": {"value": "x/write"}})), None);
}

#[test]
fn an_action_on_a_run_that_was_begun_elsewhere_is_not_its_begin() {
    let mut record = RunRecord { started: Some(stamp(at(0))), ..RunRecord::new("/pool") };
    record.note(at(240), Some("olivia".to_owned()), "Retry");
    assert_eq!(record.begun(), None);
    let begin = LogEntry {
        operation: "Microsoft.DesktopVirtualization/hostPools/sessionHostManagements/initiateSessionHostUpdate/action".to_owned(),
        status: "Succeeded".to_owned(),
        caller: Some("mia".to_owned()),
        at: at(-2),
        resource: "/pool/sessionHostManagements/default".to_owned(),
        correlation_id: Some("c".to_owned()),
    };
    let past = history(vec![record], &[begin], "/pool");
    let who: Vec<_> = past.iter().flat_map(|run| &run.deeds).map(|deed| (deed.who.as_deref(), deed.what.as_str())).collect();
    assert_eq!((past.len(), who), (1, vec![(Some("mia"), "New update"), (Some("olivia"), "Retry")]));
}
