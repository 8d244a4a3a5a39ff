//! One pure function a REST operation: which method, path, version and body. Nothing is sent here.
//!
//! Operation names, paths and bodies are those of Microsoft.DesktopVirtualization (REST reference and API description).

pub mod activity_log;
pub mod authorization;
pub mod compute;
pub mod diagnostic_settings;
pub mod host_pools;
pub mod key_vault;
pub mod network;
pub mod permissions;
pub mod policy_insights;
pub mod providers;
pub mod resource_graph;
pub mod scaling_plans;
pub mod session_host_configurations;
pub mod session_host_managements;
pub mod session_hosts;
pub mod subscriptions;
pub mod tenants;
pub mod user_sessions;

use arm::Call;

use crate::version::{ApiVersions, Family};

/// A read with the version order of its family.
fn read(operation: &'static str, path: String, family: Family, versions: &ApiVersions) -> Call {
    let call = Call::get(operation, path, versions.preferred(family));
    versions.fallback(family).into_iter().fold(call, Call::with_fallback)
}

#[cfg(test)]
pub(crate) mod sample {
    #![allow(clippy::unwrap_used)]
    //! The sample values of the REST reference.

    use arm::{Call, Endpoint, ResourceId};

    pub const POOL: &str = "/subscriptions/daefabc0-95b4-48b3-b645-8a753a63c4fa/resourceGroups/resourceGroup1/providers/Microsoft.DesktopVirtualization/hostPools/hostPool1";

    pub fn pool() -> ResourceId {
        ResourceId::parse(POOL).unwrap()
    }

    /// Request line and body, as the reference prints them.
    pub fn check(call: &Call, line: &str, body: &str) {
        let endpoint = Endpoint::parse("https://management.azure.com").unwrap();
        assert_eq!(format!("{} {}", call.method, call.url(&endpoint)), line);
        let sent = call.body.as_ref().map(|body| serde_json::to_string_pretty(body).unwrap()).unwrap_or_default();
        assert_eq!(sent, body);
    }
}
