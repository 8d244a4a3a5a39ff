//! The clipboard: written, and emptied of a secret. Read for that alone, and only where the person has allowed it before.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::words;

/// Copies a text; the error says why the browser refused.
pub async fn copy(text: &str) -> Result<(), String> {
    let window = web_sys::window().ok_or("there is no window")?;
    // Pages without TLS have no clipboard, and web-sys would throw on the missing object.
    if !window.is_secure_context() {
        return Err("the clipboard needs a secure page (HTTPS)".to_owned());
    }
    let promise = window.navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.map(drop).map_err(|thrown| words(&thrown))
}

/// What became of the wish to empty the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptied {
    /// It is empty.
    Yes,
    /// It holds something else and was left alone.
    Other,
    /// The window is not in front, and then browsers refuse.
    NotNow,
}

/// Empties the clipboard of this text. Where the page may not look, it is emptied whatever it holds.
pub async fn empty(secret: &str) -> Emptied {
    let Some(window) = web_sys::window().filter(in_front) else { return Emptied::NotNow };
    let clipboard = window.navigator().clipboard();
    if may_look().await
        && let Ok(held) = JsFuture::from(clipboard.read_text()).await
        && held.as_string().is_some_and(|held| held != secret)
    {
        return Emptied::Other;
    }
    // Some browsers leave the clipboard alone when they are given nothing at all.
    match copy(" ").await {
        Ok(()) => Emptied::Yes,
        Err(_) => Emptied::NotNow,
    }
}

fn in_front(window: &web_sys::Window) -> bool {
    window.document().is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// Whether the page may read the clipboard without asking the person (Permissions API, `clipboard-read`). Some browsers know no such
/// permission: then it may not.
pub async fn may_look() -> bool {
    let state = async {
        let navigator = web_sys::window()?.navigator();
        let permissions = Reflect::get(&navigator, &"permissions".into()).ok()?;
        let query: Function = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
        let name = Object::new();
        Reflect::set(&name, &"name".into(), &"clipboard-read".into()).ok()?;
        let asked: Promise = query.call1(&permissions, &name).ok()?.dyn_into().ok()?;
        let status: JsValue = JsFuture::from(asked).await.ok()?;
        Reflect::get(&status, &"state".into()).ok()?.as_string()
    };
    state.await.as_deref() == Some("granted")
}
