//! What a new pool does with its registration token, in the request that creates it.

use host::Instant;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::fields::at;
use super::lines::{Form, Kind, line};
use crate::components::{Glyph, Icon};
use crate::live::use_clock;
use crate::pages::pool::token::{Life, LifeFields};

const OPERATION: &str = "registrationInfo.registrationTokenOperation";
const EXPIRATION: &str = "registrationInfo.expirationTime";
/// Among the presets: 24 hours, as in Microsoft's samples.
const A_DAY: usize = 2;

/// The operation, and for a token that is created how long it is valid.
#[component]
pub fn RegistrationFields(form: Form) -> impl IntoView {
    let (draft, clock) = (form.state.draft, use_clock());
    let creates = Memo::new(move |_| draft.with(|draft| draft.field(OPERATION)) == json!("Update"));
    let given = draft.with_untracked(|draft| draft.field(EXPIRATION).as_str().and_then(|text| Instant::parse(text).ok()));
    let life = given.map_or_else(|| Life::new(A_DAY), Life::until);
    // A time that was imported goes out as it is, until another one is chosen here.
    Effect::new(move |before: Option<[String; 4]>| {
        let picked = life.picked();
        let empty = draft.with_untracked(|draft| draft.field(EXPIRATION).is_null());
        if creates.get() && (empty || before.is_some_and(|before| before != picked)) {
            let expires = untrack(|| life.expiry(clock.read())).map_or(Value::Null, |at| json!(at.to_rfc3339()));
            draft.update(|draft| draft.set(EXPIRATION, expires));
        }
        picked
    });
    let wrong = at(form.problems, form.state.asked, EXPIRATION);
    view! {
        {form.line(line(OPERATION, Kind::Radio, ""))}
        <Show when=move || creates.get()>
            <div id=EXPIRATION tabindex="-1">
                <LifeFields life />
                {move || wrong.get().map(|text| view! { <p class="fld-error"><Icon glyph=Glyph::Error />{text}</p> })}
            </div>
        </Show>
        <p class="form-note">
            "Azure returns the token in the response. The console doesn't keep it. Open the Registration token tab to view it."
        </p>
    }
}
