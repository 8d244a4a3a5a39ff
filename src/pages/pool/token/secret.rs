//! The token itself: masked, shown while a button is held or for half a minute, copied to a clipboard that is emptied afterwards.

use arm::Call;
use avd::resource::RegistrationToken;
use host::{Duration, Host as _, Instant};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{Browser, clipboard};
use crate::client::ClientContext;
use crate::components::{Button, Glyph, Icon, Look, ToastAction, Toasts};
use crate::estate::read_token;
use crate::live::use_clock;

const SHOWN_FOR: Duration = Duration::from_secs(30);
const COPIED_FOR: Duration = Duration::from_secs(60);

/// A masked token. The text is in the page only while it is revealed.
#[component]
pub fn Secret(token: RegistrationToken) -> impl IntoView {
    let clock = use_clock();
    let token = StoredValue::new(token);
    let hides_at = RwSignal::new(None::<Instant>);
    let held = RwSignal::new(false);
    let left = Memo::new(move |_| hides_at.get().map(|at| clock.now().until(at).as_secs()).filter(|left| *left > 0));
    let toggled = Memo::new(move |_| left.get().is_some());
    let revealed = Memo::new(move |_| held.get() || toggled.get());
    let toggle = Callback::new(move |()| {
        hides_at.set(if toggled.get_untracked() { None } else { Some(clock.read() + SHOWN_FOR + Duration::from_secs(1)) });
    });
    let text = move || {
        if revealed.get() { token.with_value(|token| token.reveal().to_owned()) } else { "•".repeat(32) }
    };
    let label = move || if revealed.get() { "Registration token" } else { "Registration token, hidden" };
    view! {
        <div class="secret">
            <code class="secret-text" role="textbox" aria-readonly="true" tabindex="0" aria-label=label>{text}</code>
            <div class="secret-actions">
                <Hold held />
                {move || {
                    let (glyph, words) = if toggled.get() { (Glyph::EyeOff, "Hide") } else { (Glyph::Eye, "Reveal") };
                    view! { <Button glyph=glyph on_press=toggle>{words}</Button> }
                }}
                <SecretCopy text=Callback::new(move |()| token.with_value(|token| token.reveal().to_owned())) words="Copy token" />
                <span class="secret-left">{move || left.get().map(|left| format!("hides in {left} s"))}</span>
            </div>
        </div>
    }
}

/// Shows while it is held down, by pointer or key. Whoever cannot hold has the button beside it.
#[component]
fn Hold(held: RwSignal<bool>) -> impl IntoView {
    let press = move |event: PointerEvent| {
        if event.button() == 0 {
            held.set(true);
        }
    };
    // Anywhere: what is shown may be larger, and the button no longer where it was pressed.
    let listeners = [
        window_event_listener_untyped("pointerup", move |_| held.set(false)),
        window_event_listener_untyped("pointercancel", move |_| held.set(false)),
        window_event_listener_untyped("blur", move |_| held.set(false)),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    let is_key = |event: &KeyboardEvent| matches!(event.key().as_str(), " " | "Enter");
    let down = move |event: KeyboardEvent| {
        if is_key(&event) {
            event.prevent_default();
            held.set(true);
        }
    };
    let up = move |event: KeyboardEvent| {
        if is_key(&event) {
            held.set(false);
        }
    };
    view! {
        <button
            type="button"
            class="btn btn-secondary secret-hold"
            class=("btn-held", held)
            on:pointerdown=press
            on:contextmenu=|event| event.prevent_default()
            on:keydown=down
            on:keyup=up
            on:blur=move |_| held.set(false)
        >
            <Icon glyph=Glyph::Eye />
            "Press and hold to view"
        </button>
    }
}

/// What became of a copy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    /// Whether the browser lets the page look before it empties the clipboard.
    Copied(bool),
    Waits,
    Emptied,
    Other,
    Refused,
}

impl Said {
    const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Copied(true) => "Copied. The clipboard is cleared in 1 minute.",
            Self::Copied(false) => "Copied. The clipboard is cleared in 1 minute, even if you copy something else.",
            Self::Waits => "The clipboard still holds the token. It's cleared when you return to this window.",
            Self::Emptied => "Clipboard cleared. If Windows keeps a clipboard history, clear that, too.",
            Self::Other => "The clipboard holds something else now, so it wasn't cleared.",
            Self::Refused => "Couldn't copy: the browser blocked it.",
        }
    }
}

/// Copies a secret and, a minute later, empties the clipboard of it; `say` is told how far it is.
async fn copy_for_a_minute(secret: String, say: impl Fn(Said)) {
    if clipboard::copy(&secret).await.is_err() {
        return say(Said::Refused);
    }
    say(Said::Copied(clipboard::may_look().await));
    Browser.sleep(COPIED_FOR).await;
    let end = loop {
        match clipboard::empty(&secret).await {
            clipboard::Emptied::Yes => break Said::Emptied,
            clipboard::Emptied::Other => break Said::Other,
            clipboard::Emptied::NotNow => say(Said::Waits),
        }
        Browser.sleep(Duration::from_secs(1)).await;
    };
    say(end);
}

/// Reads a token that was just created and copies it. Where the browser refuses, a press does the same once more.
pub fn copy_created(context: ClientContext, call: Call, toasts: Toasts) {
    spawn_local(async move {
        let token = read_token(&context.client(), &call).await.map(|info| info.token);
        match token {
            Ok(Some(token)) => {
                let offer = move || offer_copy(context, call.clone(), toasts);
                copy_for_a_minute(token.reveal().to_owned(), |said| match said {
                    Said::Refused => toasts.done("The token isn't copied yet".to_owned(), said.words().to_owned(), Some(offer())),
                    Said::Waits => {}
                    _ => toasts.success(said.words()),
                })
                .await;
            }
            Ok(None) => toasts.info("The pool has no token to copy."),
            Err(error) => toasts.error(format!("Couldn't load the token: {}", error.message())),
        }
    });
}

/// Offers to copy a token that was created.
pub fn offer_copy(context: ClientContext, call: Call, toasts: Toasts) -> ToastAction {
    ToastAction::press("Copy token", move || copy_created(context, call.clone(), toasts))
}

/// Copies a secret and, a minute later, empties the clipboard. That goes on when the page is left, not when the window is closed.
#[component]
pub fn SecretCopy(
    /// The secret, asked for at the press.
    #[prop(into)]
    text: Callback<(), String>,
    /// The words on the button.
    words: &'static str,
) -> impl IntoView {
    let said = RwSignal::new(Said::Nothing);
    let copy = move |()| {
        let secret = text.run(());
        spawn_local(copy_for_a_minute(secret, move |now| {
            let _ = said.try_set(now);
        }));
    };
    view! {
        <Button glyph=Glyph::Copy look=Look::Subtle on_press=copy>{words}</Button>
        <span class="secret-said" role="status">{move || said.get().words()}</span>
    }
}
