//! The status of the latest session host update
//! (`SessionHostManagementUpdateStatus`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use super::common::with_top_level;
use super::{ErrorDetail, SessionHostManagement, Timestamp};
use crate::word::{record, word};

record! {
    /// The latest update of a pool, scheduled, running or ended. A pool that never had one answers 404.
    UpdateStatus {
        /// The id of the operation.
        id: String,
        /// The name of the operation: a GUID, another one for each update.
        name: String,
        /// Where it stands.
        status: UpdateState,
        /// Percent of hosts that have ended; 0 during the whole initial host.
        percent_complete: f64,
        /// When it began.
        start_time: Timestamp,
        /// When it ended.
        end_time: Timestamp,
        /// What went wrong.
        error: ErrorDetail,
        /// More about it.
        properties: UpdateStatusProperties,
    } + other
}

record! {
    /// More about an update.
    UpdateStatusProperties {
        /// The id to look up in Log Analytics.
        correlation_id: String,
        /// How far it is.
        progress: UpdateProgress,
        /// When it is scheduled for.
        scheduled_date_time: Timestamp,
        /// The policy it uses.
        session_host_management: SessionHostManagement,
    } + other
}

record! {
    /// How far an update is (`SessionHostManagementOperationProgress`).
    UpdateProgress {
        /// When the operation was made.
        execution_start_time: Timestamp,
        /// Hosts to update.
        total_session_hosts: i64,
        /// Hosts being updated.
        session_hosts_in_progress: i64,
        /// Hosts updated.
        session_hosts_completed: i64,
        /// Hosts that could not be brought back to their old version.
        session_hosts_rollback_failed: i64,
    } + other
}

word! {
    /// Where an update stands. The service spells one of them Cancelled here and Canceled elsewhere; both are read.
    UpdateState {
        /// Stopped by an error; still holds the pool until it is retried or cancelled.
        Error = "Error",
        /// Waiting for its time.
        Scheduled = "Scheduled",
        /// Replacing hosts.
        UpdatingSessionHosts = "UpdatingSessionHosts",
        /// Checking before the first host.
        ValidatingSessionHostUpdate = "ValidatingSessionHostUpdate",
        /// Stopped between batches.
        Paused = "Paused",
        /// Ending the batch, then paused.
        Pausing = "Pausing",
        /// Ending the batch, then cancelled.
        Cancelling = "Cancelling" | "Canceling",
        /// Ended, all hosts updated.
        Succeeded = "Succeeded",
        /// Ended by an error.
        Failed = "Failed",
        /// Ended by an administrator or after two weeks of pause.
        Cancelled = "Cancelled" | "Canceled",
    }
}

impl UpdateStatus {
    /// What it says beside its state. The service was recorded to say it twice, under `properties` and beside it: what one place
    /// lacks is taken from the other.
    pub fn details(&self) -> UpdateStatusProperties {
        with_top_level(self.properties.as_ref(), &self.other)
    }
}
