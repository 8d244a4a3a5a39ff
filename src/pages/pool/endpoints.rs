//! The private endpoint connections of a pool: where each leads, whether it is approved, and what is still to be done.

use avd::resource::PrivateEndpointConnection;
use avd::rule::private_endpoint::{self, Standing};
use leptos::prelude::*;

use super::PoolContext;
use super::groups::{Shown, created};
use super::properties::Value;
use crate::components::{Badge, CopyButton, KeyValue, KeyValueList, NoValue, Tone};

/// One card a connection.
#[component]
pub fn Endpoints(context: PoolContext) -> impl IntoView {
    let remote = context.remote();
    let connections = Memo::new(move |_| {
        remote.with(|state| state.value().and_then(|read| read.pool.properties.private_endpoint_connections.clone()))
    });
    view! {
        <section class="section">
            <h2>"Private endpoint connections"</h2>
            {move || match connections.get() {
                None => view! { <p class="kv-none">"Not reported by this API version."</p> }.into_any(),
                Some(none) if none.is_empty() => view! { <p class="kv-none">"None"</p> }.into_any(),
                Some(some) => view! {
                    <div class="columns">{some.into_iter().map(|connection| view! { <Connection connection /> }).collect_view()}</div>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn Connection(connection: PrivateEndpointConnection) -> impl IntoView {
    let name = private_endpoint::name(&connection);
    let PrivateEndpointConnection { id, resource_type, system_data, properties, .. } = connection;
    let state = properties.private_link_service_connection_state.unwrap_or_default();
    let (standing, words) = (private_endpoint::standing(state.status.as_ref()), private_endpoint::state(state.status.as_ref()));
    let tone = match standing {
        Standing::Approved => Tone::Success,
        Standing::Pending => Tone::Warning,
        Standing::Rejected => Tone::Danger,
        Standing::Unknown => Tone::Neutral,
    };
    let endpoint = properties.private_endpoint.and_then(|endpoint| endpoint.id);
    let provisioning = private_endpoint::provisioning(properties.provisioning_state.as_ref());
    let groups = properties.group_ids.filter(|ids| !ids.is_empty()).map_or(Shown::NotSet, Shown::List);
    let created = created(&system_data.unwrap_or_default());
    let text = |text: Option<String>| text.filter(|text| !text.is_empty()).map_or(Shown::NotSet, Shown::Text);
    let lines = [
        ("Group IDs", groups),
        ("Description", text(state.description)),
        ("Actions required", text(state.actions_required)),
        ("Provisioning state", text(provisioning)),
        ("Type", text(resource_type)),
        ("Created", created),
    ];
    let lines = lines.map(|(label, shown)| view! { <KeyValue label><Value shown /></KeyValue> });
    view! {
        <section class="card stack">
            <h3>{name}</h3>
            <KeyValueList>
                <KeyValue label="Connection state">
                    <Badge tone=tone text=words />
                    <p class="kv-none">{standing.meaning()}</p>
                </KeyValue>
                <KeyValue label="Private endpoint">{id_line(endpoint, "Copy ID of the private endpoint")}</KeyValue>
                <KeyValue label="Connection ID">{id_line(id, "Copy ID of the connection")}</KeyValue>
                {lines.collect_view()}
            </KeyValueList>
        </section>
    }
}

/// A resource by its name, its id behind a button.
fn id_line(id: Option<String>, label: &'static str) -> AnyView {
    let Some(id) = id.filter(|id| !id.is_empty()) else { return view! { <NoValue /> }.into_any() };
    let name = id.rsplit('/').next().unwrap_or_default().to_owned();
    let copied = StoredValue::new(id.clone());
    view! {
        <span class="id-line" title=id>
            <span>{name}</span>
            <CopyButton text=move |()| copied.get_value() label=label words="Copy ID" />
        </span>
    }
    .into_any()
}
