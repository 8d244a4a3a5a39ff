//! The form: its fields, what it changes, and the way to the review.

use std::collections::BTreeMap;

use arm::{Error, ResourceId};
use avd::operation::session_host_configurations;
use avd::rule::FieldProblem;
use avd::rule::configuration_edit::{Draft, Situation, blocked, change, edits, name, needs_put, problems};
use avd::rule::permission::Operation;
use avd::rule::size::SizeFacts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::edit::Received;
use super::fields::{DEFINITION, Place, groups};
use super::lines::Lines;
use super::sources::size_facts;
use super::state::{FormState, Meanwhile, fresh};
use crate::client::ClientContext;
use crate::components::{Banner, Button, ButtonLink, Form, FormActions, Look, Suggestion, ToastAction, Tone};
use crate::live::rights::use_rights;
use crate::pages::parts::{ErrorBanner, ThreeWay, last_changed_by};
use crate::pages::pool::update::latest;
use crate::pages::pool_form::fields::summary;
use crate::pages::pool_form::kept::forget;
use crate::pages::write::{Changes, Proposal, ReviewDialog};
use crate::route::{PoolTab, Query, Route};
use crate::router::use_router;

/// The form for a pool that was read.
#[component]
pub fn ConfigurationForm(pool: StoredValue<ResourceId>, back: Route, received: Received) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let router = use_router();
    let kept_as = StoredValue::new(pool.with_value(|pool| format!("configuration:{}", pool.key())));
    let Received { configuration, location: own, situation } = received;
    let state = FormState::new(configuration, kept_as.get_value());
    let location = Signal::derive(move || {
        let set = state.draft.with(|draft| draft.vm_location.trim().to_owned());
        if set.is_empty() { own.clone() } else { set }
    });
    let subscription = pool.with_value(|pool| pool.subscription().unwrap_or_default().to_owned());
    let lists = Place { context, subscription: StoredValue::new(subscription), location };
    let listed = lists.sizes();
    let sizes = Memo::new(move |_| listed.items.with(|items| location.with(|location| size_facts(items, location))));
    let chosen = Memo::new(move |_| {
        let name = state.draft.with(|draft| draft.vm_size_id.trim().to_owned());
        sizes.with(|sizes| sizes.iter().find(|size| size.name.eq_ignore_ascii_case(&name)).cloned())
    });
    let against = RwSignal::new(BTreeMap::<&'static str, String>::new());
    let found = Memo::new(move |_| {
        let (draft, wrong) = state.read();
        let mut found = state.base.with(|base| problems(base, &draft, &situation));
        found.extend(wrong);
        found.extend(against.with(|all| {
            let label = |field: &str| if field == DEFINITION { "Image definition".to_owned() } else { name(field) };
            all.iter().map(|(field, why)| FieldProblem::warning(field, format!("{}: {why}.", label(field)))).collect::<Vec<_>>()
        }));
        found.extend(chosen.with(|size| size.as_ref().map(|size| misfits(size, &draft)).unwrap_or_default()));
        found
    });
    let suggested = listed.with(Signal::derive(move || {
        let wanted = state.draft.with(Draft::wanted);
        let one = |size: &SizeFacts| Suggestion {
            value: size.name.clone(),
            label: size.name.clone(),
            detail: size.summary(),
            against: size.misfits(&wanted).into_iter().next().map(|problem| problem.message),
        };
        sizes.with(|sizes| sizes.iter().map(one).collect())
    }));
    let changes = Memo::new(move |_| state.base.with(|base| edits(base, &state.read().0)));
    let way = Memo::new(move |_| state.base.with(|base| !base.is_null() && needs_put(base, &state.read().0)));
    let hold = Signal::derive(move || {
        let nothing = changes.with(Vec::is_empty).then(|| "No changes yet.".to_owned());
        let meanwhile = state.meanwhile.with(Option::is_some);
        let meanwhile = meanwhile.then(|| "First resolve the changes made by someone else.".to_owned());
        blocked(&situation).map(str::to_owned).or(meanwhile).or(nothing)
    });
    let not_now = use_rights(pool.get_value()).reason_or(Operation::WriteConfiguration, hold);
    let proposal = RwSignal::new(None::<Proposal>);
    let (looking, failed) = (RwSignal::new(false), RwSignal::new(None::<Error>));
    let review = Callback::new(move |()| {
        state.asked.set(true);
        failed.set(None);
        if FieldProblem::any_error(&found.get_untracked()) || not_now.get_untracked().is_some() || looking.get_untracked() {
            return;
        }
        looking.set(true);
        spawn_local(async move {
            let answer = now(context, pool).await;
            // The page may be gone by now.
            if looking.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(theirs) => propose(state, pool, theirs, &situation, context, proposal),
                Err(error) => failed.set(Some(error)),
            }
        });
    });
    let (back_href, done) = (back.href(), back.clone());
    let next = move |saved: Proposal| next_step(&back, &saved);
    let discard = move |()| {
        kept_as.with_value(|name| forget(name));
        state.put(state.base.with_untracked(fresh));
    };
    let take_over = move |kept: Vec<String>| state.take_over(&kept);
    view! {
        {blocked(&situation).map(|why| view! { <Banner tone=Tone::Warning title="The configuration can't be changed now">{why}</Banner> })}
        {move || state.meanwhile.get().map(|Meanwhile { theirs, merges }| view! {
            <ThreeWay what="configuration" by=last_changed_by(&theirs) merges=merges name=name on_go=take_over />
        })}
        <Form problems=summary(found, state.asked) on_submit=review>
            {move || failed.get().map(|error| view! { <ErrorBanner title="Couldn't check for changes made by someone else" error=error /> })}
            {groups(Lines { state, problems: found, against }, lists, suggested, chosen)}
            {move || way.get().then(|| view! {
                <Banner tone=Tone::Info title="Saves the whole configuration (PUT)">
                    "PATCH can't change the join type, domain, organizational unit or device management, so the whole configuration is sent with your changes."
                </Banner>
            })}
            <Changes changes=changes problems=found label=name />
            <FormActions>
                <Button look=Look::Primary submit=true disabled_reason=not_now busy=looking>"Review…"</Button>
                <ButtonLink href=back_href>"Cancel"</ButtonLink>
                <Button look=Look::Subtle disabled_reason=hold on_press=discard>"Discard changes"</Button>
            </FormActions>
        </Form>
        <ReviewDialog
            proposal=proposal
            on_done=move |()| {
                kept_as.with_value(|name| forget(name));
                router.go(done.clone());
            }
            next=next
        />
    }
}

/// What comes after saving: an update that brings it to the session hosts, or the first hosts. From the wizard the way back is enough.
fn next_step(back: &Route, saved: &Proposal) -> Option<ToastAction> {
    let Route::Pool(place, _) = back else { return None };
    Some(match saved.before.is_null() {
        true => ToastAction::link("Add session hosts", Route::Pool(place.clone(), PoolTab::Policy).href()),
        false => ToastAction::link("Schedule update", Route::UpdateNew(place.clone(), Query::default()).href()),
    })
}

/// The configuration as it is now; null if there is none.
async fn now(context: ClientContext, pool: StoredValue<ResourceId>) -> Result<Value, Error> {
    let call = session_host_configurations::get(&pool.get_value(), &context.versions());
    Ok(latest::<Value>(&context.client(), &call).await?.map(|(_, raw)| raw).unwrap_or_default())
}

/// Proposes the change, unless somebody else changed the configuration.
fn propose(
    state: FormState,
    pool: StoredValue<ResourceId>,
    theirs: Value,
    situation: &Situation,
    context: ClientContext,
    proposal: RwSignal<Option<Proposal>>,
) {
    if !state.is_current(theirs) {
        return;
    }
    let before = state.base.get_untracked();
    let draft = untrack(|| state.read().0);
    let change = pool.with_value(|pool| change(pool, &before, &draft, situation, &context.versions()));
    let action = if before.is_null() { "Create configuration" } else { "Save" }.to_owned();
    proposal.set(Some(Proposal { change, then: None, before, action, danger: false }));
}

/// Why a size does not fit. The service has the last word on what it sells, so none of it stands in the way.
fn misfits(size: &SizeFacts, draft: &Draft) -> Vec<FieldProblem> {
    let found = size.misfits(&draft.wanted()).into_iter();
    found.map(|problem| FieldProblem::warning(problem.field, problem.message)).collect()
}
