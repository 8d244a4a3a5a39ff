//! Checks 1–5: whether the pool can take an update at all.

use super::Check;
use super::case::{Case, Outcome};
use super::evidence::Piece;
use crate::resource::{HostPoolType, ManagementType, ProvisioningState, ProvisioningStatus, UpdateState, UpdateStatus};
use crate::rule::action::{UpdateAction, may};
use crate::rule::count::{count, names};
use crate::rule::drift::{HostVersion, host_version};
use crate::rule::run::{is_provisioning_terminal, phase};
use crate::rule::update::NOTHING_CHANGED;

const UPDATE: &str = "Update session hosts using session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 1,
        key: "pool",
        title: "Type of the pool",
        source: "Host pool management approaches",
        needs: &[Piece::Pool],
        judge: pool,
    },
    Check {
        id: 2,
        key: "configuration",
        title: "Configuration and policy",
        source: "Host pool management approaches",
        needs: &[Piece::Configuration, Piece::Policy],
        judge: configuration,
    },
    Check { id: 3, key: "update", title: "Other updates", source: UPDATE, needs: &[Piece::UpdateStatus], judge: update },
    Check {
        id: 4,
        key: "creation",
        title: "Creation of session hosts",
        source: UPDATE,
        needs: &[Piece::ProvisioningStatus],
        judge: creation,
    },
    Check {
        id: 5,
        key: "behind",
        title: "Hosts behind the configuration",
        source: "Troubleshoot session host update",
        needs: &[Piece::Hosts, Piece::Configuration],
        judge: behind,
    },
];

fn pool(case: &Case<'_>) -> Outcome {
    let Some(pool) = case.pool() else {
        return Outcome::unsure("The host pool was not found.", "Check that it still exists.");
    };
    let properties = &pool.properties;
    let fix = "Only pooled host pools with an automated management type can be updated; both are fixed when a pool is made. Create a new pool.";
    match (&properties.host_pool_type, &properties.management_type) {
        (Some(HostPoolType::Pooled), Some(ManagementType::Automated)) => Outcome::pass("Pooled, managed as Automated."),
        (Some(HostPoolType::Pooled), Some(other)) => Outcome::blocker(format!("The pool is managed as {other}."), fix),
        (Some(other), _) => Outcome::blocker(format!("The pool is {other}."), fix),
        (None, _) => Outcome::unsure("The pool does not say what type it is.", "Read it in the Azure portal."),
    }
}

fn configuration(case: &Case<'_>) -> Outcome {
    if case.is_missing(Piece::Configuration) {
        return Outcome::blocker("The pool has no session host configuration.", "Create one on the Configuration tab.").even_so();
    }
    if case.is_missing(Piece::Policy) {
        return Outcome::blocker("The pool has no management policy.", "Create one on the Policy tab.").even_so();
    }
    match case.configuration().and_then(|configuration| configuration.provisioning_state) {
        Some(ProvisioningState::Succeeded) => Outcome::pass("The service found the configuration valid; the policy is there."),
        Some(ProvisioningState::Provisioning | ProvisioningState::Validating) => {
            Outcome::blocker("The service is still validating the configuration.", "Wait for the end, then check again.")
        }
        Some(state) => Outcome::blocker(
            format!("The validation of the configuration ended as {state}."),
            "Correct the configuration and save it again.",
        ),
        None => Outcome::unsure("The configuration does not say whether it is valid.", "Look at it on the Configuration tab."),
    }
}

fn update(case: &Case<'_>) -> Outcome {
    let status = case.typed::<UpdateStatus>(Piece::UpdateStatus).and_then(|status| status.status);
    if status.is_none() && !case.is_missing(Piece::UpdateStatus) {
        return Outcome::unsure("The latest update does not say where it stands.", "Look at the Update tab.");
    }
    if case.plan.replaces_scheduled && status == Some(UpdateState::Scheduled) {
        return Outcome::pass("The scheduled update is cancelled before the new one is sent.");
    }
    match (may(UpdateAction::NewUpdate, status.as_ref()), status) {
        (Ok(()), None) => Outcome::pass("The pool never had an update."),
        (Ok(()), Some(status)) => Outcome::pass(format!("The latest update: {}.", phase(&status).label)),
        (Err(refusal), status) => {
            let label = status.map(|status| phase(&status).label).unwrap_or_default();
            Outcome::blocker(format!("The latest update: {label}."), refusal.to_string())
        }
    }
}

fn creation(case: &Case<'_>) -> Outcome {
    if case.is_missing(Piece::ProvisioningStatus) {
        return Outcome::pass("No creation of session hosts is known.");
    }
    match case.typed::<ProvisioningStatus>(Piece::ProvisioningStatus) {
        Some(status) if is_provisioning_terminal(&status) => Outcome::pass(match status.status {
            Some(word) => format!("The latest creation of session hosts: {word}."),
            None => "No creation of session hosts is under way.".to_owned(),
        }),
        Some(status) => Outcome::blocker(
            format!("Session hosts are being created: {}.", status.status.map(|word| word.to_string()).unwrap_or_default()),
            "Wait for the end, or cancel the creation on the Update tab.",
        ),
        None => Outcome::unsure("The status of host creation cannot be understood.", "Look at the Update tab."),
    }
}

fn behind(case: &Case<'_>) -> Outcome {
    let Some(hosts) = case.hosts() else {
        return Outcome::unsure("The session hosts cannot be understood.", "Look at the Session hosts tab.");
    };
    if hosts.is_empty() {
        return Outcome::blocker("The pool has no session hosts.", "Add hosts first: raise the instance count of the policy.");
    }
    let Some(wanted) = case.configuration() else { return Outcome::no_configuration() };
    let of = |version: HostVersion| -> Vec<&str> {
        let found = hosts.iter().filter(|host| host_version(host, &wanted) == version);
        found.filter_map(|host| host.machine_name()).collect()
    };
    let (behind, unknown) = (of(HostVersion::Behind), of(HostVersion::Unknown));
    match (behind.len(), unknown.len()) {
        (0, 0) => Outcome::risk(
            format!(
                "All {} have the version of the configuration. {NOTHING_CHANGED}",
                count(hosts.len() as u64, "session host", "session hosts")
            ),
            "Change the configuration first, unless you want the session hosts redeployed as they are.",
        ),
        (0, _) => Outcome::unsure(
            format!(
                "{} cannot be compared with the configuration: {}.",
                count(unknown.len() as u64, "host", "hosts"),
                names(&unknown)
            ),
            "Compare the versions in the Azure portal.",
        ),
        (some, _) => {
            Outcome::pass(format!("{some} of {} behind: {}.", count(hosts.len() as u64, "host", "hosts"), names(&behind)))
        }
    }
}
