//! The frame of a form field: its label, its help and what is wrong with it.

use leptos::context::Provider;
use leptos::prelude::*;

use super::{Glyph, Icon, id::unique};

/// What a control must know of the field around it.
#[derive(Clone, Copy, Debug)]
pub struct FieldContext {
    id: StoredValue<String>,
    help: StoredValue<Option<String>>,
    error: Signal<Option<String>>,
    required: bool,
}

impl FieldContext {
    /// The field around the control; a control on its own has none and answers with a fresh id.
    pub(super) fn around() -> Self {
        use_context().unwrap_or_else(|| Self {
            id: StoredValue::new(unique("input")),
            help: StoredValue::new(None),
            error: Signal::default(),
            required: false,
        })
    }

    /// The id of the control.
    pub(super) fn id(self) -> String {
        self.id.get_value()
    }

    /// `aria-invalid`.
    pub(super) fn invalid(self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }

    /// `aria-required`.
    pub(super) fn required(self) -> Option<&'static str> {
        self.required.then_some("true")
    }

    /// `aria-describedby`: the error before the help, as it is more urgent.
    pub(super) fn described_by(self) -> Option<String> {
        let id = self.id.get_value();
        let error = self.error.with(Option::is_some).then(|| format!("{id}-error"));
        let help = self.help.with_value(Option::is_some).then(|| format!("{id}-help"));
        match (error, help) {
            (Some(error), Some(help)) => Some(format!("{error} {help}")),
            (error, help) => error.or(help),
        }
    }
}

/// A label, one control, a line of help and a line of error. The control finds its id and description by itself.
#[component]
pub fn Field(
    /// The name of the field.
    #[prop(into)]
    label: Signal<String>,
    /// The id of the control, when something links to it (a [`ProblemSummary`](super::ProblemSummary)).
    #[prop(into, optional)]
    id: Option<String>,
    /// What to put in and what it does.
    #[prop(into, optional)]
    help: Option<String>,
    /// What is wrong with it and how to fix it.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// What to think of; it keeps nothing from being sent.
    #[prop(into, optional)]
    note: Signal<Option<String>>,
    /// May not be left empty. The others are marked as optional.
    #[prop(optional)]
    required: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let help = help.filter(|help| !help.is_empty());
    let context = FieldContext { id: StoredValue::new(id.clone()), help: StoredValue::new(help.clone()), error, required };
    let error_id = format!("{id}-error");
    view! {
        <div class="fld">
            <label class="fld-label" for=id.clone()>
                {label}
                {(!required).then(|| view! { <span class="fld-optional">" (optional)"</span> })}
            </label>
            <Provider value=context>{children()}</Provider>
            {move || error.get().map(|text| view! { <FieldError id=error_id.clone() text /> })}
            <FieldNote note />
            {help.map(|help| view! { <p class="fld-help" id=format!("{id}-help")>{help}</p> })}
        </div>
    }
}

/// What is wrong with a field.
#[component]
pub(super) fn FieldError(id: String, text: String) -> impl IntoView {
    view! {
        <p class="fld-error" id=id>
            <Icon glyph=Glyph::Error />
            {text}
        </p>
    }
}

/// What to think of, announced when it appears.
#[component]
pub(super) fn FieldNote(note: Signal<Option<String>>) -> impl IntoView {
    move || {
        note.get().map(|text| {
            view! {
                <p class="fld-note" role="status">
                    <Icon glyph=Glyph::Warning />
                    {text}
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(error: Option<&str>, help: Option<&str>) -> Option<String> {
        let owner = Owner::new();
        owner.with(|| {
            FieldContext {
                id: StoredValue::new("name".to_owned()),
                help: StoredValue::new(help.map(str::to_owned)),
                error: Signal::stored(error.map(str::to_owned)),
                required: true,
            }
            .described_by()
        })
    }

    #[test]
    fn the_error_is_read_before_the_help() {
        assert_eq!(described(None, None), None);
        assert_eq!(described(None, Some("help")).as_deref(), Some("name-help"));
        assert_eq!(described(Some("wrong"), None).as_deref(), Some("name-error"));
        assert_eq!(described(Some("wrong"), Some("help")).as_deref(), Some("name-error name-help"));
    }
}
