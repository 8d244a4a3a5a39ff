//! A window above the page: in the middle, or a drawer at the side.

use leptos::children::ViewFn;
use leptos::html;
use leptos::prelude::*;

use super::{Glyph, IconButton, id::unique};
use crate::browser::dialog;

/// Where a dialog stands and how wide it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogShape {
    /// In the middle, for a question.
    #[default]
    Small,
    /// In the middle, for a table or code.
    Wide,
    /// At the right edge, as high as the window: details beside the page.
    Drawer,
}

impl DialogShape {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => "dlg",
            Self::Wide => "dlg dlg-wide",
            Self::Drawer => "dlg dlg-drawer",
        }
    }
}

/// A native modal dialog. The browser keeps the focus inside and gives it back; what is in it exists only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open. The owner decides: a close is asked for by `on_close`.
    #[prop(into)]
    open: Signal<bool>,
    /// Asked to close: Escape or the cross. Not asked while busy.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// Something is under way that must not lose its window.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Where it stands.
    #[prop(optional)]
    shape: DialogShape,
    /// The buttons, the main one last.
    #[prop(into, optional)]
    footer: Option<ViewFn>,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = unique("dialog");
    Effect::new(move |_| {
        if let Some(node) = node.get().filter(|_| !open.get()) {
            dialog::close(&node);
        }
    });
    let ask = move || {
        if !busy.get_untracked() && open.get_untracked() {
            on_close.run(());
        }
    };
    let footer = StoredValue::new(footer);
    let children = StoredValue::new(children);
    let content = move || {
        // Here, so that the window opens after its content exists and the first control in it takes the focus.
        Effect::new(move |_| {
            if let Some(node) = node.get() {
                dialog::show(&node);
            }
        });
        view! {
            <div class="dlg-body">{children.with_value(|children| children())}</div>
            {footer.with_value(|footer| footer.as_ref().map(|footer| view! { <footer class="dlg-foot">{footer.run()}</footer> }))}
        }
    };
    view! {
        <dialog
            node_ref=node
            class=shape.class()
            aria-labelledby=title_id
            aria-busy=move || busy.get().then_some("true")
            on:keydown=move |event| {
                // A browser closes at the second Escape whatever `cancel` says; at the key itself it can be held.
                if event.key() == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    event.stop_propagation();
                    ask();
                }
            }
            on:cancel=move |event: leptos::ev::Event| {
                // Fired by a gesture of the system, and bubbling from a file input inside.
                event.prevent_default();
                ask();
            }
        >
            <header class="dlg-head">
                <h2 id=title_id.clone()>{title}</h2>
            </header>
            <Show when=move || open.get()>{content()}</Show>
            // Last, so that the first control of the content takes the focus.
            <div class="dlg-close">
                <IconButton
                    glyph=Glyph::Close
                    label="Close"
                    disabled_reason=Signal::derive(move || busy.get().then(|| "Wait until it's done".to_owned()))
                    on_press=move |()| ask()
                />
            </div>
        </dialog>
    }
}
