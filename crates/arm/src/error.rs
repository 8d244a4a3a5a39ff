//! What failed: facts in a value, one sentence, one piece of advice.

mod advice;
mod body;
#[cfg(test)]
mod case_tests;
mod denial;
#[cfg(test)]
mod tests;

use core::fmt;
use std::borrow::Cow;
use std::sync::Arc;

use host::{Instant, Response, SendError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::Call;
use crate::challenge;
pub(crate) use body::guid;
pub use body::{Detail, ErrorBody, Fact, PolicyRefusal};
pub use denial::Denial;

/// Why a call, a page or an operation failed. Cheap to clone, may be kept in signals.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: ErrorKind,
    operation: Cow<'static, str>,
    resource: Option<String>,
    status: Option<u16>,
    body: ErrorBody,
    request: RequestIds,
    fate: Fate,
    /// What the answer said of the sign-in.
    sign_in: SignIn,
    /// The answer was a web page: something on the way has answered, not Resource Manager.
    page: bool,
}

/// What a refusal says of the sign-in.
#[derive(Clone, Debug, Default, PartialEq)]
struct SignIn {
    /// The directory whose token is wanted.
    tenant: Option<String>,
    /// Multifactor authentication is demanded.
    mfa: bool,
    /// It is refused, and there is no other token.
    barred: bool,
}

/// What sort of failure it is: what a screen decides by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// No answer: no network, a blocked host, a refusal by CORS. A browser cannot tell these apart.
    Offline,
    /// No answer in time, from the network (408) or from the provider behind Resource Manager (504).
    TimedOut,
    /// Too many requests; the automatic repeats are used up.
    Throttled {
        /// When the service takes requests again, if it said so.
        retry_at: Option<Instant>,
    },
    /// It waited so long that the person may no longer mean it: a write is not sent (again) after its time.
    Late,
    /// No valid token, and none to be had without the person.
    SignedOut {
        /// Why, in a sentence.
        why: String,
    },
    /// The right is missing, or a policy forbids it.
    Forbidden {
        /// The action that is missing, `Microsoft.DesktopVirtualization/hostPools/write`.
        action: Option<String>,
        /// Where it is missing.
        scope: Option<String>,
    },
    /// It does not exist, or not for this account.
    NotFound,
    /// It is busy, locked or in a state that does not allow this.
    Conflict,
    /// Someone else changed it since it was read (412).
    Stale,
    /// The service does not accept the request as it is.
    Rejected,
    /// The service failed.
    Service,
    /// The answer cannot be understood.
    Unreadable,
    /// The service named a link to another origin. No token was sent there.
    ForeignLink,
    /// The operation was accepted and ended as failed.
    Failed,
    /// The operation was accepted and then cancelled.
    Cancelled,
}

/// What is known about the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It never left.
    NotSent,
    /// The service answered and did not do it; also if it refused the token, and there was no other.
    Refused,
    /// It was accepted and ran, and did not end well: parts of it may be done.
    Ran,
    /// Nobody knows whether it took effect: look before repeating it.
    Unknown,
}

/// The ids under which Microsoft's support finds a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestIds {
    /// `x-ms-client-request-id`: ours, always known.
    pub client: String,
    /// `x-ms-request-id`, if it could be read.
    pub service: Option<String>,
    /// `x-ms-correlation-request-id`, if it could be read.
    pub correlation: Option<String>,
}

impl RequestIds {
    pub(crate) fn of(client: String, response: &Response) -> Self {
        let read = |name| response.header(name).map(str::to_owned);
        Self { client, service: read("x-ms-request-id"), correlation: read("x-ms-correlation-request-id") }
    }
}

impl Error {
    /// What happened, in a few words: what a sentence about it starts with.
    pub fn lead(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Offline if self.fate() == Fate::NotSent => "Not sent",
            ErrorKind::Offline => "No response",
            ErrorKind::Late if self.fate() == Fate::NotSent => "Not sent",
            ErrorKind::Late => "Not sent again",
            ErrorKind::TimedOut => "The request timed out",
            ErrorKind::Throttled { .. } => "Too many requests",
            ErrorKind::SignedOut { .. } => "The sign-in isn't valid for this",
            ErrorKind::Forbidden { .. } => "Not allowed",
            ErrorKind::NotFound => "Not found",
            ErrorKind::Conflict => "Not possible in the current state",
            ErrorKind::Stale => "Changed by someone else",
            ErrorKind::Rejected => "Azure rejected the request",
            ErrorKind::Service => "Azure reported an internal error",
            ErrorKind::Unreadable => "Couldn't read the response",
            ErrorKind::ForeignLink => "Blocked a link to another origin",
            ErrorKind::Failed => "The operation failed",
            ErrorKind::Cancelled => "The operation was cancelled",
        }
    }

    fn build(kind: ErrorKind, call: &Call, status: Option<u16>, body: ErrorBody, request: RequestIds, fate: Fate) -> Self {
        let resource = call.path.starts_with('/').then(|| call.path.clone());
        let (operation, sign_in) = (call.operation.clone(), SignIn::default());
        Self(Arc::new(Inner { kind, operation, resource, status, body, request, fate, sign_in, page: false }))
    }

    /// With what an answer says besides its body.
    fn told_by(self, response: &Response) -> Self {
        let sign_in = SignIn { tenant: challenge::tenant(response), mfa: challenge::demands_mfa(response), barred: false };
        Self(Arc::new(Inner { sign_in, page: is_page(response), ..(*self.0).clone() }))
    }

    /// From an answer that is no success. `lost`: an earlier try of the same request had no answer.
    pub(crate) fn refused(call: &Call, response: &Response, request: RequestIds, retry_at: Option<Instant>, lost: bool) -> Self {
        let body = ErrorBody::parse(response);
        let kind = match kind_of(response.status, &body, retry_at) {
            // The person has signed in; what is missing is not a sign-in but a stronger one.
            ErrorKind::SignedOut { .. } if challenge::demands_mfa(response) => ErrorKind::Forbidden { action: None, scope: None },
            kind => kind,
        };
        let fate = if lost || !is_certain(response) { Fate::Unknown } else { Fate::Refused };
        Self::build(kind, call, Some(response.status), body, request, fate).told_by(response)
    }

    /// Azure refused the token, and there is no other to be had now; `why`, in a sentence. Nothing was done.
    pub(crate) fn barred(call: &Call, response: &Response, request: RequestIds, why: String, lost: bool) -> Self {
        let body = ErrorBody::parse(response).under(why.clone());
        let fate = if lost { Fate::Unknown } else { Fate::Refused };
        let error = Self::build(ErrorKind::SignedOut { why }, call, Some(response.status), body, request, fate).told_by(response);
        let sign_in = SignIn { barred: true, ..error.0.sign_in.clone() };
        Self(Arc::new(Inner { sign_in, ..(*error.0).clone() }))
    }

    /// A success whose body is a web page: something on the way has answered.
    pub(crate) fn page(call: &Call, response: &Response, request: RequestIds) -> Self {
        let words = format!("HTTP {} with a web page", response.status);
        let body = ErrorBody::words(words);
        Self::build(ErrorKind::Unreadable, call, Some(response.status), body, request, Fate::Unknown).told_by(response)
    }

    /// From a request without an answer. `lost`: so was that of an earlier try.
    pub(crate) fn unanswered(call: &Call, why: &SendError, request: RequestIds, lost: bool) -> Self {
        let kind = if *why == SendError::TimedOut { ErrorKind::TimedOut } else { ErrorKind::Offline };
        let fate = if !lost && matches!(why, SendError::NotSent(_)) { Fate::NotSent } else { Fate::Unknown };
        Self::build(kind, call, None, ErrorBody::words(why.to_string()), request, fate)
    }

    /// Something that happened on this side, with its sentence.
    pub(crate) fn local(kind: ErrorKind, call: &Call, words: impl Into<String>, request: RequestIds, fate: Fate) -> Self {
        Self::build(kind, call, None, ErrorBody::words(words.into()), request, fate)
    }

    /// An operation that was accepted and ended badly, from the body that says so.
    pub(crate) fn ended(call: &Call, body: &Value, state: &str, request: RequestIds) -> Self {
        let kind = if state.to_ascii_lowercase().starts_with("cancel") { ErrorKind::Cancelled } else { ErrorKind::Failed };
        let body = ErrorBody::of(body).or_words(|| format!("The operation on {} ended with status {state}.", call.path));
        Self::build(kind, call, None, body, request, Fate::Ran)
    }

    /// An operation that was accepted, whose result URL was refused: what became of it is unknown. The words may still be its own.
    pub(crate) fn untold(call: &Call, status: u16, body: &Value, request: RequestIds) -> Self {
        let body = ErrorBody::of(body).or_words(|| format!("Couldn't read the result of the operation (HTTP {status})"));
        let kind = kind_of(status, &body, None);
        Self::build(kind, call, Some(status), body, request, Fate::Unknown)
    }

    /// The same error where something else shows that the operation ended badly.
    #[must_use]
    pub fn ended_so(&self) -> Self {
        Self(Arc::new(Inner { kind: ErrorKind::Failed, fate: Fate::Ran, ..(*self.0).clone() }))
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The operation's name, `HostPools_Get`.
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// The path that was asked for.
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the body said, level by level.
    pub fn body(&self) -> &ErrorBody {
        &self.0.body
    }

    /// The service's code for [`Error::message`]: of the same level, never of one around it.
    pub fn code(&self) -> Option<&str> {
        self.body().code()
    }

    /// The service's words, the innermost sentence.
    pub fn message(&self) -> &str {
        self.body().message()
    }

    /// The property or object the service objects to.
    pub fn target(&self) -> Option<&str> {
        self.body().target()
    }

    /// The policies that forbade it.
    pub fn policies(&self) -> &[PolicyRefusal] {
        self.body().policies()
    }

    /// Whether there is no token to be had without the person: not one that Azure refuses although it is new.
    pub fn lacks_token(&self) -> bool {
        matches!(self.kind(), ErrorKind::SignedOut { .. }) && (self.0.sign_in.barred || self.status().is_none())
    }

    /// The directory whose token is wanted, if the one of the sign-in is another.
    pub fn tenant(&self) -> Option<&str> {
        self.0.sign_in.tenant.as_deref()
    }

    /// Whether multifactor authentication is demanded that the sign-in does not show.
    pub fn demands_mfa(&self) -> bool {
        self.0.sign_in.mfa
    }

    /// Whether something on the way answered with a web page.
    pub fn is_page(&self) -> bool {
        self.0.page
    }

    /// Why access was denied, if the service says so.
    pub fn denial(&self) -> Option<&Denial> {
        self.body().denial()
    }

    /// The ids support will ask for.
    pub fn request(&self) -> &RequestIds {
        &self.0.request
    }

    /// What is known about the request itself.
    pub fn fate(&self) -> Fate {
        self.0.fate
    }

    /// What may be done next, in plain words.
    pub fn next_step(&self) -> String {
        advice::next_step(self)
    }

    /// Whether the service said so, at any depth.
    pub fn has_code(&self, code: &str) -> bool {
        self.body().codes().any(|known| known.eq_ignore_ascii_case(code))
    }
}

/// Whether an answer says that nothing was done: a status by which a server refuses a request, and not from something on the way.
///
/// Everything else (3xx, what proxies answer by themselves, what has no registered meaning, the failures of a server) leaves open
/// what became of the request (RFC 9110, section 15; RFC 6585).
pub(crate) fn is_certain(response: &Response) -> bool {
    let refusal = matches!(response.status, 400..=406 | 409..=417 | 421..=426 | 428 | 429 | 431 | 451 | 501 | 505);
    refusal && (response.status == 429 || !is_page(response))
}

/// Whether an answer is a web page. Resource Manager speaks JSON.
pub(crate) fn is_page(response: &Response) -> bool {
    let named = response.header("Content-Type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let text = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body).trim_ascii_start();
    text.starts_with(b"<") || named && !text.starts_with(b"{") && !text.is_empty()
}

fn kind_of(status: u16, body: &ErrorBody, retry_at: Option<Instant>) -> ErrorKind {
    match status {
        401 => ErrorKind::SignedOut { why: body.message().to_owned() },
        403 => match body.denial() {
            Some(Denial::Right { actions, scopes, .. }) => {
                ErrorKind::Forbidden { action: actions.first().cloned(), scope: scopes.first().cloned() }
            }
            _ => ErrorKind::Forbidden { action: None, scope: None },
        },
        404 | 410 => ErrorKind::NotFound,
        408 | 504 => ErrorKind::TimedOut,
        409 | 423 => ErrorKind::Conflict,
        412 => ErrorKind::Stale,
        429 => ErrorKind::Throttled { retry_at },
        400..=499 => ErrorKind::Rejected,
        500..=599 => ErrorKind::Service,
        _ => ErrorKind::Unreadable,
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lead = self.lead();
        let words = self.message().trim_end_matches('.');
        // The provider's own code is often the status once more: that tells nothing.
        match self.code().filter(|code| !code.bytes().all(|byte| byte.is_ascii_digit())) {
            Some(code) if words.is_empty() => write!(out, "{lead} ({code})."),
            Some(code) => write!(out, "{lead}: {words} ({code})."),
            None if words.is_empty() => write!(out, "{lead}."),
            None => write!(out, "{lead}: {words}."),
        }
    }
}

impl core::error::Error for Error {}
