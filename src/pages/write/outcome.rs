//! How far a write is, in words; and a failure with all that helps to mend it.

use arm::{Error, ErrorKind, Fate};
use avd::rule::failure;
use leptos::prelude::*;
use writes::Outcome;

use crate::components::{Banner, Spinner, Tone};
use crate::live::activity::{ActivityContext, Kept};
use crate::live::writes::Write;
use crate::pages::parts::{Sentence, clock_time, error_facts};

/// What is happening to a write, or what came of it.
#[component]
pub fn Progress(write: Write) -> impl IntoView {
    let Write { state, error, follows, retry_at, .. } = write;
    let next = state.next_step();
    match state {
        Outcome::Waiting => match retry_at {
            Some(until) => {
                busy(&format!("Azure is throttling requests. This one isn't sent yet; retrying at {}…", clock_time(until)))
            }
            None if follows => busy("Waiting for the previous change…"),
            None => busy("Saving a record of the change before it's sent…"),
        },
        Outcome::Sending => busy("Sending…"),
        Outcome::Working => busy("Accepted. In progress…"),
        Outcome::Looking { lost: false } => busy("Accepted. Checking the result…"),
        Outcome::Looking { lost: true } => busy("Connection lost. Checking whether the change was applied…"),
        Outcome::Confirmed(sentence) => {
            view! { <Banner tone=Tone::Success title="Done"><Sentence text=sentence /></Banner> }.into_any()
        }
        Outcome::Replaced(sentence) => told(Tone::Warning, "Replaced an existing host pool", sentence, next),
        Outcome::Unconfirmed(sentence) => told(Tone::Warning, "Not confirmed", sentence, next),
        Outcome::Held(why) => told(Tone::Warning, "On hold", why, next),
        Outcome::NotSent(why) => match error {
            Some(error) => view! { <Failure error=error /> }.into_any(),
            None => told(Tone::Warning, "Not sent", why, next),
        },
        Outcome::Failed { why, ran } => match error {
            Some(error) => view! { <Failure error=error /> }.into_any(),
            None if ran => told(Tone::Danger, "Accepted, then failed. Part of it may be done.", why, next),
            None => told(Tone::Danger, "Rejected by Azure", why, next),
        },
    }
}

fn told(tone: Tone, title: &'static str, why: String, next: Option<&'static str>) -> AnyView {
    view! { <Banner tone=tone title=title><p><Sentence text=why /></p><p>{next}</p></Banner> }.into_any()
}

fn busy(words: &str) -> AnyView {
    let words = words.to_owned();
    view! { <div class="write-busy"><Spinner label=words /></div> }.into_any()
}

/// Says so where a record could not be kept as it should be.
#[component]
pub fn KeptNote() -> impl IntoView {
    let activity = expect_context::<ActivityContext>();
    move || {
        (activity.kept() == Kept::Tab).then(|| {
            view! {
                <Banner tone=Tone::Warning title="Recorded in this tab only">
                    "This browser's database isn't available. Keep this tab open until the change has finished."
                </Banner>
            }
        })
    }
}

/// A failed write: the service's own words, what to do next, the ids for support.
#[component]
fn Failure(error: Error) -> impl IntoView {
    let at_sign_in = matches!(error.kind(), ErrorKind::SignedOut { .. });
    let title = match error.fate() {
        Fate::NotSent => "Not sent",
        Fate::Refused if at_sign_in => "Azure rejected your sign-in. Nothing was changed.",
        Fate::Refused => "Rejected by Azure",
        Fate::Ran => "Accepted, then failed. Part of it may be done.",
        Fate::Unknown => "Outcome unknown",
    };
    let tone = if error.fate() == Fate::NotSent { Tone::Warning } else { Tone::Danger };
    // A fault of the provider, which only a write can meet.
    let known = failure::of_error(&error).map(|entry| view! { <p>{entry.meaning} " " {entry.fix}</p> });
    view! {
        <Banner tone=tone title=title>
            {known}
            {error_facts(&error)}
        </Banner>
    }
}
