//! What a world offers the console: the time, a wait, a request, randomness.
//!
//! Three worlds implement [`Host`]: the browser, the emulator in process (its wait moves a virtual clock) and the scripted
//! one of unit tests. Nothing here knows Azure, OAuth or the browser.

mod calendar;
mod guid;
mod http;
mod instant;
mod natural;

pub use guid::is_guid;
pub use http::{Method, Request, Response, SendError};
pub use instant::{Instant, InstantError};
pub use natural::{natural, natural_key};

pub use core::time::Duration;

/// The world a protocol runs in.
///
/// Single-threaded by design: futures need not be `Send`.
#[allow(async_fn_in_trait)] // Used inside this workspace only, on one thread.
pub trait Host {
    /// The time now, by the clock of the machine.
    fn now(&self) -> Instant;

    /// Waits. Virtual worlds move their clock instead.
    async fn sleep(&self, duration: Duration);

    /// Sends one HTTP request and reads its whole answer. Redirects are not followed.
    async fn send(&self, request: Request) -> Result<Response, SendError>;

    /// Sixteen bytes from a cryptographic source (repeatable in tests).
    fn random(&self) -> [u8; 16];

    /// A random GUID (version 4, RFC 9562) from [`Host::random`].
    fn guid(&self) -> String {
        let mut bytes = self.random();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            for nibble in [byte >> 4, byte & 0x0f] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text
    }
}
