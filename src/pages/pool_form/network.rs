//! From where a pool can be reached, and the ways of RDP Shortpath.

use avd::rule::network_access::{Endpoints, NetworkAccess};
use leptos::prelude::*;

/// The fields about the network.
#[component]
pub fn NetworkFields(
    /// The fields.
    #[prop(into)]
    value: Signal<NetworkAccess>,
    /// Called with all of them at every change.
    #[prop(into)]
    on_change: Callback<NetworkAccess>,
    /// The fields as the pool has them; those of a pool to create are empty.
    before: NetworkAccess,
    /// The private endpoint connections of the pool, as read.
    #[prop(optional)]
    endpoints: Endpoints,
) -> impl IntoView {
    let _ = (value, on_change, before, endpoints);
}
