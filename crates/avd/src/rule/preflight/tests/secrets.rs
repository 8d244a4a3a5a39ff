//! Checks 12–14.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::super::{Help, Piece, Verdict};
use super::world::{VAULT, World, now};
use Verdict::{Blocker, CouldNotCheck, Pass};

#[test]
fn access_by_roles() {
    World::good().expect("vaultAccess", Pass, "can read the secrets of kv");
    let none = World::good().with(Piece::VaultRoles, "", json!([]));
    none.expect("vaultAccess", Blocker, &format!("--role 4633458b-17de-408a-b874-0445c86b69e6 --scope '{VAULT}'"));
    let inherited = World::good().with(Piece::VaultRoles, "/0/properties/scope", "/subscriptions/S".into());
    inherited.expect("vaultAccess", Pass, "can read");
    let elsewhere = World::good().with(Piece::VaultRoles, "/0/properties/scope", "/subscriptions/s/resourceGroups/rg-k".into());
    elsewhere.expect("vaultAccess", Blocker, "no role on kv that can read secrets");
    World::good().refused(Piece::VaultRoles).expect("vaultAccess", CouldNotCheck, "the roles of the pool's identity on kv");
}

#[test]
fn access_by_policies() {
    let policies = |permissions: Value, who: &str| {
        World::good().with(Piece::Vault, "/0/properties/enableRbacAuthorization", false.into()).with(
            Piece::Vault,
            "/0/properties/accessPolicies",
            json!([{"objectId": who, "permissions": {"secrets": permissions}}]),
        )
    };
    policies(json!(["Get", "List"]), "id-1").expect("vaultAccess", Pass, "can read");
    policies(json!(["list"]), "id-1").expect("vaultAccess", Blocker, "az keyvault set-policy --name 'kv' --object-id 'id-1'");
    policies(json!(["get"]), "id-2").expect("vaultAccess", Blocker, "no access policy");
}

#[test]
fn a_vault_that_is_not_seen_is_not_a_vault_in_order() {
    for key in ["vaultAccess", "vault", "secrets"] {
        World::good().with(Piece::Vault, "", json!([])).expect(key, CouldNotCheck, "the key vault kv");
        World::good().refused(Piece::Vault).expect(key, CouldNotCheck, "the key vault kv");
    }
    let without = World::good().with(Piece::Pool, "/identity", Value::Null);
    without.expect("vaultAccess", CouldNotCheck, "no managed identity");
}

#[test]
fn vault() {
    let with = |name: &str, value: Value| World::good().with(Piece::Vault, &format!("/0/properties/{name}"), value);
    World::good().expect("vault", Pass, "reachable");
    with("enabledForTemplateDeployment", false.into()).expect("vault", Blocker, "--enabled-for-template-deployment true");
    let shut = with("publicNetworkAccess", "Disabled".into());
    shut.expect("vault", Blocker, "--bypass AzureServices");
    let trusted =
        shut.with(Piece::Vault, "/0/properties/networkAcls", json!({"bypass": "AzureServices", "defaultAction": "Deny"}));
    trusted.expect("vault", Pass, "“What's new” (September 2026) allows this");
    World::good().expect("vault", Pass, "Public access from all networks is allowed");
    trusted.with(Piece::Pool, "/identity", Value::Null).expect("vault", Blocker, "Add a managed identity");
    with("networkAcls", json!({"defaultAction": "Deny"})).expect("vault", Blocker, "block Azure Virtual Desktop");
}

#[test]
fn secrets() {
    let finding = World::good().finding("secrets");
    assert_eq!((finding.verdict, finding.tick.is_some()), (CouldNotCheck, true), "{finding:?}");
    World::good().missing(Piece::Secrets).expect("secrets", Blocker, "doesn't exist");
    let attributes = |value: Value| World::good().with(Piece::Secrets, "/properties/attributes", value);
    attributes(json!({"enabled": false})).expect("secrets", Blocker, "The secret ad-pass of kv is disabled");
    attributes(json!({"exp": now().seconds() - 1})).expect("secrets", Blocker, "expires before the update");
    let later = attributes(json!({"exp": now().seconds() + 60}));
    assert!(later.finding("secrets").tick.is_some());
    let start = Some(now() + core::time::Duration::from_secs(61));
    later.planned(|plan| plan.start = start).expect("secrets", Blocker, "expires before the update starts");
    World::good().refused(Piece::Secrets).expect("secrets", CouldNotCheck, "the secret ad-pass of kv");
}

#[test]
fn an_entra_pool_has_two_secrets() {
    let world = World::good().with(Piece::Configuration, "/properties/domainInfo", json!({"joinType": "AzureActiveDirectory"}));
    world.expect("secrets", CouldNotCheck, "2 secrets found");
    world.expect("joinAccount", Pass, "don't need an account");
    world.expect("joinAccount", Pass, "isn't supported");
    world.expect("joinAccount", Pass, "(June 2025) says that it is");
}

#[test]
fn the_account_that_joins_a_domain_is_for_a_person_to_confirm() {
    let finding = World::good().finding("joinAccount");
    assert_eq!((finding.verdict, finding.help), (CouldNotCheck, Some(Help::JoinAccount)));
    assert!(finding.tick.unwrap().contains("AAD DC Administrators") && finding.tick.unwrap().contains("KB5020276"));
    assert_eq!(World::good().refused(Piece::Configuration).finding("joinAccount").help, None);
}
