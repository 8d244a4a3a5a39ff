//! Error bodies in all the shapes Azure sends them, read leniently: whatever cannot be understood is kept as words.
//!
//! The shape they should have: Resource Provider Contract, *Error response content*.

use host::Response;
use serde_json::Value;

use super::{Detail, PolicyRefusal};

/// How deep errors may be nested before the rest is left alone.
const DEEPEST: usize = 8;

/// More entries, or longer words, nobody reads.
const MOST: usize = 200;
const LONGEST: usize = 4_000;

/// What an error body says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Envelope {
    pub code: Option<String>,
    pub message: String,
    pub target: Option<String>,
    pub details: Vec<Detail>,
    pub policies: Vec<PolicyRefusal>,
    pub principal: Option<String>,
    pub action: Option<String>,
    pub scope: Option<String>,
}

impl Envelope {
    /// Only a sentence.
    pub fn words(message: String) -> Self {
        Self { message, ..Self::default() }
    }

    /// Reads a response's body; an empty one or a web page becomes `HTTP 502`.
    pub fn parse(response: &Response) -> Self {
        let mut envelope = match serde_json::from_slice::<Value>(&response.body) {
            Ok(value) => Self::of_value(&value),
            Err(_) => Self::words(plain_text(&response.body)),
        };
        if envelope.message.is_empty() && envelope.code.is_none() {
            envelope.message = format!("HTTP {}", response.status);
        }
        envelope
    }

    /// Reads a body that is JSON already: also the error inside a status or a resource.
    pub fn of_value(value: &Value) -> Self {
        let mut found = Self::default();
        collect(value, &mut found, 0);
        if found.message.is_empty() && value.is_string() {
            found.message = clipped(value.as_str().unwrap_or_default().to_owned());
        }
        let message = found.details.iter().rev().map(|detail| detail.message.trim()).find(|message| !message.is_empty());
        found.message = message.map_or(found.message, str::to_owned);
        found.code = found.details.iter().map(|detail| detail.code.clone()).find(|code| !code.is_empty()).or(found.code);
        found.target = found.details.iter().rev().find_map(|detail| detail.target.clone());
        let refusal =
            found.details.iter().map(|detail| detail.message.clone()).find(|message| quoted_after(message, "action").is_some());
        if let Some(message) = refusal {
            found.principal = quoted_after(&message, "client");
            found.action = quoted_after(&message, "action");
            found.scope = quoted_after(&message, "scope");
        }
        found
    }
}

/// Walks outermost to deepest along the first detail; the other details follow in order.
fn collect(value: &Value, found: &mut Envelope, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(_) => {}
        Value::String(text) if text.trim_start().starts_with('{') => {
            if let Ok(inner) = serde_json::from_slice::<Value>(text.as_bytes()) {
                collect(&inner, found, depth + 1);
            }
            return;
        }
        _ => return,
    }
    for wrapper in ["error", "odata.error", "Error"] {
        match value.get(wrapper) {
            Some(Value::String(code)) => return push(found, code.clone(), text_of(value, &["error_description"]), None),
            Some(Value::Null) | None => {}
            Some(inner) => return collect(inner, found, depth + 1),
        }
    }
    if let Some(properties) = value.get("properties") {
        for name in ["error", "statusMessage"] {
            if let Some(inner) = properties.get(name) {
                collect(inner, found, depth + 1);
            }
        }
    }
    let (code, message) = (text_of(value, &["code", "Code"]), text_of(value, &["message", "Message"]));
    let nested = message.trim_start().starts_with('{')
        && serde_json::from_slice::<Value>(message.as_bytes()).is_ok_and(|inner| inner.is_object());
    let target = Some(text_of(value, &["target", "Target"])).filter(|target| !target.is_empty());
    if nested {
        if !code.is_empty() {
            push(found, code, String::new(), target);
        }
        collect(&Value::String(message), found, depth + 1);
    } else if !code.is_empty() || !message.is_empty() {
        push(found, code, message, target);
    }
    policies(value, found);
    let details = value.get("details").or_else(|| value.get("Details")).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    // Backwards, so that the first detail, the one that explains most, ends up deepest.
    for inner in details.iter().take(50).rev() {
        collect(inner, found, depth + 1);
    }
    if let Some(inner) = value.get("innererror").or_else(|| value.get("innerError")) {
        collect(inner, found, depth + 1);
    }
}

fn push(found: &mut Envelope, code: String, message: String, target: Option<String>) {
    if found.details.len() < MOST {
        found.details.push(Detail { code: clipped(code), message: clipped(message), target: target.map(clipped) });
    }
}

/// Words of a length that can be shown.
fn clipped(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn text_of(value: &Value, names: &[&str]) -> String {
    let field = names.iter().find_map(|name| value.get(*name).filter(|field| !field.is_null()));
    match field {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(inner @ Value::Object(_)) => inner.get("value").and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn policies(value: &Value, found: &mut Envelope) {
    for entry in value.get("additionalInfo").and_then(Value::as_array).into_iter().flatten().take(MOST) {
        let Some(info) = entry.get("info").filter(|_| entry.get("type").and_then(Value::as_str) == Some("PolicyViolation"))
        else {
            continue;
        };
        found.policies.push(PolicyRefusal {
            definition: clipped(text_of(info, &["policyDefinitionDisplayName", "policyDefinitionName", "policyDefinitionId"])),
            assignment: clipped(text_of(info, &["policyAssignmentDisplayName", "policyAssignmentName", "policyAssignmentId"])),
            scope: Some(text_of(info, &["policyAssignmentScope", "policyAssignmentSscope"])).filter(|scope| !scope.is_empty()),
        });
    }
}

/// The value in single quotes after a word: of “over scope '/subscriptions/…'”, the scope.
pub fn quoted_after(message: &str, word: &str) -> Option<String> {
    let (_, rest) = message.split_once(&format!("{word} '"))?;
    let (value, _) = rest.split_once('\'')?;
    (!value.is_empty()).then(|| value.to_owned())
}

fn plain_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
    let text = text.trim();
    if text.starts_with('<') { String::new() } else { text.chars().take(500).collect() }
}
