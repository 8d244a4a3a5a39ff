//! Properties of a thing, one a line.

use leptos::prelude::*;

/// A definition list; its children are [`KeyValue`]s.
#[component]
pub fn KeyValueList(
    /// The lines.
    children: Children,
) -> impl IntoView {
    view! { <dl class="kv">{children()}</dl> }
}

/// One property.
#[component]
pub fn KeyValue(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Its value: text, a badge, a link.
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// Stands where a property has no value.
#[component]
pub fn NoValue(
    /// Why, if more is to be said than that it is not set.
    #[prop(into, default = "Not set".into())]
    text: String,
) -> impl IntoView {
    view! { <span class="kv-none">{text}</span> }
}
