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
            return (Delivery::Whole(cors::preflight(request)), Duration::ZERO);
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
    pub(crate) fn spoilt(&mut self, now: Instant, request: &Request, url: &Url, fault: Option<&Fault>) -> Option<Response> {
        if fault == Some(&Fault::LostBefore) {
            return None;
        }
        if let Some(Fault::Meanwhile { user, method, path, body }) = fault {
            // What cannot be done is seen in the log of what was done.
            let _ = control::act(self, now, user, method, path, body.as_ref());
        }
        let response = match fault.and_then(|fault| fault.before(request)) {
            Some(instead) => instead,
            None => self.answer(now, request, url),
        };
        let response = fault.map_or_else(|| response.clone(), |fault| fault.after(request, response.clone()));
        if Directory::owns(&url.path) {
            return Some(response);
        }
        let response = self.faults.overtake(fault, request, response);
        let exposure = if fault == Some(&Fault::HiddenHeaders) { Exposure::None } else { self.exposure };
        Some(cors::open(response, exposure))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::Options;

    const NOW: Instant = Instant::from_seconds(1_800_000_000);

    fn world(fault: &serde_json::Value) -> World {
        let mut world = World::new(Options::default(), NOW);
        world.faults.add(serde_json::from_value(json!({ "fault": fault, "path": "/subscriptions" })).unwrap());
        world
    }

    fn get() -> Request {
        Request::new(Method::Get, "http://localhost:8081/subscriptions?api-version=2022-12-01")
    }

    #[test]
    fn lost_answers_differ_in_whether_work_was_done() {
        for (kind, worked) in [("lostBefore", false), ("lostAfter", true)] {
            let mut world = world(&json!({ "kind": kind }));
            assert_eq!(world.deliver(NOW, &get()).0, Delivery::Lost);
            assert_eq!(world.log.find(None, None)[0].status.is_some(), worked, "{kind}");
            assert!(matches!(world.deliver(NOW, &get()).0, Delivery::Whole(_)), "{kind}: once");
        }
    }

    #[test]
    fn late_broken_and_hidden_answers() {
        let (delivery, delay) = world(&json!({ "kind": "slow", "millis": 1500 })).deliver(NOW, &get());
        assert_eq!((matches!(delivery, Delivery::Whole(_)), delay), (true, Duration::from_millis(1500)));
        let (received, _) = world(&json!({ "kind": "breaksOff" })).exchange(NOW, &get());
        assert!(matches!(received, Err(SendError::Broken(_))));
        let mut world = world(&json!({ "kind": "hiddenHeaders" }));
        let readable = |world: &mut World| world.exchange(NOW, &get()).0.unwrap().header("x-ms-request-id").is_some();
        assert_eq!([readable(&mut world), readable(&mut world)], [false, true]);
    }

    #[test]
    fn a_page_meets_the_preflight() {
        let mut world = World::new(Options::default(), NOW);
        let (received, _) = world.exchange(NOW, &get().with_header("x-own", "1"));
        assert!(matches!(received, Err(SendError::Unreachable(_))));
        assert_eq!(world.log.requests, 0, "the call itself never goes out");
        let answer = world.handle(NOW, &Request::new(Method::Options, get().url));
        assert_eq!((answer.status, world.log.preflights), (204, 1));
    }

    #[test]
    fn errors_can_be_read_across_origins() {
        let mut world = world(&json!({ "kind": "status", "status": 503, "retryAfter": 9 }));
        let answer = world.exchange(NOW, &get()).0.unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("9")));
    }
}
