//! A line of text.

use leptos::prelude::*;

use super::field::FieldContext;

/// A line of text.
#[component]
pub fn TextInput(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// The `type` of the native input: `text`, `email`, `url`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// An example, never an instruction.
    #[prop(into, optional)]
    placeholder: Option<String>,
    /// Shown, not to be changed.
    #[prop(into, optional)]
    read_only: Signal<bool>,
    /// Letters of equal width: for names, ids and keys.
    #[prop(optional)]
    mono: bool,
    /// The name when there is no `Field` around it.
    #[prop(into, optional)]
    aria_label: Option<String>,
) -> impl IntoView {
    let field = FieldContext::around();
    view! {
        <input
            class="input"
            class=("input-mono", mono)
            id=field.id()
            type=kind
            autocomplete="off"
            spellcheck="false"
            placeholder=placeholder
            aria-label=aria_label
            readonly=read_only
            aria-required=field.required()
            aria-invalid=move || field.invalid()
            aria-describedby=move || field.described_by()
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        />
    }
}
