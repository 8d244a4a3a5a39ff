//! What stands where nothing is.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::{Glyph, Icon};

/// Says that there is nothing, why, and what to do about it.
#[component]
pub fn EmptyState(
    /// What would be here.
    glyph: Glyph,
    /// "No pools match".
    #[prop(into)]
    title: Signal<String>,
    /// Why, and what now.
    #[prop(into, optional)]
    text: Signal<String>,
    /// The way out: a button or a link.
    #[prop(into, optional)]
    actions: ViewFnOnce,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="empty-icon">
                <Icon glyph />
            </div>
            <h2>{title}</h2>
            <p class="empty-text">{text}</p>
            <div class="empty-actions">{actions.run()}</div>
        </div>
    }
}
