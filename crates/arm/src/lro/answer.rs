//! Reading the words of a poll's answer.

use host::Response;
use serde_json::Value;

/// What a state word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// Succeeded, Failed and Canceled end an operation, in any case and either spelling; every other word means running.
pub fn end_of(word: &str) -> End {
    let word = word.trim().to_ascii_lowercase();
    match word.as_str() {
        "canceled" | "cancelled" => End::Cancelled,
        _ if word.contains("succeeded") => End::Succeeded,
        _ if word.contains("fail") => End::Failed,
        _ => End::Running,
    }
}

/// The body as JSON; null if it is empty or unreadable.
pub fn body_of(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

/// `properties.provisioningState`.
pub fn provisioning_state(body: &Value) -> Option<&str> {
    body.get("properties")?.get("provisioningState")?.as_str()
}
