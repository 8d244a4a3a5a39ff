//! From a draft to a request.

use arm::ResourceId;
use serde_json::{Map, Value, json};

use super::Draft;
use super::problem;
use super::words::label;
use crate::change::{Change, ReadBack};
use crate::operation::session_host_managements;
use crate::rule::FieldProblem;
use crate::rule::diff::FieldChange;
use crate::rule::field_table;
use crate::rule::update::{UpdateDraft, When};
use crate::version::ApiVersions;

/// The fields that the draft changes, against the policy as received.
pub fn edits(received: &Value, draft: &Draft) -> Vec<FieldChange> {
    field_table::changes(&Draft::from(received), draft)
}

/// The policy of the draft: a PATCH with the changed fields, or a PUT where the pool has no policy (`Value::Null`).
pub fn change(pool: &ResourceId, received: &Value, draft: &Draft, versions: &ApiVersions) -> Change {
    let before = Draft::from(received);
    let existing = received.get("properties").is_some();
    let call = if existing {
        let body = body(&field_table::patch(&before, draft));
        session_host_managements::update(pool, body, versions)
    } else {
        let body = body(&field_table::nested(&field_table::leaves(draft)));
        session_host_managements::create_or_update(pool, body, versions)
    };
    let title = if existing { "Edit the management policy" } else { "Create the management policy" };
    let mut effects: Vec<String> = edits(received, draft).iter().map(|change| change.sentence(label(&change.path))).collect();
    effects.push("Saving doesn't start an update. The next update uses these values.".to_owned());
    Change {
        title: format!("{title} of {}", pool.name()),
        target: pool.clone(),
        call,
        effects,
        warnings: warnings(&before, draft),
        verify: ReadBack::Management,
    }
}

/// The policy with the settings of an update, so that later updates start with them. What it says of creating hosts stays.
#[must_use]
pub fn with_update(received: &Value, update: &UpdateDraft) -> Draft {
    let before = if received.get("properties").is_some() { Draft::from(received) } else { Draft::of_new() };
    let zone = match update.when {
        When::At { zone, .. } => zone.id().to_owned(),
        When::Now => before.scheduled_date_time_zone.clone(),
    };
    Draft {
        scheduled_date_time_zone: zone,
        max_vms_removed: Some(update.batch),
        log_off_delay_minutes: Some(update.delay_minutes),
        log_off_message: update.message.trim().to_owned(),
        delete_original_vm: Some(!update.keep_originals),
        ..before
    }
}

/// Makes the service create session hosts until the pool has this many. Refused where it would not be more than now.
pub fn raise_instance_count(
    pool: &ResourceId,
    received: &Value,
    count: i64,
    hosts: Option<u64>,
    versions: &ApiVersions,
) -> Result<Change, FieldProblem> {
    let before = Draft::from(received);
    let draft = Draft { instance_count: Some(count), ..before.clone() };
    if before.instance_count == Some(count) {
        return Err(FieldProblem::error("provisioning.instanceCount", format!("The instance count is already {count}.")));
    }
    let wrong = problem::problems(received, &draft, hosts);
    if let Some(problem) = wrong.into_iter().find(|problem| problem.field == "provisioning.instanceCount" && !problem.warning) {
        return Err(problem);
    }
    let mut change = change(pool, received, &draft, versions);
    change.title = format!("Raise the instance count of {} to {count}", pool.name());
    Ok(change)
}

fn body(properties: &Map<String, Value>) -> Value {
    json!({ "properties": properties })
}

fn warnings(before: &Draft, after: &Draft) -> Vec<String> {
    let mut found = Vec::new();
    if after.instance_count > before.instance_count {
        found.push(
            "Azure immediately starts creating session hosts from the target configuration. You're billed for them, and they \
                need vCPU quota and free IP addresses."
                .to_owned(),
        );
    }
    if after.delete_original_vm == Some(true) && before.delete_original_vm != Some(true) {
        found.push("Updates will delete the original VMs, so you can't roll back to them.".to_owned());
    }
    found
}
