//! A menu behind a button.

use leptos::children::ViewFnOnce;
use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;

use super::{Glyph, Icon, Look, id::unique};
use crate::browser::{dialog, focus};

/// How an item closes the menu around it.
#[derive(Clone, Copy)]
pub(super) struct Around(NodeRef<html::Div>);

impl Around {
    pub(super) fn close(self) {
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
    /// Called before it shows.
    #[prop(into, optional)]
    on_open: Option<Callback<()>>,
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
            if let Some(on_open) = on_open {
                on_open.run(());
            }
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
