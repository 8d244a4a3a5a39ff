//! Words for those who do not see the screen change.

use leptos::prelude::*;

/// Announces each new text when the reader pauses. Shows nothing.
#[component]
pub fn LiveRegion(
    /// What changed: "12 pools".
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="sr-only" role="status" aria-live="polite">
            {text}
        </span>
    }
}
