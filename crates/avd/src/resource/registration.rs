//! Registration tokens: the secret that lets a machine join a host pool
//! (`RegistrationInfo`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use core::fmt;

use arm::{Json, Misread};
use serde_json::Value;

use super::Timestamp;
use crate::word::{record, serde_by_json, word};

/// A registration token. Its `Debug` hides the text: it is a password.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrationToken(String);

impl Json for RegistrationToken {
    fn from_json(value: Value) -> Result<Self, Misread> {
        String::from_json(value).map(Self)
    }

    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

serde_by_json!(RegistrationToken);

impl RegistrationToken {
    /// Wraps the text of a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that shows or copies it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RegistrationToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RegistrationToken(…)")
    }
}

record! {
    /// The registration token of a host pool (`RegistrationInfo`).
    RegistrationInfo {
        /// When it ends.
        expiration_time: Timestamp,
        /// The token.
        token: RegistrationToken,
        /// What a write asked for; Azure answers it back, and gives `None` where nothing was asked.
        registration_token_operation: RegistrationTokenOperation,
    } + other
}

record! {
    /// What a request asks for: `RegistrationInfo` without the token, which only answers have. No draft can keep a secret in it.
    RegistrationRequest {
        /// When the token to create expires.
        expiration_time: Timestamp,
        /// What to do with the token.
        registration_token_operation: RegistrationTokenOperation,
    }
}

record! {
    /// The answer of `HostPools_ListRegistrationTokens`.
    RegistrationTokenList {
        /// The tokens.
        value: Vec<RegistrationInfo>,
    }
}

word! {
    /// What to do with the registration token.
    RegistrationTokenOperation {
        /// Revoke it.
        Delete = "Delete",
        /// Leave it alone.
        None = "None",
        /// Make one.
        Update = "Update",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_not_print_itself() {
        let info = RegistrationInfo { token: Some(RegistrationToken::new("very-secret")), ..Default::default() };
        assert!(!format!("{info:?}").contains("very-secret"));
    }
}
