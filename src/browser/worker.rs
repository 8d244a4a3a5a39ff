//! The service worker that lets the console start without a network (`public/sw.js`).

use host::Duration;
use wasm_bindgen_futures::JsFuture;

use super::timer;

/// How long its first start may take before nobody waits for it any more, in looks.
const LOOKS: u32 = 12;
const LOOK: Duration = Duration::from_millis(250);

/// Has the browser take it in, or look for a new version, and waits until it keeps what is fetched. A browser that has none, or refuses, goes on without.
pub async fn register() {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return };
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false) {
        let container = navigator.service_worker();
        // Refused in a private window, or by policy: nothing of the open page depends on it.
        if JsFuture::from(container.register("/sw.js")).await.is_ok() {
            for _ in 0..LOOKS {
                if container.controller().is_some() {
                    return;
                }
                timer::wait(LOOK).await;
            }
        }
    }
}
