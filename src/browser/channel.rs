//! Talk between the tabs of this site.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::words;

/// A channel of texts; dropping it closes it.
#[derive(Debug)]
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the channel of that name; the callback hears what other tabs say, never what this one does.
    pub fn open(name: &str, mut callback: impl FnMut(String) + 'static) -> Result<Self, String> {
        let channel = BroadcastChannel::new(name).map_err(|thrown| words(&thrown))?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                callback(text);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Ok(Self { channel, _listener: listener })
    }

    /// Says something to the other tabs.
    pub fn post(&self, text: &str) -> Result<(), String> {
        self.channel.post_message(&JsValue::from_str(text)).map_err(|thrown| words(&thrown))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
