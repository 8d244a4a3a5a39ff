//! Whether the status of a pool's update shows that an update was started, scheduled or controlled.
//!
//! A pool shows one update and not who started it. If the answer to a request was lost, an update that another administrator started
//! meanwhile must not pass for ours, so what was sent is compared with what the status shows: the time, and the settings under
//! `sessionHostManagement` (recorded: `update-initiate-now`, `update-status`).

use serde_json::Value;

use super::super::{meaning, run};
use super::Confirmation;
use crate::change::{Change, ReadBack};
use crate::operation::session_host_managements::ControlAction;
use crate::resource::{Timestamp, UpdateState};

/// The settings of an update: the field, and its name on screen.
const SETTINGS: [(&str, &str); 4] = [
    ("maxVmsRemoved", "batch size"),
    ("logOffDelayMinutes", "minutes before users are signed out"),
    ("logOffMessage", "message to users"),
    ("deleteOriginalVm", "what happens to the original VMs"),
];

pub(super) fn confirm(change: &Change, before: &Value, read: Option<&Value>) -> Confirmation {
    let Some(read) = read else {
        return Confirmation::NotShown("Azure doesn't show an update for the pool.".to_owned());
    };
    let state = UpdateState::parse(meaning::at(read, "status").as_str().unwrap_or_default());
    let seen = format!("the update status is “{}”.", run::phase(&state).label);
    let action = change.call.body.as_ref().and_then(|body| body.get("action")).and_then(Value::as_str).map(ControlAction::parse);
    match action {
        None => started(change, before, read, &seen),
        Some(action) => controlled(&action, &state, change.verify == ReadBack::UpdateEnd, &seen),
    }
}

/// Whether the update that is shown is the one that was asked for.
fn started(change: &Change, before: &Value, read: &Value, seen: &str) -> Confirmation {
    if !before.is_null() && !run::is_other(before, read) {
        return Confirmation::NotShown(format!("Not applied yet: {seen}"));
    }
    let body = change.call.body.as_ref().unwrap_or(&Value::Null);
    let time = time(body, read);
    let (differing, untold) = settings(body, read);
    match time {
        Match::Different => Confirmation::NotShown("The pool shows an update that starts at another time.".to_owned()),
        _ if !differing.is_empty() => {
            Confirmation::NotShown(format!("The pool shows an update with other settings: {}.", differing.join(", ")))
        }
        // A start that was asked for to the second is told from all others; one that was to be immediate is not.
        Match::SameSecond => Confirmation::Shown(format!("Verified: {seen}")),
        Match::Immediate if !untold => Confirmation::Shown(format!("Verified: {seen}")),
        // The caller says what that means where the answer was lost.
        Match::Immediate | Match::Untold => Confirmation::Ambiguous(format!("Verified: {seen}")),
    }
}

/// How the start of the update that is shown compares with what was asked for.
#[derive(Clone, Copy)]
enum Match {
    /// Both have the same time.
    SameSecond,
    /// Neither has a time: it starts at once.
    Immediate,
    /// One has a time, the other has none or a different one.
    Different,
    /// A time was asked for, and the status has no such field.
    Untold,
}

fn time(body: &Value, read: &Value) -> Match {
    const NAME: &str = "scheduledDateTime";
    let at = |value: &Value| Timestamp::new(value.as_str().unwrap_or_default()).at().map(host::Instant::seconds);
    let shown = [meaning::at(meaning::at(read, "properties"), NAME), meaning::at(read, NAME)];
    match (at(meaning::at(body, NAME)), shown.into_iter().find_map(at)) {
        (Some(asked), Some(shown)) if asked == shown => Match::SameSecond,
        (_, Some(_)) => Match::Different,
        (None, None) => Match::Immediate,
        // An update that starts at once has an explicit null (recorded: `update-status`).
        (Some(_), None) if has(read, NAME) => Match::Different,
        (Some(_), None) => Match::Untold,
    }
}

/// Whether a status has a field, be it null.
fn has(status: &Value, name: &str) -> bool {
    let there = |of: &Value| of.as_object().is_some_and(|fields| fields.keys().any(|known| known.eq_ignore_ascii_case(name)));
    there(status) || there(meaning::at(status, "properties"))
}

/// The settings that differ from what was sent, and whether any stays unknown: because it was left to the policy, or is not shown.
fn settings(body: &Value, read: &Value) -> (Vec<&'static str>, bool) {
    let path = |name: &str| format!("sessionHostManagement.properties.update.{name}");
    let (mut differing, mut untold) = (Vec::new(), false);
    for (field, label) in SETTINGS {
        let sent = meaning::at(body, &format!("update.{field}"));
        let below = meaning::at(meaning::at(read, "properties"), &path(field));
        let shown = if below.is_null() { meaning::at(read, &path(field)) } else { below };
        if sent.is_null() || shown.is_null() {
            untold = true;
        } else if !meaning::same(field, sent, shown) {
            differing.push(label);
        }
    }
    (differing, untold)
}

fn controlled(action: &ControlAction, state: &UpdateState, to_its_end: bool, seen: &str) -> Confirmation {
    let ended = matches!(state, UpdateState::Succeeded | UpdateState::Failed | UpdateState::Error);
    if matches!(action, ControlAction::Pause) && ended {
        // An update may end before the pause takes effect.
        return Confirmation::Ambiguous(format!("Verified: {seen}"));
    }
    let shown = if to_its_end { *state == UpdateState::Cancelled } else { reached(action, state) };
    if shown {
        Confirmation::Shown(format!("Verified: {seen}"))
    } else {
        Confirmation::NotShown(format!("Not applied yet: {seen}"))
    }
}

/// Whether a status shows that an action was taken up.
fn reached(action: &ControlAction, state: &UpdateState) -> bool {
    use ControlAction as A;
    use UpdateState as S;
    match action {
        // Somebody else may have cancelled it meanwhile: then it was not this that took it from its schedule.
        A::Start => !matches!(state, S::Scheduled | S::Cancelling | S::Cancelled),
        A::Pause => matches!(state, S::Pausing | S::Paused),
        A::Resume | A::Retry => {
            matches!(state, S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate | S::Succeeded)
        }
        A::Cancel => matches!(state, S::Cancelling | S::Cancelled),
        A::Other(_) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::operation::sample::pool;
    use crate::operation::session_host_managements::{self, UpdateRequest};
    use crate::version::ApiVersions;

    fn change(body: Value) -> Change {
        let call = session_host_managements::initiate_update(&pool(), &UpdateRequest::default(), &ApiVersions::default());
        let call = arm::Call { body: Some(body), ..call };
        Change { title: String::new(), target: pool(), call, effects: vec![], warnings: vec![], verify: ReadBack::UpdateStatus }
    }

    fn word(confirmation: &Confirmation) -> &'static str {
        match confirmation {
            Confirmation::Shown(_) => "shown",
            Confirmation::NotShown(_) => "not shown",
            Confirmation::Ambiguous(_) => "ambiguous",
        }
    }

    #[test]
    fn an_action_shows_by_the_status() {
        let cases = [
            ("Start", "Scheduled", "not shown"),
            ("Start", "ValidatingSessionHostUpdate", "shown"),
            ("Start", "Cancelled", "not shown"),
            ("Pause", "UpdatingSessionHosts", "not shown"),
            ("Pause", "Pausing", "shown"),
            ("Pause", "Succeeded", "ambiguous"),
            ("Resume", "Paused", "not shown"),
            ("Resume", "UpdatingSessionHosts", "shown"),
            ("Retry", "Error", "not shown"),
            ("Cancel", "Paused", "not shown"),
            ("Cancel", "Canceled", "shown"),
            ("Dance", "UpdatingSessionHosts", "not shown"),
        ];
        for (action, status, expected) in cases {
            let read = json!({"name": "1", "status": status});
            let found = confirm(&change(json!({"action": action})), &json!({"name": "1"}), Some(&read));
            assert_eq!(word(&found), expected, "{action} in {status}");
        }
    }

    #[test]
    fn a_new_update_shows_by_another_identity() {
        let sent = json!({"scheduledDateTime": "2026-12-01T06:00:00Z"});
        let status =
            |run: &str| json!({"correlationId": run, "status": "Scheduled", "scheduledDateTime": "2026-12-01T06:00:00.000Z"});
        let found = |before: &Value, read: Option<Value>| word(&confirm(&change(sent.clone()), before, read.as_ref()));
        assert_eq!(found(&status("one"), Some(status("one"))), "not shown", "it was there before");
        assert_eq!(found(&status("one"), Some(status("two"))), "shown");
        assert_eq!(found(&Value::Null, Some(status("one"))), "shown");
        assert_eq!(found(&Value::Null, None), "not shown");
    }

    /// What is sent, what the pool shows of a run that was not there before, and whether that is ours.
    #[test]
    fn an_update_of_somebody_else_is_not_taken_for_ours() {
        let at = "2026-12-01T06:00:00Z";
        let set = json!({"maxVmsRemoved": 2, "logOffDelayMinutes": 5, "logOffMessage": "Save", "deleteOriginalVm": true});
        let other = |field: &str, value: Value| {
            let mut set = set.clone();
            set[field] = value;
            set
        };
        let scheduled = json!({"scheduledDateTime": at, "scheduledDateTimeZone": "UTC", "update": set});
        let at_once = json!({"update": set});
        let by_policy = json!({});
        let scheduled_by_policy = json!({"scheduledDateTime": at, "scheduledDateTimeZone": "UTC"});
        let shown = |time: Value, set: &Value| json!({"scheduledDateTime": time, "sessionHostManagement": {"properties": {"update": set}}});
        let timeless = |set: &Value| json!({"sessionHostManagement": {"properties": {"update": set}}});
        let cases = [
            ("ours", &scheduled, shown(json!("2026-12-01T06:00:00.0000000Z"), &set), "shown"),
            ("ours, the time without a zone", &scheduled, shown(json!("2026-12-01T06:00:00"), &set), "shown"),
            ("ours, settings not shown", &scheduled, json!({"scheduledDateTime": at}), "shown"),
            ("ours, left to the policy", &scheduled_by_policy, shown(json!(at), &set), "shown"),
            ("somebody's immediate one", &scheduled, shown(Value::Null, &set), "not shown"),
            ("somebody's, left to the policy", &scheduled_by_policy, shown(Value::Null, &set), "not shown"),
            ("somebody's at another time", &scheduled, shown(json!("2026-12-01T06:00:01Z"), &set), "not shown"),
            ("somebody's batch", &scheduled, shown(json!(at), &other("maxVmsRemoved", json!(3))), "not shown"),
            ("a status without the time", &scheduled, timeless(&set), "ambiguous"),
            ("a status with nothing", &scheduled, json!({}), "ambiguous"),
            ("without the time, another batch", &scheduled, timeless(&other("maxVmsRemoved", json!(3))), "not shown"),
            ("ours at once", &at_once, shown(Value::Null, &set), "shown"),
            ("ours at once, no time shown", &at_once, timeless(&set), "shown"),
            ("somebody's scheduled one", &at_once, shown(json!(at), &set), "not shown"),
            ("at once, another batch", &at_once, shown(Value::Null, &other("maxVmsRemoved", json!(1))), "not shown"),
            ("at once, other minutes", &at_once, shown(Value::Null, &other("logOffDelayMinutes", json!(6))), "not shown"),
            ("at once, another message", &at_once, shown(Value::Null, &other("logOffMessage", json!("save"))), "not shown"),
            ("at once, VMs are kept", &at_once, shown(Value::Null, &other("deleteOriginalVm", json!(false))), "not shown"),
            ("at once, one setting not shown", &at_once, shown(Value::Null, &other("logOffMessage", Value::Null)), "ambiguous"),
            ("at once, no setting shown", &at_once, json!({"scheduledDateTime": null}), "ambiguous"),
            ("at once by the policy", &by_policy, shown(Value::Null, &set), "ambiguous"),
            ("by the policy, somebody's scheduled one", &by_policy, shown(json!(at), &set), "not shown"),
        ];
        for (case, sent, details, expected) in cases {
            let mut beside = details.clone();
            beside["status"] = json!("UpdatingSessionHosts");
            beside["correlationId"] = json!("two");
            let below = json!({"status": "UpdatingSessionHosts", "correlationId": "two", "properties": details});
            for read in [beside, below] {
                for before in [Value::Null, json!({"status": "Succeeded", "correlationId": "one"})] {
                    assert_eq!(word(&confirm(&change(sent.clone()), &before, Some(&read))), expected, "{case}: {read}");
                }
            }
        }
    }
}
