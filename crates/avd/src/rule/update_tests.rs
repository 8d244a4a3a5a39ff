//! Tests of `update`.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::operation::sample::{POOL, check, pool};
use crate::rule::flight_plan::{self, PlannedHost};

fn now() -> Instant {
    Instant::parse("2026-11-21T10:00:00Z").unwrap()
}

fn line(verb: &str) -> String {
    format!("POST https://management.azure.com{POOL}/sessionHostManagements/default/{verb}?api-version=2026-04-01-preview")
}

fn draft() -> UpdateDraft {
    UpdateDraft::from_policy(None)
}

fn in_zone(at: Instant, zone: WindowsZone) -> String {
    format!("{at}, {}", zone.id())
}

fn fields(draft: &UpdateDraft, hosts: Option<u64>) -> Vec<(&'static str, bool)> {
    draft.problems(hosts, now()).into_iter().map(|problem| (problem.field, problem.warning)).collect()
}

#[test]
fn a_draft_begins_with_the_policy() {
    let policy =
        json!({"update": {"deleteOriginalVm": true, "maxVmsRemoved": 4, "logOffDelayMinutes": 10, "logOffMessage": "Bye"}});
    let draft = UpdateDraft::from_policy(Some(&serde_json::from_value(policy).unwrap()));
    let wanted = UpdateDraft {
        when: When::Now,
        batch: 4,
        delay_minutes: 10,
        message: "Bye".to_owned(),
        keep_originals: false,
        by_policy: false,
    };
    assert_eq!(draft, wanted);
    assert!(fields(&draft, Some(10)).is_empty());
}

#[test]
fn problems_name_their_field() {
    let far = When::At { at: now() + schedule::HORIZON + schedule::HORIZON, zone: WindowsZone::parse("UTC").unwrap() };
    assert_eq!(fields(&UpdateDraft { when: far, ..draft() }, None), [("scheduledDateTime", false)]);
    assert_eq!(fields(&UpdateDraft { batch: 0, ..draft() }, Some(10)), [("maxVmsRemoved", false)]);
    assert_eq!(fields(&UpdateDraft { batch: 10, ..draft() }, Some(10)), [("maxVmsRemoved", true)]);
    assert_eq!(fields(&UpdateDraft { batch: 9, ..draft() }, Some(10)), []);
    assert_eq!(fields(&UpdateDraft { batch: 1, ..draft() }, Some(0)), [("maxVmsRemoved", false)]);
    assert_eq!(fields(&UpdateDraft { delay_minutes: 61, ..draft() }, None), [("logOffDelayMinutes", false)]);
    assert_eq!(fields(&UpdateDraft { delay_minutes: -1, ..draft() }, None), [("logOffDelayMinutes", false)]);
    assert_eq!(fields(&UpdateDraft { message: "é".repeat(260), ..draft() }, None), []);
    assert_eq!(fields(&UpdateDraft { message: "é".repeat(261), ..draft() }, None), [("logOffMessage", false)]);
}

#[test]
fn start_now_sends_no_time() {
    let body = r#"{
  "update": {
    "deleteOriginalVm": false,
    "maxVmsRemoved": 1,
    "logOffDelayMinutes": 2,
    "logOffMessage": "You will be signed out"
  }
}"#;
    let host = |number: u64| PlannedHost { name: number.to_string(), sessions: None, behind: Some(true), in_service: true };
    let plan = flight_plan::plan(&flight_plan::Input {
        hosts: (0..10).map(host).collect(),
        batch: 1,
        sign_out_delay: core::time::Duration::from_secs(120),
        start: now(),
        minutes: flight_plan::Basis::Rough,
        session_limit: None,
        vcpus_per_host: None,
        keep_originals: true,
        window: None,
    });
    let change = initiate(&pool(), &draft(), Some(&plan), &in_zone, &ApiVersions::default());
    check(&change.call, &line("initiateSessionHostUpdate"), body);
    assert_eq!(change.verify, ReadBack::UpdateStatus);
    assert!(change.effects.iter().any(|effect| effect.starts_with("About 3 h 40 min:")), "{:?}", change.effects);
}

#[test]
fn a_schedule_is_sent_as_an_instant_and_a_zone() {
    let at = Instant::parse("2026-11-22T01:00:00Z").unwrap();
    let zone = WindowsZone::from_iana("Europe/Vienna").unwrap();
    let change =
        initiate(&pool(), &UpdateDraft { when: When::At { at, zone }, ..draft() }, None, &in_zone, &ApiVersions::default());
    let body = change.call.body.unwrap();
    assert_eq!(body["scheduledDateTime"], "2026-11-22T01:00:00Z");
    assert_eq!(body["scheduledDateTimeZone"], "W. Europe Standard Time");
    assert_eq!(change.title, "Schedule a session host update for 2026-11-22T01:00:00Z, W. Europe Standard Time");
}

#[test]
fn settings_left_to_the_policy_are_not_sent() {
    let at = Instant::parse("2026-11-22T01:00:00Z").unwrap();
    let zone = WindowsZone::from_iana("Europe/Vienna").unwrap();
    for (when, body) in [
        (When::Now, json!({})),
        (
            When::At { at, zone },
            json!({"scheduledDateTime": "2026-11-22T01:00:00Z", "scheduledDateTimeZone": "W. Europe Standard Time"}),
        ),
    ] {
        let draft = UpdateDraft { when, by_policy: true, batch: 3, delay_minutes: 1, ..draft() };
        let change = initiate(&pool(), &draft, None, &in_zone, &ApiVersions::default());
        assert_eq!(change.call.body, Some(body));
        let told = change.effects.iter().find(|effect| effect.starts_with("Azure uses the settings")).unwrap();
        assert!(told.contains("batch size 3, 1 minute before") && told.contains("kept"), "{told}");
    }
}

#[test]
fn what_becomes_of_drain_mode_is_told_before_an_update() {
    let change = initiate(&pool(), &draft(), None, &in_zone, &ApiVersions::default());
    assert!(
        change.effects.iter().any(|effect| effect.contains("resets it at the end") && effect.contains("stays in drain mode"))
    );
    assert!(change.warnings.iter().any(|warning| warning.contains("don't remove session hosts")));
}

#[test]
fn a_message_goes_only_with_cancel() {
    let versions = ApiVersions::default();
    let running = Some(&UpdateState::UpdatingSessionHosts);
    let cancel = control(&pool(), UpdateAction::Cancel, Some(" Later "), running, &versions).unwrap();
    check(&cancel.call, &line("controlSessionHostUpdate"), "{\n  \"action\": \"Cancel\",\n  \"cancelMessage\": \"Later\"\n}");
    let pause = control(&pool(), UpdateAction::Pause, Some("  "), running, &versions).unwrap();
    check(&pause.call, &line("controlSessionHostUpdate"), "{\n  \"action\": \"Pause\"\n}");
    let refused = control(&pool(), UpdateAction::Pause, Some("Later"), running, &versions);
    assert_eq!(refused, Err(ControlProblem::MessageWithoutCancel));
    let long = "é".repeat(261);
    let refused = control(&pool(), UpdateAction::Cancel, Some(&long), running, &versions);
    assert_eq!(refused, Err(ControlProblem::MessageTooLong { length: 261 }));
    assert!(control(&pool(), UpdateAction::Cancel, Some(&"é".repeat(260)), running, &versions).is_ok());
}

#[test]
fn what_is_not_legal_is_no_change() {
    let versions = ApiVersions::default();
    let refused = control(&pool(), UpdateAction::Resume, None, Some(&UpdateState::Scheduled), &versions);
    assert!(matches!(refused, Err(ControlProblem::Refused(_))));
    let refused = control(&pool(), UpdateAction::NewUpdate, None, None, &versions);
    assert_eq!(refused, Err(ControlProblem::NotAControl));
    let doubtful = control(&pool(), UpdateAction::Cancel, None, Some(&UpdateState::Paused), &versions).unwrap();
    assert_eq!(doubtful.warnings.len(), 1);
}

#[test]
fn cancelling_provisioning_is_that_of_the_reference() {
    let versions = ApiVersions::default();
    let body = "{\n  \"action\": \"Cancel\",\n  \"cancelMessage\": \"Cancel host pool provisioning\"\n}";
    let running = ProvisioningStatusWord::ProvisioningSessionHosts;
    let change = cancel_provisioning(&pool(), Some("Cancel host pool provisioning"), Some(&running), &versions).unwrap();
    check(&change.call, &line("controlSessionHostProvisioning"), body);
    assert!(cancel_provisioning(&pool(), None, Some(&ProvisioningStatusWord::Succeeded), &versions).is_err());
}

proptest! {
    #[test]
    fn a_draft_without_errors_is_within_the_schema(batch in -5i64..50, delay in -5i64..70, message in ".{0,300}") {
        let draft = UpdateDraft { batch, delay_minutes: delay, message, ..draft() };
        if !FieldProblem::any_error(&draft.problems(Some(20), now())) {
            let update = draft.request().update.unwrap();
            prop_assert!(update.max_vms_removed.unwrap() >= 1);
            prop_assert!((0..=60).contains(&update.log_off_delay_minutes.unwrap()));
            prop_assert!(update.log_off_message.unwrap().chars().count() <= 260);
        }
    }
}
