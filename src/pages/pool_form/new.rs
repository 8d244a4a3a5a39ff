//! Creates a host pool (`HostPools_CreateOrUpdate`). A PUT would replace a pool of the same name, so it is looked for first.
//!
//! There is no `If-None-Match`: a browser may send a header to Azure Resource Manager only if its preflight allows it, and nothing
//! says that it allows this one.

use arm::{Error, ErrorKind, ResourceId};
use avd::operation::host_pools;
use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::{Draft, Way, create_from, problems_of_new, registration_problem, way};
use avd::rule::network_access::Endpoints;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::summary;
use super::kept::{forget, keep, kept};
use super::lines::Form;
use super::place::{lacking, place_fields, problems};
use super::sections::BASICS;
use super::start::{Start, start_card};
use super::state::PoolFormState;
use super::ways::ways;
use crate::client::ClientContext;
use crate::components::{Button, ButtonLink, Form, FormActions, Look, PageHeader, ToastAction};
use crate::estate::use_estate;
use crate::live::use_clock;
use crate::pages::parts::ErrorBanner;
use crate::pages::write::{Proposal, ReviewDialog};
use crate::route::{PoolRef, PoolTab, PoolsView, Query, Route};
use crate::router::use_router;

/// The name the draft is kept under.
pub const KEPT: &str = "new-pool";

/// Where the pool will be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The id of the subscription.
    pub subscription: String,
    /// The resource group.
    pub resource_group: String,
    /// The name.
    pub name: String,
}

/// The page.
#[component]
pub fn PoolNewPage() -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let estate = use_estate();
    estate.ensure();
    let router = use_router();
    let begun = kept::<(Draft, Place, Start)>(KEPT);
    let (draft, place, start) = begun.unwrap_or_else(|| (Draft::of_new(), Place::default(), Start::fresh()));
    let state = PoolFormState::new(draft);
    let (place, start) = (RwSignal::new(place), RwSignal::new(start));
    keep(KEPT.to_owned(), move || (state.read().0, place.get(), start.get()));
    let proposal = RwSignal::new(None::<Proposal>);
    let (taken, failed) = (RwSignal::new(None::<String>), RwSignal::new(None::<Error>));
    let (looking, wish) = (RwSignal::new(false), RwSignal::new(None::<Way>));
    let now = use_clock().minute();
    let found = Memo::new(move |_| {
        let (draft, wrong) = state.read();
        let mut found = place.with(|place| {
            let mut found = problems(place);
            found.extend(problems_of_new(&place.name, &draft.location, &draft, &context.versions()));
            found
        });
        found.extend(registration_problem(&draft, now.get()));
        found.extend(wrong);
        found.extend(taken.get().map(|message| FieldProblem::error("name", message)));
        found
    });
    let may_not = lacking(place, estate);
    let before = Signal::derive(move || start.with(|start| start.draft.clone()));
    let form = Form { state, problems: found, before, existing: false };
    let begin = Callback::new(move |(at, name, from): (Option<Place>, Option<String>, Start)| {
        state.asked.set(false);
        taken.set(None);
        if let Some(at) = at {
            place.set(at);
        }
        if let Some(name) = name {
            place.update(|place| place.name = name);
        }
        state.put(from.draft.clone());
        start.set(from);
    });
    let review = Callback::new(move |()| {
        state.asked.set(true);
        taken.set(None);
        failed.set(None);
        let Some(pool) = place.with_untracked(resource_id).filter(|_| !FieldProblem::any_error(&found.get_untracked())) else {
            return;
        };
        looking.set(true);
        // Read now: the page may be gone when the answer comes.
        let (draft, base) = (state.now(), start.with_untracked(|start| start.base.clone()));
        let way = way(&Value::Null, &draft, wish.get_untracked(), &context.versions());
        spawn_local(async move {
            let answer = exists(context, &pool).await;
            if looking.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(true) => taken.set(Some("A host pool with this name already exists in the resource group.".to_owned())),
                Ok(false) => {
                    let change = create_from(&pool, &base, &draft, way, &context.versions());
                    let action = "Create host pool".to_owned();
                    proposal.set(Some(Proposal { change, then: None, before: Value::Null, action, danger: false }));
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    });
    let done = move |()| {
        forget(KEPT);
        let Place { subscription, resource_group, name } = place.get_untracked();
        router.go(Route::Pool(PoolRef::new(&subscription, resource_group.trim(), &name), PoolTab::Overview));
    };
    // Sections are built anew for a new beginning: what differs from it is open.
    let body = move || {
        start.track();
        untrack(|| form.sections(Endpoints::default()))
    };
    view! {
        <div class="page">
        <PageHeader title="New host pool" subtitle=Some("The pool is created without session hosts. You add them afterwards.".to_owned()) />
        {start_card(start, estate, begin)}
        <Form problems=summary(found, state.asked) on_submit=review>
            {move || failed.get().map(|error| view! { <ErrorBanner title="Couldn't check whether the name is available" error=error /> })}
            <fieldset class="card stack">
                <legend>"Basics"</legend>
                {place_fields(form, place, estate)}
                {form.rows(BASICS)}
            </fieldset>
            {body}
            <div class="parts">{ways(form, Signal::stored(Value::Null), wish, None)}</div>
            <FormActions>
                <Button look=Look::Primary submit=true disabled_reason=may_not busy=looking>"Review…"</Button>
                <ButtonLink href=Route::Pools(PoolsView::default()).href()>"Cancel"</ButtonLink>
            </FormActions>
        </Form>
        <ReviewDialog proposal=proposal on_done=done next=move |made: Proposal| next_step(&made) />
        </div>
    }
}

/// What comes after creating: the configuration that session hosts are created from, or the token that they register with.
fn next_step(made: &Proposal) -> Option<ToastAction> {
    let place = PoolRef::of(made.change.target.as_str())?;
    let kind = made.change.call.body.as_ref()?.pointer("/properties/managementType").and_then(Value::as_str);
    Some(match kind {
        Some("Automated") => ToastAction::link("Create configuration", Route::ConfigurationEdit(place, Query::default()).href()),
        _ => ToastAction::link("Create token", Route::Pool(place, PoolTab::Token).href()),
    })
}

fn resource_id(place: &Place) -> Option<ResourceId> {
    PoolRef::new(&place.subscription, place.resource_group.trim(), &place.name).id()
}

/// A missing resource group or subscription is no free name.
const AROUND: [&str; 2] = ["ResourceGroupNotFound", "SubscriptionNotFound"];

async fn exists(context: ClientContext, pool: &ResourceId) -> Result<bool, Error> {
    match context.client().read::<Value>(&host_pools::get(pool, &context.versions())).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) && !AROUND.iter().any(|code| error.has_code(code)) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_must_be_whole() {
        let fields = |place: &Place| problems(place).into_iter().map(|problem| problem.field).collect::<Vec<_>>();
        assert_eq!(fields(&Place::default()), ["subscription", "resourceGroup"]);
        let whole = Place {
            subscription: "daefabc0-95b4-48b3-b645-8a753a63c4fa".to_owned(),
            resource_group: "rg".to_owned(),
            name: "pool".to_owned(),
        };
        assert!(fields(&whole).is_empty());
        assert_eq!(resource_id(&whole).map(|id| id.name().to_owned()).as_deref(), Some("pool"));
    }
}
