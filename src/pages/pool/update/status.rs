//! How an update stands: phase, progress, times, as the service says, and beside it what the host list tells.

use avd::operation::session_host_managements;
use avd::resource::UpdateState;
use avd::rule::busy::{Act, may};
use avd::rule::eta::Pace;
use avd::rule::run::{Run, Tone as RunTone};
use avd::rule::run_hosts::Compared;
use avd::rule::update::DRAIN_MODE;
use avd::rule::windows_zone::WindowsZone;
use host::Instant;
use leptos::prelude::*;
use serde_json::Value;

use super::forecast::Forecast;
use super::phases::phases;
use super::watch::Watch;
use crate::browser::intl::{self, Style};
use crate::client::ClientContext;
use crate::components::{Badge, CodeBlock, DataTable, KeyValue, KeyValueList, ProgressBar, Tone};
use crate::pages::parts::{NotifySwitch, When};
use crate::pages::write::ReadCode;
use crate::table::ColumnHeader;

/// The panel.
#[component]
pub fn StatusPanel(watch: Watch) -> impl IntoView {
    let versions = expect_context::<ClientContext>().versions();
    let call = session_host_managements::update_status(&watch.pool.get_value(), &versions);
    view! {
        <div class="card stack">
            {move || watch.run.get().flatten().map(|run| view! { <Standing run pace=watch.pace.get() /> })}
            <Forecast watch />
            <div class="run-facts">
                <Compare watch />
                {move || watch.run.get().flatten().map(|run| view! { <Times run /> })}
            </div>
            <LeaveAlone watch />
            <ReadCode title="Get the update status with code" call=call />
            <NotifySwitch />
            <details class="run-raw">
                <summary>"Raw response"</summary>
                {move || view! { <CodeBlock label="Update status" text=pretty(&watch.raw.get()) /> }}
            </details>
        </div>
    }
}

/// Phase and progress, in the words of the service.
#[component]
fn Standing(run: Run, pace: Pace) -> impl IntoView {
    let (tone, strip) = (tone(run.phase.tone), phases(&run, pace));
    let counts = counts(&run);
    let (label, meaning, percent) = (run.phase.label.clone(), run.phase.meaning, run.percent);
    view! {
        <div class="state-line">
            <Badge tone=tone text=label />
            <span>{meaning}</span>
        </div>
        {strip}
        {percent.map(|percent| view! { <ProgressBar label=format!("{percent:.0}% complete (reported by Azure)") value=Some(percent / 100.0) note=counts tone=tone /> })}
    }
}

/// The counts of the service beside those of the rows.
#[component]
fn Compare(watch: Watch) -> impl IntoView {
    let lines = Memo::new(move |_| {
        // While it waits, Azure counts nothing.
        let run = watch.run.get().flatten().filter(|run| run.status != UpdateState::Scheduled)?;
        watch.picture.with(|picture| picture.as_ref().map(|picture| picture.compare(&run)))
    });
    let head = || {
        view! {
            <ColumnHeader label="Count" />
            <ColumnHeader label="Reported by Azure" at_end=true />
            <ColumnHeader label="From session host list" at_end=true />
            <ColumnHeader label="" />
        }
    };
    let differs = |line: &Compared| line.agree() == Some(false);
    let line = move |line: Compared| {
        let differ = differs(&line);
        view! {
            <tr>
                <th scope="row">{line.what}</th>
                <td class="tbl-end">{line.service.map_or_else(|| "Not reported".to_owned(), |count| count.to_string())}</td>
                <td class="tbl-end">{line.rows}</td>
                <td class="tbl-quiet">{differ.then_some("Differs")}</td>
            </tr>
        }
    };
    move || {
        lines.get().map(|lines| {
            let note = lines.iter().any(differs).then(|| {
                view! { <p class="form-note">"They're loaded at different times, so they can differ."</p> }
            });
            view! {
                <div class="stack">
                    <DataTable caption="Update counts" compact=true head=head>
                        {lines.into_iter().map(line).collect_view()}
                    </DataTable>
                    {note}
                </div>
            }
        })
    }
}

#[component]
fn Times(run: Run) -> impl IntoView {
    let when = |label: &'static str, at: Option<Instant>| at.map(|at| view! { <KeyValue label=label><When at=at /></KeyValue> });
    let waits = run.status == UpdateState::Scheduled;
    let zone = run.zone.as_deref().and_then(WindowsZone::parse);
    let there =
        run.scheduled.zip(zone).and_then(|(at, zone)| Some((intl::format(at, Some(zone.iana()), Style::Full)?, zone.id())));
    // Without a name of its own an update goes by its correlation id.
    let own = run.name.filter(|name| run.correlation_id.as_ref() != Some(name));
    view! {
        <KeyValueList>
            {if waits { when("Starts", run.scheduled) } else { None }}
            // Once it has started or ended, its distance from now says nothing.
            {run.scheduled.filter(|_| !waits).map(|at| {
                let words = intl::format(at, None, Style::Full).unwrap_or_else(|| at.to_rfc3339());
                view! { <KeyValue label="Scheduled for">{words}</KeyValue> }
            })}
            {there.map(|(words, zone)| view! { <KeyValue label="In the scheduled time zone">{words}" "<span class="tbl-quiet">{zone}</span></KeyValue> })}
            {if waits { None } else { when("Started", run.started) }}
            {when("Ended", run.ended)}
            {run.correlation_id.map(|id| view! { <KeyValue label="Correlation ID"><code>{id}</code></KeyValue> })}
            {own.map(|name| view! { <KeyValue label="Update ID"><code>{name}</code></KeyValue> })}
        </KeyValueList>
    }
}

/// What is off while the update holds the pool, and why.
#[component]
fn LeaveAlone(watch: Watch) -> impl IntoView {
    let reasons = Memo::new(move |_| {
        let status = watch.run.get().flatten().map(|run| run.status);
        Act::ALL
            .into_iter()
            .filter_map(|act| may(act, status.as_ref()).err())
            .map(|refusal| refusal.to_string())
            .collect::<Vec<_>>()
    });
    move || {
        let reasons = reasons.get();
        (!reasons.is_empty()).then(|| {
            let all = reasons.into_iter().chain([DRAIN_MODE.to_owned()]);
            view! {
                <details class="run-raw">
                    <summary>"Don't change during the update"</summary>
                    <ul class="review-effects">{all.map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
                </details>
            }
        })
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
    }
}
