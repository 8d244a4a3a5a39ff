//! A link that leaves the console.

use leptos::prelude::*;

/// A page elsewhere, in a tab of its own: what is open here stays.
#[component]
pub fn ExternalLink(
    /// Its address.
    #[prop(into)]
    href: String,
    /// The words of the link.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <a href=href target="_blank" rel="noopener noreferrer">
            {words}
            <span class="sr-only">" (opens in a new tab)"</span>
        </a>
    }
}
