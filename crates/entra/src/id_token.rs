//! The id token: read, and checked against the request that asked for it.
//!
//! The signature is not checked. In the code flow the token comes over this app's own connection to the token endpoint, and OpenID
//! Connect Core 1.0 section 3.1.3.7 lets TLS vouch for the issuer there. In the implicit flow it vouches by state, nonce and
//! `at_hash`, against everyone who cannot read this tab's storage; who can read it has the tokens as well. A signature would add a
//! request for keys before every session and a way to fail, and Azure judges the access token itself.
//!
//! Sources: OpenID Connect Core 1.0 section 3.2.2.9–11; *ID token claims reference* (learn.microsoft.com/entra/identity-platform/id-token-claims-reference).

use host::{Duration, Instant};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::request::Pending;
use crate::text::{base64url, from_base64, same};

/// How far this machine's clock may be off.
const SKEW: Duration = Duration::from_secs(5 * 60);

/// An id token's claims.
pub(crate) struct IdToken {
    claims: Map<String, Value>,
}

impl IdToken {
    /// Reads header and claims. The only algorithm Entra signs with is RS256; `none` would be no signature at all.
    pub(crate) fn read(token: &str) -> Result<Self, Fault> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { return Err(Fault::IdToken) };
        let object = |part: &str| -> Option<Map<String, Value>> { serde_json::from_slice(&from_base64(part)?).ok() };
        let header = object(header).ok_or(Fault::IdToken)?;
        if header.get("alg").and_then(Value::as_str) != Some("RS256")
            || from_base64(signature).is_none_or(|bytes| bytes.is_empty())
        {
            return Err(Fault::Algorithm);
        }
        Ok(Self { claims: object(claims).ok_or(Fault::IdToken)? })
    }

    /// A text claim that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// The directory the user signed in to.
    pub(crate) fn tenant_id(&self) -> Option<&str> {
        self.text("tid").filter(|tid| host::is_guid(tid))
    }

    fn seconds(&self, name: &str) -> Option<Instant> {
        self.claims.get(name).and_then(Value::as_i64).map(Instant::from_seconds)
    }

    /// Nonce first (is it our answer?), then for whom, from whom, and when. The one of a refresh has no nonce.
    pub(crate) fn check(&self, pending: &Pending, refresh: bool, now: Instant) -> Result<(), Fault> {
        if !refresh && !self.text("nonce").is_some_and(|nonce| same(nonce, &pending.nonce)) {
            return Err(Fault::Nonce);
        }
        if !self.text("aud").is_some_and(|aud| aud.eq_ignore_ascii_case(&pending.client_id)) {
            return Err(Fault::Audience);
        }
        let tid = self.tenant_id().ok_or(Fault::Issuer)?;
        if !self.text("iss").is_some_and(|iss| pending.authority.issues(pending.dialect, iss, tid)) {
            return Err(Fault::Issuer);
        }
        if !pending.authority.admits(tid) {
            return Err(Fault::Tenant);
        }
        self.check_times(now)
    }

    fn check_times(&self, now: Instant) -> Result<(), Fault> {
        let (Some(issued), Some(expires)) = (self.seconds("iat"), self.seconds("exp")) else { return Err(Fault::IdToken) };
        let begins = self.seconds("nbf").unwrap_or(issued);
        let early = begins.max(issued) > now + SKEW;
        if early || now > expires + SKEW { Err(Fault::Clock) } else { Ok(()) }
    }

    /// A remark if this machine's clock is ahead: the token was issued a moment ago, whatever the clock says.
    pub(crate) fn clock_note(&self, now: Instant) -> Option<String> {
        let behind = now.since(self.seconds("iat")?);
        (behind > SKEW * 2).then(|| format!("This device's clock seems to be about {} minutes fast.", behind.as_secs() / 60))
    }

    /// Whether the id token was issued together with this access token: `at_hash` is the left half of its SHA-256.
    /// `false` if there is no `at_hash`.
    pub(crate) fn vouches_for(&self, access_token: &str) -> Result<bool, Fault> {
        let Some(claim) = self.claims.get("at_hash") else { return Ok(false) };
        let digest = Sha256::digest(access_token.as_bytes());
        let expected = base64url(&digest[..16]);
        if claim.as_str().is_some_and(|hash| same(hash.trim_end_matches('='), &expected)) {
            Ok(true)
        } else {
            Err(Fault::AccessTokenHash)
        }
    }
}
