//! The in-browser face: a second wasm module that the console fetches when somebody picks the demo.
//!
//! One world per page. JSON texts in and out, so that a page needs no generated types: `start(options)` once, then
//! `handle(request)` for every request. Without this module the emulator knows no clock; here it is the page's.

use std::cell::RefCell;

use emulator::{Fleet, Options, PEOPLE, World};
use host::{Instant, Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn milliseconds() -> f64;

    #[wasm_bindgen(thread_local_v2, js_namespace = location, js_name = origin)]
    static PAGE: String;
}

/// What may be chosen; everything has a default.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Start {
    /// `demo`, `400x25` or `100k`.
    fleet: String,
    /// How much faster than the clock updates run.
    speed: f64,
    seed: u64,
    /// Where the emulator pretends to answer.
    origin: String,
    /// Where sign-in may return to; the page's own origin when absent.
    app_origin: Option<String>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            fleet: "demo".to_owned(),
            speed: 60.0,
            seed: 1,
            // A name nobody can own (RFC 2606), so that nothing meant for the emulator ever reaches a network.
            origin: "https://emulator.example".to_owned(),
            app_origin: None,
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    /// How long the answer would take.
    delay_ms: u64,
}

/// Makes the world and answers `{"origin", "people": [{"upn", "name", "may"}]}`.
///
/// # Errors
/// Options that cannot be read, or a fleet nobody knows.
#[wasm_bindgen]
pub fn start(options: &str) -> Result<String, String> {
    let start: Start = serde_json::from_str(options).map_err(|why| why.to_string())?;
    let fleet = Fleet::parse(&start.fleet).ok_or_else(|| format!("there is no fleet {}", start.fleet))?;
    let app_origin = start.app_origin.unwrap_or_else(|| PAGE.with(String::clone));
    let options = Options {
        fleet,
        seed: start.seed,
        speed: start.speed,
        origin: start.origin.clone(),
        app_origins: vec![app_origin],
        ..Options::default()
    };
    WORLD.with_borrow_mut(|world| *world = Some(World::new(options, now())));
    let people = PEOPLE.iter().map(|person| json!({ "upn": person.upn, "name": person.name, "may": person.may }));
    Ok(json!({ "origin": start.origin, "people": people.collect::<Vec<_>>() }).to_string())
}

/// Answers `{method, url, headers, body}` with `{status, headers, body, delayMs}`, the headers being those a page may read.
///
/// # Errors
/// What a page sees as a network error: a fault swallowed the answer. Also before [`start`].
#[wasm_bindgen]
pub fn handle(request: &str) -> Result<String, String> {
    let asked: Asked = serde_json::from_str(request).map_err(|why| why.to_string())?;
    let method = Method::parse(&asked.method).ok_or_else(|| format!("there is no method {}", asked.method))?;
    let request = Request { method, url: asked.url, headers: asked.headers, body: asked.body.map(String::into_bytes) };
    let (received, delay) = WORLD
        .with_borrow_mut(|world| world.as_mut().map(|world| world.exchange(now(), &request)))
        .ok_or_else(|| "the emulator was not started".to_owned())?;
    let response = received.map_err(|why| why.to_string())?;
    let answered = Answered {
        status: response.status,
        headers: response.headers,
        body: String::from_utf8_lossy(&response.body).into_owned(),
        delay_ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
    };
    serde_json::to_string(&answered).map_err(|why| why.to_string())
}

fn now() -> Instant {
    #[allow(clippy::cast_possible_truncation)] // The page's clock counts whole milliseconds, far below 2^53.
    let millis = milliseconds() as i64;
    Instant::from_millis(millis)
}

fn main() {}
