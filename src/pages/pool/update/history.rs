//! The updates of a pool: what this browser saw of each, and who did what as the activity log of the subscription tells.

mod timeline;

use arm::ErrorKind;
use avd::operation::activity_log;
use avd::resource::{ActivityEvent, Timestamp, UpdateState};
use avd::rule::failure::in_words;
use avd::rule::plain::file_name;
use avd::rule::run::phase;
use avd::rule::run_record::{Deed, LogEntry, PastRun, RunRecord, history, to_csv, to_json};
use host::{Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::timeline::PlanOverActual;
use super::status::tone;
use super::watch::Watch;
use crate::browser::download;
use crate::client::ClientContext;
use crate::components::{Badge, Banner, Button, Glyph, Look, Toasts, Tone};
use crate::live::{RemoteHandle, use_remote};
use crate::pages::parts::{When, age, error_facts};

/// The records, or why the browser keeps none; `None` while they are being read.
type Records = RwSignal<Option<Result<Vec<RunRecord>, String>>>;

/// The section.
#[component]
pub fn History(watch: Watch) -> impl IntoView {
    let records: Records = RwSignal::new(None);
    let load = move || {
        let (runs, pool) = (watch.runs.get_value(), watch.pool.get_value());
        spawn_local(async move {
            let found = runs.of_pool(&pool).await;
            let _ = records.try_set(Some(found));
        });
    };
    load();
    let log = log(watch);
    let all = Memo::new(move |_| {
        let known = records.with(|records| records.as_ref().and_then(|records| records.clone().ok()).unwrap_or_default());
        with_current(known, watch.memory.get())
    });
    let past = Memo::new(move |_| {
        let entries = log.with(|remote| remote.value().cloned().unwrap_or_default());
        watch.pool.with_value(|pool| history(all.get(), &entries, pool.as_str()))
    });
    let forget = move |()| {
        let (runs, pool) = (watch.runs.get_value(), watch.pool.get_value());
        spawn_local(async move {
            runs.forget(&pool).await;
            load();
        });
    };
    view! {
        <section class="section" aria-label="Update history">
            <header class="section-head">
                <h2>"History"</h2>
                <Exports watch all on_forget=forget />
            </header>
            <p class="section-sub">"Updates seen in this browser. Azure keeps only the latest status."</p>
            <Refused records log />
            <Show when=move || past.with(Vec::is_empty)>
                <p class="tbl-quiet">"No updates seen yet."</p>
            </Show>
            <ul class="past-runs">
                <For each=move || past.get() key=key let(run)>
                    <Past run />
                </For>
            </ul>
        </section>
    }
}

/// What the activity log has of the pool, as long as it is kept.
fn log(watch: Watch) -> RemoteHandle<Vec<LogEntry>> {
    let context = expect_context::<ClientContext>();
    use_remote(move || async move {
        let (client, pool) = (context.client(), watch.pool.get_value());
        let now = client.host().now();
        let Some(call) = activity_log::list(&pool, now - activity_log::KEPT, now, &context.versions()) else {
            return Ok(Vec::new());
        };
        let events = client.list::<ActivityEvent>(&call).await?.value;
        Ok(events.iter().filter_map(LogEntry::of).collect())
    })
}

/// The kept records, the one that is being written as it is now.
fn with_current(mut records: Vec<RunRecord>, current: Option<RunRecord>) -> Vec<RunRecord> {
    if let Some(current) = current.filter(|current| current.last_look.is_some()) {
        records.retain(|record| record.run != current.run);
        records.push(current);
    }
    records
}

#[component]
fn Exports(watch: Watch, all: Memo<Vec<RunRecord>>, #[prop(into)] on_forget: Callback<()>) -> impl IntoView {
    let toasts = Toasts::expect();
    let none = Signal::derive(move || all.with(Vec::is_empty).then(|| "Nothing to export yet.".to_owned()));
    let name =
        move |ending: &str| watch.pool.with_value(|pool| file_name(&format!("session-host-updates-{}.{ending}", pool.name())));
    let save = move |ending: &str, kind: &str, text: &str| {
        if let Err(why) = download::save(&name(ending), kind, text) {
            toasts.error(format!("Couldn't save the file: {why}"));
        }
    };
    view! {
        <div class="btn-row">
            <Button small=true look=Look::Subtle glyph=Glyph::Download disabled_reason=none on_press=move |()| save("json", "application/json", &all.with_untracked(|all| to_json(all)))>
                "Export JSON"
            </Button>
            <Button small=true look=Look::Subtle glyph=Glyph::Download disabled_reason=none on_press=move |()| save("csv", "text/csv", &all.with_untracked(|all| to_csv(all)))>
                "Export CSV"
            </Button>
            <Button small=true look=Look::Subtle glyph=Glyph::Close disabled_reason=none on_press=on_forget>
                "Forget"
            </Button>
        </div>
    }
}

/// What is missing, and why.
#[component]
fn Refused(records: Records, log: RemoteHandle<Vec<LogEntry>>) -> impl IntoView {
    let refused = move || records.with(|records| records.as_ref().and_then(|records| records.as_ref().err().cloned()));
    let error = Memo::new(move |_| log.with(|remote| remote.error().cloned()));
    view! {
        {move || {
            refused().map(|why| view! { <Banner tone=Tone::Warning title="This browser can't keep a history">{format!("Its database isn't available: {why}.")}</Banner> })
        }}
        {move || {
            error
                .get()
                .map(|error| {
                    let forbidden = matches!(error.kind(), ErrorKind::Forbidden { .. });
                    let right = forbidden.then_some("You need the permission Microsoft.Insights/eventtypes/values/read. Ask for the Reader role.");
                    view! {
                        <Banner tone=Tone::Warning title="Couldn't check who did what">
                            {error_facts(&error)} {right.map(|right| view! { <p>{right}</p> })}
                        </Banner>
                    }
                })
        }}
    }
}

/// What tells a run as it is drawn from another: one that has moved on is drawn again, the others stay as they are, open or not.
fn key(run: &PastRun) -> (Option<Instant>, String, String, usize, usize) {
    let record = run.record.clone().unwrap_or_default();
    let seen = record.hosts.iter().map(|host| host.states.len()).sum();
    (run.at, record.run, record.status, seen, run.deeds.len())
}

#[component]
fn Past(run: PastRun) -> impl IntoView {
    let at = run.at;
    let (label, tone) = standing(run.record.as_ref());
    let summary = run.record.as_ref().map(summary).unwrap_or_default();
    let who = run.deeds.first().and_then(|deed| deed.who.clone());
    // Records of earlier versions have the message as it was received.
    let error = run.record.as_ref().and_then(|record| record.error_code.as_ref().zip(record.error_message.as_ref()));
    let error = error.map(|(code, message)| in_words(code, message));
    view! {
        <li>
            <details class="past-run">
                <summary>
                    <span class="past-when">{at.map(|at| view! { <When at=at /> })}</span>
                    <Badge plain=true tone text=label />
                    <span>{summary}</span>
                    {who.map(|who| view! { <span class="tbl-quiet">{format!("Started by {who}")}</span> })}
                </summary>
                <div class="past-body">
                    {error.map(|(code, message)| view! { <p class="failure-words"><strong>{code}</strong>": " {message}</p> })}
                    {run.record.map(|record| view! { <PlanOverActual record /> })}
                    <Deeds deeds=run.deeds />
                </div>
            </details>
        </li>
    }
}

fn standing(record: Option<&RunRecord>) -> (String, Tone) {
    match record {
        Some(record) => {
            let phase = phase(&UpdateState::parse(&record.status));
            (phase.label, tone(phase.tone))
        }
        None => ("Not seen in this browser".to_owned(), Tone::Neutral),
    }
}

/// "8 of 8 updated in 1 h 5 min".
fn summary(record: &RunRecord) -> String {
    let counts = record.completed.zip(record.total).map(|(completed, total)| format!("{completed} of {total} updated"));
    let at = |stamp: &Option<Timestamp>| stamp.as_ref().and_then(Timestamp::at);
    let took = at(&record.started).zip(at(&record.ended)).map(|(from, until)| format!("in {}", age(until.since(from))));
    [counts, took].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[component]
fn Deeds(deeds: Vec<Deed>) -> impl IntoView {
    let line = |deed: Deed| {
        let at: Option<Instant> = deed.at.as_ref().and_then(Timestamp::at);
        view! {
            <li>
                {at.map(|at| view! { <When at=at /> })} " · " <strong>{deed.what}</strong>
                {deed.who.map(|who| format!(" by {who}"))} {deed.result.map(|result| format!(" · {result}"))}
            </li>
        }
    };
    (!deeds.is_empty()).then(|| {
        view! {
            <p class="failure-head">"Who did what"</p>
            <ul class="deeds">{deeds.into_iter().map(line).collect_view()}</ul>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(run: &str, status: &str) -> RunRecord {
        RunRecord {
            run: run.to_owned(),
            status: status.to_owned(),
            last_look: Some(Timestamp::new("2026-11-21T10:00:00Z")),
            ..RunRecord::default()
        }
    }

    #[test]
    fn the_run_under_way_is_shown_as_it_is_now() {
        let kept = vec![record("a", "Succeeded"), record("b", "UpdatingSessionHosts")];
        let all = with_current(kept.clone(), Some(record("b", "Paused")));
        let seen: Vec<_> = all.iter().map(|record| (record.run.as_str(), record.status.as_str())).collect();
        assert_eq!(seen, [("a", "Succeeded"), ("b", "Paused")]);
        let unseen = RunRecord { last_look: None, ..record("c", "") };
        assert_eq!(with_current(kept.clone(), Some(unseen)), kept);
    }

    #[test]
    fn a_summary_tells_what_is_known() {
        let mut past = record("a", "Succeeded");
        assert_eq!(summary(&past), "");
        (past.completed, past.total) = (Some(7), Some(8));
        (past.started, past.ended) = (Some(Timestamp::new("2026-11-21T10:00:00Z")), Some(Timestamp::new("2026-11-21T11:05:00Z")));
        assert_eq!(summary(&past), "7 of 8 updated in 1 h 5 min");
        assert_eq!(standing(None).0, "Not seen in this browser");
    }
}
