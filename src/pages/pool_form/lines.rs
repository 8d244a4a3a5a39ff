//! One line of the form for one field, by the field's name: forty fields, six kinds of control, one function.

use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::{Draft, fixed, label, offers};
use leptos::prelude::*;

use super::fields::{at, note};
use super::state::PoolFormState;
use crate::components::{Choice, Field, NumberInput, RadioGroup, Select, TextArea, TextInput};

/// What a line needs of the form.
#[derive(Clone, Copy)]
pub struct Form {
    /// The form.
    pub state: PoolFormState,
    /// What is wrong with it.
    pub problems: Memo<Vec<FieldProblem>>,
    /// The fields as they were when the form was opened.
    pub before: Signal<Draft>,
    /// Whether the pool exists: then some fields are fixed.
    pub existing: bool,
}

/// The control of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Several lines.
    Area(u32),
    /// A whole number with its unit and the least it can be.
    Number(&'static str, i64),
    /// One of a few words, all in sight, with what they mean.
    Radio,
    /// One of a few words.
    Select,
    /// Shown, never changed.
    Shown,
}

/// A field of the form.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The field.
    pub field: &'static str,
    /// Its control.
    pub kind: Kind,
    /// What to put in and what it does.
    pub help: &'static str,
    /// May not be left empty.
    pub required: bool,
}

/// A line that may be left empty.
pub const fn line(field: &'static str, kind: Kind, help: &'static str) -> Line {
    Line { field, kind, help, required: false }
}

/// A line that may not.
pub const fn needed(field: &'static str, kind: Kind, help: &'static str) -> Line {
    Line { field, kind, help, required: true }
}

impl Form {
    /// The field as text. Tracked.
    pub fn value(self, field: &'static str) -> Signal<String> {
        Signal::derive(move || self.state.text(field))
    }

    /// The line.
    pub fn line(self, line: Line) -> AnyView {
        let Line { field, kind, help, required } = line;
        let why = fixed(field).filter(|_| self.existing);
        if kind == Kind::Radio && why.is_none() {
            return self.radio(field);
        }
        let shown = why.is_some() || kind == Kind::Shown;
        view! {
            <Field
                id=field.to_owned()
                label=label(field)
                help=why.unwrap_or(help).to_owned()
                error=at(self.problems, self.state.asked, field)
                note=note(self.problems, field)
                required=required || shown
            >
                // In here: a control finds its field around it.
                {self.control(field, if shown { Kind::Shown } else { kind })}
            </Field>
        }
        .into_any()
    }

    fn control(self, field: &'static str, kind: Kind) -> AnyView {
        let value = self.value(field);
        let set = move |text: String| self.state.set(field, text);
        match kind {
            Kind::Shown => {
                let shown = move || Some(value.get()).filter(|value| !value.is_empty()).unwrap_or_else(|| "Not set".to_owned());
                view! { <TextInput value=Signal::derive(shown) on_input=|_| () read_only=true /> }.into_any()
            }
            Kind::Area(rows) => view! { <TextArea value=value on_input=set rows=rows /> }.into_any(),
            Kind::Number(unit, min) => view! { <NumberInput value=value on_input=set min=min unit=unit.to_owned() /> }.into_any(),
            Kind::Select => view! { <Select value=value on_change=set choices=self.words(field) /> }.into_any(),
            _ => view! { <TextInput value=value on_input=set /> }.into_any(),
        }
    }

    /// All words in sight; what cannot be chosen beside the rest says why.
    fn radio(self, field: &'static str) -> AnyView {
        let now = self.value(field);
        let open = self.state.draft.with_untracked(|draft| offers(field, draft));
        let mut choices: Vec<Choice> =
            open.into_iter().map(|offer| Choice::new(offer.value, offer.label).with_help(offer.help)).collect();
        now.with_untracked(|now| {
            if !now.is_empty() && !choices.iter().any(|choice| choice.value == *now) {
                choices.push(Choice::new(now.clone(), now.clone()));
            }
        });
        let barred = Callback::new(move |value: String| {
            let all = self.state.draft.with(|draft| offers(field, draft));
            all.into_iter().find(|offer| offer.value == value).and_then(|offer| offer.barred).map(str::to_owned)
        });
        view! {
            <RadioGroup
                id=field.to_owned()
                label=label(field)
                value=now
                on_change=move |text| self.state.set(field, text)
                choices=choices
                error=at(self.problems, self.state.asked, field)
                note=note(self.problems, field)
                barred=barred
            />
        }
        .into_any()
    }

    /// The words of a field; one that is set and not known stays visible.
    fn words(self, field: &'static str) -> Signal<Vec<Choice>> {
        let value = self.value(field);
        Signal::derive(move || {
            let offers = offers(field, &Draft::default());
            let mut all: Vec<Choice> = offers.into_iter().map(|offer| Choice::new(offer.value, offer.label)).collect();
            value.with(|value| {
                if !all.iter().any(|choice| choice.value == *value) {
                    all.push(Choice::new(value.clone(), value.clone()));
                }
            });
            all
        })
    }
}
