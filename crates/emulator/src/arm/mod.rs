//! The front door of Azure Resource Manager.

use host::{Instant, Request, Response};

use crate::World;
use crate::answer::Refusal;
use crate::url::Url;

/// Answers a request to ARM.
pub(crate) fn handle(_world: &mut World, _now: Instant, _request: &Request, url: &Url) -> Response {
    Refusal::gateway(501, "NotImplemented", format!("The emulator does not know '{}'.", url.path)).response()
}
