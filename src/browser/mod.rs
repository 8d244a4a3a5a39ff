//! The browser: the only room of the app that touches web-sys, js-sys and gloo.
//!
//! One facility a file. Nothing here decides anything; what comes out are plain values, and a facility that is refused
//! (storage in a locked-down profile, the clipboard without permission) is an error value.

pub mod abilities;
pub mod channel;
pub mod clipboard;
pub mod database;
pub mod demo;
pub mod dialog;
pub mod download;
pub mod early;
pub mod favicon;
pub mod file;
pub mod focus;
pub mod frame;
pub mod intl;
pub mod links;
pub mod location;
pub mod lock;
pub mod notify;
pub mod online;
pub mod patch;
pub mod popup;
pub mod quiet;
pub mod rows;
pub mod scroll;
pub mod storage;
pub mod theme;
pub mod timer;
pub mod title;
pub mod transport;
pub mod visibility;
pub mod worker;

pub use transport::Browser;

use wasm_bindgen::JsValue;

/// The words of a thrown JavaScript value.
fn words(thrown: &JsValue) -> String {
    use wasm_bindgen::JsCast;
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => thrown.as_string().unwrap_or_else(|| "the browser gave no reason".to_owned()),
    }
}
