//! A native select.

use leptos::prelude::*;

use super::field::FieldContext;
use super::{Choice, Glyph, Icon};

/// A native select. In a `Field` it is a form control; with `label` it stands alone, its label before it, as in a filter bar.
#[component]
pub fn Select(
    /// The value picked.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the value of the new pick.
    #[prop(into)]
    on_change: Callback<String>,
    /// What there is to pick.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Its name outside of a `Field`.
    #[prop(into, optional)]
    label: Option<String>,
    /// Not to be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let field = FieldContext::around();
    let quiet = label.is_some();
    let option = move |choice: Choice| {
        let own = choice.value.clone();
        // By option, not by the select's value: that would be set before the options exist.
        view! { <option value=choice.value prop:selected=move || value.with(|value| *value == own)>{choice.label}</option> }
    };
    view! {
        <span class="select" class=("select-quiet", quiet)>
            {label.map(|label| view! { <label for=field.id()>{label}</label> })}
            <select
                class="input"
                id=field.id()
                disabled=disabled
                aria-required=field.required()
                aria-invalid=move || field.invalid()
                aria-describedby=move || field.described_by()
                on:change=move |event| on_change.run(event_target_value(&event))
            >
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
            <Icon glyph=Glyph::Down />
        </span>
    }
}
