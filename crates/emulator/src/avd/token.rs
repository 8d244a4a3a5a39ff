//! Registration tokens: one a pool, one hour to 27 days (Learn, *Add session hosts to a host pool*), never in the answer of a GET.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use host::{Duration, Instant};
use serde_json::{Map, Value, json};

use super::Pool;
use super::context::{Context, Outcome};
use super::listing;
use crate::answer::{Refusal, json_of};
use crate::random::Random;

const SHORTEST: Duration = Duration::from_secs(3600);
const LONGEST: Duration = Duration::from_secs(27 * 24 * 3600);
/// What the service forgives at both ends.
const GRACE: Duration = Duration::from_secs(60);

/// A token and its end.
#[derive(Clone, Debug)]
pub(crate) struct RegistrationToken {
    pub(crate) value: String,
    pub(crate) expires: Instant,
}

impl RegistrationToken {
    /// A token that looks like the service's: a JWT with the claim `RegistrationId`. Its signature is noise.
    pub(crate) fn new(random: &mut Random, pool: &str, now: Instant, expires: Instant) -> Self {
        let header = json!({ "alg": "RS256", "kid": "emulator", "typ": "JWT" });
        let claims = json!({
            "RegistrationId": random.guid(), "HostPool": pool, "nbf": now.seconds(), "exp": expires.seconds(),
            "iss": "RDInfraTokenManager", "aud": "RDmi",
        });
        let signature: Vec<u8> = (0..16).flat_map(|_| random.bytes()).collect();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (header, claims) = (header.to_string(), claims.to_string());
        Self { value: format!("{}.{}.{}", part(header.as_bytes()), part(claims.as_bytes()), part(&signature)), expires }
    }
}

/// Applies `properties.registrationInfo` of a PUT or PATCH.
pub(crate) fn apply(pool: &mut Pool, info: &Value, random: &mut Random, now: Instant) -> Result<(), Refusal> {
    let operation = info.get("registrationTokenOperation").and_then(Value::as_str).unwrap_or("None");
    match operation.to_lowercase().as_str() {
        "none" => Ok(()),
        "delete" => {
            pool.token = None;
            Ok(())
        }
        "update" => {
            automated_has_none(pool)?;
            let expires = expiry(info.get("expirationTime"), "properties.registrationInfo.expirationTime", now)?;
            pool.token = Some(RegistrationToken::new(random, &pool.name, now, expires));
            Ok(())
        }
        other => Err(Refusal::new(400, "InvalidRequestContent", format!("'{other}' is no registrationTokenOperation."))
            .about("properties.registrationInfo.registrationTokenOperation")),
    }
}

/// Whether `registrationInfo` makes a token.
pub(crate) fn makes(info: &Value) -> bool {
    info["registrationTokenOperation"].as_str().is_some_and(|word| word.eq_ignore_ascii_case("Update"))
}

fn expiry(given: Option<&Value>, target: &str, now: Instant) -> Result<Instant, Refusal> {
    let bad = |message: &str| Refusal::new(400, "InvalidExpirationTime", message).about(target);
    let text = given.and_then(Value::as_str).ok_or_else(|| bad("The expiration time of the registration token is missing."))?;
    let expires = Instant::parse(text).map_err(|error| bad(&error.to_string()))?;
    if expires + GRACE < now + SHORTEST || expires > now + LONGEST + GRACE {
        return Err(bad("The expiration time of the registration token must be between 1 hour and 27 days from now."));
    }
    Ok(expires)
}

/// Hosts of an automated pool are made by the service; nothing registers from outside (Learn, *Host pool management approaches*).
fn automated_has_none(pool: &Pool) -> Result<(), Refusal> {
    if !pool.is_automated() {
        return Ok(());
    }
    let message = "Registration tokens are not available for host pools whose management type is Automated: session hosts are created \
                   from the session host configuration.";
    Err(Refusal::new(400, "RegistrationTokenNotSupported", message))
}

/// `HostPools_RetrieveRegistrationToken`.
pub(crate) fn retrieve(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    automated_has_none(pool)?;
    let body = match &pool.token {
        Some(token) => {
            json!({ "expirationTime": token.expires.to_rfc3339(), "token": token.value, "registrationTokenOperation": "None" })
        }
        None => json!({ "expirationTime": null, "token": null, "registrationTokenOperation": "None" }),
    };
    Ok(json_of(200, &body))
}

/// `HostPools_ListRegistrationTokens`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    automated_has_none(pool)?;
    let view = |token: &RegistrationToken| json!({ "expirationTime": token.expires.to_rfc3339(), "token": token.value });
    Ok(listing::whole(&pool.token.iter().map(view).collect::<Vec<_>>()))
}

/// `SessionHosts_ListSingleRegistrationTokens`: a token for one host, not kept.
pub(crate) fn list_for_host(context: &mut Context) -> Outcome {
    automated_has_none(context.pool()?)?;
    let expires = expiry(context.body.get("expirationTimeInUtc"), "expirationTimeInUtc", context.now)?;
    let (name, now) = (context.pool()?.name.clone(), context.now);
    let token = RegistrationToken::new(&mut context.estate.random, &name, now, expires);
    Ok(listing::whole(&[json!({ "expirationTime": expires.to_rfc3339(), "token": token.value })]))
}

/// Takes `registrationInfo` out of the properties of a request; what is left are settings.
pub(crate) fn take(properties: &mut Map<String, Value>) -> Value {
    properties.remove("registrationInfo").unwrap_or(Value::Null)
}
