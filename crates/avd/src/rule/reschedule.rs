//! Changing a scheduled update. The service has no such operation (Learn, "Update session hosts using session host update": a
//! scheduled update cannot be edited), so it is cancelled and another one is scheduled: two writes, the second after the first
//! is seen to have taken effect.

use arm::ResourceId;
use core::fmt;

use super::action::UpdateAction;
use super::flight_plan::FlightPlan;
use super::update::{ControlProblem, UpdateDraft, When, WriteTime, control, initiate};
use crate::change::{Change, ReadBack};
use crate::resource::{UpdateState, UpdateStatus, UpdateStatusProperties};
use crate::version::ApiVersions;

/// Why an update is not changed. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// It is not waiting for its time.
    NotScheduled(Option<UpdateState>),
    /// It cannot be cancelled.
    NotCancelled(ControlProblem),
}

impl fmt::Display for ChangeRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotScheduled(None) => out.write_str("The pool has no scheduled update. Create a new update."),
            Self::NotScheduled(Some(status)) => {
                let label = super::run::phase(status).label;
                write!(out, "You can change an update only while it's scheduled. The status is now “{label}”.")
            }
            Self::NotCancelled(problem) => problem.fmt(out),
        }
    }
}

/// Whether the update in this status can be changed.
pub fn may_change(status: Option<&UpdateState>) -> Result<(), ChangeRefusal> {
    if status == Some(&UpdateState::Scheduled) { Ok(()) } else { Err(ChangeRefusal::NotScheduled(status.cloned())) }
}

/// The two writes: the scheduled update is cancelled and seen to be cancelled; then `draft` is scheduled or started.
pub fn reschedule(
    pool: &ResourceId,
    draft: &UpdateDraft,
    plan: Option<&FlightPlan>,
    status: Option<&UpdateState>,
    write: WriteTime<'_>,
    versions: &ApiVersions,
) -> Result<(Change, Change), ChangeRefusal> {
    may_change(status)?;
    let cancel = control(pool, UpdateAction::Cancel, None, status, versions).map_err(ChangeRefusal::NotCancelled)?;
    let cancel = Change {
        title: "Change the scheduled session host update".to_owned(),
        effects: vec![
            "A scheduled update can't be edited, so it's cancelled first. No session host has been updated yet.".to_owned(),
            "Once it's cancelled, the update below is scheduled in its place.".to_owned(),
        ],
        warnings: vec![
            "If the second request fails, the pool has no scheduled update. You'll see an error, and you can try again with the \
                same settings."
                .to_owned(),
        ],
        verify: ReadBack::UpdateEnd,
        ..cancel
    };
    Ok((cancel, initiate(pool, draft, plan, write, versions)))
}

/// What stands when the new update did not come to be after the old one was cancelled.
pub const NOTHING_STANDS: &str =
    "The update was cancelled but not rescheduled. No session host is updated until you schedule another update.";

/// A draft with the values a scheduled update has, and its zone; `None` where the status does not tell them.
pub fn scheduled_values(status: &UpdateStatus) -> Option<(UpdateDraft, Option<host::Instant>, Option<String>)> {
    let UpdateStatusProperties { session_host_management, scheduled_date_time, .. } = status.properties.clone()?;
    let policy = session_host_management?.properties;
    let draft = UpdateDraft { when: When::Now, ..UpdateDraft::from_policy(Some(&policy)) };
    Some((draft, scheduled_date_time.and_then(|stamp| stamp.at()), policy.scheduled_date_time_zone))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::*;
    use crate::operation::sample::pool;
    use crate::rule::confirm::{Confirmation, confirm};
    use crate::rule::update::in_utc;

    fn draft() -> UpdateDraft {
        UpdateDraft {
            when: When::Now,
            batch: 2,
            delay_minutes: 5,
            message: "Leave".to_owned(),
            keep_originals: true,
            by_policy: false,
        }
    }

    #[test]
    fn only_what_waits_can_be_changed() {
        let versions = ApiVersions::default();
        for status in UpdateState::KNOWN {
            let may = reschedule(&pool(), &draft(), None, Some(status), &in_utc, &versions);
            assert_eq!(may.is_ok(), *status == UpdateState::Scheduled, "{status}");
        }
        let refusal =
            reschedule(&pool(), &draft(), None, Some(&UpdateState::UpdatingSessionHosts), &in_utc, &versions).unwrap_err();
        assert!(refusal.to_string().contains("“Updating”"), "{refusal}");
        assert!(may_change(None).unwrap_err().to_string().contains("no scheduled update"));
    }

    #[test]
    fn it_cancels_then_schedules() {
        let status = Some(&UpdateState::Scheduled);
        let (cancel, initiate) = reschedule(&pool(), &draft(), None, status, &in_utc, &ApiVersions::default()).unwrap();
        assert_eq!(cancel.call.body, Some(json!({"action": "Cancel"})));
        assert!(initiate.call.path.ends_with("/initiateSessionHostUpdate"));
        assert_eq!(initiate.call.body.unwrap()["update"]["maxVmsRemoved"], 2);
    }

    #[test]
    fn only_a_cancelled_update_lets_the_second_go() {
        let (cancel, _) =
            reschedule(&pool(), &draft(), None, Some(&UpdateState::Scheduled), &in_utc, &ApiVersions::default()).unwrap();
        let shown = |status: &str| {
            let read = json!({"name": "1", "status": status});
            matches!(confirm(&cancel, &json!({"name": "1"}), Some(&read)), Confirmation::Shown(_))
        };
        assert!(shown("Cancelled") && shown("Canceled"));
        assert!(!shown("Cancelling") && !shown("Scheduled") && !shown("UpdatingSessionHosts") && !shown("Succeeded"));
        assert!(matches!(confirm(&cancel, &Value::Null, None), Confirmation::NotShown(_)));
    }

    #[test]
    fn a_scheduled_update_tells_its_values() {
        let status: UpdateStatus = serde_json::from_value(json!({
            "status": "Scheduled",
            "properties": {
                "scheduledDateTime": "2026-11-30T11:30:00Z",
                "sessionHostManagement": {"properties": {
                    "scheduledDateTimeZone": "Tokyo Standard Time",
                    "update": {"maxVmsRemoved": 3, "logOffDelayMinutes": 7, "logOffMessage": "Bye", "deleteOriginalVm": true}
                }}
            }
        }))
        .unwrap();
        let (draft, at, zone) = scheduled_values(&status).unwrap();
        assert_eq!((draft.batch, draft.delay_minutes, draft.message.as_str(), draft.keep_originals), (3, 7, "Bye", false));
        assert_eq!(at.map(host::Instant::to_rfc3339).as_deref(), Some("2026-11-30T11:30:00Z"));
        assert_eq!(zone.as_deref(), Some("Tokyo Standard Time"));
        assert_eq!(scheduled_values(&UpdateStatus::default()), None);
    }
}
