//! Scaling plans (autoscale).

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `ScalingPlans_ListByHostPool`: the scaling plans that a pool is assigned to.
pub fn list_by_host_pool(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("ScalingPlans_ListByHostPool", format!("{}/scalingPlans", pool.path()), Family::ScalingPlans, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn address() {
        let call = list_by_host_pool(&pool(), &ApiVersions::default());
        check(&call, &format!("GET https://management.azure.com{POOL}/scalingPlans?api-version=2026-01-01-preview"), "");
    }
}
