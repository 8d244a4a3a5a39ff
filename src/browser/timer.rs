//! Timers that end with their owner.

use gloo_timers::callback::{Interval, Timeout};
use host::Duration;

/// A timer; dropping it cancels it.
#[derive(Debug)]
#[must_use = "a dropped timer never fires"]
pub struct Timer(#[allow(dead_code)] Kind); // Held only to be dropped.

#[derive(Debug)]
#[allow(dead_code)] // Held only to be dropped.
enum Kind {
    Once(Timeout),
    Ever(Interval),
}

/// Calls back once.
pub fn after(wait: Duration, callback: impl FnOnce() + 'static) -> Timer {
    Timer(Kind::Once(Timeout::new(millis(wait), callback)))
}

/// Calls back again and again.
pub fn every(wait: Duration, callback: impl FnMut() + 'static) -> Timer {
    Timer(Kind::Ever(Interval::new(millis(wait), callback)))
}

/// Waits.
pub async fn wait(wait: Duration) {
    gloo_timers::future::TimeoutFuture::new(millis(wait)).await;
}

fn millis(wait: Duration) -> u32 {
    // A browser counts in a signed 32-bit number and fires at once beyond it.
    u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs())
}
