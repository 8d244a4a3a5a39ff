//! The body of a step with the way on and back.

mod basics;
mod hosts;
mod notifications;
mod review;
mod schedule;
mod settings;

use leptos::prelude::*;

use self::basics::Basics;
use self::hosts::Hosts;
pub use self::hosts::drift_words;
use self::notifications::Notifications;
use self::review::ReviewStep;
use self::schedule::Schedule;
use super::STEP_TITLE;
use super::facts::{Facts, Readings};
use super::step::Step;
use super::wizard::Wizard;
use crate::components::{Banner, Button, ButtonLink, FormActions, Look, Tone};
use crate::route::{PoolTab, Route};
use crate::router::use_router;

/// The step of the address.
#[component]
pub fn StepBody(wizard: Wizard, readings: Readings) -> impl IntoView {
    move || {
        let step = wizard.step.get();
        let inside = match step {
            Step::Basics => view! { <Basics wizard /> }.into_any(),
            Step::Hosts => view! { <Hosts wizard /> }.into_any(),
            Step::Schedule => view! { <Schedule wizard /> }.into_any(),
            Step::Notifications => view! { <Notifications wizard /> }.into_any(),
            Step::Review => return view! { <ReviewStep wizard readings /> }.into_any(),
        };
        view! { <Frame wizard step>{inside}</Frame> }.into_any()
    }
}

/// A step that is not the last one.
#[component]
fn Frame(wizard: Wizard, step: Step, children: Children) -> impl IntoView {
    let router = use_router();
    let on = move || {
        if let Some(next) = step.next() {
            router.go(untrack(|| wizard.route(next)));
        }
    };
    view! {
        <form class="form" novalidate=true on:submit=move |event| { event.prevent_default(); on(); }>
            <section class="card stack" aria-labelledby=STEP_TITLE>
                <h2 id=STEP_TITLE tabindex="-1">{step.title()}</h2>
                {children()}
            </section>
            <FormActions>
                <Button look=Look::Primary submit=true>{step.next().map(|next| format!("Next: {}", next.title()))}</Button>
                <Before wizard step />
            </FormActions>
        </form>
    }
}

/// The way back: to the step before, from the first one to the pool.
#[component]
fn Before(wizard: Wizard, step: Step) -> impl IntoView {
    let href = Signal::derive(move || match step.before() {
        Some(before) => wizard.route(before).href(),
        None => Route::Pool(wizard.place.get_value(), PoolTab::Update).href(),
    });
    view! { <ButtonLink href>{step.before().map_or("Cancel", |_| "Back")}</ButtonLink> }
}

/// Warnings about a field: they deserve a look and do not stand in the way.
#[component]
fn Warnings(wizard: Wizard, field: &'static str) -> impl IntoView {
    let found = Memo::new(move |_| {
        wizard.problems.with(|problems| {
            problems.iter().find(|problem| problem.warning && problem.field == field).map(|problem| problem.message.clone())
        })
    });
    move || found.get().map(|text| view! { <Banner tone=Tone::Warning title="Keep in mind">{text}</Banner> })
}

/// Why the update would do nothing, if it would.
#[component]
fn WouldDoNothing(wizard: Wizard) -> impl IntoView {
    let reason = Memo::new(move |_| wizard.facts.with(Facts::idle_reason));
    move || reason.get().map(|(title, why)| view! { <Banner tone=Tone::Warning title>{why}</Banner> })
}
