//! The bar above a table: search, filters, and what they leave.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::{Glyph, Icon};

/// A row of filters with room at its end for a count and a view menu.
#[component]
pub fn FilterBar(
    /// At the end: "12 of 400 pools".
    #[prop(into, optional)]
    end: ViewFnOnce,
    /// Search box, selects, chips.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="filters">{children()} <div class="filters-end">{end.run()}</div></div>
    }
}

/// A filter that is on, with a cross that takes it away.
#[component]
pub fn FilterChip(
    /// What it lets through: "Region: West Europe".
    #[prop(into)]
    label: Signal<String>,
    /// Takes it away.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <span class="chip">
            {label}
            <button
                type="button"
                class="chip-off"
                aria-label=move || format!("Remove filter {}", label.get())
                on:click=move |_| on_remove.run(())
            >
                <Icon glyph=Glyph::Close />
            </button>
        </span>
    }
}
