//! Short messages at the edge: what became of an action that is no longer on screen, and what may be done next.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::FocusEvent;
use leptos::prelude::*;

use super::{Button, ButtonLink, Glyph, Icon, IconButton, Look, Tone};
use crate::browser::{focus, timer};

const SHOWN_FOR: Duration = Duration::from_secs(6);
/// More of them would cover the page.
const MOST: usize = 3;

/// What a message offers to do next.
#[derive(Clone)]
pub struct ToastAction {
    label: &'static str,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Press(Arc<dyn Fn() + Send + Sync>),
    Link(String),
}

impl ToastAction {
    /// A button. What it does must not need anything of the page it was offered on: that may be gone.
    pub fn press(label: &'static str, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self { label, way: Way::Press(Arc::new(act)) }
    }

    /// A way to another page.
    pub const fn link(label: &'static str, href: String) -> Self {
        Self { label, way: Way::Link(href) }
    }
}

/// One message.
#[derive(Clone)]
struct Toast {
    number: u32,
    tone: Tone,
    title: Option<String>,
    text: String,
    action: Option<ToastAction>,
}

impl Toast {
    /// Whether it goes by itself. What offers something to do waits for the person, as does an error.
    fn passes(&self) -> bool {
        self.tone != Tone::Danger && self.action.is_none()
    }
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
        self.add(Tone::Success, None, text.into(), None);
    }

    /// Something to know.
    pub fn info(self, text: impl Into<String>) {
        self.add(Tone::Info, None, text.into(), None);
    }

    /// It failed. Stays until it is put away.
    pub fn error(self, text: impl Into<String>) {
        self.add(Tone::Danger, None, text.into(), None);
    }

    /// A change took effect: which one, what is true now, and what may be done next.
    pub fn done(self, title: String, text: String, action: Option<ToastAction>) {
        self.add(Tone::Success, Some(title), text, action);
    }

    /// Takes away what offers something to do: it is not for whoever comes next.
    pub fn withdraw(self) {
        let _ = self.list.try_update(|list| list.retain(|toast| toast.action.is_none()));
    }

    fn add(self, tone: Tone, title: Option<String>, text: String, action: Option<ToastAction>) {
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        self.list.update(|list| {
            // The same words twice tell nothing new; the later one starts its time again.
            list.retain(|toast| toast.title != title || toast.text != text);
            list.push(Toast { number, tone, title, text, action });
            while list.len() > MOST {
                let oldest = list.iter().position(|toast| toast.tone != Tone::Danger).unwrap_or(0);
                list.remove(oldest);
            }
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
    let passes = toast.passes();
    let Toast { number, tone, title, text, action } = toast;
    let running = StoredValue::new_local(None);
    let start = move || {
        if passes {
            running.set_value(Some(timer::after(SHOWN_FOR, move || toasts.dismiss(number))));
        }
    };
    // Time stands still while someone reads or is about to press the cross.
    let hold = move || running.set_value(None);
    start();
    // The focus goes back to where it came from, once the message it is in goes.
    let came_from = StoredValue::new_local(None::<focus::Place>);
    let enter = move |event: FocusEvent| {
        hold();
        let outside = focus::outside(&event, ".toasts");
        if outside.is_some() {
            came_from.set_value(outside);
        }
    };
    let leave = move || {
        let place = came_from.get_value();
        toasts.dismiss(number);
        if let Some(place) = place {
            place.go();
        }
    };
    let next = action.map(|ToastAction { label, way }| match way {
        Way::Press(act) => {
            let press = move |()| {
                leave();
                act();
            };
            view! { <Button small=true look=Look::Secondary on_press=press>{label}</Button> }.into_any()
        }
        Way::Link(href) => {
            view! { <span on:click=move |_| toasts.dismiss(number)><ButtonLink small=true href>{label}</ButtonLink></span> }
                .into_any()
        }
    });
    view! {
        <div
            class=format!("toast {}", tone.class())
            role=(tone == Tone::Danger).then_some("alert")
            on:mouseenter=move |_| hold()
            on:mouseleave=move |_| start()
            on:focusin=enter
            on:focusout=move |_| start()
        >
            <Icon glyph=tone.glyph() />
            <div class="toast-text">
                {title.map(|title| view! { <p class="toast-title">{title}</p> })}
                <p>{text}</p>
                {next.map(|next| view! { <div class="toast-next">{next}</div> })}
            </div>
            <div class="toast-close">
                <IconButton glyph=Glyph::Close label="Dismiss" small=true on_press=move |()| leave() />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(toasts: Toasts) -> Vec<String> {
        toasts.list.get_untracked().into_iter().map(|toast| toast.text).collect()
    }

    #[test]
    fn the_same_words_stand_once_and_each_goes_by_its_number() {
        let owner = Owner::new();
        owner.with(|| {
            let toasts = Toasts::provide();
            toasts.success("Saved");
            toasts.error("Refused");
            toasts.success("Saved");
            assert_eq!(texts(toasts), ["Refused", "Saved"]);
            toasts.dismiss(0);
            assert_eq!(texts(toasts).len(), 2, "number 0 is gone already");
            toasts.dismiss(1);
            assert_eq!(texts(toasts), ["Saved"]);
        });
    }

    #[test]
    fn what_offers_something_waits_and_is_withdrawn() {
        let owner = Owner::new();
        owner.with(|| {
            let toasts = Toasts::provide();
            toasts.success("Saved");
            toasts.done("Drain vm-1".to_owned(), "Saved.".to_owned(), Some(ToastAction::press("Undo", || ())));
            toasts.error("Refused");
            let passing = |toasts: Toasts| toasts.list.with_untracked(|list| list.iter().map(Toast::passes).collect::<Vec<_>>());
            assert_eq!(passing(toasts), [true, false, false]);
            toasts.withdraw();
            assert_eq!(texts(toasts), ["Saved", "Refused"]);
        });
    }

    #[test]
    fn no_more_than_three_stand_and_an_error_is_the_last_to_go() {
        let owner = Owner::new();
        owner.with(|| {
            let toasts = Toasts::provide();
            toasts.error("Refused");
            for text in ["a", "b", "c"] {
                toasts.success(text);
            }
            assert_eq!(texts(toasts), ["Refused", "b", "c"]);
        });
    }
}
