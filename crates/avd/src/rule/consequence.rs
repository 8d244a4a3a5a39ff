//! What an action on a running update will do to the hosts of this pool, in numbers.

use super::action::UpdateAction;
use super::count::{count, names};
use super::drift::HostVersion;
use super::eta::Pace;
use super::run::Run;
use super::run_hosts::{HostState, Picture};
use crate::change::Change;
use crate::resource::UpdateState;

/// The hosts of a run, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    /// Of the wanted version, or about to be.
    new: u64,
    /// Of an older version.
    old: u64,
    running: u64,
    waiting: u64,
    failed: u64,
    lost: u64,
}

impl Tally {
    /// By the rows if they were read, else by the service's counts; `None` if it gives none.
    fn of(run: &Run, picture: Option<&Picture>) -> Option<Self> {
        let Some(picture) = picture else { return Self::counted(run) };
        let counts = picture.counts();
        let left = |host: &&super::run_hosts::HostInRun| host.state == HostState::Skipped && host.listed;
        let left_new = picture.hosts.iter().filter(left).filter(|host| host.version == HostVersion::UpToDate).count() as u64;
        let left_old = picture.hosts.iter().filter(left).count() as u64 - left_new;
        Some(Self {
            new: counts.healthy + counts.under_way() + left_new,
            old: counts.waiting + counts.rolled_back + left_old,
            running: counts.under_way(),
            waiting: counts.waiting,
            failed: counts.rolled_back + counts.failed,
            lost: counts.failed,
        })
    }

    fn counted(run: &Run) -> Option<Self> {
        let waiting = run.waiting()?;
        let running = run.in_progress.unwrap_or(0);
        let lost = run.rollback_failed.unwrap_or(0);
        Some(Self { new: run.completed.unwrap_or(0) + running, old: waiting, running, waiting, failed: lost, lost })
    }
}

/// What an action will do, a sentence each; empty if the numbers are not known.
pub fn sentences(action: UpdateAction, run: &Run, picture: Option<&Picture>, pace: Pace) -> Vec<String> {
    let untouched = matches!(run.status, UpdateState::Scheduled | UpdateState::ValidatingSessionHostUpdate);
    if untouched && action == UpdateAction::Cancel {
        return vec!["No session host has been updated yet. Cancelling leaves all of them as they are.".to_owned()];
    }
    if run.status == UpdateState::Failed && action == UpdateAction::Cancel {
        return vec!["The update has ended. Cancelling doesn't change any session host; it only unlocks the pool.".to_owned()];
    }
    let Some(tally) = Tally::of(run, picture) else {
        return if action == UpdateAction::Cancel { vec![MIXED_PERHAPS.to_owned()] } else { Vec::new() };
    };
    match action {
        UpdateAction::Start => vec![start(tally.waiting, pace)],
        UpdateAction::Pause => pause(&tally),
        UpdateAction::Resume => vec![format!("{}.", rest("Continues with", tally.waiting, pace))],
        UpdateAction::Retry => vec![retry(&tally, picture, pace)],
        UpdateAction::Cancel => cancel(&tally),
        UpdateAction::NewUpdate => Vec::new(),
    }
}

/// The change with its consequences before its general effects.
#[must_use]
pub fn spelled_out(mut change: Change, action: UpdateAction, run: &Run, picture: Option<&Picture>, pace: Pace) -> Change {
    change.effects.splice(0..0, sentences(action, run, picture, pace));
    change
}

fn hosts(number: u64) -> String {
    count(number, "session host", "session hosts")
}

fn start(waiting: u64, pace: Pace) -> String {
    let batch = pace.batch.map_or_else(|| "batches".to_owned(), |batch| format!("batches of up to {batch}"));
    format!("Replaces up to {}: 1 initial host, then {batch}.", hosts(waiting))
}

/// "Goes on with 5 session hosts in 3 batches of up to 2".
fn rest(verb: &str, waiting: u64, pace: Pace) -> String {
    match pace.batch.filter(|batch| *batch > 0) {
        Some(batch) => {
            let batches = count(waiting.div_ceil(batch), "batch", "batches");
            format!("{verb} {} in {batches} of up to {batch}", hosts(waiting))
        }
        None => format!("{verb} {}", hosts(waiting)),
    }
}

fn pause(tally: &Tally) -> Vec<String> {
    let mut said = Vec::new();
    if tally.running > 0 {
        said.push(format!("The current batch of {} finishes first.", tally.running));
    }
    said.push(match tally.waiting {
        0 => "No session hosts are left after it, so the update ends instead of pausing.".to_owned(),
        waiting => {
            format!("{} then {} until you resume the update.", hosts(waiting), if waiting == 1 { "waits" } else { "wait" })
        }
    });
    said
}

fn retry(tally: &Tally, picture: Option<&Picture>, pace: Pace) -> String {
    let Some(picture) = picture else {
        return format!("{}.", rest("Updates", tally.waiting + tally.lost, pace));
    };
    let mut failed = picture.names(HostState::Failed);
    failed.extend(picture.names(HostState::RolledBack));
    failed.sort_unstable();
    let which = if failed.is_empty() { String::new() } else { format!("; previously failed: {}", names(&failed)) };
    format!("{}{which}.", rest("Updates", tally.waiting + tally.failed, pace))
}

const MIXED: &str = "Some session hosts keep the old version. Schedule another update.";
const MIXED_PERHAPS: &str = "If only some session hosts have been updated, the others keep the old version. In that case, \
    schedule another update.";

fn cancel(tally: &Tally) -> Vec<String> {
    let running = match tally.running {
        0 => String::new(),
        running => format!("; the current batch of {running} finishes first"),
    };
    let left = match (tally.new, tally.old) {
        (0, 0) => String::new(),
        (new, 0) => format!("{} on the new version", hosts(new)),
        (0, old) => format!("{} on the old version", hosts(old)),
        (new, old) => format!("{} on the new version and {old} on the old version", hosts(new)),
    };
    // None may be left of either version.
    let mut said = if left.is_empty() { Vec::new() } else { vec![format!("Cancelling leaves {left}{running}.")] };
    if tally.lost > 0 {
        let verb = if tally.lost == 1 { "is" } else { "are" };
        said.push(format!("{} {verb} out of service and won't be recovered.", hosts(tally.lost)));
    }
    said.extend((tally.new > 0 && tally.old > 0).then(|| MIXED.to_owned()));
    said
}

#[cfg(test)]
#[path = "consequence_tests.rs"]
mod tests;
