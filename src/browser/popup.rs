//! A second window that asks another site a question; the answer comes back over a channel of this origin.

use host::Duration;
use web_sys::Window;

use super::channel::{self, Heard};
use super::words;

/// The size MSAL.js gives its own.
const FEATURES: &str = "popup,width=483,height=600";

/// The window; dropping it closes it, if it can still be reached. A page with an opener policy of its own cuts it off.
struct Popup(Window);

impl Drop for Popup {
    fn drop(&mut self) {
        let _ = self.0.close();
    }
}

/// Opens `url` in a second window and waits for the first text on the channel `name`, within `limit`. `gone` decides, by whether the
/// window reads as closed and whether this page has the focus, that the person has closed it.
///
/// # Errors
/// The browser's reason for refusing the channel or the window.
pub async fn ask(
    url: &str,
    name: &str,
    limit: Duration,
    mut gone: impl FnMut(bool, bool) -> bool + 'static,
) -> Result<Heard, String> {
    let window = web_sys::window().ok_or("there is no window")?;
    let opened = window.open_with_url_and_target_and_features(url, "avd-renewal", FEATURES).map_err(|thrown| words(&thrown))?;
    let popup = Popup(opened.ok_or("it was blocked")?);
    let opened = popup.0.clone();
    let focused = move || window.document().and_then(|document| document.has_focus().ok()).unwrap_or_default();
    channel::first(name, limit, move || gone(opened.closed().unwrap_or_default(), focused())).await
}
