//! The front of the emulator: what happens to a request before and after the engine.
//!
//! Log, control plane, preflight, faults, CORS. It knows neither resources nor tokens.

use host::{Duration, Instant, Method, Request, Response, SendError};

use crate::cors::{self, Exposure};
use crate::entra::Directory;
use crate::fault::Fault;
use crate::url::Url;
use crate::{World, control};

/// What becomes of an answer on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It arrives.
    Whole(Response),
    /// It breaks off in the middle of its body.
    BreaksOff(Response),
    /// Nothing arrives; the work may or may not have been done.
    Lost,
}

impl Delivery {
    /// As a caller without a network in between sees it.
    pub fn received(self) -> Result<Response, SendError> {
        match self {
            Self::Whole(response) => Ok(response),
            Self::BreaksOff(_) => Err(SendError::Broken("the emulator cut the answer".to_owned())),
            Self::Lost => Err(SendError::Unreachable("the emulator dropped the answer".to_owned())),
        }
    }
}

impl World {
    /// Answers one request as the network would deliver it, and says how long that takes.
    pub fn deliver(&mut self, now: Instant, request: &Request) -> (Delivery, Duration) {
        let url = Url::parse(&request.url);
        if url.path.starts_with("/_emulator/") {
            return (Delivery::Whole(control::handle(self, now, request)), Duration::ZERO);
        }
        if request.method == Method::Options {
            self.log.preflights += 1;
            return (Delivery::Whole(cors::preflight()), Duration::ZERO);
        }
        let fault = self.faults.draw(request);
        let response = self.spoilt(now, request, &url, fault.as_ref());
        self.log.write(now, request, &url, response.as_ref(), fault.as_ref());
        let delay = fault.as_ref().map_or(Duration::ZERO, Fault::delay);
        let delivery = match (response, fault) {
            (None, _) | (Some(_), Some(Fault::LostAfter)) => Delivery::Lost,
            (Some(response), Some(Fault::BreaksOff)) => Delivery::BreaksOff(response),
            (Some(response), _) => Delivery::Whole(response),
        };
        (delivery, delay)
    }

    /// One request as script in a page meets it: a header ARM does not expect fails the preflight, and what is not exposed
    /// cannot be read. Sign-in pages are navigated to, so their headers are all there.
    pub fn exchange(&mut self, now: Instant, request: &Request) -> (Result<Response, SendError>, Duration) {
        let entra = Directory::owns(&Url::parse(&request.url).path);
        if let Some(name) = cors::forbidden_header(request).filter(|_| !entra) {
            let why = format!("the preflight does not allow {name}");
            return (Err(SendError::Unreachable(why)), Duration::ZERO);
        }
        let (delivery, delay) = self.deliver(now, request);
        let mut received = delivery.received();
        if let Some(response) = received.as_mut().ok().filter(|_| !entra) {
            cors::hide_unexposed(response);
        }
        (received, delay)
    }

    /// The answer with the fault worked in; `None` when the request never arrives.
    fn spoilt(&mut self, now: Instant, request: &Request, url: &Url, fault: Option<&Fault>) -> Option<Response> {
        if fault == Some(&Fault::LostBefore) {
            return None;
        }
        let response = match fault.and_then(Fault::before) {
            Some(instead) => instead,
            None => self.answer(now, request, url),
        };
        let response = fault.map_or_else(|| response.clone(), |fault| fault.after(request, response.clone()));
        if Directory::owns(&url.path) {
            return Some(response);
        }
        let exposure = if fault == Some(&Fault::HiddenHeaders) { Exposure::None } else { self.exposure };
        Some(cors::open(response, exposure))
    }
}
