//! Tests of `run_record`.
// JSON literals are passed as they are written.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

use core::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::resource::{SessionHost, SessionHostConfigurationProperties};
use crate::rule::flight_plan::{Basis, Input, PlannedHost, plan};
use crate::rule::run_hosts::{Look, picture};

const POOL: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/hp";

fn at(minutes: u64) -> Instant {
    Instant::parse("2026-11-21T10:00:00Z").unwrap() + Duration::from_secs(60 * minutes)
}

fn run(status: &str) -> Run {
    let status = json!({"name": "run-1", "status": status, "properties": {"correlationId": "c", "progress":
        {"executionStartTime": at(0).to_rfc3339(), "totalSessionHosts": 2, "sessionHostsCompleted": 1}}});
    Run::of(&serde_json::from_value(status).unwrap()).unwrap()
}

fn host(name: &str, properties: Value) -> SessionHost {
    serde_json::from_value(json!({"name": format!("p/{name}"), "properties": properties})).unwrap()
}

fn look(record: &mut RunRecord, minute: u64, status: &str, hosts: &[SessionHost]) -> bool {
    let wanted = SessionHostConfigurationProperties { version: Some(stamp(at(0))), ..Default::default() };
    let run = run(status);
    let before = record.picture();
    let seen = picture(&Look { hosts, at: at(minute), wanted: Some(&wanted), run: &run, before: before.as_ref() });
    observe(record, &run, &seen)
}

fn waiting(name: &str) -> SessionHost {
    host(name, json!({"updateState": "Pending", "sessionHostConfiguration": "2026-01-01T00:00:00Z"}))
}

fn draining(name: &str) -> SessionHost {
    host(name, json!({"updateState": "Started", "allowNewSession": true, "sessionHostConfiguration": "2026-01-01T00:00:00Z"}))
}

fn healthy(name: &str, minute: u64) -> SessionHost {
    let properties = json!({"updateState": "Succeeded", "status": "Available",
        "sessionHostConfiguration": at(0).to_rfc3339(), "lastSessionHostUpdateTime": at(minute).to_rfc3339()});
    host(name, properties)
}

/// Two hosts: the first seen whole, the second under way and out of the list.
fn watched() -> RunRecord {
    let hosts = ["a", "b"].map(|name| PlannedHost { name: name.to_owned(), sessions: None, behind: None, in_service: true });
    let input = Input {
        hosts: hosts.to_vec(),
        batch: 1,
        sign_out_delay: Duration::from_secs(300),
        start: at(0),
        minutes: Basis::Rough,
        session_limit: None,
        vcpus_per_host: None,
        keep_originals: false,
        window: None,
    };
    let mut record = RunRecord::new(POOL).planned(&plan(&input), 1, input.sign_out_delay);
    record.note(at(0), Some("olivia@contoso.example".to_owned()), "New update");
    assert!(look(&mut record, 1, "UpdatingSessionHosts", &[waiting("a"), waiting("b")]));
    assert!(look(&mut record, 2, "UpdatingSessionHosts", &[draining("a"), waiting("b")]));
    assert!(!look(&mut record, 3, "UpdatingSessionHosts", &[draining("a"), waiting("b")]), "no news");
    assert!(look(&mut record, 8, "UpdatingSessionHosts", &[waiting("b")]), "out of the list");
    assert!(look(&mut record, 29, "UpdatingSessionHosts", &[healthy("a", 28), draining("b")]));
    assert!(look(&mut record, 40, "UpdatingSessionHosts", &[healthy("a", 28)]));
    record
}

#[test]
fn a_record_keeps_when_each_state_was_first_seen() {
    let record = watched();
    let states = |name: &str| -> Vec<(String, u64, bool)> {
        let host = record.hosts.iter().find(|host| host.name == name).unwrap();
        let minute = |seen: &Seen| seen.at.as_ref().unwrap().at().unwrap().since(at(0)).as_secs() / 60;
        host.states.iter().map(|seen| (seen.state.clone(), minute(seen), seen.exact)).collect()
    };
    let seen = |state: &str, minute, exact| (state.to_owned(), minute, exact);
    let way =
        [seen("Waiting", 1, false), seen("Draining", 2, false), seen("Being replaced", 8, false), seen("Healthy", 28, true)];
    assert_eq!(states("a"), way);
    assert_eq!(states("b"), [seen("Waiting", 1, false), seen("Draining", 29, false), seen("Being replaced", 40, false)]);
    assert_eq!((record.run.as_str(), record.total, record.is_over()), ("run-1", Some(2), false));
    assert_eq!(record.last_look, Some(stamp(at(40))));
}

#[test]
fn another_run_is_not_mixed_in() {
    let mut record = watched();
    let before = record.clone();
    let other = Run { name: Some("run-2".to_owned()), ..run("UpdatingSessionHosts") };
    let seen = picture(&Look { hosts: &[waiting("x")], at: at(50), wanted: None, run: &other, before: None });
    assert!(!observe(&mut record, &other, &seen));
    assert_eq!(record, before);
}

#[test]
fn a_reload_in_the_middle_of_a_run_forgets_nobody() {
    let picture = watched().picture().unwrap();
    assert_eq!(picture.names(HostState::BeingReplaced), ["b"]);
    assert_eq!(picture.names(HostState::Healthy), ["a"]);
    assert_eq!(RunRecord::new(POOL).picture(), None);
}

#[test]
fn the_plan_lies_over_what_was() {
    let mut record = watched();
    record.hosts.push(HostSeen { name: "late".to_owned(), ..HostSeen::default() });
    let steps = plan_over_actual(&record);
    let kinds: Vec<Option<Kind>> = steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [Some(Kind::Initial), Some(Kind::Batch(1)), None]);
    assert_eq!(steps[0].planned, Some((at(0), at(25))));
    assert_eq!((steps[0].from, steps[0].until), (Some(at(2)), Some(at(28))));
    assert_eq!((steps[1].from, steps[1].until), (Some(at(29)), None), "not done");
    assert_eq!(steps[2].hosts[0].name, "late");
}

#[test]
fn only_hosts_seen_from_begin_to_end_are_measured() {
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let basis = measured_minutes(&[watched()]).unwrap();
    assert_eq!(basis, Basis::measured(vec![minutes(28 - 2 - 5)]).unwrap(), "the sign-out delay is no work");
    let mut begun_unseen = RunRecord { sign_out_delay: Some(300), ..RunRecord::new(POOL) };
    look(&mut begun_unseen, 1, "UpdatingSessionHosts", &[draining("a")]);
    look(&mut begun_unseen, 30, "UpdatingSessionHosts", &[healthy("a", 29)]);
    assert_eq!(measured_minutes(&[begun_unseen]), None);
    let mut exact = RunRecord::new(POOL);
    look(&mut exact, 1, "UpdatingSessionHosts", &[waiting("a")]);
    let out = json!({"updateState": "Started", "allowNewSession": false, "status": "Unavailable",
        "statusTimestamp": at(7).to_rfc3339(), "sessionHostConfiguration": "2026-01-01T00:00:00Z"});
    look(&mut exact, 9, "UpdatingSessionHosts", &[host("a", out)]);
    look(&mut exact, 30, "UpdatingSessionHosts", &[healthy("a", 29)]);
    assert_eq!(measured_minutes(&[exact]), Basis::measured(vec![minutes(22)]), "the service's time needs no delay taken off");
    assert_eq!(measured_minutes(&[]), None);
}

#[test]
fn records_survive_export() {
    let records = vec![watched(), RunRecord::new("other")];
    assert_eq!(from_json(&to_json(&records)), records);
    assert_eq!(from_json("[{\"pool\": 1}, {\"pool\": \"p\"}]"), [RunRecord::new("p")], "what cannot be read is left out");
    assert_eq!(from_json("no JSON"), []);
}

/// Reads CSV as RFC 4180 has it.
fn parsed(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut cells, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match (next, inside) {
            ('"', true) if rest.peek() == Some(&'"') => cell.extend(rest.next()),
            ('"', _) => inside = !inside,
            (',', false) => cells.push(core::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                cells.push(core::mem::take(&mut cell));
                lines.push(core::mem::take(&mut cells));
            }
            (other, _) => cell.push(other),
        }
    }
    assert!(!inside && cell.is_empty() && cells.is_empty(), "the last line ends");
    lines
}

#[test]
fn a_line_for_each_host() {
    let lines = parsed(&to_csv(&[watched(), RunRecord { error_code: Some("=1+1".to_owned()), ..RunRecord::new("bare") }]));
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.len() == lines[0].len()), "{lines:?}");
    let column = |name: &str| lines[0].iter().position(|cell| cell == name).unwrap();
    assert_eq!(lines[1][column("host")], "a");
    assert_eq!(lines[1][column("seconds")], (26 * 60).to_string());
    assert_eq!(lines[1][column("begunBy")], "olivia@contoso.example");
    assert_eq!(lines[2][column("until")], "");
    assert_eq!((lines[3][column("pool")].as_str(), lines[3][column("error")].as_str()), ("bare", "'=1+1"));
}

proptest! {
    #[test]
    fn csv_gives_the_fields_back(pool in "(?s).{0,30}", error in "[=+@\\-\t\r\n\",'a]{0,12}") {
        let record = RunRecord { error_code: Some(error.clone()), ..RunRecord::new(pool.clone()) };
        let lines = parsed(&to_csv(&[record]));
        // An apostrophe stands wherever a cell could begin, in whatever locale (`rule::csv`).
        let plain = |cell: &str| cell.replace('\'', "").replace('\0', "\u{fffd}");
        prop_assert_eq!(lines.len(), 2);
        prop_assert_eq!(plain(&lines[1][0]), plain(&pool));
        prop_assert_eq!(plain(lines[1].last().unwrap()), plain(&error));
        prop_assert!(!lines[1].iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])));
    }
}

fn entry(operation: &str, status: &str, minute: u64, id: &str) -> LogEntry {
    LogEntry {
        operation: format!("Microsoft.DesktopVirtualization/hostPools/sessionHostManagements/{operation}"),
        status: status.to_owned(),
        caller: Some("sam@contoso.example".to_owned()),
        at: at(minute),
        resource: format!("{}/sessionHostManagements/default", POOL.to_uppercase()),
        correlation_id: Some(id.to_owned()),
    }
}

#[test]
fn the_activity_log_fills_in_what_this_browser_did_not_see() {
    let mut record = watched();
    record.note(at(35), None, "Pause");
    let entries = [
        entry("initiateSessionHostUpdate/action", "Started", 1, "1"),
        entry("initiateSessionHostUpdate/action", "Succeeded", 2, "1"),
        entry("controlSessionHostUpdate/action", "Succeeded", 36, "2"),
        entry("controlSessionHostUpdate/action", "Succeeded", 90, "3"),
        entry("initiateSessionHostUpdate/action", "Succeeded", 2000, "4"),
        entry("read", "Succeeded", 3, "5"),
        LogEntry { resource: format!("{POOL}-2"), ..entry("write", "Succeeded", 4, "6") },
        LogEntry { operation: "Microsoft.Compute/virtualMachines/write".to_owned(), ..entry("", "Succeeded", 4, "7") },
    ];
    let runs = history(vec![record], &entries, POOL);
    assert_eq!(runs.len(), 2);
    assert_eq!((runs[0].record.is_none(), runs[0].at, runs[0].deeds.len()), (true, Some(at(2000)), 1), "the newest first");
    let deeds: Vec<(&str, Option<&str>, Option<&str>)> =
        runs[1].deeds.iter().map(|deed| (deed.what.as_str(), deed.who.as_deref(), deed.result.as_deref())).collect();
    let sam = Some("sam@contoso.example");
    let done = Some("Succeeded");
    assert_eq!(deeds, [("New update", sam, done), ("Pause", sam, done), ("Update action", sam, done)]);
}

#[test]
fn records_of_other_pools_are_left_out() {
    assert_eq!(history(vec![RunRecord::new("other")], &[], POOL), []);
    let runs = history(vec![RunRecord::new(POOL.to_uppercase())], &[], POOL);
    assert_eq!((runs.len(), runs[0].at), (1, None));
}
