//! The token itself: masked, shown for half a minute on request, copied.

use avd::resource::RegistrationToken;
use host::{Duration, Instant};
use leptos::prelude::*;

use crate::components::{Button, CopyButton, Glyph};
use crate::live::use_clock;

const SHOWN_FOR: Duration = Duration::from_secs(30);

/// A masked token. The text is in the page only while it is revealed.
#[component]
pub fn Secret(token: RegistrationToken) -> impl IntoView {
    let clock = use_clock();
    let token = StoredValue::new(token);
    let hides_at = RwSignal::new(None::<Instant>);
    let left = Memo::new(move |_| hides_at.get().map(|at| clock.now().until(at).as_secs()).filter(|left| *left > 0));
    let revealed = Memo::new(move |_| left.get().is_some());
    let toggle = Callback::new(move |()| {
        hides_at.set(if revealed.get_untracked() { None } else { Some(clock.read() + SHOWN_FOR + Duration::from_secs(1)) });
    });
    let text = move || {
        if revealed.get() { token.with_value(|token| token.reveal().to_owned()) } else { "•".repeat(32) }
    };
    let label = move || if revealed.get() { "Registration token" } else { "Registration token, hidden" };
    view! {
        <div class="secret">
            <code class="secret-text" role="textbox" aria-readonly="true" tabindex="0" aria-label=label>{text}</code>
            <div class="secret-actions">
                {move || {
                    let (glyph, words) = if revealed.get() { (Glyph::EyeOff, "Hide") } else { (Glyph::Eye, "Reveal") };
                    view! { <Button glyph=glyph on_press=toggle>{words}</Button> }
                }}
                <CopyButton text=Callback::new(move |()| token.with_value(|token| token.reveal().to_owned())) label="Copy token" />
                <span class="secret-left">{move || left.get().map(|left| format!("hides in {left} s"))}</span>
            </div>
        </div>
    }
}
