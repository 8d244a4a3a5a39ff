//! What is wrong with a policy draft, field by field
//! (Learn, "Update session hosts using session host update"; API description, `SessionHostManagementProperties`).

use serde_json::Value;

use super::Draft;
use crate::rule::FieldProblem;
use crate::rule::update::MESSAGE_LIMIT;
use crate::rule::windows_zone::WindowsZone;

/// What is wrong with an edit of the policy as received. `hosts` is the number of session hosts, if it is known.
pub fn problems(received: &Value, draft: &Draft, hosts: Option<u64>) -> Vec<FieldProblem> {
    let before = Draft::from(received);
    let mut found = Vec::new();
    found.extend(zone(&before, draft));
    found.extend(batch(draft, hosts));
    found.extend(delay(draft));
    if draft.log_off_message.chars().count() > MESSAGE_LIMIT {
        let message = format!("Enter at most {MESSAGE_LIMIT} characters.");
        found.push(FieldProblem::error("update.logOffMessage", message));
    }
    if draft.delete_original_vm == Some(true) {
        let message = "Without the original VMs, you can't roll back after an update.";
        found.push(FieldProblem::warning("update.deleteOriginalVm", message));
    }
    found.extend(count(&before, draft, hosts));
    found
}

fn zone(before: &Draft, draft: &Draft) -> Option<FieldProblem> {
    let zone = draft.scheduled_date_time_zone.trim();
    let message = if zone.is_empty() {
        "Select a time zone."
    } else if WindowsZone::parse(zone).is_none() && zone != before.scheduled_date_time_zone {
        "Enter a Windows time zone, such as UTC or W. Europe Standard Time."
    } else {
        return None;
    };
    Some(FieldProblem::error("scheduledDateTimeZone", message))
}

fn batch(draft: &Draft, hosts: Option<u64>) -> Option<FieldProblem> {
    const FIELD: &str = "update.maxVmsRemoved";
    let Some(batch) = draft.max_vms_removed.filter(|batch| *batch >= 1) else {
        return Some(FieldProblem::error(FIELD, "Enter at least 1 VM per batch."));
    };
    if i32::try_from(batch).is_err() {
        return Some(FieldProblem::error(FIELD, "This number is too large."));
    }
    let hosts = hosts.filter(|hosts| *hosts > 1)?;
    (u64::try_from(batch).is_ok_and(|batch| batch >= hosts)).then(|| {
        FieldProblem::warning(FIELD, format!("The pool has {hosts} session hosts, so a batch may leave none available to users."))
    })
}

fn delay(draft: &Draft) -> Option<FieldProblem> {
    let fits = draft.log_off_delay_minutes.is_some_and(|minutes| (0..=60).contains(&minutes));
    (!fits).then(|| FieldProblem::error("update.logOffDelayMinutes", "Enter 0 to 60 minutes."))
}

/// The service refuses 0 and documents no effect of a lower count; it deletes no host.
fn count(before: &Draft, draft: &Draft, hosts: Option<u64>) -> Option<FieldProblem> {
    const FIELD: &str = "provisioning.instanceCount";
    if draft.instance_count == before.instance_count {
        return None;
    }
    let Some(count) = draft.instance_count else {
        return Some(FieldProblem::error(FIELD, "You can't remove an instance count once it's set."));
    };
    let has = hosts.and_then(|hosts| i64::try_from(hosts).ok()).unwrap_or(0);
    let least = before.instance_count.unwrap_or(0).max(has);
    if count < 1 {
        return Some(FieldProblem::error(FIELD, "Enter at least 1 session host."));
    }
    if i32::try_from(count).is_err() {
        return Some(FieldProblem::error(FIELD, "This number is too large."));
    }
    (count < least).then(|| {
        let message = format!(
            "You can only raise the count (now {least}); Microsoft doesn't document what a lower one does. To shrink the pool, \
                remove session hosts."
        );
        FieldProblem::error(FIELD, message)
    })
}
