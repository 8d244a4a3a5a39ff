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

/// Calls back when the browser shows the page again from its memory, as *Back* does: nothing was loaded, and what was left
/// undone at that time still is. Lives as long as the page.
pub fn on_revival(mut callback: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let persisted = js_sys::Reflect::get(&event, &"persisted".into());
        if persisted.is_ok_and(|value| value.is_truthy()) {
            callback();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("pageshow", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// Calls back whenever somebody may have come back to the page: it is shown, taken out of the browser's memory, or has the focus again.
/// Lives as long as the page.
pub fn on_return(mut callback: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(move || {
        if visible() {
            callback();
        }
    });
    let (listener, window) = (closure.as_ref().unchecked_ref(), web_sys::window());
    if let Some(window) = &window {
        for event in ["pageshow", "focus"] {
            let _ = window.add_event_listener_with_callback(event, listener);
        }
    }
    if let Some(document) = window.and_then(|window| window.document()) {
        let _ = document.add_event_listener_with_callback("visibilitychange", listener);
    }
    closure.forget();
}
