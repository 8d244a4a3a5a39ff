//! Whether there is a network at all, and whether its bytes are dear.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// False only when the browser is sure that there is none; true promises nothing.
pub fn online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Calls back with what is true from now on, each time that changes. Lives as long as the page.
pub fn on_change(callback: impl FnMut(bool) + Clone + 'static) {
    let Some(window) = web_sys::window() else { return };
    for (event, online) in [("online", true), ("offline", false)] {
        let mut callback = callback.clone();
        let closure = Closure::<dyn FnMut()>::new(move || callback(online));
        let _ = window.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        closure.forget();
    }
}

/// Whether the person has asked the browser to save bytes (Save Data API). Not every browser has such a switch.
pub fn saves_data() -> bool {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok().filter(JsValue::is_object);
    let connection = web_sys::window().and_then(|window| get(&window.navigator(), "connection"));
    let saves = connection.and_then(|connection| js_sys::Reflect::get(&connection, &"saveData".into()).ok());
    saves.is_some_and(|saves| saves.is_truthy())
}
