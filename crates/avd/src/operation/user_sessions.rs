//! User sessions.

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `UserSessions_ListByHostPool`: the sessions on all hosts of a pool.
pub fn list_by_host_pool(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("UserSessions_ListByHostPool", format!("{}/userSessions", pool.path()), Family::UserSessions, versions)
}

/// `UserSessions_Get`: one session, which is there until the user is signed out.
pub fn get(session: &ResourceId, versions: &ApiVersions) -> Call {
    read("UserSessions_Get", session.path(), Family::UserSessions, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn address() {
        let call = list_by_host_pool(&pool(), &ApiVersions::default());
        check(&call, &format!("GET https://management.azure.com{POOL}/userSessions?api-version=2026-01-01-preview"), "");
        let session = pool().child("sessionHosts", "sh-1.contoso.example").child("userSessions", "1");
        check(
            &get(&session, &ApiVersions::default()),
            &format!("GET https://management.azure.com{session}?api-version=2026-01-01-preview"),
            "",
        );
    }
}
