//! An authorization request, read and checked. Who is asked and what they get is decided elsewhere.

use serde_json::Value;

use super::tenant::Tenant;
use super::{Aadsts, Dialect, Directory, token};

/// What the client asked for, its own identity already accepted.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// The directory that is asked.
    pub(super) tenant: &'static Tenant,
    pub(super) dialect: Dialect,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) correlation: Option<String>,
    pairs: Vec<(String, String)>,
}

/// What a valid request wants to have.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) id_token: bool,
    pub(super) token: bool,
    pub(super) code: bool,
    /// The resource the access token is for, as asked.
    pub(super) audience: String,
    /// The scopes the answer names.
    pub(super) scopes: String,
}

/// Whether a `claims` parameter asks for the authentication context `p1`, as one value or among several.
pub(super) fn demands_mfa(claims: Option<&str>) -> bool {
    let claims = claims.and_then(|text| serde_json::from_str::<Value>(text).ok()).unwrap_or_default();
    let context = &claims["access_token"]["acrs"];
    let values = context["values"].as_array().into_iter().flatten();
    values.chain([&context["value"]]).any(|value| value == "p1")
}

impl Ask {
    /// Checks what concerns the client itself: an error here is shown on the service's page and never redirected.
    pub(super) fn read(
        directory: &Directory,
        tenant: &str,
        dialect: Dialect,
        pairs: Vec<(String, String)>,
    ) -> Result<Self, Aadsts> {
        if tenant == "consumers" {
            let text = "The emulated directory has no personal accounts; use 'common', 'organizations' or the tenant.";
            return Err(Aadsts::new("invalid_request", 50_020, text));
        }
        let Some(tenant) = Tenant::named(tenant) else {
            let text = format!("Tenant '{tenant}' not found. Check that the tenant id is right and that it is in this cloud.");
            return Err(Aadsts::new("invalid_request", 90_002, text));
        };
        let client_id = get(&pairs, "client_id").ok_or_else(|| Aadsts::missing("client_id"))?.to_owned();
        if !is_guid(&client_id) {
            let text = format!("Application with identifier '{client_id}' was not found in the directory 'Contoso'.");
            return Err(Aadsts::new("unauthorized_client", 700_016, text));
        }
        let redirect_uri = get(&pairs, "redirect_uri").ok_or_else(|| Aadsts::missing("redirect_uri"))?.to_owned();
        if !directory.registered(&redirect_uri) {
            let text = format!(
                "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured for the \
                 application '{client_id}'."
            );
            return Err(Aadsts::new("invalid_request", 50_011, text));
        }
        let [state, correlation] = ["state", "client-request-id"].map(|name| get(&pairs, name).map(str::to_owned));
        let ask = Self { tenant, dialect, client_id, redirect_uri, state, correlation, pairs };
        ask.check_parameters()?;
        Ok(ask)
    }

    /// The first value of that parameter, if it is not empty.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        get(&self.pairs, name)
    }

    /// All parameters, for a page that sends them again.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Whether the `claims` parameter asks for the authentication context of mandatory multifactor authentication.
    pub(super) fn asks_for_mfa(&self) -> bool {
        demands_mfa(self.param("claims"))
    }

    /// Mistakes of the client's making that stay on the page, as the error reference has them.
    fn check_parameters(&self) -> Result<(), Aadsts> {
        let response_type = self.param("response_type").ok_or_else(|| Aadsts::missing("response_type"))?;
        if response_type.split(' ').any(|word| word == "id_token") && self.param("nonce").is_none() {
            return Err(Aadsts::missing("nonce"));
        }
        if self.dialect == Dialect::V2 && self.param("scope").is_none() {
            return Err(Aadsts::missing("scope"));
        }
        if self.dialect == Dialect::V2 && self.param("resource").is_some() {
            return Err(Aadsts::new("invalid_request", 901_002, "The 'resource' request parameter is not supported."));
        }
        Ok(())
    }

    /// Checks the rest: an error here goes back to the client.
    pub(super) fn wanted(&self, origin: &str) -> Result<Wanted, Aadsts> {
        let words: Vec<&str> = self.param("response_type").unwrap_or_default().split(' ').collect();
        let has = |word: &str| words.contains(&word);
        if !words.iter().all(|word| ["id_token", "token", "code"].contains(word)) {
            let text = "The 'response_type' parameter has a value that is not supported.";
            return Err(Aadsts::new("unsupported_response_type", 70_005, text));
        }
        let mode = self.param("response_mode");
        if mode.is_some_and(|mode| mode != "fragment") && (has("token") || has("id_token")) || mode == Some("form_post") {
            let text =
                format!("'{}' is not a supported value of 'response_mode' when requesting a token.", mode.unwrap_or_default());
            return Err(Aadsts::new("invalid_request", 70_007, text));
        }
        let (audience, scopes) = match self.dialect {
            Dialect::V1 => (v1_resource(self.param("resource"), origin)?, "user_impersonation".to_owned()),
            Dialect::V2 => v2_resource(self.param("scope").unwrap_or_default(), origin)?,
        };
        Ok(Wanted { id_token: has("id_token"), token: has("token"), code: has("code"), audience, scopes })
    }
}

/// Without `resource` a v1 token is for the directory's own Graph: useless at ARM, but a token.
fn v1_resource(resource: Option<&str>, origin: &str) -> Result<String, Aadsts> {
    match resource {
        None => Ok("00000002-0000-0000-c000-000000000000".to_owned()),
        Some(resource) if token::is_arm(resource, origin) => Ok(resource.to_owned()),
        Some(resource) => Err(unknown_resource(resource)),
    }
}

/// One resource a request; without one the token is for Microsoft Graph.
pub(super) fn v2_resource(scope: &str, origin: &str) -> Result<(String, String), Aadsts> {
    let scopes: Vec<&str> = scope.split(' ').filter(|scope| !scope.is_empty()).collect();
    let mut resources: Vec<&str> = scopes.iter().filter_map(|scope| Some(scope.rsplit_once('/')?.0)).collect();
    resources.dedup();
    match resources.as_slice() {
        [] => Ok(("00000003-0000-0000-c000-000000000000".to_owned(), scopes.join(" "))),
        [resource] if token::is_arm(resource, origin) => {
            let known =
                |scope: &&&str| !scope.contains('/') || scope.ends_with("/user_impersonation") || scope.ends_with("/.default");
            if let Some(unknown) = scopes.iter().find(|scope| !known(scope)) {
                let text = format!("The application asked for scope '{unknown}' that doesn't exist on the resource.");
                return Err(Aadsts::new("invalid_client", 650_053, text));
            }
            let oidc = scopes.iter().filter(|scope| !scope.contains('/') && **scope != "offline_access");
            let granted = ["user_impersonation", ".default"].map(|name| format!("{resource}/{name}"));
            let all: Vec<&str> = oidc.copied().chain(granted.iter().map(String::as_str)).collect();
            Ok(((*resource).to_owned(), all.join(" ")))
        }
        [resource] => Err(unknown_resource(resource)),
        _ => {
            let text = format!("Provided value for the input parameter scope is not valid: more than one resource in '{scope}'.");
            Err(Aadsts::new("invalid_request", 28_000, text))
        }
    }
}

fn unknown_resource(resource: &str) -> Aadsts {
    let text = format!("The resource principal named {resource} was not found in the tenant named Contoso.");
    Aadsts::new("invalid_resource", 500_011, text)
}

fn get<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// Whether the text has the form of a GUID.
pub(super) fn is_guid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_scope_names_one_resource() {
        let check = |scope: &str| v2_resource(scope, "http://localhost:8081").map_err(|error| error.code);
        let arm = "https://management.azure.com";
        let (audience, scopes) = check("openid profile https://management.azure.com/user_impersonation").unwrap();
        assert_eq!(audience, arm);
        assert_eq!(scopes, format!("openid profile {arm}/user_impersonation {arm}/.default"));
        assert_eq!(
            check("https://management.core.windows.net//user_impersonation").unwrap().0,
            "https://management.core.windows.net/"
        );
        assert_eq!(check("http://localhost:8081/.default").unwrap().0, "http://localhost:8081");
        assert_eq!(check("https://management.azure.com/x https://vault.azure.net/y"), Err(28_000));
        assert_eq!(check("https://vault.azure.net/user_impersonation"), Err(500_011));
        assert_eq!(check("https://management.azure.com/everything"), Err(650_053));
        assert_eq!(check("openid").unwrap().0, "00000003-0000-0000-c000-000000000000");
    }
}
