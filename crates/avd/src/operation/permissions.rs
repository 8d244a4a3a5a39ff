//! What the caller may do (Microsoft.Authorization).

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `Permissions_ListForResource`: the caller's permissions on a resource or a resource group.
pub fn list(scope: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.Authorization/permissions", scope.path());
    read("Permissions_ListForResource", path, Family::Permissions, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn address() {
        let line = format!(
            "GET https://management.azure.com{POOL}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"
        );
        check(&list(&pool(), &ApiVersions::default()), &line, "");
    }
}
