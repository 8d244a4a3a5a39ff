//! The activity log of a subscription (Microsoft.Insights).

use arm::{Call, ResourceId};
use host::Instant;

use super::read;
use crate::version::{ApiVersions, Family};

/// How far back to ask: Azure keeps the log for 90 days (Learn, *Azure Monitor activity log*) and refuses an earlier start, so an
/// hour less, for clocks that differ.
pub const KEPT: core::time::Duration = core::time::Duration::from_secs((90 * 24 - 1) * 3600);

/// `ActivityLogs_List`: what happened in the resource group of `pool` between two instants. `None` if the id has no subscription
/// or group.
///
/// The filter takes the times and one more term only. The records of a pool lie under several resources (its policy, its
/// configuration, its hosts), so the group is asked for; [`crate::rule::run_record::history`] chooses.
pub fn list(pool: &ResourceId, from: Instant, until: Instant, versions: &ApiVersions) -> Option<Call> {
    let group = pool.resource_group()?.replace('\'', "''");
    let path = format!("/subscriptions/{}/providers/Microsoft.Insights/eventtypes/management/values", pool.subscription()?);
    let filter = format!(
        "eventTimestamp ge '{}' and eventTimestamp le '{}' and resourceGroupName eq '{group}'",
        from.to_rfc3339(),
        until.to_rfc3339()
    );
    Some(
        read("ActivityLogs_List", path, Family::ActivityLog, versions).with_query("$filter", filter).with_query(
            "$select",
            "caller,correlationId,eventTimestamp,id,operationId,operationName,resourceId,status,subStatus",
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::{check, pool};
    use super::*;

    #[test]
    fn address() {
        let at = |text| Instant::parse(text).unwrap();
        let call = list(&pool(), at("2026-11-20T10:00:00Z"), at("2026-11-21T10:00:00Z"), &ApiVersions::default()).unwrap();
        let line = "GET https://management.azure.com/subscriptions/daefabc0-95b4-48b3-b645-8a753a63c4fa/providers/Microsoft.Insights/\
            eventtypes/management/values?api-version=2015-04-01\
            &$filter=eventTimestamp%20ge%20'2026-11-20T10:00:00Z'%20and%20eventTimestamp%20le%20'2026-11-21T10:00:00Z'\
            %20and%20resourceGroupName%20eq%20'resourceGroup1'\
            &$select=caller,correlationId,eventTimestamp,id,operationId,operationName,resourceId,status,subStatus";
        check(&call, line, "");
    }
}
