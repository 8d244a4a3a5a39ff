//! One drawing, inline, in the colour of the words around it.

use leptos::prelude::*;

use super::Glyph;

/// An icon of 16 px. It is decoration: the words beside it, or the label of its button, say what it means.
#[component]
pub fn Icon(
    /// What it shows.
    #[prop(into)]
    glyph: Signal<Glyph>,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=move || glyph.get().path() />
        </svg>
    }
}
