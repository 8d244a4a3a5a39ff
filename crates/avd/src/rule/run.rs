//! An update status as a person reads it: a phase, counts, times, and when to look again.
//!
//! Statuses: API description (`SessionHostManagementUpdateStatus`); pause and cancel: Learn, "Update session hosts using
//! session host update" (a paused update not resumed in two weeks is cancelled).

use core::time::Duration;

use host::Instant;
use serde_json::Value;

use super::meaning;
use crate::resource::{ProvisioningStatus, ProvisioningStatusWord, Timestamp, UpdateProgress, UpdateState, UpdateStatus};

/// What colour a phase deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to see.
    Neutral,
    /// Work is going on.
    Active,
    /// It went well.
    Good,
    /// Someone has to look.
    Attention,
    /// It went wrong.
    Bad,
}

/// A phase in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// A short label.
    pub label: String,
    /// What it means.
    pub meaning: &'static str,
    /// What colour it deserves.
    pub tone: Tone,
}

/// The phase of an update.
pub fn phase(status: &UpdateState) -> Phase {
    use UpdateState as S;
    let (label, meaning, tone) = match status {
        S::Scheduled => ("Scheduled", "Starts at the scheduled time.", Tone::Neutral),
        S::ValidatingSessionHostUpdate => {
            ("Validating", "Azure is checking the configuration before it updates any session host.", Tone::Active)
        }
        S::UpdatingSessionHosts => {
            ("Updating", "Session hosts are being replaced: the initial host first, then in batches.", Tone::Active)
        }
        S::Pausing => ("Pausing", "The current batch finishes first; then the update is paused.", Tone::Active),
        S::Paused => ("Paused", "No more session hosts are updated until you resume the update.", Tone::Attention),
        S::Cancelling => ("Cancelling", "The current batch finishes first; then the update is cancelled.", Tone::Active),
        S::Cancelled => (
            "Cancelled",
            "The update was cancelled. Some session hosts may still have the old version; if so, schedule another \
                update.",
            Tone::Attention,
        ),
        S::Succeeded => ("Succeeded", "All session hosts were updated.", Tone::Good),
        S::Error => ("Stopped with an error", "The update stopped. The pool is locked until you retry or cancel.", Tone::Bad),
        S::Failed => ("Failed", "The update failed. Fix the cause, then create a new update.", Tone::Bad),
        S::Other(word) => {
            let meaning = "The console doesn't recognize this status. It's shown as Azure reports it.";
            return Phase { label: word.clone(), meaning, tone: Tone::Attention };
        }
    };
    Phase { label: label.to_owned(), meaning, tone }
}

/// The phase of an update with what its counts say of a cancelled one.
fn ended_phase(status: &UpdateState, progress: &UpdateProgress) -> Phase {
    let plain = phase(status);
    let meaning = match (status, progress.total_session_hosts, progress.session_hosts_completed) {
        (UpdateState::Cancelled, Some(total), Some(done)) if total > 0 && done >= total => {
            "The update was cancelled after its last session host was updated."
        }
        (UpdateState::Cancelled, Some(0), _) => "The update was cancelled before any session host was updated.",
        _ => plain.meaning,
    };
    Phase { meaning, ..plain }
}

/// Whether an update has ended. An unknown status counts as not ended: it is looked at again.
pub const fn is_terminal(status: &UpdateState) -> bool {
    matches!(status, UpdateState::Succeeded | UpdateState::Failed | UpdateState::Cancelled)
}

/// Whether an update holds the pool: hosts must be left alone, and no other update can begin.
pub const fn is_active(status: &UpdateState) -> bool {
    !is_terminal(status)
}

/// Whether the creation of hosts has ended.
pub const fn is_provisioning_terminal(status: &ProvisioningStatus) -> bool {
    use ProvisioningStatusWord as S;
    matches!(status.status, None | Some(S::Succeeded | S::Failed | S::Canceled))
}

/// An update for the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What tells this update from the others of the pool, see [`identity`].
    pub name: Option<String>,
    /// Where it stands.
    pub status: UpdateState,
    /// The phase in words.
    pub phase: Phase,
    /// Hosts to update.
    pub total: Option<u64>,
    /// Hosts updated.
    pub completed: Option<u64>,
    /// Hosts being updated.
    pub in_progress: Option<u64>,
    /// Hosts that are out of service: they could not be brought back to their old version.
    pub rollback_failed: Option<u64>,
    /// Percent of hosts that have ended, 0–100. It is 0 during the whole initial host.
    pub percent: Option<f64>,
    /// When it is or was scheduled for.
    pub scheduled: Option<Instant>,
    /// The Windows time zone id it was scheduled in.
    pub zone: Option<String>,
    /// When it started; `None` while it waits for its time.
    pub started: Option<Instant>,
    /// When it ended; `None` while it has not.
    pub ended: Option<Instant>,
    /// The error as received: its code and the deepest message, which may be JSON. For the screen: [`Self::error_in_words`].
    pub error: Option<(String, String)>,
    /// The id to look up in Log Analytics.
    pub correlation_id: Option<String>,
}

impl Run {
    /// Reads a status; `None` if it has no status word.
    pub fn of(status: &UpdateStatus) -> Option<Self> {
        let word = status.status.clone()?;
        let properties = status.details();
        let progress = properties.progress.unwrap_or_default();
        let count = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok());
        let at = |stamp: &Option<Timestamp>| stamp.as_ref().and_then(Timestamp::at);
        let scheduled = at(&properties.scheduled_date_time);
        // Of an update that waits, `startTime` is when it was asked for.
        let asked = at(&status.start_time).filter(|asked| scheduled.is_none_or(|scheduled| *asked >= scheduled));
        let started = at(&progress.execution_start_time).or(asked).filter(|_| word != UpdateState::Scheduled);
        let zone = properties.session_host_management.and_then(|management| management.properties.scheduled_date_time_zone);
        let error = status.error.as_ref().map(|error| {
            let message = error.deepest_message().unwrap_or("Azure doesn't give a message.").to_owned();
            (error.code.clone().unwrap_or_else(|| "Error".to_owned()), message)
        });
        Some(Self {
            name: identity(status.name.as_deref(), properties.correlation_id.as_deref(), status.start_time.as_ref()),
            phase: ended_phase(&word, &progress),
            total: count(progress.total_session_hosts),
            completed: count(progress.session_hosts_completed),
            in_progress: count(progress.session_hosts_in_progress),
            rollback_failed: count(progress.session_hosts_rollback_failed),
            percent: status.percent_complete.filter(|percent| percent.is_finite()).map(|percent| percent.clamp(0.0, 100.0)),
            scheduled,
            zone,
            started,
            // A running update may carry the end of nothing: the zero date of .NET.
            ended: at(&status.end_time).filter(|_| is_terminal(&word)),
            error,
            correlation_id: properties.correlation_id,
            status: word,
        })
    }

    /// The error as people read it: the code of the fault and its sentences, JSON in strings opened.
    pub fn error_in_words(&self) -> Option<(String, String)> {
        self.error.as_ref().map(|(code, message)| super::failure::in_words(code, message))
    }

    /// Hosts not begun.
    pub fn waiting(&self) -> Option<u64> {
        let done = self.completed.unwrap_or(0) + self.in_progress.unwrap_or(0) + self.rollback_failed.unwrap_or(0);
        self.total.map(|total| total.saturating_sub(done))
    }
}

/// What tells a run from the others of its pool. The description gives each status a name of its own; the service was recorded to
/// give none, and an id that always ends in `default`: then its correlation id does, or the time it began.
pub fn identity(name: Option<&str>, correlation: Option<&str>, start: Option<&Timestamp>) -> Option<String> {
    let name = name.filter(|name| !name.eq_ignore_ascii_case("default"));
    let all = [name, correlation, start.map(Timestamp::as_str)];
    all.into_iter().flatten().find(|text| !text.is_empty()).map(str::to_owned)
}

/// Whether two statuses as received are of two runs. Two that say nothing of themselves are taken for one.
pub fn is_other(before: &Value, now: &Value) -> bool {
    let text = |status: &Value, name: &str| {
        let value = meaning::at(meaning::at(status, "properties"), name);
        let value = if value.is_null() { meaning::at(status, name) } else { value };
        value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let of = |status: &Value| {
        let start = text(status, "startTime").map(Timestamp::new);
        identity(meaning::at(status, "name").as_str(), text(status, "correlationId").as_deref(), start.as_ref())
    };
    let began = |status: &Value| text(status, "startTime").and_then(|start| Timestamp::new(start).at());
    let times = began(before).zip(began(now));
    of(before) != of(now) || times.is_some_and(|(before, now)| before != now)
}

/// How long to wait before the next look. `acted` is when someone last acted on this update. `None`: it has ended, stop looking.
///
/// A status lags an action by about 20 seconds (Learn, same page), so the first two minutes are watched closely.
pub fn next_look(status: &UpdateState, acted: Option<Instant>, now: Instant) -> Option<Duration> {
    let fresh = acted.is_some_and(|acted| now.since(acted) < Duration::from_secs(120));
    match status {
        _ if fresh => Some(Duration::from_secs(15)),
        ended if is_terminal(ended) => None,
        UpdateState::Pausing | UpdateState::Cancelling | UpdateState::ValidatingSessionHostUpdate => {
            Some(Duration::from_secs(20))
        }
        UpdateState::Paused | UpdateState::Error | UpdateState::Scheduled => Some(Duration::from_secs(300)),
        _ => Some(Duration::from_secs(60)),
    }
}

/// When the service cancels a paused update: 14 days after the pause began. The status does not say when that was, so the caller
/// passes the first instant it saw the update paused; the true end is at that time or earlier.
pub fn paused_until(status: &UpdateState, seen_paused: Instant) -> Option<Instant> {
    (*status == UpdateState::Paused).then(|| seen_paused + Duration::from_secs(14 * 24 * 3600))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_running_update() {
        let status = serde_json::from_value(json!({
            "name": "30972f1b", "status": "UpdatingSessionHosts", "percentComplete": 40.0,
            "startTime": "2026-11-21T10:00:00Z", "endTime": "0001-01-01T00:00:00Z",
            "properties": {"correlationId": "c1", "progress": {"executionStartTime": "2026-11-21T10:01:00Z",
                "totalSessionHosts": 10, "sessionHostsInProgress": 3, "sessionHostsCompleted": 4, "sessionHostsRollbackFailed": 1}}
        }))
        .unwrap();
        let run = Run::of(&status).unwrap();
        assert_eq!((run.total, run.completed, run.in_progress, run.rollback_failed), (Some(10), Some(4), Some(3), Some(1)));
        assert_eq!((run.waiting(), run.percent, run.ended), (Some(2), Some(40.0), None));
        assert_eq!(run.started.map(Instant::to_rfc3339), Some("2026-11-21T10:01:00Z".to_owned()));
        assert_eq!((run.phase.label.as_str(), run.phase.tone), ("Updating", Tone::Active));
        assert_eq!(run.error, None);
    }

    #[test]
    fn started_only_once_it_has() {
        let run = |status: &str, begun: Option<&str>, scheduled: Option<&str>| {
            let status = json!({
                "status": status, "startTime": "2026-11-21T10:00:00Z",
                "properties": {"scheduledDateTime": scheduled, "progress": {"executionStartTime": begun},
                    "sessionHostManagement": {"properties": {"scheduledDateTimeZone": "Tokyo Standard Time"}}}
            });
            Run::of(&serde_json::from_value(status).unwrap()).unwrap()
        };
        let started = |status, begun, scheduled| run(status, begun, scheduled).started.map(Instant::to_rfc3339);
        let (later, asked) = (Some("2026-12-05T21:00:00Z"), Some("2026-11-21T10:00:00Z".to_owned()));
        assert_eq!(started("Scheduled", None, later), None, "it waits for its time");
        assert_eq!(started("Scheduled", None, None), None);
        assert_eq!(started("Cancelled", None, later), None, "it was cancelled while it waited");
        assert_eq!(started("UpdatingSessionHosts", None, later), None, "when it started is not reported");
        assert_eq!(started("UpdatingSessionHosts", later, later), later.map(str::to_owned));
        assert_eq!(started("UpdatingSessionHosts", None, None), asked);
        assert_eq!(started("UpdatingSessionHosts", None, Some("2026-11-21T09:00:00Z")), asked);
        assert_eq!(run("Scheduled", None, later).zone.as_deref(), Some("Tokyo Standard Time"));
    }

    #[test]
    fn a_cancelled_update_is_called_mixed_only_if_it_can_be() {
        let meaning = |total: i64, done: i64| {
            let progress = json!({"totalSessionHosts": total, "sessionHostsCompleted": done});
            let status = json!({"status": "Cancelled", "properties": {"progress": progress}});
            Run::of(&serde_json::from_value(status).unwrap()).unwrap().phase.meaning
        };
        assert!(meaning(6, 3).contains("still have the old version"));
        assert!(meaning(6, 6).contains("last session host"));
        assert!(meaning(0, 0).contains("before any session host was updated"));
    }

    #[test]
    fn the_sample_of_the_description() {
        let sample: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/SessionHostManagementsUpdateStatus_Get.json")).unwrap();
        let run = Run::of(&serde_json::from_value(sample["responses"]["200"]["body"].clone()).unwrap()).unwrap();
        assert_eq!((run.status, run.percent), (UpdateState::Failed, Some(1.0)));
        let message = "The provided database 'foo' has an invalid username.";
        assert_eq!(run.error, Some(("BadArgument".to_owned(), message.to_owned())));
        assert_eq!(run.ended.map(Instant::to_rfc3339), Some("2020-10-26T13:45:42.702Z".to_owned()));
    }

    #[test]
    fn the_recording_of_the_service() {
        let recorded: Value = serde_json::from_str(include_str!("../../../../tests/recordings/update-status.json")).unwrap();
        let body = recorded["response"]["body"].clone();
        let run = |body: &Value| Run::of(&serde_json::from_value(body.clone()).unwrap()).unwrap();
        let whole = run(&body);
        assert_eq!((whole.name.as_deref(), whole.scheduled), (Some("00000000-0000-0000-0000-000000000041"), None));
        assert_eq!(
            whole.started.map(Instant::to_rfc3339),
            Some("2025-10-28T18:57:15.906Z".to_owned()),
            "without a zone it is UTC"
        );
        let (code, words) = whole.error_in_words().unwrap();
        assert_eq!(code, "MigrationMayExceedCapacityLimit");
        assert!(words.starts_with("It was detected that resources created during the update") && !words.contains('{'), "{words}");
        let mut above = body.clone();
        above.as_object_mut().unwrap().shift_remove("properties");
        let mut below = body;
        for name in ["correlationId", "progress", "scheduledDateTime", "sessionHostManagement"] {
            below.as_object_mut().unwrap().shift_remove(name);
        }
        assert_eq!((run(&above), run(&below)), (whole.clone(), whole));
    }

    #[test]
    fn runs_are_told_apart_without_a_name() {
        let of =
            |correlation: &str, start: &str| json!({"status": "Succeeded", "startTime": start, "correlationId": correlation});
        let one = of("c1", "2026-11-21T10:00:00Z");
        let cases = [
            (of("c1", "2026-11-21T10:00:00.000Z"), false),
            (of("c2", "2026-11-21T10:00:00Z"), true),
            (of("c1", "2026-11-21T11:00:00Z"), true),
            (json!({"name": "default", "startTime": "2026-11-21T10:00:00Z", "properties": {"correlationId": "c1"}}), false),
            (json!({"name": "another", "startTime": "2026-11-21T10:00:00Z"}), true),
        ];
        for (other, expected) in cases {
            assert_eq!((is_other(&one, &other), is_other(&other, &one)), (expected, expected), "{other}");
        }
        assert!(!is_other(&json!({"status": "Failed"}), &json!({"status": "Succeeded"})), "nothing tells them apart");
    }

    #[test]
    fn nothing_is_invented() {
        assert_eq!(Run::of(&UpdateStatus::default()), None);
        let run = Run::of(&serde_json::from_value(json!({"status": "Scheduled"})).unwrap()).unwrap();
        assert_eq!((run.total, run.waiting(), run.percent, run.started), (None, None, None, None));
    }

    #[test]
    fn when_to_look_again() {
        let now = Instant::from_seconds(1_000_000);
        let seconds = |status: &UpdateState, acted| next_look(status, acted, now).map(|wait| wait.as_secs());
        let just = Some(now - Duration::from_secs(5));
        let long_ago = Some(now - Duration::from_secs(500));
        assert_eq!(seconds(&UpdateState::UpdatingSessionHosts, None), Some(60));
        assert_eq!(seconds(&UpdateState::UpdatingSessionHosts, just), Some(15));
        assert_eq!(seconds(&UpdateState::UpdatingSessionHosts, long_ago), Some(60));
        assert_eq!(seconds(&UpdateState::Paused, None), Some(300));
        assert_eq!(seconds(&UpdateState::Pausing, None), Some(20));
        assert_eq!(seconds(&UpdateState::Other("New".to_owned()), None), Some(60));
        // The status still shows the update before the one just begun.
        assert_eq!(seconds(&UpdateState::Succeeded, just), Some(15));
        assert_eq!(seconds(&UpdateState::Succeeded, long_ago), None);
    }

    #[test]
    fn only_an_ended_update_frees_the_pool() {
        let free: Vec<&str> = UpdateState::KNOWN.iter().filter(|status| !is_active(status)).map(UpdateState::as_str).collect();
        assert_eq!(free, ["Succeeded", "Failed", "Cancelled"]);
        assert!(is_active(&UpdateState::Other("New".to_owned())));
    }

    #[test]
    fn a_pause_ends_after_two_weeks() {
        let seen = Instant::parse("2026-11-21T10:00:00Z").unwrap();
        let until = paused_until(&UpdateState::Paused, seen).map(Instant::to_rfc3339);
        assert_eq!(until, Some("2026-12-05T10:00:00Z".to_owned()));
        assert_eq!(paused_until(&UpdateState::UpdatingSessionHosts, seen), None);
    }
}
