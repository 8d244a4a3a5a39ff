//! The form that makes a token: how long it may live.

use arm::ResourceId;
use avd::rule::schedule::{LocalTime, resolve};
use avd::rule::token::{check_expiry, create, presets};
use host::Instant;
use leptos::prelude::*;
use serde_json::Value;

use crate::browser::intl;
use crate::client::ClientContext;
use crate::components::{Button, Choice, DateInput, Field, Look, RadioGroup, TimeInput};
use crate::live::use_clock;
use crate::pages::parts::When;
use crate::pages::write::Proposal;

const OWN: &str = "own";

/// The form. Its proposal goes to the review of the tab.
#[component]
pub fn CreateToken(pool: StoredValue<ResourceId>, proposal: RwSignal<Option<Proposal>>) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let clock = use_clock();
    let life = RwSignal::new(presets()[1].label.to_owned());
    let (date, time) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let asked = RwSignal::new(false);
    let expiry = move |now: Instant| {
        let own = life.with(|life| life == OWN);
        life.with(|life| presets().into_iter().find(|preset| preset.label == life))
            .map(|preset| preset.expiry(now))
            .map_or_else(|| if own { own_expiry(&date.get(), &time.get()) } else { Err("Choose how long.".to_owned()) }, Ok)
            .and_then(|at| check_expiry(at, now).map(|()| at).map_err(|problem| problem.to_string()))
    };
    let problem = Signal::derive(move || {
        let own = life.with(|life| life == OWN);
        (own && (asked.get() || !date.with(String::is_empty))).then(|| expiry(clock.now()).err()).flatten()
    });
    let review = Callback::new(move |()| {
        asked.set(true);
        // ARM keeps whole seconds comparable; the review takes no margin from the life.
        if let Ok(at) = untrack(|| expiry(clock.read())) {
            let change = create(&pool.get_value(), Instant::from_seconds(at.seconds()), &context.versions());
            proposal.set(Some(Proposal {
                change,
                then: None,
                before: Value::Null,
                action: "Create token".to_owned(),
                danger: false,
            }));
        }
    });
    let choices =
        presets().map(|preset| Choice::new(preset.label, preset.label)).into_iter().chain([Choice::new(OWN, "Until…")]).collect();
    view! {
        <section class="card stack">
            <h3>"Create a token"</h3>
            <p>"The shorter it lives, the less it can be misused. A token lives between 1 hour and 27 days."</p>
            <RadioGroup label="It is valid for" value=life on_change=move |value| life.set(value) choices=choices />
            <Show when=move || life.with(|life| life == OWN)>
                <div class="form-row">
                    <Field label="Date" error=problem>
                        <DateInput value=date on_input=move |value| date.set(value) />
                    </Field>
                    <Field label="Time" help=intl::zone().unwrap_or_default()>
                        <TimeInput value=time on_input=move |value| time.set(value) />
                    </Field>
                </div>
            </Show>
            <p class="form-note">
                {move || expiry(clock.now()).ok().map(|at| view! { "Ends " <When at=Instant::from_seconds(at.seconds()) /> })}
            </p>
            <Button look=Look::Primary on_press=review>"Review…"</Button>
        </section>
    }
}

/// The instant of a date and time in the browser's zone.
fn own_expiry(date: &str, time: &str) -> Result<Instant, String> {
    let local = LocalTime::parse(date, time).ok_or("Enter a date and a time.")?;
    let zone = intl::zone().unwrap_or_else(|| "UTC".to_owned());
    resolve(local, &zone, None, intl::offset).map_err(|problem| problem.to_string())
}
