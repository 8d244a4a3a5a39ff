//! What the API shows of an update.

use serde_json::{Value, json};

use super::update::UpdateRun;
use crate::avd::Pool;

/// `SessionHostManagementUpdateStatus.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateStatus {
    Error,
    Scheduled,
    UpdatingSessionHosts,
    ValidatingSessionHostUpdate,
    Paused,
    Pausing,
    Cancelling,
    Succeeded,
    Failed,
    Cancelled,
}

impl UpdateStatus {
    /// All of them, in the order of the API description.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 10] = [
        Self::Error,
        Self::Scheduled,
        Self::UpdatingSessionHosts,
        Self::ValidatingSessionHostUpdate,
        Self::Paused,
        Self::Pausing,
        Self::Cancelling,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Scheduled => "Scheduled",
            Self::UpdatingSessionHosts => "UpdatingSessionHosts",
            Self::ValidatingSessionHostUpdate => "ValidatingSessionHostUpdate",
            Self::Paused => "Paused",
            Self::Pausing => "Pausing",
            Self::Cancelling => "Cancelling",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether the pool is free for another update.
    pub(crate) const fn has_ended(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl UpdateRun {
    /// `SessionHostManagementUpdateStatus`.
    pub(crate) fn view(&self, pool: &Pool) -> Value {
        let mut body = json!({
            "id": format!("{}/sessionHostManagements/default/sessionHostUpdateStatuses/default", pool.id()),
            "name": self.id,
            "status": self.status.as_str(),
            "startTime": self.created.to_rfc3339(),
            "properties": {
                "correlationId": self.correlation,
                "scheduledDateTime": self.scheduled.to_rfc3339(),
                "sessionHostManagement": self.settings.management,
            },
        });
        if let Some(ended) = self.ended {
            body["endTime"] = json!(ended.to_rfc3339());
        }
        if let Some((code, message)) = &self.error {
            body["error"] = json!({ "code": code, "message": message });
        }
        if let Some(began) = self.began {
            body["percentComplete"] = json!(percent(self.completed, self.total));
            body["properties"]["progress"] = json!({
                "executionStartTime": began.to_rfc3339(),
                "totalSessionHosts": self.total,
                "sessionHostsInProgress": self.in_progress(),
                "sessionHostsCompleted": self.completed,
                "sessionHostsRollbackFailed": self.rollback_failed.len(),
            });
        }
        body
    }
}

/// A share as `percentComplete` gives it.
pub(crate) fn percent(done: usize, total: usize) -> f64 {
    if total == 0 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss)] // Pools hold thousands of hosts, not 2^52.
    let share = done as f64 * 100.0 / total as f64;
    (share * 100.0).round() / 100.0
}
