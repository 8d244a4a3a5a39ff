//! Creates a host pool (`HostPools_CreateOrUpdate`, 2022-02-10-preview). A PUT would replace a pool of the same name, so it is
//! looked for first.

use arm::{Error, ErrorKind, ResourceId};
use avd::operation::host_pools;
use avd::resource::{HostPoolType, LoadBalancerType, PreferredAppGroupType, Subscription, SubscriptionState};
use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::{Draft, create, problems_of_new};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{PoolFields, PoolFormState, at, summary};
use super::kept::{forget, keep, kept};
use crate::client::ClientContext;
use crate::components::{Button, ButtonLink, Choice, Field, FormActions, Look, PageHeader, ProblemSummary, Select, TextInput};
use crate::estate::{EstateContext, display_name, use_estate};
use crate::pages::parts::ErrorBanner;
use crate::pages::write::{Proposal, ReviewDialog};
use crate::route::{PoolRef, PoolTab, Route};
use crate::router::use_router;

const KEPT: &str = "new-pool";

/// Where the pool will be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Place {
    subscription: String,
    resource_group: String,
    name: String,
    location: String,
}

/// The page.
#[component]
pub fn PoolNewPage() -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let estate = use_estate();
    estate.ensure();
    let router = use_router();
    let (draft, place) = kept::<(Draft, Place)>(KEPT).unwrap_or_else(|| (fresh(), Place::default()));
    let state = PoolFormState::new(draft);
    let place = RwSignal::new(place);
    keep(KEPT.to_owned(), move || (state.read().0, place.get()));
    let proposal = RwSignal::new(None::<Proposal>);
    let taken = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<Error>);
    let looking = RwSignal::new(false);
    let found = Memo::new(move |_| {
        let (draft, wrong) = state.read();
        let mut found = place.with(|place| problems(place, &draft));
        found.extend(wrong);
        found.extend(taken.get().map(|message| FieldProblem::error("name", message)));
        found
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
        let (draft, location) = (untrack(|| state.read().0), place.with_untracked(|place| place.location.clone()));
        spawn_local(async move {
            let answer = exists(context, &pool).await;
            looking.set(false);
            match answer {
                Ok(true) => taken.set(Some("A host pool of this name exists in the resource group.".to_owned())),
                Ok(false) => {
                    let change = create(&pool, &location, &draft, &context.versions());
                    proposal.set(Some(Proposal {
                        change,
                        then: None,
                        before: Value::Null,
                        action: "Create host pool".to_owned(),
                        danger: false,
                    }));
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    });
    let done = move |()| {
        forget(KEPT);
        let Place { subscription, resource_group, name, .. } = place.get_untracked();
        estate.refresh();
        router.go(Route::Pool(PoolRef::new(&subscription, &resource_group, &name), PoolTab::Overview));
    };
    view! {
        <div class="page">
        <PageHeader title="New host pool" subtitle=Some("It is created without session hosts.".to_owned()) />
        <form class="form" novalidate=true on:submit=move |event| { event.prevent_default(); review.run(()); }>
            <ProblemSummary problems=summary(found, state.asked) />
            {move || failed.get().map(|error| view! { <ErrorBanner title="Whether the name is free could not be checked" error=error /> })}
            <PlaceFields place=place estate=estate problems=found asked=state.asked />
            <PoolFields state=state problems=found existing=false />
            <FormActions>
                <Button look=Look::Primary submit=true busy=looking>"Review…"</Button>
                <ButtonLink href=Route::default().href()>"Back"</ButtonLink>
            </FormActions>
        </form>
        <ReviewDialog proposal=proposal on_done=done />
        </div>
    }
}

#[component]
fn PlaceFields(
    place: RwSignal<Place>,
    estate: EstateContext,
    problems: Memo<Vec<FieldProblem>>,
    asked: RwSignal<bool>,
) -> impl IntoView {
    let wrong = move |field| at(problems, asked, field);
    let text = move |read: fn(&Place) -> &String| Signal::derive(move || place.with(|place| read(place).clone()));
    let subscriptions = Signal::derive(move || {
        let known = estate.with(|estate| estate.subscriptions().iter().filter_map(choice).collect::<Vec<_>>());
        [Choice::new("", "Choose")].into_iter().chain(known).collect::<Vec<_>>()
    });
    view! {
        <fieldset class="card stack">
            <legend>"Where"</legend>
            <Field id="subscription".to_owned() label="Subscription" error=wrong("subscription") required=true>
                <Select value=text(|place| &place.subscription) on_change=move |value| place.update(|place| place.subscription = value) choices=subscriptions />
            </Field>
            <Field id="resourceGroup".to_owned() label="Resource group" help="It must exist.".to_owned() error=wrong("resourceGroup") required=true>
                <TextInput value=text(|place| &place.resource_group) on_input=move |value| place.update(|place| place.resource_group = value) />
            </Field>
            <Field id="name".to_owned() label="Name" help="3 to 64 characters: letters, digits, spaces and @ . - _".to_owned() error=wrong("name") required=true>
                <TextInput value=text(|place| &place.name) on_input=move |value| place.update(|place| place.name = value) />
            </Field>
            <Field
                id="location".to_owned()
                label="Region"
                help="Of the pool's metadata, as Azure writes it: westeurope. Session hosts may be elsewhere.".to_owned()
                error=wrong("location")
                required=true
            >
                <TextInput value=text(|place| &place.location) on_input=move |value| place.update(|place| place.location = value) />
            </Field>
        </fieldset>
    }
}

/// A subscription that can be written to.
fn choice(subscription: &Subscription) -> Option<Choice> {
    let id = subscription.subscription_id.as_deref().filter(|_| subscription.state == Some(SubscriptionState::Enabled))?;
    Some(Choice::new(id, display_name(subscription)))
}

fn fresh() -> Draft {
    Draft {
        host_pool_type: Some(HostPoolType::Pooled),
        load_balancer_type: Some(LoadBalancerType::BreadthFirst),
        preferred_app_group_type: Some(PreferredAppGroupType::Desktop),
        max_session_limit: Some(10),
        ..Draft::default()
    }
}

fn problems(place: &Place, draft: &Draft) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    if place.subscription.is_empty() {
        found.push(FieldProblem::error("subscription", "Choose a subscription."));
    }
    let group = place.resource_group.trim();
    if group.is_empty() || group.chars().count() > 90 {
        found.push(FieldProblem::error("resourceGroup", "Enter the name of a resource group, up to 90 characters."));
    }
    found.extend(problems_of_new(&place.name, &place.location, draft));
    found
}

fn resource_id(place: &Place) -> Option<ResourceId> {
    PoolRef::new(&place.subscription, place.resource_group.trim(), &place.name).id()
}

async fn exists(context: ClientContext, pool: &ResourceId) -> Result<bool, Error> {
    match context.client().read::<Value>(&host_pools::get(pool, &context.versions())).await {
        Ok(_) => Ok(true),
        // A missing resource group is no free name.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) && error.code() != Some("ResourceGroupNotFound") => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_must_be_whole() {
        let fields = |place: &Place| problems(place, &fresh()).into_iter().map(|problem| problem.field).collect::<Vec<_>>();
        assert_eq!(fields(&Place::default()), ["subscription", "resourceGroup", "name", "location"]);
        let whole = Place {
            subscription: "daefabc0-95b4-48b3-b645-8a753a63c4fa".to_owned(),
            resource_group: "rg".to_owned(),
            name: "pool".to_owned(),
            location: "westeurope".to_owned(),
        };
        assert!(fields(&whole).is_empty());
        assert_eq!(resource_id(&whole).map(|id| id.name().to_owned()).as_deref(), Some("pool"));
    }
}
