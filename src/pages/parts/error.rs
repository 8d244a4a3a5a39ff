//! What went wrong with a request: the service's words, what can be done, and what support will ask for.

use arm::{Error, ErrorKind};
use avd::rule::permission::named;
use leptos::prelude::*;

use crate::components::{Banner, Button, Tone};

/// An error on the page, beside what was read before.
#[component]
pub fn ErrorBanner(
    /// What could not be done: “The pools of Contoso Test could not be read”.
    #[prop(into)]
    title: String,
    /// Why.
    error: Error,
    /// Tries again.
    #[prop(into, optional)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let retry = move || on_retry.map(|on_retry| view! { <Button small=true on_press=on_retry>"Try again"</Button> });
    view! {
        <Banner tone=tone(error.kind()) title actions=retry>
            {error_facts(&error)}
        </Banner>
    }
}

/// The facts of an error: the service's words, the next step, who has a right that was missing, and what support asks for.
pub fn error_facts(error: &Error) -> impl IntoView + use<> {
    view! {
        <p>{error.message().to_owned()}</p>
        <p>{error.next_step()}</p>
        {missing(error).and_then(|action| named(&action)).map(|role| view! { <p>{role}</p> })}
        <details>
            <summary>"For a support request"</summary>
            <ul>{facts(error).into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
            <a href="/diagnostics">"Diagnostics"</a>
        </details>
    }
}

/// The action that was missing.
fn missing(error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::Forbidden { action, .. } => action.clone(),
        _ => None,
    }
}

/// A missing right is a matter of fact; everything else is out of order.
const fn tone(kind: &ErrorKind) -> Tone {
    match kind {
        ErrorKind::Forbidden { .. } | ErrorKind::Throttled { .. } | ErrorKind::Offline => Tone::Warning,
        _ => Tone::Danger,
    }
}

fn facts(error: &Error) -> Vec<String> {
    let ids = error.request();
    let known = [
        ("Operation", Some(error.operation().to_owned())),
        ("Status", error.status().map(|status| status.to_string())),
        ("Code", error.code().map(str::to_owned)),
        ("Client request id", Some(ids.client.clone())),
        ("Service request id", ids.service.clone()),
        ("Correlation id", ids.correlation.clone()),
    ];
    known.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}: {value}"))).collect()
}
