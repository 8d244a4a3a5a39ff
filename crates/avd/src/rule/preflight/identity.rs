//! Checks 10, 11 and 15: who acts on the machines, and who asks for it.

use serde_json::Value;

use super::Check;
use super::address::{principals, workplaces};
use super::case::{Case, Outcome, list, shell, text};
use super::evidence::{Known, Part, Piece};
use crate::rule::count::names;
use crate::rule::permission::{Operation, Permission, allows, missing};

const CONFIGURE: &str = "Configure a session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 10,
        key: "identity",
        title: "Managed identity",
        source: "Configure a managed identity for a host pool",
        needs: &[Piece::Pool],
        judge: identity,
    },
    Check {
        id: 11,
        key: "roles",
        title: "Identity roles",
        source: "Assign Azure RBAC roles to the Azure Virtual Desktop service principals",
        needs: &[Piece::Pool, Piece::Roles],
        judge: roles,
    },
    Check {
        id: 15,
        key: "caller",
        title: "Your permissions",
        source: CONFIGURE,
        needs: &[Piece::PoolRights, Piece::MachineRights],
        judge: caller,
    },
];

/// Desktop Virtualization Virtual Machine Contributor.
const MACHINE_ROLE: &str = "a959dbd1-f747-45e3-8ba6-dd80f235f97c";
/// Owner and Contributor contain its actions.
const GREATER_ROLES: [&str; 2] = ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c"];
/// The application id of the service, which acts where a pool has no identity.
const SERVICE: &str = "9cdead84-a844-4324-93f2-b2e6bb768d07";

fn identity(case: &Case<'_>) -> Outcome {
    let Some(pool) = case.value(Piece::Pool) else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    if principals(pool).is_empty() {
        return Outcome::risk(
            "The pool has no managed identity, so Azure manages the VMs with the Azure Virtual Desktop service principal.",
            "Add a managed identity to the pool. Microsoft has announced that Azure won't create session hosts without one in \
                the future.",
        );
    }
    Outcome::pass(format!("Identity: {}.", text(pool, "/identity/type").unwrap_or("assigned")))
}

/// What one principal or several have on one place.
enum Held {
    Enough,
    Others,
    Nothing,
}

fn held(parts: &[Part], enough: &[&str]) -> Held {
    let assignments = || parts.iter().flat_map(|part| list(part.known.value()));
    let roles =
        || assignments().filter_map(|one| text(one, "/properties/roleDefinitionId")).filter_map(|id| id.rsplit('/').next());
    if roles().any(|role| enough.iter().any(|known| known.eq_ignore_ascii_case(role))) {
        Held::Enough
    } else if roles().next().is_some() {
        Held::Others
    } else {
        Held::Nothing
    }
}

fn is_read(parts: &[Part]) -> bool {
    parts.iter().all(|part| matches!(part.known, Known::Read { .. }))
}

fn roles(case: &Case<'_>) -> Outcome {
    let (Some(pool), Some(id)) = (case.value(Piece::Pool), case.pool_id()) else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    let principals = principals(pool);
    let Some(principal) = principals.first() else {
        return Outcome::unsure(
            "The pool has no managed identity, so the Azure Virtual Desktop service principal needs the Desktop Virtualization \
                Virtual Machine Contributor role. The console can't check that, because it doesn't use Microsoft Graph.",
            "Use the command to check that the role is assigned on the resource group or subscription of the pool and its \
                session hosts.",
        )
        .with_command(format!("az role assignment list --all --assignee {SERVICE} --output table"));
    };
    let enough = [MACHINE_ROLE, GREATER_ROLES[0], GREATER_ROLES[1]];
    let places = workplaces(case.evidence, &id);
    let parts = case.parts(Piece::Roles).chunks(principals.len());
    let (mut lacking, mut unclear) = (Vec::new(), Vec::new());
    for (place, parts) in places.iter().zip(parts).filter(|(_, parts)| is_read(parts)) {
        match held(parts, &enough) {
            Held::Enough => {}
            Held::Others => unclear.push(place),
            Held::Nothing => lacking.push(place),
        }
    }
    let told = |places: &[&arm::ResourceId]| names(&places.iter().map(|place| place.name()).collect::<Vec<_>>());
    let give = |places: &[&arm::ResourceId]| {
        let one = |place: &&arm::ResourceId| assign(principal, MACHINE_ROLE, place);
        places.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let fix = "Assign the identity the Desktop Virtualization Virtual Machine Contributor role there. It can take a few minutes to \
            take effect.";
    if !lacking.is_empty() {
        return Outcome::blocker(format!("The identity has no role on {}.", told(&lacking)), fix)
            .with_command(give(&lacking))
            .even_so();
    }
    if !unclear.is_empty() {
        let evidence =
            format!("On {}, the identity has other roles. The console can't tell whether they're sufficient.", told(&unclear));
        return Outcome::risk(evidence, fix).with_command(give(&unclear));
    }
    let checked: Vec<_> = places.iter().collect();
    Outcome::pass(format!(
        "The pool's managed identity has the required role on {}. It replaces the Azure Virtual Desktop service principal \
            mentioned in the how-to.",
        told(&checked)
    ))
}

/// The command that gives an identity a role.
pub(super) fn assign(principal: &str, role: &str, place: &arm::ResourceId) -> String {
    format!(
        "az role assignment create --assignee-object-id {} --assignee-principal-type ServicePrincipal --role {role} --scope {}",
        shell(principal),
        shell(place.as_str())
    )
}

/// What Desktop Virtualization Application Group Contributor is needed for.
const GROUP_ACTION: &str = "Microsoft.DesktopVirtualization/applicationgroups/write";
/// What Virtual Machine Contributor is needed for.
const MACHINE_ACTIONS: [&str; 2] = ["Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachines/delete"];

const ROLES_ASKED: &str = "Microsoft requires these roles, or others with the same permissions: Desktop Virtualization Host \
    Pool Contributor and Desktop Virtualization Application Group Contributor on the pool, and Virtual Machine Contributor on \
    the session hosts.";

fn caller(case: &Case<'_>) -> Outcome {
    if case.value(Piece::PoolRights).is_none() {
        return Outcome::unsure("Couldn't find your permissions.", "Check that the pool and its resource group still exist.");
    }
    let permissions = |items: &[Value]| -> Vec<Permission> {
        items.iter().filter_map(|item| arm::Json::from_json(item.clone()).ok()).collect()
    };
    let of = |part: &Part| permissions(list(part.known.value()));
    let on_pool: Vec<Permission> = case.parts(Piece::PoolRights).iter().flat_map(of).collect();
    if let Some(why) = missing(&on_pool, Operation::InitiateUpdate) {
        return Outcome::blocker("Your roles don't let you start an update.", why)
            .without_right(Operation::InitiateUpdate.action())
            .even_so();
    }
    if let Some(why) = missing(&on_pool, Operation::ControlUpdate) {
        return Outcome::risk("You can start an update, but you can't pause, retry or cancel it.", why)
            .without_right(Operation::ControlUpdate.action());
    }
    if let Some(action) = [Operation::WriteHostPool.action(), GROUP_ACTION].into_iter().find(|action| !allows(&on_pool, action)) {
        return Outcome::risk(
            "You can start an update, but you don't have all the roles on the pool that Microsoft requires.",
            ROLES_ASKED,
        )
        .without_right(action);
    }
    let groups = case.parts(Piece::MachineRights).iter().map(of);
    for permissions in groups {
        if let Some(action) = MACHINE_ACTIONS.into_iter().find(|action| !allows(&permissions, action)) {
            return Outcome::risk(
                "You can start an update, but you don't have all the roles on the session hosts that Microsoft requires.",
                ROLES_ASKED,
            )
            .without_right(action);
        }
    }
    Outcome::pass(
        "Your roles let you start and control an update, and include the permissions Microsoft requires: Desktop Virtualization \
            Host Pool Contributor, Desktop Virtualization Application Group Contributor and Virtual Machine Contributor.",
    )
}
