//! Clicks on links of this site: one listener for the whole page, so that any anchor may be a plain anchor.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, MouseEvent};

/// Calls back with the address of a link of this site instead of loading it. A click with a modifier key or another button, a
/// link to another window, a download and an address outside the site are left to the browser. Lives as long as the page.
pub fn on_follow(mut callback: impl FnMut(&str) + 'static) {
    let listener = Closure::<dyn FnMut(MouseEvent)>::new(move |event: MouseEvent| {
        if let Some(href) = plain_click(&event) {
            event.prevent_default();
            callback(&href);
        }
    });
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let _ = document.add_event_listener_with_callback("click", listener.as_ref().unchecked_ref());
    }
    listener.forget();
}

fn plain_click(event: &MouseEvent) -> Option<String> {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if modified || event.button() != 0 || event.default_prevented() {
        return None;
    }
    let anchor = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    if anchor.has_attribute("target") || anchor.has_attribute("download") {
        return None;
    }
    // The app writes its own links as paths; `//host` would be another site.
    anchor.get_attribute("href").filter(|href| href.starts_with('/') && !href.starts_with("//"))
}
