//! Writes that no dialog shows: left under way, or taken up after a reload. On every page, until they are put away.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use writes::Outcome;

use super::outcome::{KeptNote, Progress};
use super::results::{JobDialog, JobProgress};
use super::review::{Review, result};
use crate::components::{Button, Look, Toasts};
use crate::live::writes::{Write, use_writes};
use crate::pages::parts::{Count, in_own_time};
use crate::route::{PoolRef, PoolTab, Route};

/// What becomes of them.
#[component]
pub fn PendingWrites() -> impl IntoView {
    let writes = use_writes();
    writes.take_up();
    let open =
        Memo::new(move |_| writes.unattended().into_iter().map(|(name, job)| (name, job.title, job.ids)).collect::<Vec<_>>());
    let shown = RwSignal::new(None::<String>);
    let toasts = Toasts::expect();
    // What was left under way and took effect needs nobody: it is told at the edge. What was taken up after a reload stays, as the person
    // may not know of it.
    Effect::new(move |_| {
        for (name, title, done) in writes.done_unattended() {
            if let Some((title, text)) = told(title, &done) {
                toasts.done(title, text, None);
                // Not before the pages know that it has ended.
                spawn_local(async move {
                    tick().await;
                    writes.dismiss(&name);
                });
            }
        }
    });
    let row = move |name: &str, title: Option<String>, ids: &[String]| match title {
        Some(title) => view! { <Many name=name.to_owned() title shown /> }.into_any(),
        None => ids.iter().map(|id| view! { <One id=id.clone() /> }).collect_view().into_any(),
    };
    view! {
        {move || {
            let open = open.get();
            (!open.is_empty())
                .then(|| {
                    let rows = open.into_iter().map(|(name, title, ids)| row(&name, title, &ids)).collect_view();
                    view! { <KeptNote /><ul class="pending-writes" aria-label="Changes in progress">{rows}</ul> }
                })
        }}
        <JobDialog job=shown />
    }
}

/// What is said of a job that took effect.
fn told(title: Option<String>, done: &[Write]) -> Option<(String, String)> {
    match title {
        Some(title) if done.iter().all(|write| matches!(write.state, Outcome::Confirmed(_))) => {
            Some((title, format!("Saved and verified for {}.", Count(done.len()))))
        }
        Some(_) => None,
        None => result(done),
    }
}

/// A write that is not one of many.
#[component]
fn One(id: String) -> impl IntoView {
    let writes = use_writes();
    let id = StoredValue::new(id);
    let write = Memo::new(move |_| id.with_value(|id| writes.get(id)));
    let dismiss = move |()| id.with_value(|id| writes.dismiss(id));
    let send = move |()| id.with_value(|id| writes.go_on(id));
    let leave = move |()| id.with_value(|id| writes.stop(id));
    move || {
        let write = write.get()?;
        let over = write.state.is_over();
        let (held, again) = (matches!(write.state, Outcome::Held(_)), write.may_go_again());
        let waiting = write.state == Outcome::Waiting;
        let change = write.change.clone();
        let target = write.change.target.clone();
        let name = target.name().to_owned();
        let place = PoolRef::of(target.as_str()).map(|pool| Route::Pool(pool, PoolTab::Overview).href());
        Some(view! {
            <li class="pending-write">
                <p>
                    <strong>{in_own_time(&write.change.title)}</strong>
                    " · "
                    {match place {
                        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                        None => name.into_any(),
                    }}
                </p>
                <Progress write />
                // What a store has kept is not what a person has just seen: the request itself is reviewed again.
                {held
                    .then(|| {
                        view! {
                            <details>
                                <summary>"Review the request before you send it"</summary>
                                <Review change whole=true />
                                <Button small=true on_press=send>"Send now"</Button>
                            </details>
                        }
                    })}
                <div class="run-actions">
                    {again.then(|| view! { <Button small=true on_press=send>"Send again"</Button> })}
                    {held.then(|| view! { <Button small=true on_press=leave>"Discard"</Button> })}
                    {waiting.then(|| view! { <Button small=true on_press=leave>"Stop"</Button> })}
                    {over.then(|| view! { <Button look=Look::Subtle small=true on_press=dismiss>"Dismiss"</Button> })}
                </div>
            </li>
        })
    }
}

/// A job of many: how far it is, and the way to the result of each.
#[component]
fn Many(name: String, title: String, shown: RwSignal<Option<String>>) -> impl IntoView {
    let writes = use_writes();
    let job = StoredValue::new(name.clone());
    let over = Memo::new(move |_| job.with_value(|job| writes.job(job)).is_some_and(|job| job.tally.is_over()));
    view! {
        <li class="pending-write">
            <p><strong>{title}</strong></p>
            <JobProgress job=name />
            <div class="run-actions">
                <Button small=true on_press=move |()| shown.set(Some(job.get_value()))>"Show results"</Button>
                {move || {
                    let dismiss = move |()| job.with_value(|job| writes.dismiss(job));
                    over.get().then(|| view! { <Button look=Look::Subtle small=true on_press=dismiss>"Dismiss"</Button> })
                }}
            </div>
        </li>
    }
}
