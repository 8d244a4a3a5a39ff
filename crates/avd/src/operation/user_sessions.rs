//! User sessions.

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `UserSessions_ListByHostPool`: the sessions on all hosts of a pool.
pub fn list_by_host_pool(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("UserSessions_ListByHostPool", format!("{}/userSessions", pool.path()), Family::UserSessions, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn address() {
        let call = list_by_host_pool(&pool(), &ApiVersions::default());
        check(&call, &format!("GET https://management.azure.com{POOL}/userSessions?api-version=2026-01-01-preview"), "");
    }
}
