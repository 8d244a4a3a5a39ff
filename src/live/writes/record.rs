//! What the tab keeps of writes on their way, so that a reload or a trip to the sign-in page finds them again.

use std::collections::BTreeMap;

use arm::Lro;
use avd::Change;
use host::{Duration, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::browser::storage::{self, Area};

const KEY: &str = "avd.writes";

/// What a reload needs to find a write again. No token is in it: a change never holds one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// What was sent.
    pub(super) change: Change,
    /// What the read that confirms it gave before.
    pub(super) before: Value,
    /// When, in milliseconds since the epoch.
    pub(super) sent_at: i64,
    /// The operation the service began for it.
    pub(super) operation: Option<Lro>,
    /// Whether the service has taken it.
    #[serde(default)]
    pub(super) accepted: bool,
    /// Set while a sign-in stands between the write and the service, which has not taken it: whose sign-in.
    #[serde(default)]
    pub(super) waits_for: Option<String>,
    /// Set while it waits for another write to show: the id of that one.
    #[serde(default)]
    pub(super) after: Option<String>,
}

/// Longer than this a person does not wait for what they pressed: the same as a sign-in may take.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

impl Record {
    /// Whether its turn comes soon enough after the press that the person still means it.
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now.since(Instant::from_millis(self.sent_at)) <= PATIENCE
    }

    /// Whether the sign-in it waited for has taken place: of the same person, after the write, and soon enough that they still
    /// mean it.
    pub(super) fn may_go_out(&self, signed_in: Option<(String, Instant)>) -> bool {
        let pressed = Instant::from_millis(self.sent_at);
        signed_in.is_some_and(|(who, since)| {
            self.waits_for.as_deref() == Some(&*who) && since > pressed && since.since(pressed) <= PATIENCE
        })
    }
}

/// Whether there are any.
pub(super) fn is_any_kept() -> bool {
    storage::read(Area::Session, KEY).is_ok_and(|text| text.is_some())
}

/// All that are kept.
pub(super) fn stored() -> BTreeMap<String, Record> {
    let text = storage::read(Area::Session, KEY).ok().flatten().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Keeps or forgets one. A refused store costs the taking up after a reload, not the write.
pub(super) fn remember(id: &str, record: Option<&Record>) {
    let mut records = stored();
    match record {
        Some(record) => records.insert(id.to_owned(), record.clone()),
        None => records.remove(id),
    };
    match serde_json::to_string(&records) {
        Ok(text) if !records.is_empty() => {
            let _ = storage::write(Area::Session, KEY, &text);
        }
        _ => {
            let _ = storage::remove(Area::Session, KEY);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use arm::ResourceId;
    use avd::ApiVersions;
    use avd::rule::token;

    #[test]
    fn what_waited_goes_out_for_the_same_person_and_soon() {
        let pool =
            ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p").unwrap();
        let at = |minutes: i64| Instant::from_seconds(1_000_000 + minutes * 60);
        let mut record = Record {
            change: token::revoke(&pool, &ApiVersions::default()),
            before: Value::Null,
            sent_at: at(0).millis(),
            operation: None,
            accepted: false,
            waits_for: Some("olivia".to_owned()),
            after: None,
        };
        let cases = [
            (Some(("olivia", at(1))), true),
            (Some(("olivia", at(15))), true),
            (Some(("olivia", at(16))), false),
            (Some(("olivia", at(0))), false),
            (Some(("rita", at(1))), false),
            (None, false),
        ];
        for (signed_in, may) in cases {
            assert_eq!(record.may_go_out(signed_in.map(|(who, since)| (who.to_owned(), since))), may, "{signed_in:?}");
        }
        record.waits_for = None;
        assert!(record.is_fresh(at(15)) && !record.is_fresh(at(16)));
        assert!(!record.may_go_out(Some(("olivia".to_owned(), at(1)))), "it went out before: nobody knows what became of it");
    }
}
