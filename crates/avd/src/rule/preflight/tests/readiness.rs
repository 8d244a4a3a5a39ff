//! Checks 1–5.

use serde_json::json;

use super::super::{Piece, Verdict};
use super::world::World;
use Verdict::{Blocker, CouldNotCheck, Pass, Risk};

#[test]
fn pool() {
    let of = |pointer: &str, word: &str| World::good().with(Piece::Pool, &format!("/properties/{pointer}"), word.into());
    World::good().expect("pool", Pass, "Pooled, Automated");
    of("hostPoolType", "Personal").expect("pool", Blocker, "Personal");
    of("managementType", "Standard").expect("pool", Blocker, "management type is Standard");
    World::good().refused(Piece::Pool).expect("pool", CouldNotCheck, "the host pool");
}

#[test]
fn configuration() {
    let state = |word: &str| World::good().with(Piece::Configuration, "/properties/provisioningState", word.into());
    World::good().expect("configuration", Pass, "valid");
    World::good().missing(Piece::Configuration).expect("configuration", Blocker, "no session host configuration");
    World::good().missing(Piece::Policy).expect("configuration", Blocker, "no management policy");
    state("Failed").expect("configuration", Blocker, "ended: Failed");
    state("Provisioning").expect("configuration", Blocker, "still validating");
    World::good().refused(Piece::Policy).expect("configuration", CouldNotCheck, "the management policy");
}

#[test]
fn update() {
    let state = |word: &str| World::good().with(Piece::UpdateStatus, "/status", word.into());
    World::good().missing(Piece::UpdateStatus).expect("update", Pass, "never been updated");
    for ended in ["Succeeded", "Cancelled", "Canceled", "Failed"] {
        state(ended).expect("update", Pass, "Latest update");
    }
    for held in ["Scheduled", "UpdatingSessionHosts", "ValidatingSessionHostUpdate", "Paused", "Pausing", "Cancelling", "Error"] {
        state(held).expect("update", Blocker, "Latest update");
    }
    let change = |word: &str| state(word).planned(|plan| plan.replaces_scheduled = true);
    change("Scheduled").expect("update", Pass, "cancelled before");
    change("UpdatingSessionHosts").expect("update", Blocker, "Updating");
    World::good().with(Piece::UpdateStatus, "", json!({})).expect("update", CouldNotCheck, "doesn't report");
    World::good().refused(Piece::UpdateStatus).expect("update", CouldNotCheck, "the update status");
}

#[test]
fn creation() {
    let state = |word: &str| World::good().with(Piece::ProvisioningStatus, "/status", word.into());
    World::good().missing(Piece::ProvisioningStatus).expect(
        "creation",
        Pass,
        "Azure doesn't show any session hosts being created",
    );
    state("Canceled").expect("creation", Pass, "Canceled");
    state("ProvisioningSessionHosts").expect("creation", Blocker, "being created");
    World::good().refused(Piece::ProvisioningStatus).expect("creation", CouldNotCheck, "host creation");
}

#[test]
fn behind() {
    let version =
        |at: usize, to: &str| World::good().with(Piece::Hosts, &format!("/{at}/properties/sessionHostConfiguration"), to.into());
    World::good().expect("behind", Pass, "4 of 4 hosts out of date: vm-0, vm-1, vm-2 and vm-3");
    World::good().with(Piece::Hosts, "", json!([])).expect("behind", Blocker, "no session hosts");
    let mut all = World::good();
    for at in 0..4 {
        all = all.with(Piece::Hosts, &format!("/{at}/properties/sessionHostConfiguration"), "2026-02-01T00:00:00Z".into());
    }
    all.expect("behind", Risk, "HostpoolHasNoSessionHosts");
    all.expect("behind", Risk, "redeploys them with the same values");
    all.with(Piece::Hosts, "/1/properties/sessionHostConfiguration", json!(null)).expect("behind", CouldNotCheck, "vm-1");
    version(0, "2026-02-01T00:00:00Z").expect("behind", Pass, "3 of 4 hosts out of date");
    World::good().refused(Piece::Hosts).expect("behind", CouldNotCheck, "the session hosts");
}
