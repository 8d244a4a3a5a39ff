//! Azure Resource Graph (Microsoft.ResourceGraph, `Resources`): what many pools and hosts are like, in a few questions.
//!
//! Tables and types: Learn, *Supported tables and resources in Azure Resource Graph*. Session hosts are in
//! `desktopvirtualizationresources`; user sessions, configurations and policies are in no table.

use arm::Call;
use serde_json::{Value, json};

use crate::version::{ApiVersions, Family};

/// Every session host of these subscriptions, a row each ([`crate::rule::estate_hosts::GraphHost`] names the columns); in the
/// order of the ids, which is what lets the service give pages. All subscriptions the caller can see if none is named.
pub fn session_hosts(subscriptions: &[String], versions: &ApiVersions) -> Call {
    let columns = [
        "id",
        "status = tostring(properties.status)",
        "sessions = toint(properties.sessions)",
        "allowNewSession = tobool(properties.allowNewSession)",
        "assignedUser = tostring(properties.assignedUser)",
        "agentVersion = tostring(properties.agentVersion)",
        "lastHeartBeat = tostring(properties.lastHeartBeat)",
        "sessionHostConfiguration = tostring(properties.sessionHostConfiguration)",
        "updateState = tostring(properties.updateState)",
        "resourceId = tostring(properties.resourceId)",
    ];
    let query = format!(
        "desktopvirtualizationresources | where type =~ 'microsoft.desktopvirtualization/hostpools/sessionhosts' | project {} \
         | order by id asc",
        columns.join(", ")
    );
    let mut call = ask(&query, versions);
    if let Some(body) = call.body.as_mut().filter(|_| !subscriptions.is_empty()) {
        body["subscriptions"] = Value::from(subscriptions);
    }
    call
}

/// Every host pool the caller can see, with what a list of pools shows ([`ListedPool::from_graph`]); in the order of the ids.
///
/// [`ListedPool::from_graph`]: crate::resource::ListedPool::from_graph
pub fn host_pools(versions: &ApiVersions) -> Call {
    ask(
        "resources | where type =~ 'microsoft.desktopvirtualization/hostpools' | project id, location, \
         friendlyName = tostring(properties.friendlyName), hostPoolType = tostring(properties.hostPoolType), \
         loadBalancerType = tostring(properties.loadBalancerType), managementType = tostring(properties.managementType), \
         maxSessionLimit = toint(properties.maxSessionLimit) | order by id asc",
        versions,
    )
}

/// How many session hosts each pool has in each status, how many of them are in drain mode or have not been heard for half an hour, and
/// their sessions ([`crate::rule::host_counts`]).
pub fn host_counts(versions: &ApiVersions) -> Call {
    sum_up(
        "hosts = count(), drained = countif(tobool(properties.allowNewSession) == false), \
         sessions = sum(toint(properties.sessions)), \
         drainedSessions = sumif(toint(properties.sessions), tobool(properties.allowNewSession) == false), \
         silent = countif(todatetime(properties.lastHeartBeat) < ago(30m)) by pool, status = tostring(properties.status) \
         | order by pool asc, status asc",
        versions,
    )
}

/// How many session hosts of each pool were made from which version of the configuration.
pub fn host_versions(versions: &ApiVersions) -> Call {
    sum_up(
        "hosts = count() by pool, version = tostring(properties.sessionHostConfiguration) | order by pool asc, version asc",
        versions,
    )
}

fn sum_up(what: &str, versions: &ApiVersions) -> Call {
    let query = format!(
        "desktopvirtualizationresources | where type =~ 'microsoft.desktopvirtualization/hostpools/sessionhosts' \
         | extend pool = tolower(substring(id, 0, indexof(tolower(id), '/sessionhosts/'))) | summarize {what}"
    );
    ask(&query, versions)
}

fn ask(query: &str, versions: &ApiVersions) -> Call {
    let path = "/providers/Microsoft.ResourceGraph/resources";
    let call = Call::query("Resources", path, versions.preferred(Family::ResourceGraph), Some(json!({ "query": query })));
    versions.fallback(Family::ResourceGraph).into_iter().fold(call, Call::with_fallback)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::check;
    use super::*;

    #[test]
    fn a_question_is_a_post_that_only_reads() {
        let versions = ApiVersions::default();
        let call = session_hosts(&["s".to_owned()], &versions);
        let body = call.body.clone().unwrap();
        check(
            &call,
            "POST https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01",
            &serde_json::to_string_pretty(&body).unwrap(),
        );
        assert!(call.only_reads);
        assert_eq!(body["subscriptions"], json!(["s"]));
        let query = body["query"].as_str().unwrap();
        assert!(query.contains("project id") && query.ends_with("order by id asc"), "pages need it: {query}");
        assert!(session_hosts(&[], &versions).body.unwrap().get("subscriptions").is_none());
        let pools = host_pools(&versions).body.unwrap();
        assert!(pools["query"].as_str().unwrap().ends_with("order by id asc") && pools.get("subscriptions").is_none());
    }
}
