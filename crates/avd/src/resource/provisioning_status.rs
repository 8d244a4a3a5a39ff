//! The status of host creation
//! (`SessionHostManagementProvisioningStatus`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use super::{ErrorDetail, SessionHostManagement, Timestamp};
use crate::word::{record, word};

record! {
    /// The latest creation of hosts in a pool.
    ProvisioningStatus {
        /// The id of the operation.
        id: String,
        /// The name of the operation: a GUID, another one for each run.
        name: String,
        /// Where it stands.
        status: ProvisioningStatusWord,
        /// Percent done.
        percent_complete: f64,
        /// When it began.
        start_time: Timestamp,
        /// When it ended.
        end_time: Timestamp,
        /// What went wrong.
        error: ErrorDetail,
        /// More about it.
        properties: ProvisioningStatusProperties,
    } + other
}

record! {
    /// More about host creation.
    ProvisioningStatusProperties {
        /// The id to look up in Log Analytics.
        correlation_id: String,
        /// How far it is.
        progress: ProvisioningProgress,
        /// When it is scheduled for.
        scheduled_date_time: Timestamp,
        /// The policy it uses.
        session_host_management: SessionHostManagement,
    } + other
}

record! {
    /// How far host creation is (`SessionHostManagementProvisioningOperationProgress`).
    ProvisioningProgress {
        /// When the operation was made.
        execution_start_time: Timestamp,
        /// Hosts being made.
        session_hosts_in_progress: i64,
        /// Hosts made.
        session_hosts_completed: i64,
        /// Hosts of the pool before.
        initial_session_hosts_count: i64,
        /// Hosts of the pool after.
        final_session_hosts_count: i64,
    } + other
}

word! {
    /// Where host creation stands.
    ProvisioningStatusWord {
        /// Waiting for its time.
        Scheduled = "Scheduled",
        /// Checking before the first host.
        ValidatingSessionHostProvisioning = "ValidatingSessionHostProvisioning",
        /// Making hosts.
        ProvisioningSessionHosts = "ProvisioningSessionHosts",
        /// Being cancelled.
        Cancelling = "Cancelling" | "Canceling",
        /// Ended, all hosts made.
        Succeeded = "Succeeded",
        /// Ended by an error.
        Failed = "Failed",
        /// Ended by an administrator.
        Canceled = "Canceled" | "Cancelled",
    }
}
