//! Hosts whose creation failed, each to be tried again.

use arm::{Json, ResourceId};
use avd::operation::session_host_managements;
use avd::resource::{SessionHost, UpdateStatus};
use avd::rule::permission::Operation;
use avd::rule::provisioning::{failed, retry};
use leptos::prelude::*;

use crate::client::ClientContext;
use crate::components::{Button, Glyph};
use crate::live::rights::use_rights;
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_remote};
use crate::pages::pool::update::{Latest, latest};
use crate::pages::write::Proposal;

/// Nothing where no host failed.
#[component]
pub fn FailedHosts(
    pool: StoredValue<ResourceId>,
    hosts: RemoteHandle<Vec<SessionHost>>,
    proposal: RwSignal<Option<Proposal>>,
) -> impl IntoView {
    let found = Memo::new(move |_| {
        let failed = |hosts: &Vec<SessionHost>| hosts.iter().filter(|host| failed(host)).cloned().collect::<Vec<_>>();
        hosts.with(|hosts| hosts.value().map(failed).unwrap_or_default())
    });
    let any = Memo::new(move |_| found.with(|found| !found.is_empty()));
    move || any.get().then(|| view! { <List pool=pool found=found proposal=proposal /> })
}

#[component]
fn List(pool: StoredValue<ResourceId>, found: Memo<Vec<SessionHost>>, proposal: RwSignal<Option<Proposal>>) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    // Failed hosts of an update are the update's business: whether one holds the pool must be known.
    let update: RemoteHandle<Latest<UpdateStatus>> = use_remote(move || {
        let (client, call) = (context.client(), session_host_managements::update_status(&pool.get_value(), &context.versions()));
        async move { latest(&client, &call).await }
    });
    use_writes().on_end(pool.get_value(), move || update.refresh());
    let rights = use_rights(pool.get_value());
    let row = move |host: SessionHost| {
        let name = host.name.as_deref().and_then(|name| name.rsplit('/').next()).unwrap_or("A session host").to_owned();
        let why = host.properties.update_error_message.clone().filter(|why| !why.is_empty());
        let host = StoredValue::new(host);
        let made = move || {
            let status =
                update.with(|update| update.value().map(|latest| latest.as_ref().and_then(|(status, _)| status.status.clone())));
            let status = status.ok_or_else(|| "Couldn't check whether an update is in progress.".to_owned())?;
            host.with_value(|host| retry(host, status.as_ref(), &context.versions())).map_err(|refusal| refusal.to_string())
        };
        let reason = rights.reason_or(Operation::RetryProvisioning, Signal::derive(move || made().err()));
        let press = move |()| {
            if let Ok(change) = untrack(made) {
                let before = host.with_value(Json::to_json);
                proposal.set(Some(Proposal { change, then: None, before, action: "Retry".to_owned(), danger: false }));
            }
        };
        view! {
            <li class="plan-row">
                <div>
                    <p><strong>{name}</strong></p>
                    <p class="form-note">{why.unwrap_or_else(|| "Azure didn't report a reason.".to_owned())}</p>
                </div>
                <Button glyph=Glyph::Retry disabled_reason=reason on_press=press>"Retry…"</Button>
            </li>
        }
    };
    view! {
        <section class="section">
            <header class="section-head"><h2>"Session hosts that failed"</h2></header>
            <ul class="plan-list card">{move || found.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
