//! Native inputs for a day and a time of day. What they hold is text; its meaning is the form's business.

use leptos::prelude::*;

use super::field::FieldContext;

/// A day, as `2026-11-21`; empty when none or half a day is put in.
#[component]
pub fn DateInput(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// The first day allowed.
    #[prop(into, optional)]
    min: Signal<Option<String>>,
    /// The last day allowed.
    #[prop(into, optional)]
    max: Signal<Option<String>>,
) -> impl IntoView {
    view! { <Moment kind="date" value on_input min max /> }
}

/// A time of day, as `14:05`; empty when none is put in.
#[component]
pub fn TimeInput(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    view! { <Moment kind="time" value on_input min=None max=None /> }
}

/// A day and a time of day, as `2026-11-21T14:05`; empty when not both are put in.
#[component]
pub fn DateTimeInput(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    view! { <Moment kind="datetime-local" value on_input min=None max=None /> }
}

#[component]
fn Moment(
    kind: &'static str,
    value: Signal<String>,
    on_input: Callback<String>,
    #[prop(into)] min: Signal<Option<String>>,
    #[prop(into)] max: Signal<Option<String>>,
) -> impl IntoView {
    let field = FieldContext::around();
    view! {
        <input
            class="input"
            id=field.id()
            type=kind
            min=min
            max=max
            aria-required=field.required()
            aria-invalid=move || field.invalid()
            aria-describedby=move || field.described_by()
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        />
    }
}
