//! Tests of `eta`.
// JSON literals are passed as they are written.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

use serde_json::{Value, json};

use super::*;
use crate::resource::{SessionHost, SessionHostConfigurationProperties, Timestamp};
use crate::rule::run_hosts::{Look, picture};

fn at(minutes: u64) -> Instant {
    Instant::parse("2026-11-21T10:00:00Z").unwrap() + Duration::from_secs(60 * minutes)
}

fn run(status: &str) -> Run {
    let progress = json!({ "executionStartTime": at(0).to_rfc3339() });
    Run::of(&serde_json::from_value(json!({ "name": "r", "status": status, "properties": { "progress": progress } })).unwrap())
        .unwrap()
}

fn host(name: usize, properties: Value) -> SessionHost {
    serde_json::from_value(json!({ "name": format!("p/h{name}"), "properties": properties })).unwrap()
}

/// Hosts done at these minutes, so many under way since a minute, so many waiting.
fn estimate(done: &[u64], under_way: usize, waiting: usize, now: u64, status: &str, measured: Option<Basis>) -> Eta {
    let new = at(0).to_rfc3339();
    let wanted = SessionHostConfigurationProperties { version: Some(Timestamp::new(new.clone())), ..Default::default() };
    let mut hosts: Vec<SessionHost> = Vec::new();
    for minute in done {
        let updated = at(*minute).to_rfc3339();
        hosts.push(host(
            hosts.len(),
            json!({"sessionHostConfiguration": new, "status": "Available", "lastSessionHostUpdateTime": updated}),
        ));
    }
    for _ in 0..under_way {
        hosts.push(host(hosts.len(), json!({"updateState": "Started"})));
    }
    for _ in 0..waiting {
        hosts.push(host(hosts.len(), json!({"updateState": "Pending"})));
    }
    let run = run(status);
    let picture = picture(&Look { hosts: &hosts, at: at(now), wanted: Some(&wanted), run: &run, before: None });
    let pace = Pace { batch: Some(2), delay: Some(Duration::from_secs(300)) };
    eta(&Input { run: &run, picture: &picture, pace, measured, now: at(now) })
}

fn range(eta: Eta) -> (u64, u64, String) {
    match eta {
        Eta::Range { earliest, latest, basis } => {
            (earliest.since(at(0)).as_secs() / 60, latest.since(at(0)).as_secs() / 60, basis)
        }
        Eta::Unknown { why } => panic!("{why}"),
    }
}

#[test]
fn before_the_first_host_the_rough_figure_holds() {
    // The initial host and two batches of up to two, each 5 minutes and 15 to 30.
    let (earliest, latest, basis) = range(estimate(&[], 1, 3, 1, "UpdatingSessionHosts", None));
    assert_eq!((earliest, latest), (3 * 20, 3 * 35));
    assert!(basis.contains("20 minutes"), "{basis}");
    let (earliest, ..) = range(estimate(&[], 0, 4, 1, "UpdatingSessionHosts", None));
    assert_eq!(earliest, 1 + 3 * 20, "nothing has begun yet");
}

#[test]
fn earlier_runs_come_before_the_rough_figure() {
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let measured = Basis::measured(vec![minutes(10), minutes(12)]);
    let (earliest, latest, basis) = range(estimate(&[], 1, 3, 1, "UpdatingSessionHosts", measured));
    assert_eq!((earliest, latest), (3 * 15, 3 * 17));
    assert!(basis.contains("2 session hosts measured in this browser"), "{basis}");
}

#[test]
fn finished_hosts_teach() {
    // The initial host took 5 + 20, the first batch 5 + 30; one of the second batch is done early and teaches nothing.
    let (earliest, latest, basis) = range(estimate(&[25, 58, 60, 75], 1, 2, 80, "UpdatingSessionHosts", None));
    assert_eq!((earliest, latest), (60 + 2 * (5 + 18), 60 + 2 * (5 + 33)));
    assert!(basis.starts_with("Based on 3 session hosts finished in this update"), "{basis}");
}

#[test]
fn a_pause_between_batches_is_no_work() {
    let (_, latest, _) = range(estimate(&[25, 600, 600], 2, 0, 605, "UpdatingSessionHosts", None));
    assert_eq!(latest, 600 + 5 + 22);
}

#[test]
fn what_is_late_ends_now_at_the_earliest() {
    let (earliest, latest, _) = range(estimate(&[], 1, 0, 90, "UpdatingSessionHosts", None));
    assert_eq!((earliest, latest), (90, 90));
}

#[test]
fn a_cancelled_run_ends_with_its_batch() {
    let (earliest, latest, _) = range(estimate(&[25], 2, 5, 30, "Cancelling", None));
    assert_eq!((earliest, latest), (25 + 5 + 18, 25 + 5 + 22));
}

#[test]
fn without_an_end_there_is_a_reason() {
    for status in
        ["Scheduled", "ValidatingSessionHostUpdate", "Pausing", "Paused", "Error", "Succeeded", "Cancelled", "Failed", "New"]
    {
        let Eta::Unknown { why } = estimate(&[25], 1, 2, 30, status, None) else { panic!("{status}") };
        assert!(why.ends_with('.'), "{why}");
    }
    let run = run("UpdatingSessionHosts");
    let hosts = [host(0, json!({"updateState": "Failed", "status": "Available"})), host(1, json!({"updateState": "Started"}))];
    let picture = picture(&Look { hosts: &hosts, at: at(1), wanted: None, run: &run, before: None });
    let input = Input { run: &run, picture: &picture, pace: Pace { batch: Some(2), delay: None }, measured: None, now: at(1) };
    assert!(matches!(eta(&input), Eta::Unknown { why } if why.contains("has failed")));
}

#[test]
fn the_pace_is_read_from_the_status() {
    let update = json!({"maxVmsRemoved": 3, "logOffDelayMinutes": 5});
    let status = json!({"properties": {"sessionHostManagement": {"properties": {"update": update}}}});
    let pace = Pace::of(&serde_json::from_value(status).unwrap());
    assert_eq!(pace, Pace { batch: Some(3), delay: Some(Duration::from_secs(300)) });
    assert_eq!(Pace::of(&UpdateStatus::default()), Pace::default());
}

#[test]
fn a_scheduled_update_ends_after_its_time() {
    let stale = json!({"sessionHostConfiguration": "2026-01-01T00:00:00Z"});
    let hosts: Vec<SessionHost> = (0..5).map(|name| host(name, stale.clone())).collect();
    let wanted = SessionHostConfigurationProperties { version: Some(Timestamp::new(at(0).to_rfc3339())), ..Default::default() };
    let status = json!({"status": "Scheduled", "properties": {"scheduledDateTime": at(600).to_rfc3339()}});
    let run = Run::of(&serde_json::from_value(status).unwrap()).unwrap();
    let picture = picture(&Look { hosts: &hosts, at: at(0), wanted: Some(&wanted), run: &run, before: None });
    let pace = Pace { batch: Some(2), delay: Some(Duration::ZERO) };
    let expected = eta(&Input { run: &run, picture: &picture, pace, measured: None, now: at(0) });
    // The first alone, then two batches of two, 15 to 30 minutes each.
    let Eta::Range { earliest, latest, .. } = expected else { panic!("{expected:?}") };
    assert_eq!((earliest, latest), (at(645), at(690)));
    let unknown = Run { scheduled: None, ..run };
    let expected = eta(&Input { run: &unknown, picture: &picture, pace, measured: None, now: at(0) });
    assert!(matches!(expected, Eta::Unknown { why } if why.contains("hasn't started")));
}

#[test]
fn two_figures_that_read_the_same_are_said_once() {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    assert_eq!(spread(minutes(20), minutes(35)), "20 min to 35 min");
    assert_eq!(spread(minutes(20), minutes(20) + Duration::from_secs(30)), "20 min");
    assert_eq!(spread(Duration::ZERO, Duration::from_secs(59)), "under a minute");
}
