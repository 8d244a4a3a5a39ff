//! How far a job of many writes is, and what became of each of them.

use leptos::prelude::*;
use writes::Outcome;

use crate::components::{Badge, Banner, Button, Checkbox, CopyButton, DataTable, Dialog, DialogShape, Look, ProgressBar, Tone};
use crate::live::writes::{Write, WritesContext, use_writes};
use crate::pages::parts::{Sentence, clock_time};
use crate::table::ColumnHeader;

/// The colour of a state.
pub const fn tone(state: &Outcome) -> Tone {
    match state {
        Outcome::Confirmed(_) => Tone::Success,
        Outcome::Failed { .. } => Tone::Danger,
        Outcome::Replaced(_) | Outcome::Unconfirmed(_) | Outcome::Held(_) | Outcome::NotSent(_) => Tone::Warning,
        Outcome::Waiting => Tone::Neutral,
        Outcome::Sending | Outcome::Working | Outcome::Looking { .. } => Tone::Info,
    }
}

/// The bar of a job, why it waits, and what a person can do about it.
#[component]
pub fn JobProgress(job: String) -> impl IntoView {
    let writes = use_writes();
    let job = StoredValue::new(job);
    let view = Memo::new(move |_| job.with_value(|job| writes.job(job)));
    // Counts of a job are far below what a double holds exactly.
    let part = move || view.with(|view| view.as_ref().map(|view| view.tally.over() as f64 / view.tally.all.max(1) as f64));
    let note = move || view.with(|view| view.as_ref().map(|view| view.tally.words()).unwrap_or_default());
    let tell = move |what: fn(WritesContext, &str)| move |()| job.with_value(|job| what(writes, job));
    let notes = Memo::new(move |_| view.with(|view| view.as_ref().map(|job| (job.paused, job.held.clone(), job.tally.held))));
    view! {
        <ProgressBar label="Progress" value=Signal::derive(part) note=Signal::derive(note) />
        {move || {
            let (paused, held, count) = notes.get()?;
            let paused = paused.map(|until| {
                let time = clock_time(until);
                view! { <Banner tone=Tone::Info title="Azure is throttling requests">{format!("Retrying at {time}.")}</Banner> }
            });
            let held = held.map(|why| {
                view! {
                    <Banner tone=Tone::Warning title=format!("{count} not sent")>
                        <p>{why}</p>
                        <details>
                            <summary>"Review the requests before you send them"</summary>
                            <ul>{held_requests(writes, &job.get_value())}</ul>
                            <Button small=true on_press=tell(WritesContext::go_on)>"Send now"</Button>
                        </details>
                        <div class="run-actions">
                            <Button small=true on_press=tell(WritesContext::stop)>"Discard"</Button>
                        </div>
                    </Banner>
                }
            });
            Some((paused, held))
        }}
    }
}

/// The requests of a job that wait for the person, as they are sent.
fn held_requests(writes: WritesContext, job: &str) -> Vec<AnyView> {
    let ids = untrack(|| writes.job(job)).map(|view| view.ids).unwrap_or_default();
    let held = ids.iter().filter_map(|id| untrack(|| writes.get(id))).filter(|write| matches!(write.state, Outcome::Held(_)));
    let line = |write: Write| {
        let call = &write.change.call;
        let body = call.body.as_ref().map(ToString::to_string).unwrap_or_default();
        view! { <li class="review-target">{format!("{} {} {body}", call.method.as_str(), call.path)}</li> }.into_any()
    };
    held.map(line).collect()
}

/// The result of each write of a job.
#[component]
pub fn JobResults(job: String) -> impl IntoView {
    let writes = use_writes();
    let ids = untrack(|| writes.job(&job)).map(|view| view.ids).unwrap_or_default();
    let names = names(&untrack(|| ids.iter().filter_map(|id| writes.get(id)).collect::<Vec<_>>()));
    let trouble = RwSignal::new(false);
    let all = ids.clone();
    let copy = Callback::new(move |()| csv(&untrack(|| all.iter().filter_map(|id| writes.get(id)).collect::<Vec<_>>())));
    let head = || {
        view! {
            <ColumnHeader label="Resource" />
            <ColumnHeader label="Result" />
        }
    };
    let rows = ids.iter().zip(names).map(|(id, name)| view! { <ResultRow id=id.clone() name trouble /> }).collect_view();
    view! {
        <JobProgress job />
        <div class="many-bar">
            <Checkbox checked=trouble on_change=move |on| trouble.set(on) label="Show only failed and pending" />
            <CopyButton text=copy label="Copy results" words="Copy results" />
        </div>
        // It may scroll, so the keyboard must reach it.
        <div class="many-list" role="region" aria-label="Results" tabindex="0">
            <DataTable caption="Results" compact=true head=head>{rows}</DataTable>
        </div>
    }
}

#[component]
fn ResultRow(id: String, name: String, trouble: RwSignal<bool>) -> impl IntoView {
    let writes = use_writes();
    let state = Memo::new(move |_| writes.state(&id).unwrap_or(Outcome::Waiting));
    let hidden = move || trouble.get() && state.with(|state| matches!(state, Outcome::Confirmed(_)));
    view! {
        <tr hidden=hidden>
            <th scope="row">{name}</th>
            <td>
                {move || {
                    let state = state.get();
                    let why = state.why().filter(|_| !matches!(state, Outcome::Confirmed(_))).map(str::to_owned);
                    view! {
                        <Badge plain=true tone=tone(&state) text=state.word().to_owned() />
                        {why.map(|why| view! { <p class="tbl-quiet"><Sentence text=why /></p> })}
                    }
                }}
            </td>
        </tr>
    }
}

/// The buttons below the results: what is left to be done about a job.
#[component]
pub fn JobActions(#[prop(into)] job: Signal<Option<String>>, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let writes = use_writes();
    let view = Memo::new(move |_| job.get().and_then(|job| writes.job(&job)).map(|view| (view.tally, view.retriable)));
    let tell = move |what: fn(WritesContext, &str)| {
        move |()| {
            if let Some(job) = job.get_untracked() {
                what(writes, &job);
            }
        }
    };
    move || {
        let (tally, retriable) = view.get().unwrap_or_default();
        let again = match retriable {
            1 => "Retry 1 failed".to_owned(),
            count => format!("Retry {count} failed"),
        };
        let rest = tally.is_at_rest();
        view! {
            {(rest && retriable > 0).then(|| view! { <Button on_press=tell(WritesContext::retry_failed)>{again}</Button> })}
            {(tally.waiting > 0).then(|| view! { <Button on_press=tell(WritesContext::stop)>"Stop"</Button> })}
            <Button look=if rest { Look::Primary } else { Look::Secondary } on_press=on_close>
                {if rest { "Close" } else { "Run in background" }}
            </Button>
        }
    }
}

/// The results of a job in a dialog of their own.
#[component]
pub fn JobDialog(
    /// The job; the dialog is open while there is one.
    job: RwSignal<Option<String>>,
) -> impl IntoView {
    let writes = use_writes();
    let close = Callback::new(move |()| job.set(None));
    let title = Signal::derive(move || job.get().and_then(|job| writes.job(&job)?.title).unwrap_or_default());
    view! {
        <Dialog
            open=Signal::derive(move || job.with(Option::is_some))
            on_close=close
            title=title
            shape=DialogShape::Wide
            footer=move || view! { <JobActions job on_close=close /> }
        >
            {move || job.get().map(|job| view! { <div class="review stack"><JobResults job /></div> })}
        </Dialog>
    }
}

/// What a person knows each by: the name of its target, or what is done where those are alike.
pub fn names(writes: &[Write]) -> Vec<String> {
    let changes: Vec<_> = writes.iter().map(|write| &write.change).collect();
    super::many::target_names(&changes)
}

fn csv(writes: &[Write]) -> String {
    let row = |write: &Write| {
        let why = write.state.why().unwrap_or_default();
        let cells = [
            write.change.target.as_str(),
            &write.change.title,
            write.state.word(),
            why,
            write.request.as_deref().unwrap_or_default(),
        ];
        crate::pages::parts::csv_line(&cells)
    };
    let head = crate::pages::parts::csv_line(&["Target", "Change", "Result", "Detail", "Request ID"]);
    core::iter::once(head).chain(writes.iter().map(row)).collect()
}
