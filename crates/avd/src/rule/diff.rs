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
        if let (Some(Value::String(before)), Some(Value::String(after))) = (&self.before, &self.after)
            && is_id(before)
            && is_id(after)
        {
            let (before, after) = apart(before, after);
            return format!("{label}: {before} → {after}");
        }
        format!("{label}: {} → {}", text(&self.before, "not set"), text(&self.after, "removed"))
    }
}

/// A value without the marks of JSON: a word of the API by what it is called, a resource by its name.
pub fn words(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(id) if is_id(id) => id.rsplit('/').next().unwrap_or_default().to_owned(),
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

fn is_id(text: &str) -> bool {
    text.starts_with("/subscriptions/")
}

/// Two resources by name: alike where they are the same one (Azure compares ids without case), else with as much of where each is as
/// tells them apart. A text that is no resource id stays as it is.
pub fn apart(one: &str, other: &str) -> (String, String) {
    if !is_id(one) || !is_id(other) {
        let plain =
            |text: &str| if is_id(text) { names(text).last().copied().unwrap_or_default().to_owned() } else { text.to_owned() };
        return (plain(one), plain(other));
    }
    let (first, second) = (names(one), names(other));
    let tail = |names: &[&str], count: usize| names.get(names.len().saturating_sub(count)..).unwrap_or_default().join("/");
    if one.eq_ignore_ascii_case(other) {
        return (tail(&first, 1), tail(&first, 1));
    }
    let most = first.len().max(second.len());
    let count = (1..most).find(|count| !tail(&first, *count).eq_ignore_ascii_case(&tail(&second, *count))).unwrap_or(most);
    (tail(&first, count), tail(&second, count))
}

/// The names in an id, from the subscription to the resource itself.
fn names(id: &str) -> Vec<&str> {
    let mut parts = id.split('/').filter(|part| !part.is_empty());
    let mut names = Vec::new();
    while let (Some(kind), Some(name)) = (parts.next(), parts.next()) {
        if !kind.eq_ignore_ascii_case("providers") {
            names.push(name);
        }
    }
    names
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
    fn two_resources_of_one_name_are_told_apart() {
        let subnet = |subscription: &str, group: &str, net: &str, name: &str| {
            format!(
                "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{net}/subnets/{name}"
            )
        };
        let here = subnet("s", "g", "vnet", "hosts");
        for (other, wanted) in [
            (subnet("s", "g", "vnet", "more"), ("hosts", "more")),
            (subnet("s", "g", "vnet2", "hosts"), ("vnet/hosts", "vnet2/hosts")),
            (subnet("s", "g2", "vnet", "hosts"), ("g/vnet/hosts", "g2/vnet/hosts")),
            (subnet("s2", "g", "vnet", "hosts"), ("s/g/vnet/hosts", "s2/g/vnet/hosts")),
            (subnet("S", "G", "VNET", "HOSTS"), ("hosts", "hosts")),
            ("a word".to_owned(), ("hosts", "a word")),
        ] {
            assert_eq!(apart(&here, &other), (wanted.0.to_owned(), wanted.1.to_owned()));
        }
        let change =
            FieldChange { path: String::new(), before: Some(json!(here)), after: Some(json!(subnet("s", "g", "v2", "hosts"))) };
        assert_eq!(change.sentence("Subnet"), "Subnet: vnet/hosts → v2/hosts");
    }

    #[test]
    fn null_and_absent_differ() {
        assert_eq!(diff(&json!({"a": null}), &json!({})).len(), 1);
    }
}
