//! One thing in several languages, of which one shows.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{CodeBlock, ExternalLink, id::unique};
use crate::browser::focus;

/// The thing in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTab {
    /// The words on the tab.
    pub label: String,
    /// The name of the block: what is copied.
    pub name: String,
    /// The text; empty where there is none, and the note says why.
    pub text: String,
    /// What to know before it is used.
    pub note: Option<String>,
    /// Pages to open beside it: words and addresses.
    pub links: Vec<(String, String)>,
}

/// Tabs within a page (ARIA Authoring Practices, "Tabs" with automatic activation): the arrow keys walk and pick.
#[component]
pub fn CodeTabs(
    /// What they are: "Copy as code".
    #[prop(into)]
    label: String,
    /// In their order; the first one shows.
    tabs: Vec<CodeTab>,
) -> impl IntoView {
    let (id, count) = (unique("code"), tabs.len());
    let picked = RwSignal::new(0_usize);
    let tab_id = {
        let id = id.clone();
        move |at: usize| format!("{id}-tab-{at}")
    };
    let ids = StoredValue::new(tab_id.clone());
    let walk = move |event: KeyboardEvent| {
        if let Some(at) = next(picked.get_untracked(), count, &event.key()) {
            event.prevent_default();
            picked.set(at);
            focus::in_place(&ids.with_value(|ids| ids(at)));
        }
    };
    let panel_id = format!("{id}-panel");
    let heads = tabs.iter().enumerate().map(|(at, tab)| {
        let is_picked = move || picked.get() == at;
        view! {
            <button
                type="button"
                class="code-tab"
                role="tab"
                id=tab_id(at)
                aria-controls=panel_id.clone()
                aria-selected=move || if is_picked() { "true" } else { "false" }
                tabindex=move || if is_picked() { "0" } else { "-1" }
                on:click=move |_| picked.set(at)
            >
                {tab.label.clone()}
            </button>
        }
    });
    let heads = heads.collect_view();
    let tabs = StoredValue::new(tabs);
    let panel = move || {
        let tab = tabs.with_value(|tabs| tabs.get(picked.get()).cloned())?;
        let block = (!tab.text.is_empty()).then(|| view! { <CodeBlock label=tab.name text=tab.text /> });
        Some(view! {
            {block}
            {tab.note.map(|note| view! { <p class="code-note">{note}</p> })}
            {(!tab.links.is_empty()).then(|| {
                let links = tab.links.into_iter().map(|(words, href)| view! { <li><ExternalLink href words /></li> });
                view! { <ul class="code-links">{links.collect_view()}</ul> }
            })}
        })
    };
    view! {
        <div class="code-tabs">
            <div class="code-tab-list" role="tablist" aria-label=label on:keydown=walk>
                {heads}
            </div>
            <div class="code-panel" role="tabpanel" id=panel_id.clone() aria-labelledby=move || ids.with_value(|ids| ids(picked.get()))>
                {panel}
            </div>
        </div>
    }
}

/// Where a key leads among the tabs.
fn next(at: usize, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowLeft" => Some(at.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn the_arrows_walk_in_a_ring() {
        let cases = [
            (0, "ArrowRight", Some(1)),
            (2, "ArrowRight", Some(0)),
            (0, "ArrowLeft", Some(2)),
            (1, "End", Some(2)),
            (1, "Home", Some(0)),
            (1, "x", None),
        ];
        for (at, key, wanted) in cases {
            assert_eq!(next(at, 3, key), wanted, "{at} {key}");
        }
        assert_eq!(next(0, 0, "End"), None);
    }
}
