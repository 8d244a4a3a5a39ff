//! The address bar and the history.

use std::cell::RefCell;

use host::Duration;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::timer::{self, Timer};

fn text(part: impl Fn(&web_sys::Location) -> Result<String, JsValue>) -> String {
    web_sys::window().and_then(|window| part(&window.location()).ok()).unwrap_or_default()
}

/// What is being typed changes the address once in so long. Each change has its price in the browser: Chromium reads the icon of the site
/// again, Safari allows a hundred in half a minute.
const TYPED: Duration = Duration::from_millis(300);

thread_local! {
    /// The pause after a change, and the address to write at its end.
    static DUE: RefCell<Option<(Timer, Option<String>)>> = const { RefCell::new(None) };
}

fn write_due() {
    if let Some((_, Some(url))) = DUE.take() {
        replace(&url);
    }
}

/// The path, percent-encoded, `/pools`.
pub fn path() -> String {
    write_due();
    text(web_sys::Location::pathname)
}

/// The query without its question mark, percent-encoded.
pub fn query() -> String {
    write_due();
    let search = text(web_sys::Location::search);
    search.strip_prefix('?').unwrap_or(&search).to_owned()
}

/// The origin of the site, `https://console.contoso.example`.
pub fn origin() -> String {
    text(web_sys::Location::origin)
}

/// Takes the fragment out of the address bar and out of the history entry, and returns it without its `#`.
///
/// To be called before anything mounts: the answer of a sign-in holds a token, and nobody else may see it there.
pub fn take_fragment() -> Option<String> {
    let hash = text(web_sys::Location::hash);
    let fragment = hash.strip_prefix('#').filter(|fragment| !fragment.is_empty())?.to_owned();
    let query = query();
    let rest = if query.is_empty() { path() } else { format!("{}?{query}", path()) };
    replace(&rest);
    Some(fragment)
}

/// Adds a history entry with this path and query.
pub fn push(url: &str) {
    write_due();
    if let Some(Ok(history)) = web_sys::window().map(|window| window.history()) {
        // Refused only for another origin, or for more than a hundred calls in half a minute (Safari).
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Replaces the current history entry: at once, or soon after another of these, or when the address is needed.
pub fn replace_typed(url: String) {
    let due = match DUE.take() {
        Some((pause, _)) => (pause, Some(url)),
        None => {
            replace(&url);
            (timer::after(TYPED, write_due), None)
        }
    };
    DUE.set(Some(due));
}

/// Replaces the current history entry.
pub fn replace(url: &str) {
    DUE.take();
    if let Some(Ok(history)) = web_sys::window().map(|window| window.history()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Leaves the app for another address.
pub fn assign(url: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(url);
    }
}

/// Loads the app again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Puts the top of the page in view; it is `main` that scrolls.
pub fn scroll_to_top() {
    let main = web_sys::window().and_then(|window| window.document()?.query_selector("main").ok()?);
    if let Some(main) = main {
        main.set_scroll_top(0);
    }
}

/// Calls back whenever the person goes back or forward. Lives as long as the page.
pub fn on_move(mut callback: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(move || {
        // It was for the place that was left.
        DUE.take();
        callback();
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("popstate", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}
