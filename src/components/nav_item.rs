//! One entry of the navigation.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A link of the navigation, marked when its page is the current one.
#[component]
pub fn NavItem(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// Its icon.
    glyph: Glyph,
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the page is here or below.
    #[prop(into, optional)]
    current: Signal<bool>,
    /// A number worth a look, such as runs under way; 0 shows nothing.
    #[prop(into, optional)]
    count: Signal<usize>,
) -> impl IntoView {
    view! {
        <li>
            <a class="nav-item" href=href aria-current=move || current.get().then_some("page")>
                <Icon glyph />
                <span>{label}</span>
                {move || (count.get() > 0).then(|| view! { <span class="nav-count">{count}</span> })}
            </a>
        </li>
    }
}
