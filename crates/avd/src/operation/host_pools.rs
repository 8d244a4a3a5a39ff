//! Host pools and their registration tokens.

use arm::{Call, ResourceId};
use serde_json::Value;

use super::read;
use crate::version::{ApiVersions, Family};

/// `HostPools_List`: the pools of a subscription.
pub fn list_by_subscription(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.DesktopVirtualization/hostPools");
    read("HostPools_List", path, Family::HostPools, versions)
}

/// `HostPools_Get`.
pub fn get(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("HostPools_Get", pool.path(), Family::HostPools, versions)
}

/// `HostPools_Get` with exactly this version: what a replacement by PUT starts from.
pub fn get_at(pool: &ResourceId, version: &str) -> Call {
    Call::get("HostPools_Get", pool.path(), version)
}

/// `HostPools_CreateOrUpdate`: creates the pool, or replaces it as a whole.
pub fn create_or_update(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    Call::put("HostPools_CreateOrUpdate", pool.path(), versions.preferred(Family::HostPoolPut), body)
}

/// `HostPools_CreateOrUpdate` at the newest version, which knows `managementType` and no `migrationRequest`.
pub fn create_or_replace(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    Call::put("HostPools_CreateOrUpdate", pool.path(), versions.preferred(Family::HostPools), body)
}

/// `HostPools_Update`: changes the fields in the body and no others.
pub fn update(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    Call::patch("HostPools_Update", pool.path(), versions.preferred(Family::HostPools), body)
}

/// `HostPools_Delete`. With `force` its session hosts and their sessions go with it.
pub fn delete(pool: &ResourceId, force: bool, versions: &ApiVersions) -> Call {
    let call = Call::delete("HostPools_Delete", pool.path(), versions.preferred(Family::HostPools));
    if force { call.with_query("force", "true") } else { call }
}

/// `HostPools_Update` with the version of the token operations: creates or revokes a registration token.
pub fn update_registration(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    Call::patch("HostPools_Update", pool.path(), versions.preferred(Family::RegistrationTokens), body)
}

/// `HostPools_RetrieveRegistrationToken`: a POST that only reads. `HostPools_Get` does not give the token.
pub fn retrieve_registration_token(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/retrieveRegistrationToken", pool.path());
    Call::query("HostPools_RetrieveRegistrationToken", path, versions.preferred(Family::RegistrationTokens), None)
}

/// `HostPools_ListRegistrationTokens`: a POST that only reads.
pub fn list_registration_tokens(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/listRegistrationTokens", pool.path());
    Call::query("HostPools_ListRegistrationTokens", path, versions.preferred(Family::RegistrationTokens), None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn get_is_that_of_the_reference() {
        check(&get_at(&pool(), "2024-04-03"), &format!("GET https://management.azure.com{POOL}?api-version=2024-04-03"), "");
        let call = get(&pool(), &ApiVersions::default());
        check(&call, &format!("GET https://management.azure.com{POOL}?api-version=2026-04-01-preview"), "");
        assert_eq!(call.fallback_versions, ["2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03"]);
    }

    #[test]
    fn create_or_update_is_that_of_the_reference() {
        let sample = include_str!("../../tests/data/create_or_update_request.json");
        let body: Value = serde_json::from_str(sample).unwrap();
        let call = create_or_update(&pool(), body, &ApiVersions::default());
        let line = format!("PUT https://management.azure.com{POOL}?api-version=2022-02-10-preview");
        check(&call, &line, sample.trim_end());
        assert!(call.fallback_versions.is_empty(), "a write has one version");
    }

    #[test]
    fn retrieve_registration_token_is_that_of_the_reference() {
        let call = retrieve_registration_token(&pool(), &ApiVersions::default());
        check(&call, &format!("POST https://management.azure.com{POOL}/retrieveRegistrationToken?api-version=2025-10-10"), "");
    }

    #[test]
    fn delete_is_that_of_the_reference() {
        let line = |more: &str| format!("DELETE https://management.azure.com{POOL}?api-version=2026-04-01-preview{more}");
        let versions = ApiVersions::default();
        check(&delete(&pool(), false, &versions), &line(""), "");
        check(&delete(&pool(), true, &versions), &line("&force=true"), "");
    }

    #[test]
    fn update_and_lists() {
        let versions = ApiVersions::default();
        let call = update(&pool(), json!({"properties": {"ring": 1}}), &versions);
        let body = "{\n  \"properties\": {\n    \"ring\": 1\n  }\n}";
        check(&call, &format!("PATCH https://management.azure.com{POOL}?api-version=2026-04-01-preview"), body);
        let call = list_by_subscription("daefabc0-95b4-48b3-b645-8a753a63c4fa", &versions);
        let line = "GET https://management.azure.com/subscriptions/daefabc0-95b4-48b3-b645-8a753a63c4fa/providers/Microsoft.DesktopVirtualization/hostPools?api-version=2026-04-01-preview";
        check(&call, line, "");
        let call = list_registration_tokens(&pool(), &versions);
        check(&call, &format!("POST https://management.azure.com{POOL}/listRegistrationTokens?api-version=2025-10-10"), "");
    }
}
