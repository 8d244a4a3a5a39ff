//! A place that does not exist.

use leptos::prelude::*;

use crate::components::{ButtonLink, EmptyState, Glyph, Look};
use crate::route::Route;
use crate::router::use_router;

/// Says which address has no page, and leads home.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let router = use_router();
    let text = Signal::derive(move || format!("There's nothing at {}. Check the address for typos.", router.route().href()));
    let home = move || view! { <ButtonLink look=Look::Primary href=Route::default().href()>"Go to Overview"</ButtonLink> };
    view! { <div class="page"><EmptyState glyph=Glyph::Unknown title="Page not found" text actions=home /></div> }
}
