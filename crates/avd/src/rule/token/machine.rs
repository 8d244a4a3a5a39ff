//! How long a registered machine can stay off: the agent renews the token of its own only while the machine runs, and that token holds
//! for 90 days (Learn, "Azure Virtual Desktop FAQ"). Afterwards the agent logs event 3277, `EXPIRED_MACHINE_TOKEN`, and the
//! machine has to be registered again (Learn, "Troubleshoot common Azure Virtual Desktop Agent issues").

use core::time::Duration;

use ::host::Instant;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long the agent's own token holds.
pub const LIFE: Duration = Duration::from_secs(90 * 24 * 3600);
/// So long before its end there is still time to switch the machine on.
const WARNED: Duration = Duration::from_secs(14 * 24 * 3600);

/// What the time since the last heartbeat says about the registration of a machine. An inference: nothing tells the token itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineToken {
    /// The machine was heard of lately.
    Holds,
    /// It ends soon, unless the machine runs for a while before.
    EndsSoon {
        /// When it ends.
        at: Instant,
    },
    /// It has probably ended: the machine needs a new registration.
    Ended {
        /// When it ended.
        since: Instant,
    },
}

impl MachineToken {
    /// What to know and to do; `None` when nothing is.
    pub fn words(self, now: Instant) -> Option<String> {
        match self {
            Self::Holds => None,
            Self::EndsSoon { at } => Some(format!(
                "Off for {} days. Start the VM for about 20 minutes within {}, or you'll have to register it again.",
                (LIFE.saturating_sub(now.until(at))).as_secs() / DAY.as_secs(),
                super::span(now.until(at)),
            )),
            Self::Ended { since } => Some(format!(
                "Off for {} days. A registration is valid for about 90 days, so you probably have to register it again.",
                (LIFE + now.since(since)).as_secs() / DAY.as_secs(),
            )),
        }
    }

    /// Whether a new registration is probably needed.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Ended { .. })
    }
}

/// What the last heartbeat says; `None` if there was none: then nothing is known.
pub fn state(last_heart_beat: Option<Instant>, now: Instant) -> Option<MachineToken> {
    let end = last_heart_beat? + LIFE;
    Some(match end {
        end if end <= now => MachineToken::Ended { since: end },
        end if now.until(end) <= WARNED => MachineToken::EndsSoon { at: end },
        _ => MachineToken::Holds,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn ninety_days_off() {
        let now = Instant::parse("2026-11-21T10:00:00Z").unwrap();
        let seen = |days: u32| Instant::from_millis(now.millis() - i64::from(days) * 86_400_000);
        let cases = [
            (0, None),
            (75, None),
            (76, Some("Off for 76 days. Start the VM for about 20 minutes within 14 d, or you'll have to register it again.")),
            (89, Some("Off for 89 days. Start the VM for about 20 minutes within 1 d, or you'll have to register it again.")),
            (90, Some("Off for 90 days. A registration is valid for about 90 days, so you probably have to register it again.")),
            (
                400,
                Some("Off for 400 days. A registration is valid for about 90 days, so you probably have to register it again."),
            ),
        ];
        for (days, words) in cases {
            let state = state(Some(seen(days)), now).unwrap();
            assert_eq!(state.words(now).as_deref(), words, "{days}");
            assert_eq!(state.has_ended(), days >= 90, "{days}");
        }
        assert_eq!(state(None, now), None, "never heard of: nothing is known");
        assert_eq!(state(Some(now + DAY), now), Some(MachineToken::Holds), "clocks differ");
    }
}
