//! The views of one thing, each with an address of its own.

use leptos::prelude::*;

use crate::browser::scroll;

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// How many things are in it, if that is known.
    pub count: Option<usize>,
    /// Whether it is the one on screen.
    pub current: bool,
}

impl Tab {
    /// A view without a number.
    pub fn new(label: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        Self { label: label.into(), href: href.into(), count: None, current }
    }

    /// The same with a number beside its words.
    #[must_use]
    pub fn with_count(self, count: Option<usize>) -> Self {
        Self { count, ..self }
    }
}

/// Links, not the ARIA tab pattern: every view is a page that can be opened in a window of its own.
#[component]
pub fn Tabs(
    /// In their order.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// What they are views of, for a screen reader.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let link = |tab: Tab| {
        view! {
            <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>
                {tab.label}
                {tab.count.map(|count| view! { <span class="tab-count">{count}</span> })}
            </a>
        }
    };
    let node = NodeRef::<leptos::html::Nav>::new();
    Effect::new(move |_| {
        tabs.track();
        // In the next frame the tabs stand.
        request_animation_frame(move || {
            // By then the page may be another one.
            if let Some(node) = node.try_get_untracked().flatten() {
                scroll::aside(&node, "[aria-current]");
            }
        });
    });
    view! {
        <nav class="tabs" aria-label=label node_ref=node>
            {move || tabs.get().into_iter().map(link).collect_view()}
        </nav>
    }
}
