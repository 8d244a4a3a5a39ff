//! The end of a pool: what stands in the way, what stays behind, and the deletion itself.

use avd::operation::{host_pools, scaling_plans, session_host_managements, session_hosts};
use avd::resource::{HostPool, ManagementType, SessionHost, UpdateStatus};
use avd::rule::absence::is_none_yet;
use avd::rule::permission::Operation;
use avd::rule::plain::visible;
use avd::rule::pool_delete::{Evidence, Hosts, Obstacle, change, left_behind, obstacles, refusal};
use avd::script::delete_application_groups;
use leptos::prelude::*;
use serde_json::Value;

use super::context::PoolContext;
use crate::components::{Badge, Button, ButtonLink, Checkbox, CodeTabs, Icon, Look, Skeleton, Tone};
use crate::live::rights::use_rights;
use crate::live::use_remote;
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::write::{Proposal, ReviewDialog, code_tab};
use crate::route::{PoolRef, PoolTab, PoolsView, Route};
use crate::router::use_router;

/// The section at the end of the properties. Nothing is read before somebody wants to delete the pool.
#[component]
pub fn DeleteSection(context: PoolContext, place: PoolRef) -> impl IntoView {
    let begun = RwSignal::new(false);
    let reason = use_rights(context.id()).reason(Operation::DeleteHostPool);
    let place = StoredValue::new(place);
    view! {
        <section class="section" aria-labelledby="delete-pool">
            <h2 id="delete-pool">"Delete host pool"</h2>
            <div class="card stack danger-zone">
                <p>"The host pool is permanently deleted, with its settings and assignments. Check its dependencies first."</p>
                <Show when=move || !begun.get()>
                    <Button look=Look::Danger disabled_reason=reason on_press=move |()| begun.set(true)>"Check dependencies"</Button>
                </Show>
                <Show when=move || begun.get()>
                    <Panel context place />
                </Show>
            </div>
        </section>
    }
}

#[component]
fn Panel(context: PoolContext, place: StoredValue<PoolRef>) -> impl IntoView {
    let remote = use_remote(move || read(context));
    view! {
        <RemoteReadAt remote />
        {move || {
            let error = remote.with(|remote| remote.error().cloned());
            error.map(|error| view! { <ErrorBanner title="Couldn't check dependencies" error /> })
        }}
        {move || match remote.with(|remote| remote.value().cloned()) {
            Some(evidence) => view! { <Found context place evidence /> }.into_any(),
            None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
            None => view! { <Skeleton lines=4 label="Checking dependencies" /> }.into_any(),
        }}
    }
}

/// Reads each piece by itself: one that is refused hides none of the others.
async fn read(context: PoolContext) -> Result<Evidence, arm::Error> {
    let (id, client, versions) = (context.id(), context.client().client(), context.client().versions());
    // Without the pool itself nothing can be said.
    let pool = client.read::<HostPool>(&host_pools::get(&id, &versions)).await?.value.properties;
    let management = pool.management_type;
    let hosts = client.list::<SessionHost>(&session_hosts::list(&id, &versions)).await;
    let update = if management == Some(ManagementType::Standard) {
        Some(None)
    } else {
        match client.read::<UpdateStatus>(&session_host_managements::update_status(&id, &versions)).await {
            Ok(read) => Some(read.value.status),
            Err(error) if is_none_yet(&error) => Some(None),
            Err(_) => None,
        }
    };
    let plans = client.list::<Value>(&scaling_plans::list_by_host_pool(&id, &versions)).await;
    Ok(Evidence {
        management,
        groups: pool.application_group_references.unwrap_or_default(),
        hosts: hosts.ok().map(|read| Hosts::of(&read.value)),
        update,
        plans: plans.ok().map(|read| read.value.iter().filter_map(|plan| Some(plan.get("name")?.as_str()?.to_owned())).collect()),
    })
}

/// What was found, and the way on.
#[component]
fn Found(context: PoolContext, place: StoredValue<PoolRef>, evidence: Evidence) -> impl IntoView {
    let router = use_router();
    let proposal = RwSignal::new(None::<Proposal>);
    let force = RwSignal::new(false);
    let found = obstacles(&evidence);
    let forcible = found.iter().any(Obstacle::yields_to_force);
    let stays = left_behind(&evidence);
    let evidence = StoredValue::new(evidence);
    let refused = Signal::derive(move || evidence.with_value(|evidence| refusal(evidence, force.get())));
    let reason = use_rights(context.id()).reason_or(Operation::DeleteHostPool, refused);
    let review = move |()| {
        let change =
            evidence.with_value(|evidence| change(&context.id(), evidence, force.get_untracked(), &context.client().versions()));
        let before = context.remote().with_untracked(|read| read.value().map(|read| read.raw.clone())).unwrap_or_default();
        proposal.set(Some(Proposal { change, then: None, before, action: "Delete host pool".to_owned(), danger: true }));
    };
    let name = context.id().name().to_owned();
    let done = move |()| router.go(Route::Pools(PoolsView::default()));
    let free = found.is_empty().then(|| view! { <p><Badge tone=Tone::Success text="Ready to delete" /></p> });
    view! {
        {free}
        <ul class="checks">{found.into_iter().map(|one| view! { <Stands one place /> }).collect_view()}</ul>
        <div>
            <h3>"Not deleted"</h3>
            <ul class="stays">{stays.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </div>
        {forcible.then(|| view! {
            <Checkbox
                checked=force
                on_change=move |on| force.set(on)
                label="Also remove its session hosts (force)"
                help="Removes the session hosts from the pool and ends all their sessions immediately.".to_owned()
            />
        })}
        <Button look=Look::Danger disabled_reason=reason on_press=review>"Review…"</Button>
        <ReviewDialog proposal typed=Signal::stored(Some(visible(&name))) on_done=done />
    }
}

/// One thing in the way, with the way past it.
#[component]
fn Stands(one: Obstacle, place: StoredValue<PoolRef>) -> impl IntoView {
    let (tone, word) = if one.is_known() { (Tone::Danger, "Blocked: ") } else { (Tone::Warning, "Couldn't check: ") };
    let link = |tab: PoolTab, words: &'static str| {
        let href = Route::Pool(place.get_value(), tab).href();
        view! { <div class="btn-row"><ButtonLink href>{words}</ButtonLink></div> }.into_any()
    };
    let way = match &one {
        Obstacle::Groups(ids) => commands(ids),
        Obstacle::Update(_) | Obstacle::UpdateNotRead => link(PoolTab::Update, "Go to the update"),
        Obstacle::Hosts(_) | Obstacle::HostsNotRead => link(PoolTab::Hosts(Default::default()), "Go to the session hosts"),
    };
    view! {
        <li class=format!("check {}", tone.class())>
            <Icon glyph=tone.glyph() />
            <div class="check-body">
                <h4><span class="sr-only">{word}</span>{one.title()}</h4>
                <p>{one.advice()}</p>
                {way}
            </div>
        </li>
    }
}

/// The console does not delete application groups: the commands that do.
fn commands(ids: &[String]) -> AnyView {
    let tabs = delete_application_groups(ids).into_iter().map(code_tab);
    let names = ids.iter().map(|id| view! { <li>{id.rsplit('/').next().unwrap_or(id).to_owned()}</li> }).collect_view();
    view! {
        <ul class="stays">{names}</ul>
        <CodeTabs label="Delete the application groups" tabs=tabs.collect() />
    }
    .into_any()
}
