//! What has changed between two pictures, for a reader that hears it.

use std::collections::BTreeMap;

use super::{HostState, Picture, find};
use crate::rule::count::names;
use crate::rule::run::phase;

/// One sentence for the phase if it changed, and one for each state that hosts have newly come to. Nothing for a first picture:
/// it is read, not announced; nothing for a poll that found no change.
pub fn sentences(before: Option<&Picture>, after: &Picture) -> Vec<String> {
    let Some(before) = before else { return Vec::new() };
    if before.run != after.run {
        return vec![format!("Another update has started: {}.", phase(&after.status).label.to_lowercase())];
    }
    let mut said = Vec::new();
    let mut moved: BTreeMap<HostState, Vec<&str>> = BTreeMap::new();
    for host in &after.hosts {
        if find(before, &host.name).is_none_or(|earlier| earlier.state != host.state) {
            moved.entry(host.state).or_default().push(&host.name);
        }
    }
    said.extend(moved.iter().map(|(state, hosts)| sentence(*state, hosts)));
    if before.status != after.status {
        let phase = phase(&after.status);
        said.push(format!("Update status: {}. {}", phase.label.to_lowercase(), phase.meaning));
    }
    said
}

fn sentence(state: HostState, hosts: &[&str]) -> String {
    let one = hosts.len() == 1;
    let what = match (state, one) {
        (HostState::Waiting, true) => "is waiting",
        (HostState::Waiting, false) => "are waiting",
        (HostState::Draining, true) => "is being drained",
        (HostState::Draining, false) => "are being drained",
        (HostState::BeingReplaced, true) => "is being replaced",
        (HostState::BeingReplaced, false) => "are being replaced",
        (HostState::Registering, true) => "has its new VM and is registering",
        (HostState::Registering, false) => "have their new VMs and are registering",
        (HostState::Healthy, true) => "is updated and healthy",
        (HostState::Healthy, false) => "are updated and healthy",
        (HostState::Failed, true) => "failed and is out of service",
        (HostState::Failed, false) => "failed and are out of service",
        (HostState::RolledBack, true) => "failed and was rolled back to its original VM",
        (HostState::RolledBack, false) => "failed and were rolled back to their original VMs",
        (HostState::Skipped, true) => "is skipped",
        (HostState::Skipped, false) => "are skipped",
    };
    format!("{} {what}.", names(hosts))
}
