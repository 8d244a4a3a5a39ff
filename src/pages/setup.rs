//! A deployment that is not set up: what is wrong with its configuration, and the way to a good one.

use entra::{Config, ConfigProblem, Step, registration_steps};
use leptos::prelude::*;

use super::sign_in::{Brand, DemoButton};
use crate::boot::Unusable;
use crate::browser::location;
use crate::components::{Banner, Button, CodeBlock, CopyButton, Look, Tone};
use crate::session::SessionContext;

/// The page of [`ConfigProblem`]s.
#[component]
#[allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
pub(super) fn Setup(session: SessionContext, why: Unusable) -> impl IntoView {
    let problems = why.problems();
    if why.is_on_the_way() {
        return view! {
            <section class="door-card door-card-wide" aria-labelledby="door-title">
                <Brand />
                <Banner tone=Tone::Warning title="The configuration couldn't be loaded">
                    "Something between this browser and the site returned something other than its config.json."
                </Banner>
                <ul class="door-problems">{problems.into_iter().map(|problem| view! { <Problem problem /> }).collect_view()}</ul>
                <div class="door-actions">
                    <Button look=Look::Primary on_press=|()| location::reload()>"Reload"</Button>
                </div>
            </section>
        }
        .into_any();
    }
    let steps = registration_steps(&format!("{}/auth/redirect.html", location::origin()));
    view! {
        <section class="door-card door-card-wide" aria-labelledby="door-title">
            <Brand />
            <Banner tone=Tone::Warning title="This deployment isn't set up yet">
                "Its config.json can't be used. Correct the file, then reload the page."
            </Banner>
            <ul class="door-problems">
                {problems.into_iter().map(|problem| view! { <Problem problem /> }).collect_view()}
                {why.notes().into_iter().map(|note| view! { <li><p>{note}</p></li> }).collect_view()}
            </ul>
            <div class="door-actions">
                <DemoButton session />
            </div>
            <section class="section" aria-labelledby="register">
                <h2 id="register">"Register the console in Microsoft Entra ID"</h2>
                <ol class="door-steps">{steps.into_iter().map(|step| view! { <RegistrationStep step /> }).collect_view()}</ol>
            </section>
            <CodeBlock label="config.json" text=Config::sample() />
        </section>
    }
    .into_any()
}

#[component]
fn Problem(problem: ConfigProblem) -> impl IntoView {
    view! {
        <li>
            <code>{problem.field}</code>
            <p>{problem.why}</p>
            <p class="door-fix">{problem.fix}</p>
        </li>
    }
}

#[component]
fn RegistrationStep(step: Step) -> impl IntoView {
    let value = step.value.map(|value| {
        let copied = value.clone();
        view! {
            <p class="door-copy">
                <code>{value}</code>
                <CopyButton text=move |()| copied.clone() label="Copy value" />
            </p>
        }
    });
    view! {
        <li>
            <h3>{step.title}</h3>
            <p>{step.text}</p>
            {value}
            <p class="door-fix">"Otherwise: " {step.otherwise}</p>
        </li>
    }
}
