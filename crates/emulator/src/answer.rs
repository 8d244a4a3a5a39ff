//! Answers as ARM gives them.

use host::Response;
use serde::Serialize;
use serde_json::{Value, json};

/// Names the reason of a refusal, for the emulator's tests. No page may read it, whatever is exposed.
pub(crate) const REASON: &str = "x-emulator-reason";

/// A JSON answer.
pub(crate) fn json_of(status: u16, body: &impl Serialize) -> Response {
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    Response::new(status).with_body("application/json; charset=utf-8", bytes)
}

/// A refusal: status, reason, the sentence, and what it is about.
///
/// ARM says its reason as the error's code. The provider does not: its code is the status, and its sentence stands behind the id
/// of the activity (recorded: `host-pool-delete-refused`, `user-session-get-gone`).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// Why, in a word: ARM's error code; of the provider's refusals only the emulator's own tests see it.
    pub(crate) code: &'static str,
    pub(crate) message: Box<str>,
    pub(crate) target: Option<Box<str>>,
    pub(crate) details: Box<[Value]>,
    pub(crate) additional_info: Box<[Value]>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Whether ARM refused before the provider saw the request.
    pub(crate) gateway: bool,
}

impl Refusal {
    /// A refusal by the provider.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into().into(),
            target: None,
            details: Box::default(),
            additional_info: Box::default(),
            headers: Vec::new(),
            gateway: false,
        }
    }

    /// A refusal by ARM itself.
    pub(crate) fn gateway(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { gateway: true, ..Self::new(status, code, message) }
    }

    /// Names the property it is about.
    pub(crate) fn about(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into().into());
        self
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// ARM's error object: the inside of the envelope.
    fn body(&self, activity: &str) -> Value {
        if !self.gateway {
            return json!({
                "code": self.status.to_string(), "message": format!("ActivityId: {activity} Error: {}", self.message),
            });
        }
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(target) = &self.target {
            error["target"] = json!(target);
        }
        if !self.details.is_empty() {
            error["details"] = Value::Array(self.details.to_vec());
        }
        if !self.additional_info.is_empty() {
            error["additionalInfo"] = Value::Array(self.additional_info.to_vec());
        }
        error
    }

    /// The whole answer; `activity` is the id the provider gives to the call.
    pub(crate) fn response(&self, activity: &str) -> Response {
        let mut response = json_of(self.status, &json!({ "error": self.body(activity) }));
        response = response.with_header(REASON, self.code);
        response = response.with_header("x-ms-failure-cause", if self.gateway { "gateway" } else { "service" });
        for (name, value) in &self.headers {
            response = response.with_header(name, value.clone());
        }
        response
    }
}
