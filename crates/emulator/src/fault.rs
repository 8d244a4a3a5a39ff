//! A script of faults that wraps the engine.

use host::{Instant, Request, Response};

/// The faults still to come.
#[derive(Debug, Default)]
pub(crate) struct Faults;

impl Faults {
    /// An answer given instead of the engine's, which then never sees the request.
    pub(crate) fn before(&mut self, _now: Instant, _request: &Request) -> Option<Response> {
        None
    }

    /// The engine's answer, spoilt as the script says.
    pub(crate) fn after(&mut self, _now: Instant, _request: &Request, response: Response) -> Response {
        response
    }
}
