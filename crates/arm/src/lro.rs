//! Long-running operations: one pure, storable state machine. It never sends; it says what to read next and when.
//!
//! Three ways to learn the end, by what the first answer shows (Learn, *Track asynchronous Azure operations*; Resource
//! Provider Contract, *Asynchronous operations*): a status monitor (`Azure-AsyncOperation`), a result URL (the `Location` of a
//! 202; that of a 201 is the address of what was created), or the resource itself. A browser may hide both headers; then the
//! resource is watched. A poll that fails says nothing about the operation, and a result URL that is refused says nothing
//! either: what became of the operation is then unknown.

mod answer;
#[cfg(test)]
mod tests;
mod turn;

use core::fmt;
use core::time::Duration;

use host::{Instant, Method, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, Fate, RequestIds};
use crate::percent::encode_query;
use crate::wait::header_hint;
use answer::{End, body_of, end_of, provisioning_state};

/// An operation the service has accepted and works on. Survives a reload: serialise it, resume with
/// [`crate::Client::watch`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Lro {
    call: Call,
    endpoint: String,
    request: RequestIds,
    way: Way,
    phase: Phase,
    started: i64,
    due: i64,
    polls: u32,
    misses: u32,
    state: Option<String>,
    percent: Option<f64>,
}

/// How the end is learned.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
enum Way {
    /// `Azure-AsyncOperation`: always 200, its `status` tells.
    Monitor { url: String, result: Option<String> },
    /// `Location`: 202 while running.
    Result { url: String },
    /// `properties.provisioningState` of the resource.
    Resource,
    /// The resource is gone.
    Absence,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
enum Phase {
    Running,
    Fetching {
        url: String,
    },
    Done {
        value: Option<Value>,
    },
    Failed {
        state: String,
        body: Value,
    },
    /// Its result URL was refused, with this answer.
    Untold {
        status: u16,
        body: Value,
    },
    /// Nothing tells about it any more.
    Vanished,
}

/// What to do next for an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Wait so long.
    Wait(Duration),
    /// Read this URL and hand the answer to [`Lro::observe`].
    Get(String),
    /// It has succeeded; its result, if it has one that could be read.
    Done(Option<Value>),
    /// It has failed, was cancelled, or cannot be followed any more.
    Failed(Error),
}

/// What is known of an operation between two polls.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The state in the service's word, `InProgress`.
    pub state: Option<String>,
    /// Per cent done, if the provider says so.
    pub percent: Option<f64>,
    /// When it was accepted.
    pub started: Instant,
    /// When it is asked about next.
    pub next: Instant,
    /// How often it was asked about.
    pub polls: u32,
    /// Why the last poll said nothing; the operation goes on.
    pub trouble: Option<Error>,
    /// The machine as it stands: store it to go on after a reload.
    pub watch: Lro,
}

impl Lro {
    /// Looks at the first answer: is there work under way, and how can it be followed?
    ///
    /// `None` also for a POST that was accepted (202) without a readable polling URL: it *is* running, and only the status
    /// its own type keeps can tell more.
    pub fn begin(call: &Call, endpoint: &Endpoint, response: &Response, request: RequestIds, now: Instant) -> Option<Self> {
        if !matches!(response.status, 200..=202) {
            return None;
        }
        let way = match (monitor(call, endpoint, response), link(call, endpoint, response, "Location")) {
            (Some(url), result) => Way::Monitor { url, result },
            (None, Some(url)) if response.status == 202 => Way::Result { url },
            _ => Self::without_header(call, response)?,
        };
        let mut lro = Self {
            call: Call { body: None, headers: Vec::new(), ..call.clone() },
            endpoint: endpoint.origin().to_owned(),
            request,
            way,
            phase: Phase::Running,
            started: now.millis(),
            due: 0,
            polls: 0,
            misses: 0,
            state: provisioning_state(&body_of(response)).map(str::to_owned),
            percent: None,
        };
        lro.due = (now + lro.interval(Some(response), now)).millis();
        Some(lro)
    }

    fn without_header(call: &Call, response: &Response) -> Option<Way> {
        let body = body_of(response);
        let running = provisioning_state(&body).is_some_and(|state| end_of(state) == End::Running);
        if call.state_of_other_work {
            return None;
        }
        match (call.method, response.status) {
            (Method::Put | Method::Patch, 202) => Some(Way::Resource),
            (Method::Put | Method::Patch, 201) if running || body.is_null() => Some(Way::Resource),
            (Method::Put | Method::Patch, 200) if running => Some(Way::Resource),
            (Method::Delete, 202) => Some(Way::Absence),
            _ => None,
        }
    }

    /// What to do next.
    pub fn step(&self, now: Instant) -> Step {
        match &self.phase {
            Phase::Done { value } => Step::Done(value.clone()),
            Phase::Failed { state, body } => Step::Failed(Error::ended(&self.call, body, state, self.request.clone())),
            Phase::Untold { status, body } => Step::Failed(Error::untold(&self.call, *status, body, self.request.clone())),
            Phase::Vanished => Step::Failed(Error::local(
                ErrorKind::NotFound,
                &self.call,
                "The status of the operation is no longer available",
                self.request.clone(),
                Fate::Unknown,
            )),
            _ if now.millis() < self.due => Step::Wait(now.until(Instant::from_millis(self.due))),
            Phase::Fetching { url } => Step::Get(url.clone()),
            Phase::Running => Step::Get(match &self.way {
                Way::Monitor { url, .. } | Way::Result { url } => url.clone(),
                Way::Resource | Way::Absence => self.resource_url(),
            }),
        }
    }

    /// Takes the answer to [`Step::Get`]; `None` if there was no answer.
    pub fn observe(&mut self, answer: Option<&Response>, now: Instant) {
        self.polls += 1;
        let fetching = matches!(self.phase, Phase::Fetching { .. });
        match answer {
            Some(response) if fetching => self.fetched(response),
            Some(response) => self.polled(response),
            None if fetching => self.unfetched(),
            None => {}
        }
        self.due = (now + self.interval(answer, now)).millis();
        if matches!(&self.phase, Phase::Fetching { .. }) && !fetching {
            self.due = now.millis();
        }
    }

    /// The operation's name, `HostPools_CreateOrUpdate`.
    pub fn operation(&self) -> &str {
        &self.call.operation
    }

    /// The path of what is worked on.
    pub fn path(&self) -> &str {
        &self.call.path
    }

    /// The ids of the request that started it.
    pub fn request(&self) -> &RequestIds {
        &self.request
    }

    pub(crate) fn call(&self) -> &Call {
        &self.call
    }

    /// What is known at present.
    pub fn progress(&self, trouble: Option<Error>) -> Progress {
        Progress {
            state: self.state.clone(),
            percent: self.percent,
            started: Instant::from_millis(self.started),
            next: Instant::from_millis(self.due),
            polls: self.polls,
            trouble,
            watch: self.clone(),
        }
    }

    fn resource_url(&self) -> String {
        Endpoint::parse(&self.endpoint).map(|endpoint| self.call.url(&endpoint)).unwrap_or_default()
    }

    /// What the service asks for, else 10 s in the first minute, 30 s until ten minutes, then 60 s.
    fn interval(&self, answer: Option<&Response>, now: Instant) -> Duration {
        let asked = answer.and_then(|response| header_hint(response, now));
        asked.map(|wait| wait.clamp(Duration::from_secs(1), Duration::from_secs(600))).unwrap_or_else(|| {
            Duration::from_secs(match now.since(Instant::from_millis(self.started)).as_secs() {
                0..60 => 10,
                60..600 => 30,
                _ => 60,
            })
        })
    }
}

/// The address of the status monitor, if the answer names one.
fn monitor(call: &Call, endpoint: &Endpoint, response: &Response) -> Option<String> {
    link(call, endpoint, response, "Azure-AsyncOperation").or_else(|| link(call, endpoint, response, "Operation-Location"))
}

/// An address to poll: absolute, at the endpoint, and with an api-version; one that names none gets that of the request.
fn link(call: &Call, endpoint: &Endpoint, response: &Response, name: &str) -> Option<String> {
    let url = endpoint.resolve(response.header(name)?.trim())?;
    let url = url.split('#').next().unwrap_or_default();
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    let names_version = query.split('&').any(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        name.eq_ignore_ascii_case("api-version") && !value.is_empty()
    });
    if names_version {
        return Some(url.to_owned());
    }
    let mark = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{mark}api-version={}", encode_query(&call.api_version)))
}

impl fmt::Debug for Lro {
    /// Without URLs: they are signed.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Lro({} {} {:?})", self.call.operation, self.call.path, self.state)
    }
}
