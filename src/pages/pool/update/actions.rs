//! What can be done about an update, each action enabled only where it is legal and saying why where it is not.

use avd::resource::UpdateState;
use avd::rule::action::{UpdateAction, may};
use avd::rule::consequence::spelled_out;
use avd::rule::permission::Operation;
use avd::rule::update::control;
use leptos::prelude::*;

use super::cancel::CancelDialog;
use super::watch::Watch;
use crate::client::ClientContext;
use crate::components::{Button, ButtonLink, Glyph, GuardedLink, Look};
use crate::live::rights::use_rights;
use crate::pages::update_new::change_query;
use crate::pages::write::Proposal;
use crate::route::{PoolRef, Query, Route};

/// The buttons.
#[component]
pub fn UpdateActions(
    watch: Watch,
    place: PoolRef,
    proposal: RwSignal<Option<Proposal>>,
    /// What was last put under review.
    proposed: RwSignal<Option<UpdateAction>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let cancelling = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let status = move || watch.run.get().map(|run| run.map(|run| run.status));
    let rights = use_rights(watch.pool.get_value());
    let reason = move |action: UpdateAction| {
        let needed = if action == UpdateAction::NewUpdate { Operation::InitiateUpdate } else { Operation::ControlUpdate };
        let state = Signal::derive(move || match status() {
            None => Some("The update status hasn't loaded.".to_owned()),
            Some(status) => may(action, status.as_ref()).err().map(|refusal| refusal.to_string()),
        });
        rights.reason_or(needed, state)
    };
    let propose = move |action: UpdateAction, message: Option<String>| {
        let status = untrack(status).flatten();
        match control(&watch.pool.get_value(), action, message.as_deref(), status.as_ref(), &context.versions()) {
            Ok(change) => {
                let change = match watch.run.get_untracked().flatten() {
                    Some(run) => {
                        let pace = watch.pace.get_untracked();
                        watch.picture.with_untracked(|picture| spelled_out(change, action, &run, picture.as_ref(), pace))
                    }
                    None => change,
                };
                problem.set(None);
                cancelling.set(false);
                proposed.set(Some(action));
                let danger = action == UpdateAction::Cancel;
                proposal.set(Some(Proposal {
                    change,
                    then: None,
                    before: watch.raw.get_untracked(),
                    action: action.label().to_owned(),
                    danger,
                }));
            }
            Err(refused) => problem.set(Some(refused.to_string())),
        }
    };
    let button = move |action: UpdateAction, glyph: Glyph| {
        view! {
            <Button glyph=glyph disabled_reason=reason(action) on_press=move |()| propose(action, None)>
                {action.label()}
            </Button>
        }
    };
    let place = StoredValue::new(place);
    let href = StoredValue::new(Route::UpdateNew(place.get_value(), Query::default()).href());
    let new_reason = reason(UpdateAction::NewUpdate);
    let change = StoredValue::new(Route::UpdateNew(place.get_value(), change_query()).href());
    let scheduled = move || matches!(status(), Some(Some(UpdateState::Scheduled)));
    view! {
        <div class="run-actions" role="group" aria-label="Update actions">
            {move || match new_reason.get() {
                None => view! { <ButtonLink look=Look::Primary glyph=Glyph::Update href=href.get_value()>"New update…"</ButtonLink> }.into_any(),
                Some(_) if scheduled() => {
                    let may_not = rights.reason(Operation::InitiateUpdate);
                    view! { <GuardedLink look=Look::Primary glyph=Glyph::Edit href=change.get_value() disabled_reason=may_not words="Change…" /> }.into_any()
                }
                reason => view! { <Button glyph=Glyph::Update disabled_reason=reason>"New update…"</Button> }.into_any(),
            }}
            {button(UpdateAction::Start, Glyph::Play)}
            {button(UpdateAction::Pause, Glyph::Pause)}
            {button(UpdateAction::Resume, Glyph::Play)}
            {button(UpdateAction::Retry, Glyph::Retry)}
            <Button
                glyph=Glyph::Stop
                disabled_reason=reason(UpdateAction::Cancel)
                on_press=move |()| {
                    problem.set(None);
                    cancelling.set(true);
                }
            >
                "Cancel update…"
            </Button>
        </div>
        <CancelDialog
            open=cancelling
            title="Cancel the session host update"
            problem=problem
            on_review=move |message| propose(UpdateAction::Cancel, Some(message))
        />
    }
}
