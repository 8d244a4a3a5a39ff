//! Answers with texts nobody should put there: script, other directions of writing, invisible characters, walls of text.

use host::Response;
use serde_json::Value;

/// Fields that hold a text for people, in any resource.
const SPOKEN: [&str; 14] = [
    "activeDirectoryUserName",
    "agentVersion",
    "assignedUser",
    "description",
    "displayName",
    "friendlyName",
    "lastModifiedBy",
    "createdBy",
    "logOffMessage",
    "message",
    "osVersion",
    "sxSStackVersion",
    "updateErrorMessage",
    "userPrincipalName",
];

/// The same answer with `text` in every such field.
pub(super) fn speak(response: &mut Response, text: &str) {
    if let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) {
        replace(&mut body, text);
        response.body = body.to_string().into_bytes();
    }
}

fn replace(value: &mut Value, text: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, text)),
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                let known = SPOKEN.contains(&name.as_str());
                match inner {
                    Value::String(said) if known => text.clone_into(said),
                    // Tags are all texts of people.
                    Value::Object(tags) if name == "tags" => tags.values_mut().for_each(|tag| *tag = text.into()),
                    _ => replace(inner, text),
                }
            }
        }
        _ => {}
    }
}
