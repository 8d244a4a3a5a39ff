//! Subnets and the addresses in them (`Virtual Networks` of the Network REST API).

use serde_json::{Value, json};

use super::visit::{Outcome, Visit, listed, shown};
use crate::avd::Estate;

/// Addresses of a subnet Azure keeps for itself.
const RESERVED: u64 = 5;

/// The network of the path.
fn network(visit: &Visit) -> Result<Value, crate::answer::Refusal> {
    let id = format!("{}/providers/Microsoft.Network/virtualNetworks/{}", visit.scope, visit.part(1));
    visit.world.around.store.get(&id).cloned().ok_or_else(|| visit.missing())
}

fn all(network: &Value) -> Vec<Value> {
    network["properties"]["subnets"].as_array().cloned().unwrap_or_default()
}

/// `Subnets_List`.
pub(super) fn subnets(visit: &mut Visit) -> Outcome {
    listed(&all(&network(visit)?))
}

/// `Subnets_Get`.
pub(super) fn subnet(visit: &mut Visit) -> Outcome {
    let found = all(&network(visit)?);
    let one = found.iter().find(|subnet| subnet["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(visit.part(3))));
    one.map_or_else(|| Err(visit.missing()), shown)
}

/// `VirtualNetworks_ListUsage`.
pub(super) fn usages(visit: &mut Visit) -> Outcome {
    let items: Vec<Value> = all(&network(visit)?)
        .iter()
        .map(|subnet| {
            let id = subnet["id"].as_str().unwrap_or_default();
            let others = visit.world.around.taken.get(&id.to_lowercase()).copied().unwrap_or(0);
            #[allow(clippy::cast_precision_loss)] // A subnet has at most 2^24 addresses.
            let (used, limit) = ((others + hosts(&visit.world.estate, id)).min(room(subnet)) as f64, room(subnet) as f64);
            json!({
                "id": id, "currentValue": used, "limit": limit, "unit": "Count",
                "name": { "value": "SubnetSpace", "localizedValue": "Subnet size and usage" },
            })
        })
        .collect();
    listed(&items)
}

/// How many addresses a subnet has to give.
fn room(subnet: &Value) -> u64 {
    let prefix = subnet["properties"]["addressPrefix"].as_str().unwrap_or_default();
    let bits: u32 = prefix.rsplit('/').next().and_then(|bits| bits.parse().ok()).unwrap_or(32);
    (1_u64 << 32_u32.saturating_sub(bits)).saturating_sub(RESERVED)
}

/// How many hosts have their address from a subnet.
fn hosts(estate: &Estate, subnet: &str) -> u64 {
    let in_it = |pool: &&crate::avd::Pool| {
        let active = pool.active.as_ref().and_then(|active| active.get("networkInfo"));
        active.and_then(|network| network["subnetId"].as_str()).is_some_and(|id| id.eq_ignore_ascii_case(subnet))
    };
    estate.pools.iter().filter(in_it).map(|pool| pool.hosts.len() as u64).sum()
}
