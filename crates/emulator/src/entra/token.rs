//! Tokens: what is in them, and whether one is good at ARM.
//!
//! Access tokens have the v1 form ARM's have today ("Access token claims reference"), id tokens follow the dialect ("ID token
//! claims reference"), `at_hash` is OpenID Connect Core section 3.2.2.9. Entra dates both five minutes back.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use host::{Duration, Instant};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::persona::{self, Person, Persona};
use super::tenant::{Standing, Tenant};
use super::{Dialect, Directory, Key};

/// How many checked tokens are remembered, so that a page of calls costs one signature check.
const REMEMBERED: usize = 64;
/// How far back a token's time of issue is set.
const BACKDATED: Duration = Duration::from_secs(300);

/// Who stands behind a valid bearer token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The persona.
    pub persona: Persona,
    /// User principal name.
    pub name: String,
    /// Object id in the directory.
    pub object_id: String,
    /// The directory that issued the token.
    pub tenant_id: String,
    /// The application that asked for the token.
    pub client_id: String,
    /// Whether the token carries the authentication context that writes may ask for (`acrs` has `p1`).
    pub stepped_up: bool,
    /// Actions that were taken from the user, each with the lower-cased scope it is refused at and below.
    pub denied: Vec<(String, String)>,
}

/// Why a bearer token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthRefusal {
    /// Not a token of this directory, or its signature does not hold.
    Garbled,
    /// Its time is over.
    Expired,
    /// Made for another API.
    Audience,
    /// Made by another tenant.
    Tenant,
    /// The user's sessions were revoked after it was issued.
    Revoked,
}

/// The tokens issued so far, as far as one must know them.
#[derive(Debug, Default)]
pub(super) struct Register {
    issued: u64,
    /// Tokens with a lower number count as expired.
    expired_below: u64,
    /// Per object id: tokens with a lower number are revoked.
    revoked_below: BTreeMap<&'static str, u64>,
    checked: RefCell<BTreeSet<String>>,
}

/// What a token is issued for.
pub(super) struct Issue<'a> {
    pub(super) tenant: &'static Tenant,
    pub(super) person: &'static Person,
    pub(super) client_id: &'a str,
    pub(super) audience: &'a str,
    pub(super) dialect: Dialect,
    pub(super) nonce: Option<&'a str>,
    pub(super) mfa: bool,
    pub(super) now: Instant,
}

/// A fresh access token.
pub(super) struct Access {
    pub(super) token: String,
    pub(super) expires_in: u64,
}

impl Directory {
    /// Issues an access token that lives 60 to 90 minutes, as Entra's do, unless a lifetime is set.
    pub(super) fn access_token(&mut self, issue: &Issue<'_>) -> Option<Access> {
        let lifetime = self.lifetime.map_or_else(|| 3600 + self.random.below(1800), |lifetime| lifetime.as_secs());
        self.tokens.issued += 1;
        let (from, until) = (issue.now - BACKDATED, issue.now + Duration::from_secs(lifetime));
        let Person { upn, name, .. } = issue.person;
        let object_id = issue.tenant.object_id(issue.person);
        let mut claims = json!({
            "aud": issue.audience, "iss": issuer(Dialect::V1, &self.origin, issue.tenant), "iat": from.seconds(), "nbf": from.seconds(),
            "exp": until.seconds(), "acr": "1", "amr": if issue.mfa { json!(["pwd", "mfa"]) } else { json!(["pwd"]) },
            "appid": issue.client_id, "appidacr": "0", "idtyp": "user", "name": name, "oid": object_id, "scp": "user_impersonation",
            "sub": subject(object_id, issue.audience), "tid": issue.tenant.id, "unique_name": upn, "upn": upn,
            "uti": self.tokens.issued.to_string(), "ver": "1.0",
        });
        if issue.mfa {
            claims["acrs"] = json!(["p1"]);
        }
        let token = Key::written()?.sign(&claims);
        Some(Access { token, expires_in: lifetime.saturating_sub(1) })
    }

    /// Issues an id token, bound to the access token that goes with it in the v2 dialect.
    pub(super) fn id_token(&self, issue: &Issue<'_>, access: Option<&str>) -> Option<String> {
        let from = issue.now - BACKDATED;
        let Person { upn, name, .. } = issue.person;
        let object_id = issue.tenant.object_id(issue.person);
        let mut claims = json!({
            "aud": issue.client_id, "iss": issuer(issue.dialect, &self.origin, issue.tenant), "iat": from.seconds(), "nbf": from.seconds(),
            "exp": (issue.now + Duration::from_secs(3600)).seconds(), "name": name, "oid": object_id,
            "sub": subject(object_id, issue.client_id), "tid": issue.tenant.id,
        });
        match issue.dialect {
            Dialect::V1 => {
                claims["unique_name"] = json!(upn);
                claims["upn"] = json!(upn);
                claims["ver"] = json!("1.0");
            }
            Dialect::V2 => {
                claims["preferred_username"] = json!(upn);
                claims["ver"] = json!("2.0");
                // The optional claim that finds the account again, opaque to everybody else.
                claims["login_hint"] = json!(persona::opaque_hint(issue.person));
                if let Some(access) = access {
                    claims["at_hash"] = json!(URL_SAFE_NO_PAD.encode(&Sha256::digest(access.as_bytes())[..16]));
                }
            }
        }
        if let Some(nonce) = issue.nonce {
            claims["nonce"] = json!(nonce);
        }
        Some(Key::written()?.sign(&claims))
    }

    /// Checks a bearer token, given without the word `Bearer`.
    pub(crate) fn caller(&self, bearer: &str, now: Instant) -> Result<Caller, AuthRefusal> {
        let claims = self.open(bearer).ok_or(AuthRefusal::Garbled)?;
        let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
        if !is_arm(&text("aud"), &self.origin) {
            return Err(AuthRefusal::Audience);
        }
        let tenant = Tenant::named(&text("tid")).ok_or(AuthRefusal::Tenant)?;
        let person = tenant.person(&text("oid")).ok_or(AuthRefusal::Garbled)?;
        let Some(Standing::Admitted(persona)) = tenant.standing(person) else { return Err(AuthRefusal::Revoked) };
        let number: u64 = text("uti").parse().map_err(|_| AuthRefusal::Garbled)?;
        if claims["exp"].as_i64().unwrap_or_default() <= now.seconds() || number < self.tokens.expired_below {
            return Err(AuthRefusal::Expired);
        }
        if self.tokens.revoked_below.get(person.object_id).is_some_and(|below| number < *below) {
            return Err(AuthRefusal::Revoked);
        }
        Ok(Caller {
            persona,
            name: person.upn.to_owned(),
            object_id: text("oid"),
            tenant_id: text("tid"),
            client_id: text("appid"),
            stepped_up: claims["acrs"].as_array().is_some_and(|values| values.iter().any(|value| value == "p1")),
            denied: Vec::new(),
        })
    }

    /// Makes every token issued so far count as expired.
    pub(crate) fn expire_tokens(&mut self) {
        self.tokens.expired_below = self.tokens.issued + 1;
    }

    /// Revokes what the person has: sessions and tokens.
    pub(crate) fn revoke(&mut self, person: &'static Person) {
        self.sessions.revoke(person);
        self.tokens.revoked_below.insert(person.object_id, self.tokens.issued + 1);
    }

    /// How many access tokens were issued.
    pub(crate) fn issued(&self) -> u64 {
        self.tokens.issued
    }

    /// The claims of a token of this directory; the signature of one already seen is not checked again.
    fn open(&self, token: &str) -> Option<Value> {
        let mut checked = self.tokens.checked.borrow_mut();
        if checked.contains(token) {
            let payload = token.split('.').nth(1)?;
            return serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok();
        }
        let claims = Key::written()?.open(token)?;
        if checked.len() >= REMEMBERED {
            checked.clear();
        }
        checked.insert(token.to_owned());
        Some(claims)
    }
}

/// Whether a token for this audience is good at the emulated ARM.
pub(super) fn is_arm(audience: &str, origin: &str) -> bool {
    let audience = audience.strip_suffix('/').unwrap_or(audience);
    [origin, "https://management.azure.com", "https://management.core.windows.net"].contains(&audience)
}

fn issuer(dialect: Dialect, origin: &str, tenant: &Tenant) -> String {
    let id = tenant.id;
    match dialect {
        // The emulator is its own cloud and so its own token service, which in the public cloud is `sts.windows.net`.
        Dialect::V1 => format!("{origin}/{id}/"),
        Dialect::V2 => format!("{origin}/{id}/v2.0"),
    }
}

/// A subject differs from application to application.
fn subject(object_id: &str, audience: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{object_id} {audience}").as_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::entra::{TENANT_ID, tenant::HOME};

    const NOW: Instant = Instant::from_seconds(1_800_000_000);

    fn issue(person: usize, audience: &str) -> (Directory, Issue<'_>) {
        let directory = Directory::new("http://localhost:8081", &[], 1);
        let (dialect, nonce) = (Dialect::V2, Some("n"));
        (
            directory,
            Issue {
                tenant: &HOME,
                person: &persona::PEOPLE[person],
                client_id: "app",
                audience,
                dialect,
                nonce,
                mfa: false,
                now: NOW,
            },
        )
    }

    #[test]
    fn a_token_names_its_caller() {
        let (mut directory, mut issue) = issue(3, "https://management.azure.com/");
        let plain = directory.access_token(&issue).unwrap();
        assert!((3599..5400).contains(&plain.expires_in));
        let caller = directory.caller(&plain.token, NOW).unwrap();
        assert_eq!((caller.persona, caller.stepped_up), (Persona::Mfa, false));
        assert_eq!(directory.caller(&plain.token, NOW), Ok(caller), "the second look gives the same");
        issue.mfa = true;
        let stepped = directory.access_token(&issue).unwrap();
        assert!(directory.caller(&stepped.token, NOW).unwrap().stepped_up);
    }

    #[test]
    fn refuses_what_is_not_good_here() {
        let (mut directory, mut issue) = issue(0, "http://localhost:8081");
        let access = directory.access_token(&issue).unwrap();
        let late = NOW + Duration::from_secs(access.expires_in + 1);
        assert_eq!(directory.caller(&access.token, late), Err(AuthRefusal::Expired));
        assert_eq!(directory.caller("x.y.z", NOW), Err(AuthRefusal::Garbled));
        assert_eq!(directory.caller(&format!("{}A", access.token), NOW), Err(AuthRefusal::Garbled));
        let id = directory.id_token(&issue, Some(&access.token)).unwrap();
        assert_eq!(directory.caller(&id, NOW), Err(AuthRefusal::Audience), "an id token opens nothing");
        issue.audience = "https://vault.azure.net";
        let other = directory.access_token(&issue).unwrap();
        assert_eq!(directory.caller(&other.token, NOW), Err(AuthRefusal::Audience));
    }

    #[test]
    fn expired_and_revoked_by_hand() {
        let (mut directory, issue) = issue(0, "https://management.azure.com");
        let first = directory.access_token(&issue).unwrap().token;
        directory.expire_tokens();
        assert_eq!(directory.caller(&first, NOW), Err(AuthRefusal::Expired));
        let second = directory.access_token(&issue).unwrap().token;
        assert!(directory.caller(&second, NOW).is_ok());
        directory.revoke(issue.person);
        assert_eq!(directory.caller(&second, NOW), Err(AuthRefusal::Revoked));
    }

    #[test]
    fn binds_the_id_token_to_the_access_token() {
        let (directory, issue) = issue(0, "https://management.azure.com");
        let claims = directory.open(&directory.id_token(&issue, Some("access")).unwrap()).unwrap();
        let hash = Sha256::digest(b"access");
        assert_eq!(claims["at_hash"], URL_SAFE_NO_PAD.encode(&hash[..16]));
        assert_eq!((&claims["nonce"], &claims["aud"]), (&json!("n"), &json!("app")));
        assert_eq!(claims["iss"], format!("http://localhost:8081/{TENANT_ID}/v2.0"));
    }
}
