//! Tests of the engine as a client sees it: requests in, answers out.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod behind;
mod configurations;
mod contract;
mod door;
mod fleets;
mod host_pools;
mod offered;
mod power;
mod recorded;
mod requests;
mod simulation;
mod surroundings;
mod versions;

use std::collections::BTreeMap;
use std::sync::Mutex;

use host::{Duration, Instant, Method, Request, Response};
use serde_json::Value;

use crate::fleet::{PRODUCTION, TEST};
use crate::{Emulated, Fleet, Options};

pub(crate) const NOW: Instant = Instant::from_seconds(1_795_248_000);
pub(crate) const ORIGIN: &str = "http://localhost:8081";
pub(crate) const LATEST: &str = "2026-01-01-preview";

/// A client with a token and a world.
pub(crate) struct Bench {
    pub(crate) world: Emulated,
    token: String,
}

/// A token that outlives every test. Signing is slow without optimisation, and all worlds of the tests have the same key.
fn token(world: &Emulated, upn: &str) -> String {
    static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let make = || world.token(upn, Duration::from_secs(400 * 24 * 3600)).unwrap();
    known.entry(upn.to_owned()).or_insert_with(make).clone()
}

/// An answer, its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) response: Response,
}

impl Answer {
    /// Why it was refused, in a word: ARM says it, of the provider only the emulator itself.
    pub(crate) fn code(&self) -> &str {
        let said = self.body["error"]["code"].as_str().unwrap_or_default();
        self.response.header(crate::answer::REASON).unwrap_or(said)
    }

    /// Its sentence.
    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap_or_default()
    }

    /// Asserts the status.
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

/// The name of the fault in an error whose message is a JSON array, without its number.
pub(crate) fn fault(error: &Value) -> String {
    let faults: Value = serde_json::from_str(error["message"].as_str().unwrap()).unwrap();
    faults[0]["faultCode"].as_str().unwrap().trim_end_matches("_1024").to_owned()
}

impl Bench {
    /// The owner in the demo estate.
    pub(crate) fn new() -> Self {
        Self::of(Fleet::Demo, "olivia.owner@contoso.example")
    }

    /// Someone in an estate.
    pub(crate) fn of(fleet: Fleet, upn: &str) -> Self {
        let world = Emulated::new(Options { fleet, ..Options::default() }, NOW);
        let token = token(&world, upn);
        Self { world, token }
    }

    /// Sends one request; `path` may be a whole URL or lack its `api-version`, then it gets the latest.
    pub(crate) fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut url = if path.starts_with("http") { path.to_owned() } else { format!("{ORIGIN}{path}") };
        if !url.contains("api-version=") {
            url.push_str(if url.contains('?') { "&" } else { "?" });
            url.push_str(&format!("api-version={LATEST}"));
        }
        let mut request = Request::new(method, url).with_header("Authorization", format!("Bearer {}", self.token));
        if let Some(body) = body {
            request = request.with_body("application/json", serde_json::to_vec(body).unwrap());
        }
        // Without a browser in between: every header can be read.
        let now = host::Host::now(&self.world);
        let response = self.world.with(|world| world.handle(now, &request));
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        Answer { status: response.status, body, response }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(Method::Get, path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::Post, path, Some(body))
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::Patch, path, Some(body))
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::Put, path, Some(body))
    }

    /// Lets minutes pass.
    pub(crate) fn wait(&self, minutes: u64) {
        self.world.advance(Duration::from_secs(60 * minutes));
    }
}

/// The id of a pool of the demo estate.
pub(crate) fn demo(name: &str) -> String {
    let (subscription, group) = match name {
        "hp-warehouse" | "hp-support-us" => (PRODUCTION, "rg-avd-us"),
        "hp-pilot" | "hp-lab-empty" | "hp-developers" => (TEST, "rg-avd-test"),
        _ => (PRODUCTION, "rg-avd-prod"),
    };
    pool(subscription, group, name)
}

/// The id of a pool.
pub(crate) fn pool(subscription: &str, group: &str, name: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DesktopVirtualization/hostPools/{name}")
}
