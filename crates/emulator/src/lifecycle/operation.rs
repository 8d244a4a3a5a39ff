//! Long-running operations as the API shows them: a result URL (`Location`) and a status monitor (`Azure-AsyncOperation`)
//! (Learn, *Track asynchronous Azure operations*).

use host::{Instant, Response};
use serde_json::{Value, json};

use super::Stamp;
use crate::answer::{Refusal, json_of};

/// What a finished operation leaves.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// Nothing to show: 204.
    Done,
    /// The configuration of the pool with this id: 200.
    Configuration(String),
    /// It failed.
    Failed(&'static str, String),
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// Path prefix of its URLs.
    pub(crate) resource: String,
    /// Work time of its start and end.
    pub(crate) started: Instant,
    pub(crate) ends: Instant,
    pub(crate) retry_after: u32,
    pub(crate) outcome: Outcome,
}

impl Operation {
    /// The result URL.
    pub(crate) fn location(&self, origin: &str, id: &str, version: &str) -> String {
        format!("{origin}{}/operationResults/{id}?api-version={version}", path_of(&self.resource))
    }

    /// The status monitor's URL.
    pub(crate) fn monitor(&self, origin: &str, id: &str, version: &str) -> String {
        format!("{origin}{}/operationStatuses/{id}?api-version={version}", path_of(&self.resource))
    }

    /// The answer of the result URL.
    pub(crate) fn result(&self, work: Instant, location: &str, shown: Option<Value>) -> Result<Response, Refusal> {
        if work < self.ends {
            let running = Response::new(202).with_header("Location", location);
            return Ok(running.with_header("Retry-After", self.retry_after.to_string()));
        }
        match &self.outcome {
            Outcome::Failed(code, message) => Err(Refusal::new(400, code, message.clone())),
            Outcome::Done => Ok(Response::new(204)),
            Outcome::Configuration(_) => Ok(shown.map_or_else(|| Response::new(204), |body| json_of(200, &body))),
        }
    }

    /// The answer of the status monitor.
    pub(crate) fn status(&self, id: &str, work: Instant, stamp: &Stamp) -> Response {
        let mut body = json!({
            "id": format!("{}/operationStatuses/{id}", self.resource),
            "name": id,
            "status": "Running",
            "startTime": stamp.wall(self.started).to_rfc3339(),
            "percentComplete": 0.0,
        });
        if work < self.ends {
            return json_of(200, &body).with_header("Retry-After", self.retry_after.to_string());
        }
        body["endTime"] = json!(stamp.wall(self.ends).to_rfc3339());
        body["percentComplete"] = json!(100.0);
        body["status"] = json!("Succeeded");
        if let Outcome::Failed(code, message) = &self.outcome {
            body["status"] = json!("Failed");
            body["error"] = json!({ "code": code, "message": message });
        }
        json_of(200, &body)
    }
}

/// An id as a URL path: each segment escaped.
fn path_of(id: &str) -> String {
    id.split('/').map(crate::url::encode).collect::<Vec<_>>().join("/")
}
