//! Azure Resource Graph: the few query shapes a console asks, not the Kusto language.
//!
//! `Resources` and `DesktopVirtualizationResources` filtered by `type` (and `subscriptionId`), ordered by id, whole rows. What
//! follows otherwise in a query is refused, not guessed at.

use host::{Request, Response};

use super::platform::given_version;
use crate::World;
use crate::answer::Refusal;
use crate::entra::Caller;
use crate::url::Url;

/// `Resources_Resources` of Microsoft.ResourceGraph.
pub(super) fn query(_world: &World, _caller: &Caller, _request: &Request, url: &Url) -> Result<Response, Refusal> {
    given_version(url)?;
    Err(Refusal::gateway(501, "EmulatorDoesNotKnow", "The emulator has no Resource Graph yet."))
}
