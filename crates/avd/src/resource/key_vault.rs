//! Key vaults and the names of their secrets (Microsoft.KeyVault, `Vaults_ListBySubscription`, `Secrets_List`).
//!
//! Only what Azure Resource Manager tells: names, addresses and dates. The value of a secret is neither asked for nor known.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::word::{record, resource};

resource! {
    /// A key vault.
    KeyVault : KeyVaultProperties {
        /// The region.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What a key vault is.
    KeyVaultProperties {
        /// Its address.
        vault_uri: String,
        /// Whether roles say who may read it, and not access policies.
        enable_rbac_authorization: bool,
        /// Whether Resource Manager may read secrets of it while it deploys a template.
        enabled_for_template_deployment: bool,
        /// Whether virtual machines may read certificates of it while they are made.
        enabled_for_deployment: bool,
        /// `Enabled` or `Disabled`.
        public_network_access: String,
        /// Who may reach it over the network.
        network_acls: NetworkAcls,
        /// Who may read it, where roles do not say.
        access_policies: Vec<AccessPolicy>,
        /// Whether what is deleted can be brought back.
        enable_soft_delete: bool,
    } + other
}

record! {
    /// Who may reach a key vault over the network.
    NetworkAcls {
        /// `AzureServices` or `None`.
        bypass: String,
        /// `Allow` or `Deny`.
        default_action: String,
    } + other
}

record! {
    /// What one identity may do with a key vault.
    AccessPolicy {
        /// The directory of the identity.
        tenant_id: String,
        /// The object id of the identity.
        object_id: String,
        /// What it may do, by kind of object: `secrets`.
        permissions: BTreeMap<String, Value>,
    } + other
}

resource! {
    /// A secret: its name and addresses.
    VaultSecret : VaultSecretProperties {
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What is known of a secret without its value.
    VaultSecretProperties {
        /// What kind of content it has.
        content_type: String,
        /// Its address, whatever its version.
        secret_uri: String,
        /// The address of its newest version.
        secret_uri_with_version: String,
        /// Whether and when it can be used.
        attributes: SecretAttributes,
    }
}

record! {
    /// Whether and when a secret can be used; seconds since 1970.
    SecretAttributes {
        /// Whether it can be used at all.
        enabled: bool,
        /// Not before.
        nbf: i64,
        /// Not after.
        exp: i64,
        /// When it was made.
        created: i64,
        /// When it was changed last.
        updated: i64,
    }
}
