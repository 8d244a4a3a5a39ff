//! The creation of session hosts: its status and its cancellation (`ControlSessionHostProvisioning`, 2026-01-01-preview).

use arm::ResourceId;
use avd::operation::session_host_managements as operation;
use avd::resource::{ProvisioningProgress, ProvisioningStatus, ProvisioningStatusWord};
use avd::rule::action::may_cancel_provisioning;
use avd::rule::failure::in_words;
use avd::rule::permission::Operation;
use avd::rule::run::is_provisioning_terminal;
use avd::rule::update::cancel_provisioning;
use host::Duration;
use leptos::prelude::*;
use serde_json::Value;

use super::cancel::CancelDialog;
use super::status::pretty;
use super::{Latest, latest};
use crate::client::ClientContext;
use crate::components::{Badge, Banner, Button, CodeBlock, Glyph, KeyValue, KeyValueList, Look, ProgressBar, Skeleton, Tone};
use crate::live::rights::use_rights;
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_poll, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt, When};
use crate::pages::write::Proposal;

/// Host creation changes as slowly as an update.
const PACE: Duration = Duration::from_secs(30);

/// The panel.
#[component]
pub fn ProvisioningPanel(pool: StoredValue<ResourceId>, proposal: RwSignal<Option<Proposal>>) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let remote: RemoteHandle<Latest<ProvisioningStatus>> = use_remote(move || {
        let (client, call) = (context.client(), operation::provisioning_status(&pool.get_value(), &context.versions()));
        async move { latest(&client, &call).await }
    });
    let poll = use_poll(remote, |remote| {
        let (status, _) = remote.value()?.as_ref()?;
        (!is_provisioning_terminal(status)).then_some(PACE)
    });
    use_writes().on_end(pool.get_value(), move || remote.refresh());
    let known = Memo::new(move |_| remote.with(|remote| remote.value().cloned()));
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Session host creation"</h2>
                <RemoteReadAt remote=remote poll=poll />
            </header>
            {move || {
                let error = remote.with(|remote| remote.error().cloned());
                error.map(|error| view! { <ErrorBanner title="Couldn't load the provisioning status" error=error /> })
            }}
            {move || match known.get() {
                Some(Some((status, raw))) => view! { <Status pool=pool status=status raw=raw proposal=proposal /> }.into_any(),
                Some(None) => view! { <p class="card stack">"Azure hasn't created any session hosts in this pool yet."</p> }.into_any(),
                None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
                None => view! { <Skeleton lines=3 /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Status(
    pool: StoredValue<ResourceId>,
    status: ProvisioningStatus,
    raw: Value,
    proposal: RwSignal<Option<Proposal>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let asking = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let word = StoredValue::new(status.status.clone());
    let before = StoredValue::new(raw.clone());
    let propose = move |message: String| {
        let change =
            word.with_value(|word| cancel_provisioning(&pool.get_value(), Some(&message), word.as_ref(), &context.versions()));
        match change {
            Ok(change) => {
                asking.set(false);
                let action = "Cancel creation".to_owned();
                proposal.set(Some(Proposal { change, then: None, before: before.get_value(), action, danger: true }));
            }
            Err(refused) => problem.set(Some(refused.to_string())),
        }
    };
    let refusal = may_cancel_provisioning(status.status.as_ref()).err().map(|refusal| refusal.to_string());
    let reason = use_rights(pool.get_value()).reason_or(Operation::ControlProvisioning, Signal::stored(refusal));
    let (label, tone) = words(status.status.as_ref());
    let progress = status.details().progress.unwrap_or_default();
    let counts = counts(&progress);
    view! {
        <div class="card stack">
            <div class="state-line"><Badge tone=tone text=label /></div>
            {status.percent_complete.map(|percent| view! { <ProgressBar label="Session hosts created" value=Some(percent / 100.0) note=counts tone=tone /> })}
            {status
                .error
                .as_ref()
                .map(|error| {
                    let message = error.deepest_message().unwrap_or("Azure didn't report a message.");
                    let (code, message) = in_words(error.code.as_deref().unwrap_or("an error"), message);
                    let title = format!("Azure reports {code}");
                    view! { <Banner tone=Tone::Danger title=title>{message}</Banner> }
                })}
            <KeyValueList>
                {progress
                    .initial()
                    .zip(progress.wanted())
                    .map(|(from, to)| view! { <KeyValue label="Session hosts">{format!("{from} before, {to} after")}</KeyValue> })}
                {status.start_time.as_ref().and_then(avd::resource::Timestamp::at).map(|at| view! { <KeyValue label="Started"><When at=at /></KeyValue> })}
                {status.end_time.as_ref().and_then(avd::resource::Timestamp::at).map(|at| view! { <KeyValue label="Ended"><When at=at /></KeyValue> })}
            </KeyValueList>
            <div class="run-actions">
                <Button
                    glyph=Glyph::Stop
                    look=Look::Danger
                    disabled_reason=reason
                    on_press=move |()| {
                        problem.set(None);
                        asking.set(true);
                    }
                >
                    "Cancel creation…"
                </Button>
            </div>
            <details class="run-raw">
                <summary>"Raw response"</summary>
                <CodeBlock label="Provisioning status" text=pretty(&raw) />
            </details>
            <CancelDialog open=asking title="Cancel session host creation" problem=problem on_review=propose />
        </div>
    }
}

fn counts(progress: &ProvisioningProgress) -> String {
    let count = |value: Option<i64>, words: &str| value.map(|value| format!("{value} {words}"));
    let failed = progress.session_hosts_creation_failed.filter(|failed| *failed > 0);
    let parts = [
        count(progress.session_hosts_completed, "created"),
        count(progress.session_hosts_in_progress, "in progress"),
        count(failed, "failed"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn words(status: Option<&ProvisioningStatusWord>) -> (String, Tone) {
    use ProvisioningStatusWord as S;
    let (label, tone) = match status {
        Some(S::Scheduled) => ("Scheduled", Tone::Neutral),
        Some(S::ValidatingSessionHostProvisioning) => ("Validating", Tone::Info),
        Some(S::ProvisioningSessionHosts) => ("Creating session hosts", Tone::Info),
        Some(S::Cancelling) => ("Cancelling", Tone::Info),
        Some(S::Succeeded) => ("Succeeded", Tone::Success),
        Some(S::Failed) => ("Failed", Tone::Danger),
        Some(S::Canceled) => ("Cancelled", Tone::Warning),
        Some(S::Other(word)) => return (word.clone(), Tone::Warning),
        None => ("No status", Tone::Neutral),
    };
    (label.to_owned(), tone)
}
