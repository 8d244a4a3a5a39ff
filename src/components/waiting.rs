//! What is shown while something is read: bones where lines will stand, or a wheel.

use leptos::prelude::*;

/// Grey bars in place of lines to come. Nothing for the first 400 ms.
#[component]
pub fn Skeleton(
    /// How many.
    #[prop(default = 4)]
    lines: usize,
    /// They come as the rows of a table.
    #[prop(optional)]
    table: bool,
    /// What is being read, for a screen reader.
    #[prop(into, default = "Loading".into())]
    label: String,
) -> impl IntoView {
    view! {
        <div class="bones" class=("bones-table", table) role="status">
            <span class="sr-only">{label}</span>
            {(0..lines).map(|_| view! { <div class="bone"></div> }).collect_view()}
        </div>
    }
}

/// A turning wheel with words. The style sheet keeps it away for the first 400 ms.
#[component]
pub fn Spinner(
    /// What is being waited for.
    #[prop(into, default = "Loading".into())]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="spinner" role="status">
            {label}
        </span>
    }
}
