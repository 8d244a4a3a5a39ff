//! The configuration, in MSAL's words: what `config.json` may say and what it means.
//!
//! Names follow the MSAL.js configuration reference (learn.microsoft.com/entra/msal/javascript/browser/configuration); the
//! console's own settings stand in blocks of their own, `arm` and `entra`. Reading is all or nothing: a file with any
//! problem is refused, and every problem is reported at once.

mod names;
mod read;
mod reader;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use host::Duration;
use serde_json::Value;

use crate::authority::{Authority, Dialect};

/// A configuration that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `auth.clientId`: the application id of the registration.
    pub client_id: String,
    /// `auth.authority`.
    pub authority: Authority,
    /// `auth.redirectUri`, absolute.
    pub redirect_uri: String,
    /// `auth.postLogoutRedirectUri`, absolute; `None` stays on Entra's page.
    pub post_logout_redirect_uri: Option<String>,
    /// `auth.navigateToLoginRequestUrl`: return to where the sign-in began.
    pub navigate_to_login_request_url: bool,
    /// `auth.clientCapabilities`; `CP1` announces that claims challenges are understood.
    pub client_capabilities: Vec<String>,
    /// `cache.cacheLocation`.
    pub cache_location: CacheLocation,
    /// `system.tokenRenewalOffsetSeconds`: how long before its end a token is renewed.
    pub token_renewal_offset: Duration,
    /// `system.iframeHashTimeout` (also `loadFrameTimeout`, `iframeBridgeTimeout`).
    pub iframe_timeout: Duration,
    /// The `arm` block.
    pub arm: ArmConfig,
    /// `entra.dialect`.
    pub dialect: Dialect,
    /// `entra.flow`.
    pub flow: Flow,
    /// What all this was read from.
    text: Arc<str>,
}

/// Where tokens are kept while the tab lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CacheLocation {
    /// In this tab's session storage: a reload stays signed in.
    #[default]
    SessionStorage,
    /// In memory only: a reload asks Entra again.
    MemoryStorage,
}

/// How tokens come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// With the answer of the sign-in page, in the address.
    #[default]
    Implicit,
    /// From the token endpoint, for a code and the proof of who asked for it (PKCE); a refresh token comes along.
    Code,
}

/// The API that tokens are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArmConfig {
    /// `arm.endpoint`, an origin.
    pub endpoint: String,
    /// `arm.audience`.
    pub audience: String,
    /// `arm.apiVersions`: operation family → api-version.
    pub api_versions: BTreeMap<String, String>,
}

/// One thing that keeps the configuration from being used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The setting, `auth.clientId`; `config.json` for the file as a whole.
    pub field: String,
    /// What is wrong with it.
    pub why: String,
    /// What to do.
    pub fix: String,
}

impl Config {
    /// Reads `config.json` for the app that is served from `app_origin`.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the file's description.
    pub fn parse(json: &str, app_origin: &str) -> Result<Self, Vec<ConfigProblem>> {
        read::config(json, app_origin)
    }

    /// The same for who does not say what is wrong.
    pub fn read(json: &str, app_origin: &str) -> Option<Self> {
        read::config::<bool>(json, app_origin).ok()
    }

    /// A `config.json` to start from, complete but for the client id.
    pub fn sample() -> String {
        include_str!("config/sample.json").to_owned()
    }

    /// What was read and has no effect: unknown names, MSAL settings without meaning here.
    pub fn notes(&self) -> Vec<String> {
        Self::notes_on(&self.text)
    }

    /// The same of a `config.json` that cannot be used: a misspelt name is often why.
    pub fn notes_on(json: &str) -> Vec<String> {
        let value: Option<Value> = serde_json::from_str(json.trim_start_matches('\u{feff}')).ok();
        value.as_ref().and_then(Value::as_object).map(names::notes).unwrap_or_default()
    }

    /// The scopes of a v2 request: one resource, what an id token needs, and in the code flow a refresh token.
    pub fn scopes(&self) -> Vec<String> {
        let mut scopes = vec!["openid".into(), "profile".into()];
        if self.flow == Flow::Code {
            scopes.push("offline_access".into());
        }
        scopes.push([&self.arm.audience, "/user_impersonation"].concat());
        scopes
    }

    /// The resource of a v1 request. ARM's is documented with a trailing slash.
    pub fn resource(&self) -> String {
        format!("{}/", self.arm.audience.trim_end_matches('/'))
    }

    /// The page that asks an administrator to grant the permission for the whole directory.
    pub fn admin_consent_url(&self, tenant: Option<&str>) -> String {
        let named = tenant.and_then(|tenant| self.authority.in_tenant(tenant));
        let authority = named.as_ref().unwrap_or(&self.authority);
        let tenant = if matches!(authority.tenant(), "common" | "consumers") { "organizations" } else { authority.tenant() };
        let query = crate::text::query(&[("client_id", &self.client_id), ("redirect_uri", &self.redirect_uri)]);
        format!("{}/{tenant}/adminconsent?{query}", authority.origin())
    }
}
