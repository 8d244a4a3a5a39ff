//! How far a write is, in words; and a failure with all that helps to mend it.

use arm::{Error, Fate};
use leptos::prelude::*;

use crate::components::{Banner, Spinner, Tone};
use crate::live::writes::Stage;
use crate::pages::parts::error_facts;

/// What is happening to a write, or what came of it.
#[component]
pub fn Progress(stage: Stage) -> impl IntoView {
    let next = stage.next_step();
    match stage {
        Stage::Queued => busy("Waits until the request before it shows…"),
        Stage::Sending => busy("Sending the request…"),
        Stage::Working => busy("The service accepted the request and is working on it…"),
        Stage::Looking { lost: false } => busy("Accepted. Reading back the result…"),
        Stage::Looking { lost: true } => busy("The answer was lost. Looking whether the change shows; nothing is sent again…"),
        Stage::Confirmed(sentence) => view! { <Banner tone=Tone::Success title="Done">{sentence}</Banner> }.into_any(),
        Stage::Unconfirmed(sentence) => view! {
            <Banner tone=Tone::Warning title="The result does not show">
                <p>{sentence}</p>
                <p>{next}</p>
            </Banner>
        }
        .into_any(),
        Stage::NotSent(why) => {
            view! { <Banner tone=Tone::Warning title="Not sent"><p>{why}</p><p>{next}</p></Banner> }.into_any()
        }
        Stage::Failed(error) => view! { <Failure error=error /> }.into_any(),
    }
}

fn busy(words: &'static str) -> AnyView {
    view! { <div class="write-busy" role="status"><Spinner label=words />{words}</div> }.into_any()
}

/// A failed write: the service's own words, what to do next, the ids for support.
#[component]
fn Failure(error: Error) -> impl IntoView {
    let title = match error.fate() {
        Fate::NotSent => "Not sent",
        Fate::Refused => "Refused by the service",
        Fate::Ran => "Accepted, then failed: parts may be done",
        Fate::Unknown => "Nobody knows what became of it",
    };
    view! {
        <Banner tone=Tone::Danger title=title>
            {error_facts(&error)}
        </Banner>
    }
}
