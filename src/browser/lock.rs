//! A name that one page of this site holds at a time (W3C *Web Locks API*), and that is free as soon as that page is gone.

use host::Duration;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::timer;

/// A name that is free is given at once.
const PATIENCE: Duration = Duration::from_secs(3);

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`; `web-sys` has it only behind a flag of the compiler.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, granted: &JsValue) -> Result<JsValue, JsValue>;
}

/// A name that is held; dropping it sets it free.
#[derive(Debug)]
pub struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // A page that goes away at this moment has set it free already.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Holds a name that nobody else can want yet. `None` if the browser has no locks, or does not answer.
pub async fn hold_at_once(name: &str) -> Option<Lock> {
    ask(name, Some(PATIENCE)).await
}

/// Waits until nobody else holds the name, and holds it. `None` if the browser has no locks.
pub async fn hold(name: &str) -> Option<Lock> {
    ask(name, None).await
}

/// A lock that comes too late is held as well, until the page is gone.
async fn ask(name: &str, patience: Option<Duration>) -> Option<Lock> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok().filter(JsValue::is_object)?;
    let mut free = None;
    // Held until this promise is kept.
    let held = Promise::new(&mut |resolve, _| free = Some(resolve));
    let mut asked = false;
    let mut timer = None;
    let granted = Promise::new(&mut |resolve: Function, reject: Function| {
        timer = patience.map(|patience| timer::after(patience, move || drop(reject.call0(&JsValue::UNDEFINED))));
        let held = held.clone();
        let granted = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
            held
        });
        asked = locks.unchecked_ref::<Locks>().request(name, &granted).is_ok();
    });
    if !asked || JsFuture::from(granted).await.is_err() {
        return None;
    }
    free.map(Lock)
}
