//! The status of host creation
//! (`SessionHostManagementProvisioningStatus`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use super::common::with_top_level;
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
        /// Hosts of the pool before, as the description spells it.
        initial_session_hosts_count: i64,
        /// Hosts of the pool after.
        final_session_hosts_count: i64,
        /// Hosts of the pool before, as the service was recorded to spell it.
        initial_session_host_count: i64,
        /// Hosts of the pool after, as the service was recorded to spell it.
        final_session_host_count: i64,
        /// Hosts that could not be made; recorded, in no description.
        session_hosts_creation_failed: i64,
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

impl ProvisioningStatus {
    /// What it says beside its state. The service was recorded to say it twice, under `properties` and beside it: what one place
    /// lacks is taken from the other.
    pub fn details(&self) -> ProvisioningStatusProperties {
        with_top_level(self.properties.as_ref(), &self.other)
    }
}

impl ProvisioningProgress {
    /// Hosts of the pool before, in either spelling.
    pub fn initial(&self) -> Option<i64> {
        self.initial_session_host_count.or(self.initial_session_hosts_count)
    }

    /// Hosts of the pool after, in either spelling.
    pub fn wanted(&self) -> Option<i64> {
        self.final_session_host_count.or(self.final_session_hosts_count)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn counts_in_both_spellings_and_in_both_places() {
        let recorded = json!({"initialSessionHostCount": 5, "finalSessionHostCount": 6, "sessionHostsCreationFailed": 1});
        let described = json!({"initialSessionHostsCount": 5, "finalSessionHostsCount": 6});
        for progress in [recorded, described] {
            for status in [
                json!({"progress": progress}),
                json!({"properties": {"progress": progress}}),
                json!({"properties": {"progress": null}, "progress": progress}),
            ] {
                let read: ProvisioningStatus = serde_json::from_value(status).unwrap();
                let told = read.details().progress.unwrap();
                assert_eq!((told.initial(), told.wanted()), (Some(5), Some(6)));
                assert_eq!(told.session_hosts_creation_failed, progress["sessionHostsCreationFailed"].as_i64());
            }
        }
    }
}
