//! The pool as the service sends it, at any API version: each version has its own properties.

use avd::Family;
use avd::operation::host_pools;
use leptos::prelude::*;
use serde_json::Value;

use super::context::PoolContext;
use super::export::Export;
use crate::components::{Choice, CodeBlock, Select, Skeleton};
use crate::live::{Remote, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};

/// The JSON, to be read and copied. A token in it is not shown.
#[component]
pub fn JsonTab(context: PoolContext) -> impl IntoView {
    let client = context.client();
    let versions = offered(&client.versions());
    let version = RwSignal::new(versions.first().cloned().unwrap_or_default());
    let remote = use_remote(move || {
        let (arm, call) = (client.client(), host_pools::get_at(&context.id(), &version.get_untracked()));
        async move { arm.read::<Value>(&call).await.map(|read| read.value) }
    });
    let choose = move |chosen: String| {
        version.set(chosen);
        remote.restart();
    };
    let text = Signal::derive(move || remote.with(|state| state.value().map(printed)));
    let choices = versions.into_iter().map(|version| Choice::new(version.clone(), version)).collect::<Vec<_>>();
    view! {
        <div class="filters">
            <Select value=version on_change=choose choices label="API version".to_owned() />
            <span class="filters-end"><RemoteReadAt remote /></span>
        </div>
        <p class="fld-help">
            "Properties differ between API versions. The other tabs use the newest one in this list that Azure offers, unless config.json sets another (arm.apiVersions.hostPools)."
        </p>
        {move || {
            let error = remote.with(|state| state.error().cloned());
            error.map(|error| view! { <ErrorBanner title="Couldn't load the host pool with this API version" error /> })
        }}
        {move || match text.get() {
            Some(text) => view! { <CodeBlock label="JSON" text /> }.into_any(),
            None if remote.with(Remote::is_loading) => view! { <Skeleton lines=12 /> }.into_any(),
            None => ().into_any(),
        }}
        <Export context />
    }
}

/// The versions reads use and fall back to, and the one replacements are written with.
fn offered(versions: &avd::ApiVersions) -> Vec<String> {
    let mut offered = vec![versions.preferred(Family::HostPools)];
    offered.extend(versions.fallback(Family::HostPools));
    offered.push(versions.preferred(Family::HostPoolPut));
    offered.dedup();
    offered
}

fn printed(raw: &Value) -> String {
    let mut raw = raw.clone();
    hide_token(&mut raw);
    serde_json::to_string_pretty(&raw).unwrap_or_default()
}

/// Old API versions put the registration token into the pool. Who holds it can add machines: it belongs on the token's own tab.
fn hide_token(raw: &mut Value) {
    if let Some(token) = raw.pointer_mut("/properties/registrationInfo/token").filter(|token| !token.is_null()) {
        *token = Value::from("hidden by the console");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_version_in_use_is_offered_once() {
        let offered = offered(&avd::ApiVersions::default());
        let wanted =
            ["2026-04-01-preview", "2026-03-01-preview", "2026-01-01-preview", "2025-10-10", "2024-04-03", "2022-02-10-preview"];
        assert_eq!(offered, wanted);
    }

    #[test]
    fn a_token_is_never_printed() {
        let raw = json!({"name": "hp", "properties": {"registrationInfo": {"token": "ey.secret", "expirationTime": "2026-01-01T00:00:00Z"}}});
        let text = printed(&raw);
        assert!(!text.contains("secret") && text.contains("2026-01-01T00:00:00Z"), "{text}");
        assert!(printed(&json!({"properties": {"registrationInfo": {"token": null}}})).contains("null"));
    }
}
