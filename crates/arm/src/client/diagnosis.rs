//! What a client can tell somebody who looks for a fault.

use host::{Host, Instant};

use super::Client;
use crate::governor::Pace;
use crate::ledger::{Failure, HeaderSight};
use crate::token::TokenSource;

/// What was learned since the client began.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The headers that matter, and whether this page may read them (WHATWG Fetch, *CORS-safelisted response-header name*).
    pub headers: Vec<HeaderSight>,
    /// The service's clock and this one at the same moment; `None` where `Date` cannot be read.
    pub clocks: Option<(Instant, Instant)>,
    /// What failed, newest first.
    pub failures: Vec<Failure>,
    /// What is left of the buckets.
    pub paces: Vec<Pace>,
    /// Provider type, wanted api-version, and the one that answered.
    pub versions: Vec<(String, String, String)>,
}

impl<H: Host, T: TokenSource> Client<H, T> {
    /// Where the service has asked for a pause, and until when: a subscription, empty for the directory, [`crate::GRAPH`] for Resource Graph.
    pub fn pauses(&self) -> Vec<(String, Instant)> {
        self.shared.governor.borrow().paused(self.host().now())
    }

    /// What was learned so far.
    pub fn diagnosis(&self) -> Diagnosis {
        let (ledger, now) = (self.shared.ledger.borrow(), self.host().now());
        Diagnosis {
            headers: ledger.headers(),
            clocks: ledger.clocks(),
            failures: ledger.failures(),
            paces: self.shared.governor.borrow().paces(now),
            versions: self.shared.versions.borrow().known(),
        }
    }
}
