//! Talk between the tabs, windows and frames of this site.

use core::cell::RefCell;
use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::rc::Rc;

use host::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::{timer, words};

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

/// What came of waiting for a text.
#[derive(Debug)]
pub enum Heard {
    /// The text.
    Said(String),
    /// The time is over.
    Late,
    /// Whoever was asked has gone away.
    Gone,
}

/// How often is looked whether whoever was asked is still there.
const LOOK: Duration = Duration::from_millis(250);

/// What the future waits for.
#[derive(Default)]
struct Outcome {
    said: Option<Heard>,
    waker: Option<Waker>,
}

/// The first text on the channel `name`, within `limit`; `gone` is asked four times a second.
///
/// # Errors
/// The browser's reason for refusing the channel.
pub async fn first(name: &str, limit: Duration, mut gone: impl FnMut() -> bool + 'static) -> Result<Heard, String> {
    let outcome = Rc::new(RefCell::new(Outcome::default()));
    let settle = |outcome: &Rc<RefCell<Outcome>>| {
        let outcome = Rc::clone(outcome);
        move |said: Heard| {
            let mut outcome = outcome.borrow_mut();
            // The first word counts.
            outcome.said.get_or_insert(said);
            let waker = outcome.waker.take();
            drop(outcome);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    };
    let (heard, late, left) = (settle(&outcome), settle(&outcome), settle(&outcome));
    let _channel = Channel::open(name, move |text| heard(Heard::Said(text)))?;
    let _timer = timer::after(limit, move || late(Heard::Late));
    let _looks = timer::every(LOOK, move || {
        if gone() {
            left(Heard::Gone);
        }
    });
    let answer = poll_fn(|context| {
        let mut outcome = outcome.borrow_mut();
        match outcome.said.take() {
            Some(said) => Poll::Ready(said),
            None => {
                outcome.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    });
    Ok(answer.await)
}
