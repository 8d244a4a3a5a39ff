//! Autoscale of a pool: where it stands in scaling plans, switched off before an update and on again after it.

use arm::{Error, ResourceId};
use avd::operation::scaling_plans;
use avd::rule::autoscale::{Assignment, Refusal, assignments, switch_off, switch_on, switched};
use avd::rule::permission::Operation;
use avd::{Change, ReadBack};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::client::ClientContext;
use crate::components::{Badge, Banner, Button, Skeleton, ToastAction, Toasts, Tone};
use crate::live::debts::DebtsContext;
use crate::live::rights::use_rights;
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::write::{Proposal, ReviewDialog};

/// The scaling plans of a pool as received, read again after every write to one. What they show as on is no debt any more.
pub fn use_plans(pool: StoredValue<ResourceId>) -> RemoteHandle<Vec<Value>> {
    let context = expect_context::<ClientContext>();
    let debts = expect_context::<DebtsContext>();
    let remote = use_remote(move || {
        let (client, call) =
            (context.client(), pool.with_value(|pool| scaling_plans::list_by_host_pool(pool, &context.versions())));
        async move { client.list::<Value>(&call).await.map(|read| read.value) }
    });
    use_writes().on_end_of(|change| change.verify == ReadBack::ScalingPlan, move || remote.refresh());
    Effect::new(move |_| {
        remote.with(|remote| {
            if let (Some(plans), Some(at)) = (remote.value(), remote.read_at()) {
                pool.with_value(|pool| debts.seen(pool, plans, at));
            }
        });
    });
    remote
}

/// What came of an attempt to propose a switch.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The plan could not be read.
    Unread(Error),
    /// There is nothing to switch.
    Refused(Refusal),
}

/// Reads the plan as it is now and proposes to switch the pool on or off in it.
pub fn propose(
    context: ClientContext,
    pool: ResourceId,
    plan: ResourceId,
    enable: bool,
    proposal: RwSignal<Option<Proposal>>,
    trouble: RwSignal<Option<Trouble>>,
) {
    trouble.set(None);
    spawn_local(async move {
        let made = read(context, &pool, &plan, enable).await.map(|(change, before)| {
            let action = if enable { "Turn on" } else { "Turn off" }.to_owned();
            Proposal { change, then: None, before, action, danger: false }
        });
        // The page may be gone by now, and its signals with it.
        match made {
            Ok(made) => drop(proposal.try_set(Some(made))),
            Err(why) => drop(trouble.try_set(Some(why))),
        }
    });
}

/// Offers to switch the pool back in a plan, which is read anew then: somebody may have changed it meanwhile.
fn undo(context: ClientContext, pool: ResourceId, done: &Proposal) -> Option<ToastAction> {
    let enabled = switched(&done.before, done.change.call.body.as_ref()?).into_iter().find(|(of, _)| *of == pool)?.1;
    let (writes, toasts, plan) = (use_writes(), Toasts::expect(), done.change.target.clone());
    Some(ToastAction::press("Undo", move || {
        let (pool, plan) = (pool.clone(), plan.clone());
        spawn_local(async move {
            match read(context, &pool, &plan, !enabled).await {
                Ok((change, before)) => drop(writes.send(change, before)),
                Err(Trouble::Unread(error)) => toasts.error(format!("Couldn't load the scaling plan: {}", error.message())),
                Err(Trouble::Refused(why)) => toasts.info(why.to_string()),
            }
        });
    }))
}

/// The switch of a plan as it is now, and the plan.
async fn read(context: ClientContext, pool: &ResourceId, plan: &ResourceId, enable: bool) -> Result<(Change, Value), Trouble> {
    let (client, versions) = (context.client(), context.versions());
    let read = client.read::<Value>(&scaling_plans::get(plan, &versions)).await.map_err(Trouble::Unread)?;
    let switch = if enable { switch_on } else { switch_off };
    let change = switch(&read.value, pool, &versions).map_err(Trouble::Refused)?;
    Ok((change, read.value))
}

/// What stands in the way of a switch.
#[component]
pub fn TroubleBanner(#[prop(into)] trouble: Signal<Option<Trouble>>) -> impl IntoView {
    move || {
        trouble.get().map(|trouble| match trouble {
            Trouble::Unread(error) => view! { <ErrorBanner title="Couldn't load the scaling plan" error=error /> }.into_any(),
            Trouble::Refused(why) => {
                view! { <Banner tone=Tone::Warning title="Nothing to change">{why.to_string()}</Banner> }.into_any()
            }
        })
    }
}

/// The right that a switch lacks, at the plan.
pub fn may_not_switch(plan: &ResourceId) -> Signal<Option<String>> {
    use_rights(plan.clone()).reason(Operation::WriteScalingPlan)
}

/// All scaling plans of the pool, each with its switch.
#[component]
pub fn AutoscaleSection(pool: StoredValue<ResourceId>) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let remote = use_plans(pool);
    let (proposal, trouble) = (RwSignal::new(None::<Proposal>), RwSignal::new(None::<Trouble>));
    let rows =
        Memo::new(move |_| remote.with(|remote| remote.value().map(|plans| pool.with_value(|pool| assignments(plans, pool)))));
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Autoscale"</h2>
                <RemoteReadAt remote=remote />
            </header>
            {move || {
                let error = remote.with(|remote| remote.error().cloned());
                error.map(|error| view! { <ErrorBanner title="Couldn't load scaling plans, so autoscale may be on or off" error=error /> })
            }}
            {move || match rows.get() {
                Some(rows) if rows.is_empty() => {
                    view! { <p class="card stack">"No scaling plan assigned."</p> }.into_any()
                }
                Some(rows) => {
                    let rows = rows.into_iter().map(|row| view! { <Plan pool=pool row=row proposal=proposal trouble=trouble /> });
                    view! { <ul class="plan-list card">{rows.collect_view()}</ul> }.into_any()
                }
                None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
                None => view! { <Skeleton lines=2 /> }.into_any(),
            }}
            <TroubleBanner trouble=trouble />
            <ReviewDialog proposal=proposal next=move |done: Proposal| undo(context, pool.get_value(), &done) />
        </section>
    }
}

#[component]
fn Plan(
    pool: StoredValue<ResourceId>,
    row: Assignment,
    proposal: RwSignal<Option<Proposal>>,
    trouble: RwSignal<Option<Trouble>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let (tone, word, meaning) = match row.enabled {
        Some(true) => {
            (Tone::Success, "On", "Starts and stops session hosts on a schedule. Turn it off before a session host update.")
        }
        Some(false) => (Tone::Neutral, "Off", "Doesn't start or stop session hosts in this pool."),
        None => (Tone::Warning, "Not reported", "The plan lists this pool but doesn't report whether it's on."),
    };
    let enable = row.enabled == Some(false);
    let plan = row.plan;
    let name = plan.name().to_owned();
    let may_not = may_not_switch(&plan);
    let press = move |()| propose(context, pool.get_value(), plan.clone(), enable, proposal, trouble);
    view! {
        <li class="plan-row">
            <div>
                <p class="state-line"><strong>{name}</strong><Badge tone=tone text=word.to_owned() /></p>
                <p class="form-note">{meaning}</p>
            </div>
            <Button disabled_reason=may_not on_press=press>{if enable { "Turn on for this pool…" } else { "Turn off for this pool…" }}</Button>
        </li>
    }
}

/// Says so where autoscale is on, and offers to switch it off: for the steps before an update. Nothing where it is off.
#[component]
pub fn AutoscaleGuard(pool: ResourceId) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let pool = StoredValue::new(pool);
    let remote = use_plans(pool);
    let (proposal, trouble) = (RwSignal::new(None::<Proposal>), RwSignal::new(None::<Trouble>));
    let on = Memo::new(move |_| {
        let plans = remote.with(|remote| remote.value().cloned()).unwrap_or_default();
        let mut rows = pool.with_value(|pool| assignments(&plans, pool));
        rows.retain(|row| row.enabled != Some(false));
        rows
    });
    view! {
        {move || {
            let error = remote.with(|remote| remote.error().cloned());
            error.map(|error| view! { <ErrorBanner title="Couldn't check whether autoscale is on" error=error /> })
        }}
        {move || {
            on.get()
                .into_iter()
                .map(|row| {
                    let plan = row.plan;
                    let title = format!("Autoscale is on for this pool in {}", plan.name());
                    let may_not = may_not_switch(&plan);
                    let press = move |()| propose(context, pool.get_value(), plan.clone(), false, proposal, trouble);
                    let actions = move || view! { <Button small=true disabled_reason=may_not on_press=press>"Turn off…"</Button> };
                    view! {
                        <Banner tone=Tone::Warning title=title actions=actions>
                            "It may start or stop VMs that the update replaces. Turn it off now, and this console reminds you to turn it back on."
                        </Banner>
                    }
                })
                .collect_view()
        }}
        <TroubleBanner trouble=trouble />
        <ReviewDialog proposal=proposal next=move |done: Proposal| undo(context, pool.get_value(), &done) />
    }
}
