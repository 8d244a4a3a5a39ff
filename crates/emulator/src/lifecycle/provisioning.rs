//! Making hosts: `provisioning.instanceCount` was raised and the service fills the pool up.

use host::{Duration, Instant};
use serde_json::{Value, json};

use super::status::{percent, twice};
use super::{Stamp, faults, minutes};
use crate::answer::Refusal;
use crate::avd::{Pool, SessionHost, UpdateState};

const VALIDATION: Duration = minutes(2);
/// A new host needs no one to sign out.
const WORK: Duration = minutes(15);
/// Machines made side by side.
const BATCH: usize = 10;

/// `SessionHostManagementProvisioningStatus.status`; one l in Canceled here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProvisioningStatus {
    Validating,
    Provisioning,
    Cancelling,
    Succeeded,
    Failed,
    Canceled,
}

impl ProvisioningStatus {
    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Validating => "ValidatingSessionHostProvisioning",
            Self::Provisioning => "ProvisioningSessionHosts",
            Self::Cancelling => "Cancelling",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Canceled => "Canceled",
        }
    }
}

/// One provisioning run.
#[derive(Clone, Debug)]
pub(crate) struct ProvisioningRun {
    correlation: String,
    pub(crate) status: ProvisioningStatus,
    management: Value,
    created: Instant,
    ended: Option<Instant>,
    due: Option<Instant>,
    began: Option<Instant>,
    /// Hosts being made.
    batch: usize,
    canary: bool,
    initial: usize,
    target: usize,
    completed: usize,
    failed: usize,
    drained: bool,
    seed: u64,
}

impl ProvisioningRun {
    /// Whether time alone can change it.
    pub(crate) fn moves(&self) -> bool {
        self.due.is_some()
    }

    /// The state of creating hosts as the policy shows it (recorded: `Scheduled` right after it was asked for, `Canceled`).
    pub(crate) fn state(&self) -> &'static str {
        if self.status == ProvisioningStatus::Validating { "Scheduled" } else { self.status.as_str() }
    }

    /// `SessionHostManagementProvisioningStatus`, in the form of the update's. The counts are spelled otherwise than in the description,
    /// and one is in none (recorded: `provisioning-status`).
    pub(crate) fn view(&self, pool: &str) -> Value {
        let total = self.target.saturating_sub(self.initial);
        let message = format!("≤{}≥ session host(s) could not be created: the agent did not register in time.", self.failed);
        let fault = (self.status == ProvisioningStatus::Failed).then_some(("AgentRegistrationFailureGeneric", message));
        let mut body = json!({
            "id": format!("{pool}/sessionHostProvisioningStatuses/default"),
            "status": self.status.as_str(),
            "startTime": self.created.to_rfc3339(),
            "endTime": self.ended.map(Instant::to_rfc3339),
            "percentComplete": if self.ended.is_some() { 100.0 } else { percent(self.completed, total) },
            "error": fault.map(|fault| faults::error("ProvisioningFailure", &fault)),
        });
        let progress = json!({
            "executionStartTime": self.began.unwrap_or(self.created).to_rfc3339(),
            "sessionHostsInProgress": self.batch,
            "sessionHostsCompleted": self.completed,
            "initialSessionHostCount": self.initial,
            "finalSessionHostCount": self.target,
            "sessionHostsCreationFailed": self.failed,
        });
        twice(
            &mut body,
            json!({
                "correlationId": self.correlation,
                "progress": progress,
                "scheduledDateTime": self.created.to_rfc3339(),
                "sessionHostManagement": self.management,
            }),
        );
        body
    }
}

/// Begins to fill the pool up to `target` hosts at work time `at`.
pub(crate) fn begin(
    pool: &mut Pool,
    correlation: String,
    seed: u64,
    target: usize,
    management: Value,
    at: Instant,
    stamp: &Stamp,
) {
    let policy = &management["properties"]["provisioning"];
    pool.provisioning = Some(ProvisioningRun {
        correlation,
        status: ProvisioningStatus::Validating,
        created: stamp.wall(at),
        ended: None,
        due: Some(at + VALIDATION),
        began: None,
        batch: 0,
        canary: policy["canaryPolicy"].as_str().unwrap_or("Auto") != "Never",
        initial: pool.hosts.len(),
        target,
        completed: 0,
        failed: 0,
        drained: policy["setDrainMode"].as_bool().unwrap_or(false),
        seed,
        management,
    });
}

/// Runs the pool's provisioning up to `work`.
pub(crate) fn advance(pool: &mut Pool, work: Instant, stamp: &Stamp) {
    let Some(mut run) = pool.provisioning.take() else { return };
    while let Some(due) = run.due.filter(|due| *due <= work) {
        step(&mut run, pool, due, stamp);
    }
    pool.provisioning = Some(run);
}

fn step(run: &mut ProvisioningRun, pool: &mut Pool, at: Instant, stamp: &Stamp) {
    let now = stamp.wall(at);
    for _ in 0..run.batch {
        make(run, pool, now);
    }
    run.batch = 0;
    let left = run.target.saturating_sub(run.initial + run.completed + run.failed);
    if run.status == ProvisioningStatus::Cancelling {
        return end(run, ProvisioningStatus::Canceled, now);
    }
    if run.failed > 0 {
        return end(run, ProvisioningStatus::Failed, now);
    }
    if left == 0 {
        return end(run, ProvisioningStatus::Succeeded, now);
    }
    run.status = ProvisioningStatus::Provisioning;
    run.began.get_or_insert(now);
    let canary = run.canary && run.completed == 0;
    run.batch = if canary { 1 } else { BATCH.min(left) };
    run.due = Some(at + WORK);
}

fn end(run: &mut ProvisioningRun, status: ProvisioningStatus, now: Instant) {
    run.status = status;
    run.ended = Some(now);
    run.due = None;
}

/// A new host joins the pool, or a machine that never registers is left behind.
fn make(run: &mut ProvisioningRun, pool: &mut Pool, now: Instant) {
    let number = (0..).find(|number| pool.hosts.named(&host_name(pool, *number)).is_none()).unwrap_or(0);
    let name = host_name(pool, number);
    let vm = name.split('.').next().unwrap_or_default().to_owned();
    let mut host = SessionHost::new(&name, &vm, run.seed.wrapping_add(number as u64), now);
    host.version = pool.configuration.as_ref().map(|configuration| configuration.version);
    host.last_update = Some(now);
    host.allow_new = !run.drained;
    if pool.stillborn > 0 {
        pool.stillborn -= 1;
        run.failed += 1;
        host.turn("Unavailable", now);
        host.update_state = UpdateState::Failed;
        host.update_error =
            Some("AgentRegistrationFailureGeneric: the AVD agent did not register with the service in time.".into());
    } else {
        run.completed += 1;
        host.update_state = UpdateState::Succeeded;
    }
    pool.hosts.all_mut().push(host);
}

fn host_name(pool: &Pool, number: usize) -> String {
    let properties = pool.configuration.as_ref().map(|configuration| &configuration.properties);
    let prefix = properties.and_then(|map| map.get("vmNamePrefix")).and_then(Value::as_str).unwrap_or("host");
    // A domain beside another kind of join is taken without an error and has no effect (Learn, *Troubleshoot session host update*).
    let joined = properties.and_then(|map| map.get("domainInfo")).filter(|info| info["joinType"] == "ActiveDirectory");
    let domain = joined.map(|info| &info["activeDirectoryInfo"]["domainName"]);
    match domain.and_then(Value::as_str) {
        Some(domain) => format!("{prefix}-{number}.{domain}"),
        None => format!("{prefix}-{number}"),
    }
}

/// Takes the only control action there is at work time `at`.
pub(crate) fn cancel(pool: &mut Pool, at: Instant, stamp: &Stamp) -> Result<(), Refusal> {
    let Some(run) = &mut pool.provisioning else {
        return Err(Refusal::new(409, "NoActiveHostPoolProvisioning", "There is no provisioning for this host pool."));
    };
    match run.status {
        ProvisioningStatus::Validating => {
            end(run, ProvisioningStatus::Canceled, stamp.wall(at));
            Ok(())
        }
        ProvisioningStatus::Provisioning => {
            run.status = ProvisioningStatus::Cancelling;
            Ok(())
        }
        status => Err(Refusal::new(
            409,
            "InvalidHostPoolProvisioningAction",
            format!("The action 'Cancel' cannot be performed while the status is '{}'.", status.as_str()),
        )),
    }
}

/// Tries a host again that never registered.
pub(crate) fn retry(host: &mut SessionHost, now: Instant) -> Result<(), Refusal> {
    if host.update_state != UpdateState::Failed {
        let message = format!("The session host '{}' did not fail to be provisioned.", host.name);
        return Err(Refusal::new(409, "SessionHostNotInFailedState", message));
    }
    host.update_state = UpdateState::Succeeded;
    host.update_error = None;
    host.turn("Available", now);
    Ok(())
}
