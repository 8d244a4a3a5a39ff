//! How an update stands: phase, progress, times, error, as the service says.

use avd::rule::run::{Run, Tone as RunTone, paused_until};
use host::Instant;
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{Badge, Banner, CodeBlock, KeyValue, KeyValueList, LiveRegion, ProgressBar, Tone};
use crate::live::use_clock;
use crate::pages::parts::When;

/// The panel.
#[component]
pub fn StatusPanel(run: Run, #[prop(into)] raw: Signal<Value>) -> impl IntoView {
    let announcement = announcement(&run);
    let tone = tone(run.phase.tone);
    let counts = counts(&run);
    let (label, meaning, percent, error) = (run.phase.label.clone(), run.phase.meaning, run.percent, run.error.clone());
    let seen = use_clock().read();
    view! {
        <div class="card stack">
            <div class="state-line">
                <Badge tone=tone text=label />
                <span>{meaning}</span>
            </div>
            {percent.map(|percent| view! { <ProgressBar label="Session hosts updated" value=Some(percent / 100.0) note=counts tone=tone /> })}
            <LiveRegion text=announcement />
            {error.map(|(code, message)| {
                    view! {
                        <Banner tone=Tone::Danger title=format!("The service reports {code}")>
                            <p>{message}</p>
                        </Banner>
                    }
                })}
            <Times run seen />
            <details class="run-raw">
                <summary>"As received"</summary>
                {move || view! { <CodeBlock label="Update status" text=pretty(&raw.get()) /> }}
            </details>
        </div>
    }
}

#[component]
fn Times(run: Run, seen: Instant) -> impl IntoView {
    let when = |label: &'static str, at: Option<Instant>| at.map(|at| view! { <KeyValue label=label><When at=at /></KeyValue> });
    view! {
        <KeyValueList>
            {when("Scheduled for", run.scheduled)}
            {when("Started", run.started)}
            {when("Ended", run.ended)}
            {when("Cancels itself at the latest", paused_until(&run.status, seen))}
            {run
                .rollback_failed
                .filter(|count| *count > 0)
                .map(|count| view! { <KeyValue label="Out of service after a failed rollback">{count}</KeyValue> })}
            {run.correlation_id.map(|id| view! { <KeyValue label="Correlation id"><code>{id}</code></KeyValue> })}
            {run.name.map(|name| view! { <KeyValue label="Update id"><code>{name}</code></KeyValue> })}
        </KeyValueList>
    }
}

/// "3 of 10 updated, 2 in progress, 5 waiting".
fn counts(run: &Run) -> String {
    let (Some(total), Some(completed)) = (run.total, run.completed) else { return String::new() };
    let mut words = format!("{completed} of {total} updated");
    let parts = [(run.in_progress, "in progress"), (run.waiting(), "waiting"), (run.rollback_failed, "out of service")];
    for (count, what) in parts.into_iter().filter_map(|(count, what)| count.filter(|count| *count > 0).map(|count| (count, what)))
    {
        words.push_str(&format!(", {count} {what}"));
    }
    words
}

/// One sentence for a screen reader; it changes only when something real does.
fn announcement(run: &Run) -> String {
    let counts = counts(run);
    if counts.is_empty() { format!("Update: {}.", run.phase.label) } else { format!("Update: {}, {counts}.", run.phase.label) }
}

/// The tone of a phase in the words of the widgets.
pub const fn tone(tone: RunTone) -> Tone {
    match tone {
        RunTone::Neutral => Tone::Neutral,
        RunTone::Active => Tone::Info,
        RunTone::Good => Tone::Success,
        RunTone::Attention => Tone::Warning,
        RunTone::Bad => Tone::Danger,
    }
}

pub(super) fn pretty(raw: &Value) -> String {
    serde_json::to_string_pretty(raw).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn run(progress: &Value) -> Run {
        let status = json!({"status": "UpdatingSessionHosts", "properties": {"progress": progress}});
        Run::of(&serde_json::from_value(status).unwrap()).unwrap()
    }

    #[test]
    fn counts_name_only_what_is_there() {
        let full = run(&json!({"totalSessionHosts": 10, "sessionHostsCompleted": 3, "sessionHostsInProgress": 2}));
        assert_eq!(counts(&full), "3 of 10 updated, 2 in progress, 5 waiting");
        let done = run(&json!({"totalSessionHosts": 4, "sessionHostsCompleted": 4, "sessionHostsInProgress": 0}));
        assert_eq!(counts(&done), "4 of 4 updated");
        assert_eq!(counts(&run(&json!({}))), "");
        assert_eq!(announcement(&run(&json!({}))), "Update: Updating.");
    }
}
