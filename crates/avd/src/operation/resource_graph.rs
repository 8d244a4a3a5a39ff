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
    let mut body = json!({ "query": query });
    if !subscriptions.is_empty() {
        body["subscriptions"] = Value::from(subscriptions);
    }
    let path = "/providers/Microsoft.ResourceGraph/resources";
    let call = Call::query("Resources", path, versions.preferred(Family::ResourceGraph), Some(body));
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
    }
}
