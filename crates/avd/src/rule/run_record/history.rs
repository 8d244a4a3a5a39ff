//! The runs of a pool: what this browser recorded, with what the Activity Log knows of the last 90 days.

use core::time::Duration;
use std::collections::BTreeMap;

use host::Instant;

use super::{Deed, RunRecord, stamp};
use crate::resource::{ActivityEvent, LocalizedText, Timestamp};

/// An entry of the Activity Log (Azure Monitor, `Activity Logs - List`), decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogEntry {
    /// The operation: `Microsoft.DesktopVirtualization/hostPools/sessionHostManagements/…/action`.
    pub operation: String,
    /// How far it is: Started, Accepted, Succeeded, Failed.
    pub status: String,
    /// Who did it.
    pub caller: Option<String>,
    /// When.
    pub at: Instant,
    /// What it was done to.
    pub resource: String,
    /// The id that its entries share.
    pub correlation_id: Option<String>,
}

impl LogEntry {
    /// A record of the log; `None` without a time or an operation.
    pub fn of(event: &ActivityEvent) -> Option<Self> {
        let word =
            |text: &Option<LocalizedText>| text.as_ref().and_then(|text| text.value.clone()).filter(|text| !text.is_empty());
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Some(Self {
            operation: word(&event.operation_name)?,
            status: word(&event.status).unwrap_or_default(),
            caller: filled(&event.caller),
            at: event.event_timestamp.as_ref()?.at()?,
            resource: event.resource_id.clone().unwrap_or_default(),
            correlation_id: filled(&event.correlation_id),
        })
    }
}

/// A run as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PastRun {
    /// What this browser recorded; `None` if only the Activity Log knows of it.
    pub record: Option<RunRecord>,
    /// When it was begun, recorded or logged.
    pub at: Option<Instant>,
    /// Who did what to it, the oldest first.
    pub deeds: Vec<Deed>,
}

/// The log writes an action soon after it was sent, by another clock.
const NEAR: Duration = Duration::from_secs(5 * 60);

/// The runs of a pool, the newest first. `entries` may be of any operation and resource; only those on the updates of this pool
/// count.
pub fn history(records: Vec<RunRecord>, entries: &[LogEntry], pool: &str) -> Vec<PastRun> {
    let mine = records.into_iter().filter(|record| record.pool.eq_ignore_ascii_case(pool));
    let mut runs: Vec<PastRun> =
        mine.map(|record| PastRun { at: begun(&record), deeds: record.deeds.clone(), record: Some(record) }).collect();
    let logged = deeds(entries, pool);
    for (at, deed) in logged.iter().filter(|(_, deed)| deed.what == BEGIN) {
        match runs.iter_mut().find(|run| run.at.is_some_and(|begun| near(begun, *at))) {
            Some(run) => add(run, deed),
            None => runs.push(PastRun { record: None, at: Some(*at), deeds: vec![deed.clone()] }),
        }
    }
    runs.sort_by_key(|run| core::cmp::Reverse(run.at));
    for (at, deed) in logged.iter().filter(|(_, deed)| deed.what != BEGIN) {
        let run = runs.iter_mut().find(|run| run.at.is_some_and(|begun| begun <= *at + NEAR));
        if let Some(run) = run {
            add(run, deed);
        }
    }
    for run in &mut runs {
        run.deeds.sort_by_key(|deed| time(&deed.at));
    }
    runs
}

pub(super) const BEGIN: &str = "New update";

/// When a run was begun: from here, else as the service says.
fn begun(record: &RunRecord) -> Option<Instant> {
    let stamps = [record.begun().and_then(|deed| deed.at.as_ref()), record.started.as_ref(), record.first_look.as_ref()];
    stamps.into_iter().flatten().find_map(Timestamp::at)
}

/// The log's word for a deed that was noted here too makes it one deed: the log knows who, the note knows what.
fn add(run: &mut PastRun, deed: &Deed) {
    let noted = run.deeds.iter_mut().find(|noted| {
        let same = deed.what == noted.what || (deed.what == CONTROL && noted.what != BEGIN);
        let close = time(&noted.at).zip(time(&deed.at)).is_some_and(|(noted, logged)| near(noted, logged));
        same && close && noted.correlation_id.is_none()
    });
    match noted {
        Some(noted) => {
            noted.result.clone_from(&deed.result);
            noted.correlation_id.clone_from(&deed.correlation_id);
            noted.who = deed.who.clone().or_else(|| noted.who.take());
        }
        None => run.deeds.push(deed.clone()),
    }
}

const CONTROL: &str = "Update action";

/// What an operation does; `None` for one that is not about updates.
fn what(operation: &str) -> Option<&'static str> {
    const PREFIX: &str = "microsoft.desktopvirtualization/hostpools/sessionhostmanagements/";
    let operation = operation.to_lowercase();
    match operation.strip_prefix(PREFIX)? {
        "initiatesessionhostupdate/action" => Some(BEGIN),
        "controlsessionhostupdate/action" => Some(CONTROL),
        "write" => Some("Management policy change"),
        _ => None,
    }
}

/// The entries of one action, made one: its first time, its last status.
fn deeds(entries: &[LogEntry], pool: &str) -> Vec<(Instant, Deed)> {
    let below = format!("{}/", pool.to_lowercase());
    let mut sorted: Vec<&LogEntry> =
        entries.iter().filter(|entry| format!("{}/", entry.resource.to_lowercase()).starts_with(&below)).collect();
    sorted.sort_by_key(|entry| entry.at);
    let mut found: BTreeMap<(Instant, usize), Deed> = BTreeMap::new();
    for (place, entry) in sorted.iter().enumerate() {
        let Some(what) = what(&entry.operation) else { continue };
        let same =
            |deed: &&mut Deed| deed.what == what && deed.correlation_id.is_some() && deed.correlation_id == entry.correlation_id;
        match found.values_mut().find(same) {
            Some(deed) => deed.result = Some(entry.status.clone()),
            None => {
                let deed = Deed {
                    at: Some(stamp(entry.at)),
                    who: entry.caller.clone(),
                    what: what.to_owned(),
                    result: Some(entry.status.clone()),
                    correlation_id: entry.correlation_id.clone(),
                };
                found.insert((entry.at, place), deed);
            }
        }
    }
    found.into_iter().map(|((at, _), deed)| (at, deed)).collect()
}

fn near(a: Instant, b: Instant) -> bool {
    a.since(b).max(b.since(a)) <= NEAR
}

fn time(stamp: &Option<Timestamp>) -> Option<Instant> {
    stamp.as_ref().and_then(Timestamp::at)
}
