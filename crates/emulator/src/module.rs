//! The in-browser face: a second wasm module that the console fetches when somebody picks the demo.
//!
//! One world per page; JavaScript calls [`start`] once and [`handle`] for every request. Time comes from the caller.

use std::cell::RefCell;

use emulator::{Fleet, Options, World};
use host::{Instant, Method, Request, SendError};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// What became of a request.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
    delay: f64,
}

#[wasm_bindgen]
impl Answer {
    /// The status code; 0 when no answer arrives.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers a page may read: a JSON array of name and value pairs.
    #[wasm_bindgen(getter)]
    pub fn headers(&self) -> String {
        self.headers.clone()
    }

    /// The body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.body.clone()
    }

    /// How many milliseconds the answer takes.
    #[wasm_bindgen(getter, js_name = delayMs)]
    pub fn delay_ms(&self) -> f64 {
        self.delay
    }
}

impl Answer {
    fn none() -> Self {
        Self { status: 0, headers: "[]".to_owned(), body: Vec::new(), delay: 0.0 }
    }
}

/// Makes the world. `origin` is where it pretends to answer, `app_origin` where the page really is (the same when absent).
/// An unknown fleet is the demo.
#[wasm_bindgen]
pub fn start(fleet: &str, speed: f64, origin: &str, seed: u32, now_ms: f64, app_origin: Option<String>) {
    let options = Options {
        fleet: Fleet::parse(fleet).unwrap_or(Fleet::Demo),
        seed: u64::from(seed),
        speed,
        origin: origin.to_owned(),
        app_origins: vec![app_origin.unwrap_or_else(|| origin.to_owned())],
    };
    WORLD.with_borrow_mut(|world| *world = Some(World::new(options, instant(now_ms))));
}

/// Answers one request. `headers_json` is an array of name and value pairs. Nothing arrives before [`start`].
#[wasm_bindgen]
pub fn handle(method: &str, url: &str, headers_json: &str, body: Option<Vec<u8>>, now_ms: f64) -> Answer {
    let Some(method) = Method::parse(method) else { return Answer::none() };
    let headers = serde_json::from_str(headers_json).unwrap_or_default();
    let request = Request { method, url: url.to_owned(), headers, body };
    WORLD.with_borrow_mut(|world| {
        let Some(world) = world else { return Answer::none() };
        let (received, delay) = world.exchange(instant(now_ms), &request);
        answer(received, delay.as_secs_f64() * 1000.0)
    })
}

fn answer(received: Result<host::Response, SendError>, delay: f64) -> Answer {
    match received {
        Ok(response) => Answer {
            status: response.status,
            headers: serde_json::to_string(&response.headers).unwrap_or_default(),
            body: response.body,
            delay,
        },
        Err(_) => Answer { delay, ..Answer::none() },
    }
}

fn instant(now_ms: f64) -> Instant {
    #[allow(clippy::cast_possible_truncation)] // A JavaScript time is a whole number far below 2^53.
    let millis = now_ms as i64;
    Instant::from_millis(millis)
}

fn main() {}
