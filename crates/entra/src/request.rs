//! The authorization request, and what must be remembered until its answer comes.
//!
//! Sources: OpenID Connect Core 1.0, section 3.2.2.1; *OAuth 2.0 implicit grant flow*
//! (learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow) and *OAuth 2.0 authorization code flow*; the shape of `state` is MSAL's.

use host::{Host, Instant};
use serde_json::{Value, json};

use crate::authority::{Authority, Dialect};
use crate::code;
use crate::config::{Config, Flow};
use crate::return_path::safe_return_path;
use crate::text;

/// Longest time between leaving for Entra and coming back.
pub(crate) const MAX_AGE: host::Duration = host::Duration::from_secs(15 * 60);

/// How the request leaves this page; the answer must come back the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interaction {
    /// The whole window goes to Entra and returns.
    #[default]
    Redirect,
    /// A second window.
    Popup,
    /// A hidden frame, without any question to the user.
    Silent,
}

impl Interaction {
    pub(crate) const ALL: [Self; 3] = [Self::Redirect, Self::Popup, Self::Silent];

    /// The word in `state` and in what is kept.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Popup => "popup",
            Self::Silent => "silent",
        }
    }
}

/// What the implicit flow asks for; the code flow always asks for a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseType {
    /// Only the id token: who the person is. Nothing in the answer opens anything.
    IdToken,
    /// The id token and the access token.
    #[default]
    Tokens,
}

/// Whether Entra may, or must, ask the user (OpenID Connect Core 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Fresh credentials.
    Login,
    /// The account picker.
    SelectAccount,
    /// The consent page.
    Consent,
    /// No page at all: an answer or an error.
    None,
}

impl Prompt {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::SelectAccount => "select_account",
            Self::Consent => "consent",
            Self::None => "none",
        }
    }
}

/// What a sign-in asks for beyond the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInRequest {
    /// Another directory than the configured one: its id or a verified domain.
    pub tenant: Option<String>,
    /// The `login_hint` claim of an earlier id token, or a user principal name.
    pub login_hint: Option<String>,
    /// Whether Entra may ask.
    pub prompt: Option<Prompt>,
    /// The JSON of a claims challenge.
    pub claims: Option<String>,
    /// Where to return to; an unsafe path becomes `/`.
    pub return_path: String,
    /// How the request leaves.
    pub interaction: Interaction,
    /// What it asks for, in the implicit flow.
    pub response_type: ResponseType,
}

/// What is kept in this tab until the answer comes: single use, [`MAX_AGE`] at most.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    pub(crate) state_id: String,
    pub(crate) nonce: String,
    /// The code verifier (RFC 7636), if a code was asked for.
    pub(crate) verifier: Option<String>,
    pub(crate) interaction: Interaction,
    pub(crate) authority: Authority,
    pub(crate) dialect: Dialect,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) started_at: i64,
    pub(crate) prompt_none: bool,
    /// Only the id token was asked for: an access token in the answer is not taken.
    pub(crate) id_token_only: bool,
    /// Where to go after the answer: a safe path.
    pub return_path: String,
    /// The `client-request-id`: Entra's correlation id.
    pub correlation_id: String,
    /// The hint that was sent.
    pub login_hint: Option<String>,
    /// The claims challenge that was sent.
    pub claims: Option<String>,
}

impl core::fmt::Debug for Pending {
    /// Without state, nonce and verifier: whoever knows them could forge or redeem an answer.
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.debug_struct("Pending")
            .field("interaction", &self.interaction)
            .field("authority", &self.authority)
            .field("correlation_id", &self.correlation_id)
            .finish_non_exhaustive()
    }
}

impl Pending {
    /// The unguessable part of the state: names the storage entry and the channel of the answer.
    pub fn state_id(&self) -> &str {
        &self.state_id
    }

    /// The whole `state` parameter, in MSAL's shape.
    pub fn state(&self) -> String {
        text::base64(
            &serde_json::to_vec(&json!({"id": self.state_id, "meta": {"interactionType": self.interaction.as_str()}}))
                .unwrap_or_default(),
        )
    }

    /// How the request left.
    pub fn interaction(&self) -> Interaction {
        self.interaction
    }

    /// Whether the request forbade Entra to ask.
    pub fn asked_silently(&self) -> bool {
        self.prompt_none
    }

    /// Whether the answer says only who the person is ([`identify`](crate::identify)), not yet with which token.
    pub fn asked_for_identity(&self) -> bool {
        self.id_token_only
    }

    /// When the request left.
    pub fn started_at(&self) -> Instant {
        Instant::from_millis(self.started_at)
    }

    /// Whether an answer comes too late, or the clock was turned back.
    pub fn is_stale(&self, now: Instant) -> bool {
        now.since(self.started_at()) > MAX_AGE || self.started_at().since(now) > MAX_AGE
    }
}

/// The id inside a `state` parameter, if it has MSAL's shape.
pub(crate) fn state_id(state: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(&text::from_base64(state)?).ok()?;
    let id = value.get("id")?.as_str()?;
    (id.len() == 22 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))).then(|| id.to_owned())
}

/// Builds the authorization URL and what to remember. Save [`Pending`] before navigating.
pub fn begin(config: &Config, request: &SignInRequest, host: &impl Host) -> (String, Pending) {
    let authority = request
        .tenant
        .as_deref()
        .and_then(|tenant| config.authority.in_tenant(tenant))
        .unwrap_or_else(|| config.authority.clone());
    let pending = Pending {
        state_id: text::base64url(&host.random()),
        nonce: text::base64url(&host.random()),
        verifier: (config.flow == Flow::Code).then(|| code::verifier(host)),
        interaction: request.interaction,
        authority,
        dialect: config.dialect,
        client_id: config.client_id.clone(),
        scopes: config.scopes(),
        started_at: host.now().millis(),
        prompt_none: request.prompt == Some(Prompt::None),
        id_token_only: config.flow == Flow::Implicit && request.response_type == ResponseType::IdToken,
        return_path: safe_return_path(&request.return_path).unwrap_or_else(|| "/".into()),
        correlation_id: host.guid(),
        login_hint: request.login_hint.clone(),
        claims: request.claims.clone(),
    };
    (authorize_url(config, request, &pending), pending)
}

/// MSAL 1's order of parameters, so that recorded requests can be compared line by line.
fn authorize_url(config: &Config, request: &SignInRequest, pending: &Pending) -> String {
    let (resource, scope, state) = (config.resource(), pending.scopes.join(" "), pending.state());
    let claims = claims(&config.client_capabilities, request.claims.as_deref());
    let challenge = pending.verifier.as_deref().map(code::challenge);
    let response_type = match (&challenge, pending.id_token_only) {
        (Some(_), _) => "code",
        (None, true) => "id_token",
        (None, false) => "id_token token",
    };
    let mut pairs = vec![("response_type", response_type)];
    match config.dialect {
        Dialect::V1 => pairs.extend([("resource", resource.as_str()), ("scope", "openid")]),
        Dialect::V2 => pairs.push(("scope", &scope)),
    }
    pairs.extend([
        ("client_id", config.client_id.as_str()),
        ("redirect_uri", &config.redirect_uri),
        ("state", &state),
        ("nonce", &pending.nonce),
    ]);
    if config.dialect == Dialect::V2 {
        pairs.push(("client_info", "1"));
    }
    pairs.extend([("x-client-SKU", "avd-console"), ("x-client-Ver", env!("CARGO_PKG_VERSION"))]);
    if let Some(challenge) = &challenge {
        pairs.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
    }
    if let Some(prompt) = request.prompt {
        pairs.push(("prompt", prompt.as_str()));
    }
    if let Some(claims) = &claims {
        pairs.push(("claims", claims));
    }
    if let Some(hint) = &request.login_hint {
        pairs.push(("login_hint", hint));
    }
    pairs.extend([("client-request-id", pending.correlation_id.as_str()), ("response_mode", "fragment")]);
    format!("{}?{}", pending.authority.endpoint(config.dialect, "authorize"), text::query(&pairs))
}

/// The `claims` parameter: what a challenge demands, and the client's own capabilities as `xms_cc`.
///
/// Source: *Claims challenges, claims requests and client capabilities* (learn.microsoft.com/entra/identity-platform).
pub(crate) fn claims(capabilities: &[String], challenge: Option<&str>) -> Option<String> {
    let mut claims = challenge.and_then(|text| serde_json::from_slice::<Value>(text.as_bytes()).ok()).filter(Value::is_object);
    if !capabilities.is_empty() {
        let all = claims.get_or_insert_with(|| json!({}));
        if !all["access_token"].is_object() {
            all["access_token"] = json!({});
        }
        all["access_token"]["xms_cc"] = json!({"values": capabilities});
    }
    claims.map(|claims| serde_json::to_string(&claims).unwrap_or_default())
}
