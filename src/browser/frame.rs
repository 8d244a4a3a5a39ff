//! A hidden frame that asks another site a question; the answer comes back over a channel of this origin.

use host::Duration;
use web_sys::Element;

use super::channel::{self, Heard};
use super::words;

/// The frame in the page; dropping it removes it.
struct Frame(Element);

impl Frame {
    fn open(url: &str) -> Result<Self, String> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
        let body = document.body().ok_or("the document has no body")?;
        let element = document.create_element("iframe").map_err(|thrown| words(&thrown))?;
        // No sandbox: one that lets the last page of the journey, which is ours, use the channel protects from nothing, and
        // Chromium says so in the console together with that page's address, token included.
        // A sign-in that ends at a private address (a federation server, a test) is refused by Chromium 142 and later unless the
        // frame may reach the local network; MSAL.js 5.30 sets the same (AzureAD/microsoft-authentication-library-for-js#8100).
        let attributes = [
            ("title", "Sign-in renewal"),
            ("hidden", ""),
            ("aria-hidden", "true"),
            ("allow", "local-network-access *"),
            ("src", url),
        ];
        for (name, value) in attributes {
            element.set_attribute(name, value).map_err(|thrown| words(&thrown))?;
        }
        body.append_child(&element).map_err(|thrown| words(&thrown))?;
        Ok(Self(element))
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Opens `url` in a hidden frame and waits for the first text on the channel `name`, within `limit`.
///
/// # Errors
/// The browser's reason for refusing the channel or the frame.
pub async fn ask(url: &str, name: &str, limit: Duration) -> Result<Heard, String> {
    let _frame = Frame::open(url)?;
    // In the same turn: the frame cannot have answered yet.
    channel::first(name, limit, || false).await
}
