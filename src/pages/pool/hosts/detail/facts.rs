//! The properties of a session host and of its machine, in groups.

use avd::resource::{SessionHost, SessionHostProperties, Timestamp, VirtualMachine};
use avd::rule::host_status::explain;
use avd::rule::machine;
use avd::rule::session_host_edit::user;
use avd::rule::wording::wording;
use host::Instant;
use leptos::prelude::*;

use super::super::acts::Acts;
use super::Seen;
use crate::browser::intl::{self, Style};
use crate::components::{Badge, CopyButton, KeyValue, KeyValueList, NoValue, Tone};
use crate::pages::parts::When;
use crate::route::{PoolRef, PoolTab, Route};

/// Groups side by side where there is room.
#[component]
pub(super) fn Facts(seen: Seen, place: PoolRef, acts: Acts) -> impl IntoView {
    let host = Memo::new(move |_| seen.host.with(|state| state.value().cloned().unwrap_or_default()));
    let personal = Memo::new(move |_| acts.situation().is_personal());
    let place = StoredValue::new(place);
    view! {
        <div class="columns">
            {move || host.with(|host| status(&host.properties))}
            {move || host.with(|host| sessions(host, personal.get()))}
            <Machine seen host />
            {move || host.with(|host| versions(&host.properties, &place.get_value()))}
        </div>
    }
}

fn group(title: &'static str, lines: impl IntoView + 'static) -> impl IntoView {
    view! {
        <section class="section">
            <h2>{title}</h2>
            <KeyValueList>{lines.into_any()}</KeyValueList>
        </section>
    }
}

fn text(text: Option<&String>) -> AnyView {
    let said = text.filter(|text| !text.is_empty()).cloned();
    said.map_or_else(|| view! { <NoValue text="Not reported" /> }.into_any(), IntoAny::into_any)
}

fn when(at: Option<&Timestamp>) -> AnyView {
    let at: Option<Instant> = at.and_then(Timestamp::at);
    at.map_or_else(|| view! { <NoValue text="Never" /> }.into_any(), |at| view! { <When at /> }.into_any())
}

fn status(host: &SessionHostProperties) -> impl IntoView + use<> {
    let word = host.status.as_ref().map_or("Not reported", |status| wording(status.as_str())).to_owned();
    let meaning = host.status.as_ref().map(|status| explain(status).meaning);
    let update = host.update_state.as_ref().map(ToString::to_string);
    let error = host.update_error_message.clone().filter(|error| !error.is_empty());
    let since = when(host.status_timestamp.as_ref());
    let heartbeat = when(host.last_heart_beat.as_ref());
    group(
        "Status",
        view! {
            <KeyValue label="Status">{word}{meaning.map(|meaning| view! { <p class="kv-none">{meaning}</p> })}</KeyValue>
            <KeyValue label="Since">{since}</KeyValue>
            <KeyValue label="Last heartbeat">{heartbeat}</KeyValue>
            <KeyValue label="Update state">
                {update.unwrap_or_else(|| "Not reported".to_owned())}
                {error.map(|error| view! { <p class="kv-none">{error}</p> })}
            </KeyValue>
        },
    )
}

fn sessions(host: &SessionHost, personal: bool) -> impl IntoView + use<> {
    let properties = &host.properties;
    let count = |count: Option<i64>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let all = properties.sessions.map_or_else(|| "Not reported".to_owned(), |count| count.to_string());
    let parts = format!(
        "{} active, {} disconnected, {} pending",
        count(properties.active_sessions),
        count(properties.disconnected_sessions),
        count(properties.pending_sessions)
    );
    let drain = if properties.allow_new_session == Some(false) { "No, drained" } else { "Yes" };
    let assigned = user(host).map(str::to_owned);
    let friendly = properties.friendly_name.clone().filter(|name| !name.is_empty());
    let own = personal.then(|| {
        view! {
            <KeyValue label="Assigned user">{assigned.map_or_else(|| view! { <NoValue text="Not assigned" /> }.into_any(), IntoAny::into_any)}</KeyValue>
            <KeyValue label="Display name">{friendly.map_or_else(|| view! { <NoValue /> }.into_any(), IntoAny::into_any)}</KeyValue>
        }
    });
    group(
        "Users",
        view! {
            <KeyValue label="Sessions">{all}<p class="kv-none">{parts}</p></KeyValue>
            <KeyValue label="New sessions">{drain}</KeyValue>
            {own}
        },
    )
}

fn versions(host: &SessionHostProperties, place: &PoolRef) -> impl IntoView + use<> {
    let written = |version: &Timestamp| version.at().and_then(|at| intl::format(at, None, Style::Full));
    let made_from =
        host.session_host_configuration.as_ref().map(|version| written(version).unwrap_or_else(|| version.as_str().to_owned()));
    let href = Route::Pool(place.clone(), PoolTab::Configuration).href();
    let made_from = made_from.map(|version| view! { <KeyValue label="Configuration"><a href=href>{version}</a></KeyValue> });
    let (agent, stack, windows) =
        (text(host.agent_version.as_ref()), text(host.sx_s_stack_version.as_ref()), text(host.os_version.as_ref()));
    let updated = when(host.last_session_host_update_time.as_ref().or(host.last_update_time.as_ref()));
    group(
        "Versions",
        view! {
            <KeyValue label="Agent">{agent}</KeyValue>
            <KeyValue label="Side-by-side stack">{stack}</KeyValue>
            <KeyValue label="Windows">{windows}</KeyValue>
            {made_from}
            <KeyValue label="Last update">{updated}</KeyValue>
        },
    )
}

/// The machine: from Azure Compute, where it is one of Azure's.
#[component]
fn Machine(seen: Seen, host: Memo<SessionHost>) -> impl IntoView {
    let found = Memo::new(move |_| host.with(machine::of));
    let state = move || match found.get() {
        Err(why) => view! { <KeyValue label="Power"><NoValue text=why.to_string() /></KeyValue> }.into_any(),
        Ok(_) => seen.machine.with(|state| match (state.value().and_then(Option::as_ref), state.error()) {
            (Some(machine), _) => power(machine).into_any(),
            (None, Some(error)) => {
                let text = format!("Couldn't load: {}", error.message());
                view! { <KeyValue label="Power"><NoValue text /></KeyValue> }.into_any()
            }
            (None, None) => view! { <KeyValue label="Power"><NoValue text="Loading…" /></KeyValue> }.into_any(),
        }),
    };
    let id = Memo::new(move |_| host.with(|host| host.properties.resource_id.clone().filter(|id| !id.is_empty())));
    let vm_id = move || host.with(|host| text(host.properties.virtual_machine_id.as_ref()));
    group(
        "Virtual machine",
        view! {
            {state}
            <KeyValue label="Resource">
                {move || {
                    id.get()
                        .map_or_else(
                            || view! { <NoValue text="Not reported" /> }.into_any(),
                            |id| {
                                let (name, whole) = (id.rsplit('/').next().unwrap_or(&id).to_owned(), id.clone());
                                view! { <span class="host-id" title=whole>
                                    {name}
                                    <CopyButton text=move |()| id.clone() label="Copy resource ID" />
                                </span> }.into_any()
                            },
                        )
                }}
            </KeyValue>
            <KeyValue label="VM ID">{vm_id}</KeyValue>
        },
    )
}

fn power(machine: &VirtualMachine) -> impl IntoView + use<> {
    use avd::resource::PowerState as P;
    let state = machine.power_state();
    let tone = match &state {
        Some(P::Running) => Tone::Success,
        Some(P::Starting | P::Stopping | P::Deallocating) => Tone::Info,
        Some(P::Stopped) => Tone::Warning,
        _ => Tone::Neutral,
    };
    let word = state.as_ref().map_or_else(|| "Not reported".to_owned(), |state| capital(state.as_str()));
    let meaning = state.as_ref().map(machine::meaning);
    let size = machine.properties.hardware_profile.as_ref().and_then(|hardware| hardware.vm_size.clone());
    let zones = machine.zones.as_ref().filter(|zones| !zones.is_empty()).map(|zones| zones.join(", "));
    let place =
        machine.location.clone().map(|place| zones.map_or_else(|| place.clone(), |zones| format!("{place}, zone {zones}")));
    view! {
        <KeyValue label="Power">
            <Badge plain=true tone text=word />
            {meaning.map(|meaning| view! { <p class="kv-none">{meaning}</p> })}
        </KeyValue>
        <KeyValue label="Size">{text(size.as_ref())}</KeyValue>
        <KeyValue label="Region">{text(place.as_ref())}</KeyValue>
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
