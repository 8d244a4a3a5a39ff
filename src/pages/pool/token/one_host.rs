//! A token that registers one session host and no other machine. It is in this page only, until it is left.

use arm::ResourceId;
use avd::Change;
use avd::operation::session_hosts;
use avd::resource::{RegistrationInfo, SessionHost, Timestamp};
use avd::rule::token::host::{create, of_answer};
use avd::rule::token::machine::{self, MachineToken};
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;
use writes::Outcome;

use super::handoff::Handoff;
use super::life::{Life, LifeFields};
use super::secret::Secret;
use crate::client::ClientContext;
use crate::components::{Button, Choice, DialogShape, Field, Select, Skeleton};
use crate::live::writes::{WritesContext, use_writes};
use crate::live::{RemoteHandle, use_clock, use_remote};
use crate::pages::parts::{ErrorBanner, When};
use crate::pages::write::{QuestionDialog, Review};

/// What became of the last request.
#[derive(Clone, Default)]
enum Answer {
    #[default]
    None,
    Asking,
    Here(RegistrationInfo),
    /// The answer held no token.
    Empty,
    Failed(arm::Error),
}

/// Asks for a token for one session host and shows it. For pools that are not Automated.
#[component]
pub fn HostToken(
    /// The session host.
    host: ResourceId,
    /// Why it cannot be asked for.
    #[prop(into, optional)]
    disabled_reason: Signal<Option<String>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let host = StoredValue::new(host);
    let life = Life::new(0);
    let reviewed = RwSignal::new(None::<Change>);
    let answer = RwSignal::new(Answer::None);
    let review = Callback::new(move |()| {
        if let Some(at) = life.asked() {
            reviewed.set(Some(create(&host.get_value(), at, &context.versions())));
        }
    });
    let writes = use_writes();
    let send = Callback::new(move |()| {
        if let Some(change) = reviewed.get_untracked() {
            reviewed.set(None);
            answer.set(Answer::Asking);
            spawn_local(async move {
                let got = ask(context, writes, change).await;
                // The page may be gone by now, and the token with it.
                answer.try_set(got);
            });
        }
    });
    let asking = Signal::derive(move || answer.with(|answer| matches!(answer, Answer::Asking)));
    view! {
        <LifeFields life />
        <Button disabled_reason busy=asking on_press=review>"Get a token for this session host…"</Button>
        {move || match answer.get() {
            Answer::None | Answer::Asking => ().into_any(),
            Answer::Here(info) => view! { <Here info host=host.get_value() /> }.into_any(),
            Answer::Empty => view! { <p role="status">"Azure responded without a token. It's unknown whether one was created."</p> }.into_any(),
            Answer::Failed(error) => view! { <ErrorBanner title="No token for this session host" error /> }.into_any(),
        }}
        <AskDialog reviewed send />
    }
}

/// Sends the request once. The list of activity gets the request and how it went, never the answer.
async fn ask(context: ClientContext, writes: WritesContext, change: Change) -> Answer {
    let client = context.client();
    let call = change.call.clone();
    let entry = writes.note(change).await;
    let (state, request, answer) = match client.act(&call).await {
        Ok(acted) => {
            let info = acted.body.as_ref().and_then(of_answer);
            let state = Outcome::Confirmed("Azure responded. The response isn't kept.".to_owned());
            (state, acted.request, info.map_or(Answer::Empty, Answer::Here))
        }
        Err(error) => {
            let why = error.to_string();
            let state = match error.fate() {
                arm::Fate::Unknown => Outcome::Unconfirmed(why),
                arm::Fate::NotSent => Outcome::NotSent(why),
                fate => Outcome::Failed { why, ran: fate == arm::Fate::Ran },
            };
            (state, error.request().clone(), Answer::Failed(error))
        }
    };
    writes.settle(entry, state, request).await;
    answer
}

#[component]
fn Here(info: RegistrationInfo, host: ResourceId) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let until = info.expiration_time.as_ref().and_then(Timestamp::at);
    let call = until.map(|until| session_hosts::list_single_registration_tokens(&host, until, &context.versions()));
    let token = info.token.clone();
    view! {
        <p>
            {format!("For {} only", host.name())}
            {until.map(|at| view! { ", valid until " <When at /> })}
            ". Copy it now. You can't view it again after you leave this page."
        </p>
        {info.token.map(|token| view! { <Secret token /> })}
        {call.map(|call| view! { <Handoff call token=Signal::stored(token) /> })}
    }
}

/// The request, before it is sent.
#[component]
fn AskDialog(reviewed: RwSignal<Option<Change>>, send: Callback<()>) -> impl IntoView {
    let close = Callback::new(move |()| reviewed.set(None));
    let title = "Get a registration token for one session host";
    view! {
        <QuestionDialog
            open=Signal::derive(move || reviewed.with(Option::is_some))
            title
            on_close=close
            on_next=send
            next="Get token"
            shape=DialogShape::Wide
        >
            {move || reviewed.get().map(|change| view! { <Review change /> })}
        </QuestionDialog>
    }
}

/// The same for a host that is chosen here. The hosts are read when somebody asks.
#[component]
pub fn OneHost(pool: StoredValue<ResourceId>, #[prop(into)] disabled_reason: Signal<Option<String>>) -> impl IntoView {
    let wanted = RwSignal::new(false);
    view! {
        <section class="card stack">
            <h3>"Token for one session host"</h3>
            <p>
                "Registers this session host only, so it's the safer way to bring one back. The session host must be in the pool. The pool's own token doesn't change."
            </p>
            {move || if wanted.get() {
                view! { <Hosts pool disabled_reason /> }.into_any()
            } else {
                view! { <Button on_press=move |()| wanted.set(true)>"Select a session host…"</Button> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Hosts(pool: StoredValue<ResourceId>, disabled_reason: Signal<Option<String>>) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let remote: RemoteHandle<Vec<SessionHost>> = use_remote(move || {
        let (client, call) = (context.client(), session_hosts::list(&pool.get_value(), &context.versions()));
        async move { client.list::<SessionHost>(&call).await.map(|read| read.value) }
    });
    let (picked, clock) = (RwSignal::new(String::new()), use_clock());
    let hosts = Memo::new(move |_| remote.with(|remote| remote.value().map(|hosts| choices(hosts, clock.read()))));
    let host = move || ResourceId::parse(&picked.get()).ok();
    move || match (hosts.get(), remote.with(|remote| remote.error().cloned())) {
        (Some(hosts), _) if hosts.is_empty() => view! { <p>"This pool has no session hosts."</p> }.into_any(),
        (Some(hosts), _) => {
            let first = [Choice::new("", "Select one")].into_iter().chain(hosts).collect::<Vec<_>>();
            view! {
                <Field label="Session host" required=true>
                    <Select value=picked on_change=move |id| picked.set(id) choices=first />
                </Field>
                {move || host().map(|host| view! { <HostToken host disabled_reason /> })}
            }
            .into_any()
        }
        (None, Some(error)) => {
            view! { <ErrorBanner title="Couldn't load the session hosts" error on_retry=move |()| remote.refresh() /> }.into_any()
        }
        (None, None) => view! { <Skeleton lines=2 label="Loading session hosts" /> }.into_any(),
    }
}

/// The hosts to choose from; those that were off for so long that they need it come first, and say so.
fn choices(hosts: &[SessionHost], now: Instant) -> Vec<Choice> {
    let choice = |host: &SessionHost| {
        let id = ResourceId::parse(host.id.as_deref()?).ok()?;
        let heard = host.properties.last_heart_beat.as_ref().and_then(Timestamp::at);
        let ended = machine::state(heard, now).is_some_and(MachineToken::has_ended);
        let note = if ended { " · off for 90 days or more" } else { "" };
        Some((!ended, Choice::new(id.as_str(), format!("{}{note}", id.name()))))
    };
    let mut choices: Vec<(bool, Choice)> = hosts.iter().filter_map(choice).collect();
    choices.sort_by_key(|(holds, _)| *holds);
    choices.into_iter().map(|(_, choice)| choice).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn who_needs_it_most_comes_first() {
        let host = |name: &str, seen: &str| -> SessionHost {
            let id = format!(
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p/sessionHosts/{name}"
            );
            serde_json::from_value(json!({"id": id, "properties": {"lastHeartBeat": seen}})).unwrap()
        };
        let now = Instant::parse("2026-11-21T10:00:00Z").unwrap();
        let hosts = [host("a", "2026-11-21T09:59:00Z"), host("b", "2026-01-01T00:00:00Z"), host("c", "2026-09-01T00:00:00Z")];
        let labels: Vec<String> = choices(&hosts, now).into_iter().map(|choice| choice.label).collect();
        assert_eq!(labels, ["b · off for 90 days or more", "a", "c"]);
    }
}
