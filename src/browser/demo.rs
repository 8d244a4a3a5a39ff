//! The emulator in the page: a second WebAssembly module, fetched only when somebody picks the demo.
//!
//! The module offers two functions over JSON texts: `start(options) -> {"origin"}` and `handle(request) -> response`, with a
//! request `{method, url, headers: [[name, value]], body}` and a response `{status, headers: [[name, value]], body}`.

use host::{Request, Response, SendError};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::words;

/// Where the build puts the module.
const MODULE: &str = "/emulator_module.js";

#[wasm_bindgen(module = "/src/browser/demo.js")]
extern "C" {
    fn load(url: &str) -> js_sys::Promise;
}

/// The running emulator.
#[derive(Clone, Debug)]
pub struct Emulator {
    handle: js_sys::Function,
    /// The origin the emulator answers for.
    pub origin: String,
}

#[derive(Serialize)]
struct Sent<'a> {
    method: &'a str,
    url: &'a str,
    headers: &'a [(String, String)],
    body: Option<String>,
}

#[derive(Deserialize)]
struct Got {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize)]
struct Started {
    origin: String,
}

impl Emulator {
    /// Fetches the module and starts it with options the module knows (JSON).
    pub async fn start(options: &str) -> Result<Self, String> {
        let module = JsFuture::from(load(MODULE)).await.map_err(|thrown| words(&thrown))?;
        let answer = call(&function(&module, "start")?, options)?;
        let started: Started = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
        Ok(Self { handle: function(&module, "handle")?, origin: started.origin })
    }

    /// Lets the emulator answer.
    pub fn handle(&self, request: &Request) -> Result<Response, SendError> {
        let body = request.body.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let sent = Sent { method: request.method.as_str(), url: &request.url, headers: &request.headers, body };
        let sent = serde_json::to_string(&sent).map_err(|error| SendError::Unreachable(error.to_string()))?;
        let got = call(&self.handle, &sent).map_err(SendError::Unreachable)?;
        let got: Got = serde_json::from_str(&got).map_err(|error| SendError::Broken(error.to_string()))?;
        Ok(Response { status: got.status, headers: got.headers, body: got.body.unwrap_or_default().into_bytes() })
    }
}

fn function(module: &JsValue, name: &str) -> Result<js_sys::Function, String> {
    let found = js_sys::Reflect::get(module, &JsValue::from_str(name)).map_err(|thrown| words(&thrown))?;
    found.dyn_into().map_err(|_| format!("the emulator's module has no {name}"))
}

fn call(function: &js_sys::Function, text: &str) -> Result<String, String> {
    let answer = function.call1(&JsValue::NULL, &JsValue::from_str(text)).map_err(|thrown| words(&thrown))?;
    answer.as_string().ok_or_else(|| "the emulator's module answered no text".to_owned())
}
