//! One session host: how it is and what to do, its machine, its users, and all that can be done to it.

mod checks;
mod facts;

use arm::{ErrorKind, ResourceId};
use avd::operation::{compute, session_hosts};
use avd::resource::{PowerState, SessionHost, VirtualMachine};
use avd::rule::host_status::{explain, old_heartbeat, steps};
use avd::rule::machine;
use avd::rule::permission::Operation;
use avd::rule::provisioning::failed;
use avd::rule::session_host_edit::{Disks, sessions};
use avd::rule::token;
use avd::rule::wording::wording;
use host::Duration;
use leptos::prelude::*;

use self::checks::Checks;
use self::facts::Facts;
use super::acts::{Act, Acts, id_of};
use super::ask::ActDialogs;
use crate::components::{Badge, Banner, Breadcrumbs, Button, ButtonLink, Crumb, EmptyState, Glyph, Skeleton, Tone};
use crate::live::{Remote, RemoteHandle, use_clock, use_poll, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::pool::context::PoolContext;
use crate::pages::pool::sessions::SessionList;
use crate::pages::pool::token::HostToken;
use crate::pages::pool::update::status::tone;
use crate::route::{HostsView, PoolRef, PoolTab, Route};

/// One host is a cheap read.
const EVERY: Duration = Duration::from_secs(30);
/// A machine that is being started or stopped.
const WHILE_TURNING: Duration = Duration::from_secs(10);

/// What is known of the host. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// The host.
    host: RemoteHandle<SessionHost>,
    /// Its machine; `None` where Azure has none for it.
    machine: RemoteHandle<Option<VirtualMachine>>,
}

impl Seen {
    fn begin(context: PoolContext, name: &str) -> Self {
        let id = StoredValue::new(id_of(context, name));
        let host = use_remote(move || {
            let (client, call) = (context.client().client(), session_hosts::get(&id.get_value(), &context.client().versions()));
            async move { client.read::<SessionHost>(&call).await.map(|read| read.value) }
        });
        let machine = use_remote(move || {
            let (client, versions) = (context.client().client(), context.client().versions());
            let found = host.with_untracked(|state| state.value().and_then(|host| machine::of(host).ok()));
            async move {
                let Some(found) = found else { return Ok(None) };
                client.read::<VirtualMachine>(&compute::machine(&found, &versions)).await.map(|read| Some(read.value))
            }
        });
        let of = Memo::new(move |_| host.with(|state| state.value().and_then(|host| machine::of(host).ok())));
        Effect::new(move |_| {
            if of.get().is_some() {
                machine.restart();
            }
        });
        use_poll(machine, |state: &Remote<Option<VirtualMachine>>| {
            let power = state.value().and_then(Option::as_ref).and_then(VirtualMachine::power_state);
            let turning = matches!(power, Some(PowerState::Starting | PowerState::Stopping | PowerState::Deallocating));
            Some(if turning { WHILE_TURNING } else { EVERY })
        });
        Self { host, machine }
    }

    /// The power state, if it was read. Tracked.
    fn power(self) -> Option<PowerState> {
        self.machine.with(|state| state.value().and_then(Option::as_ref).and_then(VirtualMachine::power_state))
    }
}

/// The place of one host.
#[component]
pub fn HostDetail(context: PoolContext, place: PoolRef, name: String) -> impl IntoView {
    let seen = Seen::begin(context, &name);
    let poll = use_poll(seen.host, |_: &Remote<SessionHost>| Some(EVERY));
    let acts = Acts::begin(context);
    Effect::new(move |_| {
        let machine =
            |state: &Remote<Option<VirtualMachine>>| state.value().and_then(Option::as_ref).map(VirtualMachine::is_ephemeral);
        acts.have(seen.machine.with(machine).map_or(Disks::Unknown, Disks::Read));
    });
    acts.on_end(move || {
        seen.host.refresh();
        seen.machine.refresh();
    });
    let back = Route::Pool(place.clone(), PoolTab::Hosts(HostsView::default())).href();
    let crumbs = vec![Crumb::link("Session hosts", back.clone()), Crumb::here(name.clone())];
    let gone = Memo::new(move |_| {
        seen.host.with(|state| state.error().is_some_and(|error| matches!(error.kind(), ErrorKind::NotFound)))
    });
    let known = Memo::new(move |_| seen.host.with(|state| state.value().is_some()));
    let id = id_of(context, &name);
    let body = move || match (gone.get(), known.get()) {
        (true, _) => {
            let back = back.clone();
            view! {
                <EmptyState
                    glyph=Glyph::Host
                    title="This session host isn't in the pool"
                    text="It was removed, or an update replaced it with a VM of another name."
                    actions=move || view! { <ButtonLink href=back>"All session hosts"</ButtonLink> }
                />
            }
            .into_any()
        }
        (false, false) => view! { <Problem host=seen.host /> <Skeleton lines=8 label="Loading the session host" /> }.into_any(),
        (false, true) => view! {
            <Problem host=seen.host />
            <Actions acts seen />
            <Advice seen />
            <Facts seen place=place.clone() acts />
            <Checks seen />
            <Registration acts id=id.clone() />
            <section class="section">
                <h2>"User sessions"</h2>
                <SessionList context place=place.clone() host=id.clone() />
            </section>
        }
        .into_any(),
    };
    view! {
        <div class="host">
            <Breadcrumbs crumbs=Signal::stored(crumbs) />
            <header class="section-head">
                <div class="page-title">
                    <h2 class="host-name">{name}</h2>
                    <Badges host=seen.host />
                </div>
                <RemoteReadAt remote=seen.host poll />
            </header>
            {body}
            <ActDialogs acts on_done=|()| () />
        </div>
    }
}

#[component]
fn Badges(host: RemoteHandle<SessionHost>) -> impl IntoView {
    move || {
        host.with(|state| {
            let properties = &state.value()?.properties;
            let status =
                properties.status.as_ref().map(|status| (tone(explain(status).tone), wording(status.as_str()).to_owned()));
            let drained = (properties.allow_new_session == Some(false)).then(|| (Tone::Warning, "Drained".to_owned()));
            Some(status.into_iter().chain(drained).map(|(tone, text)| view! { <Badge tone text /> }).collect_view())
        })
    }
}

#[component]
fn Problem(host: RemoteHandle<SessionHost>) -> impl IntoView {
    let error = Memo::new(move |_| host.with(|state| state.error().cloned()));
    move || {
        let title = if host.with(|state| state.value().is_some()) {
            "Couldn't refresh the session host. You're seeing older data."
        } else {
            "Couldn't load the session host"
        };
        error.get().map(|error| view! { <ErrorBanner title error on_retry=move |()| host.refresh() /> })
    }
}

/// All that can be done to the host. What makes no sense for its kind of pool is not there; what cannot be done now says why.
#[component]
fn Actions(acts: Acts, seen: Seen) -> impl IntoView {
    let host = Memo::new(move |_| seen.host.with(|state| state.value().cloned().unwrap_or_default()));
    let power = Memo::new(move |_| seen.power());
    let button = move |act: Act| {
        let reason = Signal::derive(move || host.with(|host| power.with(|power| acts.why_not(act, host, power.as_ref()))));
        let press = move |()| acts.propose_one(act, host.get_untracked(), power.get_untracked());
        let busy = Signal::derive(move || acts.asking.get() == Some(act));
        view! { <Button glyph=act.glyph() disabled_reason=reason busy on_press=press>{act.label()}"…"</Button> }
    };
    let drained = Memo::new(move |_| host.with(|host| host.properties.allow_new_session == Some(false)));
    let personal = Memo::new(move |_| acts.situation().is_personal());
    let broken = Memo::new(move |_| host.with(failed));
    let used = Memo::new(move |_| host.with(|host| sessions(host) > 0));
    view! {
        <div class="run-actions" role="group" aria-label="Actions on the session host">
            {move || button(if drained.get() { Act::Admit } else { Act::Drain })}
            {button(Act::Start)}
            {button(Act::Restart)}
            {button(Act::Deallocate)}
            {move || personal.get().then(|| (button(Act::Assign), button(Act::Unassign), button(Act::Rename)))}
            {move || broken.get().then(|| button(Act::Retry))}
            {move || button(if used.get() { Act::RemoveForced } else { Act::Remove })}
        </div>
    }
}

/// A token for this host alone. An Automated pool has none.
#[component]
fn Registration(acts: Acts, id: ResourceId) -> impl IntoView {
    let offered = Memo::new(move |_| token::refusal(acts.situation().management.as_ref()).is_none());
    let id = StoredValue::new(id);
    move || {
        offered.get().then(|| {
            view! {
                <section class="section">
                    <h2>"Re-register this session host"</h2>
                    <p class="section-sub">
                        "If the agent lost its registration, get a token that registers this session host only."
                    </p>
                    <HostToken host=id.get_value() disabled_reason=acts.rights.reason(Operation::ReadHostToken) />
                </section>
            }
        })
    }
}

/// What the status means and what to do, first things first.
#[component]
fn Advice(seen: Seen) -> impl IntoView {
    let clock = use_clock();
    let advice = Memo::new(move |_| {
        let power = seen.power();
        seen.host.with(|state| {
            let host = state.value()?;
            let steps = steps(host, power.as_ref(), clock.now());
            let status = host.properties.status.as_ref()?;
            let explained = explain(status);
            let heartbeat = host.properties.last_heart_beat.as_ref().and_then(avd::resource::Timestamp::at);
            let (tone, meaning) = match old_heartbeat(status, heartbeat, clock.now()) {
                Some(_) => (Tone::Warning, "The status may be out of date"),
                None => (tone(explained.tone), explained.meaning),
            };
            (!steps.is_empty()).then_some((tone, meaning, steps))
        })
    });
    move || {
        advice.get().map(|(tone, meaning, steps)| {
            let steps = steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
            view! { <Banner tone title=meaning><ol class="host-steps">{steps}</ol></Banner> }
        })
    }
}
