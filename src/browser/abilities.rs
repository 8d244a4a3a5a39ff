//! What this browser lets the page do, for somebody who looks for a fault. Everything is tried, nothing is kept.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::database::{self, Table};
use super::storage::{self, Area};

/// The key of a value that is written and taken away again.
const PROBE: &str = "avd.probe";

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Abilities {
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether the page came by TLS, or from the own machine.
    pub secure: bool,
    /// Session storage: the keys of this console there, or why it cannot be used.
    pub session: Result<usize, String>,
    /// Local storage.
    pub local: Result<usize, String>,
    /// The database, or why it cannot be used.
    pub database: Result<(), String>,
    /// Web Locks.
    pub locks: bool,
    /// Talk between tabs.
    pub channel: bool,
    /// A service worker answers the requests of this page; `None` if the browser has none.
    pub worker: Option<bool>,
    /// Bytes in use and bytes allowed (Storage Standard, `estimate`), if the browser tells.
    pub room: Option<(f64, f64)>,
}

/// Looks at everything.
pub async fn abilities() -> Abilities {
    let window: JsValue = web_sys::window().map_or(JsValue::UNDEFINED, Into::into);
    let navigator = get(&window, "navigator");
    let worker = Some(get(&navigator, "serviceWorker")).filter(JsValue::is_object);
    Abilities {
        user_agent: get(&navigator, "userAgent").as_string().unwrap_or_default(),
        secure: get(&window, "isSecureContext").is_truthy(),
        session: area(Area::Session),
        local: area(Area::Local),
        database: database::get(Table::Plans, PROBE).await.map(drop),
        locks: get(&navigator, "locks").is_object(),
        channel: get(&window, "BroadcastChannel").is_function(),
        worker: worker.map(|worker| get(&worker, "controller").is_object()),
        room: room(&navigator).await,
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn area(area: Area) -> Result<usize, String> {
    storage::write(area, PROBE, "1").and_then(|()| storage::remove(area, PROBE)).map_err(|why| why.to_string())?;
    storage::keys(area, "avd.").map(|keys| keys.len()).map_err(|why| why.to_string())
}

async fn room(navigator: &JsValue) -> Option<(f64, f64)> {
    let storage = get(navigator, "storage");
    let estimate: Function = get(&storage, "estimate").dyn_into().ok()?;
    let asked: Promise = estimate.call0(&storage).ok()?.dyn_into().ok()?;
    let told = JsFuture::from(asked).await.ok()?;
    Some((get(&told, "usage").as_f64()?, get(&told, "quota").as_f64()?))
}
