//! The session host management policy: how hosts are updated and created
//! (`SessionHostManagement`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use crate::word::{record, resource, word};

resource! {
    /// The policy of a pool; there is one, named `default`.
    SessionHostManagement : SessionHostManagementProperties {}
}

record! {
    /// What the policy says.
    SessionHostManagementProperties {
        /// The Windows time zone id of schedules.
        scheduled_date_time_zone: String,
        /// How an update goes.
        update: UpdatePolicy,
        /// How hosts are created.
        provisioning: ProvisioningPolicy,
        /// What becomes of hosts whose creation failed.
        failed_session_host_cleanup_policy: FailedSessionHostCleanupPolicy,
    } + other
}

record! {
    /// How an update goes (`HostPoolUpdateConfigurationProperties`).
    UpdatePolicy {
        /// Whether the original machines are deleted rather than kept deallocated.
        delete_original_vm: bool,
        /// How many machines one batch may take out; at least 1.
        max_vms_removed: i64,
        /// Minutes before users are signed out; 0–60.
        log_off_delay_minutes: i64,
        /// The message to users; at most 260 characters.
        log_off_message: String,
    } + other
}

record! {
    /// How hosts are created.
    ProvisioningPolicy {
        /// Whether new hosts come up in drain mode.
        set_drain_mode: bool,
        /// How many hosts the pool should have; at least 1.
        instance_count: i64,
        /// Whether one host is made first to try the configuration.
        canary_policy: CanaryPolicy,
    } + other
}

word! {
    /// Whether one host is made first to try the configuration.
    CanaryPolicy {
        /// The service decides.
        Auto = "Auto",
        /// No.
        Never = "Never",
        /// Yes.
        Always = "Always",
    }
}

word! {
    /// What becomes of hosts whose creation failed.
    FailedSessionHostCleanupPolicy {
        /// All are kept.
        KeepAll = "KeepAll",
        /// One is kept, to look into.
        KeepOne = "KeepOne",
        /// None is kept.
        KeepNone = "KeepNone",
    }
}
