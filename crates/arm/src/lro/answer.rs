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

/// What the body of a result says of the operation; `None` if it is only the result. `other_work`: its `provisioningState` is
/// not that of the operation.
pub fn outcome(body: &Value, other_work: bool) -> Option<(String, End)> {
    let status = body.get("status").and_then(Value::as_str).map(|word| (word, end_of(word)));
    let state = provisioning_state(body).filter(|_| !other_work).map(|word| (word, end_of(word)));
    let ended = |said: &Option<(&str, End)>| matches!(said, Some((_, End::Failed | End::Cancelled)));
    if let Some((word, end)) = [status, state].into_iter().find(ended).flatten() {
        return Some((word.to_owned(), end));
    }
    if body.get("error").is_some_and(|error| !is_empty(error)) {
        return Some(("Failed".to_owned(), End::Failed));
    }
    // Any other word may be a property of the result: only those of an operation's status say that it goes on.
    let runs = |word: &str| ["InProgress", "Running", "Accepted"].iter().any(|known| word.eq_ignore_ascii_case(known));
    status.filter(|(word, end)| *end == End::Running && runs(word)).map(|(word, end)| (word.to_owned(), end))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// `properties.provisioningState`.
pub fn provisioning_state(body: &Value) -> Option<&str> {
    body.get("properties")?.get("provisioningState")?.as_str()
}
