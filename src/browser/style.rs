//! The stylesheet of what a first visit does not show.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/style.js")]
extern "C" {
    async fn load() -> JsValue;
}

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Ends when the sheet is there, in the same turn if it was. Without it a page is plain, and works.
pub async fn later() {
    if !HERE.get() {
        let _ = load().await;
        HERE.set(true);
    }
}
