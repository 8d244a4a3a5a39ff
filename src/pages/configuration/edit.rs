//! Edits the session host configuration of a pool, or creates it.

use arm::{Error, ResourceId};
use avd::operation::{host_pools, session_host_configurations, session_host_managements, session_hosts};
use avd::resource::{
    HostPool, ManagementType, ProvisioningStatus, ProvisioningStatusWord, SessionHost, UpdateState, UpdateStatus,
};
use avd::rule::configuration_edit::Situation;
use leptos::prelude::*;
use serde_json::Value;

use super::form::ConfigurationForm;
use crate::client::{Client, ClientContext};
use crate::components::{Banner, EmptyState, Glyph, PageHeader, Skeleton, Tone};
use crate::live::use_remote;
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::pool::update::latest;
use crate::route::{PoolRef, PoolTab, Query, Route};

/// What the form begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// As received; null if there is none.
    pub configuration: Value,
    /// The region of the pool.
    pub location: String,
    /// What else is known of the pool.
    pub situation: Situation,
}

/// The page.
#[component]
pub fn ConfigurationEditPage(
    /// The pool.
    place: PoolRef,
    /// The draft of the update to go back to; empty if the form was not opened from one.
    draft: Query,
) -> impl IntoView {
    let Some(pool) = place.id() else {
        return view! { <Banner tone=Tone::Danger title="This address doesn't name a host pool" /> }.into_any();
    };
    let context = expect_context::<ClientContext>();
    let id = StoredValue::new(pool);
    let remote = use_remote(move || read(context, id.get_value()));
    let title = format!("Configuration of {}", place.name);
    let from_update = !draft.is_empty();
    let back = StoredValue::new(match from_update {
        true => Route::UpdateNew(place, draft),
        false => Route::Pool(place, PoolTab::Configuration),
    });
    // Once: what is read again must not throw away what was typed. Before saving, the form looks for itself.
    let known = Memo::new(move |before: Option<&Option<Option<Received>>>| match before {
        Some(Some(first)) => Some(first.clone()),
        _ => remote.with(|remote| remote.value().cloned()),
    });
    let error = move || remote.with(|remote| remote.error().cloned());
    view! {
        <div class="page">
            <PageHeader
                title=title
                subtitle=Some("Azure creates session hosts from this configuration. Saving doesn't start an update.".to_owned())
                read_at=move || view! { <RemoteReadAt remote=remote /> }
            />
            {from_update.then(|| view! {
                <Banner tone=Tone::Info title="Part of an update">
                    "Save or cancel to return to the update you're planning. Its draft is kept."
                </Banner>
            })}
            {move || error().map(|error| view! { <ErrorBanner title="Couldn't load the configuration" error=error on_retry=move |()| remote.refresh() /> })}
            {move || match known.get() {
                Some(Some(received)) => view! { <ConfigurationForm pool=id back=back.get_value() received=received /> }.into_any(),
                Some(None) => view! { <EmptyState glyph=Glyph::Host title="A Standard pool has no session host configuration" text="You create its session hosts yourself. The management type can't be changed after a pool is created." /> }.into_any(),
                None if error().is_some() => ().into_any(),
                None => view! { <Skeleton lines=12 label="Loading the configuration" /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Reads what the form begins with; `None` for a Standard pool.
async fn read(context: ClientContext, pool: ResourceId) -> Result<Option<Received>, Error> {
    let (client, versions) = (context.client(), context.versions());
    let read = client.read::<HostPool>(&host_pools::get(&pool, &versions)).await?.value;
    if read.properties.management_type == Some(ManagementType::Standard) {
        return Ok(None);
    }
    let configuration = latest::<Value>(&client, &session_host_configurations::get(&pool, &versions)).await?;
    Ok(Some(Received {
        configuration: configuration.map(|(_, raw)| raw).unwrap_or_default(),
        location: read.location.unwrap_or_default(),
        situation: situation(&client, &pool, &versions).await,
    }))
}

/// What else is known of the pool; what cannot be read is not known, and the service decides.
async fn situation(client: &Client, pool: &ResourceId, versions: &avd::ApiVersions) -> Situation {
    let hosts = client.list::<SessionHost>(&session_hosts::list(pool, versions)).await;
    let creation = latest::<ProvisioningStatus>(client, &session_host_managements::provisioning_status(pool, versions)).await;
    let update = latest::<UpdateStatus>(client, &session_host_managements::update_status(pool, versions)).await;
    use ProvisioningStatusWord as P;
    let creation = creation.ok().flatten().and_then(|(status, _)| status.status);
    let update = update.ok().flatten().and_then(|(status, _)| status.status);
    Situation {
        hosts: hosts.ok().and_then(|read| u64::try_from(read.value.len()).ok()),
        creating: creation.is_some_and(|word| !matches!(word, P::Succeeded | P::Failed | P::Canceled)),
        updating: update
            .is_some_and(|word| !matches!(word, UpdateState::Succeeded | UpdateState::Failed | UpdateState::Cancelled)),
    }
}
