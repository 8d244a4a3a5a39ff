//! The emulator in the page: a second WebAssembly module, fetched only when somebody picks the demo.

use host::{Duration, Host, Request, Response, SendError};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Browser, location, words};

/// Where the build puts the module.
const MODULE: &str = "/emulator_module.js";

#[wasm_bindgen(module = "/src/browser/demo.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn load(url: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// What the module exports.
    #[derive(Clone, Debug)]
    type Module;

    #[wasm_bindgen(method, catch)]
    fn start(this: &Module, fleet: &str, speed: f64, origin: &str, seed: u32, now: f64, app_origin: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn handle(this: &Module, method: &str, url: &str, headers: &str, body: Option<Vec<u8>>, now: f64) -> Result<Answer, JsValue>;

    /// What it answers to one request; a status of 0 is no answer.
    type Answer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> String;

    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Vec<u8>;

    #[wasm_bindgen(method, getter, js_name = delayMs)]
    fn delay_ms(this: &Answer) -> f64;
}

/// The running emulator. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Emulator {
    module: Module,
    origin: String,
}

impl Emulator {
    /// Fetches the module and starts it: which estate, how much faster than time, and the origin it answers for.
    pub async fn start(fleet: &str, speed: f64, origin: &str) -> Result<Self, String> {
        let loaded = load(MODULE).await.map_err(|thrown| words(&thrown))?;
        let module = Module::from(loaded);
        module.start(fleet, speed, origin, 1, js_sys::Date::now(), &location::origin()).map_err(|thrown| words(&thrown))?;
        Ok(Self { module, origin: origin.to_owned() })
    }

    /// The origin it answers for.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Lets the emulator answer, after as long as it says the answer takes.
    pub async fn handle(&self, request: &Request) -> Result<Response, SendError> {
        let lost = |why: String| SendError::Unreachable(why);
        let headers = serde_json::to_string(&request.headers).map_err(|error| lost(error.to_string()))?;
        let answer = self
            .module
            .handle(request.method.as_str(), &request.url, &headers, request.body.clone(), js_sys::Date::now())
            .map_err(|thrown| lost(words(&thrown)))?;
        // Even an answer at once gives the page its turn to paint, as a real one would.
        Browser.sleep(Duration::from_secs_f64(answer.delay_ms().max(0.0) / 1000.0)).await;
        if answer.status() == 0 {
            return Err(lost("the emulator gave no answer".to_owned()));
        }
        let headers = serde_json::from_str(&answer.headers()).map_err(|error| SendError::Broken(error.to_string()))?;
        Ok(Response { status: answer.status(), headers, body: answer.body() })
    }
}
