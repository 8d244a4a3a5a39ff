//! What the tab keeps of writes on their way, so that a reload or a trip to the sign-in page finds them again.

use std::collections::BTreeMap;

use arm::Lro;
use avd::Change;
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
    /// Set while a sign-in stands between the write and the service, which has not taken it: whose sign-in.
    #[serde(default)]
    pub(super) waits_for: Option<String>,
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
