//! A box to tick.

use leptos::prelude::*;

use super::id::unique;

/// Yes or no.
#[component]
pub fn Checkbox(
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
    /// What a tick means.
    #[prop(into)]
    label: Signal<String>,
    /// A line below it.
    #[prop(into, optional)]
    help: Option<String>,
    /// Not to be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = unique("check");
    let help_id = help.is_some().then(|| format!("{id}-help"));
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id=id.clone()
                disabled=disabled
                aria-describedby=help_id.clone()
                prop:checked=checked
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <label for=id>{label}</label>
            {help.map(|help| view! { <span class="choice-help" id=help_id>{help}</span> })}
        </div>
    }
}
