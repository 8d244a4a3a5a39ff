//! A number with its unit.

use leptos::prelude::*;

use super::field::FieldContext;

/// A whole number with an optional unit behind it. Holds text, so that half-typed and wrong input can be told.
#[component]
pub fn NumberInput(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// The least allowed.
    #[prop(optional)]
    min: Option<i64>,
    /// The most allowed.
    #[prop(optional)]
    max: Option<i64>,
    /// Behind the input: "minutes".
    #[prop(into, optional)]
    unit: Option<String>,
    /// Not to be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let field = FieldContext::around();
    view! {
        <span class="input-unit">
            <input
                class="input input-short"
                id=field.id()
                type="number"
                inputmode="numeric"
                min=min
                max=max
                step="1"
                disabled=disabled
                aria-required=field.required()
                aria-invalid=move || field.invalid()
                aria-describedby=move || field.described_by()
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            {unit}
        </span>
    }
}
