//! Tests of `consequence`.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::resource::{SessionHost, SessionHostConfigurationProperties, Timestamp};
use crate::rule::run_hosts::{Look, picture};

const NEW: &str = "2026-11-20T00:00:00Z";
const PACE: Pace = Pace { batch: Some(2), delay: None };

fn run(status: &str, counts: [i64; 4]) -> Run {
    let [total, completed, running, lost] = counts;
    let progress = json!({"executionStartTime": "2026-11-21T10:00:00Z", "totalSessionHosts": total, "sessionHostsCompleted": completed,
        "sessionHostsInProgress": running, "sessionHostsRollbackFailed": lost});
    Run::of(&serde_json::from_value(json!({"name": "r", "status": status, "properties": {"progress": progress}})).unwrap())
        .unwrap()
}

fn rows(run: &Run, groups: &[(usize, Value)]) -> Picture {
    let wanted = SessionHostConfigurationProperties { version: Some(Timestamp::new(NEW)), ..Default::default() };
    let all = groups.iter().flat_map(|(number, properties)| core::iter::repeat_n(properties, *number)).enumerate();
    let hosts: Vec<SessionHost> = all
        .map(|(at, properties)| serde_json::from_value(json!({"name": format!("p/h{at:02}"), "properties": properties})).unwrap())
        .collect();
    picture(&Look { hosts: &hosts, at: host::Instant::from_seconds(0), wanted: Some(&wanted), run, before: None })
}

fn twelve(run: &Run) -> Picture {
    rows(
        run,
        &[
            (
                5,
                json!({"sessionHostConfiguration": NEW, "status": "Available", "lastSessionHostUpdateTime": "2026-11-21T10:30:00Z"}),
            ),
            (2, json!({"sessionHostConfiguration": "2026-01-01T00:00:00Z", "updateState": "Started"})),
            (5, json!({"sessionHostConfiguration": "2026-01-01T00:00:00Z", "updateState": "Pending"})),
        ],
    )
}

#[test]
fn cancel_and_pause_of_a_running_update() {
    let run = run("UpdatingSessionHosts", [12, 5, 2, 0]);
    let picture = twelve(&run);
    let cancel =
        "Cancelling leaves 7 session hosts on the new version and 5 on the old version; the current batch of 2 finishes first.";
    assert_eq!(sentences(UpdateAction::Cancel, &run, Some(&picture), PACE)[0], cancel);
    assert_eq!(sentences(UpdateAction::Cancel, &run, None, PACE)[0], cancel, "the counts of the service say the same");
    let pause = ["The current batch of 2 finishes first.", "5 session hosts then wait until you resume the update."];
    assert_eq!(sentences(UpdateAction::Pause, &run, Some(&picture), PACE), pause);
    let last = self::run("UpdatingSessionHosts", [12, 10, 2, 0]);
    assert!(sentences(UpdateAction::Pause, &last, None, PACE)[1].contains("ends instead of pausing"));
}

#[test]
fn resume_retry_and_start() {
    let paused = run("Paused", [12, 7, 0, 0]);
    assert_eq!(sentences(UpdateAction::Resume, &paused, None, PACE), ["Continues with 5 session hosts in 3 batches of up to 2."]);
    let error = run("Error", [4, 2, 0, 0]);
    let failed = json!({"sessionHostConfiguration": "2026-01-01T00:00:00Z", "updateState": "Failed", "status": "Available"});
    let picture = rows(&error, &[(1, failed), (1, json!({"updateState": "Pending"}))]);
    let retry = sentences(UpdateAction::Retry, &error, Some(&picture), PACE);
    assert_eq!(retry, ["Updates 2 session hosts in 1 batch of up to 2; previously failed: h00."]);
    let scheduled = run("Scheduled", [0, 0, 0, 0]);
    let picture = rows(&scheduled, &[(3, json!({"sessionHostConfiguration": "2026-01-01T00:00:00Z"}))]);
    let start = sentences(UpdateAction::Start, &scheduled, Some(&picture), PACE);
    assert_eq!(start, ["Replaces up to 3 session hosts: 1 initial host, then batches of up to 2."]);
}

#[test]
fn an_update_that_touched_nothing_is_cancelled_without_a_trace() {
    for status in ["Scheduled", "ValidatingSessionHostUpdate"] {
        let said = sentences(UpdateAction::Cancel, &run(status, [3, 0, 0, 0]), None, PACE);
        assert!(said[0].contains("No session host has been updated"), "{said:?}");
    }
    let said = sentences(UpdateAction::Cancel, &run("Failed", [3, 0, 0, 0]), None, PACE);
    assert!(said[0].contains("has ended"), "{said:?}");
}

/// Whatever has been done so far: no group of none is named, and a pool is only called mixed where it is.
#[test]
fn a_cancelled_update_is_described_without_empty_groups() {
    for total in 1..=6_i64 {
        for completed in 0..=total {
            for running in 0..=total - completed {
                for lost in 0..=total - completed - running {
                    let run = run("UpdatingSessionHosts", [total, completed, running, lost]);
                    let said = sentences(UpdateAction::Cancel, &run, None, PACE).join(" ");
                    let case = format!("{total} {completed} {running} {lost}: {said}");
                    assert!(!said.contains(" 0 "), "{case}");
                    let mixed = completed + running > 0 && total - completed - running - lost > 0;
                    assert_eq!(said.contains(MIXED), mixed, "{case}");
                }
            }
        }
    }
}

#[test]
fn a_lost_host_is_not_promised() {
    let said = sentences(UpdateAction::Cancel, &run("Error", [6, 2, 0, 1]), None, PACE);
    assert_eq!(said[0], "Cancelling leaves 2 session hosts on the new version and 3 on the old version.");
    assert_eq!(said[1], "1 session host is out of service and won't be recovered.");
}

#[test]
fn without_numbers_no_number_is_said() {
    let run = Run { total: None, ..run("UpdatingSessionHosts", [0, 0, 0, 0]) };
    for action in UpdateAction::ALL {
        let said = sentences(action, &run, None, PACE).concat();
        assert!(!said.contains(|next: char| next.is_ascii_digit()), "{action:?}: {said}");
    }
}

#[test]
fn a_change_says_its_consequences_first() {
    let pool = crate::operation::sample::pool();
    let run = run("UpdatingSessionHosts", [12, 5, 2, 0]);
    let versions = crate::ApiVersions::default();
    let change = crate::rule::update::control(&pool, UpdateAction::Cancel, None, Some(&run.status), &versions).unwrap();
    let general = change.effects.clone();
    let spelled = spelled_out(change, UpdateAction::Cancel, &run, None, PACE);
    assert!(spelled.effects[0].starts_with("Cancelling leaves 7 session hosts on the new version"));
    assert_eq!(spelled.effects[2..], general);
}

#[test]
fn only_a_pool_with_old_and_new_hosts_is_called_mixed() {
    for (counts, mixed) in [([6, 2, 1, 0], true), ([6, 5, 1, 0], false), ([6, 6, 0, 0], false), ([6, 0, 0, 0], false)] {
        let said = sentences(UpdateAction::Cancel, &run("UpdatingSessionHosts", counts), None, PACE).join(" ");
        assert_eq!(said.contains("keep the old version"), mixed, "{counts:?}: {said}");
        assert!(!said.contains(" 0 "), "none is left out, not counted: {said}");
    }
    let unknown = Run::of(&serde_json::from_value(json!({"status": "UpdatingSessionHosts"})).unwrap()).unwrap();
    assert!(sentences(UpdateAction::Cancel, &unknown, None, PACE)[0].starts_with("If only some session hosts have been updated"));
    assert!(!crate::rule::action::effects(UpdateAction::Cancel).concat().contains("Schedule another"));
}
