//! A slider for a whole number.

use leptos::prelude::*;

/// A native range. It stands beside a field that takes the same number by key; here it is quick, there exact.
#[component]
pub fn Slider(
    /// Its name.
    #[prop(into)]
    label: String,
    /// What it holds, as text like the field beside it.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change, while it is moved too.
    #[prop(into)]
    on_input: Callback<String>,
    /// The least.
    min: u64,
    /// The most.
    #[prop(into)]
    max: Signal<u64>,
    /// What the number means: "3 of 10".
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! {
        <input
            class="slider"
            type="range"
            aria-label=label
            aria-valuetext=words
            min=min
            max=max
            step="1"
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        />
    }
}
