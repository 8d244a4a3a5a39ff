//! A script of faults that wraps the engine: what networks, gateways and services do on bad days.
//!
//! Each rule says which requests it meets and how often; the first rule that meets a request acts. Nothing is random but
//! `chance`, and that repeats with the seed.

mod hostile;

use std::collections::BTreeMap;

use host::{Duration, Method, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Refusal, json_of};
use crate::arm::Demand;
use crate::entra::Directory;
use crate::random::Random;
use crate::url::Url;

/// One line of the script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// What happens.
    pub fault: Fault,
    /// Only requests whose path and query contain this, compared without case; all to ARM when absent.
    #[serde(default)]
    pub path: Option<String>,
    /// Only requests of this method.
    #[serde(default)]
    pub method: Option<String>,
    /// How many matching requests pass before.
    #[serde(default)]
    pub after: u32,
    /// How many requests it meets; 0 means all from then on.
    #[serde(default = "once")]
    pub times: u32,
    /// How likely each one is met, 0 to 1.
    #[serde(default)]
    pub chance: Option<f64>,
}

fn once() -> u32 {
    1
}

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Fault {
    /// 429, with `Retry-After` in seconds if given.
    Throttled {
        /// Seconds.
        retry_after: Option<u64>,
    },
    /// An error of that status instead of the work.
    Status {
        /// The status code.
        status: u16,
        /// ARM's error code.
        code: Option<String>,
        /// The sentence.
        message: Option<String>,
        /// Seconds.
        retry_after: Option<u64>,
    },
    /// The connection closes before any work was done.
    LostBefore,
    /// The work is done, the answer is lost.
    LostAfter,
    /// The answer breaks off in the middle.
    BreaksOff,
    /// The answer comes late.
    Slow {
        /// Milliseconds.
        millis: u64,
    },
    /// 401 `ExpiredAuthenticationToken`.
    ExpiredToken,
    /// 401 with a claims challenge, the one of mandatory multifactor authentication when none is given.
    ClaimsChallenge {
        /// The claims, JSON as text.
        claims: Option<String>,
    },
    /// The body is cut so that it is no JSON, with status and headers intact.
    BrokenJson,
    /// `nextLink` points back to the page itself.
    RepeatedNextLink,
    /// `nextLink` points to another origin.
    ForeignNextLink {
        /// Where; a host of nobody when absent.
        url: Option<String>,
    },
    /// `Location` and `Azure-AsyncOperation` point to another origin.
    ForeignLocation {
        /// Where.
        url: String,
    },
    /// Every text for people in the answer is this one.
    Hostile {
        /// The text.
        text: String,
    },
    /// A read is answered as the read of the same URL before it was: an answer overtaken on its way, or a replica that lags.
    Earlier,
    /// No header of this answer may be read but the safelisted ones.
    HiddenHeaders,
    /// This answer instead of the work, as it stands: an error as it was reported or recorded (`tests/cases`).
    Answer {
        /// The status code.
        status: u16,
        /// Its headers.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Its body.
        #[serde(default)]
        body: Value,
    },
    /// The provider's own refusal: its code is the status, its sentence stands behind the id of the activity.
    Provider {
        /// The status code.
        status: u16,
        /// The sentence.
        message: String,
    },
    /// `LinkedAuthorizationFailed`: the right for the call is there, that on what it names is not.
    LinkedAuthorization {
        /// The action that is missing.
        action: String,
        /// Where it is missing.
        scope: String,
    },
    /// A write is refused by Azure Policy's demand for multifactor authentication; the claims are in a header or nowhere.
    PolicyDemand {
        /// Whether the header is there.
        #[serde(default)]
        header: bool,
    },
    /// Just before, another person sends this and has it done; then the request is answered as usual.
    Meanwhile {
        /// Who.
        user: String,
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// The body.
        body: Option<Value>,
    },
    /// A page that only stands there, with an opener policy of its own: its window is cut off from the one that opened it.
    OwnOpener,
}

/// Where an operation is followed.
const MONITORS: [&str; 2] = ["Location", "Azure-AsyncOperation"];

/// The script, and how far it has come.
#[derive(Debug)]
pub(crate) struct Faults {
    lines: Vec<(Rule, u32)>,
    random: Random,
    /// The last answer to each read, while a line of the script may want it.
    earlier: BTreeMap<String, Response>,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { lines: Vec::new(), random: Random::named(seed, "faults"), earlier: BTreeMap::new() }
    }

    /// Appends a rule.
    pub(crate) fn add(&mut self, rule: Rule) {
        self.lines.push((rule, 0));
    }

    /// Forgets all rules.
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.earlier.clear();
    }

    /// Keeps what a read is answered, and gives the answer before it if that is the fault.
    pub(crate) fn overtake(&mut self, fault: Option<&Fault>, request: &Request, response: Response) -> Response {
        let wanted = self.lines.iter().any(|(rule, _)| rule.fault == Fault::Earlier);
        if !wanted || request.method != Method::Get || response.status != 200 {
            return response;
        }
        let before = self.earlier.insert(request.url.clone(), response.clone());
        before.filter(|_| fault == Some(&Fault::Earlier)).unwrap_or(response)
    }

    /// The rules that can still act.
    pub(crate) fn open(&self) -> Vec<&Rule> {
        let open = |(rule, met): &&(Rule, u32)| rule.times == 0 || *met < rule.after.saturating_add(rule.times);
        self.lines.iter().filter(open).map(|(rule, _)| rule).collect()
    }

    /// The fault that meets this request, used up.
    pub(crate) fn draw(&mut self, request: &Request) -> Option<Fault> {
        for (rule, met) in &mut self.lines {
            if !rule.meets(request) || (rule.times != 0 && *met >= rule.after.saturating_add(rule.times)) {
                continue;
            }
            if rule.chance.is_some_and(|chance| share(&mut self.random) >= chance) {
                continue;
            }
            *met = met.saturating_add(1);
            if *met > rule.after {
                return Some(rule.fault.clone());
            }
        }
        None
    }
}

impl Rule {
    fn meets(&self, request: &Request) -> bool {
        let target = Url::parse(&request.url);
        // A sign-in request carries addresses in its query; only its path counts, and only a rule that names one is for it.
        let sign_in = Directory::owns(&target.path);
        let text = if sign_in { target.path } else { request.url.clone() }.to_ascii_lowercase();
        let path = self.path.as_ref().map_or(!sign_in, |part| text.contains(&part.to_ascii_lowercase()));
        let method = self.method.as_ref().is_none_or(|word| word.eq_ignore_ascii_case(request.method.as_str()));
        path && method && request.method != Method::Options
    }
}

impl Fault {
    /// The answer that comes instead of the work.
    pub(crate) fn before(&self, request: &Request) -> Option<Response> {
        match self {
            Self::Answer { status, headers, body } => {
                let answer = if body.is_null() { Response::new(*status) } else { json_of(*status, body) };
                Some(headers.iter().fold(answer, |answer, (name, value)| answer.with_header(name, value)))
            }
            Self::Provider { status, message } => {
                Some(Refusal::new(*status, "Fault", message.as_str()).response("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"))
            }
            Self::LinkedAuthorization { action, scope } => Some(linked(request, action, scope)),
            Self::PolicyDemand { header } => {
                let path = Url::parse(&request.url).path;
                let demand = Demand { policy: true, header: *header };
                Some(crate::arm::demand(demand, &path).response(""))
            }
            Self::Throttled { retry_after } => {
                let text = "The request was throttled by the service.";
                Some(later(error(429, "TooManyRequests", text), *retry_after))
            }
            Self::Status { status, code, message, retry_after } => {
                let code = code.as_deref().unwrap_or("InternalServerError");
                let text = message.as_deref().unwrap_or("The server encountered an unexpected condition.");
                Some(later(error(*status, code, text), *retry_after))
            }
            Self::ExpiredToken => {
                let text = "The access token expiry UTC time is earlier than current UTC time.";
                let answer = error(401, "ExpiredAuthenticationToken", text);
                Some(answer.with_header("WWW-Authenticate", r#"Bearer error="invalid_token""#))
            }
            Self::OwnOpener => {
                let page = b"<!doctype html><title>Sign in</title><h1>A page that stays</h1>".to_vec();
                Some(Response::new(200).with_body("text/html", page).with_header("Cross-Origin-Opener-Policy", "same-origin"))
            }
            Self::ClaimsChallenge { claims } => Some(challenge(claims.as_deref())),
            _ => None,
        }
    }

    /// The engine's answer, spoilt.
    pub(crate) fn after(&self, request: &Request, mut response: Response) -> Response {
        match self {
            Self::BrokenJson => response.body.truncate(response.body.len() / 2),
            Self::RepeatedNextLink => link(&mut response, &request.url),
            Self::ForeignNextLink { url } => {
                link(&mut response, url.as_deref().unwrap_or("https://elsewhere.example/subscriptions?api-version=2022-12-01"));
            }
            Self::ForeignLocation { url } => {
                response.headers.retain(|(name, _)| !MONITORS.iter().any(|known| known.eq_ignore_ascii_case(name)));
                return MONITORS.iter().fold(response, |response, name| response.with_header(name, url.clone()));
            }
            Self::Hostile { text } => hostile::speak(&mut response, text),
            _ => {}
        }
        response
    }

    /// How late the answer comes.
    pub(crate) fn delay(&self) -> Duration {
        if let Self::Slow { millis } = self { Duration::from_millis(*millis) } else { Duration::ZERO }
    }
}

/// The sentence of Azure/aad-pod-identity#613 (`tests/cases/arm-error-01`).
fn linked(request: &Request, action: &str, scope: &str) -> Response {
    let path = Url::parse(&request.url).path;
    let verb = match request.method {
        Method::Get | Method::Head => "read",
        Method::Delete => "delete",
        Method::Post => "action",
        _ => "write",
    };
    let text = format!(
        "The client has permission to perform action 'Microsoft.DesktopVirtualization/hostPools/{verb}' on scope '{path}'; however, it \
         does not have permission to perform action '{action}' on the linked scope(s) '{scope}' or the linked scope(s) are invalid."
    );
    error(403, "LinkedAuthorizationFailed", &text)
}

/// The challenge of mandatory multifactor authentication ("Planning for mandatory multifactor authentication for Azure").
fn challenge(claims: Option<&str>) -> Response {
    use base64::Engine;
    let claims = claims.unwrap_or(r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#);
    let encoded = base64::engine::general_purpose::STANDARD.encode(claims);
    let text =
        "Resource was disallowed by policy. Users must use MFA for Create/Update/Delete operations: https://aka.ms/MFAforAzure";
    let header = format!(r#"Bearer realm="", error="insufficient_claims", claims="{encoded}""#);
    error(401, "RequestDisallowedByAzure", text).with_header("WWW-Authenticate", header)
}

fn error(status: u16, code: &str, message: &str) -> Response {
    json_of(status, &json!({ "error": { "code": code, "message": message } })).with_header("x-ms-failure-cause", "gateway")
}

fn later(response: Response, seconds: Option<u64>) -> Response {
    match seconds {
        Some(seconds) => response.with_header("Retry-After", seconds.to_string()),
        None => response,
    }
}

fn link(response: &mut Response, url: &str) {
    let page = serde_json::from_slice::<Value>(&response.body).ok().filter(|page| page["value"].is_array());
    if let Some(mut page) = page {
        page["nextLink"] = json!(url);
        response.body = page.to_string().into_bytes();
    }
}

fn share(random: &mut Random) -> f64 {
    f64::from(u32::try_from(random.below(1 << 20)).unwrap_or_default()) / f64::from(1 << 20)
}

#[cfg(test)]
mod tests;
