//! A button that is only an icon.

use leptos::prelude::*;

use super::{Glyph, Icon, Look, Tooltip};

/// A square button with an icon; its label is the accessible name and the tooltip.
#[component]
pub fn IconButton(
    /// What it shows.
    #[prop(into)]
    glyph: Signal<Glyph>,
    /// What it does: a verb.
    #[prop(into)]
    label: Signal<String>,
    /// Called on a press, unless the button is disabled.
    #[prop(into)]
    on_press: Callback<()>,
    /// Why it cannot be pressed; `None` when it can. Shown in the tooltip after the label.
    #[prop(into, optional)]
    disabled_reason: Signal<Option<String>>,
    /// For a button that switches something: whether it is on.
    #[prop(into, optional)]
    pressed: Signal<Option<bool>>,
    /// 26 instead of 32 px.
    #[prop(optional)]
    small: bool,
    /// How much attention it asks for; subtle unless told.
    #[prop(default = Look::Subtle)]
    look: Look,
) -> impl IntoView {
    let off = move || disabled_reason.with(Option::is_some);
    let tip = Signal::derive(move || Some(disabled_reason.get().unwrap_or_else(|| label.get())));
    let described = Signal::derive(off);
    view! {
        <Tooltip text=tip let(described_by)>
            <button
                type="button"
                class=look.class()
                class=("btn-icon", true)
                class=("btn-small", small)
                aria-label=label
                aria-disabled=move || off().then_some("true")
                aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
                aria-describedby=move || described.get().then(|| described_by.get()).flatten()
                on:click=move |_| {
                    if !off() {
                        on_press.run(());
                    }
                }
            >
                <Icon glyph />
            </button>
        </Tooltip>
    }
}
