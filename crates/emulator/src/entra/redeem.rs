//! The token endpoint: authorization codes with PKCE (RFC 7636) and refresh tokens, for clients of type `spa`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use host::{Duration, Instant, Request, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::authorize::client_info;
use super::persona::Persona;
use super::request::{Ask, Wanted, demands_mfa, v2_resource};
use super::session::Session;
use super::tenant::{Standing, Tenant};
use super::token::Issue;
use super::{Aadsts, Dialect, Directory};
use crate::answer::json_of;
use crate::url;

/// How long a code may wait.
const CODE_LIVES: Duration = Duration::from_secs(600);
/// The fixed life of everything that began with one sign-in.
const REFRESH_LIVES: Duration = Duration::from_secs(24 * 3600);

/// How a code begins.
pub(super) const CODE: &str = "0.";
/// How a refresh token begins.
const REFRESH: &str = "1.";

/// What a code or a refresh token stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    tenant: &'static Tenant,
    session: Session,
    client_id: String,
    redirect_uri: String,
    audience: String,
    scopes: String,
    nonce: Option<String>,
    challenge: Option<String>,
    method: Option<String>,
    refresh: bool,
    until: Instant,
}

impl Grant {
    pub(super) fn new(ask: &Ask, wanted: &Wanted, session: Session, now: Instant) -> Self {
        Self {
            tenant: ask.tenant,
            session,
            client_id: ask.client_id.clone(),
            redirect_uri: ask.redirect_uri.clone(),
            audience: wanted.audience.clone(),
            scopes: wanted.scopes.clone(),
            nonce: ask.param("nonce").map(str::to_owned),
            challenge: ask.param("code_challenge").map(str::to_owned),
            method: ask.param("code_challenge_method").map(str::to_owned),
            refresh: ask.param("scope").is_some_and(|scope| scope.split(' ').any(|word| word == "offline_access")),
            until: now + CODE_LIVES,
        }
    }
}

impl Directory {
    /// Answers a request to the token endpoint.
    pub(super) fn redeem(&mut self, now: Instant, request: &Request, tenant: &str) -> Response {
        let form = url::pairs(&String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()));
        let answer = match self.redeemed(now, request.header("origin"), &form, tenant) {
            Ok(body) => json_of(200, &body),
            Err(error) => json_of(400, &self.token_error(&error, now)),
        };
        let origin = request.header("origin").unwrap_or("*").to_owned();
        answer.with_header("Access-Control-Allow-Origin", origin).with_header("Cache-Control", "no-store")
    }

    fn redeemed(&mut self, now: Instant, origin: Option<&str>, form: &[(String, String)], tenant: &str) -> Result<Value, Aadsts> {
        let get = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let only_crossing =
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.";
        let origin = origin.ok_or_else(|| Aadsts::new("invalid_request", 9_002_327, only_crossing))?;
        let (code, refreshes) = match get("grant_type") {
            Some("authorization_code") => (get("code").ok_or_else(|| Aadsts::missing("code"))?, false),
            Some("refresh_token") => (get("refresh_token").ok_or_else(|| Aadsts::missing("refresh_token"))?, true),
            Some(other) => {
                return Err(Aadsts::new("unsupported_grant_type", 70_003, format!("The grant type '{other}' is not supported.")));
            }
            None => return Err(Aadsts::missing("grant_type")),
        };
        let used = || Aadsts::new("invalid_grant", 54_005, "OAuth2 Authorization code was already redeemed or is unknown.");
        // One is not taken for the other: a code without its proof would be good for everybody.
        let fits = code.starts_with(if refreshes { REFRESH } else { CODE });
        // A code is good once; a refresh token stays good for its life.
        let known = if refreshes { self.codes.get(code).cloned() } else { self.codes.remove(code) };
        let grant = known.filter(|_| fits).ok_or_else(used)?;
        if !grant.redirect_uri.strip_prefix(origin).is_some_and(|path| path.starts_with('/')) {
            return Err(Aadsts::new("invalid_request", 9_002_327, only_crossing));
        }
        if grant.until <= now {
            return Err(too_late(refreshes));
        }
        if !refreshes {
            check_proof(&grant, get("redirect_uri"), get("code_verifier"))?;
        }
        if let Some(scope) = get("scope")
            && v2_resource(scope, &self.origin)?.0 != grant.audience
        {
            let text = "The provided value for scope is not valid: the grant is for another resource.";
            return Err(Aadsts::new("invalid_scope", 70_011, text));
        }
        if get("client_id") != Some(grant.client_id.as_str()) {
            return Err(Aadsts::new("invalid_grant", 700_005, "The code was issued to another client."));
        }
        if self.sessions.is_revoked(grant.session.person) {
            return Err(Aadsts::new("invalid_grant", 50_173, "The provided grant has expired due to it being revoked."));
        }
        let session = stepped_up(&grant.session, get("claims"))?;
        // A refresh token is good in every directory that takes the person; a code only where it was issued.
        let tenant = if refreshes { in_tenant(&grant, tenant)? } else { grant.tenant };
        Ok(self.tokens_for(Grant { tenant, session, ..grant }, now))
    }

    fn tokens_for(&mut self, grant: Grant, now: Instant) -> Value {
        let issue = Issue {
            tenant: grant.tenant,
            person: grant.session.person,
            client_id: &grant.client_id,
            audience: &grant.audience,
            dialect: Dialect::V2,
            nonce: grant.nonce.as_deref(),
            mfa: grant.session.mfa,
            now,
        };
        let access = self.access_token(&issue);
        let expires_in = access.as_ref().map(|access| access.expires_in);
        let mut body = json!({
            "token_type": "Bearer", "scope": grant.scopes, "expires_in": expires_in, "ext_expires_in": expires_in,
            "access_token": access.map(|access| access.token), "id_token": self.id_token(&issue, None),
            "client_info": client_info(grant.session.person),
        });
        if grant.refresh {
            let refresh = format!("{REFRESH}{}.{}", self.random.guid(), self.random.guid());
            // A renewed refresh token keeps the end of the first one.
            let until = if grant.challenge.is_some() { now + REFRESH_LIVES } else { grant.until };
            body["refresh_token"] = json!(refresh);
            // Later id tokens answer no request, so they repeat no nonce (OpenID Connect Core 1.0, section 12.2).
            self.codes.insert(refresh, Grant { challenge: None, nonce: None, until, ..grant });
        }
        body
    }

    fn token_error(&mut self, error: &Aadsts, now: Instant) -> Value {
        let (trace, correlation) = (self.random.guid(), self.random.guid());
        let mut body = json!({
            "error": error.error, "error_description": error.description(&trace, &correlation, now), "error_codes": [error.code],
            "timestamp": now.to_rfc3339(), "trace_id": trace, "correlation_id": correlation,
        });
        if let Some(claims) = &error.claims {
            body["claims"] = json!(claims);
            body["suberror"] = json!("basic_action");
        }
        body
    }
}

/// The session with what `claims` ask for: whoever can give it silently has given it; of someone who must show a second factor
/// first, Entra asks for a page (AADSTS50076).
fn stepped_up(session: &Session, claims: Option<&str>) -> Result<Session, Aadsts> {
    if !demands_mfa(claims) || session.mfa {
        return Ok(session.clone());
    }
    if session.person.persona != Persona::Mfa {
        return Ok(Session { mfa: true, ..session.clone() });
    }
    let text = "Due to a configuration change made by your administrator, or because you moved to a new location, you must use \
                multi-factor authentication to access the resource.";
    let mut error = Aadsts::new("interaction_required", 50_076, text);
    error.claims = claims.map(str::to_owned);
    Err(error)
}

fn too_late(refreshes: bool) -> Aadsts {
    if refreshes {
        let text = "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of \
                    1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to \
                    the sign in page.";
        return Aadsts::new("invalid_grant", 700_084, text);
    }
    Aadsts::new(
        "invalid_grant",
        70_008,
        "The provided authorization code has expired. Send a new interactive authorization request.",
    )
}

/// The directory of a path, if it takes the person of the grant; that of the grant where the path names none.
fn in_tenant(grant: &Grant, name: &str) -> Result<&'static Tenant, Aadsts> {
    let tenant = match name {
        "common" | "organizations" => grant.tenant,
        name => {
            Tenant::named(name).ok_or_else(|| Aadsts::new("invalid_request", 90_002, format!("Tenant '{name}' not found.")))?
        }
    };
    match tenant.standing(grant.session.person) {
        Some(Standing::Admitted(_)) => Ok(tenant),
        Some(Standing::NoConsent) => Err(Aadsts::new("invalid_grant", 65_001, "The user or administrator has not consented.")),
        Some(Standing::Blocked) => {
            Err(Aadsts::new("invalid_grant", 53_003, "Access has been blocked by Conditional Access policies."))
        }
        None => Err(Aadsts::new("invalid_grant", 50_020, "The account does not exist in this tenant.")),
    }
}

fn check_proof(grant: &Grant, redirect_uri: Option<&str>, verifier: Option<&str>) -> Result<(), Aadsts> {
    if redirect_uri != Some(grant.redirect_uri.as_str()) {
        return Err(Aadsts::new(
            "invalid_grant",
            500_112,
            "The reply address does not match the one of the authorization request.",
        ));
    }
    let Some(challenge) = &grant.challenge else {
        let text = "Proof Key for Code Exchange is required for cross-origin authorization code redemption.";
        return Err(Aadsts::new("invalid_request", 9_002_325, text));
    };
    if grant.method.as_deref() != Some("S256") {
        return Err(Aadsts::new("invalid_request", 9_002_325, "The code_challenge_method must be 'S256'."));
    }
    let verifier = verifier.ok_or_else(|| Aadsts::missing("code_verifier"))?;
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        let text = "The size of the Code_Verifier must be between 43 and 128 unreserved characters.";
        return Err(Aadsts::new("invalid_grant", 501_481, text));
    }
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) != *challenge {
        return Err(Aadsts::new("invalid_grant", 501_481, "The Code_Verifier does not match the code_challenge."));
    }
    Ok(())
}
