//! Making hosts: `provisioning.instanceCount` was raised and the service fills the pool up.

use host::{Duration, Instant};
use serde_json::{Value, json};

use super::status::percent;
use super::{Stamp, minutes};
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
    pub(crate) id: String,
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

    /// `SessionHostManagementProvisioningStatus`.
    pub(crate) fn view(&self, pool: &Pool) -> Value {
        let total = self.target.saturating_sub(self.initial);
        let mut body = json!({
            "id": format!("{}/sessionHostManagements/default/sessionHostProvisioningStatuses/default", pool.id()),
            "name": self.id,
            "status": self.status.as_str(),
            "startTime": self.created.to_rfc3339(),
            "percentComplete": percent(self.completed, total),
            "properties": {
                "correlationId": self.correlation,
                "scheduledDateTime": self.created.to_rfc3339(),
                "sessionHostManagement": self.management,
            },
        });
        if let Some(began) = self.began {
            body["properties"]["progress"] = json!({
                "executionStartTime": began.to_rfc3339(),
                "sessionHostsInProgress": self.batch,
                "sessionHostsCompleted": self.completed,
                "initialSessionHostsCount": self.initial,
                "finalSessionHostsCount": self.target,
            });
        }
        if let Some(ended) = self.ended {
            body["endTime"] = json!(ended.to_rfc3339());
        }
        if self.status == ProvisioningStatus::Failed {
            let message = format!("{} session host(s) could not be created: the agent did not register in time.", self.failed);
            body["error"] = json!({ "code": "AgentRegistrationFailureGeneric", "message": message });
        }
        body
    }
}

/// Begins to fill the pool up to `target` hosts at work time `at`.
pub(crate) fn begin(
    pool: &mut Pool,
    ids: (String, String),
    seed: u64,
    target: usize,
    management: Value,
    at: Instant,
    stamp: &Stamp,
) {
    let policy = &management["properties"]["provisioning"];
    pool.provisioning = Some(ProvisioningRun {
        id: ids.0,
        correlation: ids.1,
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
