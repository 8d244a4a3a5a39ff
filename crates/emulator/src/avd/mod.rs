//! The provider Microsoft.DesktopVirtualization.

use host::Instant;

use crate::clock::WorkClock;

/// Everything the provider keeps.
#[derive(Debug, Default)]
pub(crate) struct Estate;

impl Estate {
    /// Lets the life cycles run up to `work`.
    pub(crate) fn advance(&mut self, _work: Instant, _clock: &WorkClock, _now: Instant) {}
}
