//! A message that stays on the page until its cause is gone.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::{Glyph, Icon, IconButton, Tone};

/// A message with a title, a text and what can be done. A danger is announced at once, the others when the reader pauses.
#[component]
pub fn Banner(
    /// How good or bad it is.
    #[prop(optional)]
    tone: Tone,
    /// What happened, in a few words.
    #[prop(into)]
    title: Signal<String>,
    /// What can be done: buttons or links.
    #[prop(into, optional)]
    actions: ViewFnOnce,
    /// Shows a cross; for messages that may be put away.
    #[prop(into, optional)]
    on_dismiss: Option<Callback<()>>,
    /// What it means; may be left out.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div class=format!("banner {}", tone.class()) role=role>
            <Icon glyph=tone.glyph() />
            <div>
                <p class="banner-title">{title}</p>
                {children.map(|children| view! { <div class="banner-text">{children()}</div> })}
                <div class="banner-actions">{actions.run()}</div>
            </div>
            {on_dismiss
                .map(|on_dismiss| {
                    view! {
                        <div class="banner-close">
                            <IconButton glyph=Glyph::Close label="Dismiss" small=true on_press=on_dismiss />
                        </div>
                    }
                })}
        </div>
    }
}
