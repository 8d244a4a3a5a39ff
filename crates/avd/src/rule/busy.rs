//! What must be left alone while a session host update holds a pool.
//!
//! Learn, "Update session hosts using session host update": during an update, session hosts must not be removed and their drain
//! mode and power state must not be changed; a pool cannot be deleted before its failed update is cancelled.

use core::fmt;

use super::run::{is_active, phase};
use crate::resource::UpdateState;

/// What someone wants to do to a pool or its hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Switch the drain mode of a host.
    Drain,
    /// Remove a host from the pool.
    Remove,
    /// Start, stop or restart a machine.
    Power,
    /// Delete the pool.
    DeletePool,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Drain, Self::Remove, Self::Power, Self::DeletePool];
}

/// Why an act is off. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked.
    pub act: Act,
    /// The status of the update that stands in the way.
    pub status: UpdateState,
}

/// Whether an act is free to do. `status` is `None` if the pool never had an update.
///
/// A scheduled update has not begun: hosts may still be touched, but it holds the pool itself.
pub fn may(act: Act, status: Option<&UpdateState>) -> Result<(), Refusal> {
    match status {
        Some(UpdateState::Scheduled) if act != Act::DeletePool => Ok(()),
        Some(status) if is_active(status) => Err(Refusal { act, status: status.clone() }),
        _ => Ok(()),
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.act {
            Act::Drain => "You can't change drain mode",
            Act::Remove => "You can't remove session hosts",
            Act::Power => "You can't start or stop VMs",
            Act::DeletePool => "You can't delete the pool",
        };
        let then = match (self.act, &self.status) {
            (Act::DeletePool, _) => "Cancel the update first.",
            (_, UpdateState::Error) => "Retry or cancel the update first.",
            (_, UpdateState::Paused) => "Resume the update and let it finish, or cancel it.",
            _ => "Wait until it's finished.",
        };
        write!(
            out,
            "{what} while the pool is locked by a session host update ({}). {then}",
            phase(&self.status).label.to_lowercase()
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_run_holds_the_pool_until_it_has_ended() {
        for status in UpdateState::KNOWN {
            for act in Act::ALL {
                let free = !is_active(status) || (*status == UpdateState::Scheduled && act != Act::DeletePool);
                assert_eq!(may(act, Some(status)).is_ok(), free, "{act:?} {status}");
            }
        }
        assert!(Act::ALL.into_iter().all(|act| may(act, None).is_ok()));
        assert!(may(Act::Power, Some(&UpdateState::Other("New".to_owned()))).is_err());
    }

    #[test]
    fn the_reason_says_what_to_do() {
        let why = |act, status| may(act, Some(&status)).unwrap_err().to_string();
        assert_eq!(
            why(Act::Drain, UpdateState::UpdatingSessionHosts),
            "You can't change drain mode while the pool is locked by a session host update (updating). Wait until it's finished."
        );
        assert_eq!(
            why(Act::DeletePool, UpdateState::Error),
            "You can't delete the pool while the pool is locked by a session host update (stopped with an error). Cancel the update first."
        );
    }
}
