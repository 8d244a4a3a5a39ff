//! The management policy of a pool: how its hosts are updated and created; the creation of hosts; autoscale.

mod form;
mod hosts;
mod raise;
mod view;

use arm::{Error, ResourceId};
use avd::operation::{session_host_managements, session_hosts};
use avd::resource::{ManagementType, SessionHost};
use avd::rule::absence::is_none_yet;
use avd::rule::permission::Operation;
use avd::rule::policy_edit::Draft;
use leptos::prelude::*;
use serde_json::Value;

use self::form::PolicyForm;
use self::hosts::FailedHosts;
use self::raise::RaiseCount;
use self::view::PolicyView;
use super::autoscale::AutoscaleSection;
use super::context::{PoolContext, management};
use super::update::provisioning::ProvisioningPanel;
use crate::client::ClientContext;
use crate::components::{Button, EmptyState, Glyph, Look, Skeleton};
use crate::live::rights::use_rights;
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::pool_form::kept::kept;
use crate::pages::write::{Proposal, ReadCode, ReviewDialog};

const NOT_AUTOMATED: &str = "Only Automated pools have a management policy. This is a Standard pool, and the management type can't be changed after a pool is created.";
const NO_POLICY: &str =
    "Azure can't create or update session hosts in this pool without a policy. Creating one doesn't start anything.";

/// The policy tab.
#[component]
pub fn PolicyTab(
    /// The pool, read: whether it can have a policy at all.
    context: PoolContext,
) -> impl IntoView {
    let pool = StoredValue::new(context.id());
    if management(context) == Some(ManagementType::Standard) {
        return view! {
            <EmptyState glyph=Glyph::Settings title="No management policy in this pool" text=NOT_AUTOMATED />
            <AutoscaleSection pool=pool />
        }
        .into_any();
    }
    let policy = use_policy(pool);
    let hosts = use_hosts(pool);
    let proposal = RwSignal::new(None::<Proposal>);
    view! {
        <PolicySection pool=pool policy=policy hosts=hosts />
        <RaiseCount pool=pool policy=policy hosts=hosts proposal=proposal />
        <ProvisioningPanel pool=pool proposal=proposal />
        <FailedHosts pool=pool hosts=hosts proposal=proposal />
        <ReviewDialog proposal=proposal />
        <AutoscaleSection pool=pool />
    }
    .into_any()
}

/// The policy as received; `Value::Null` if the pool has none.
fn use_policy(pool: StoredValue<ResourceId>) -> RemoteHandle<Value> {
    let context = expect_context::<ClientContext>();
    let remote = use_remote(move || read_policy(context, pool.get_value()));
    use_writes().on_end(pool.get_value(), move || remote.refresh());
    remote
}

async fn read_policy(context: ClientContext, pool: ResourceId) -> Result<Value, Error> {
    match context.client().read::<Value>(&session_host_managements::get(&pool, &context.versions())).await {
        Ok(read) => Ok(read.value),
        Err(error) if is_none_yet(&error) => Ok(Value::Null),
        Err(error) => Err(error),
    }
}

fn use_hosts(pool: StoredValue<ResourceId>) -> RemoteHandle<Vec<SessionHost>> {
    let context = expect_context::<ClientContext>();
    let remote = use_remote(move || {
        let (client, call) = (context.client(), session_hosts::list(&pool.get_value(), &context.versions()));
        async move { client.list::<SessionHost>(&call).await.map(|read| read.value) }
    });
    use_writes().on_end(pool.get_value(), move || remote.refresh());
    remote
}

/// How many hosts the pool has; `None` while that is not known.
fn count(hosts: RemoteHandle<Vec<SessionHost>>) -> Option<u64> {
    hosts.with(|hosts| hosts.value().map(|hosts| hosts.len() as u64))
}

/// The policy, to be read or to be edited.
#[component]
fn PolicySection(
    pool: StoredValue<ResourceId>,
    policy: RemoteHandle<Value>,
    hosts: RemoteHandle<Vec<SessionHost>>,
) -> impl IntoView {
    // The policy that the form began with; a later read must not change it under the hands of the person.
    // What was typed outlasts a look at another tab.
    let kept_as = StoredValue::new(pool.with_value(|pool| format!("policy:{}", pool.key())));
    let editing = RwSignal::new(kept_as.with_value(|name| kept::<(Value, Draft)>(name)).map(|(base, _)| base));
    let known = Memo::new(move |_| policy.with(|policy| policy.value().cloned()));
    let begin = move |()| editing.set(known.get_untracked());
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Management policy"</h2>
                <RemoteReadAt remote=policy />
            </header>
            {move || {
                let error = policy.with(|policy| policy.error().cloned());
                error.map(|error| view! { <ErrorBanner title="Couldn't load the management policy" error=error /> })
            }}
            {move || match editing.get() {
                // What is read meanwhile must not build the form anew, and the review in it.
                Some(base) => {
                    let close = move |()| editing.set(None);
                    view! { <PolicyForm pool=pool base=base kept_as=kept_as hosts=hosts on_close=close /> }.into_any()
                }
                None => view! { <Known pool=pool policy=policy known=known on_edit=begin /> }.into_any(),
            }}
        </section>
    }
}

/// The policy as it is.
#[component]
fn Known(
    pool: StoredValue<ResourceId>,
    policy: RemoteHandle<Value>,
    known: Memo<Option<Value>>,
    #[prop(into)] on_edit: Callback<()>,
) -> impl IntoView {
    let may_not = use_rights(pool.get_value()).reason(Operation::WriteManagement);
    let call = session_host_managements::get(&pool.get_value(), &expect_context::<ClientContext>().versions());
    let call = StoredValue::new(call);
    move || match known.get() {
        Some(Value::Null) => {
            let action =
                move || view! { <Button look=Look::Primary disabled_reason=may_not on_press=on_edit>"Create a policy…"</Button> };
            view! { <EmptyState glyph=Glyph::Settings title="This pool has no management policy" text=NO_POLICY actions=action /> }.into_any()
        }
        Some(received) => view! {
            <PolicyView received=received />
            <div class="run-actions">
                <Button glyph=Glyph::Edit disabled_reason=may_not on_press=on_edit>"Edit policy"</Button>
            </div>
            <ReadCode title="Get the policy with code" call=call.get_value() />
        }
        .into_any(),
        None if policy.with(|policy| policy.error().is_some()) => ().into_any(),
        None => view! { <Skeleton lines=6 /> }.into_any(),
    }
}
