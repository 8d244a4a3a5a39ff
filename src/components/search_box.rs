//! The box in which one types to find.

use leptos::prelude::*;

use super::{Glyph, Icon, IconButton, id::unique};
use crate::browser::focus;

/// A search input with a cross that empties it. Escape empties it, too.
#[component]
pub fn SearchBox(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Its name, and what stands in it while it is empty: "Search pools".
    #[prop(into)]
    label: String,
    /// Its id, when a shortcut leads to it.
    #[prop(into, optional)]
    id: Option<String>,
    /// The key that leads to it, shown at its end.
    #[prop(into, optional)]
    shortcut: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("search"));
    let input_id = id.clone();
    let empty = move || value.with(String::is_empty);
    let clear = Callback::new(move |()| {
        on_input.run(String::new());
        // The cross goes away; the keyboard must not go with it.
        focus::by_id(&input_id);
    });
    let shortcut = StoredValue::new(shortcut);
    let end = move || {
        if empty() {
            shortcut.get_value().map(|key| view! { <kbd class="search-key" aria-hidden="true">{key}</kbd> }.into_any())
        } else {
            Some(
                view! {
                    <span class="search-clear">
                        <IconButton glyph=Glyph::Close label="Clear" small=true on_press=clear />
                    </span>
                }
                .into_any(),
            )
        }
    };
    view! {
        <div class="search" role="search">
            <Icon glyph=Glyph::Search />
            <input
                class="input"
                id=id
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=label.clone()
                aria-label=label
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" && !empty() {
                        event.prevent_default();
                        on_input.run(String::new());
                    }
                }
            />
            {end}
        </div>
    }
}
