//! The wanted configuration beside the active one, and how the session hosts stand to it.

use arm::{Error, ResourceId};
use avd::operation::{session_host_configurations, session_host_managements, session_hosts};
use avd::resource::{
    ActiveSessionHostConfiguration, ProvisioningState, SessionHost, SessionHostConfiguration, UpdateState, UpdateStatus,
};
use avd::rule::absence::is_none_yet;
use avd::rule::permission::Operation;
use host::Duration;
use leptos::prelude::*;

use super::compare::comparisons;
use super::versions::versions;
use crate::client::ClientContext;
use crate::components::{Badge, Banner, EmptyState, Glyph, GuardedLink, Look, Skeleton, Tone};
use crate::live::rights::use_rights;
use crate::live::writes::use_writes;
use crate::live::{Remote, RemoteHandle, use_poll, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt, When};
use crate::pages::pool::update::{Latest, latest};
use crate::pages::write::ReadCode;
use crate::route::{PoolRef, Query, Route};

const NOT_AUTOMATED: &str =
    "Only Automated pools have one. This is a Standard pool, and the management type can't be changed after a pool is created.";

/// The configurations of a pool; those that could not be read say why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Configurations {
    pub(super) wanted: Latest<SessionHostConfiguration>,
    pub(super) active: Result<Latest<ActiveSessionHostConfiguration>, Error>,
    pub(super) hosts: Result<Vec<SessionHost>, Error>,
    pub(super) cancelled: bool,
}

/// The tab.
#[component]
pub fn ConfigurationTab(
    /// The pool.
    pool: ResourceId,
    /// Its address.
    place: PoolRef,
    /// Whether it is managed by hand.
    standard: bool,
) -> impl IntoView {
    if standard {
        return view! { <EmptyState glyph=Glyph::Host title="No session host configuration in this pool" text=NOT_AUTOMATED /> }
            .into_any();
    }
    let context = expect_context::<ClientContext>();
    let id = StoredValue::new(pool);
    let remote = use_remote(move || read(context, id.get_value()));
    use_writes().on_end(id.get_value(), move || remote.refresh());
    // While the service validates, the result is a matter of seconds.
    let poll = use_poll(remote, |remote: &Remote<Configurations>| {
        let state = remote.value()?.wanted.as_ref()?.0.properties.provisioning_state.clone()?;
        matches!(state, ProvisioningState::Provisioning | ProvisioningState::Validating).then_some(Duration::from_secs(10))
    });
    let known = Memo::new(move |_| remote.with(|remote| remote.value().cloned()));
    let error = move || remote.with(|remote| remote.error().cloned());
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Session host configuration"</h2>
                <RemoteReadAt remote=remote poll=poll />
            </header>
            {move || error().map(|error| view! { <ErrorBanner title="Couldn't load the configuration" error=error on_retry=move |()| remote.refresh() /> })}
            {move || match known.get() {
                Some(read) => view! { <Found read=read pool=id.get_value() place=place.clone() remote=remote /> }.into_any(),
                None if error().is_some() => ().into_any(),
                None => view! { <Skeleton lines=8 label="Loading the configuration" /> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

async fn read(context: ClientContext, pool: ResourceId) -> Result<Configurations, Error> {
    let (client, versions) = (context.client(), context.versions());
    let wanted = latest(&client, &session_host_configurations::get(&pool, &versions)).await?;
    let active = latest(&client, &session_host_configurations::active(&pool, &versions)).await;
    let hosts = client.list::<SessionHost>(&session_hosts::list(&pool, &versions)).await.map(|read| read.value);
    let status: Latest<UpdateStatus> =
        latest(&client, &session_host_managements::update_status(&pool, &versions)).await.unwrap_or_default();
    let cancelled = status.is_some_and(|(status, _)| status.status == Some(UpdateState::Cancelled));
    Ok(Configurations { wanted, active, hosts, cancelled })
}

#[component]
fn Found(read: Configurations, pool: ResourceId, place: PoolRef, remote: RemoteHandle<Configurations>) -> impl IntoView {
    let versions_in_use = expect_context::<ClientContext>().versions();
    let wanted_call = session_host_configurations::get(&pool, &versions_in_use);
    let active_call = session_host_configurations::active(&pool, &versions_in_use);
    let may_not = use_rights(pool).reason(Operation::WriteConfiguration);
    let edit = Route::ConfigurationEdit(place.clone(), Query::default()).href();
    let Some((wanted, raw)) = read.wanted else {
        let create = move || view! { <GuardedLink look=Look::Primary glyph=Glyph::Plus href=edit disabled_reason=may_not words="Create a configuration" /> };
        return view! {
            <EmptyState
                glyph=Glyph::Host
                title="No session host configuration yet"
                text="Create a configuration so Azure can create session hosts in this pool."
                actions=create
            />
        }
        .into_any();
    };
    let properties = wanted.properties;
    let state = properties.provisioning_state.clone();
    let active = read.active.as_ref().ok().and_then(|active| active.as_ref().map(|(_, raw)| raw.clone()));
    view! {
        <div class="state-line">
            <State state=state.clone() />
            {properties.version.as_ref().map(|version| {
                view! { <span>"Version of "{match version.at() {
                    Some(at) => view! { <When at=at /> }.into_any(),
                    None => version.as_str().to_owned().into_any(),
                }}</span> }
            })}
            <GuardedLink glyph=Glyph::Edit href=edit disabled_reason=may_not words="Edit configuration" />
        </div>
        {(state == Some(ProvisioningState::Failed)).then(failed)}
        {match read.hosts {
            Ok(hosts) => versions(&hosts, &properties, read.cancelled, &place).into_any(),
            Err(error) => {
                view! { <ErrorBanner title="Couldn't check which version the session hosts run" error=error on_retry=move |()| remote.refresh() /> }.into_any()
            }
        }}
        {read.active.err().filter(|error| !is_none_yet(error)).map(|error| {
            view! { <ErrorBanner title="Couldn't load the current configuration, so there's nothing to compare" error=error on_retry=move |()| remote.refresh() /> }
        })}
        {comparisons(&raw, active.as_ref())}
        <ReadCode title="Get the configuration with code" call=wanted_call />
        <ReadCode title="Get the current configuration with code" call=active_call />
    }
    .into_any()
}

#[component]
fn State(state: Option<ProvisioningState>) -> impl IntoView {
    let (tone, text) = match &state {
        Some(ProvisioningState::Succeeded) => (Tone::Success, "Valid".to_owned()),
        Some(ProvisioningState::Provisioning | ProvisioningState::Validating) => (Tone::Info, "Validating".to_owned()),
        Some(ProvisioningState::Failed) => (Tone::Danger, "Validation failed".to_owned()),
        Some(ProvisioningState::Canceled) => (Tone::Warning, "Validation cancelled".to_owned()),
        Some(ProvisioningState::Other(word)) => (Tone::Neutral, word.clone()),
        None => (Tone::Neutral, "State not reported".to_owned()),
    };
    view! { <Badge tone text /> }
}

fn failed() -> impl IntoView {
    view! {
        <Banner tone=Tone::Danger title="Azure rejected this configuration">
            "Validation of the last change failed. Updates and new session hosts will fail until you fix and save the configuration."
        </Banner>
    }
}
