//! Which control action is legal in which status of an update: the emulator's own table.
//!
//! Pause, resume, cancel, retry after a failure and start of a scheduled one are documented (Learn, *Update session hosts* and
//! *Troubleshoot session host update*); what the pages leave open is decided here: a paused update can be cancelled, one that
//! failed its validation can be cancelled but not retried.

use super::status::UpdateStatus;
use crate::answer::Refusal;

/// `HostPoolUpdateAction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Start,
    Pause,
    Resume,
    Retry,
    Cancel,
}

impl Action {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [Self::Start, Self::Pause, Self::Resume, Self::Retry, Self::Cancel];

    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Retry => "Retry",
            Self::Cancel => "Cancel",
        }
    }

    /// Reads the word on the wire.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str().eq_ignore_ascii_case(word))
    }
}

/// Whether the action may be taken.
pub(crate) fn check(action: Action, status: UpdateStatus) -> Result<(), Refusal> {
    use UpdateStatus as S;
    let legal = match action {
        Action::Start => matches!(status, S::Scheduled),
        Action::Pause => matches!(status, S::UpdatingSessionHosts),
        Action::Resume => matches!(status, S::Paused),
        Action::Retry => matches!(status, S::Error),
        Action::Cancel => matches!(
            status,
            S::Scheduled | S::ValidatingSessionHostUpdate | S::UpdatingSessionHosts | S::Paused | S::Error | S::Failed
        ),
    };
    if legal {
        return Ok(());
    }
    let why = match status {
        S::Succeeded | S::Cancelled => "the update has ended",
        S::Failed => "the update failed before any session host was touched; change the configuration and start a new update",
        S::Pausing => "the update is pausing; wait until the current batch has finished",
        S::Cancelling => "the update is being cancelled; wait until the current batch has finished",
        S::Paused => "the update is paused; it can only be resumed or cancelled",
        S::Error => "session hosts failed to update; the update can only be retried or cancelled",
        S::Scheduled => "the update has not started; it can only be started or cancelled",
        S::ValidatingSessionHostUpdate => "the update is being validated; it can only be cancelled",
        S::UpdatingSessionHosts => "the update is running; it can only be paused or cancelled",
    };
    let message =
        format!("The action '{}' cannot be performed while the status is '{}': {why}.", action.as_str(), status.as_str());
    Err(Refusal::new(409, "InvalidHostPoolUpdateAction", message))
}

/// The refusal when the pool never had an update.
pub(crate) fn no_update() -> Refusal {
    Refusal::new(409, "NoActiveHostPoolUpdate", "There is no session host update for this host pool.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_matrix() {
        let statuses = UpdateStatus::ALL;
        let mut drawn = String::new();
        for status in statuses {
            let row: String = Action::ALL
                .iter()
                .map(|action| if check(*action, status).is_ok() { &action.as_str()[..3] } else { " - " })
                .collect();
            drawn.push_str(&format!("{:28}{row}\n", status.as_str()));
        }
        let expected = "\
Error                        -  -  - RetCan
Scheduled                   Sta -  -  - Can
UpdatingSessionHosts         - Pau -  - Can
ValidatingSessionHostUpdate  -  -  -  - Can
Paused                       -  - Res - Can
Pausing                      -  -  -  -  - 
Cancelling                   -  -  -  -  - 
Succeeded                    -  -  -  -  - 
Failed                       -  -  -  - Can
Cancelled                    -  -  -  -  - 
";
        assert_eq!(drawn, expected);
    }
}
