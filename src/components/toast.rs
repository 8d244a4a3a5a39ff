//! Short messages at the edge: what became of an action that is no longer on screen.

use std::time::Duration;

use leptos::prelude::*;

use super::{Glyph, Icon, IconButton, Tone};
use crate::browser::timer;

const SHOWN_FOR: Duration = Duration::from_secs(6);

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    number: u32,
    tone: Tone,
    text: String,
}

/// The messages on screen. Made once by [`Toasts::provide`], found anywhere by [`Toasts::expect`].
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Makes the messages and gives them to everything below.
    pub fn provide() -> Self {
        let toasts = Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// The messages of the app.
    ///
    /// # Panics
    /// When [`Toasts::provide`] was not called above.
    pub fn expect() -> Self {
        expect_context()
    }

    /// It worked.
    pub fn success(self, text: impl Into<String>) {
        self.add(Tone::Success, text.into());
    }

    /// Something to know.
    pub fn info(self, text: impl Into<String>) {
        self.add(Tone::Info, text.into());
    }

    /// It failed. Stays until it is put away.
    pub fn error(self, text: impl Into<String>) {
        self.add(Tone::Danger, text.into());
    }

    fn add(self, tone: Tone, text: String) {
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        self.list.update(|list| {
            // The same words twice tell nothing new; the later one starts its time again.
            list.retain(|toast| toast.text != text);
            list.push(Toast { number, tone, text });
        });
    }

    fn dismiss(self, number: u32) {
        // A timer may fire after the app is gone.
        let _ = self.list.try_update(|list| list.retain(|toast| toast.number != number));
    }
}

/// Where the messages appear; once, at the end of the app.
#[component]
pub fn ToastStack() -> impl IntoView {
    let toasts = Toasts::expect();
    view! {
        <section class="toasts" role="status" aria-live="polite" aria-label="Messages">
            <For each=move || toasts.list.get() key=|toast| toast.number let(toast)>
                <ToastCard toasts toast />
            </For>
        </section>
    }
}

#[component]
fn ToastCard(toasts: Toasts, toast: Toast) -> impl IntoView {
    let Toast { number, tone, text } = toast;
    let running = StoredValue::new_local(None);
    let start = move || {
        if tone != Tone::Danger {
            running.set_value(Some(timer::after(SHOWN_FOR, move || toasts.dismiss(number))));
        }
    };
    // Time stands still while someone reads or is about to press the cross.
    let hold = move || running.set_value(None);
    start();
    view! {
        <div
            class=format!("toast {}", tone.class())
            role=(tone == Tone::Danger).then_some("alert")
            on:mouseenter=move |_| hold()
            on:mouseleave=move |_| start()
            on:focusin=move |_| hold()
            on:focusout=move |_| start()
        >
            <Icon glyph=tone.glyph() />
            <p class="toast-text">{text}</p>
            <div class="toast-close">
                <IconButton glyph=Glyph::Close label="Dismiss" small=true on_press=move |()| toasts.dismiss(number) />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_stand_once_and_each_goes_by_its_number() {
        let owner = Owner::new();
        owner.with(|| {
            let toasts = Toasts::provide();
            toasts.success("Saved");
            toasts.error("Refused");
            toasts.success("Saved");
            let texts = |toasts: Toasts| toasts.list.get_untracked().into_iter().map(|toast| toast.text).collect::<Vec<_>>();
            assert_eq!(texts(toasts), ["Refused", "Saved"]);
            toasts.dismiss(0);
            assert_eq!(texts(toasts).len(), 2, "number 0 is gone already");
            toasts.dismiss(1);
            assert_eq!(texts(toasts), ["Saved"]);
        });
    }
}
