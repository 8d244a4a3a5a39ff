//! Edits a host pool: a PATCH of what changed, or the documented replacement by PUT (`HostPools_CreateOrUpdate`,
//! 2022-02-10-preview), which starts from the pool as that version gives it so that everything else survives.

use arm::{Error, ResourceId};
use avd::Family;
use avd::operation::host_pools;
use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::{Draft, by_patch, by_put, edits, problems};
use leptos::prelude::*;
use serde_json::Value;

use super::fields::{PoolFields, PoolFormState, summary};
use super::kept::{forget, keep, kept};
use crate::client::ClientContext;
use crate::components::{
    Banner, Button, ButtonLink, Choice, FormActions, Look, PageHeader, ProblemSummary, RadioGroup, Skeleton, Tone,
};
use crate::live::use_remote;
use crate::pages::parts::{ErrorBanner, RemoteReadAt};
use crate::pages::write::{Changes, Proposal, ReviewDialog};
use crate::route::{PoolRef, PoolTab, Route};
use crate::router::use_router;

/// The pool at both versions.
#[derive(Clone, Debug, PartialEq)]
struct Received {
    newest: Value,
    /// As the version of the PUT gives it; the error where it does not.
    replaceable: Result<Value, Error>,
}

/// The page.
#[component]
pub fn PoolEditPage(
    /// The pool.
    place: PoolRef,
) -> impl IntoView {
    let Some(pool) = place.id() else {
        return view! { <Banner tone=Tone::Danger title="This address names no host pool" /> }.into_any();
    };
    let context = expect_context::<ClientContext>();
    let id = StoredValue::new(pool);
    let remote = use_remote(move || read(context, id.get_value()));
    let known = Memo::new(move |_| remote.with(|remote| remote.value().cloned()));
    let title = format!("Edit {}", place.name);
    let place = StoredValue::new(place);
    view! {
        <div class="page">
        <PageHeader title=title read_at=move || view! { <RemoteReadAt remote=remote /> } />
        {move || {
            let error = remote.with(|remote| remote.error().cloned());
            error.map(|error| view! { <ErrorBanner title="The pool could not be read" error=error on_retry=Callback::new(move |()| remote.refresh()) /> })
        }}
        {move || match known.get() {
            Some(received) => view! { <EditForm pool=id place=place.get_value() received=received /> }.into_any(),
            None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
            None => view! { <Skeleton lines=8 /> }.into_any(),
        }}
        </div>
    }
    .into_any()
}

async fn read(context: ClientContext, pool: ResourceId) -> Result<Received, Error> {
    let (client, versions) = (context.client(), context.versions());
    let newest = client.read::<Value>(&host_pools::get(&pool, &versions)).await?.value;
    let old = host_pools::get_at(&pool, &versions.preferred(Family::HostPoolPut));
    let replaceable = client.read::<Value>(&old).await.map(|read| read.value);
    Ok(Received { newest, replaceable })
}

#[component]
fn EditForm(pool: StoredValue<ResourceId>, place: PoolRef, received: Received) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let router = use_router();
    let name = StoredValue::new(pool.with_value(|pool| pool.key().to_owned()));
    let received = StoredValue::new(received);
    let fresh = received.with_value(|received| Draft::from(&received.newest));
    let kept_draft = name.with_value(|name| kept::<Draft>(name));
    // Tags are not part of the kept fields; they are never edited here.
    let draft = kept_draft.map_or_else(|| fresh.clone(), |kept| Draft { tags: fresh.tags.clone(), ..kept });
    let state = PoolFormState::new(draft);
    keep(name.get_value(), move || state.read().0);
    let way = RwSignal::new("patch".to_owned());
    let proposal = RwSignal::new(None::<Proposal>);
    let found = Memo::new(move |_| {
        let (draft, wrong) = state.read();
        let mut found = received.with_value(|received| problems(&received.newest, &draft));
        found.extend(wrong);
        found
    });
    let changes = Memo::new(move |_| received.with_value(|received| edits(&received.newest, &state.read().0)));
    let nothing = Signal::derive(move || changes.with(Vec::is_empty).then(|| "Nothing has been changed.".to_owned()));
    let review = Callback::new(move |()| {
        state.asked.set(true);
        if FieldProblem::any_error(&found.get_untracked()) || nothing.get_untracked().is_some() {
            return;
        }
        let (pool, versions, draft) = (pool.get_value(), context.versions(), untrack(|| state.read().0));
        let change = received.with_value(|received| match (&received.replaceable, way.get_untracked().as_str()) {
            (Ok(old), "put") => by_put(&pool, old, &draft, &versions),
            _ => by_patch(&pool, &received.newest, &draft, &versions),
        });
        proposal.set(Some(Proposal { change, then: None, before: Value::Null, action: "Save".to_owned(), danger: false }));
    });
    let back = Route::Pool(place, PoolTab::Overview);
    let (back_href, done) = (back.href(), back);
    let ways = vec![
        Choice::new("patch", "Change these fields only (PATCH)").with_help("Recommended: everything else stays untouched."),
        Choice::new("put", "Replace the pool (PUT, 2022-02-10-preview)")
            .with_help("Sends the pool as that version gives it, with your changes. Needed only for what PATCH cannot do."),
    ];
    let refused = received.with_value(|received| received.replaceable.as_ref().err().map(|error| error.message().to_owned()));
    view! {
        <form class="form" novalidate=true on:submit=move |event| { event.prevent_default(); review.run(()); }>
            <ProblemSummary problems=summary(found, state.asked) />
            <PoolFields state=state problems=found existing=true />
            <fieldset class="card stack">
                <legend>"How to save"</legend>
                <RadioGroup label="Request" value=way on_change=move |value| way.set(value) choices=ways />
                {refused.map(|why| view! { <p class="form-note">"The pool could not be read with the version of the PUT, so only PATCH can be used: " {why}</p> })}
            </fieldset>
            <Changes changes=changes problems=found label=str::to_owned />
            <FormActions>
                <Button look=Look::Primary submit=true disabled_reason=nothing>"Review…"</Button>
                <ButtonLink href=back_href>"Back"</ButtonLink>
                <Button
                    look=Look::Subtle
                    disabled_reason=nothing
                    on_press=move |()| {
                        name.with_value(|name| forget(name));
                        let fresh = fresh.clone();
                        state.limit.set(fresh.max_session_limit.map(|limit| limit.to_string()).unwrap_or_default());
                        state.draft.set(fresh);
                    }
                >
                    "Discard changes"
                </Button>
            </FormActions>
        </form>
        <ReviewDialog
            proposal=proposal
            on_done=move |()| {
                name.with_value(|name| forget(name));
                router.go(done.clone());
            }
        />
    }
}
