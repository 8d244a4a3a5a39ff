//! Planning a session host update, controlling one, cancelling host creation.
//!
//! Limits and estimate: Learn, "Update session hosts using session host update", and the API description
//! (`UpdateSessionHostsRequestBody`, `HostPoolUpdateControlParameter`).

use core::fmt;

use arm::ResourceId;
use host::Instant;

use super::action::{self, ProvisioningRefusal, Refusal, UpdateAction};
use super::count::count;
use super::flight_plan::FlightPlan;
use super::windows_zone::WindowsZone;
use super::{FieldProblem, schedule};
use crate::change::{Change, ReadBack};
use crate::operation::session_host_managements::{
    self, ControlProvisioning, ControlUpdate, ProvisioningAction, UpdateRequest, UpdateSettings,
};
use crate::resource::{ProvisioningStatusWord, SessionHostManagementProperties, Timestamp, UpdateState};
use crate::version::ApiVersions;

/// The longest message, in characters (schema, `maxLength`: Unicode code points, JSON Schema).
pub const MESSAGE_LIMIT: usize = 260;
/// About how long one host takes (Learn, same page: "approximately 20 minutes").
pub const MINUTES_PER_HOST: u64 = 20;

/// When an update begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// At an instant, told to the service together with a zone.
    At {
        /// The instant.
        at: Instant,
        /// The zone.
        zone: WindowsZone,
    },
}

/// An update being planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateDraft {
    /// When it begins.
    pub when: When,
    /// How many machines a batch may take out.
    pub batch: i64,
    /// Minutes before users are signed out.
    pub delay_minutes: i64,
    /// The message to users.
    pub message: String,
    /// Whether the original machines are kept, deallocated.
    pub keep_originals: bool,
    /// Whether the settings are left to the policy: the request then has none, and the service takes those that the policy has
    /// when the update starts.
    pub by_policy: bool,
}

impl UpdateDraft {
    /// A draft with the values of the pool's policy, or with the portal's defaults where it has none.
    pub fn from_policy(policy: Option<&SessionHostManagementProperties>) -> Self {
        let update = policy.and_then(|policy| policy.update.clone()).unwrap_or_default();
        Self {
            when: When::Now,
            batch: update.max_vms_removed.unwrap_or(1),
            delay_minutes: update.log_off_delay_minutes.unwrap_or(2),
            message: update.log_off_message.unwrap_or_else(|| "You will be signed out".to_owned()),
            keep_originals: !update.delete_original_vm.unwrap_or(false),
            by_policy: false,
        }
    }

    /// What is wrong, field by field. `hosts` is the number of session hosts, if it is known.
    pub fn problems(&self, hosts: Option<u64>, now: Instant) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        if let When::At { at, .. } = self.when
            && let Err(problem) = schedule::check(at, now)
        {
            found.push(FieldProblem::error("scheduledDateTime", problem.to_string()));
        }
        found.extend(self.batch_problem(hosts));
        if !(0..=60).contains(&self.delay_minutes) {
            found.push(FieldProblem::error("logOffDelayMinutes", "Enter 0 to 60 minutes."));
        }
        found.extend(message_problem("logOffMessage", &self.message));
        found
    }

    fn batch_problem(&self, hosts: Option<u64>) -> Option<FieldProblem> {
        if self.batch < 1 {
            return Some(FieldProblem::error("maxVmsRemoved", "Enter at least 1 VM per batch."));
        }
        if i32::try_from(self.batch).is_err() {
            return Some(FieldProblem::error("maxVmsRemoved", "This number is too large."));
        }
        let hosts = hosts?;
        if hosts == 0 {
            return Some(FieldProblem::error("maxVmsRemoved", "The pool has no session hosts, so there's nothing to update."));
        }
        (u64::try_from(self.batch).unwrap_or(0) >= hosts).then(|| {
            let message = format!(
                "The pool has {}, so no session host may be available to users during a batch.",
                count(hosts, "session host", "session hosts")
            );
            FieldProblem::warning("maxVmsRemoved", message)
        })
    }

    /// The request body. All settings are sent, so that what was reviewed is what runs even if the policy changes meanwhile; or
    /// none, if they are left to the policy (Learn, same page: "use the values from the session host management policy").
    pub fn request(&self) -> UpdateRequest {
        let (scheduled_date_time, scheduled_date_time_zone) = match self.when {
            When::Now => (None, None),
            When::At { at, zone } => (Some(Timestamp::new(at.to_rfc3339())), Some(zone.id().to_owned())),
        };
        let update = UpdateSettings {
            delete_original_vm: Some(!self.keep_originals),
            max_vms_removed: Some(self.batch),
            log_off_delay_minutes: Some(self.delay_minutes),
            log_off_message: Some(self.message.trim().to_owned()),
        };
        UpdateRequest { scheduled_date_time, scheduled_date_time_zone, update: (!self.by_policy).then_some(update) }
    }

    /// The settings in a sentence, for a review of a request that has none.
    fn settings(&self) -> String {
        format!(
            "Azure uses the settings of the management policy at the time the update starts. Currently: batch size {}, {} \
                before users are signed out, original VMs {}.",
            self.batch,
            count(u64::try_from(self.delay_minutes).unwrap_or(0), "minute", "minutes"),
            if self.keep_originals { "kept" } else { "deleted" }
        )
    }
}

/// Microsoft's terms for features in preview, which session host update is by its documentation.
pub const PREVIEW_TERMS: &str = "https://azure.microsoft.com/support/legal/preview-supplemental-terms/";

/// What becomes of drain mode (Learn, "Update session hosts using session host update").
pub const DRAIN_MODE: &str = "Azure sets drain mode during the update and resets it at the end. A session host that can't be \
    recovered stays in drain mode.";

/// What an update of session hosts that are up to date does: two pages of Learn, which contradict each other.
pub const NOTHING_CHANGED: &str = "Microsoft's how-to says that an update without changes redeploys them with the same values, \
    but its troubleshooting page says that Azure refuses it (HostpoolHasNoSessionHosts).";

/// Writes an instant in a zone as people read it.
pub type WriteTime<'a> = &'a dyn Fn(Instant, WindowsZone) -> String;

/// The instant in UTC, for whoever has no zone data.
pub fn in_utc(at: Instant, _: WindowsZone) -> String {
    at.to_rfc3339()
}

/// Schedules an update or starts it. `plan` is what it is expected to do, if that is known; `write` writes its start.
pub fn initiate(
    pool: &ResourceId,
    draft: &UpdateDraft,
    plan: Option<&FlightPlan>,
    write: WriteTime<'_>,
    versions: &ApiVersions,
) -> Change {
    let title = match draft.when {
        When::Now => "Start a session host update".to_owned(),
        When::At { at, zone } => format!("Schedule a session host update for {}", write(at, zone)),
    };
    let mut effects: Vec<String> = action::effects(UpdateAction::NewUpdate).iter().map(|text| (*text).to_owned()).collect();
    effects.extend(plan.filter(|plan| !plan.steps.is_empty()).map(FlightPlan::sentence));
    effects.push(if draft.by_policy { draft.settings() } else { originals(draft.keep_originals).to_owned() });
    effects.push(DRAIN_MODE.to_owned());
    let mut warnings = vec![
        "Turn off autoscale for this pool before the update, and turn it on again afterwards.".to_owned(),
        "While the update is running, don't remove session hosts or change their drain mode, power state, permissions or locks."
            .to_owned(),
    ];
    warnings.push(if draft.keep_originals {
        "You're billed for the disks of the original VMs until you delete them. Newer API versions may ignore this setting."
            .to_owned()
    } else {
        "You can't roll back to the original VMs after they're deleted.".to_owned()
    });
    let call = session_host_managements::initiate_update(pool, &draft.request(), versions);
    Change { title, target: pool.clone(), call, effects, warnings, verify: ReadBack::UpdateStatus }
}

const fn originals(kept: bool) -> &'static str {
    if kept { "The original VMs are kept, deallocated." } else { "The original VMs are deleted." }
}

/// Why an update cannot be controlled. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlProblem {
    /// The action is not legal in this status.
    Refused(Refusal),
    /// Host creation cannot be cancelled in this status.
    ProvisioningRefused(ProvisioningRefusal),
    /// A new update is another operation: see [`initiate`].
    NotAControl,
    /// Only Cancel takes a message.
    MessageWithoutCancel,
    /// The message is too long.
    MessageTooLong {
        /// How many characters it has.
        length: usize,
    },
}

impl fmt::Display for ControlProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(out),
            Self::ProvisioningRefused(refusal) => refusal.fmt(out),
            Self::NotAControl => out.write_str("A new update is created, not controlled."),
            Self::MessageWithoutCancel => out.write_str(
                "You can send users a message only when you cancel. Leave the message \
                empty.",
            ),
            Self::MessageTooLong { length } => {
                write!(out, "The message has {length} characters. The limit is {MESSAGE_LIMIT}.")
            }
        }
    }
}

/// Starts, pauses, resumes, retries or cancels an update that is in `status`. An empty message is no message.
pub fn control(
    pool: &ResourceId,
    action: UpdateAction,
    message: Option<&str>,
    status: Option<&UpdateState>,
    versions: &ApiVersions,
) -> Result<Change, ControlProblem> {
    action::may(action, status).map_err(ControlProblem::Refused)?;
    let word = action.control().ok_or(ControlProblem::NotAControl)?;
    let cancel_message = checked_message(message)?;
    if cancel_message.is_some() && action != UpdateAction::Cancel {
        return Err(ControlProblem::MessageWithoutCancel);
    }
    let body = ControlUpdate { action: word, cancel_message };
    Ok(Change {
        title: format!("{} the session host update", if action == UpdateAction::Start { "Start" } else { body.action.as_str() }),
        target: pool.clone(),
        call: session_host_managements::control_update(pool, &body, versions),
        effects: action::effects(action).iter().map(|text| (*text).to_owned()).collect(),
        warnings: action::caution(action, status).map(str::to_owned).into_iter().collect(),
        verify: ReadBack::UpdateStatus,
    })
}

/// Cancels the creation of session hosts that is in `status`. An empty message is no message.
pub fn cancel_provisioning(
    pool: &ResourceId,
    message: Option<&str>,
    status: Option<&ProvisioningStatusWord>,
    versions: &ApiVersions,
) -> Result<Change, ControlProblem> {
    action::may_cancel_provisioning(status).map_err(ControlProblem::ProvisioningRefused)?;
    let body = ControlProvisioning { action: ProvisioningAction::Cancel, cancel_message: checked_message(message)? };
    Ok(Change {
        title: "Cancel creating session hosts".to_owned(),
        target: pool.clone(),
        call: session_host_managements::control_provisioning(pool, &body, versions),
        effects: vec!["No more session hosts are created. Existing session hosts stay.".to_owned()],
        warnings: vec!["The pool may end up with fewer session hosts than its instance count.".to_owned()],
        verify: ReadBack::ProvisioningStatus,
    })
}

fn checked_message(message: Option<&str>) -> Result<Option<String>, ControlProblem> {
    let message = message.map(str::trim).filter(|text| !text.is_empty());
    match message.map(|text| text.chars().count()) {
        Some(length) if length > MESSAGE_LIMIT => Err(ControlProblem::MessageTooLong { length }),
        _ => Ok(message.map(str::to_owned)),
    }
}

fn message_problem(field: &'static str, message: &str) -> Option<FieldProblem> {
    let length = message.trim().chars().count();
    (length > MESSAGE_LIMIT)
        .then(|| FieldProblem::error(field, format!("The message has {length} characters. The limit is {MESSAGE_LIMIT}.")))
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
