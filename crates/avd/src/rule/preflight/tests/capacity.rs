//! Checks 19–22.

use serde_json::{Value, json};

use super::super::{Piece, Verdict};
use super::world::World;
use Verdict::{Blocker, CouldNotCheck, Pass, Risk};

#[test]
fn size() {
    World::good().expect("size", Pass, "Standard_D4s_v5 in westeurope: 4 vCPU");
    World::good().with(Piece::Size, "", json!([])).expect("size", Blocker, "isn't available in westeurope");
    let barred = json!([{"type": "Location", "values": ["westeurope"], "reasonCode": "NotAvailableForSubscription"}]);
    World::good().with(Piece::Size, "/0/restrictions", barred).expect("size", Blocker, "isn't available to the subscription");
    World::good().with(Piece::ImageDefinition, "/properties/hyperVGeneration", "V1".into()).expect("size", Pass, "gen 1/2");
    let only_two = World::good().with(Piece::Size, "/0/capabilities/3/value", "V2".into());
    only_two.with(Piece::ImageDefinition, "/properties/hyperVGeneration", "V1".into()).expect("size", Blocker, "generation 1");
    World::good().with(Piece::Configuration, "/properties/availabilityZones", json!([9])).expect("size", Blocker, "zone 9");
    World::good().with(Piece::ImageDefinition, "/properties/hyperVGeneration", Value::Null).expect(
        "size",
        CouldNotCheck,
        "doesn't report which VM generation",
    );
    World::good().refused(Piece::Size).expect("size", CouldNotCheck, "the VM sizes in westeurope");
    World::good().refused(Piece::Image).expect("size", CouldNotCheck, "the image 1.0.0");
}

#[test]
fn only_the_wanted_size_is_kept() {
    let mut sizes = super::world::World::good().answers[&Piece::Size].value().unwrap().clone();
    let other = json!({"resourceType": "virtualMachines", "name": "Standard_A1"});
    sizes.as_array_mut().unwrap().insert(0, other);
    let world = World::good().with(Piece::Size, "", sizes);
    assert_eq!(world.evidence().parts(Piece::Size)[0].known.value().unwrap().as_array().unwrap().len(), 1);
}

#[test]
fn quota() {
    // Four hosts of 4 vCPUs, batches of 2: 8 for a batch, 16 if the originals stay.
    let used = |at: usize, count: u64| World::good().with(Piece::Quotas, &format!("/{at}/currentValue"), count.into());
    World::good().expect("quota", Pass, "8 vCPUs are needed");
    used(1, 32).expect("quota", Pass, "8 of 40 free");
    used(1, 33).expect("quota", Blocker, "Standard DSv5 Family vCPUs: 7 of 40 free; 8 vCPUs required for one batch");
    used(0, 93).expect("quota", Blocker, "Total Regional vCPUs: 7 of 100 free");
    used(0, 93).expect("quota", Blocker, "--resource-name 'cores' --scope '/subscriptions/s/providers/Microsoft.Compute/locations/westeurope' --limit-object value=101");
    let keep = used(1, 30).planned(|plan| plan.keep_originals = true);
    keep.expect("quota", Risk, "10 of 40 free; 16 vCPUs required in total");
    used(1, 30).expect("quota", Pass, "10 of 40 free");
    let both = used(1, 30).with(Piece::Quotas, "/0/currentValue", 100.into()).planned(|plan| plan.keep_originals = true);
    both.expect("quota", Blocker, "Total Regional vCPUs");
    World::good().planned(|plan| plan.batch = 400).expect("quota", Pass, "12 vCPUs are needed");
    World::good().with(Piece::Quotas, "", json!([])).expect("quota", CouldNotCheck, "Couldn't find");
    World::good().refused(Piece::Quotas).expect("quota", CouldNotCheck, "the quotas in westeurope");
}

#[test]
fn addresses() {
    let used = |count: f64| World::good().with(Piece::Addresses, "/0/currentValue", count.into());
    World::good().expect("addresses", Pass, "hosts: 23 of 27 IP addresses free; 2 required");
    used(26.0).expect("addresses", Blocker, "1 of 27");
    used(24.0).planned(|plan| plan.keep_originals = true).expect("addresses", Risk, "3 of 27 IP addresses free; 4 required");
    used(-1.0).expect("addresses", CouldNotCheck, "Couldn't count");
    World::good().missing(Piece::Addresses).expect("addresses", Blocker, "doesn't exist");
    World::good().refused(Piece::Addresses).expect("addresses", CouldNotCheck, "the IP addresses used in vnet");
}

#[test]
fn network() {
    World::good().expect("network", Pass, "westeurope");
    World::good().with(Piece::Network, "/location", "northeurope".into()).expect("network", Blocker, "VnetLocationIncompatible");
    World::good().missing(Piece::Network).expect("network", Blocker, "doesn't exist");
    let none = World::good().with(Piece::Configuration, "/properties/networkInfo", Value::Null);
    none.expect("network", Blocker, "doesn't specify a subnet");
    World::good().refused(Piece::Network).expect("network", CouldNotCheck, "the virtual network vnet");
}
