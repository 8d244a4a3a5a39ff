//! A state in a word.

use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

/// An icon and a word in the colour of the state.
#[component]
pub fn Badge(
    /// How good or bad it is.
    #[prop(into, optional)]
    tone: Signal<Tone>,
    /// An icon more telling than the tone's own.
    #[prop(into, optional)]
    glyph: Signal<Option<Glyph>>,
    /// Without the coloured ground: for tables, where many stand together.
    #[prop(optional)]
    plain: bool,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let glyph = Signal::derive(move || glyph.get().unwrap_or_else(|| tone.get().glyph()));
    view! {
        <span class=move || format!("{} {}", if plain { "badge badge-plain" } else { "badge" }, tone.get().class())>
            <Icon glyph />
            {text}
        </span>
    }
}
