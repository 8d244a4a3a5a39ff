//! What `public/boot.js` asked for while the code of the app was still on its way: the configuration, and what this page asked
//! Resource Graph first when it was last loaded in this tab.

use std::cell::RefCell;

use host::{Method, Request};
use js_sys::{Array, JsString, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::location;
use super::storage::{self, Area};

/// The questions, and the path of the page that asked them, in the session storage: no token, no name.
pub const FIRST: &str = "avd.first";
/// How many there are: the pools and their hosts.
const MOST: usize = 2;
/// An older answer is none: what is shown says when it was read.
const AGE_MS: f64 = 20_000.0;
/// The only address that is asked early: it only reads.
const GRAPH: &str = "/providers/Microsoft.ResourceGraph/resources?";

thread_local! {
    /// What was asked since the page was loaded, as JSON.
    static ASKED: RefCell<Vec<serde_json::Value>> = const { RefCell::new(Vec::new()) };
}

/// The text of the configuration, if its read was begun early and went well.
pub async fn configuration() -> Option<String> {
    awaited(global("avdConfig")?).await?.as_string()
}

/// The good answer to a question that was asked early, with the token it would be asked with now. It is handed over once.
pub async fn answer(request: &Request) -> Option<web_sys::Response> {
    if !remember(request) {
        return None;
    }
    let asked = global("avdFirst")?.dyn_into::<Array>().ok()?;
    let is = |one: &JsValue, key: &str, wanted: &str| field(one, key).is_some_and(|value| value == *wanted);
    let body = std::str::from_utf8(request.body.as_deref()?).ok()?;
    let authorization = request.header("Authorization")?;
    let same = |one: &JsValue| is(one, "url", &request.url) && is(one, "body", body) && is(one, "authorization", authorization);
    let place = u32::try_from(asked.iter().position(|one| same(&one))?).ok()?;
    let one = asked.get(place);
    asked.set(place, JsValue::UNDEFINED);
    let at = Reflect::get(&one, &"at".into()).ok()?.as_f64()?;
    if js_sys::Date::now() - at > AGE_MS {
        return None;
    }
    let answer: web_sys::Response = awaited(Reflect::get(&one, &"answer".into()).ok()?).await?.dyn_into().ok()?;
    answer.ok().then_some(answer)
}

/// Notes one of the first questions of this page for the next time it is loaded; `false` for every other request.
fn remember(request: &Request) -> bool {
    let is_first = ASKED.with_borrow(|asked| asked.len() < MOST) && request.method == Method::Post && request.url.contains(GRAPH);
    let text = request.body.as_deref().and_then(|body| std::str::from_utf8(body).ok()).filter(|_| is_first);
    let Some(body) = text else { return false };
    let first = ASKED.with_borrow_mut(|asked| {
        asked.push(serde_json::json!({ "url": request.url, "body": body }));
        serde_json::json!({ "at": location::path(), "asked": asked })
    });
    // Where nothing can be stored, nothing is asked early.
    let _ = storage::write(Area::Session, FIRST, &first.to_string());
    true
}

fn global(name: &str) -> Option<JsValue> {
    Reflect::get(&web_sys::window()?.into(), &name.into()).ok()
}

fn field(of: &JsValue, key: &str) -> Option<JsString> {
    Reflect::get(of, &key.into()).ok()?.dyn_into().ok()
}

async fn awaited(promise: JsValue) -> Option<JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}
