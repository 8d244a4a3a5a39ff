//! Values by the name of their setting, with a problem noted for each that has the wrong form.

use serde_json::{Map, Value};

use super::ConfigProblem;

/// Collects problems while it reads.
pub(super) struct Reader<'a> {
    pub(super) root: &'a Map<String, Value>,
    pub(super) app_origin: &'a str,
    pub(super) problems: Vec<ConfigProblem>,
}

impl<'a> Reader<'a> {
    /// Notes a problem.
    pub(super) fn problem(&mut self, field: &str, why: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(ConfigProblem { field: field.into(), why: why.into(), fix: fix.into() });
    }

    /// `block.name`; null counts as absent.
    pub(super) fn value(&self, field: &str) -> Option<&'a Value> {
        let (block, name) = field.split_once('.')?;
        self.root.get(block)?.get(name).filter(|value| !value.is_null())
    }

    /// A text, trimmed.
    pub(super) fn text(&mut self, field: &str) -> Option<&'a str> {
        match self.value(field)? {
            Value::String(text) => Some(text.trim()),
            _ => {
                self.problem(field, "It is not a text.", "Write it in quotes.");
                None
            }
        }
    }

    /// True or false.
    pub(super) fn flag(&mut self, field: &str, default: bool) -> bool {
        match self.value(field) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.problem(field, "It is neither true nor false.", "Write true or false, without quotes.");
                default
            }
        }
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, field: &str, range: core::ops::RangeInclusive<u64>) -> Option<u64> {
        let value = self.value(field)?;
        let number = value.as_u64().filter(|number| range.contains(number));
        if number.is_none() {
            self.problem(
                field,
                format!("{value} is not a whole number from {} to {}.", range.start(), range.end()),
                "Correct it, or leave it out for the default.",
            );
        }
        number
    }

    /// A list of texts; empty if absent.
    pub(super) fn words(&mut self, field: &str) -> Vec<String> {
        let Some(value) = self.value(field) else { return Vec::new() };
        let words: Option<Vec<String>> =
            value.as_array().and_then(|all| all.iter().map(|word| word.as_str().map(str::to_owned)).collect());
        words.unwrap_or_else(|| {
            self.problem(field, "It is not a list of texts.", "Write it like [\"one\", \"two\"].");
            Vec::new()
        })
    }
}
