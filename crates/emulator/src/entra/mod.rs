//! The Entra ID part: who can sign in, the pages they see, the tokens they get.
//!
//! Both dialects of the authorization endpoint, the token endpoint for authorization codes, keys, metadata and sign-out, as the
//! Microsoft identity platform documents them ("Microsoft identity platform and implicit grant flow", "… and OAuth 2.0
//! authorization code flow", "OpenID Connect on the Microsoft identity platform"). It knows no resource and no permission.

mod aadsts;
mod authorize;
mod key;
mod metadata;
mod page;
mod persona;
mod redeem;
mod request;
mod session;
pub(crate) mod tenant;
mod token;

use std::collections::BTreeMap;

use host::{Duration, Instant, Method, Request, Response};

pub(crate) use aadsts::Aadsts;
pub(crate) use persona::find;
pub use persona::{PEOPLE, Person, Persona, TENANT_DOMAIN, TENANT_ID, TENANT_NAME};
pub use tenant::Tenant;
pub use token::{AuthRefusal, Caller};

use crate::random::Random;
use crate::url::Url;
use key::Key;
use session::Sessions;

/// Where `error_uri` leads.
const ERROR_PAGE: &str = "/error";

/// The directory: its people, its key, open sign-ins and the registration of the app.
#[derive(Debug)]
pub(crate) struct Directory {
    origin: String,
    app_origins: Vec<String>,
    random: Random,
    sessions: Sessions,
    codes: BTreeMap<String, redeem::Grant>,
    tokens: token::Register,
    /// Access token lifetime; drawn between 60 and 90 minutes when not set.
    pub(crate) lifetime: Option<Duration>,
    /// Whether whoever asks keeps cookies.
    pub(crate) cookies: bool,
    /// Where the app was that last signed somebody in: it is told when a session ends.
    app: Option<String>,
    /// What the next authorization answers, whatever it asks.
    pub(crate) next_error: Option<Aadsts>,
}

impl Directory {
    /// A directory that issues tokens at `origin` to an app served from `app_origins`.
    pub(crate) fn new(origin: &str, app_origins: &[String], seed: u64) -> Self {
        Self {
            origin: origin.to_owned(),
            app_origins: app_origins.to_vec(),
            random: Random::named(seed, "directory"),
            sessions: Sessions::default(),
            codes: BTreeMap::new(),
            tokens: token::Register::default(),
            lifetime: None,
            cookies: false,
            app: None,
            next_error: None,
        }
    }

    /// Whether a path belongs to the sign-in service and not to ARM: a tenant followed by one of its endpoints.
    pub(crate) fn owns(path: &str) -> bool {
        path == ERROR_PAGE || split(path).is_some_and(|(_, endpoint)| Endpoint::of(endpoint).is_some())
    }

    /// Answers a request to the sign-in service.
    pub(crate) fn handle(&mut self, now: Instant, request: &Request) -> Response {
        let url = Url::parse(&request.url);
        if url.path == ERROR_PAGE {
            return page::about(url.param("code").unwrap_or_default());
        }
        let Some((tenant, endpoint)) = split(&url.path) else { return Response::new(404) };
        match (Endpoint::of(endpoint), request.method) {
            (Some(Endpoint::Authorize(dialect)), Method::Get | Method::Post) => self.authorize(now, request, tenant, dialect),
            (Some(Endpoint::Token), Method::Post) => self.redeem(now, request, tenant),
            (Some(Endpoint::Logout), Method::Get | Method::Post) => self.logout(request, &url.query),
            (Some(Endpoint::Keys), Method::Get) => metadata::readable(&Key::written().map(Key::set).unwrap_or_default()),
            (Some(Endpoint::Metadata(dialect)), Method::Get) => metadata::document(&self.origin, tenant, dialect),
            (Some(Endpoint::Instances), Method::Get) => metadata::instances(&self.origin),
            (Some(_), _) => Response::new(405),
            (None, _) => Response::new(404),
        }
    }

    /// Whether an answer may go there: an exact registered address, the port ignored on the local machine.
    fn registered(&self, redirect_uri: &str) -> bool {
        const PATHS: [&str; 2] = ["/auth/redirect.html", "/"];
        let Some(path_at) = redirect_uri.find("://").and_then(|at| Some(at + 3 + redirect_uri[at + 3..].find('/')?)) else {
            return false;
        };
        let (origin, path) = redirect_uri.split_at(path_at);
        PATHS.contains(&path) && self.app_origins.iter().any(|known| portless(known) == portless(origin))
    }
}

/// The two dialects of the endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `/oauth2/…` with `resource`.
    V1,
    /// `/oauth2/v2.0/…` with `scope`.
    V2,
}

/// What a path below the tenant is.
enum Endpoint {
    Authorize(Dialect),
    Token,
    Logout,
    Keys,
    Metadata(Dialect),
    Instances,
}

impl Endpoint {
    fn of(path: &str) -> Option<Self> {
        Some(match path {
            "oauth2/authorize" => Self::Authorize(Dialect::V1),
            "oauth2/v2.0/authorize" => Self::Authorize(Dialect::V2),
            "oauth2/v2.0/token" => Self::Token,
            "oauth2/logout" | "oauth2/v2.0/logout" => Self::Logout,
            "discovery/keys" | "discovery/v2.0/keys" => Self::Keys,
            ".well-known/openid-configuration" => Self::Metadata(Dialect::V1),
            "v2.0/.well-known/openid-configuration" => Self::Metadata(Dialect::V2),
            "discovery/instance" => Self::Instances,
            _ => return None,
        })
    }
}

fn split(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix('/')?.split_once('/')
}

/// The origin without its port where the port does not count: Entra ignores it for `localhost`.
fn portless(origin: &str) -> &str {
    let local = ["http://localhost", "http://127.0.0.1"];
    let same = |host: &&&str| origin.strip_prefix(**host).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
    local.iter().find(same).copied().unwrap_or(origin)
}

#[cfg(test)]
mod redeem_tests;
#[cfg(test)]
mod tests;
