//! The other side of the sign-in: a scripted world and an issuer that answers an authorization URL as Entra would.

#![allow(dead_code)] // Each test file uses its part.

use std::cell::Cell;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra::{Answer, Config, Interaction, Pending, Session, SignInError, SignInRequest, accept, begin, take_answer};
use host::{Duration, Host, Instant, Request, Response, SendError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
pub const TENANT: &str = "11111111-2222-4333-8444-555555555555";
pub const OBJECT: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
pub const TOKEN: &str = "eyJ0eXAiOiJKV1QifQ.opaque.signature";
pub const NOW: Instant = Instant::from_seconds(1_795_248_000);

/// A world whose random bytes count upwards.
pub struct Scripted(Cell<u8>);

impl Scripted {
    pub fn new() -> Self {
        Self(Cell::new(0))
    }
}

impl Host for Scripted {
    fn now(&self) -> Instant {
        NOW
    }

    async fn sleep(&self, _: Duration) {}

    async fn send(&self, _: Request) -> Result<Response, SendError> {
        Err(SendError::Unreachable("signing in sends nothing".into()))
    }

    fn random(&self) -> [u8; 16] {
        self.0.set(self.0.get().wrapping_add(1));
        [self.0.get(); 16]
    }
}

/// A configuration for an authority and a dialect.
pub fn config(authority: &str, dialect: &str) -> Config {
    let text = json!({"auth": {"clientId": CLIENT, "authority": authority}, "entra": {"dialect": dialect}}).to_string();
    Config::parse(&text, "https://console.example").expect("a good configuration")
}

/// A common configuration: public cloud, any directory.
pub fn common(dialect: &str) -> Config {
    config("https://login.microsoftonline.com/common", dialect)
}

/// The query of a URL, read by a reader of its own.
pub fn parameters(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), unescape(value))).collect()
}

/// One parameter of a URL.
pub fn parameter(url: &str, name: &str) -> Option<String> {
    parameters(url).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).expect("ASCII"), 16).expect("hex"));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A token over these claims; the signature is not checked by the client.
pub fn jwt(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode("signature"))
}

/// `at_hash` of an access token.
pub fn at_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token.as_bytes())[..16])
}

/// An answer that can be bent before it is sent.
pub struct Reply {
    pub header: Value,
    pub claims: Value,
    pub pairs: Vec<(String, String)>,
}

impl Reply {
    /// The good answer to an authorization URL.
    pub fn to(url: &str, issuer: &str) -> Self {
        let seconds = NOW.seconds();
        let claims = json!({
            "aud": CLIENT, "iss": issuer, "tid": TENANT, "oid": OBJECT, "nonce": parameter(url, "nonce"),
            "iat": seconds - 300, "nbf": seconds - 300, "exp": seconds + 3600,
            "name": "Olivia Owner", "preferred_username": "olivia.owner@contoso.example", "login_hint": "O.hint", "at_hash": at_hash(TOKEN)
        });
        let info = URL_SAFE_NO_PAD.encode(json!({"uid": OBJECT, "utid": TENANT}).to_string());
        let state = parameter(url, "state").expect("a state");
        let scope = "openid profile https://management.azure.com/user_impersonation";
        let pairs = [
            ("access_token", TOKEN),
            ("token_type", "Bearer"),
            ("expires_in", "3599"),
            ("scope", scope),
            ("client_info", &info),
            ("state", &state),
        ];
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { header: json!({"typ": "JWT", "alg": "RS256", "kid": "1"}), claims, pairs }
    }

    /// Sets a parameter.
    pub fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.pairs.push((name.to_owned(), value.to_owned()));
    }

    /// Removes a parameter.
    pub fn unset(&mut self, name: &str) {
        self.pairs.retain(|(known, _)| known != name);
    }

    /// The answer as it would be read from the address bar.
    pub fn answer(&self) -> Answer {
        let mut pairs = self.pairs.clone();
        if !pairs.iter().any(|(name, _)| name == "id_token" || name == "error") {
            pairs.push(("id_token".into(), jwt(&self.header, &self.claims)));
        }
        let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let parts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        take_answer(&format!("#{}", parts.join("&"))).expect("an answer").expect("a readable one")
    }
}

pub const V2_ISSUER: &str = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0";
pub const V1_ISSUER: &str = "https://sts.windows.net/11111111-2222-4333-8444-555555555555/";

/// A sign-in whose answer was bent; read at `now`.
pub fn sign_in_at(config: &Config, now: Instant, bend: impl FnOnce(&mut Reply, &mut Pending)) -> Result<Session, SignInError> {
    let (url, mut pending) = begin(config, &SignInRequest::default(), &Scripted::new());
    let issuer = if url.contains("/v2.0/") { V2_ISSUER } else { V1_ISSUER };
    let mut reply = Reply::to(&url, issuer);
    bend(&mut reply, &mut pending);
    accept(config, Some(pending), &reply.answer(), Interaction::Redirect, now)
}

/// The same at once.
pub fn sign_in(config: &Config, bend: impl FnOnce(&mut Reply)) -> Result<Session, SignInError> {
    sign_in_at(config, NOW, |reply, _| bend(reply))
}
