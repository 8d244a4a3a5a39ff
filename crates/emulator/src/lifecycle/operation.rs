//! Long-running operations as the API shows them: a result URL (`Location`) and a status monitor (`Azure-AsyncOperation`)
//! (Learn, *Track asynchronous Azure operations*).

use host::{Instant, Response};
use serde_json::{Value, json};

use super::{Stamp, faults};
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
    /// Path prefix of its URLs, as the call spelled it.
    pub(crate) resource: String,
    /// Work time of its start and end.
    pub(crate) started: Instant,
    pub(crate) ends: Instant,
    /// Seconds; `None` where the service names none.
    pub(crate) retry_after: Option<u32>,
    pub(crate) outcome: Outcome,
}

impl Operation {
    /// The result URL.
    pub(crate) fn location(&self, origin: &str, id: &str, version: &str) -> String {
        format!("{origin}{}/operationResults/{id}?api-version={version}{}", path_of(&self.resource), signature(id))
    }

    /// The status monitor's URL.
    pub(crate) fn monitor(&self, origin: &str, id: &str, version: &str) -> String {
        format!("{origin}{}/operationStatuses/{id}?api-version={version}{}", path_of(&self.resource), signature(id))
    }

    /// An answer with the time to wait, where there is one.
    pub(crate) fn later(&self, answer: Response) -> Response {
        match self.retry_after {
            Some(seconds) => answer.with_header("Retry-After", seconds.to_string()),
            None => answer,
        }
    }

    /// The answer of the result URL.
    pub(crate) fn result(&self, work: Instant, location: &str, shown: Option<Value>) -> Result<Response, Refusal> {
        if work < self.ends {
            let running = Response::new(202).with_header("Location", location);
            return Ok(self.later(running));
        }
        match &self.outcome {
            // How the service says it here was not recorded: as it does in the statuses of runs.
            Outcome::Failed(code, message) => {
                Ok(json_of(400, &json!({ "error": faults::error("ValidationFailed", &(*code, message.clone())) })))
            }
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
            return self.later(json_of(200, &body));
        }
        body["endTime"] = json!(stamp.wall(self.ends).to_rfc3339());
        body["percentComplete"] = json!(100.0);
        body["status"] = json!("Succeeded");
        if let Outcome::Failed(code, message) = &self.outcome {
            body["status"] = json!("Failed");
            body["error"] = faults::error("ValidationFailed", &(*code, message.clone()));
        }
        json_of(200, &body)
    }
}

/// What stands behind an operation's address: a signature of 2,800 characters in all, as the service has it. This one is noise.
fn signature(id: &str) -> String {
    let noise: String = id.bytes().filter(u8::is_ascii_alphanumeric).cycle().take(2400).map(char::from).collect();
    format!("&t=638973017294611379&c=MII{noise}&s={}&h={}", &noise[..342], &noise[..43])
}

/// An id as a URL path: each segment escaped.
fn path_of(id: &str) -> String {
    id.split('/').map(crate::url::encode).collect::<Vec<_>>().join("/")
}
