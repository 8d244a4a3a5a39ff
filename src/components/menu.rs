//! A menu behind a button.

use leptos::children::ViewFnOnce;
use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;

use super::{Glyph, Icon, Look, id::unique};
use crate::browser::{dialog, focus};

/// How an item closes the menu around it.
#[derive(Clone, Copy)]
struct Around(NodeRef<html::Div>);

impl Around {
    fn close(self) {
        if let Some(node) = self.0.get_untracked() {
            dialog::hide(&node);
        }
    }
}

/// A button that opens a list of items. A native popover: Escape and a click elsewhere close it. The arrow keys walk.
#[component]
pub fn Menu(
    /// The name of the button and the menu.
    #[prop(into)]
    label: Signal<String>,
    /// What is on the button; the label unless told.
    #[prop(into, optional)]
    trigger: Option<ViewFnOnce>,
    /// Only this icon on the button.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// How much attention the button asks for.
    #[prop(default = Look::Subtle)]
    look: Look,
    /// The menu begins where the button begins; otherwise it ends where the button ends.
    #[prop(optional)]
    at_start: bool,
    /// Some `MenuItem`s.
    children: Children,
) -> impl IntoView {
    let id = unique("menu");
    let node = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let toggled = move |_| {
        let Some(node) = node.get_untracked() else { return };
        open.set(dialog::is_open(&node));
        if open.get_untracked() {
            focus::first(&node);
        }
    };
    let words = match (glyph, trigger) {
        (Some(glyph), _) => view! { <Icon glyph /> }.into_any(),
        (None, Some(trigger)) => trigger.run(),
        (None, None) => view! {
            {label}
            <Icon glyph=Glyph::Down />
        }
        .into_any(),
    };
    view! {
        <button
            type="button"
            class=look.class()
            class=("btn-icon", glyph.is_some())
            popovertarget=id.clone()
            aria-label=move || glyph.map(|_| label.get())
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
        >
            {words}
        </button>
        <div
            node_ref=node
            id=id
            class="menu"
            class=("menu-start", at_start)
            popover="auto"
            role="menu"
            aria-label=label
            on:toggle=toggled
            on:keydown=move |event| {
                if node.get_untracked().is_some_and(|node| focus::walk(&node, &event.key())) {
                    event.prevent_default();
                }
            }
        >
            <Provider value=Around(node)>{children()}</Provider>
        </div>
    }
}

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
