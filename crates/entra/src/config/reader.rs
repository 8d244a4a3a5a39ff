//! Values by the name of their setting, with a problem noted for each that has the wrong form.

use core::fmt::Display;

use serde_json::{Map, Value};

use super::ConfigProblem;

/// What becomes of the problems. The start of an app only needs to know whether there is any: so the words are where they are shown.
pub(super) trait Problems: Default {
    /// Notes one.
    fn note(&mut self, field: &str, why: impl Display, fix: impl Display);
    /// Whether there is any.
    fn any(&self) -> bool;
}

impl Problems for Vec<ConfigProblem> {
    fn note(&mut self, field: &str, why: impl Display, fix: impl Display) {
        self.push(ConfigProblem { field: field.into(), why: why.to_string(), fix: fix.to_string() });
    }

    fn any(&self) -> bool {
        !self.is_empty()
    }
}

impl Problems for bool {
    #[inline(always)]
    fn note(&mut self, _: &str, _: impl Display, _: impl Display) {
        *self = true;
    }

    fn any(&self) -> bool {
        *self
    }
}

/// Notes problems while it reads.
pub(super) struct Reader<'a, P> {
    pub(super) root: &'a Map<String, Value>,
    /// The text of it all.
    pub(super) json: &'a str,
    pub(super) app_origin: &'a str,
    pub(super) problems: P,
}

impl<'a, P: Problems> Reader<'a, P> {
    /// Notes a problem.
    #[inline(always)]
    pub(super) fn problem(&mut self, field: &str, why: impl Display, fix: impl Display) {
        self.problems.note(field, why, fix);
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
                self.problem(field, "It isn't a string.", "Put it in quotes.");
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
                self.problem(field, "It isn't true or false.", "Use true or false, without quotes.");
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
                format_args!("{value} isn't a whole number from {} to {}.", range.start(), range.end()),
                "Correct it, or remove it to use the default.",
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
            self.problem(field, "It isn't a list of strings.", "Use the form [\"one\", \"two\"].");
            Vec::new()
        })
    }
}
