//! What differs between two JSON values, field by field.

use serde_json::Value;

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
    /// What becomes of the field, as a sentence.
    pub fn sentence(&self) -> String {
        let text = |value: &Option<Value>| match value {
            None | Some(Value::Null) => "nothing".to_owned(),
            Some(value) => value.to_string(),
        };
        format!("{}: {} becomes {}.", self.path, text(&self.before), text(&self.after))
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
    fn null_and_absent_differ() {
        assert_eq!(diff(&json!({"a": null}), &json!({})).len(), 1);
    }
}
