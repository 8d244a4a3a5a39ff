//! The form for a session host update: when, how many at once, how long users get, what is kept. Its draft lives in the address.

mod draft;
mod plan;
mod schedule;

use arm::{Error, ErrorKind, ResourceId};
use avd::operation::{session_host_configurations, session_host_managements, session_hosts};
use avd::resource::{SessionHost, SessionHostConfiguration, SessionHostManagement};
use avd::rule::FieldProblem;
use avd::rule::action::{UpdateAction, may};
use avd::rule::drift::{DriftSummary, summarize};
use avd::rule::update::{MESSAGE_LIMIT, UpdateDraft, initiate};
use leptos::prelude::*;
use serde_json::Value;

use self::draft::Form;
use self::plan::Plan;
use self::schedule::ScheduleFields;
use crate::client::{Client, ClientContext};
use crate::components::{
    Banner, Button, ButtonLink, Checkbox, Field, FormActions, Look, NumberInput, PageHeader, Problem, ProblemSummary, Skeleton,
    TextArea, Tone,
};
use crate::live::{use_clock, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::pool::autoscale::AutoscaleGuard;
use crate::pages::pool::update::latest;
use crate::pages::write::{Proposal, ReviewDialog};
use crate::route::{PoolRef, PoolTab, Query, Route};
use crate::router::use_router;

/// What the form must know of the pool.
#[derive(Clone, Debug, PartialEq)]
struct Facts {
    policy: Option<SessionHostManagement>,
    /// The latest update as read, `Null` if there never was one.
    status: Value,
    hosts: Result<u64, Error>,
    /// `None` where hosts or configuration could not be read.
    drift: Option<DriftSummary>,
}

/// The page.
#[component]
pub fn UpdateNewPage(
    /// The pool.
    place: PoolRef,
    /// The draft.
    query: Query,
) -> impl IntoView {
    let Some(pool) = place.id() else {
        return view! { <Banner tone=Tone::Danger title="This address names no host pool" /> }.into_any();
    };
    let context = expect_context::<ClientContext>();
    let id = StoredValue::new(pool);
    let facts = use_remote(move || read(context, id.get_value()));
    let (place, query) = (StoredValue::new(place), StoredValue::new(query));
    let known = Memo::new(move |_| facts.with(|facts| facts.value().cloned()));
    view! {
        <div class="page">
        <PageHeader
            title=format!("Update the session hosts of {}", place.with_value(|place| place.name.clone()))
            subtitle=Some("Virtual machines are replaced from the pool's configuration, one alone first, then in batches.".to_owned())
            read_at=move || view! { <RemoteReadAt remote=facts /> }
        />
        {move || {
            let error = facts.with(|facts| facts.error().cloned());
            error.map(|error| view! { <ErrorBanner title="The pool could not be read" error=error on_retry=Callback::new(move |()| facts.refresh()) /> })
        }}
        {move || match known.get() {
            Some(facts) => view! { <UpdateForm pool=id place=place.get_value() query=query.get_value() facts=facts /> }.into_any(),
            None if facts.with(|facts| facts.error().is_some()) => ().into_any(),
            None => view! { <Skeleton lines=8 /> }.into_any(),
        }}
        </div>
    }
    .into_any()
}

async fn read(context: ClientContext, pool: ResourceId) -> Result<Facts, Error> {
    let (client, versions) = (context.client(), context.versions());
    let policy = match client.read::<SessionHostManagement>(&session_host_managements::get(&pool, &versions)).await {
        Ok(read) => Some(read.value),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) => None,
        Err(error) => return Err(error),
    };
    let status = latest::<Value>(&client, &session_host_managements::update_status(&pool, &versions)).await?;
    let hosts = client.list::<SessionHost>(&session_hosts::list(&pool, &versions)).await.map(|read| read.value);
    let drift = drift(&client, &session_host_configurations::get(&pool, &versions), hosts.as_deref().ok()).await;
    let hosts = hosts.map(|hosts| hosts.len() as u64);
    Ok(Facts { policy, status: status.map_or(Value::Null, |(_, raw)| raw), hosts, drift })
}

async fn drift(client: &Client, configuration: &arm::Call, hosts: Option<&[SessionHost]>) -> Option<DriftSummary> {
    let wanted = client.read::<SessionHostConfiguration>(configuration).await.ok()?.value;
    hosts.map(|hosts| summarize(hosts, &wanted.properties))
}

#[component]
fn UpdateForm(pool: StoredValue<ResourceId>, place: PoolRef, query: Query, facts: Facts) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let (router, clock) = (use_router(), use_clock());
    let policy = facts.policy.as_ref().map(|policy| &policy.properties);
    let form = Form::new(
        &UpdateDraft::from_policy(policy),
        policy.and_then(|policy| policy.scheduled_date_time_zone.as_deref()),
        &query,
    );
    let proposal = RwSignal::new(None::<Proposal>);
    let asked = RwSignal::new(false);
    let hosts = facts.hosts.as_ref().ok().copied();
    let problems = Memo::new(move |_| form.problems(hosts, clock.now()));
    let wrong = move |field: &'static str| {
        Signal::derive(move || {
            let shown = asked.get() || field != "scheduledDateTime";
            problems.with(|problems| {
                problems.iter().find(|it| it.field == field && !it.warning).filter(|_| shown).map(|it| it.message.clone())
            })
        })
    };
    let place = StoredValue::new(place);
    Effect::new(move |_| router.replace(Route::UpdateNew(place.get_value(), form.to_query())));
    let before = StoredValue::new(facts.status.clone());
    let review = Callback::new(move |()| {
        asked.set(true);
        let draft = untrack(|| form.draft(clock.read()));
        if let Ok(draft) = draft
            .map_err(|_| ())
            .and_then(|draft| if FieldProblem::any_error(&problems.get_untracked()) { Err(()) } else { Ok(draft) })
        {
            let change = initiate(&pool.get_value(), &draft, hosts, &context.versions());
            let action = if form.is_scheduled() { "Schedule update" } else { "Start update" };
            proposal.set(Some(Proposal {
                change,
                then: None,
                before: before.get_value(),
                action: action.to_owned(),
                danger: false,
            }));
        }
    });
    let refusal = refusal(&facts);
    let listed = Signal::derive(move || {
        let found = problems.get();
        let errors = found.into_iter().filter(|it| !it.warning && asked.get());
        errors.map(|it| Problem { field: Some(it.field.to_owned()), message: it.message }).collect::<Vec<_>>()
    });
    let warnings = Memo::new(move |_| {
        problems.with(|problems| problems.iter().filter(|it| it.warning).map(|it| it.message.clone()).collect::<Vec<_>>())
    });
    let back = Route::Pool(place.get_value(), PoolTab::Update);
    let back_href = back.href();
    view! {
        <div class="beside">
            <form class="form" novalidate=true on:submit=move |event| { event.prevent_default(); review.run(()); }>
                <Obstacles facts=facts.clone() />
                <AutoscaleGuard pool=pool.get_value() />
                <ProblemSummary problems=listed />
                <ScheduleFields form=form error=wrong("scheduledDateTime") />
                <fieldset class="card stack">
                    <legend>"Batches"</legend>
                    <Field id="maxVmsRemoved".to_owned() label="Batch size" help="How many session hosts are replaced at once, after the first one alone.".to_owned() error=wrong("maxVmsRemoved") required=true>
                        <NumberInput value=form.batch on_input=move |value| form.batch.set(value) min=1 unit="session hosts".to_owned() />
                    </Field>
                    <Checkbox
                        checked=form.keep_originals
                        on_change=move |value| form.keep_originals.set(value)
                        label="Keep the original virtual machines"
                        help="They stay deallocated and cost disks and network interfaces until you remove them.".to_owned()
                    />
                </fieldset>
                <fieldset class="card stack">
                    <legend>"Users"</legend>
                    <Field id="logOffDelayMinutes".to_owned() label="Minutes before users are signed out" error=wrong("logOffDelayMinutes") required=true>
                        <NumberInput value=form.delay on_input=move |value| form.delay.set(value) min=0 max=60 unit="minutes".to_owned() />
                    </Field>
                    <Field id="logOffMessage".to_owned() label="Sign-out message" error=wrong("logOffMessage")>
                        <TextArea value=form.message on_input=move |value| form.message.set(value) max=MESSAGE_LIMIT rows=3 />
                    </Field>
                </fieldset>
                {move || {
                    let warnings = warnings.get();
                    (!warnings.is_empty()).then(|| view! { <Banner tone=Tone::Warning title="Think of this">{warnings.join(" ")}</Banner> })
                }}
                <FormActions>
                    <Button look=Look::Primary submit=true disabled_reason=refusal>"Review…"</Button>
                    <ButtonLink href=back_href>"Back"</ButtonLink>
                </FormActions>
            </form>
            <Plan form=form hosts=hosts drift=facts.drift />
        </div>
        <ReviewDialog proposal=proposal on_done=move |()| router.go(back.clone()) />
    }
}

/// Why nothing can be sent now.
fn refusal(facts: &Facts) -> Option<String> {
    let status = facts.status.get("status").and_then(Value::as_str).map(avd::resource::UpdateState::parse);
    may(UpdateAction::NewUpdate, status.as_ref()).err().map(|refusal| refusal.to_string())
}

/// What stands in the way, or would make the update do nothing.
#[component]
fn Obstacles(facts: Facts) -> impl IntoView {
    let unread = facts.hosts.clone().err();
    let nothing_behind = facts.drift.is_some_and(|drift| drift.behind == 0 && drift.unknown == 0);
    view! {
        {refusal(&facts).map(|why| view! { <Banner tone=Tone::Danger title="No new update now">{why}</Banner> })}
        {unread
            .map(|error| view! { <Banner tone=Tone::Warning title="The session hosts could not be read">{error.message().to_owned()}</Banner> })}
        {nothing_behind
            .then(|| {
                view! {
                    <Banner tone=Tone::Warning title="This update would probably do nothing">
                        "Every session host has the version of the configuration. The service refuses an update without a host behind it (HostpoolHasNoSessionHosts). Change the configuration first."
                    </Banner>
                }
            })}
    }
}
