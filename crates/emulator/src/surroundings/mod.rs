//! The providers around Azure Virtual Desktop, as far as pickers and checks read them: Compute, Network, Key Vault,
//! Authorization, Policy and Monitor.
//!
//! Resources that are only looked at lie in one [`Store`] as ARM shows them; what follows from the fleet (machines, quota and
//! addresses in use) is computed from it, so the two cannot disagree. Host pools themselves are not here.

mod activity;
mod authorization;
mod images;
pub(crate) mod locks;
mod machines;
mod network;
mod policy;
mod power;
mod quota;
mod sizes;
mod store;
mod table;
mod visit;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use activity::{Activity, Deed};
pub(crate) use store::Store;
pub(crate) use table::{Place, serve, serves};

/// Everything around the host pools.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    pub(crate) store: Store,
    /// vCPU limits that differ from the usual, by [`quota::key`].
    pub(crate) limits: BTreeMap<String, u64>,
    /// The limit of everything else.
    pub(crate) usual_limit: u64,
    /// Addresses taken by others, by lower-cased subnet id.
    pub(crate) taken: BTreeMap<String, u64>,
    /// What sets single machines apart from the rest of their pool, by lower-cased id: a patch of the answer and the join
    /// extension.
    pub(crate) odd_machines: BTreeMap<String, Value>,
    pub(crate) activity: Activity,
    /// What the call under way does, once that is known.
    pub(crate) deed: Option<Deed>,
    /// Actions taken from people by the control plane: object id, action, lower-cased scope.
    pub(crate) denied: Vec<(String, String, String)>,
}

impl Surroundings {
    /// Sets the vCPU limit of a family, or of `cores`, in a region.
    pub(crate) fn limit(&mut self, subscription: &str, location: &str, name: &str, limit: u64) {
        self.limits.insert(quota::key(subscription, location, name), limit);
    }

    /// The actions taken from a person, each with its scope.
    pub(crate) fn denied_to(&self, object_id: &str) -> Vec<(String, String)> {
        let mine = self.denied.iter().filter(|(id, ..)| id == object_id);
        mine.map(|(_, action, scope)| (action.clone(), scope.clone())).collect()
    }
}
