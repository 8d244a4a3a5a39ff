//! What failed: facts in a value, one sentence, one piece of advice.

mod advice;
mod body;
#[cfg(test)]
mod tests;

use core::fmt;
use std::borrow::Cow;
use std::sync::Arc;

use host::{Instant, Response, SendError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::Call;
pub(crate) use body::Envelope;

/// Why a call, a page or an operation failed. Cheap to clone, may be kept in signals.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: ErrorKind,
    operation: Cow<'static, str>,
    resource: Option<String>,
    status: Option<u16>,
    envelope: Envelope,
    request: RequestIds,
    fate: Fate,
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
    /// The service answered and did not do it.
    Refused,
    /// It was accepted and ran, and did not end well: parts of it may be done.
    Ran,
    /// Nobody knows whether it took effect: look before repeating it.
    Unknown,
}

/// One entry of an error's details.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// The service's code.
    pub code: String,
    /// The service's words.
    pub message: String,
    /// The property or object it speaks of.
    pub target: Option<String>,
}

/// An Azure Policy that forbade a request (`additionalInfo` of type `PolicyViolation`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyRefusal {
    /// The definition's display name, else its name or id.
    pub definition: String,
    /// The assignment's display name, else its name or id.
    pub assignment: String,
    /// Where it is assigned.
    pub scope: Option<String>,
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
    fn build(kind: ErrorKind, call: &Call, status: Option<u16>, envelope: Envelope, request: RequestIds, fate: Fate) -> Self {
        let resource = call.path.starts_with('/').then(|| call.path.clone());
        Self(Arc::new(Inner { kind, operation: call.operation.clone(), resource, status, envelope, request, fate }))
    }

    /// From an answer that is no success. `lost`: an earlier try of the same request had no answer.
    pub(crate) fn refused(call: &Call, response: &Response, request: RequestIds, retry_at: Option<Instant>, lost: bool) -> Self {
        let envelope = Envelope::parse(response);
        let kind = kind_of(response.status, &envelope, retry_at);
        let fate = if lost || matches!(response.status, 408 | 500 | 502..=504) { Fate::Unknown } else { Fate::Refused };
        Self::build(kind, call, Some(response.status), envelope, request, fate)
    }

    /// From a request without an answer. `lost`: so was that of an earlier try.
    pub(crate) fn unanswered(call: &Call, why: &SendError, request: RequestIds, lost: bool) -> Self {
        let kind = if *why == SendError::TimedOut { ErrorKind::TimedOut } else { ErrorKind::Offline };
        let fate = if !lost && matches!(why, SendError::NotSent(_)) { Fate::NotSent } else { Fate::Unknown };
        Self::build(kind, call, None, Envelope::words(why.to_string()), request, fate)
    }

    /// Something that happened on this side, with its sentence.
    pub(crate) fn local(kind: ErrorKind, call: &Call, words: impl Into<String>, request: RequestIds, fate: Fate) -> Self {
        Self::build(kind, call, None, Envelope::words(words.into()), request, fate)
    }

    /// An operation that was accepted and ended badly, from the body that says so.
    pub(crate) fn ended(call: &Call, body: &Value, state: &str, request: RequestIds) -> Self {
        let kind = if state.to_ascii_lowercase().starts_with("cancel") { ErrorKind::Cancelled } else { ErrorKind::Failed };
        let mut envelope = Envelope::of_value(body);
        if envelope.message.is_empty() {
            envelope.message = format!("The operation on {} ended as {state}.", call.path);
        }
        Self::build(kind, call, None, envelope, request, Fate::Ran)
    }

    /// An operation that was accepted, whose result URL was refused: what became of it is unknown. The words may still be its own.
    pub(crate) fn untold(call: &Call, status: u16, body: &Value, request: RequestIds) -> Self {
        let mut envelope = Envelope::of_value(body);
        if envelope.message.is_empty() {
            envelope.message = format!("The result of the operation could not be read (HTTP {status})");
        }
        let kind = kind_of(status, &envelope, None);
        Self::build(kind, call, Some(status), envelope, request, Fate::Unknown)
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

    /// The service's code, outermost first: `AuthorizationFailed`.
    pub fn code(&self) -> Option<&str> {
        self.0.envelope.code.as_deref()
    }

    /// The service's words, the deepest useful ones.
    pub fn message(&self) -> &str {
        &self.0.envelope.message
    }

    /// The property or object the service objects to.
    pub fn target(&self) -> Option<&str> {
        self.0.envelope.target.as_deref()
    }

    /// Every nested error, outermost first.
    pub fn details(&self) -> &[Detail] {
        &self.0.envelope.details
    }

    /// The policies that forbade it.
    pub fn policies(&self) -> &[PolicyRefusal] {
        &self.0.envelope.policies
    }

    /// Who lacks the right, as Resource Manager names the account.
    pub fn principal(&self) -> Option<&str> {
        self.0.envelope.principal.as_deref()
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
        let same = |known: &str| known.eq_ignore_ascii_case(code);
        self.code().is_some_and(same) || self.details().iter().any(|detail| same(&detail.code))
    }
}

fn kind_of(status: u16, envelope: &Envelope, retry_at: Option<Instant>) -> ErrorKind {
    match status {
        401 => ErrorKind::SignedOut { why: envelope.message.clone() },
        403 => ErrorKind::Forbidden { action: envelope.action.clone(), scope: envelope.scope.clone() },
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
        let lead = match self.kind() {
            ErrorKind::Offline if self.fate() == Fate::NotSent => "It was not sent",
            ErrorKind::Offline => "There was no answer",
            ErrorKind::TimedOut => "There was no answer in time",
            ErrorKind::Throttled { .. } => "Too many requests",
            ErrorKind::SignedOut { .. } => "The sign-in is not valid for this",
            ErrorKind::Forbidden { .. } => "Not allowed",
            ErrorKind::NotFound => "Not found",
            ErrorKind::Conflict => "Not possible in its present state",
            ErrorKind::Stale => "It was changed by someone else",
            ErrorKind::Rejected => "The request was not accepted",
            ErrorKind::Service => "The service failed",
            ErrorKind::Unreadable => "The answer could not be understood",
            ErrorKind::ForeignLink => "A link to another origin was not followed",
            ErrorKind::Failed => "The operation failed",
            ErrorKind::Cancelled => "The operation was cancelled",
        };
        let words = self.message().trim_end_matches('.');
        match self.code() {
            Some(code) if words.is_empty() => write!(out, "{lead} ({code})."),
            Some(code) => write!(out, "{lead}: {words} ({code})."),
            None if words.is_empty() => write!(out, "{lead}."),
            None => write!(out, "{lead}: {words}."),
        }
    }
}

impl core::error::Error for Error {}
