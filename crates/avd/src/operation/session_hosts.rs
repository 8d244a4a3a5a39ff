//! Session hosts.

use arm::{Call, ResourceId};
use host::Instant;
use serde_json::{Value, json};

use super::read;
use crate::version::{ApiVersions, Family};

/// `SessionHosts_List`: the hosts of a pool.
pub fn list(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("SessionHosts_List", format!("{}/sessionHosts", pool.path()), Family::SessionHosts, versions)
}

/// `SessionHosts_Get`.
pub fn get(host: &ResourceId, versions: &ApiVersions) -> Call {
    read("SessionHosts_Get", host.path(), Family::SessionHosts, versions)
}

/// `SessionHosts_Update`: drain mode, the assigned user, the friendly name. `force` takes a personal desktop from its user.
pub fn update(host: &ResourceId, body: Value, force: bool, versions: &ApiVersions) -> Call {
    forced(Call::patch("SessionHosts_Update", host.path(), versions.preferred(Family::SessionHosts), body), force)
}

/// `SessionHosts_Delete`: takes a host out of its pool. `force` does so although there are sessions on it.
pub fn delete(host: &ResourceId, force: bool, versions: &ApiVersions) -> Call {
    forced(Call::delete("SessionHosts_Delete", host.path(), versions.preferred(Family::SessionHosts)), force)
}

fn forced(call: Call, force: bool) -> Call {
    if force { call.with_query("force", "true") } else { call }
}

/// `SessionHosts_RetryProvisioning`: tries the creation of one host again. It came with the management policy, so it speaks the
/// version of that family: the versions that session hosts are read with need not know it.
pub fn retry_provisioning(host: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/retryProvisioning", host.path());
    Call::post("SessionHosts_RetryProvisioning", path, versions.preferred(Family::SessionHostManagements), None)
}

/// `SessionHosts_ListSingleRegistrationTokens`: makes a token that registers this host only. It came with 2026-01-01-preview, as the
/// management policy did.
pub fn list_single_registration_tokens(host: &ResourceId, expiry: Instant, versions: &ApiVersions) -> Call {
    let path = format!("{}/listSingleSessionHostRegistrationTokens", host.path());
    let body = json!({"expirationTimeInUtc": expiry.to_rfc3339()});
    Call::post("SessionHosts_ListSingleRegistrationTokens", path, versions.preferred(Family::SessionHostManagements), Some(body))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let list = list(&pool(), &versions);
        check(&list, &format!("GET https://management.azure.com{POOL}/sessionHosts?api-version=2026-04-01-preview"), "");
        assert_eq!(list.fallback_versions, ["2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03"]);
        let host = pool().child("sessionHosts", "sessionHost1.microsoft.com");
        let line = format!(
            "GET https://management.azure.com{POOL}/sessionHosts/sessionHost1.microsoft.com?api-version=2026-04-01-preview"
        );
        check(&get(&host, &versions), &line, "");
        let line = format!(
            "POST https://management.azure.com{POOL}/sessionHosts/sessionHost1.microsoft.com/retryProvisioning?api-version=2026-04-01-preview"
        );
        check(&retry_provisioning(&host, &versions), &line, "");
    }

    #[test]
    fn the_samples_of_the_description() {
        let versions = ApiVersions::default();
        let host = pool().child("sessionHosts", "sessionHost1.microsoft.com");
        let line = |method: &str| {
            format!(
                "{method} https://management.azure.com{POOL}/sessionHosts/sessionHost1.microsoft.com?api-version=2026-04-01-preview&force=true"
            )
        };
        let body =
            json!({"properties": {"allowNewSession": true, "assignedUser": "user1@microsoft.com", "friendlyName": "friendly"}});
        let call = update(&host, body.clone(), true, &versions);
        check(&call, &line("PATCH"), &format!("{body:#}"));
        check(&delete(&host, true, &versions), &line("DELETE"), "");
        assert!(delete(&host, false, &versions).query.is_empty());
    }
}
