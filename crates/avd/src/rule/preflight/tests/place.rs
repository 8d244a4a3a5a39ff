//! Checks 6–9.

use serde_json::{Value, json};

use super::super::{Piece, Verdict};
use super::world::World;
use Verdict::{Blocker, CouldNotCheck, Pass, Risk};

const GROUP: &str = "/subscriptions/s/resourceGroups/rg-vm";

fn lock(scope: &str) -> Value {
    json!([{"id": format!("{scope}/providers/Microsoft.Authorization/locks/keep"), "properties": {"level": "CanNotDelete"}}])
}

#[test]
fn place() {
    World::good().expect("place", Pass, "4 VMs in rg-vm, westeurope");
    World::good().with(Piece::Configuration, "/properties/vmLocation", "West Europe".into()).expect("place", Pass, "West Europe");
    let moved = "/subscriptions/s/resourceGroups/other/providers/Microsoft.Compute/virtualMachines/vm-2";
    World::good().with(Piece::Hosts, "/2/properties/resourceId", moved.into()).expect(
        "place",
        Blocker,
        "Not in the resource group rg-vm: vm-2",
    );
    World::good().with(Piece::Machines, "/1/location", "northeurope".into()).expect("place", Blocker, "Not in westeurope: vm-1");
    World::good().with(Piece::Machines, "", json!([])).expect("place", Risk, "Couldn't find the VM");
    World::good().with(Piece::Hosts, "/2/properties/resourceId", Value::Null).expect("place", CouldNotCheck, "reports its VM");
    World::good().refused(Piece::Machines).expect("place", CouldNotCheck, "the VMs in rg-vm");
}

#[test]
fn a_configuration_without_place_means_the_pools_own() {
    let world = World::good().with(Piece::Configuration, "/properties/vmResourceGroup", Value::Null);
    world.expect("place", Blocker, "Not in the resource group rg-avd");
    World::good().with(Piece::Configuration, "/properties/vmLocation", Value::Null).expect("place", Pass, "westeurope");
}

#[test]
fn join() {
    let kind = |word: &str| World::good().with(Piece::Extensions, "/0/properties/type", word.into());
    World::good().expect("join", Pass, "vm-0 and the configuration: Active Directory");
    kind("AADLoginForWindows").expect("join", Blocker, "can't change how session hosts join");
    kind("SomethingElse").expect("join", CouldNotCheck, "don't show how it was joined");
    World::good().refused(Piece::Extensions).expect("join", CouldNotCheck, "the extensions of vm-0");
}

#[test]
fn locks() {
    World::good().expect("locks", Pass, "no locks");
    let machine = format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-0");
    for scope in ["/subscriptions/s", GROUP, &machine] {
        let world = World::good().with(Piece::Locks, "", lock(scope));
        world.expect("locks", Blocker, "Locked: keep on");
        world.expect("locks", Blocker, &format!("az lock delete --ids '{scope}/providers/Microsoft.Authorization/locks/keep'"));
    }
    let disk = format!("{GROUP}/providers/Microsoft.Compute/disks/d");
    World::good().with(Piece::Locks, "", lock(&disk)).expect("locks", Risk, "keep on d");
    let other = format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/a");
    World::good().with(Piece::Locks, "", lock(&other)).expect("locks", Pass, "no locks");
    World::good().refused(Piece::Locks).expect("locks", CouldNotCheck, "the locks on rg-vm");
}

#[test]
fn azure_policy() {
    World::good().expect("azurePolicy", Pass, "allows a VM");
    let denial = json!([{"evaluationResult": "NonCompliant", "effectDetails": {"policyEffect": "Deny"},
        "policyInfo": {"policyAssignmentId": format!("{GROUP}/providers/Microsoft.Authorization/policyAssignments/sizes")}}]);
    let asked = |pointer: &str, value: Value| World::good().with(Piece::Restrictions, pointer, value);
    asked("/contentEvaluationResult/policyEvaluations", denial.clone()).expect("azurePolicy", Risk, "denied by sizes");
    let mut audit = denial;
    audit[0]["effectDetails"]["policyEffect"] = "Audit".into();
    asked("/contentEvaluationResult/policyEvaluations", audit).expect("azurePolicy", Pass, "allows a VM");
    let tag = |name: &str| json!([{"field": format!("tags.{name}"), "restrictions": [{"result": "Required", "policy": {"policyAssignmentId": "/a/tags"}}]}]);
    asked("/fieldRestrictions", tag("costCentre")).expect("azurePolicy", Risk, "the tag costCentre is required by tags");
    asked("/fieldRestrictions", tag("owner")).expect("azurePolicy", Pass, "allows a VM");
    World::good().refused(Piece::Restrictions).expect("azurePolicy", CouldNotCheck, "what Azure Policy allows in rg-vm");
}
