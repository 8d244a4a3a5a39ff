//! Whether anybody can see the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::VisibilityState;

/// Whether the tab is in view.
pub fn visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

/// Calls back with whether the page is in view, each time that changes. Lives as long as the page.
pub fn on_change(mut callback: impl FnMut(bool) + 'static) {
    let closure = Closure::<dyn FnMut()>::new(move || callback(visible()));
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let _ = document.add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}
