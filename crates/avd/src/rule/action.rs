//! Which action is legal in which status of a session host update, why not, and what it will do.
//!
//! Microsoft publishes no machine-readable list. The table follows Learn, "Update session hosts using session host update" and
//! "Troubleshoot session host update"; where these are silent the action is allowed with a caution: the service decides.

use core::fmt;

use crate::operation::session_host_managements::ControlAction;
use crate::resource::{ProvisioningStatusWord, UpdateState};

/// What an administrator can do about an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateAction {
    /// Start a scheduled update now.
    Start,
    /// Stop after the current batch, to go on later.
    Pause,
    /// Go on with a paused update.
    Resume,
    /// Try the failed hosts again, and those not begun.
    Retry,
    /// Stop after the current batch, for good.
    Cancel,
    /// Schedule or start another update.
    NewUpdate,
}

impl UpdateAction {
    /// All actions.
    pub const ALL: [Self; 6] = [Self::NewUpdate, Self::Start, Self::Pause, Self::Resume, Self::Retry, Self::Cancel];

    /// The word on a button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Start => "Start now",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Retry => "Retry",
            Self::Cancel => "Cancel update",
            Self::NewUpdate => "New update",
        }
    }

    /// The action on the wire; a new update is another operation.
    pub const fn control(self) -> Option<ControlAction> {
        match self {
            Self::Start => Some(ControlAction::Start),
            Self::Pause => Some(ControlAction::Pause),
            Self::Resume => Some(ControlAction::Resume),
            Self::Retry => Some(ControlAction::Retry),
            Self::Cancel => Some(ControlAction::Cancel),
            Self::NewUpdate => None,
        }
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Retry => "retry",
            Self::Cancel => "cancel",
            Self::NewUpdate => "create",
        }
    }
}

/// Why an action is not legal, and when it will be. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked.
    pub action: UpdateAction,
    /// The status it was asked in; `None` if the pool never had an update.
    pub status: Option<UpdateState>,
}

/// Whether an action is legal. `status` is `None` if the pool never had an update (404).
pub fn may(action: UpdateAction, status: Option<&UpdateState>) -> Result<(), Refusal> {
    use UpdateAction as A;
    use UpdateState as S;
    let legal = match status {
        None | Some(S::Succeeded | S::Cancelled) => action == A::NewUpdate,
        Some(S::Scheduled) => matches!(action, A::Start | A::Cancel),
        Some(S::ValidatingSessionHostUpdate) => action == A::Cancel,
        Some(S::UpdatingSessionHosts) => matches!(action, A::Pause | A::Cancel),
        Some(S::Pausing | S::Cancelling) => false,
        Some(S::Paused) => matches!(action, A::Resume | A::Cancel),
        Some(S::Error) => matches!(action, A::Retry | A::Cancel),
        Some(S::Failed) => matches!(action, A::Retry | A::Cancel | A::NewUpdate),
        Some(S::Other(_)) => true,
    };
    if legal { Ok(()) } else { Err(Refusal { action, status: status.cloned() }) }
}

/// Why the service may refuse an action that [`may`] allows.
pub fn caution(action: UpdateAction, status: Option<&UpdateState>) -> Option<&'static str> {
    use UpdateAction as A;
    use UpdateState as S;
    match (status?, action) {
        (S::Paused, A::Cancel) => Some(
            "According to Microsoft's how-to, a paused update can only be resumed, so Azure may refuse this. If it does, resume \
                the update and cancel it while it's running. Azure also cancels an update that stays paused for two weeks.",
        ),
        (S::ValidatingSessionHostUpdate, A::Cancel) => Some("Azure may refuse to cancel an update while it's being validated."),
        (S::Failed, A::Retry) => Some("The update has ended, so Azure may refuse to retry it. If it does, create a new update."),
        (S::Failed, A::Cancel) => Some("The update has ended, so Azure may respond that there's nothing to cancel."),
        (S::Other(_), _) => Some("The console doesn't recognize this status, so Azure may refuse this."),
        _ => None,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use UpdateAction as A;
        use UpdateState as S;
        let verb = self.action.verb();
        let sentence = match (self.status.as_ref(), self.action) {
            (None, _) => {
                return write!(
                    out,
                    "This pool has never been updated, so there's no update to {verb}. Create a new \
                update."
                );
            }
            (Some(S::Succeeded), _) => {
                return write!(out, "The last update succeeded, so there's no update to {verb}. Create a new update.");
            }
            (Some(S::Cancelled), _) => {
                return write!(
                    out,
                    "The last update was cancelled and can't continue, so there's no update to {verb}. Create a new update."
                );
            }
            (Some(S::Failed), _) => {
                return write!(out, "The last update failed and has ended, so there's no update to {verb}. Create a new update.");
            }
            (Some(S::Cancelling), A::Cancel) => "The update is already being cancelled. The current batch finishes first.",
            (Some(S::Cancelling), A::NewUpdate) => {
                "An update is being cancelled. The current batch finishes first; then you can create a new update."
            }
            (Some(S::Cancelling), _) => {
                return write!(out, "The update is being cancelled, so you can't {verb} it. Wait until it's cancelled.");
            }
            (Some(S::Pausing), A::Pause) => "The update is already pausing. The current batch finishes first.",
            (Some(S::Pausing), A::NewUpdate) => "An update is pausing. A pool can have only one update at a time.",
            (Some(S::Pausing), _) => {
                return write!(
                    out,
                    "The update is pausing. The current batch finishes first. Wait until it's paused, then \
                    {verb} it."
                );
            }
            (Some(S::Scheduled), A::NewUpdate) => {
                "An update is already scheduled and can't be edited. Cancel it, then create a new update."
            }
            (Some(S::Scheduled), A::Pause) => "The update hasn't started. If it shouldn't run as scheduled, cancel it.",
            (Some(S::Scheduled), _) => "The update hasn't started. Start it now, or wait for the scheduled time.",
            (Some(S::ValidatingSessionHostUpdate), A::Pause) => {
                "The update is still being validated. You can pause it once session hosts are being updated."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), A::NewUpdate) => {
                "An update is running, and a pool can have only one at a time. Wait until it ends, or cancel it."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), A::Retry) => {
                "The update is running. You can retry it if it stops with an error."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), A::Resume) => {
                "The update is running; it isn't paused."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), _) => "The update is already running.",
            (Some(S::Paused), A::Pause) => "The update is already paused.",
            (Some(S::Paused), A::NewUpdate) => "An update is paused. Resume it, or cancel it before you create a new one.",
            (Some(S::Paused), _) => "The update is paused. Resume it to continue.",
            (Some(S::Error), A::NewUpdate) => {
                "The last update stopped with an error, and the pool is locked until you retry or cancel it."
            }
            (Some(S::Error), _) => "The update stopped with an error. Retry or cancel it.",
            (Some(S::Other(_)), _) => "The console doesn't recognize this status, so Azure decides.",
        };
        out.write_str(sentence)
    }
}

/// What an action will do, a sentence each.
pub fn effects(action: UpdateAction) -> &'static [&'static str] {
    match action {
        UpdateAction::Start => &[
            "The scheduled update starts now, with the settings it was scheduled with.",
            "The initial session host is updated first. If it succeeds, the batches follow.",
        ],
        UpdateAction::Pause => &[
            "The current batch finishes first; then no more session hosts are updated.",
            "If you don't resume the update within 14 days, Azure cancels it. A cancelled update can't be resumed.",
        ],
        UpdateAction::Resume => {
            &["The update continues with the remaining session hosts, with the same batch size and settings."]
        }
        UpdateAction::Retry => &[
            "Updates the failed and remaining session hosts, with the same batch size and settings.",
            "If the initial session host failed, fix the cause first; otherwise a retry is likely to fail too.",
        ],
        UpdateAction::Cancel => &[
            "The current batch finishes first. Updated session hosts stay updated; the others stay as they are.",
            "A cancelled update can't be resumed.",
        ],
        UpdateAction::NewUpdate => &[
            "VMs are replaced, not patched. Files, settings and certificates changed manually on a session host are lost.",
            "Users are signed out after the delay, possibly twice, because few updated session hosts are available early on.",
            "Once scheduled, the settings can't be changed. To change them, cancel the update and schedule a new one.",
        ],
    }
}

/// Whether host creation can be cancelled. `status` is `None` if the pool never had one.
pub fn may_cancel_provisioning(status: Option<&ProvisioningStatusWord>) -> Result<(), ProvisioningRefusal> {
    use ProvisioningStatusWord as S;
    match status {
        Some(S::Scheduled | S::ValidatingSessionHostProvisioning | S::ProvisioningSessionHosts | S::Other(_)) => Ok(()),
        None | Some(S::Cancelling | S::Succeeded | S::Failed | S::Canceled) => {
            Err(ProvisioningRefusal { status: status.cloned() })
        }
    }
}

/// Why host creation cannot be cancelled. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisioningRefusal {
    /// The status it was asked in; `None` if the pool never had one.
    pub status: Option<ProvisioningStatusWord>,
}

impl fmt::Display for ProvisioningRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.status {
            None => "No session hosts are being created in this pool.",
            Some(ProvisioningStatusWord::Cancelling) => "Creating session hosts is already being cancelled.",
            Some(_) => "No session hosts are being created now, so there's nothing to cancel.",
        })
    }
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
