//! The fields of a management policy that a form can hold.

use serde_json::Value;

use crate::resource::{CanaryPolicy, FailedSessionHostCleanupPolicy};
use crate::rule::field_table::{self, FieldMerge};
use crate::word::by_table;

/// The fields of a policy. Text that is null or absent is an empty text here; what else is null or absent is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The Windows time zone id of schedules.
    pub scheduled_date_time_zone: String,
    /// How many machines one batch may take out.
    pub max_vms_removed: Option<i64>,
    /// Minutes before users are signed out.
    pub log_off_delay_minutes: Option<i64>,
    /// The message to users.
    pub log_off_message: String,
    /// Whether the original machines are deleted rather than kept deallocated.
    pub delete_original_vm: Option<bool>,
    /// How many hosts the pool should have.
    pub instance_count: Option<i64>,
    /// Whether one host is made first to try the configuration.
    pub canary_policy: Option<CanaryPolicy>,
    /// Whether new hosts come up in drain mode.
    pub set_drain_mode: Option<bool>,
    /// What becomes of hosts whose creation failed.
    pub failed_session_host_cleanup_policy: Option<FailedSessionHostCleanupPolicy>,
}

by_table!(Draft {
    scheduled_date_time_zone,
    max_vms_removed = "update.maxVmsRemoved",
    log_off_delay_minutes = "update.logOffDelayMinutes",
    log_off_message = "update.logOffMessage",
    delete_original_vm = "update.deleteOriginalVm",
    instance_count = "provisioning.instanceCount",
    canary_policy = "provisioning.canaryPolicy",
    set_drain_mode = "provisioning.setDrainMode",
    failed_session_host_cleanup_policy,
}, nulls = true);

/// Reads the fields from a policy as received (`Value::Null`: there is none).
impl From<&Value> for Draft {
    fn from(received: &Value) -> Self {
        let mut draft = Self::default();
        field_table::read(&mut draft, received.get("properties"));
        draft
    }
}

impl Draft {
    /// A policy for a pool that has none, with the defaults of the portal.
    pub fn of_new() -> Self {
        Self {
            scheduled_date_time_zone: "UTC".to_owned(),
            max_vms_removed: Some(1),
            log_off_delay_minutes: Some(2),
            log_off_message: "You will be signed out".to_owned(),
            delete_original_vm: Some(false),
            ..Self::default()
        }
    }

    /// What differs between the policy this form began with, the form, and the policy as it is now.
    pub fn three_way(base: &Self, mine: &Self, theirs: &Self) -> Vec<FieldMerge> {
        field_table::three_way(base, mine, theirs)
    }

    /// The changes of this form on top of the policy as it is now. Where both changed a field, `keep_mine` says which value stays.
    #[must_use]
    pub fn rebased(theirs: &Self, merges: &[FieldMerge], keep_mine: impl Fn(&str) -> bool) -> Self {
        let mut draft = theirs.clone();
        field_table::rebase(&mut draft, &Self::default(), merges, keep_mine);
        draft
    }
}
