//! Session hosts.

use arm::{Call, ResourceId};

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

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let list = list(&pool(), &versions);
        check(&list, &format!("GET https://management.azure.com{POOL}/sessionHosts?api-version=2026-01-01-preview"), "");
        assert_eq!(list.fallback_versions, ["2025-10-10", "2024-04-03"]);
        let host = pool().child("sessionHosts", "sessionHost1.microsoft.com");
        let line = format!(
            "GET https://management.azure.com{POOL}/sessionHosts/sessionHost1.microsoft.com?api-version=2026-01-01-preview"
        );
        check(&get(&host, &versions), &line, "");
    }
}
