//! A write as the list keeps it, for tests.
#![allow(clippy::unwrap_used)]

use arm::{Json, ResourceId};
use avd::rule::token;
use avd::{ApiVersions, Entry, Record};
use host::Instant;
use serde_json::{Value, json};
use writes::Outcome;

/// A write of some minute.
pub fn entry(id: &str, minute: i64) -> Entry {
    let pool = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p";
    let change = token::revoke(&ResourceId::parse(pool).unwrap(), &ApiVersions::default());
    Entry {
        id: id.to_owned(),
        who: "olivia@contoso.example".to_owned(),
        write: Record::new(change, json!({ "a": 1 }), Instant::from_seconds(1_000_000 + minute * 60), None),
        state: Outcome::Waiting,
        request: None,
        job: id.to_owned(),
        title: None,
        place: 0,
        owner: "page".to_owned(),
    }
}

#[test]
fn a_record_survives_the_store_and_sorts_by_time() {
    let mut kept = entry("a", 3);
    let read = |entry: &Entry| Entry::from_json(serde_json::from_str(&entry.to_json().to_string()).unwrap()).unwrap();
    assert_eq!(read(&kept), kept);
    kept.state = Outcome::Confirmed("it shows".to_owned());
    assert_eq!((&read(&kept).state, read(&kept).write.before), (&kept.state, Value::Null));
    assert!(entry("z", 3).key() < entry("a", 4).key());
    assert!(Entry::from_json(json!({ "id": "x" })).is_err());
}
