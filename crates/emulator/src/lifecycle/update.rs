//! One session host update: scheduled, validated, an initial host, then batches (Learn, *Session host update*).

use host::{Duration, Instant};
use serde_json::Value;

use super::action::{self, Action};
use super::faults::Fault;
use super::replace::{self, Slot, Stage};
use super::status::UpdateStatus;
use super::{Stamp, active, minutes};
use crate::answer::Refusal;
use crate::avd::{Pool, UpdateState};

/// How long the full validation takes. Microsoft gives no figure; a plan that counts hosts only must not be off by a poll.
const VALIDATION: Duration = Duration::from_secs(45);
/// A paused update is cancelled by the service after two weeks.
const LONGEST_PAUSE: Duration = minutes(14 * 24 * 60);
/// The size whose sale is restricted in every subscription: makes validation fail.
pub(crate) const RESTRICTED_SIZE: &str = "Standard_M416ms_v2";

/// What an update was started with.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) batch: usize,
    pub(crate) delay: Duration,
    /// The management resource as used for this run, shown in the status.
    pub(crate) management: Value,
}

/// What happens next.
#[derive(Clone, Debug)]
enum Phase {
    Waiting(Instant),
    Validating(Instant),
    Batch(Vec<Slot>),
    Held(Instant),
    Over,
}

/// One update.
#[derive(Clone, Debug)]
pub(crate) struct UpdateRun {
    pub(crate) correlation: String,
    pub(crate) status: UpdateStatus,
    pub(crate) settings: Settings,
    /// Wall times.
    pub(crate) created: Instant,
    /// Null for one that was begun at once.
    pub(crate) scheduled: Option<Instant>,
    pub(super) began: Option<Instant>,
    pub(super) ended: Option<Instant>,
    /// The version hosts get.
    target: Instant,
    phase: Phase,
    /// Hosts not begun, by name.
    queue: Vec<String>,
    failed: Vec<String>,
    pub(super) rollback_failed: Vec<String>,
    pub(super) total: usize,
    pub(super) completed: usize,
    initial_done: bool,
    pub(super) error: Option<Fault>,
}

impl UpdateRun {
    /// An update that begins at work time `starts`.
    pub(crate) fn new(
        correlation: String,
        settings: Settings,
        created: Instant,
        scheduled: Option<Instant>,
        starts: Instant,
    ) -> Self {
        Self {
            correlation,
            status: UpdateStatus::Scheduled,
            settings,
            created,
            scheduled,
            began: None,
            ended: None,
            target: created,
            phase: Phase::Waiting(starts),
            queue: Vec::new(),
            failed: Vec::new(),
            rollback_failed: Vec::new(),
            total: 0,
            completed: 0,
            initial_done: false,
            error: None,
        }
    }

    /// Whether time alone can change it.
    pub(crate) fn moves(&self) -> bool {
        !matches!(self.phase, Phase::Over)
    }

    /// How many hosts are being replaced.
    pub(super) fn in_progress(&self) -> usize {
        match &self.phase {
            Phase::Batch(slots) => slots.iter().filter(|slot| slot.stage != Stage::Finished).count(),
            _ => 0,
        }
    }

    /// When something happens next.
    fn due(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Waiting(at) | Phase::Validating(at) => Some(*at),
            Phase::Batch(slots) => slots.iter().filter_map(Slot::due).min(),
            Phase::Held(since) => Some(*since + LONGEST_PAUSE),
            Phase::Over => None,
        }
    }

    fn end(&mut self, status: UpdateStatus, at: Instant) {
        self.status = status;
        self.phase = Phase::Over;
        self.ended = Some(at);
    }
}

/// Runs the pool's update up to `work`.
pub(crate) fn advance(pool: &mut Pool, work: Instant, stamp: &Stamp) {
    let Some(mut run) = pool.update.take() else { return };
    while let Some(due) = run.due().filter(|due| *due <= work) {
        step(&mut run, pool, due, stamp);
    }
    pool.update = Some(run);
}

fn step(run: &mut UpdateRun, pool: &mut Pool, at: Instant, stamp: &Stamp) {
    match &mut run.phase {
        Phase::Waiting(_) => {
            run.status = UpdateStatus::ValidatingSessionHostUpdate;
            run.began = Some(stamp.wall(at));
            run.total = pool.hosts.all().iter().filter(|host| host.version != wanted(pool)).count();
            run.phase = Phase::Validating(at + VALIDATION);
        }
        Phase::Validating(_) => validated(run, pool, at, stamp),
        Phase::Batch(slots) => {
            // Last out, first back: so each comes back to its place in the list.
            let leaving = |slot: &Slot| slot.stage == Stage::Warned;
            for slot in slots.iter_mut().rev().filter(|slot| slot.due() == Some(at) && leaving(slot)) {
                replace::step(slot, pool, run.target, at, stamp);
            }
            for slot in slots.iter_mut().filter(|slot| slot.due() == Some(at) && !leaving(slot)) {
                replace::step(slot, pool, run.target, at, stamp);
            }
            let over: Vec<Slot> = slots.extract_if(.., |slot| slot.stage == Stage::Finished).collect();
            let emptied = slots.is_empty();
            for slot in over {
                finished(run, slot);
            }
            if emptied {
                batch_over(run, pool, at, stamp);
            }
        }
        Phase::Held(_) => cancelled(run, pool, at, stamp),
        Phase::Over => {}
    }
}

/// The end of validation: hosts are chosen, or the update fails untouched.
fn validated(run: &mut UpdateRun, pool: &mut Pool, at: Instant, stamp: &Stamp) {
    let now = stamp.wall(at);
    if run.status == UpdateStatus::Cancelling {
        return cancelled(run, pool, at, stamp);
    }
    let Some(configuration) = &pool.configuration else { return run.end(UpdateStatus::Failed, now) };
    if configuration.properties.get("vmSizeId").and_then(Value::as_str) == Some(RESTRICTED_SIZE) {
        let message =
            format!("The VM size ≤{RESTRICTED_SIZE}≥ is not available to this subscription in the region of the session hosts.");
        run.error = Some(("VmSkuNotAvailableInRegionDueToRestriction", message));
        return run.end(UpdateStatus::Failed, now);
    }
    run.target = configuration.version;
    let target = run.target;
    let mut behind: Vec<String> = Vec::new();
    for host in pool.hosts.all_mut().iter_mut().filter(|host| host.version != Some(target)) {
        host.update_state = UpdateState::Pending;
        behind.push(host.name.to_string());
    }
    if behind.is_empty() {
        run.error = Some(nothing_to_do());
        return run.end(UpdateStatus::Failed, now);
    }
    behind.sort();
    run.total = behind.len();
    run.queue = behind;
    run.status = UpdateStatus::UpdatingSessionHosts;
    next_batch(run, pool, at);
}

fn wanted(pool: &Pool) -> Option<Instant> {
    pool.configuration.as_ref().map(|configuration| configuration.version)
}

/// The refusal and error when no host is behind.
pub(crate) fn nothing_to_do() -> (&'static str, String) {
    (
        "HostpoolHasNoSessionHosts",
        "The host pool has no session hosts that differ from the session host configuration.".to_owned(),
    )
}

/// Takes the next hosts in name order: one at first, then as many as the settings allow.
fn next_batch(run: &mut UpdateRun, pool: &mut Pool, at: Instant) {
    let size = if run.initial_done { run.settings.batch.max(1) } else { 1 };
    let names: Vec<String> = run.queue.drain(..size.min(run.queue.len())).collect();
    let count = names.len();
    let delay = run.settings.delay;
    let slots: Vec<Slot> = names
        .into_iter()
        .enumerate()
        .filter_map(|(place, name)| replace::begin(pool, name, at, delay, count - 1 - place))
        .collect();
    run.total = run.completed + run.failed.len() + run.queue.len() + slots.len();
    run.phase = Phase::Batch(slots);
}

fn finished(run: &mut UpdateRun, slot: Slot) {
    match slot.result {
        replace::Ending::Updated => {
            run.completed += 1;
            run.initial_done = true;
        }
        replace::Ending::RolledBack => run.failed.push(slot.host),
        replace::Ending::Lost => {
            run.rollback_failed.push(slot.host.clone());
            run.failed.push(slot.host);
        }
        replace::Ending::Gone => run.total = run.total.saturating_sub(1),
    }
}

/// What follows a batch. Pause and cancel take effect here, not earlier.
fn batch_over(run: &mut UpdateRun, pool: &mut Pool, at: Instant, stamp: &Stamp) {
    if run.status == UpdateStatus::Cancelling {
        return cancelled(run, pool, at, stamp);
    }
    if !run.failed.is_empty() {
        run.error = Some((
            "AgentRegistrationFailureGeneric",
            format!(
                "{} session host(s) could not be updated: the agent did not register in time. Retry the update.",
                run.failed.len()
            ),
        ));
        run.status = UpdateStatus::Error;
        run.phase = Phase::Over;
        return;
    }
    if run.queue.is_empty() {
        pool.active = Some(active(pool));
        return run.end(UpdateStatus::Succeeded, stamp.wall(at));
    }
    if run.status == UpdateStatus::Pausing {
        run.status = UpdateStatus::Paused;
        run.phase = Phase::Held(at);
        return;
    }
    next_batch(run, pool, at);
}

/// The end by cancellation: hosts not begun stay as they are.
fn cancelled(run: &mut UpdateRun, pool: &mut Pool, at: Instant, stamp: &Stamp) {
    for host in pool.hosts.all_mut().iter_mut().filter(|host| host.update_state == UpdateState::Pending) {
        host.update_state = if host.version.is_some() { UpdateState::Succeeded } else { UpdateState::Initial };
    }
    run.end(UpdateStatus::Cancelled, stamp.wall(at));
}

/// Takes a control action at work time `at`.
pub(crate) fn control(pool: &mut Pool, action: Action, at: Instant, stamp: &Stamp) -> Result<(), Refusal> {
    let Some(mut run) = pool.update.take() else { return Err(action::no_update()) };
    let checked = action::check(action, run.status);
    if checked.is_ok() {
        take(&mut run, pool, action, at, stamp);
    }
    pool.update = Some(run);
    checked
}

fn take(run: &mut UpdateRun, pool: &mut Pool, action: Action, at: Instant, stamp: &Stamp) {
    match action {
        Action::Start => run.phase = Phase::Waiting(at),
        Action::Pause => run.status = UpdateStatus::Pausing,
        Action::Cancel if matches!(run.phase, Phase::Batch(_) | Phase::Validating(_)) => run.status = UpdateStatus::Cancelling,
        Action::Cancel => cancelled(run, pool, at, stamp),
        Action::Resume => {
            run.status = UpdateStatus::UpdatingSessionHosts;
            next_batch(run, pool, at);
        }
        Action::Retry => {
            run.error = None;
            run.rollback_failed.clear();
            for name in &run.failed {
                if let Some(host) = pool.hosts.named_mut(name) {
                    host.update_state = UpdateState::Pending;
                }
            }
            run.queue.append(&mut run.failed);
            run.queue.sort();
            run.status = UpdateStatus::UpdatingSessionHosts;
            next_batch(run, pool, at);
        }
    }
    // What is due at once happens at once, so that the answer to the next read is not a step behind.
    while let Some(due) = run.due().filter(|due| *due <= at) {
        step(run, pool, due, stamp);
    }
}
