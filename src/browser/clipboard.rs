//! The clipboard, for writing only.

use super::words;

/// Copies a text; the error says why the browser refused.
pub async fn copy(text: &str) -> Result<(), String> {
    let window = web_sys::window().ok_or("there is no window")?;
    // Pages without TLS have no clipboard, and web-sys would throw on the missing object.
    if !window.is_secure_context() {
        return Err("the clipboard needs a secure (https) page".to_owned());
    }
    let promise = window.navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.map(drop).map_err(|thrown| words(&thrown))
}
