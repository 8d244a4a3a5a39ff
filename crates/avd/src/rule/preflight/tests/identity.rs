//! Checks 10, 11 and 15.

use serde_json::{Value, json};

use super::super::{Piece, Verdict};
use super::world::{POOL, World};
use Verdict::{Blocker, CouldNotCheck, Pass, Risk};

fn role(id: &str) -> Value {
    json!([{"properties": {"roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{id}")}}])
}

#[test]
fn identity() {
    World::good().expect("identity", Pass, "SystemAssigned");
    World::good().with(Piece::Pool, "/identity", Value::Null).expect("identity", Risk, "no managed identity");
    let assigned = json!({"type": "UserAssigned", "userAssignedIdentities": {"/x": {"principalId": "id-2"}, "/y": null}});
    World::good().with(Piece::Pool, "/identity", assigned).expect("identity", Pass, "UserAssigned");
    World::good().refused(Piece::Pool).expect("identity", CouldNotCheck, "the host pool");
}

#[test]
fn roles() {
    World::good().expect("roles", Pass, "pool, rg-img, rg-net and rg-vm");
    World::good().expect("roles", Pass, "It replaces the Azure Virtual Desktop service principal");
    World::good().with(Piece::Roles, "", role("8E3AF657-A8FF-443C-A75C-2FE8C4BCB635")).expect("roles", Pass, "required role");
    let none = World::good().with(Piece::Roles, "", json!([]));
    none.expect("roles", Blocker, "no role on pool");
    none.expect("roles", Blocker, &format!("--role a959dbd1-f747-45e3-8ba6-dd80f235f97c --scope '{POOL}'"));
    World::good().with(Piece::Roles, "", role("custom")).expect("roles", Risk, "other roles");
    World::good().refused(Piece::Roles).expect("roles", CouldNotCheck, "the roles of the pool's identity");
    let without = World::good().with(Piece::Pool, "/identity", Value::Null);
    without.expect("roles", CouldNotCheck, "Desktop Virtualization Virtual Machine Contributor");
    without.expect("roles", CouldNotCheck, "Microsoft Graph");
    without.expect("roles", CouldNotCheck, "9cdead84-a844-4324-93f2-b2e6bb768d07");
}

#[test]
fn two_identities_are_asked_about_in_each_place_and_one_is_enough() {
    let both = json!({"type": "SystemAssigned,UserAssigned", "principalId": "id-1",
        "userAssignedIdentities": {"/x": {"principalId": "id-2"}}});
    let world = World::good().with(Piece::Pool, "/identity", both);
    assert_eq!(world.evidence().parts(Piece::Roles).len(), 8);
    world.expect("roles", Pass, "pool, rg-img, rg-net and rg-vm");
}

#[test]
fn caller() {
    let rights = |piece, actions: Value| World::good().with(piece, "/0/actions", actions);
    World::good().expect("caller", Pass, "start and control");
    rights(Piece::PoolRights, json!(["*/read"])).expect("caller", Blocker, "Host Pool Contributor");
    let start = "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/initiateSessionHostUpdate/action";
    rights(Piece::PoolRights, json!([start])).expect("caller", Risk, "can't pause");
    let control = "Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/controlSessionHostUpdate/action";
    rights(Piece::PoolRights, json!([start, control])).expect("caller", Risk, "Host Pool Contributor");
    let no_groups = rights(Piece::PoolRights, json!(["Microsoft.DesktopVirtualization/hostpools/*"]));
    no_groups.expect("caller", Risk, "Desktop Virtualization Application Group Contributor on the pool");
    let missing = no_groups.finding("caller").missing_right;
    assert_eq!(missing.as_deref(), Some("Microsoft.DesktopVirtualization/applicationgroups/write"));
    let all_of_avd = rights(Piece::PoolRights, json!(["Microsoft.DesktopVirtualization/*"]));
    all_of_avd.expect("caller", Pass, "Application Group Contributor");
    let machines = rights(Piece::MachineRights, json!(["*/read"]));
    machines.expect("caller", Risk, "Virtual Machine Contributor");
    assert_eq!(machines.finding("caller").missing_right.as_deref(), Some("Microsoft.Compute/virtualMachines/write"));
    World::good().refused(Piece::PoolRights).expect("caller", CouldNotCheck, "your permissions on the host pool");
    let half = rights(Piece::PoolRights, json!(["*/read"])).refused(Piece::MachineRights);
    half.expect("caller", Blocker, "Also:");
}
