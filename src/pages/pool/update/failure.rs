//! Why an update failed: the code, what it means, what to do next, which hosts, and the query that tells more.

use avd::rule::failure::{FailedHost, Failure, explain};
use leptos::prelude::*;

use super::watch::Watch;
use crate::components::{Badge, Banner, CodeBlock, Tone};
use crate::route::{PoolRef, PoolTab, Route};

/// The panel; nothing while nothing has failed.
#[component]
pub fn FailurePanel(watch: Watch, place: PoolRef) -> impl IntoView {
    let failure = Memo::new(move |_| {
        let run = watch.run.get().flatten()?;
        watch.picture.with(|picture| explain(&run, picture.as_ref()))
    });
    let place = StoredValue::new(place);
    move || failure.get().map(|failure| view! { <Explained failure place /> })
}

#[component]
fn Explained(failure: Failure, place: StoredValue<PoolRef>) -> impl IntoView {
    let pool = place.with_value(|place| place.name.clone());
    let query = failure.query(&pool);
    let steps = failure.next_steps().into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
    let meaning = failure.meaning().to_owned();
    let stage = failure.known.map(|entry| format!("Occurs while {}.", entry.stage.label()));
    view! {
        <Banner tone=Tone::Danger title=format!("Why it stopped: {}", failure.code)>
            <div class="failure">
                <p>{meaning} {stage.map(|stage| format!(" {stage}"))}</p>
                <p class="failure-words">"Message from Azure: " {failure.message}</p>
                <p class="failure-head">"What to do next"</p>
                <ol>{steps}</ol>
                <FailedHosts hosts=failure.hosts place />
            </div>
        </Banner>
        {query
            .map(|query| {
                view! {
                    <details class="run-raw">
                        <summary>"Log Analytics query for this update"</summary>
                        <CodeBlock label="Log Analytics query" text=query />
                    </details>
                }
            })}
    }
}

#[component]
fn FailedHosts(hosts: Vec<FailedHost>, place: StoredValue<PoolRef>) -> impl IntoView {
    if hosts.is_empty() {
        return ().into_any();
    }
    let item = |host: FailedHost| {
        let href = Route::Pool(place.get_value(), PoolTab::Host(host.name.clone())).href();
        let (tone, words) =
            if host.rolled_back { (Tone::Warning, "Rolled back to the original VM") } else { (Tone::Danger, "Out of service") };
        view! {
            <li>
                <a href=href>{host.name}</a>
                " "
                <Badge plain=true tone text=words />
                {host.error.map(|error| view! { <span class="failure-words">{error}</span> })}
            </li>
        }
    };
    view! {
        <p class="failure-head">"Session hosts that failed"</p>
        <ul>{hosts.into_iter().map(item).collect_view()}</ul>
    }
    .into_any()
}
