//! What the API shows of an update.

use serde_json::{Value, json};

use super::faults;
use super::update::UpdateRun;

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
    /// `SessionHostManagementUpdateStatus`, for a pool by the id it was asked for. It has no name, its id leaves the policy out, and
    /// what is among its properties stands beside them as well (recorded: `update-status`).
    pub(crate) fn view(&self, pool: &str) -> Value {
        let progress = self.began.map(|began| {
            json!({
                // Without a zone: it is UTC.
                "executionStartTime": began.to_rfc3339().trim_end_matches('Z'),
                "totalSessionHosts": self.total,
                "sessionHostsInProgress": self.in_progress(),
                "sessionHostsCompleted": self.completed,
                "sessionHostsRollbackFailed": self.rollback_failed.len(),
            })
        });
        let percent = if self.status.has_ended() { 100.0 } else { percent(self.completed, self.total) };
        let mut body = json!({
            "id": format!("{pool}/sessionHostUpdateStatuses/default"),
            "status": self.status.as_str(),
            "startTime": self.created.to_rfc3339(),
            "endTime": self.ended.map(host::Instant::to_rfc3339),
            "percentComplete": self.began.map(|_| percent),
            "error": self.error.as_ref().map(|fault| faults::error("UpdateFailure", fault)),
        });
        twice(
            &mut body,
            json!({
                "correlationId": self.correlation,
                "progress": progress,
                "scheduledDateTime": self.scheduled.map(host::Instant::to_rfc3339),
                "sessionHostManagement": self.settings.management,
            }),
        );
        body
    }
}

/// Puts properties where they belong, and beside.
pub(super) fn twice(body: &mut Value, properties: Value) {
    for (name, value) in properties.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body["properties"] = properties;
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
