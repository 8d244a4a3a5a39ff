//! What the tab keeps of writes on their way, so that a reload or a trip to the sign-in page finds them again.

use std::collections::BTreeMap;

use avd::rule::write::Record;

use crate::browser::storage::{self, Area};

const KEY: &str = "avd.writes";

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
