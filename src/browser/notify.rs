//! Notifications of the system (WHATWG *Notifications API*): shown outside the page, only after the person has agreed.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Whether the site may show any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Granted,
    /// It may not, and asking again is futile: only the settings of the browser change it.
    Denied,
    /// Nobody was asked yet.
    Unasked,
    /// The browser has none, or none for pages without TLS.
    Missing,
}

/// What the browser says now.
pub fn permission() -> Permission {
    let there = js_sys::Reflect::has(&js_sys::global(), &JsValue::from_str("Notification"));
    if !there.unwrap_or(false) {
        return Permission::Missing;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Asks the person. Only in answer to something they pressed: browsers refuse it otherwise.
pub async fn ask() -> Permission {
    if permission() == Permission::Unasked
        && let Ok(asked) = Notification::request_permission()
    {
        // Whatever came of it, `permission` says it.
        let _ = JsFuture::from(asked).await;
    }
    permission()
}

/// Shows a notification; one with the same tag goes. Nothing happens without permission.
pub fn show(title: &str, text: &str, tag: &str) {
    if permission() == Permission::Granted {
        let options = NotificationOptions::new();
        options.set_body(text);
        options.set_tag(tag);
        options.set_icon("/icon.svg");
        // Some phones allow notifications from service workers only; the title and the icon of the tab still tell.
        let _ = Notification::new_with_options(title, &options);
    }
}
