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
    ///
    /// # Errors
    /// The browser's reason.
    pub fn push(&self, text: &str) -> Result<(), String> {
        // As bytes a text is not written in another code and back; as a blob of its own it is not copied again at the end.
        let bytes = Uint8Array::from(text.as_bytes());
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).map_err(|thrown| words(&thrown))?;
        self.0.push(&blob);
        Ok(())
    }

    /// Saves it under a name, as a link with `download` does.
    ///
    /// # Errors
    /// The browser's reason.
    pub fn save(&self, name: &str, kind: &str) -> Result<(), String> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let blob = Blob::new_with_blob_sequence_and_options(&self.0, &options).map_err(|thrown| words(&thrown))?;
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
}

/// Saves `text` under a name, as a link with `download` does.
///
/// # Errors
/// The browser's reason.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), String> {
    let pieces = Pieces::new();
    pieces.push(text)?;
    pieces.save(name, kind)
}
