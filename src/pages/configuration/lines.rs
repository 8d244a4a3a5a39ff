//! One line of the form for one field, by the field's path. Plain functions: thirty fields, three kinds of control.

use std::collections::BTreeMap;

use avd::resource::SecurityType;
use avd::rule::FieldProblem;
use avd::rule::configuration_edit::{Draft, label};
use leptos::prelude::*;
use serde_json::Value;

use super::state::FormState;
use crate::components::{Button, Choice, Field, Look, Picker, RadioGroup, Select, Suggestion, Suggestions, TextInput};
use crate::pages::pool_form::fields::at;

/// What a line needs of the form.
#[derive(Clone, Copy)]
pub struct Lines {
    /// The form.
    pub state: FormState,
    /// What is wrong with it.
    pub problems: Memo<Vec<FieldProblem>>,
    /// What speaks against what was picked, by field. It keeps nothing from being sent.
    pub against: RwSignal<BTreeMap<&'static str, String>>,
}

/// The field whose choice brings others along.
const SECURITY: &str = "securityInfo.type";

/// Fields that mean nothing once the one above them is another.
const BELOW: &[(&str, &[&str])] = &[
    (
        "imageInfo.marketplaceInfo.publisher",
        &["imageInfo.marketplaceInfo.offer", "imageInfo.marketplaceInfo.sku", "imageInfo.marketplaceInfo.exactVersion"],
    ),
    ("imageInfo.marketplaceInfo.offer", &["imageInfo.marketplaceInfo.sku", "imageInfo.marketplaceInfo.exactVersion"]),
    ("imageInfo.marketplaceInfo.sku", &["imageInfo.marketplaceInfo.exactVersion"]),
];

impl Lines {
    /// The field as text. Tracked.
    pub fn value(self, path: &'static str) -> Signal<String> {
        Signal::derive(move || match self.state.draft.with(|draft| draft.field(path)) {
            Value::String(text) => text,
            Value::Bool(on) => on.to_string(),
            _ => String::new(),
        })
    }

    /// Whether the field has a value. Tracked.
    pub fn has(self, path: &'static str) -> bool {
        self.value(path).with(|text| !text.is_empty())
    }

    /// Puts text into the field.
    pub fn set(self, path: &'static str, text: String) {
        self.state.draft.update(|draft| {
            if path == SECURITY {
                draft.choose_security(Some(text).filter(|text| !text.is_empty()).map(|text| SecurityType::parse(&text)));
                return;
            }
            let value = match text.as_str() {
                "" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => Value::String(text),
            };
            draft.set(path, value);
            let below = BELOW.iter().filter(|(above, _)| *above == path).flat_map(|(_, below)| *below);
            for path in below {
                draft.set(path, Value::Null);
            }
        });
    }

    fn wrong(self, path: &'static str) -> Signal<Option<String>> {
        at(self.problems, self.state.asked, path)
    }

    /// A line of text.
    pub fn text(self, path: &'static str, help: &'static str, required: bool) -> AnyView {
        view! {
            <Field id=path.to_owned() label=label(path).to_owned() help=help.to_owned() error=self.wrong(path) required=required>
                <TextInput value=self.value(path) on_input=move |text| self.set(path, text) />
            </Field>
        }
        .into_any()
    }

    /// Keeps in mind what speaks against the value of a field, as long as it does.
    pub fn watch(self, path: &'static str, against: impl Fn() -> Option<String> + Send + Sync + 'static) {
        let against = Memo::new(move |_| against());
        Effect::new(move |_| {
            let why = against.get();
            self.against.maybe_update(|all| match why {
                Some(why) => all.insert(path, why.clone()).as_ref() != Some(&why),
                None => all.remove(path).is_some(),
            });
        });
    }

    /// A line of text with suggestions. What speaks against the one that was picked is said below it.
    pub fn pick(self, path: &'static str, help: &'static str, suggestions: Suggestions, required: bool) -> AnyView {
        let value = self.value(path);
        self.watch(path, move || {
            let is_picked = |one: &&Suggestion| value.with(|value| value.eq_ignore_ascii_case(&one.value));
            suggestions.list.with(|list| list.iter().find(is_picked)?.against.clone())
        });
        let note = Signal::derive(move || self.against.with(|all| all.get(path).cloned()));
        view! {
            <Field id=path.to_owned() label=label(path).to_owned() help=help.to_owned() error=self.wrong(path) note required=required>
                <Picker value on_change=move |text| self.set(path, text) suggestions=suggestions />
            </Field>
        }
        .into_any()
    }

    /// One of a few words, the first of which is usually none.
    pub fn choice(self, path: &'static str, choices: &[(&'static str, &'static str)], help: &str) -> AnyView {
        let known: Vec<Choice> = choices.iter().map(|(value, label)| Choice::new(*value, *label)).collect();
        let value = self.value(path);
        // A word this console does not know stays visible.
        let all = Signal::derive(move || {
            let mut all = known.clone();
            value.with(|value| {
                if !all.iter().any(|choice| choice.value == *value) {
                    all.push(Choice::new(value.clone(), value.clone()));
                }
            });
            all
        });
        view! {
            <Field id=path.to_owned() label=label(path).to_owned() help=help.to_owned() error=self.wrong(path)>
                <Select value=value on_change=move |text| self.set(path, text) choices=all />
            </Field>
        }
        .into_any()
    }

    /// On, off, or not said.
    pub fn flag(self, path: &'static str) -> AnyView {
        self.choice(path, &[("", "Not set"), ("true", "On"), ("false", "Off")], "")
    }

    /// One of two or three, all in sight.
    pub fn radio(self, path: &'static str, choices: &[(&'static str, &'static str)]) -> AnyView {
        let choices = choices.iter().map(|(value, label)| Choice::new(*value, *label)).collect();
        let set = move |text| self.set(path, text);
        view! { <RadioGroup id=path.to_owned() label=label(path).to_owned() value=self.value(path) on_change=set choices=choices error=self.wrong(path) /> }
            .into_any()
    }

    /// Fields that belong to a choice. Another choice empties them, and they come back with it. What contradicts the choice from the
    /// beginning stays in sight, with a way to clear it.
    pub fn belonging(
        self,
        chosen: impl Fn() -> bool + Send + Sync + 'static,
        paths: &'static [&'static str],
        clear: &'static str,
        lines: impl Fn() -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let chosen = Memo::new(move |_| chosen());
        let now = Memo::new(move |_| (chosen.get(), paths.iter().any(|path| self.has(path))));
        let aside = StoredValue::new(Vec::<(&'static str, Value)>::new());
        Effect::new(move |before: Option<bool>| {
            let chosen = chosen.get();
            match before {
                Some(true) if !chosen => {
                    let values = |draft: &Draft| paths.iter().map(|path| (*path, draft.field(path))).collect();
                    aside.set_value(self.state.draft.with_untracked(values));
                    self.state.draft.update(|draft| paths.iter().for_each(|path| draft.set(path, Value::Null)));
                }
                Some(false) if chosen => {
                    let back = aside.get_value();
                    self.state.draft.update(|draft| back.into_iter().for_each(|(path, value)| draft.set(path, value)));
                }
                _ => {}
            }
            chosen
        });
        // Built once and hidden: a field must not lose the keyboard because of what is typed into it.
        let press = move |()| {
            for path in paths {
                self.set(path, String::new());
            }
        };
        view! {
            <div class="stack-plain" hidden=move || now.get() == (false, false)>
                {lines()}
                {move || {
                    (now.get() == (false, true)).then(|| view! { <Button small=true look=Look::Secondary on_press=Callback::new(press)>{clear}</Button> })
                }}
            </div>
        }
        .into_any()
    }
}
