//! Scaling plans: which pools autoscale looks after.

use arm::{Call, ResourceId};
use serde_json::Value;

use super::read;
use crate::version::{ApiVersions, Family};

/// `ScalingPlans_ListByHostPool`: the plans that a pool is assigned to.
pub fn list_by_host_pool(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("ScalingPlans_ListByHostPool", format!("{}/scalingPlans", pool.path()), Family::ScalingPlans, versions)
}

/// `ScalingPlans_Get`.
pub fn get(plan: &ResourceId, versions: &ApiVersions) -> Call {
    read("ScalingPlans_Get", plan.path(), Family::ScalingPlans, versions)
}

/// `ScalingPlans_Update`: changes the fields in the body and no others. An array is replaced as a whole.
pub fn update(plan: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    Call::patch("ScalingPlans_Update", plan.path(), versions.preferred(Family::ScalingPlans), body)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let line = format!("GET https://management.azure.com{POOL}/scalingPlans?api-version=2026-04-01-preview");
        check(&list_by_host_pool(&pool(), &versions), &line, "");
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/scalingPlans/sp";
        let plan = ResourceId::parse(id).unwrap();
        let line = |method: &str| format!("{method} https://management.azure.com{id}?api-version=2026-04-01-preview");
        check(&get(&plan, &versions), &line("GET"), "");
        check(&update(&plan, json!({}), &versions), &line("PATCH"), "{}");
    }
}
