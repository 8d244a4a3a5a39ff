//! The API description of Microsoft.DesktopVirtualization (structure only) and the check of JSON against it.
//!
//! The part of JSON Schema the description uses, no more: `$ref`, `allOf`, `type`, `properties`, `required`, `enum`, bounds,
//! `additionalProperties`. Data: `azure-rest-api-specs`, `desktopvirtualization.json`, 2026-01-01-preview.

use std::sync::OnceLock;

use host::Method;
use serde_json::{Map, Value, json};

use crate::answer::Refusal;
use crate::avd::structure::{self, Stranger, Unknown};
use crate::avd::table::Operation;
use crate::avd::version::ApiVersion;

const TEXT: &str = include_str!("../../data/desktopvirtualization-2026-01-01-preview.json");

/// The description.
fn description() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(|| serde_json::from_str(TEXT).unwrap_or_default())
}

/// Which way the JSON goes: read-only properties count in answers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Request,
    #[cfg_attr(not(test), allow(dead_code))] // The emulator checks its own answers in tests.
    Answer,
}

/// What is wrong where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) path: String,
    pub(crate) message: String,
}

/// The body an operation takes: definition and whether it must be there.
pub(crate) fn body_of(operation: &str) -> Option<(&'static str, bool)> {
    let operation = &description()["operations"][operation];
    Some((operation["body"].as_str()?, operation["bodyRequired"].as_bool().unwrap_or(false)))
}

/// The definition an operation answers with.
#[cfg(test)]
pub(crate) fn answer_of(operation: &str, status: u16) -> Option<&'static str> {
    description()["operations"][operation]["responses"][status.to_string()].as_str()
}

/// The names of a definition's own properties.
#[cfg(test)]
pub(crate) fn property_names(definition: &str) -> Vec<&'static str> {
    let properties = &description()["definitions"][definition]["properties"];
    properties.as_object().map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The names of all operations the description has.
#[cfg(test)]
pub(crate) fn operations() -> Vec<&'static str> {
    description()["operations"].as_object().map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// What is wrong with a value of a definition.
pub(crate) fn problems(definition: &str, value: &Value, way: Way) -> Vec<Problem> {
    let mut found = Vec::new();
    check(&json!({ "$ref": format!("#/definitions/{definition}") }), value, way, "", &mut found);
    found
}

/// The body of a request to an operation in a version, spelled as that version spells it; or the refusal that names each path.
pub(crate) fn accept(
    operation: &Operation,
    version: ApiVersion,
    unknown: Unknown,
    held: &Value,
    body: Option<&[u8]>,
) -> Result<Map<String, Value>, Refusal> {
    let Some((definition, required)) = body_of(operation.id) else { return Ok(Map::new()) };
    let bytes = body.unwrap_or_default();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        if required {
            return Err(Refusal::gateway(400, "InvalidRequestContent", "The request content was empty."));
        }
        return Ok(Map::new());
    }
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Refusal::gateway(
            400,
            "InvalidRequestContent",
            format!("The request content was invalid and could not be deserialized: '{error}'."),
        )
    })?;
    let given = value.clone();
    let held = if unknown == Unknown::Kept { &given } else { held };
    if let (Value::Object(map), Method::Put | Method::Patch) = (&mut value, operation.method) {
        for stranger in structure::accept(&operation.resource(), version, held, map) {
            strange(&stranger, unknown)?;
        }
    }
    refuse(&problems(definition, &value, Way::Request))?;
    match value {
        Value::Object(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}

/// Refuses a resource that lacks what a PUT of it would need: what a PATCH made of it.
pub(crate) fn whole(definition: &str, resource: &Value) -> Result<(), Refusal> {
    refuse(&problems(definition, resource, Way::Request))
}

fn refuse(problems: &[Problem]) -> Result<(), Refusal> {
    let Some(first) = problems.first() else { return Ok(()) };
    let mut refusal =
        Refusal::gateway(400, "InvalidRequestContent", format!("The request content is not valid: {}", first.message));
    refusal.target = Some(first.path.as_str().into());
    let detail = |problem: &Problem| json!({ "code": "InvalidProperty", "message": problem.message, "target": problem.path });
    refusal.details = problems.iter().map(detail).collect();
    Err(refusal)
}

/// What a version does not know: a property in the words of ARM, a word in those of the provider.
fn strange(stranger: &Stranger, unknown: Unknown) -> Result<(), Refusal> {
    match stranger {
        Stranger::Property(_) if unknown == Unknown::Ignored => Ok(()),
        Stranger::Property(path) => {
            let (of, name) = path.rsplit_once('.').unwrap_or(("ResourceDefinition", path));
            let message = format!(
                "The request content was invalid and could not be deserialized: 'Could not find member '{name}' on object of type \
                 '{of}'. Path '{path}', line 1, position 1.'."
            );
            Err(Refusal::gateway(400, "InvalidRequestContent", message).about(path.as_str()))
        }
        Stranger::Word(path, words) => {
            let name = path.rsplit('.').next().unwrap_or_default();
            let name: String = name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
            let message = format!("The {name} value is incorrect. Please provide a valid type: {}.", words.join(" or "));
            Err(Refusal::new(400, "UnknownWord", message))
        }
    }
}

fn resolve<'a>(schema: &'a Value) -> &'a Value
where
    'static: 'a,
{
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    name.map_or(schema, |name| &description()["definitions"][name])
}

fn check(schema: &Value, value: &Value, way: Way, path: &str, found: &mut Vec<Problem>) {
    let schema = resolve(schema);
    let mut wrong = |message: String| found.push(Problem { path: path.to_owned(), message });
    let named = if path.is_empty() { "the body" } else { path };
    match schema["type"].as_str().unwrap_or_default() {
        "object" if !value.is_object() => wrong(format!("{named} must be an object.")),
        "array" if !value.is_array() => wrong(format!("{named} must be an array.")),
        "string" if !value.is_string() => wrong(format!("{named} must be a string.")),
        "boolean" if !value.is_boolean() => wrong(format!("{named} must be true or false.")),
        "integer" if value.as_i64().is_none_or(|number| i32::try_from(number).is_err()) => {
            wrong(format!("{named} must be a whole number of 32 bits."));
        }
        "number" if !value.is_number() => wrong(format!("{named} must be a number.")),
        "object" => object(schema, value, way, path, found),
        "array" => {
            for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                check(&schema["items"], item, way, &format!("{path}[{place}]"), found);
            }
        }
        "string" => string(schema, value.as_str().unwrap_or_default(), named, &mut wrong),
        "integer" | "number" => number(schema, value.as_f64().unwrap_or_default(), named, &mut wrong),
        _ => {}
    }
}

fn object(schema: &Value, value: &Value, way: Way, path: &str, found: &mut Vec<Problem>) {
    let Some(given) = value.as_object() else { return };
    for part in schema["allOf"].as_array().into_iter().flatten() {
        object(resolve(part), value, way, path, found);
    }
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if given.get(name).is_none_or(Value::is_null) {
            found.push(Problem { path: below(name), message: format!("The required property '{}' is missing.", below(name)) });
        }
    }
    for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let property = &schema["properties"][name];
        let read_only = |schema: &Value| schema["readOnly"].as_bool().unwrap_or(false);
        if way == Way::Request && (read_only(property) || read_only(resolve(property))) {
            continue;
        }
        if property.is_object() {
            check(property, value, way, &below(name), found);
        } else if schema["additionalProperties"].is_object() {
            check(&schema["additionalProperties"], value, way, &below(name), found);
        }
    }
}

fn string(schema: &Value, text: &str, named: &str, wrong: &mut impl FnMut(String)) {
    let length = text.chars().count() as u64;
    if let Some(most) = schema["maxLength"].as_u64().filter(|most| length > *most) {
        wrong(format!("{named} has {length} characters; at most {most} are allowed."));
    }
    if let Some(least) = schema["minLength"].as_u64().filter(|least| length < *least) {
        wrong(format!("{named} has {length} characters; at least {least} are needed."));
    }
    let closed = schema["x-ms-enum"]["modelAsString"].as_bool() == Some(false);
    if closed && !schema["enum"].as_array().into_iter().flatten().any(|word| word.as_str() == Some(text)) {
        wrong(format!("{named} is '{text}', which is not one of {}.", schema["enum"]));
    }
    if schema["format"].as_str() == Some("date-time") && host::Instant::parse(text).is_err() {
        wrong(format!("{named} is no timestamp like 2026-01-31T14:03:20Z."));
    }
    // The only pattern of the description is that of `kind`.
    if schema["pattern"].is_string() && !text.chars().all(|c| c.is_alphanumeric() || "-._,()".contains(c)) {
        wrong(format!("{named} has characters that are not allowed."));
    }
}

fn number(schema: &Value, number: f64, named: &str, wrong: &mut impl FnMut(String)) {
    if let Some(least) = schema["minimum"].as_f64().filter(|least| number < *least) {
        wrong(format!("{named} is {number}; it must be at least {least}."));
    }
    if let Some(most) = schema["maximum"].as_f64().filter(|most| number > *most) {
        wrong(format!("{named} is {number}; it must be at most {most}."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(definition: &str, value: &Value) -> Vec<String> {
        problems(definition, value, Way::Request).into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn names_the_path_of_every_problem() {
        let cases = [
            ("UpdateSessionHostsRequestBody", json!({}), vec![]),
            ("UpdateSessionHostsRequestBody", json!({ "unknown": 1 }), vec![]),
            ("UpdateSessionHostsRequestBody", json!({ "update": { "maxVmsRemoved": 0 } }), vec!["update.maxVmsRemoved"]),
            (
                "UpdateSessionHostsRequestBody",
                json!({ "update": { "logOffMessage": "x".repeat(261) } }),
                vec!["update.logOffMessage"],
            ),
            ("UpdateSessionHostsRequestBody", json!({ "scheduledDateTime": "soon" }), vec!["scheduledDateTime"]),
            ("UpdateSessionHostsRequestBody", json!([]), vec![""]),
            ("HostPoolUpdateControlParameter", json!({}), vec!["action"]),
            ("HostPool", json!({ "location": "westeurope" }), vec!["properties"]),
            (
                "HostPool",
                json!({ "properties": {} }),
                vec!["location", "properties.hostPoolType", "properties.loadBalancerType", "properties.preferredAppGroupType"],
            ),
            ("HostPoolPatch", json!({ "properties": { "maxSessionLimit": "9" } }), vec!["properties.maxSessionLimit"]),
            ("HostPoolPatch", json!({ "tags": { "a": 1 } }), vec!["tags.a"]),
            (
                "HostPoolPatch",
                json!({ "properties": { "agentUpdate": { "maintenanceWindows": [{ "dayOfWeek": "Someday" }] } } }),
                vec!["properties.agentUpdate.maintenanceWindows[0].dayOfWeek"],
            ),
        ];
        for (definition, value, expected) in cases {
            let mut found = paths(definition, &value);
            found.sort();
            assert_eq!(found, expected, "{definition} {value}");
        }
    }

    #[test]
    fn the_description_is_whole() {
        assert!(operations().len() > 40);
        assert_eq!(body_of("HostPools_CreateOrUpdate"), Some(("HostPool", true)));
        assert_eq!(answer_of("HostPools_Get", 200), Some("HostPool"));
    }
}
