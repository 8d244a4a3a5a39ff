//! Handing a text over as a file.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use super::words;

/// A file that is written piece by piece: the browser holds the pieces, not the module.
pub struct Pieces(Array);

impl Pieces {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Array::new())
    }

    /// Adds to its end.
    pub fn push(&self, text: &str) {
        self.0.push(&bytes(text));
    }

    /// Saves it under a name, as a link with `download` does.
    ///
    /// # Errors
    /// The browser's reason.
    pub fn save(&self, name: &str, kind: &str) -> Result<(), String> {
        save_all(name, kind, &self.0)
    }
}

/// Saves `text` under a name, as a link with `download` does.
///
/// # Errors
/// The browser's reason.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), String> {
    save_all(name, kind, &Array::of1(&bytes(text)))
}

/// Not as a string: millions of letters would be written in another code and back again, in one go at the end.
fn bytes(text: &str) -> Uint8Array {
    text.as_bytes().into()
}

fn save_all(name: &str, kind: &str, pieces: &Array) -> Result<(), String> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(pieces, &options).map_err(|thrown| words(&thrown))?;
    let address = Url::create_object_url_with_blob(&blob).map_err(|thrown| words(&thrown))?;
    let link = document.create_element("a").map_err(|thrown| words(&thrown))?;
    let set = link.set_attribute("href", &address).and_then(|()| link.set_attribute("download", name));
    if set.is_ok() {
        link.unchecked_into::<HtmlElement>().click();
    }
    // The click has taken the blob along; the address is only a name for it.
    let _ = Url::revoke_object_url(&address);
    set.map_err(|thrown| words(&thrown))
}
