//! The transitions: what a poll's answer makes of the machine.

use host::{Method, Response};
use serde_json::Value;

use super::answer::{End, body_of, end_of, outcome, provisioning_state};
use super::{Lro, Phase, Way, link, monitor};
use crate::endpoint::Endpoint;

/// After so many polls in a row that find nothing, another way is taken.
const PATIENCE: u32 = 3;

impl Lro {
    pub(super) fn polled(&mut self, response: &Response) {
        self.renew(response);
        match (&self.way, response.status) {
            (_, 401 | 408 | 429 | 300..=399 | 500..=599) => {}
            (Way::Absence | Way::Result { .. }, 404 | 410) if self.call.method == Method::Delete => self.done(None),
            (Way::Monitor { .. }, 200..=299) => self.monitored(response),
            (Way::Result { .. }, 202) => self.misses = 0,
            (Way::Result { .. }, 200..=299) => self.answered(body_of(response)),
            (Way::Result { .. }, 400 | 402 | 403 | 405..=407 | 409 | 411..=499) => {
                self.phase = Phase::Untold { status: response.status, body: body_of(response) };
            }
            (Way::Resource | Way::Absence, 200..=299) => self.looked(response),
            _ => self.missed(),
        }
    }

    /// A later answer may name new URLs; the newest counts.
    fn renew(&mut self, response: &Response) {
        let Ok(endpoint) = Endpoint::parse(&self.endpoint) else { return };
        let location = || link(&self.call, &endpoint, response, "Location");
        if !(200..300).contains(&response.status) {
            return;
        }
        match &mut self.way {
            Way::Monitor { url, result } => {
                if let Some(newer) = monitor(&self.call, &endpoint, response) {
                    *url = newer;
                }
                *result = location().or_else(|| result.take());
            }
            Way::Result { url } => {
                if let Some(newer) = location().filter(|_| response.status == 202) {
                    *url = newer;
                }
            }
            Way::Resource | Way::Absence => {}
        }
    }

    fn monitored(&mut self, response: &Response) {
        let body = body_of(response);
        let Some(state) = body.get("status").and_then(Value::as_str).or_else(|| provisioning_state(&body)).map(str::to_owned)
        else {
            return match outcome(&body, true) {
                Some((state, End::Failed)) => self.failed(&state, body),
                _ if response.status == 202 => {}
                _ => self.missed(),
            };
        };
        self.misses = 0;
        self.percent =
            body.get("percentComplete").and_then(Value::as_f64).map(|percent| percent.clamp(0.0, 100.0)).or(self.percent);
        self.state = Some(state.clone());
        match end_of(&state) {
            End::Running => {}
            End::Succeeded => self.succeeded(body),
            End::Failed | End::Cancelled => self.failed(&state, body),
        }
    }

    /// The result URL answered. A success of the request may tell of a failure of the operation (msrestazure-for-python#157).
    fn answered(&mut self, body: Value) {
        self.misses = 0;
        match outcome(&body, self.call.state_of_other_work) {
            Some((state, End::Failed | End::Cancelled)) => self.failed(&state, body),
            Some((state, End::Running)) => self.state = Some(state),
            Some((_, End::Succeeded)) | None => self.succeeded(body),
        }
    }

    fn looked(&mut self, response: &Response) {
        self.misses = 0;
        let body = body_of(response);
        let state = provisioning_state(&body).map(str::to_owned);
        self.state.clone_from(&state);
        match state.as_deref().map(|state| (state, end_of(state))) {
            Some((_, End::Running)) => {}
            Some((state, End::Failed | End::Cancelled)) => self.failed(state, body),
            // While it is being deleted, a resource that still answers is not gone yet, whatever it says of itself.
            _ if self.way == Way::Absence => {}
            _ => self.done(Some(body)),
        }
    }

    /// It succeeded; where its result is read depends on the method (`final-state-via` of the API descriptions).
    fn succeeded(&mut self, body: Value) {
        let location = match &self.way {
            Way::Monitor { result, .. } => result.clone(),
            _ => None,
        };
        let monitor = matches!(self.way, Way::Monitor { .. });
        match self.call.method {
            Method::Put => self.fetch(self.resource_url()),
            Method::Patch if monitor => self.fetch(location.unwrap_or_else(|| self.resource_url())),
            Method::Patch if body.is_null() => self.fetch(self.resource_url()),
            Method::Delete => self.done(None),
            _ => match location {
                Some(url) => self.fetch(url),
                None if monitor => self.done(body.get("properties").cloned()),
                None => self.done(Some(body).filter(|body| !body.is_null())),
            },
        }
    }

    pub(super) fn fetched(&mut self, response: &Response) {
        match response.status {
            202 => {}
            200..=299 => self.done(Some(body_of(response)).filter(|body| !body.is_null())),
            _ => self.unfetched(),
        }
    }

    /// The operation has succeeded even if its result cannot be read.
    pub(super) fn unfetched(&mut self) {
        self.misses += 1;
        if self.misses >= PATIENCE {
            self.done(None);
        }
    }

    /// The poll found nothing. After a few of those: look at the resource itself, then give up.
    fn missed(&mut self) {
        self.misses += 1;
        if self.misses < PATIENCE {
            return;
        }
        self.misses = 0;
        match (&self.way, self.call.method) {
            (Way::Monitor { .. } | Way::Result { .. }, Method::Put | Method::Patch) if !self.call.state_of_other_work => {
                self.way = Way::Resource;
            }
            (Way::Monitor { .. } | Way::Result { .. }, Method::Delete) => self.way = Way::Absence,
            _ => self.phase = Phase::Vanished,
        }
    }

    fn fetch(&mut self, url: String) {
        self.misses = 0;
        self.phase = Phase::Fetching { url };
    }

    fn done(&mut self, value: Option<Value>) {
        self.phase = Phase::Done { value };
    }

    fn failed(&mut self, state: &str, body: Value) {
        self.phase = Phase::Failed { state: state.to_owned(), body };
    }
}
