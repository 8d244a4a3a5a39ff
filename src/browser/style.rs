//! The stylesheet of what a first visit does not show.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

// With `catch` wasm-bindgen calls it by a shim; a module that is imported as it is would not survive the naming of the build.
#[wasm_bindgen(module = "/src/browser/style.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = loadStyle)]
    async fn load() -> Result<(), JsValue>;
}

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Ends when the sheet is there, in the same turn if it was. Without it a page is plain, and works.
pub async fn later() {
    if !HERE.get() && load().await.is_ok() {
        HERE.set(true);
    }
}
