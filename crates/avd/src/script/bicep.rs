//! A call as Bicep: the resource that a PUT makes, or the fields that a PATCH changes. An action is no resource.

use arm::Call;
use host::Method;
use serde_json::{Map, Value};

use super::place::Place;
use super::quote::{bicep, comment, posix};

/// The file and what to know about it; or why there is none.
pub(super) fn file(call: &Call) -> Result<(String, Option<String>), String> {
    let body = call.body.as_ref().and_then(Value::as_object);
    let (Some(place), Some(body)) = (Place::of(call), body) else { return Err(why_not(call)) };
    let declared = matches!(call.method, Method::Put | Method::Patch) && place.verb.is_none();
    if !declared || is_token(body) {
        return Err(why_not(call));
    }
    let deploy = format!(
        "// az deployment group create --subscription {} --resource-group {} --template-file main.bicep\n",
        comment(&posix(&place.subscription)),
        comment(&posix(&place.group))
    );
    let mut note = call
        .headers
        .first()
        .map(|(name, _)| format!("A deployment doesn't send {name}, so it overwrites changes made in the meantime."));
    let mut head = deploy;
    if call.method == Method::Patch {
        head.push_str("// Only the properties that change. Add them to the resource's full definition before you deploy it.\n");
        note = Some(
            "A deployment replaces the resource (PUT), but this request changes only some properties (PATCH). Add these \
                properties to your definition of the resource. If you deploy them alone, the other properties are reset or the \
                deployment fails."
                .to_owned(),
        );
    }
    Ok((head + &resources(&place, &call.api_version, body), note))
}

/// A PATCH that makes or revokes a registration token.
fn is_token(body: &Map<String, Value>) -> bool {
    body.get("properties").and_then(|properties| properties.get("registrationInfo")).is_some()
}

fn why_not(call: &Call) -> String {
    match call.method {
        Method::Put | Method::Patch => {
            "A registration token doesn't belong in a template, because every deployment would create a new one."
        }
        Method::Delete => "Bicep can't delete a resource.",
        _ => "This request is an action, which Bicep can't run.",
    }
    .to_owned()
}

/// The resource, and before it the ones it is in, which exist.
fn resources(place: &Place, version: &str, body: &Map<String, Value>) -> String {
    let mut text = String::new();
    let mut kind = place.provider.clone();
    let mut parent: Option<String> = None;
    for (at, (own, name)) in place.names.iter().enumerate() {
        kind = format!("{kind}/{own}");
        let symbol = symbol(own);
        let last = at + 1 == place.names.len();
        let existing = if last { "" } else { "existing " };
        text.push_str(&format!("\nresource {symbol} {} {existing}= {{\n", bicep(&format!("{kind}@{version}"))));
        if let Some(parent) = &parent {
            text.push_str(&format!("  parent: {parent}\n"));
        }
        text.push_str(&format!("  name: {}\n", bicep(name)));
        if last {
            fields(body, 1, &mut text);
        }
        text.push_str("}\n");
        parent = Some(symbol);
    }
    text
}

/// A name for a resource within the file: its type without what no identifier may have.
fn symbol(kind: &str) -> String {
    let name: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { format!("resource{name}") }
}

fn fields(object: &Map<String, Value>, depth: usize, into: &mut String) {
    for (name, value) in object {
        into.push_str(&format!("{}{}: ", "  ".repeat(depth), key(name)));
        written(value, depth, into);
        into.push('\n');
    }
}

fn key(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
        && !matches!(name, "true" | "false" | "null");
    if plain { name.to_owned() } else { bicep(name) }
}

fn written(value: &Value, depth: usize, into: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(object) if object.is_empty() => into.push_str("{}"),
        Value::Object(object) => {
            into.push_str("{\n");
            fields(object, depth + 1, into);
            into.push_str(&format!("{indent}}}"));
        }
        Value::Array(items) if items.is_empty() => into.push_str("[]"),
        Value::Array(items) => {
            into.push_str("[\n");
            for item in items {
                into.push_str(&format!("{indent}  "));
                written(item, depth + 1, into);
                into.push('\n');
            }
            into.push_str(&format!("{indent}]"));
        }
        Value::String(text) => into.push_str(&bicep(text)),
        // Bicep has whole numbers of 64 bits and no others.
        Value::Number(number) if number.as_i64().is_none() => into.push_str(&format!("json('{number}')")),
        other => into.push_str(&other.to_string()),
    }
}
