//! The authorization code flow: a code becomes tokens, and a refresh token becomes the next ones. Requests and answers as values.
//!
//! The answer of the token endpoint is read into an [`Answer`] with the state of its request, and goes through the same checks as one
//! of the implicit flow ([`accept`](crate::accept)). A code and a refresh token go to the authority's own token endpoint and nowhere
//! else; there is no secret.
//!
//! Sources: *OAuth 2.0 authorization code flow* and *Refresh tokens* (learn.microsoft.com/entra/identity-platform); RFC 7636;
//! OpenID Connect Core 1.0, section 12.

use host::{Host, Instant, Method, Request, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::authority::Dialect;
use crate::config::Config;
use crate::error::SignInError;
use crate::request::{Interaction, Pending, claims};
use crate::session::{Session, grant, ours};
use crate::text;

/// A fresh verifier: 32 random bytes in 43 characters, as RFC 7636 section 4.1 recommends.
pub(crate) fn verifier(host: &impl Host) -> String {
    text::base64url(&[host.random(), host.random()].concat())
}

/// The S256 challenge of a verifier (RFC 7636 section 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    text::base64url(&Sha256::digest(verifier.as_bytes()))
}

/// The request that turns the code of this answer into tokens. `None` if there is no code to be had from it: [`accept`](crate::accept)
/// says why, or takes its tokens.
pub fn redemption(
    config: &Config,
    pending: Option<&Pending>,
    answer: &Answer,
    arrived: Interaction,
    now: Instant,
) -> Option<Request> {
    let pending = pending?;
    let (code, verifier) = (answer.get("code")?, pending.verifier.as_deref()?);
    ours(config, pending, answer, arrived, now).ok()?;
    if answer.get("error").is_some() {
        return None;
    }
    let own = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &config.redirect_uri),
        ("code_verifier", verifier),
    ];
    Some(token_request(config, pending, &own))
}

/// What the token endpoint said, in the place of the answer that carried the code; [`accept`](crate::accept) judges it.
pub fn redeemed(pending: &Pending, response: &Response) -> Answer {
    Answer::of_tokens(pending.state(), response)
}

/// The request for the next tokens, and what is needed to judge its answer. `None` without a refresh token.
pub fn refresh(config: &Config, session: &Session, host: &impl Host) -> Option<(Request, Pending)> {
    let token = session.refresh_token.as_deref()?;
    let pending = Pending {
        state_id: String::new(),
        nonce: String::new(),
        verifier: Some(String::new()),
        interaction: Interaction::Silent,
        authority: config.authority.in_tenant(&session.account.tenant_id)?,
        dialect: Dialect::V2,
        client_id: config.client_id.clone(),
        scopes: config.scopes(),
        started_at: host.now().millis(),
        prompt_none: true,
        id_token_only: false,
        return_path: "/".into(),
        correlation_id: host.guid(),
        login_hint: None,
        claims: None,
    };
    let request = token_request(config, &pending, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    Some((request, pending))
}

/// The session with its next tokens.
///
/// # Errors
/// Entra's error, or the check that failed.
pub fn refreshed(
    config: &Config,
    session: &Session,
    pending: &Pending,
    response: &Response,
    now: Instant,
) -> Result<Session, SignInError> {
    let answer = Answer::of_tokens(pending.state(), response);
    if answer.get("error").is_some() {
        return Err(SignInError::sent(&answer, pending));
    }
    grant(config, pending, &answer, now, Some(session)).map_err(|fault| SignInError::of(fault, pending))
}

fn token_request(config: &Config, pending: &Pending, own: &[(&str, &str)]) -> Request {
    let scope = pending.scopes.join(" ");
    let claims = claims(&config.client_capabilities, pending.claims.as_deref());
    let mut pairs = own.to_vec();
    pairs.extend([
        ("client_id", config.client_id.as_str()),
        ("scope", &scope),
        ("client_info", "1"),
        ("client-request-id", &pending.correlation_id),
    ]);
    if let Some(claims) = &claims {
        pairs.push(("claims", claims));
    }
    // The browser adds the `Origin` that Entra asks of a single-page application.
    Request::new(Method::Post, pending.authority.endpoint(Dialect::V2, "token"))
        .with_body("application/x-www-form-urlencoded", text::query(&pairs).into_bytes())
}

impl Answer {
    /// Reads the JSON of the token endpoint. What cannot be read has no parameters, so no token is in it.
    fn of_tokens(state: String, response: &Response) -> Self {
        let mut pairs = vec![("state".to_owned(), state)];
        if let Ok(Value::Object(body)) = serde_json::from_slice(&response.body) {
            for (name, value) in body {
                match value {
                    Value::String(text) => pairs.push((name, text)),
                    Value::Number(number) => pairs.push((name, number.to_string())),
                    _ => {}
                }
            }
        }
        if response.status >= 429 && !pairs.iter().any(|(name, _)| name == "error") {
            pairs.push(("error".to_owned(), "temporarily_unavailable".to_owned()));
        }
        Self::from_token_endpoint(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_one_of_rfc_7636_appendix_b() {
        assert_eq!(challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
