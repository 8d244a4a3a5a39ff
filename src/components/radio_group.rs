//! Radio buttons.

use leptos::prelude::*;

use super::field::{FieldError, FieldNote};
use super::{Choice, id::unique};

/// One of a few, all in sight.
#[component]
pub fn RadioGroup(
    /// The name of the group.
    #[prop(into)]
    label: Signal<String>,
    /// The id of the group, when something links to it.
    #[prop(into, optional)]
    id: Option<String>,
    /// The value picked; empty while none is.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the value of the new pick.
    #[prop(into)]
    on_change: Callback<String>,
    /// What there is to pick.
    choices: Vec<Choice>,
    /// What is wrong with the pick.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// What to think of; it keeps nothing from being sent.
    #[prop(into, optional)]
    note: Signal<Option<String>>,
    /// Why a value cannot be picked now; it says so in its place.
    #[prop(into, optional)]
    barred: Option<Callback<String, Option<String>>>,
) -> impl IntoView {
    let name = id.unwrap_or_else(|| unique("radio"));
    let error_id = format!("{name}-error");
    let described = error_id.clone();
    let group = name.clone();
    let radio = move |(place, choice): (usize, Choice)| {
        view! { <Radio id=format!("{group}-{place}") name=group.clone() choice value on_change barred /> }
    };
    view! {
        <fieldset
            class="fld"
            id=name
            tabindex="-1"
            aria-describedby=move || error.with(Option::is_some).then(|| described.clone())
        >
            <legend class="fld-label">{label}</legend>
            <div class="choices">{choices.into_iter().enumerate().map(radio).collect_view()}</div>
            {move || error.get().map(|text| view! { <FieldError id=error_id.clone() text /> })}
            <FieldNote note />
        </fieldset>
    }
}

#[component]
fn Radio(
    id: String,
    name: String,
    choice: Choice,
    value: Signal<String>,
    on_change: Callback<String>,
    barred: Option<Callback<String, Option<String>>>,
) -> impl IntoView {
    let help_id = (choice.help.is_some() || barred.is_some()).then(|| format!("{id}-help"));
    let (own, picked, asked) = (choice.value.clone(), choice.value.clone(), choice.value.clone());
    let why = Memo::new(move |_| barred.and_then(|barred| barred.run(asked.clone())));
    let help = choice.help.unwrap_or_default();
    let words = move || why.get().unwrap_or_else(|| help.clone());
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name=name
                value=choice.value
                disabled=move || why.with(Option::is_some)
                aria-describedby=help_id.clone()
                prop:checked=move || value.with(|value| *value == own)
                on:change=move |_| on_change.run(picked.clone())
            />
            <label for=id>{choice.label}</label>
            {help_id.map(|id| view! { <span class="choice-help" id=id>{words}</span> })}
        </div>
    }
}
