//! Drafts whose fields are listed by their path in `properties`: `update.maxVmsRemoved`.
//!
//! One table of paths serves reading, comparing, the body of a PATCH and the comparison of three states. What has no value, an
//! empty text, an empty list and an empty object are one here: null. Paths that are not in the table are left alone.

use arm::json::{Fields, write};
use serde_json::{Map, Value};

use super::diff::FieldChange;
use super::meaning;

/// One field that differs between the state a form began with, the form, and what the service has now.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldMerge {
    /// The field, by its path in `properties`.
    pub field: String,
    /// The value when the form was opened; null if it had none.
    pub base: Value,
    /// The value in the form.
    pub mine: Value,
    /// The value the service has now.
    pub theirs: Value,
    /// Whether both changed it, to different values: somebody has to choose.
    pub conflict: bool,
}

impl FieldMerge {
    /// Whether the form changes it.
    pub fn is_mine(&self) -> bool {
        self.mine != self.base
    }

    /// Whether somebody else changed it. Another spelling of the same is no change.
    pub fn is_theirs(&self) -> bool {
        !meaning::same(&self.field, &self.theirs, &self.base)
    }
}

/// Fills a draft from `properties` as received. A field of an unexpected shape reads as absent and must not hide the others.
pub(super) fn read(draft: &mut dyn Fields, properties: Option<&Value>) {
    for (at, path) in draft.names().iter().enumerate() {
        let value = path.split('.').try_fold(properties.unwrap_or(&Value::Null), |value, name| value.get(name));
        if let Some(value) = value.filter(|value| !value.is_null()) {
            let _ = draft.put(at, value.clone());
        }
    }
}

/// The fields by path, texts without the spaces around them.
pub(super) fn leaves(draft: &dyn Fields) -> Map<String, Value> {
    let mut fields = write(draft, true);
    for value in fields.values_mut() {
        if let Value::String(text) = value {
            *text = text.trim().to_owned();
        }
        let empty = match value {
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        if empty {
            *value = Value::Null;
        }
    }
    fields
}

/// The fields that differ, in the order of the table.
pub(super) fn changes(before: &dyn Fields, after: &dyn Fields) -> Vec<FieldChange> {
    let old = leaves(before);
    let some = |value: &Value| Some(value.clone()).filter(|value| !value.is_null());
    let differing = leaves(after).into_iter().filter(|(path, value)| old.get(path) != Some(value));
    differing.map(|(path, after)| FieldChange { before: old.get(&path).and_then(some), after: some(&after), path }).collect()
}

/// The merge patch (RFC 7396) that makes the one draft of the other. A field that lost its value, and an object that lost all of
/// its fields, is null. An object of free names is sent as a whole, those it lost as null: right for a service that merges it
/// and for one that replaces it.
pub(super) fn patch(before: &dyn Fields, after: &dyn Fields) -> Map<String, Value> {
    let (old, new) = (leaves(before), leaves(after));
    let mut patch = merge_patch(&nested(&old), &nested(&new));
    for (path, value) in &new {
        if let (Value::Object(names), Some(had)) = (value, old.get(path).filter(|had| *had != value)) {
            let lost = had.as_object().into_iter().flatten().filter(|(name, _)| !names.contains_key(*name));
            let lost = lost.map(|(name, _)| (name.clone(), Value::Null));
            place(&mut patch, path, Value::Object(names.clone().into_iter().chain(lost).collect()));
        }
    }
    patch
}

/// The fields that have a value, as the object they are the paths of.
pub(super) fn nested(leaves: &Map<String, Value>) -> Map<String, Value> {
    let mut object = Map::new();
    for (path, value) in leaves.iter().filter(|(_, value)| !value.is_null()) {
        place(&mut object, path, value.clone());
    }
    object
}

fn place(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            object.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let below = object.entry(name).or_insert(Value::Null);
            if !below.is_object() {
                *below = Value::Object(Map::new());
            }
            if let Value::Object(below) = below {
                place(below, rest, value);
            }
        }
    }
}

fn merge_patch(old: &Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
    let lost = old.keys().filter(|name| !new.contains_key(*name)).map(|name| (name.clone(), Value::Null));
    let mut patch = Map::new();
    for (name, value) in new {
        match (old.get(name), value) {
            (Some(before), _) if before == value => {}
            (Some(Value::Object(before)), Value::Object(after)) => {
                patch.insert(name.clone(), Value::Object(merge_patch(before, after)));
            }
            _ => {
                patch.insert(name.clone(), value.clone());
            }
        }
    }
    patch.extend(lost);
    patch
}

/// Applies a merge patch (RFC 7396, section 2).
pub(super) fn merge(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.shift_remove(name);
            }
            Value::Object(below) => {
                let into = target.entry(name.clone()).or_insert(Value::Null);
                if !into.is_object() {
                    *into = Value::Object(Map::new());
                }
                if let Value::Object(into) = into {
                    merge(into, below);
                }
            }
            _ => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

/// What differs between three drafts, in the order of the table.
pub(super) fn three_way(base: &dyn Fields, mine: &dyn Fields, theirs: &dyn Fields) -> Vec<FieldMerge> {
    let (base, mine, theirs) = (leaves(base), leaves(mine), leaves(theirs));
    let of = |fields: &Map<String, Value>, path: &String| fields.get(path).cloned().unwrap_or_default();
    let merges = base.iter().map(|(path, base)| {
        let (mine, theirs) = (of(&mine, path), of(&theirs, path));
        let mut merge = FieldMerge { field: path.clone(), base: base.clone(), mine, theirs, conflict: false };
        merge.conflict = merge.is_mine() && merge.is_theirs() && !meaning::same(path, &merge.mine, &merge.theirs);
        merge
    });
    merges.filter(|merge| merge.is_mine() || merge.is_theirs()).collect()
}

/// Puts the form's changes on top of what the service has now. Where both changed a field, `keep_mine` says which value stays.
pub(super) fn rebase(theirs: &mut dyn Fields, empty: &dyn Fields, merges: &[FieldMerge], keep_mine: impl Fn(&str) -> bool) {
    for merge in merges.iter().filter(|merge| merge.is_mine() && (!merge.conflict || keep_mine(&merge.field))) {
        if let Some(at) = theirs.names().iter().position(|path| *path == merge.field) {
            let value = if merge.mine.is_null() { empty.get(at) } else { merge.mine.clone() };
            // It came out of the same table, so it has the shape of the field.
            let _ = theirs.put(at, value);
        }
    }
}
