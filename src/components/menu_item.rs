//! One item of a menu.

use leptos::prelude::*;

use super::menu::Around;
use super::{Glyph, Icon};

/// One item: does something (`on_press`) or leads somewhere (`href`). Closes the menu.
#[component]
pub fn MenuItem(
    /// Does it, unless the item is disabled.
    #[prop(into, optional)]
    on_press: Option<Callback<()>>,
    /// Leads there.
    #[prop(into, optional)]
    href: Option<Signal<String>>,
    /// An icon before the words.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Destroys something.
    #[prop(optional)]
    danger: bool,
    /// Why it cannot be done; shown below the words.
    #[prop(into, optional)]
    disabled_reason: Signal<Option<String>>,
    /// For one of several: whether it is the one.
    #[prop(into, optional)]
    checked: Signal<Option<bool>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let around = use_context::<Around>();
    let close = move || {
        if let Some(around) = around {
            around.close();
        }
    };
    let off = move || disabled_reason.with(Option::is_some);
    let press = move |_| {
        if !off() {
            close();
            if let Some(on_press) = on_press {
                on_press.run(());
            }
        }
    };
    let inside = view! {
        {glyph.map(|glyph| view! { <Icon glyph /> })}
        <span>
            {children()} {move || disabled_reason.get().map(|why| view! { <span class="menu-why">{why}</span> })}
        </span>
        {move || (checked.get() == Some(true)).then(|| view! { <Icon glyph=Glyph::Check /> })}
    };
    let Some(href) = href else {
        return view! {
            <button
                type="button"
                class="menu-item"
                class=("menu-item-danger", danger)
                tabindex="-1"
                role=move || if checked.get().is_some() { "menuitemradio" } else { "menuitem" }
                aria-checked=move || checked.get().map(|on| on.to_string())
                aria-disabled=move || off().then_some("true")
                on:click=press
            >
                {inside}
            </button>
        }
        .into_any();
    };
    view! {
        <a class="menu-item" role="menuitem" tabindex="-1" href=href on:click=move |_| close()>
            {inside}
        </a>
    }
    .into_any()
}
