//! The emulator's one signing key: RS256 signatures (RFC 7518 section 3.3) and its public half as a JWK (RFC 7517).
//!
//! No secret: anyone may read it here, and nothing but this emulator trusts it. It is written down rather than drawn at
//! start because finding two primes takes half a minute in a debug build, and so that a token outlives a restart.

use core::fmt;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRIME_ONE: &[&str] = &[
    "d7064c1c1211d9fc0ca989d23055b174e4276ef2be9dd36d3e657a5d792deb3b",
    "6451595844df590d05d9da526d5dccf1c8f5f09409e35df3b1254ec18a955b64",
    "99e497a9c1cc632fc9995abe3fd0b318538cc0766c7b179f4fe2e0f6682813b3",
    "cde61e9dbceacfab3e725cb00481e203fe2a48a5405a799bf3c13146c68595fd",
];
const PRIME_TWO: &[&str] = &[
    "c85c43dc71bebc3183b089d99d5b7757329f15517a829465f05ea8e91afa6d95",
    "604fef44aa2aa3d26a9ab6f5a1b063f0f80748e40cede29833026e27a5ed5bff",
    "697f8aaf7ec3c45551f7f30dea0b5644ea46b0c0a6be9a387b76627d10e7364b",
    "d22d50b7a047af05766158e16d927d4b5cfe1e901db888e3cb95a6915115a375",
];
const EXPONENT: u32 = 65_537;

/// The key pair, ready to sign.
pub(crate) struct Key {
    signing: SigningKey<Sha256>,
    verifying: VerifyingKey<Sha256>,
    id: String,
    modulus: String,
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({})", self.id)
    }
}

impl Key {
    /// The pair, built and checked once at first use; `None` only if its primes were edited into something that is no key.
    pub(crate) fn written() -> Option<&'static Self> {
        static KEY: OnceLock<Option<Key>> = OnceLock::new();
        KEY.get_or_init(Self::build).as_ref()
    }

    fn build() -> Option<Self> {
        let private = RsaPrivateKey::from_p_q(number(PRIME_ONE)?, number(PRIME_TWO)?, BigUint::from(EXPONENT)).ok()?;
        let modulus = URL_SAFE_NO_PAD.encode(private.n().to_bytes_be());
        let id = URL_SAFE_NO_PAD.encode(&Sha256::digest(modulus.as_bytes())[..20]);
        let signing = SigningKey::new(private);
        let verifying = VerifyingKey::new(signing.as_ref().to_public_key());
        Some(Self { signing, verifying, id, modulus })
    }

    /// A compact JWS over the claims (RFC 7515 section 3.1).
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.id });
        let head = format!("{}.{}", encode(&header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.signing.sign(head.as_bytes()).to_bytes());
        format!("{head}.{signature}")
    }

    /// The claims of a token this key signed.
    pub(crate) fn open(&self, token: &str) -> Option<Value> {
        let (head, signature) = token.rsplit_once('.')?;
        let (header, claims) = head.split_once('.')?;
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        if header["alg"] != "RS256" || header["kid"] != self.id.as_str() {
            return None;
        }
        let signature = Signature::try_from(URL_SAFE_NO_PAD.decode(signature).ok()?.as_slice()).ok()?;
        self.verifying.verify(head.as_bytes(), &signature).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }

    /// The key set of the `discovery/keys` endpoints.
    pub(crate) fn set(&self) -> Value {
        json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "x5t": self.id, "n": self.modulus, "e": "AQAB" }] })
    }
}

fn number(lines: &[&str]) -> Option<BigUint> {
    BigUint::parse_bytes(lines.concat().as_bytes(), 16)
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn opens_only_what_it_signed() {
        let key = Key::written().unwrap();
        let token = key.sign(&json!({ "sub": "someone" }));
        assert_eq!(key.open(&token), Some(json!({ "sub": "someone" })));
        let (head, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = head.split_once('.').unwrap();
        let other = encode(&json!({ "sub": "somebody else" }));
        assert_eq!(key.open(&format!("{header}.{other}.{signature}")), None, "changed claims");
        let none = encode(&json!({ "alg": "none", "kid": key.id }));
        assert_eq!(key.open(&format!("{none}.{other}.")), None, "no signature");
        assert_eq!(key.open("no token"), None);
    }

    #[test]
    fn publishes_the_exponent_it_uses() {
        assert_eq!(URL_SAFE_NO_PAD.encode(&EXPONENT.to_be_bytes()[1..]), "AQAB");
    }
}
