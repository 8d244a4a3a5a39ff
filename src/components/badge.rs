//! A state in a word.

use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

/// An icon and a word in the colour of the state; a neutral fact is the word alone.
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
    // A neutral fact is no state: a sign before it would read as one.
    let glyph =
        Memo::new(move |_| glyph.get().or_else(|| Some(tone.get()).filter(|tone| *tone != Tone::Neutral).map(Tone::glyph)));
    view! {
        <span class=move || format!("{} {}", if plain { "badge badge-plain" } else { "badge" }, tone.get().class())>
            {move || glyph.get().map(|glyph| view! { <Icon glyph /> })}
            {text}
        </span>
    }
}
