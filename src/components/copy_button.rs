//! Copies a text to the clipboard and says so.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Glyph, Icon};
use crate::browser::{clipboard, timer};

const SAID_FOR: std::time::Duration = std::time::Duration::from_secs(2);

/// What became of the last press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Copied,
    Refused,
}

/// A small button that copies what the callback returns, then says *Copied* for two seconds.
#[component]
pub fn CopyButton(
    /// The text, asked for at the press, so that a secret need not lie in the page.
    #[prop(into)]
    text: Callback<(), String>,
    /// What it copies, for those who do not see where it stands: "Copy the request".
    #[prop(into, default = "Copy".into())]
    label: Signal<String>,
    /// The words on it.
    #[prop(default = "Copy")]
    words: &'static str,
) -> impl IntoView {
    let said = RwSignal::new(Said::Nothing);
    let quiet = StoredValue::new_local(None);
    let press = move |_| {
        let text = text.run(());
        spawn_local(async move {
            let outcome = if clipboard::copy(&text).await.is_ok() { Said::Copied } else { Said::Refused };
            // The button may be gone by the time the browser answers.
            let _ = said.try_set(outcome);
            let timer = timer::after(SAID_FOR, move || {
                let _ = said.try_set(Said::Nothing);
            });
            let _ = quiet.try_set_value(Some(timer));
        });
    };
    let words = move || match said.get() {
        Said::Nothing => words,
        Said::Copied => "Copied",
        Said::Refused => "Couldn't copy",
    };
    // What is read on the button is part of its name, also for these two seconds.
    let name = move || match said.get() {
        Said::Nothing => label.get(),
        _ => [words(), ". ", &label.get()].concat(),
    };
    view! {
        <button
            type="button"
            class="btn btn-subtle btn-small"
            class=("btn-copied", move || said.get() == Said::Copied)
            aria-label=name
            on:click=press
        >
            <Icon glyph=Signal::derive(move || if said.get() == Said::Copied { Glyph::Check } else { Glyph::Copy }) />
            <span class="copy-words" aria-hidden="true">{words}</span>
        </button>
        <span class="sr-only" role="status">
            {move || if said.get() == Said::Nothing { "" } else { words() }}
        </span>
    }
}
