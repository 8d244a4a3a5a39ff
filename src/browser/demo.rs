//! The emulator in the page: a second WebAssembly module, fetched only when somebody picks the demo.
//!
//! The module offers two functions over JSON texts: `start(options) -> {"origin"}` and `handle(request) -> response`, with a
//! request `{method, url, headers: [[name, value]], body}` and a response `{status, headers, body, delayMs}`.

use host::{Duration, Host, Request, Response, SendError};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Browser, words};

#[wasm_bindgen(module = "/src/browser/demo.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn load() -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// What the module exports.
    #[derive(Clone, Debug)]
    type Module;

    #[wasm_bindgen(method, catch)]
    fn start(this: &Module, options: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn handle(this: &Module, request: &str) -> Result<String, JsValue>;
}

/// The running emulator. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Emulator {
    module: Module,
    origin: String,
}

impl Emulator {
    /// Fetches the module and starts it with options it knows (JSON).
    pub async fn start(options: &str) -> Result<Self, String> {
        let module = Module::from(load().await.map_err(|thrown| words(&thrown))?);
        let answer = module.start(options).map_err(|thrown| words(&thrown))?;
        let started: Value = serde_json::from_slice(answer.as_bytes()).map_err(|error| error.to_string())?;
        let origin = started["origin"].as_str().ok_or("the emulator names no origin")?.to_owned();
        Ok(Self { module, origin })
    }

    /// The origin it answers for.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Lets the emulator answer, after as long as it says the answer takes.
    pub async fn handle(&self, request: &Request) -> Result<Response, SendError> {
        let body = request.body.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let headers: Value = request.headers.iter().map(|(name, value)| json!([name, value])).collect();
        let sent = json!({ "method": request.method.as_str(), "url": &request.url, "headers": headers, "body": body });
        let got = self
            .module
            .handle(&serde_json::to_string(&sent).unwrap_or_default())
            .map_err(|thrown| SendError::Unreachable(words(&thrown)))?;
        let got: Value = serde_json::from_slice(got.as_bytes()).map_err(|error| SendError::Broken(error.to_string()))?;
        // Even an answer at once gives the page its turn to paint, as a real one would.
        Browser.sleep(Duration::from_millis(got["delayMs"].as_u64().unwrap_or_default())).await;
        answer(&got).ok_or_else(|| SendError::Broken("the emulator's response has an unexpected format".to_owned()))
    }
}

fn answer(got: &Value) -> Option<Response> {
    let header = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()));
    Some(Response {
        status: u16::try_from(got["status"].as_u64()?).ok()?,
        headers: got["headers"].as_array()?.iter().map(header).collect::<Option<_>>()?,
        body: got["body"].as_str()?.as_bytes().to_vec(),
    })
}
