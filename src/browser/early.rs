//! What `public/boot.js` asked for while the code of the app was still on its way.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The text of the configuration, if its read was begun early and went well.
pub async fn configuration() -> Option<String> {
    let begun = Reflect::get(&web_sys::window()?.into(), &"avdConfig".into()).ok()?;
    JsFuture::from(begun.dyn_into::<Promise>().ok()?).await.ok()?.as_string()
}
