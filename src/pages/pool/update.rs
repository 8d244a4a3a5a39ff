//! The session host update of a pool: the latest one with its actions, and the creation of hosts.

mod actions;
mod attention;
mod cancel;
mod failure;
mod forecast;
mod history;
mod hosts;
mod phases;
pub mod provisioning;
pub mod status;
mod watch;

use arm::{Call, Error, ResourceId};
use avd::resource::ManagementType;
use avd::rule::absence::is_none_yet;
use avd::rule::action::UpdateAction;
use leptos::prelude::*;
use serde_json::Value;

use self::actions::UpdateActions;
use self::attention::Attention;
use self::failure::FailurePanel;
use self::forecast::PauseCountdown;
use self::history::History;
use self::hosts::RunHosts;
use self::provisioning::ProvisioningPanel;
use self::status::StatusPanel;
use self::watch::Watch;
use super::context::{PoolContext, management};
use crate::client::{Client, ClientContext};
use crate::components::{EmptyState, Glyph, Skeleton};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::write::{Proposal, ReviewDialog};
use crate::route::PoolRef;

const NOT_AUTOMATED: &str = "Session host update needs an Automated pool. This is a Standard pool, and the management type can't be changed after a pool is created.";

const NEVER: &str = "Replaces the VMs of out-of-date session hosts: 1 initial host, then batches.";

/// The latest of something, as JSON too; `None` if there never was one (404).
pub type Latest<T> = Option<(T, Value)>;

/// The update tab.
#[component]
pub fn UpdateTab(
    /// The pool, read: whether it can be updated at all.
    context: PoolContext,
    /// Its address.
    place: PoolRef,
) -> impl IntoView {
    if management(context) == Some(ManagementType::Standard) {
        return view! { <EmptyState glyph=Glyph::Update title="No session host update in this pool" text=NOT_AUTOMATED /> }
            .into_any();
    }
    view! { <UpdatePanel pool=context.id() place=place /> }.into_any()
}

#[component]
fn UpdatePanel(pool: ResourceId, place: PoolRef) -> impl IntoView {
    let watch = Watch::begin(pool, expect_context::<ClientContext>());
    let proposal = RwSignal::new(None::<Proposal>);
    let proposed = RwSignal::new(None::<UpdateAction>);
    let noted = move |()| {
        if let Some(action) = proposed.get_untracked() {
            watch.note(action.label());
        }
        proposed.set(None);
    };
    let name = place.name.clone();
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Session host update"</h2>
                <RemoteReadAt remote=watch.status poll=watch.status_poll />
            </header>
            <UpdateActions watch place=place.clone() proposal proposed />
            <Unread watch />
            <Latest watch place=place.clone() />
            <Attention watch pool=name />
        </section>
        <RunHosts watch place />
        <History watch />
        <ProvisioningPanel pool=watch.pool proposal=proposal />
        <ReviewDialog proposal=proposal on_done=noted />
    }
}

/// Why the status could not be read, and what that means for the update.
#[component]
fn Unread(watch: Watch) -> impl IntoView {
    let error = Memo::new(move |_| watch.status.with(|remote| remote.error().cloned()));
    move || {
        let old = watch.status.with(|remote| remote.value().is_some());
        let title = if old {
            "Couldn't refresh the update status. You're seeing older data. The update continues in Azure."
        } else {
            "Couldn't load the update status"
        };
        error.get().map(|error| view! { <ErrorBanner title error on_retry=move |()| watch.refresh() /> })
    }
}

/// The latest update, or that there never was one.
#[component]
fn Latest(watch: Watch, place: PoolRef) -> impl IntoView {
    let known = Memo::new(move |_| watch.run.get().map(|run| run.is_some()));
    let place = StoredValue::new(place);
    let unread = move || watch.status.with(|remote| remote.error().is_some());
    move || match known.get() {
        Some(true) => view! {
            <FailurePanel watch place=place.get_value() />
            <PauseCountdown watch />
            <StatusPanel watch />
        }
        .into_any(),
        Some(false) => view! { <EmptyState glyph=Glyph::Update title="No updates yet" text=NEVER /> }.into_any(),
        None if unread() => ().into_any(),
        None => view! { <Skeleton lines=5 /> }.into_any(),
    }
}

/// Reads the latest of something that answers 404 while there never was one.
pub async fn latest<T: arm::Json>(client: &Client, call: &Call) -> Result<Latest<T>, Error> {
    let raw = match client.read::<Value>(call).await {
        Ok(read) => read.value,
        Err(error) if is_none_yet(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    // An answer in an unknown shape is no status; the JSON beside it shows what came.
    Ok(T::from_json(raw.clone()).ok().map(|value| (value, raw)))
}
