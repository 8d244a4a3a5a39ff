//! The colour scheme: an attribute on the root element that the style sheet obeys.

/// Asks for `light` or `dark`; without a word the system's preference holds.
pub fn set(word: Option<&str>) {
    let Some(root) = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element())
    else {
        return;
    };
    let _ = match word {
        Some(word) => root.set_attribute("data-theme", word),
        None => root.remove_attribute("data-theme"),
    };
}
