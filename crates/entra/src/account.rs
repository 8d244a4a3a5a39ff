//! Who signed in: MSAL's account object.

use serde_json::Value;

use crate::error::Fault;
use crate::id_token::IdToken;
use crate::text::from_base64;

/// The signed-in user in one directory. Names as in MSAL's `AccountInfo`.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Display name; the user name if there is none.
    pub name: String,
    /// User principal name, for display only: it may change.
    pub username: String,
    /// The directory the token is for.
    pub tenant_id: String,
    /// `{object id}.{tenant id}` of the user's home directory: the same in every directory.
    pub home_account_id: String,
    /// The object id in this directory.
    pub local_account_id: String,
    /// The authority's host.
    pub environment: String,
    /// The opaque `login_hint` claim, if the registration asks for it.
    pub login_hint: Option<String>,
}

impl core::fmt::Debug for Account {
    /// Ids without names: a log is no place for who someone is.
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.debug_struct("Account")
            .field("tenant_id", &self.tenant_id)
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}

impl Account {
    pub(crate) fn new(token: &IdToken, client_info: Option<&str>, environment: &str) -> Result<Self, Fault> {
        let tenant_id = token.tenant_id().ok_or(Fault::Issuer)?.to_owned();
        // v1 tokens have an oid as well; `sub` is the last resort of apps without profile scope.
        let local = token.text("oid").or_else(|| token.text("sub")).ok_or(Fault::IdToken)?.to_owned();
        let username = ["preferred_username", "upn", "unique_name", "email"]
            .into_iter()
            .find_map(|claim| token.text(claim))
            .unwrap_or(&local)
            .to_owned();
        let home_account_id = match client_info {
            Some(info) => home(info).ok_or(Fault::ClientInfo)?,
            None => format!("{local}.{tenant_id}"),
        };
        Ok(Self {
            name: token.text("name").unwrap_or(&username).to_owned(),
            username,
            tenant_id,
            home_account_id,
            local_account_id: local,
            environment: environment.to_owned(),
            login_hint: token.text("login_hint").map(str::to_owned),
        })
    }

    /// What makes Entra find the same user again without a question.
    pub fn hint(&self) -> &str {
        self.login_hint.as_deref().unwrap_or(&self.username)
    }

    /// Who, at which cloud, in whatever directory.
    pub fn person(&self) -> String {
        [&self.home_account_id, "|", &self.environment].concat()
    }

    /// Names what is kept of this person in this directory: home account, cloud, directory, in the order of MSAL's keys.
    pub fn key(&self) -> String {
        [&self.person(), "|", &self.tenant_id].concat()
    }

    /// Whether this is their own directory; elsewhere they are a guest.
    pub fn is_home(&self) -> bool {
        self.home_account_id.rsplit_once('.').is_some_and(|(_, home)| home == self.tenant_id)
    }

    /// Whether both are the same person, in whatever directory.
    pub fn is_same_user(&self, other: &Self) -> bool {
        self.environment == other.environment && self.home_account_id == other.home_account_id
    }
}

/// `client_info`: base64url JSON with `uid` and `utid`.
fn home(client_info: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(&from_base64(client_info)?).ok()?;
    let part = |name: &str| value.get(name)?.as_str().filter(|text| !text.is_empty());
    Some(format!("{}.{}", part("uid")?, part("utid")?))
}
