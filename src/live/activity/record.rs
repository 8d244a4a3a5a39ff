//! One write as it is kept: for the list of activity, and so that a page that comes later can take it up.

use arm::{Json, Misread};
use avd::rule::job::State;
use avd::rule::write::Record;
use host::Instant;
use serde_json::{Value, json};

/// One write. No token is in it: a change never holds one.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Names it.
    pub id: String,
    /// Who asked for it.
    pub who: String,
    /// What was asked for, and what it takes to find out what became of it.
    pub write: Record,
    /// How far it is.
    pub state: State,
    /// The request id: the service's where it could be read, else the console's; none before it was sent.
    pub request: Option<String>,
    /// The job it belongs to.
    pub job: String,
    /// What the job is called, if it is one of many.
    pub title: Option<String>,
    /// Its place in the job.
    pub place: usize,
    /// The page that carries it out, as long as it is not over.
    pub owner: String,
}

impl Entry {
    /// When it was asked for.
    pub const fn asked_at(&self) -> Instant {
        Instant::from_millis(self.write.sent_at)
    }

    /// Its key in a store, by which the oldest comes first.
    pub fn key(&self) -> String {
        format!("{:015}.{:05}.{}", self.write.sent_at, self.place, self.id)
    }
}

impl Json for Entry {
    fn from_json(mut value: Value) -> Result<Self, Misread> {
        // Whatever somebody else has put there: only an object has a field to take.
        let write = value.get_mut("write").map(Value::take).unwrap_or_default();
        let write = serde_json::from_value(write).map_err(|_| Misread::new("a write").within("write"))?;
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let need = |name: &str| text(name).ok_or_else(|| Misread::new("a text").within(name));
        Ok(Self {
            id: need("id")?,
            who: need("who")?,
            write,
            state: State::from_json(value["state"].clone())?,
            request: text("request"),
            job: need("job")?,
            title: text("title"),
            place: value["place"].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or_default(),
            owner: need("owner")?,
        })
    }

    fn to_json(&self) -> Value {
        let mut write = serde_json::to_value(&self.write).unwrap_or_default();
        if self.state.is_over() {
            // It was only needed to get there.
            write["before"] = Value::Null;
        }
        json!({
            "id": self.id,
            "who": self.who,
            "write": write,
            "state": self.state.to_json(),
            "request": self.request,
            "job": self.job,
            "title": self.title,
            "place": self.place,
            "owner": self.owner,
        })
    }
}

#[cfg(test)]
pub mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use arm::ResourceId;
    use avd::ApiVersions;
    use avd::rule::token;

    /// A write of some minute.
    pub fn entry(id: &str, minute: i64) -> Entry {
        let pool = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p";
        let change = token::revoke(&ResourceId::parse(pool).unwrap(), &ApiVersions::default());
        Entry {
            id: id.to_owned(),
            who: "olivia@contoso.example".to_owned(),
            write: Record::new(change, json!({ "a": 1 }), Instant::from_seconds(1_000_000 + minute * 60), None),
            state: State::Waiting,
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
        kept.state = State::Confirmed("it shows".to_owned());
        assert_eq!((&read(&kept).state, read(&kept).write.before), (&kept.state, Value::Null));
        assert!(entry("z", 3).key() < entry("a", 4).key());
        assert!(Entry::from_json(json!({ "id": "x" })).is_err());
    }
}
