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
            Self::NewUpdate => "begin",
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
            "Microsoft's how-to says that a paused update can only be resumed, so Azure may refuse this. If it does, resume the \
                 update and cancel it while it runs. Azure also cancels an update that stays paused for two weeks.",
        ),
        (S::ValidatingSessionHostUpdate, A::Cancel) => {
            Some("The service may refuse to cancel an update while it is being validated.")
        }
        (S::Failed, A::Retry) => {
            Some("The update has ended; the service may refuse to retry it. If it does, start a new update.")
        }
        (S::Failed, A::Cancel) => Some("The update has ended; the service may answer that there is nothing to cancel."),
        (S::Other(_), _) => Some("The console does not know this status; the service decides."),
        _ => None,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use UpdateAction as A;
        use UpdateState as S;
        let verb = self.action.verb();
        let sentence = match (self.status.as_ref(), self.action) {
            (None, _) => return write!(out, "This pool never had an update, so there is none to {verb}. Create a new update."),
            (Some(S::Succeeded), _) => {
                return write!(out, "The last update succeeded, so there is none to {verb}. Create a new update.");
            }
            (Some(S::Cancelled), _) => {
                return write!(
                    out,
                    "The last update was cancelled and cannot go on, so there is none to {verb}. Create a new update."
                );
            }
            (Some(S::Failed), _) => {
                return write!(out, "The last update failed and has ended, so there is none to {verb}. Create a new update.");
            }
            (Some(S::Cancelling), A::Cancel) => "The update is already being cancelled: the current batch ends first.",
            (Some(S::Cancelling), A::NewUpdate) => {
                "An update is being cancelled: the current batch ends first. Create a new one once it is cancelled."
            }
            (Some(S::Cancelling), _) => {
                return write!(out, "The update is being cancelled and cannot {verb} any more. Wait until it is cancelled.");
            }
            (Some(S::Pausing), A::Pause) => "The update is already pausing: the current batch ends first.",
            (Some(S::Pausing), A::NewUpdate) => "An update is under way: it is pausing. Only one update can exist in a pool.",
            (Some(S::Pausing), _) => {
                return write!(out, "The update is pausing: the current batch ends first. Wait until it is paused, then {verb}.");
            }
            (Some(S::Scheduled), A::NewUpdate) => {
                "An update is already scheduled. It cannot be edited: cancel it first, then create another."
            }
            (Some(S::Scheduled), A::Pause) => "The update hasn't started. Cancel it if it shouldn't run at its time.",
            (Some(S::Scheduled), _) => "The update hasn't started. Start it now, or wait for its time.",
            (Some(S::ValidatingSessionHostUpdate), A::Pause) => {
                "The update is still being validated. It can be paused once session hosts are being updated."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), A::NewUpdate) => {
                "An update is running. Only one update can exist in a pool: wait until it ends, or cancel it."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), A::Retry) => {
                "The update is running. It can be retried if it stops with an error."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), A::Resume) => {
                "The update is running; it is not paused."
            }
            (Some(S::UpdatingSessionHosts | S::ValidatingSessionHostUpdate), _) => "The update is already running.",
            (Some(S::Paused), A::Pause) => "The update is already paused.",
            (Some(S::Paused), A::NewUpdate) => "An update is paused. Resume it, or cancel it before you create another.",
            (Some(S::Paused), _) => "The update is paused. Resume it to go on.",
            (Some(S::Error), A::NewUpdate) => {
                "The last update stopped with an error and still holds the pool. Retry or cancel it first."
            }
            (Some(S::Error), _) => "The update stopped with an error. Retry or cancel it.",
            (Some(S::Other(_)), _) => "The service decides.",
        };
        out.write_str(sentence)
    }
}

/// What an action will do, a sentence each.
pub fn effects(action: UpdateAction) -> &'static [&'static str] {
    match action {
        UpdateAction::Start => &[
            "The scheduled update starts now instead of at its time, with the settings it was scheduled with.",
            "The initial session host is updated alone; the batches follow if it succeeds.",
        ],
        UpdateAction::Pause => &[
            "The current batch ends first; then no other session host is touched.",
            "If the update is not resumed within 14 days, the service cancels it, and a cancelled update cannot be resumed.",
        ],
        UpdateAction::Resume => &["The update goes on with the session hosts not begun, with the same batch size and settings."],
        UpdateAction::Retry => &[
            "The failed session hosts and those not begun are updated, with the same batch size and settings.",
            "If the initial session host failed, correct the cause first: a retry seldom helps.",
        ],
        UpdateAction::Cancel => &[
            "The current batch ends first; updated session hosts stay updated, the others stay as they are.",
            "A cancelled update can't be resumed.",
        ],
        UpdateAction::NewUpdate => &[
            "Virtual machines are replaced, not patched: files, settings and certificates changed on a host by hand are lost.",
            "Users are signed out after the delay, possibly twice: early on few updated hosts take their new sessions.",
            "Once scheduled, the settings cannot be changed; cancel and schedule anew instead.",
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
            Some(ProvisioningStatusWord::Cancelling) => "The creation of session hosts is already being cancelled.",
            Some(_) => "The creation of session hosts has ended; there is nothing to cancel.",
        })
    }
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
