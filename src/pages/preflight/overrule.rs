//! Going on against a blocker: only by typing the name of the pool.

use avd::rule::plain::visible;
use leptos::prelude::*;

use super::state::PreflightState;
use crate::components::{Banner, Field, TextInput, Tone};

/// Asks for the pool's name while blockers stand, and says so once they are overruled. Shows nothing without blockers.
#[component]
pub fn Overrule(
    /// The checks.
    state: PreflightState,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let blockers = Memo::new(move |_| super::shown::blockers(&state.shown().findings).len());
    let standing = Memo::new(move |_| state.standing().len());
    // A blocker that was not there when the name was typed asks for it again.
    Effect::new(move |before: Option<usize>| {
        let now = standing.get();
        if now > 0 && before == Some(0) {
            typed.set(String::new());
        }
        now
    });
    let name = StoredValue::new(state.pool_name());
    let input = move |text: String| {
        state.overrule(&text);
        typed.set(text);
    };
    view! {
        <Show when=move || blockers.get() != 0>
            <div class="overrule">
                <Banner tone=Tone::Warning title="This update is likely to fail">
                    "Fix the blockers first. To continue anyway, type the pool's name."
                </Banner>
                <Field label=format!("To continue anyway, type {}", visible(&name.get_value()))>
                    <TextInput value=typed on_input=input mono=true />
                </Field>
                <p class="form-note" role="status">
                    {move || if standing.get() == 0 { "You chose to continue despite the blockers. Azure may still reject the update." } else { "" }}
                </p>
            </div>
        </Show>
    }
}
