//! One write as it is kept: for the list of activity, and so that a page that comes later can take it up.

use arm::{Json, Misread};
use host::Instant;
use serde_json::{Value, json};

use crate::change::Confirm;
use crate::outcome::Outcome;
use crate::record::Record;

/// One write. No token is in it: a change never holds one.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<R> {
    /// Names it.
    pub id: String,
    /// Who asked for it.
    pub who: String,
    /// What was asked for, and what it takes to find out what became of it.
    pub write: Record<R>,
    /// How far it is.
    pub state: Outcome,
    /// The request id: the service's where it could be read, else the console's; none before it was sent.
    pub request: Option<String>,
    /// The batch it belongs to.
    pub job: String,
    /// What the batch is called, if it is one of many.
    pub title: Option<String>,
    /// Its place in the batch.
    pub place: usize,
    /// The page that carries it out, as long as it is not over.
    pub owner: String,
}

impl<R: Confirm> Entry<R> {
    /// When it was asked for.
    pub const fn asked_at(&self) -> Instant {
        Instant::from_millis(self.write.sent_at)
    }

    /// Its key in a store, by which the oldest comes first.
    pub fn key(&self) -> String {
        format!("{:015}.{:05}.{}", self.write.sent_at, self.place, self.id)
    }

    /// Whether it waits for a sign-in that may be under way in another tab.
    pub fn waits_elsewhere(&self, signed_in: Option<(&str, Instant)>, now: Instant) -> bool {
        self.write.waits_for.is_some() && self.write.is_fresh(now) && !self.write.may_go_out(signed_in)
    }
}

impl<R: Confirm> Json for Entry<R> {
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
            state: Outcome::from_json(value["state"].clone())?,
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
