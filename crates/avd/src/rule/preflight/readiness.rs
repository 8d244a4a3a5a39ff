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
use crate::rule::wording::wording;

const UPDATE: &str = "Update session hosts using session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 1,
        key: "pool",
        title: "Pool type",
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
        title: "Session host creation",
        source: UPDATE,
        needs: &[Piece::ProvisioningStatus],
        judge: creation,
    },
    Check {
        id: 5,
        key: "behind",
        title: "Session hosts to update",
        source: "Troubleshoot session host update",
        needs: &[Piece::Hosts, Piece::Configuration],
        judge: behind,
    },
];

fn pool(case: &Case<'_>) -> Outcome {
    let Some(pool) = case.pool() else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    let properties = &pool.properties;
    let fix = "Only pooled host pools with the Automated management type support updates. You can't change either after \
        creation; create a new pool.";
    match (&properties.host_pool_type, &properties.management_type) {
        (Some(HostPoolType::Pooled), Some(ManagementType::Automated)) => Outcome::pass("Pooled, Automated."),
        (Some(HostPoolType::Pooled), Some(other)) => Outcome::blocker(format!("The management type is {other}."), fix),
        (Some(other), _) => Outcome::blocker(format!("The host pool type is {}.", wording(other.as_str())), fix),
        (None, _) => Outcome::unsure("Azure doesn't report the host pool type.", "Check it in the Azure portal."),
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
        Some(ProvisioningState::Succeeded) => Outcome::pass("The configuration is valid, and the pool has a management policy."),
        Some(ProvisioningState::Provisioning | ProvisioningState::Validating) => {
            Outcome::blocker("Azure is still validating the configuration.", "Wait until it's finished, then check again.")
        }
        Some(state) => Outcome::blocker(
            format!("Validation of the configuration ended: {state}."),
            "Correct the configuration and save it again.",
        ),
        None => Outcome::unsure("Azure doesn't report whether the configuration is valid.", "Check it on the Configuration tab."),
    }
}

fn update(case: &Case<'_>) -> Outcome {
    let status = case.typed::<UpdateStatus>(Piece::UpdateStatus).and_then(|status| status.status);
    if status.is_none() && !case.is_missing(Piece::UpdateStatus) {
        return Outcome::unsure("Azure doesn't report the status of the latest update.", "Check the Update tab.");
    }
    if case.plan.replaces_scheduled && status == Some(UpdateState::Scheduled) {
        return Outcome::pass("The scheduled update is cancelled before the new one is sent.");
    }
    match (may(UpdateAction::NewUpdate, status.as_ref()), status) {
        (Ok(()), None) => Outcome::pass("The pool has never been updated."),
        (Ok(()), Some(status)) => Outcome::pass(format!("Latest update: {}.", phase(&status).label)),
        (Err(refusal), status) => {
            let label = status.map(|status| phase(&status).label).unwrap_or_default();
            Outcome::blocker(format!("Latest update: {label}."), refusal.to_string())
        }
    }
}

fn creation(case: &Case<'_>) -> Outcome {
    if case.is_missing(Piece::ProvisioningStatus) {
        return Outcome::pass("Azure doesn't show any session hosts being created.");
    }
    match case.typed::<ProvisioningStatus>(Piece::ProvisioningStatus) {
        Some(status) if is_provisioning_terminal(&status) => Outcome::pass(match status.status {
            Some(word) => format!("Latest session host creation: {}.", wording(word.as_str())),
            None => "No session hosts are being created.".to_owned(),
        }),
        Some(status) => Outcome::blocker(
            format!(
                "Session hosts are being created: {}.",
                status.status.as_ref().map(|word| wording(word.as_str())).unwrap_or_default()
            ),
            "Wait until it's finished, or cancel it on the Update tab.",
        ),
        None => Outcome::unsure("Couldn't read the status of session host creation.", "Check the Update tab."),
    }
}

fn behind(case: &Case<'_>) -> Outcome {
    let Some(hosts) = case.hosts() else {
        return Outcome::unsure("Couldn't read the session hosts.", "Check the Session hosts tab.");
    };
    if hosts.is_empty() {
        return Outcome::blocker(
            "The pool has no session hosts.",
            "Add session hosts first: raise the instance count of the \
            management policy.",
        );
    }
    let Some(wanted) = case.configuration() else { return Outcome::no_configuration() };
    let of = |version: HostVersion| -> Vec<&str> {
        let found = hosts.iter().filter(|host| host_version(host, &wanted) == version);
        found.filter_map(|host| host.machine_name()).collect()
    };
    let (behind, unknown) = (of(HostVersion::Behind), of(HostVersion::Unknown));
    match (behind.len(), unknown.len()) {
        (0, 0) => Outcome::risk(
            format!("All {} are up to date. {NOTHING_CHANGED}", count(hosts.len() as u64, "session host", "session hosts")),
            "Change the configuration first, unless you want to redeploy the session hosts as they are.",
        ),
        (0, _) => Outcome::unsure(
            format!(
                "Couldn't compare {} with the configuration: {}.",
                count(unknown.len() as u64, "host", "hosts"),
                names(&unknown)
            ),
            "Compare the versions in the Azure portal.",
        ),
        (some, _) => {
            Outcome::pass(format!("{some} of {} out of date: {}.", count(hosts.len() as u64, "host", "hosts"), names(&behind)))
        }
    }
}
