//! What differs between two JSON values, field by field.

use serde_json::Value;

use super::wording::wording;

/// One field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Where: `properties.agentUpdate.type`.
    pub path: String,
    /// The value before; `None` if the field was absent.
    pub before: Option<Value>,
    /// The value after; `None` if the field is absent.
    pub after: Option<Value>,
}

impl FieldChange {
    /// What becomes of the field, on one line: “Max session limit: 10 → 12”. `label` names the field.
    pub fn sentence(&self, label: &str) -> String {
        let text = |value: &Option<Value>, none: &str| match value {
            None | Some(Value::Null) => none.to_owned(),
            Some(value) => words(value),
        };
        format!("{label}: {} → {}", text(&self.before, "not set"), text(&self.after, "removed"))
    }
}

/// A value without the marks of JSON: a word of the API by what it is called, a resource by its name.
pub fn words(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(id) if id.starts_with("/subscriptions/") => id.rsplit('/').next().unwrap_or_default().to_owned(),
        Value::String(text) => wording(text).to_owned(),
        Value::Bool(on) => (if *on { "on" } else { "off" }).to_owned(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) if fields.is_empty() => "none".to_owned(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name} = {}", words(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Number(_) => value.to_string(),
    }
}

/// The fields that differ. Objects are compared by field, everything else as a whole; the order of fields does not count.
pub fn diff(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk("", Some(before), Some(after), &mut changes);
    changes
}

fn walk(path: &str, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<FieldChange>) {
    if let (Some(Value::Object(old)), Some(Value::Object(new))) = (before, after) {
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            walk(&path, old.get(key), new.get(key), changes);
        }
    } else if before != after {
        changes.push(FieldChange { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_changed_added_and_removed() {
        let before = json!({"a": 1, "b": {"c": [1], "d": null}, "e": "x"});
        let after = json!({"b": {"d": null, "c": [2], "f": true}, "a": 1});
        let paths: Vec<String> = diff(&before, &after).into_iter().map(|change| change.path).collect();
        assert_eq!(paths, ["b.c", "b.f", "e"]);
        assert_eq!(diff(&before, &after)[1], FieldChange { path: "b.f".to_owned(), before: None, after: Some(json!(true)) });
        assert!(diff(&before, &before).is_empty());
    }

    #[test]
    fn a_change_reads_without_the_marks_of_json() {
        let sentence = |before: Value, after: Value| {
            let change = FieldChange { path: "a.b".to_owned(), before: Some(before), after: Some(after) };
            change.sentence("Offer")
        };
        for (before, after, wanted) in [
            (json!("windows-11"), Value::Null, "Offer: windows-11 → removed"),
            (json!("BreadthFirst"), json!("/subscriptions/s/x/images/win"), "Offer: Breadth-first → win"),
            (Value::Null, json!(""), "Offer: not set → empty"),
            (json!(false), json!(true), "Offer: off → on"),
            (json!([1, 2]), json!([]), "Offer: 1, 2 → none"),
            (json!({}), json!({"env": "prod"}), "Offer: none → env = prod"),
        ] {
            assert_eq!(sentence(before, after), wanted);
        }
    }

    #[test]
    fn null_and_absent_differ() {
        assert_eq!(diff(&json!({"a": null}), &json!({})).len(), 1);
    }
}
