//! Leaving: the sign-out page.

use crate::account::Account;
use crate::authority::Dialect;
use crate::config::Config;
use crate::text::query;

/// The page that ends the session at Entra and comes back to `postLogoutRedirectUri`.
///
/// `logout_hint` takes the opaque `login_hint` claim, never a user name (*Send a sign-out request*,
/// learn.microsoft.com/entra/identity-platform/v2-protocols-oidc). Clear everything stored before going there.
pub fn logout_url(config: &Config, account: Option<&Account>) -> String {
    let mut pairs = Vec::new();
    if config.dialect == Dialect::V2 {
        // OpenID Connect RP-Initiated Logout 1.0, section 2: without it or an id token hint nobody knows whose return address it is.
        pairs.push(("client_id", config.client_id.as_str()));
    }
    if let Some(uri) = &config.post_logout_redirect_uri {
        pairs.push(("post_logout_redirect_uri", uri.as_str()));
    }
    if config.dialect == Dialect::V2
        && let Some(hint) = account.and_then(|account| account.login_hint.as_deref())
    {
        pairs.push(("logout_hint", hint));
    }
    let authority =
        account.and_then(|account| config.authority.in_tenant(&account.tenant_id)).unwrap_or_else(|| config.authority.clone());
    let endpoint = authority.endpoint(config.dialect, "logout");
    if pairs.is_empty() { endpoint } else { format!("{endpoint}?{}", query(&pairs)) }
}
