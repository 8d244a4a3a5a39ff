//! Typed values out of JSON and back, by tables.
//!
//! Generated decoders grow with every field of every type, once for each source they read from. Here an answer becomes a
//! [`Value`] once, and a type lists its fields' names beside two short matches ([`Fields`]); one function walks them all.

use core::fmt;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A type that can be read from JSON and written back.
pub trait Json: Sized {
    /// Reads it.
    fn from_json(value: Value) -> Result<Self, Misread>;
    /// Writes it.
    fn to_json(&self) -> Value;
}

/// An object's fields, found by their place in a list of names.
pub trait Fields {
    /// The names on the wire.
    fn names(&self) -> &'static [&'static str];
    /// Fills the field at a place.
    fn put(&mut self, at: usize, value: Value) -> Result<(), Misread>;
    /// The field at a place; null if it has no value.
    fn get(&self, at: usize) -> Value;
    /// Where fields that are not in the list are kept, if they are.
    fn other(&self) -> Option<&Map<String, Value>>;
    /// The same, to add to.
    fn other_mut(&mut self) -> Option<&mut Map<String, Value>>;
}

/// JSON of another shape than its type.
#[derive(Debug, PartialEq, Eq)]
pub struct Misread(Box<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    path: String,
    wanted: &'static str,
}

impl Misread {
    /// Something else was wanted here: `a text`.
    pub fn new(wanted: &'static str) -> Self {
        Self(Box::new(Inner { path: String::new(), wanted }))
    }

    /// The same, seen from the object around it.
    #[must_use]
    pub fn within(mut self, name: &str) -> Self {
        let dot = if self.0.path.is_empty() { "" } else { "." };
        self.0.path = [name, dot, &self.0.path].concat();
        self
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.0.path.is_empty() { "the response" } else { &self.0.path };
        out.write_str(&[place, " isn't ", self.0.wanted].concat())
    }
}

impl core::error::Error for Misread {}

/// Fills an object from JSON. A field that is null stays as it is. Names are found in any case; a second spelling of a field that
/// is there under its own name is an unknown one.
pub fn fill(object: &mut dyn Fields, value: Value) -> Result<(), Misread> {
    let Value::Object(fields) = value else { return Err(Misread::new("an object")) };
    let named: Vec<bool> = object.names().iter().map(|known| fields.contains_key(*known)).collect();
    for (name, value) in fields {
        let exact = object.names().iter().position(|known| *known == name);
        let respelled = || {
            let place = object.names().iter().position(|known| known.eq_ignore_ascii_case(&name));
            place.filter(|at| !named[*at])
        };
        match exact.or_else(respelled) {
            Some(_) if value.is_null() => {}
            Some(at) => object.put(at, value).map_err(|misread| misread.within(&name))?,
            None => {
                if let Some(other) = object.other_mut() {
                    other.insert(name, value);
                }
            }
        }
    }
    Ok(())
}

/// Writes an object, its fields in the order of the list and then the unknown ones; fields without a value if asked to.
pub fn write(object: &dyn Fields, empty_too: bool) -> Map<String, Value> {
    let mut fields = Map::new();
    for (at, name) in object.names().iter().enumerate() {
        let value = object.get(at);
        if empty_too || !value.is_null() {
            fields.insert((*name).to_owned(), value);
        }
    }
    for (name, value) in object.other().into_iter().flatten() {
        fields.insert(name.clone(), value.clone());
    }
    fields
}

impl Json for Value {
    fn from_json(value: Value) -> Result<Self, Misread> {
        Ok(value)
    }

    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl Json for String {
    fn from_json(value: Value) -> Result<Self, Misread> {
        if let Value::String(text) = value { Ok(text) } else { Err(Misread::new("a text")) }
    }

    fn to_json(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Json for bool {
    fn from_json(value: Value) -> Result<Self, Misread> {
        // A column of Resource Graph may give 1 and 0.
        let number = value.as_i64().filter(|number| matches!(number, 0 | 1)).map(|number| number == 1);
        value.as_bool().or(number).ok_or_else(|| Misread::new("true or false"))
    }

    fn to_json(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Json for i64 {
    fn from_json(value: Value) -> Result<Self, Misread> {
        value.as_i64().ok_or_else(|| Misread::new("a whole number"))
    }

    fn to_json(&self) -> Value {
        Value::from(*self)
    }
}

impl Json for f64 {
    fn from_json(value: Value) -> Result<Self, Misread> {
        value.as_f64().ok_or_else(|| Misread::new("a number"))
    }

    fn to_json(&self) -> Value {
        Value::from(*self)
    }
}

impl<T: Json> Json for Option<T> {
    fn from_json(value: Value) -> Result<Self, Misread> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }

    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

impl<T: Json> Json for Vec<T> {
    fn from_json(value: Value) -> Result<Self, Misread> {
        let Value::Array(items) = value else { return Err(Misread::new("a list")) };
        items.into_iter().map(T::from_json).collect()
    }

    fn to_json(&self) -> Value {
        Value::Array(self.iter().map(T::to_json).collect())
    }
}

impl<T: Json> Json for BTreeMap<String, T> {
    fn from_json(value: Value) -> Result<Self, Misread> {
        let Value::Object(fields) = value else { return Err(Misread::new("an object")) };
        let mut read = Self::new();
        for (name, value) in fields {
            let item = T::from_json(value).map_err(|misread| misread.within(&name))?;
            read.insert(name, item);
        }
        Ok(read)
    }

    fn to_json(&self) -> Value {
        Value::Object(self.iter().map(|(name, item)| (name.clone(), item.to_json())).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[derive(Debug, Default, PartialEq)]
    struct Pet {
        name: String,
        age: Option<i64>,
    }

    impl Fields for Pet {
        fn names(&self) -> &'static [&'static str] {
            &["petName", "age"]
        }

        fn put(&mut self, at: usize, value: Value) -> Result<(), Misread> {
            match at {
                0 => self.name = Json::from_json(value)?,
                _ => self.age = Json::from_json(value)?,
            }
            Ok(())
        }

        fn get(&self, at: usize) -> Value {
            if at == 0 { self.name.to_json() } else { self.age.to_json() }
        }

        fn other(&self) -> Option<&Map<String, Value>> {
            None
        }

        fn other_mut(&mut self) -> Option<&mut Map<String, Value>> {
            None
        }
    }

    #[test]
    fn fields_are_found_by_name_and_null_reads_as_absent() {
        let mut pet = Pet::default();
        fill(&mut pet, json!({"age": null, "petName": "Rex", "colour": "red"})).unwrap();
        assert_eq!(pet, Pet { name: "Rex".into(), age: None });
        assert_eq!(Value::Object(write(&pet, false)), json!({"petName": "Rex"}));
        assert_eq!(Value::Object(write(&pet, true)), json!({"petName": "Rex", "age": null}));
    }

    #[test]
    fn names_are_found_in_any_case_each_field_once() {
        let mut pet = Pet::default();
        fill(&mut pet, json!({"PETNAME": "Max", "petname": "Rex", "Age": 3})).unwrap();
        assert_eq!(pet, Pet { name: "Rex".into(), age: Some(3) });
        let mut pet = Pet::default();
        fill(&mut pet, json!({"PetName": "Max", "petName": "Rex", "petname": "Tom"})).unwrap();
        assert_eq!(pet.name, "Rex", "the name as the service spells it comes first");
    }

    #[test]
    fn a_misread_names_the_place() {
        let wrong = fill(&mut Pet::default(), json!({"age": 1.5})).unwrap_err();
        assert_eq!(wrong.within("owner").to_string(), "owner.age isn't a whole number");
        assert_eq!(fill(&mut Pet::default(), json!([])).unwrap_err().to_string(), "the response isn't an object");
    }
}
