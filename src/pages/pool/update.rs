//! The session host update of a pool: the latest one with its actions, and the creation of hosts.

mod actions;
mod cancel;
mod provisioning;
pub mod status;

use arm::{Call, Error, ErrorKind, ResourceId};
use avd::operation::session_host_managements as operation;
use avd::resource::{ManagementType, UpdateStatus};
use avd::rule::run::{self, Run};
use host::Instant;
use leptos::prelude::*;
use serde_json::Value;

use self::actions::UpdateActions;
use self::provisioning::ProvisioningPanel;
use self::status::StatusPanel;
use super::context::{PoolContext, management};
use crate::client::{Client, ClientContext};
use crate::components::{EmptyState, Glyph, Skeleton};
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_clock, use_poll, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::write::{Proposal, ReviewDialog};
use crate::route::PoolRef;

const NOT_AUTOMATED: &str = "Session host update replaces the hosts of pools that are managed with a session host configuration. \
    This pool is managed by hand (Standard), and the management type is fixed when a pool is created.";

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
    let context = expect_context::<ClientContext>();
    let id = StoredValue::new(pool);
    let remote: RemoteHandle<Latest<UpdateStatus>> = use_remote(move || {
        let (client, call) = (context.client(), operation::update_status(&id.get_value(), &context.versions()));
        async move { latest(&client, &call).await }
    });
    let acted = RwSignal::new(None::<Instant>);
    let clock = use_clock();
    let poll = use_poll(remote, move |remote| {
        let state = remote.value()?.as_ref()?.0.status.clone()?;
        run::next_look(&state, acted.get(), clock.read())
    });
    let proposal = RwSignal::new(None::<Proposal>);
    use_writes().on_end(id.get_value(), move || {
        acted.set(Some(clock.read()));
        remote.refresh();
    });
    let run = Memo::new(move |_| {
        remote.with(|remote| remote.value().map(|latest| latest.as_ref().and_then(|(status, _)| Run::of(status))))
    });
    let raw = Memo::new(move |_| {
        remote.with(|remote| remote.value().and_then(|latest| latest.as_ref().map(|(_, raw)| raw.clone()))).unwrap_or(Value::Null)
    });
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Session host update"</h2>
                <RemoteReadAt remote=remote poll=poll />
            </header>
            {move || {
                let error = remote.with(|remote| remote.error().cloned());
                error.map(|error| view! { <ErrorBanner title="The update status could not be read" error=error /> })
            }}
            {move || match run.get() {
                Some(Some(run)) => view! { <StatusPanel run=run raw=raw /> }.into_any(),
                Some(None) => {
                    view! {
                        <EmptyState
                            glyph=Glyph::Update
                            title="This pool never had a session host update"
                            text="An update replaces the virtual machines of session hosts that are behind the pool's configuration, one alone first, then in batches."
                        />
                    }
                        .into_any()
                }
                None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
                None => view! { <Skeleton lines=5 /> }.into_any(),
            }}
            <UpdateActions pool=id place=place run=run raw=raw proposal=proposal />
            <ProvisioningPanel pool=id proposal=proposal />
            <ReviewDialog proposal=proposal />
        </section>
    }
}

/// Reads the latest of something that answers 404 while there never was one.
pub async fn latest<T: arm::Json>(client: &Client, call: &Call) -> Result<Latest<T>, Error> {
    let raw = match client.read::<Value>(call).await {
        Ok(read) => read.value,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    // An answer in an unknown shape is no status; the JSON beside it shows what came.
    Ok(T::from_json(raw.clone()).ok().map(|value| (value, raw)))
}
