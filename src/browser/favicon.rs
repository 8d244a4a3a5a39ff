//! The icon of the tab.

/// Sets it to a picture of this site.
pub fn set(path: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(link) = document.and_then(|document| document.query_selector("link[rel=icon]").ok().flatten()) {
        let _ = link.set_attribute("href", path);
    }
}
