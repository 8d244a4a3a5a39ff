//! The form of a host pool as a value: the draft, what is typed and may be no value yet, and what of it is kept over a reload.

use std::collections::BTreeMap;

use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::{Draft, label};
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::pages::parts::{tag_lines, tags_of};

/// Fields that are typed as text and mean something else: what is no value of theirs is told, not lost.
const TYPED: [&str; 5] = ["maxSessionLimit", "ring", "sku.capacity", "tags", "identity.userAssignedIdentities"];

/// What both forms work on.
#[derive(Clone, Copy, Debug)]
pub struct PoolFormState {
    /// The fields.
    pub draft: RwSignal<Draft>,
    /// Those of them that are typed as text.
    pub typed: RwSignal<BTreeMap<&'static str, String>>,
    /// Whether a review was asked for: from then on, what is missing is named.
    pub asked: RwSignal<bool>,
}

impl PoolFormState {
    /// Begins with a draft.
    pub fn new(draft: Draft) -> Self {
        let typed = RwSignal::new(typed(&draft));
        Self { draft: RwSignal::new(draft), typed, asked: RwSignal::new(false) }
    }

    /// Puts another draft into the form.
    pub fn put(self, draft: Draft) {
        self.typed.set(typed(&draft));
        self.draft.set(draft);
    }

    /// The draft with what is typed read, and what of that is no value. Tracked.
    pub fn read(self) -> (Draft, Vec<FieldProblem>) {
        let (mut draft, mut wrong) = (self.draft.get(), Vec::new());
        for (field, text) in self.typed.get() {
            let (value, why) = value_of(field, text.trim());
            draft.set(field, value);
            wrong.extend(why.map(|why| FieldProblem::error(field, why)));
        }
        (draft, wrong)
    }

    /// The draft with what is typed read, once.
    pub fn now(self) -> Draft {
        untrack(|| self.read().0)
    }

    /// A field as text, for a control. Tracked.
    pub fn text(self, field: &str) -> String {
        match self.typed.with(|typed| typed.get(field).cloned()) {
            Some(text) => text,
            None => self.draft.with(|draft| words(&draft.field(field))),
        }
    }

    /// Sets a field by the text of its control.
    pub fn set(self, field: &'static str, text: String) {
        if TYPED.contains(&field) {
            self.typed.update(|typed| drop(typed.insert(field, text)));
        } else {
            self.draft.update(|draft| avd::rule::host_pool_edit::choose(draft, field, &text));
        }
    }
}

fn typed(draft: &Draft) -> BTreeMap<&'static str, String> {
    let text = |field: &str| match field {
        "tags" => tag_lines(&draft.tags),
        field => words(&draft.field(field)),
    };
    TYPED.iter().map(|field| (*field, text(field))).collect()
}

/// A value as a control shows it.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(on) => on.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(lines) => lines.iter().map(words).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

/// What a text means in a field, and why it means nothing.
fn value_of(field: &str, text: &str) -> (Value, Option<String>) {
    match field {
        "tags" => {
            let (tags, wrong) = tags_of(text);
            (json!(tags), wrong)
        }
        "identity.userAssignedIdentities" => {
            let ids: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            (json!(ids), None)
        }
        _ if text.is_empty() => (Value::Null, None),
        _ => match text.parse::<i64>() {
            Ok(number) => (json!(number), None),
            Err(_) => (Value::Null, Some(format!("{}: enter a whole number, or leave it empty.", label(field)))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_or_told() {
        let owner = Owner::new();
        owner.set();
        let state = PoolFormState::new(Draft { max_session_limit: Some(8), ..Draft::default() });
        assert_eq!((state.text("maxSessionLimit").as_str(), state.now().max_session_limit), ("8", Some(8)));
        state.set("maxSessionLimit", "many".to_owned());
        state.set("tags", "a = b\nc".to_owned());
        state.set("identity.userAssignedIdentities", "/one\n\n /two ".to_owned());
        let (draft, wrong) = state.read();
        assert_eq!((draft.max_session_limit, draft.tags["a"].as_str()), (None, "b"));
        assert_eq!(draft.identities, ["/one", "/two"]);
        assert_eq!(wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>(), ["maxSessionLimit", "tags"]);
        state.put(Draft::default());
        assert!(state.read().1.is_empty() && state.text("tags").is_empty());
    }

    #[test]
    fn a_switch_is_a_word_in_its_control() {
        let owner = Owner::new();
        owner.set();
        let state = PoolFormState::new(Draft::default());
        state.set("startVMOnConnect", "true".to_owned());
        assert_eq!((state.now().start_vm_on_connect, state.text("startVMOnConnect").as_str()), (Some(true), "true"));
        state.set("startVMOnConnect", String::new());
        assert_eq!(state.now().start_vm_on_connect, None);
    }
}
