//! The control plane under `/_emulator/`: what no real service has.

use host::{Instant, Request, Response};

use crate::World;

/// Answers a request to the control plane.
pub(crate) fn handle(_world: &mut World, _now: Instant, _request: &Request) -> Response {
    Response::new(404)
}
