//! Checks 12–14: the key vault with the credentials of the configuration. The value of a secret is never asked for.

use arm::Json;
use serde_json::Value;

use super::Check;
use super::address::{SECRETS, principals, secret_uris};
use super::case::{Case, Outcome, list, shell, text};
use super::evidence::{Known, Piece};
use super::identity::assign;
use crate::resource::{KeyVault, VaultSecret};
use crate::rule::count::{count, names};

const CONFIGURE: &str = "Configure a session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 12,
        key: "vaultAccess",
        title: "Access to secrets",
        source: CONFIGURE,
        needs: &[Piece::Pool, Piece::Configuration, Piece::Vault, Piece::VaultRoles],
        judge: access,
    },
    Check {
        id: 13,
        key: "vault",
        title: "Key vault settings",
        source: CONFIGURE,
        needs: &[Piece::Pool, Piece::Configuration, Piece::Vault],
        judge: vault,
    },
    Check {
        id: 14,
        key: "secrets",
        title: "Secrets",
        source: CONFIGURE,
        needs: &[Piece::Configuration, Piece::Vault, Piece::Secrets],
        judge: secrets,
    },
];

/// Key Vault Secrets User, Secrets Officer and Administrator.
const SECRET_ROLES: [&str; 3] =
    ["4633458b-17de-408a-b874-0445c86b69e6", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "00482a5a-887f-4fb3-b363-3b62d8f6f8d1"];

/// The vaults, each with the JSON it came as; or what to say where there is none to look at.
fn vaults(case: &Case<'_>) -> Result<Vec<(KeyVault, String)>, Outcome> {
    if case.configuration().is_none() {
        return Err(Outcome::no_configuration());
    }
    let parts = case.parts(Piece::Vault);
    if parts.is_empty() {
        return Err(match secret_uris(case.evidence).is_empty() {
            true => Outcome::blocker(
                "The configuration doesn't specify any secrets.",
                "Add the local administrator's secrets to the configuration.",
            ),
            false => Outcome::unsure("Couldn't search for the key vault.", "Check it in the Azure portal."),
        });
    }
    let mut found = Vec::new();
    for part in parts {
        match list(part.known.value()).first() {
            Some(one) => found.extend(KeyVault::from_json(one.clone()).ok().map(|vault| (vault, name_of(one)))),
            None => {
                return Err(Outcome::unsure(
                    format!("Not found in the pool's subscription: {}.", part.subject),
                    "It may be in another subscription, or you may not have access. Check it in the Azure portal.",
                ));
            }
        }
    }
    Ok(found)
}

fn name_of(value: &Value) -> String {
    text(value, "/name").unwrap_or_default().to_owned()
}

fn access(case: &Case<'_>) -> Outcome {
    let vaults = match vaults(case) {
        Ok(vaults) => vaults,
        Err(outcome) => return outcome,
    };
    let principals = case.value(Piece::Pool).map(principals).unwrap_or_default();
    let Some(principal) = principals.first() else {
        return Outcome::unsure(
            "The pool has no managed identity, so the Azure Virtual Desktop service principal reads the secrets. The console \
                can't check its access, because it doesn't use Microsoft Graph.",
            "Check that Azure Virtual Desktop has the Key Vault Secrets User role, or an access policy with the Get permission, \
                on the key vault.",
        );
    };
    let assigned: Vec<&str> = case
        .items(Piece::VaultRoles)
        .filter(|one| {
            let role = text(one, "/properties/roleDefinitionId").and_then(|id| id.rsplit('/').next()).unwrap_or_default();
            SECRET_ROLES.iter().any(|known| known.eq_ignore_ascii_case(role))
        })
        .filter_map(|one| text(one, "/properties/scope"))
        .collect();
    for (vault, name) in &vaults {
        let Some(id) = vault.resource_id() else { continue };
        let by_role = vault.properties.enable_rbac_authorization == Some(true);
        let covered =
            |scope: &&str| format!("{}/", id.key()).starts_with(&format!("{}/", scope.trim_end_matches('/').to_lowercase()));
        let policies = vault.properties.access_policies.iter().flatten();
        let by_policy = policies
            .filter(|policy| policy.object_id.as_ref().is_some_and(|id| principals.contains(id)))
            .filter_map(|policy| policy.permissions.as_ref()?.get("secrets"))
            .any(|allowed| {
                list(Some(allowed))
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|word| matches!(word.to_ascii_lowercase().as_str(), "get" | "all"))
            });
        match (by_role, assigned.iter().any(covered), by_policy) {
            (true, true, _) | (false, _, true) => {}
            (true, false, _) => {
                return Outcome::blocker(
                    format!("The pool's identity has no role on {name} that can read secrets."),
                    "Assign the identity the Key Vault Secrets User role on the key vault.",
                )
                .with_command(assign(principal, SECRET_ROLES[0], &id));
            }
            (false, _, false) => {
                return Outcome::blocker(
                    format!("{name} has no access policy that lets the pool's identity read secrets."),
                    "Add an access policy with the Get permission for secrets.",
                )
                .with_command(format!(
                    "az keyvault set-policy --name {} --object-id {} --secret-permissions get",
                    shell(name),
                    shell(principal)
                ));
            }
        }
    }
    Outcome::pass(format!("The pool's identity can read the secrets of {}.", told(&vaults)))
}

fn told(vaults: &[(KeyVault, String)]) -> String {
    names(&vaults.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>())
}

fn vault(case: &Case<'_>) -> Outcome {
    let vaults = match vaults(case) {
        Ok(vaults) => vaults,
        Err(outcome) => return outcome,
    };
    let Some(pool) = case.value(Piece::Pool) else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    let has_identity = !principals(pool).is_empty();
    let mut firewalled = Vec::new();
    for (vault, name) in &vaults {
        if vault.properties.enabled_for_template_deployment != Some(true) {
            return Outcome::blocker(
                format!("{name} doesn't let Azure Resource Manager read secrets for deployments."),
                "Turn on “Azure Resource Manager for template deployment” in the key vault's access configuration.",
            )
            .with_command(format!("az keyvault update --name {} --enabled-for-template-deployment true", shell(name)))
            .even_so();
        }
        let acls = vault.properties.network_acls.clone().unwrap_or_default();
        let is = |word: &Option<String>, wanted: &str| word.as_ref().is_some_and(|word| word.eq_ignore_ascii_case(wanted));
        let open = !is(&vault.properties.public_network_access, "Disabled") && !is(&acls.default_action, "Deny");
        let trusted = is(&acls.bypass, "AzureServices");
        let reachable = open || (trusted && has_identity);
        if !reachable {
            let fix = if has_identity {
                "Allow trusted Microsoft services to bypass the key vault's firewall, or allow access from all networks."
            } else {
                "Add a managed identity to the pool and allow trusted Microsoft services to bypass the firewall, or allow \
                    access from all networks."
            };
            return Outcome::blocker(format!("The network settings of {name} block Azure Virtual Desktop."), fix)
                .with_command(format!("az keyvault update --name {} --bypass AzureServices", shell(name)));
        }
        if !open {
            firewalled.push(name.as_str());
        }
    }
    let reached = if firewalled.is_empty() {
        "Public access from all networks is allowed, as the how-to requires.".to_owned()
    } else {
        format!(
            "{}: only selected networks and trusted Microsoft services. The how-to (January 2025) requires public access from \
                all networks; “What's new” (September 2026) allows this for a pool with a managed identity, which this pool has.",
            names(&firewalled)
        )
    };
    Outcome::pass(format!("{}: enabled for template deployment and reachable. {reached}", told(&vaults)))
}

fn secrets(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.value(Piece::Configuration) else { return Outcome::no_configuration() };
    let named = SECRETS.iter().filter(|pointer| text(configuration, pointer).is_some()).count();
    let wanted = secret_uris(case.evidence);
    if let Err(outcome) = vaults(case) {
        return outcome;
    }
    let parts = case.parts(Piece::Secrets);
    let mut bad = Vec::new();
    for part in parts {
        match &part.known {
            Known::Missing { .. } => bad.push(format!("{} doesn't exist", part.subject)),
            Known::Read { value, at, .. } => {
                bad.extend(defect(value, case.plan.start.unwrap_or(*at)).map(|why| format!("{} {why}", part.subject)));
            }
            _ => {}
        }
    }
    if !bad.is_empty() {
        return Outcome::blocker(
            format!("{}.", capital(&names(&bad))),
            "Create the secret, or correct its URI in the configuration.",
        )
        .even_so();
    }
    if parts.len() < wanted.len() || wanted.is_empty() {
        return Outcome::unsure(
            format!("Found {} of {}.", parts.len(), count(named as u64, "secret", "secrets")),
            "Check the URIs in the configuration.",
        );
    }
    Outcome::pass(format!("{} found, enabled and not expired.", count(wanted.len() as u64, "secret", "secrets")))
        .unless_confirmed(
            "The passwords meet Windows VM requirements: 12 to 123 characters, three character types, not a common password.",
        )
}

/// Why a secret cannot be used at an instant.
fn defect(value: &Value, at: host::Instant) -> Option<&'static str> {
    let attributes = VaultSecret::from_json(value.clone()).ok()?.properties.attributes?;
    if attributes.enabled == Some(false) {
        return Some("is disabled");
    }
    attributes.exp.filter(|end| *end <= at.seconds()).map(|_| "expires before the update starts")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
