//! Who did what to a pool, out of the records of the activity log.
//!
//! A write leaves several records with one correlation id: accepted, started, ended. They are one deed here. The log shows a
//! record 3 to 20 minutes after the event and keeps it for 90 days; reads are not in it (Learn, *Azure Monitor activity log*).

use std::collections::BTreeMap;

use arm::ResourceId;
use host::Instant;

use crate::resource::{ActivityEvent, LocalizedText};

/// How a deed went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No record says that it has ended.
    Begun,
    /// It succeeded.
    Succeeded,
    /// It failed. The HTTP status, where the log has one.
    Failed(Option<String>),
}

/// Something somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When it began.
    pub at: Instant,
    /// Who: a user principal name, or the object id of an application. `None` if the log does not say.
    pub who: Option<String>,
    /// What, in plain words; the action as it is for those without.
    pub what: String,
    /// How it went.
    pub outcome: Outcome,
    /// What it was done to.
    pub target: String,
    /// The correlation id.
    pub correlation: Option<String>,
}

/// What was done to `pool` and to what is in it, newest first.
pub fn deeds(events: &[ActivityEvent], pool: &ResourceId) -> Vec<Deed> {
    let mut found: BTreeMap<(String, String), Deed> = BTreeMap::new();
    for event in events.iter().filter(|event| is_of(event, pool)) {
        let (Some(at), Some(action)) = (event.event_timestamp.as_ref().and_then(|stamp| stamp.at()), word(&event.operation_name))
        else {
            continue;
        };
        let correlation = event.correlation_id.clone().filter(|id| !id.is_empty());
        // Without a correlation id a record stands for itself.
        let thread = correlation.clone().or_else(|| event.id.clone()).unwrap_or_else(|| at.to_rfc3339());
        let deed = found.entry((thread, action.to_lowercase())).or_insert_with(|| Deed {
            at,
            who: None,
            what: plain(action),
            outcome: Outcome::Begun,
            target: event.resource_id.clone().unwrap_or_default(),
            correlation,
        });
        deed.at = deed.at.min(at);
        deed.who = deed.who.take().or_else(|| event.caller.clone().filter(|caller| !caller.is_empty()));
        if let Some(outcome) = outcome(event) {
            deed.outcome = outcome;
        }
    }
    let mut deeds: Vec<Deed> = found.into_values().collect();
    deeds.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.what.cmp(&b.what)));
    deeds
}

fn is_of(event: &ActivityEvent, pool: &ResourceId) -> bool {
    let Some(id) = event.resource_id.as_deref().map(str::to_lowercase) else { return false };
    id.strip_prefix(pool.key()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn word(text: &Option<LocalizedText>) -> Option<&str> {
    text.as_ref().and_then(|text| text.value.as_deref()).filter(|word| !word.is_empty())
}

/// `None` for a record of something that has not ended.
fn outcome(event: &ActivityEvent) -> Option<Outcome> {
    match word(&event.status)?.to_ascii_lowercase().as_str() {
        "succeeded" | "success" => Some(Outcome::Succeeded),
        "failed" | "failure" => Some(Outcome::Failed(word(&event.sub_status).map(str::to_owned))),
        _ => None,
    }
}

/// The actions of Microsoft.DesktopVirtualization that matter to an update, in plain words.
const PLAIN: &[(&str, &str)] = &[
    ("sessionhostmanagements/initiatesessionhostupdate/action", "Started or scheduled a session host update"),
    ("sessionhostmanagements/controlsessionhostupdate/action", "Started, paused, resumed, retried or cancelled the update"),
    ("sessionhostmanagements/controlsessionhostprovisioning/action", "Cancelled the creation of session hosts"),
    ("sessionhostmanagements/write", "Changed the management policy"),
    ("sessionhostconfigurations/write", "Changed the session host configuration"),
    ("sessionhosts/retryprovisioning/action", "Retried the creation of a session host"),
    ("sessionhosts/write", "Changed a session host"),
    ("sessionhosts/delete", "Removed a session host from the pool"),
    ("usersessions/delete", "Signed a user out"),
    ("hostpools/write", "Changed the host pool"),
    ("hostpools/delete", "Deleted the host pool"),
    ("hostpools/retrieveregistrationtoken/action", "Read the registration token"),
];

fn plain(action: &str) -> String {
    let lower = action.to_lowercase();
    let known = PLAIN.iter().find(|(end, _)| lower.ends_with(end));
    known.map_or_else(|| action.to_owned(), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::operation::sample::{POOL, pool};

    const CONTROL: &str = "Microsoft.DesktopVirtualization/hostPools/sessionHostManagements/controlSessionHostUpdate/action";

    fn event(at: &str, caller: &str, operation: &str, status: &str, correlation: &str, resource: &str) -> ActivityEvent {
        serde_json::from_value(json!({
            "eventTimestamp": at, "caller": caller, "operationName": {"value": operation}, "status": {"value": status},
            "correlationId": correlation, "resourceId": resource, "subStatus": {"value": "Conflict"}
        }))
        .unwrap()
    }

    #[test]
    fn the_records_of_one_write_are_one_deed() {
        let policy = format!("{}/sessionHostManagements/default", POOL.to_uppercase());
        let events = [
            event("2026-11-21T10:00:02Z", "", CONTROL, "Succeeded", "c1", &policy),
            event("2026-11-21T10:00:00Z", "olivia@contoso.example", CONTROL, "Started", "c1", &policy),
            event(
                "2026-11-21T11:00:00Z",
                "sam@contoso.example",
                "Microsoft.DesktopVirtualization/hostPools/write",
                "Failed",
                "c2",
                POOL,
            ),
            event("2026-11-21T09:00:00Z", "sam@contoso.example", CONTROL, "Accepted", "c3", &policy),
        ];
        let deeds = deeds(&events, &pool());
        let seen: Vec<_> =
            deeds.iter().map(|deed| (deed.at.to_rfc3339(), deed.who.as_deref().unwrap(), deed.outcome.clone())).collect();
        assert_eq!(
            seen,
            [
                ("2026-11-21T11:00:00Z".to_owned(), "sam@contoso.example", Outcome::Failed(Some("Conflict".to_owned()))),
                ("2026-11-21T10:00:00Z".to_owned(), "olivia@contoso.example", Outcome::Succeeded),
                ("2026-11-21T09:00:00Z".to_owned(), "sam@contoso.example", Outcome::Begun),
            ]
        );
        assert_eq!(deeds[1].what, "Started, paused, resumed, retried or cancelled the update");
    }

    #[test]
    fn other_pools_and_unreadable_records_are_left_out() {
        let events = [
            event("2026-11-21T10:00:00Z", "a", CONTROL, "Succeeded", "c1", &format!("{POOL}0")),
            event("soon", "a", CONTROL, "Succeeded", "c2", POOL),
            event("2026-11-21T10:00:00Z", "a", "", "Succeeded", "c3", POOL),
            ActivityEvent::default(),
        ];
        assert_eq!(deeds(&events, &pool()), []);
    }

    #[test]
    fn an_unknown_action_is_shown_as_it_is() {
        let events = [event("2026-11-21T10:00:00Z", "a", "Microsoft.Novel/thing/action", "Succeeded", "", POOL)];
        assert_eq!(deeds(&events, &pool())[0].what, "Microsoft.Novel/thing/action");
    }
}
