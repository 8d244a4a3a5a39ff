//! Key vaults and the names of their secrets (Microsoft.KeyVault, through Azure Resource Manager). All of them read, and none
//! gives the value of a secret.

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `Vaults_ListBySubscription`: the key vaults of a subscription.
pub fn vaults(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.KeyVault/vaults");
    read("Vaults_ListBySubscription", path, Family::KeyVault, versions)
}

/// `Secrets_List`: the secrets of a key vault, without their values.
pub fn secrets(vault: &ResourceId, versions: &ApiVersions) -> Call {
    read("Secrets_List", format!("{}/secrets", vault.path()), Family::KeyVault, versions)
}

/// `Secrets_Get`: one secret, without its value.
pub fn secret(vault: &ResourceId, name: &str, versions: &ApiVersions) -> Call {
    read("Secrets_Get", vault.child("secrets", name).path(), Family::KeyVault, versions)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::check;
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let root = "GET https://management.azure.com/subscriptions/s";
        let line = format!("{root}/providers/Microsoft.KeyVault/vaults?api-version=2026-02-01");
        check(&vaults("s", &versions), &line, "");
        let vault = ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv").unwrap();
        let line = format!("{root}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv/secrets?api-version=2026-02-01");
        check(&secrets(&vault, &versions), &line, "");
        let line = format!("{root}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv/secrets/one?api-version=2026-02-01");
        check(&secret(&vault, "one", &versions), &line, "");
    }
}
