//! Registration tokens: what state one is in, how long it may live, how it is made and revoked.
//!
//! A token lives 1 hour to 27 days (Learn, "Add session hosts to a host pool"). The service gives it only through
//! `HostPools_RetrieveRegistrationToken`; a host pool read does not. A token for one session host is a matter of its own (`host`).

pub mod host;
pub mod machine;
pub mod open;

use core::fmt;
use core::time::Duration;

use ::host::Instant;
use arm::ResourceId;
use serde_json::json;

use crate::change::{Change, ReadBack};
use crate::operation::host_pools;
use crate::resource::{ManagementType, RegistrationInfo, RegistrationTokenOperation};
use crate::version::ApiVersions;

const HOUR: Duration = Duration::from_secs(3600);
const SHORTEST: Duration = HOUR;
const LONGEST: Duration = Duration::from_secs(27 * 24 * 3600);
/// Clocks differ and a review takes time: this much is kept free at both ends.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// A token that ends within this time ends soon: to build a machine and to register it may take as long, and no life is shorter.
pub const SOON: Duration = HOUR;

/// What state the token of a pool is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// There is none.
    None,
    /// There is one.
    Valid {
        /// When it ends.
        until: Instant,
    },
    /// There was one.
    Expired {
        /// When it ended.
        since: Instant,
    },
}

impl TokenState {
    /// Whether a machine can join with it.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Valid { .. })
    }

    /// Whether it ends within [`SOON`].
    pub fn ends_soon(self, now: Instant) -> bool {
        matches!(self.at(now), Self::Valid { until } if now.until(until) < SOON)
    }

    /// What became of a state since it was read: a token may have ended.
    #[must_use]
    pub fn at(self, now: Instant) -> Self {
        match self {
            Self::Valid { until } if until <= now => Self::Expired { since: until },
            other => other,
        }
    }

    /// When it ends or ended.
    pub const fn end(self) -> Option<Instant> {
        match self {
            Self::None => None,
            Self::Valid { until: at } | Self::Expired { since: at } => Some(at),
        }
    }

    /// The state in words: "valid for 3 h 12 min".
    pub fn words(self, now: Instant) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Valid { until } => format!("valid for {}", span(now.until(until))),
            Self::Expired { since } => format!("expired {} ago", span(now.since(since))),
        }
    }
}

/// The state of a token as `HostPools_RetrieveRegistrationToken` describes it. Without a token text there is none; an expired one
/// may still be listed.
pub fn state(info: &RegistrationInfo, now: Instant) -> TokenState {
    let has_token = info.token.as_ref().is_some_and(|token| !token.reveal().is_empty());
    match info.expiration_time.as_ref().and_then(crate::resource::Timestamp::at) {
        Some(until) if has_token && until > now => TokenState::Valid { until },
        Some(since) if has_token => TokenState::Expired { since },
        _ => TokenState::None,
    }
}

/// The largest two units of a span: "3 h 12 min", "6 d 4 h", "under a minute".
pub fn span(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => "under a minute".to_owned(),
        (0, 0, rest) => format!("{rest} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, rest) => format!("{hours} h {rest} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// "20 min to 35 min"; one of them if both read the same.
pub(super) fn spread(fast: Duration, slow: Duration) -> String {
    let (fast, slow) = (span(fast), span(slow));
    if fast == slow { fast } else { format!("{fast} to {slow}") }
}

/// What Azure reports of the last request (`registrationTokenOperation` of an answer). It says nothing about the token itself.
pub fn operation_words(info: &RegistrationInfo) -> String {
    let words = match &info.registration_token_operation {
        Some(RegistrationTokenOperation::Update) => "Update (create or renew the token)",
        Some(RegistrationTokenOperation::Delete) => "Delete (revoke the token)",
        Some(RegistrationTokenOperation::None) => "None (leave the token as it is)",
        Some(RegistrationTokenOperation::Other(word)) => word,
        None => "not reported",
    };
    format!("Token operation in Azure's answer: {words}")
}

/// Why an expiry is refused. `Display` is the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryProblem {
    /// Less than an hour.
    TooSoon {
        /// The first instant that is allowed.
        earliest: Instant,
    },
    /// More than 27 days.
    TooLate {
        /// The last instant that is allowed.
        latest: Instant,
    },
}

impl fmt::Display for ExpiryProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSoon { earliest } => {
                write!(out, "A registration token must be valid for at least 1 hour. The earliest expiration is {earliest}.")
            }
            Self::TooLate { latest } => {
                write!(out, "A registration token can be valid for at most 27 days. The latest expiration is {latest}.")
            }
        }
    }
}

/// Whether the service takes this expiry: 1 hour to 27 days from now, with a margin of five minutes at both ends.
pub fn check_expiry(expiry: Instant, now: Instant) -> Result<(), ExpiryProblem> {
    let (earliest, latest) = (now + SHORTEST + MARGIN, now + LONGEST - MARGIN);
    if expiry < earliest {
        return Err(ExpiryProblem::TooSoon { earliest });
    }
    if expiry > latest { Err(ExpiryProblem::TooLate { latest }) } else { Ok(()) }
}

/// A life to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name.
    pub label: &'static str,
    life: Duration,
}

impl Preset {
    /// When a token made now ends; always within what [`check_expiry`] allows.
    pub fn expiry(self, now: Instant) -> Instant {
        now + self.life.min(LONGEST.saturating_sub(MARGIN))
    }
}

/// The lives to choose from, shortest first.
pub const fn presets() -> [Preset; 5] {
    [
        Preset { label: "2 hours", life: Duration::from_secs(2 * 3600) },
        Preset { label: "8 hours", life: Duration::from_secs(8 * 3600) },
        Preset { label: "24 hours", life: Duration::from_secs(24 * 3600) },
        Preset { label: "7 days", life: Duration::from_secs(7 * 24 * 3600) },
        Preset { label: "27 days", life: LONGEST },
    ]
}

/// Why a pool has no registration token to hand out; `None` if it can have one.
pub fn refusal(management: Option<&ManagementType>) -> Option<&'static str> {
    (management == Some(&ManagementType::Automated)).then_some(
        "Azure creates and registers the session hosts of this Automated pool, so it has no registration token. To add session \
            hosts, raise the instance count.",
    )
}

/// Makes a token that ends at `expiry`.
pub fn create(pool: &ResourceId, expiry: Instant, versions: &ApiVersions) -> Change {
    let body = json!({"properties": {"registrationInfo": {
        "expirationTime": expiry.to_rfc3339(),
        "registrationTokenOperation": "Update",
    }}});
    Change {
        title: "Create a registration token".to_owned(),
        target: pool.clone(),
        call: host_pools::update_registration(pool, body, versions),
        effects: vec![
            format!("The host pool gets a registration token, valid until {expiry}."),
            "Session hosts that are already registered stay registered.".to_owned(),
        ],
        warnings: vec![
            "Anyone with this token can add a machine to the pool and receive user sessions. Revoke it when you're done."
                .to_owned(),
            "Microsoft doesn't document whether a new token invalidates the old one. To be sure, revoke the old one first."
                .to_owned(),
        ],
        verify: ReadBack::RegistrationToken,
    }
}

/// Revokes the token.
pub fn revoke(pool: &ResourceId, versions: &ApiVersions) -> Change {
    let body = json!({"properties": {"registrationInfo": {"registrationTokenOperation": "Delete"}}});
    Change {
        title: "Revoke the registration token".to_owned(),
        target: pool.clone(),
        call: host_pools::update_registration(pool, body, versions),
        effects: vec![
            "After you revoke it, no session host can register with the token.".to_owned(),
            "Session hosts that are already registered stay registered.".to_owned(),
        ],
        warnings: Vec::new(),
        verify: ReadBack::RegistrationToken,
    }
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
