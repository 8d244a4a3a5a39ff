//! Whether two values of a field mean the same to Azure, however they are spelled.
//!
//! Recorded of the real service: an RDP string comes back with a semicolon added and in another order, the region `East US` as
//! `eastus`, words and lists of words in any case and spacing, an unset value as null or not at all, a time in another zone.
//! Every comparison of what was sent with what is read goes through here.

use serde_json::{Map, Value};

use super::rdp::Rdp;

/// How the texts of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A word, an id, an address: case and outer blanks do not count.
    Word,
    /// Words separated by commas, in any order.
    Words,
    /// What people wrote: every letter counts.
    Text,
    /// JSON in a string.
    Json,
    /// RDP properties separated by semicolons, in any order.
    Rdp,
    /// An Azure region.
    Region,
    /// A time, to the second.
    Time,
}

/// The kind of a field by its path.
fn kind(path: &str) -> Kind {
    if is_tag(path) {
        return Kind::Text;
    }
    let path = path.to_ascii_lowercase();
    match path.rsplit('.').next().unwrap_or_default() {
        "customrdpproperty" | "conditionalrdpproperty" => Kind::Rdp,
        "location" | "vmlocation" => Kind::Region,
        "type" if path.ends_with("identity.type") => Kind::Words,
        "friendlyname" | "description" | "logoffmessage" | "cancelmessage" => Kind::Text,
        "vmtemplate" => Kind::Json,
        name if name.ends_with("time") || matches!(name, "createdat" | "lastmodifiedat") => Kind::Time,
        _ => Kind::Word,
    }
}

/// Whether a path is that of one tag. Names of tags are free, so they say nothing about the kind of their value.
fn is_tag(path: &str) -> bool {
    ["tags.", "vmtags."].iter().any(|tags| {
        let path = path.to_ascii_lowercase();
        path.starts_with(tags) || path.contains(&[".", tags].concat())
    })
}

/// Whether the names in an object are free, so that one says something by being there.
fn has_free_names(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or_default();
    ["tags", "vmTags", "userAssignedIdentities"].iter().any(|free| free.eq_ignore_ascii_case(name))
}

/// Whether two values of the field at this path mean the same. Null, absent, an empty text, an empty list and an empty object are
/// one; lists are compared without order, names without case.
pub fn same(path: &str, one: &Value, other: &Value) -> bool {
    match (one, other) {
        _ if is_nothing(path, one) && is_nothing(path, other) => true,
        (Value::Object(one), Value::Object(other)) => same_fields(path, one, other),
        (Value::Array(one), Value::Array(other)) => same_items(path, one, other),
        (Value::String(one), Value::String(other)) => same_text(kind(path), one, other),
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b),
        _ => one == other,
    }
}

/// Whether a value says nothing. A free name with an empty value says something: a tag, an assigned identity.
pub fn is_nothing(path: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) if has_free_names(path) => fields.is_empty(),
        Value::Object(fields) => fields.iter().all(|(name, value)| is_nothing(&[path, ".", name].concat(), value)),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn same_fields(path: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let has = |object: &Map<String, Value>, name: &String| object.keys().any(|known| known.eq_ignore_ascii_case(name));
    let same_names = || one.keys().all(|name| has(other, name)) && other.keys().all(|name| has(one, name));
    let mut all = one.keys().chain(other.keys());
    (!has_free_names(path) || same_names())
        && all.all(|name| same(&[path, ".", name].concat(), field(one, name), field(other, name)))
}

fn same_items(path: &str, one: &[Value], other: &[Value]) -> bool {
    let mut left: Vec<&Value> = other.iter().collect();
    one.len() == other.len()
        && one.iter().all(|item| {
            let place = left.iter().position(|there| same(path, item, there));
            place.map(|at| left.swap_remove(at)).is_some()
        })
}

fn same_text(kind: Kind, one: &str, other: &str) -> bool {
    let loose = || own_word(one).eq_ignore_ascii_case(own_word(other));
    match kind {
        Kind::Word => loose(),
        Kind::Text => one == other,
        Kind::Words => words(one) == words(other),
        Kind::Region => region(one) == region(other),
        Kind::Rdp => rdp(one) == rdp(other),
        Kind::Json => match (serde_json::from_str::<Value>(one), serde_json::from_str::<Value>(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => one == other,
        },
        Kind::Time => match (instant(one), instant(other)) {
            (Some(one), Some(other)) => one == other,
            _ => loose(),
        },
    }
}

/// One word for what versions call by two: the temp disk is the resource disk before 2026-04-01-preview.
fn own_word(text: &str) -> &str {
    let text = text.trim();
    if text.eq_ignore_ascii_case("TempDisk") { "ResourceDisk" } else { text }
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
    words.sort();
    words
}

/// A region without its spaces: `East US` is `eastus`.
fn region(text: &str) -> String {
    text.chars().filter(|next| !next.is_whitespace()).map(|next| next.to_ascii_lowercase()).collect()
}

fn instant(text: &str) -> Option<i64> {
    crate::resource::Timestamp::new(text).at().map(host::Instant::seconds)
}

/// The properties by name, those of one name in their order.
fn rdp(text: &str) -> (String, Vec<(String, &'static str, String)>) {
    let rdp = Rdp::parse(text);
    let one =
        |item: &super::rdp::Item| (item.name().to_ascii_lowercase(), item.kind().letter(), item.plain().to_ascii_lowercase());
    let mut items: Vec<_> = rdp.items.iter().map(one).collect();
    items.sort_by(|one, other| one.0.cmp(&other.0));
    (rdp.stray.trim_matches(|next: char| next == ';' || next.is_whitespace()).to_owned(), items)
}

/// The field of this name in an object, in whatever case the service spells it; null if there is none.
pub fn field<'a>(object: &'a Map<String, Value>, name: &str) -> &'a Value {
    let other_case = || object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    object.get(name).or_else(other_case).unwrap_or(&Value::Null)
}

/// The value at a path of names separated by dots, each in any case; null if there is none.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(value, |value, name| value.as_object().map_or(&Value::Null, |object| field(object, name)))
}

#[cfg(test)]
#[path = "meaning_tests.rs"]
mod tests;
