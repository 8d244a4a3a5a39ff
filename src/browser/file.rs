//! A file that somebody chose, as text.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::words;

/// Longer files are not read: what is imported here is a few kilobytes, and a browser's memory has an end.
const LARGEST: f64 = 5_000_000.0;

/// The text of the file chosen in a native file input, by the input's change event; `None` if none was chosen.
///
/// # Errors
/// The browser's reason.
pub async fn chosen(event: web_sys::Event) -> Result<Option<String>, String> {
    let input: JsValue = event.target().map(Into::into).unwrap_or_default();
    let file = Reflect::get(&input, &"files".into()).and_then(|files| Reflect::get_u32(files.unchecked_ref(), 0));
    let Some(file) = file.ok().and_then(|file| file.dyn_into::<Blob>().ok()) else { return Ok(None) };
    // The same file chosen again is a new choice.
    let _ = Reflect::set(&input, &"value".into(), &"".into());
    if file.size() > LARGEST {
        return Err(
            "The file is larger than 5 MB. A host pool's configuration is only a few kilobytes. Select another file.".to_owned()
        );
    }
    let text = JsFuture::from(file.text()).await.map_err(|thrown| words(&thrown))?;
    Ok(text.as_string())
}
