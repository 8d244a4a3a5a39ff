//! vCPU quota: the limits, and what the fleet uses of them (`Usage` of the Compute REST API).

use serde_json::{Value, json};

use super::visit::{Outcome, Visit, listed};
use super::{machines, sizes};
use crate::avd::Estate;

/// Under what a limit is kept.
pub(super) fn key(subscription: &str, location: &str, name: &str) -> String {
    format!("{subscription}/{location}/{name}").to_lowercase()
}

/// `Usage_List`.
pub(super) fn usages(visit: &mut Visit) -> Outcome {
    let (subscription, location) = (visit.subscription(), visit.part(1));
    let around = &visit.world.around;
    let limit = |name: &str| around.limits.get(&key(subscription, location, name)).copied().unwrap_or(around.usual_limit);
    let used = |family: Option<&str>| cores(&visit.world.estate, subscription, location, family);
    let mut items = vec![
        usage("availabilitySets", "Availability Sets", 0, 2500),
        usage("cores", "Total Regional vCPUs", used(None), limit("cores")),
        usage("virtualMachines", "Virtual Machines", used(None) / 4, 25_000),
    ];
    items.extend(sizes::families().into_iter().map(|family| usage(family, &title(family), used(Some(family)), limit(family))));
    listed(&items)
}

fn usage(name: &str, title: &str, current: u64, limit: u64) -> Value {
    json!({ "limit": limit, "unit": "Count", "currentValue": current, "name": { "value": name, "localizedValue": title } })
}

/// `standardDav6Family` is shown as `Standard Dav6 Family vCPUs`.
fn title(family: &str) -> String {
    let middle = family.trim_start_matches("standard").trim_start_matches("Standard").trim_end_matches("Family");
    format!("Standard {middle} Family vCPUs")
}

/// vCPUs of the fleet in a region, of one family or in all.
fn cores(estate: &Estate, subscription: &str, location: &str, family: Option<&str>) -> u64 {
    let here = estate.pools.iter().filter(|pool| pool.subscription.eq_ignore_ascii_case(subscription));
    here.filter(|pool| machines::location(pool).eq_ignore_ascii_case(location))
        .filter_map(|pool| sizes::of(machines::size(pool)).map(|size| (size, pool.hosts.len() as u64)))
        .filter(|(size, _)| family.is_none_or(|family| size.family == family))
        .map(|(size, hosts)| size.cores * hosts)
        .sum()
}
