//! What a tab keeps from one page to the next, to JSON and back.
//!
//! By hand: a derived decoder of each type is many times as large, and all of this is in the first file that is loaded.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::account::Account;
use crate::authority::{Authority, Dialect};
use crate::frame::FrameRecord;
use crate::renewal::RenewalMemory;
use crate::request::{Interaction, Pending};
use crate::session::Session;

/// A type of this crate that is kept.
pub(crate) trait Kept: Sized {
    /// As JSON.
    fn keep(&self) -> Value;
    /// From JSON; `None` if it has another shape: from another version of the app, or changed by somebody.
    fn recall(kept: &Value) -> Option<Self>;
}

macro_rules! serde_by_value {
    ($($kind:ty),+) => {$(
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.keep().serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::recall(&Value::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("it has another shape"))
            }
        }
    )+};
}

serde_by_value!(Account, FrameRecord, Pending, RenewalMemory, Session);

/// A text.
pub(crate) fn text(kept: &Value, name: &str) -> Option<String> {
    kept[name].as_str().map(str::to_owned)
}

/// A list of texts.
pub(crate) fn texts(kept: &Value, name: &str) -> Option<Vec<String>> {
    kept[name].as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

impl Kept for Account {
    fn keep(&self) -> Value {
        json!({
            "name": self.name, "username": self.username, "tenantId": self.tenant_id, "homeAccountId": self.home_account_id,
            "localAccountId": self.local_account_id, "environment": self.environment, "loginHint": self.login_hint,
        })
    }

    fn recall(kept: &Value) -> Option<Self> {
        Some(Self {
            name: text(kept, "name")?,
            username: text(kept, "username")?,
            tenant_id: text(kept, "tenantId")?,
            home_account_id: text(kept, "homeAccountId")?,
            local_account_id: text(kept, "localAccountId")?,
            environment: text(kept, "environment")?,
            login_hint: text(kept, "loginHint"),
        })
    }
}

impl Kept for Pending {
    fn keep(&self) -> Value {
        json!({
            "stateId": self.state_id, "nonce": self.nonce, "verifier": self.verifier, "interaction": self.interaction.as_str(),
            "authority": self.authority.url(), "v1": self.dialect == Dialect::V1, "clientId": self.client_id,
            "scopes": self.scopes, "startedAt": self.started_at, "promptNone": self.prompt_none, "idTokenOnly": self.id_token_only,
            "returnPath": self.return_path, "correlationId": self.correlation_id, "loginHint": self.login_hint,
            "claims": self.claims,
        })
    }

    fn recall(kept: &Value) -> Option<Self> {
        let interaction = text(kept, "interaction")?;
        Some(Self {
            state_id: text(kept, "stateId")?,
            nonce: text(kept, "nonce")?,
            verifier: text(kept, "verifier"),
            interaction: Interaction::ALL.into_iter().find(|one| one.as_str() == interaction)?,
            authority: Authority::parse(kept["authority"].as_str()?)?,
            dialect: if kept["v1"].as_bool()? { Dialect::V1 } else { Dialect::V2 },
            client_id: text(kept, "clientId")?,
            scopes: texts(kept, "scopes")?,
            started_at: kept["startedAt"].as_i64()?,
            prompt_none: kept["promptNone"].as_bool()?,
            id_token_only: kept["idTokenOnly"].as_bool()?,
            return_path: text(kept, "returnPath")?,
            correlation_id: text(kept, "correlationId")?,
            login_hint: text(kept, "loginHint"),
            claims: text(kept, "claims"),
        })
    }
}
