//! What can be done about an update: what its state allows is shown, the recommended action first, and a missing right is named.

use avd::resource::UpdateState;
use avd::rule::action::{UpdateAction, may};
use avd::rule::consequence::spelled_out;
use avd::rule::permission::Operation;
use avd::rule::update::control;
use leptos::prelude::*;

use super::cancel::CancelDialog;
use super::watch::Watch;
use crate::client::ClientContext;
use crate::components::{Button, Glyph, GuardedLink, Look};
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
        rights.reason(if action == UpdateAction::NewUpdate { Operation::InitiateUpdate } else { Operation::ControlUpdate })
    };
    let is_possible =
        move |action: UpdateAction| Memo::new(move |_| status().is_some_and(|status| may(action, status.as_ref()).is_ok()));
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
    let button = move |action: UpdateAction, look: Look, glyph: Glyph| {
        let possible = is_possible(action);
        let press = move |()| propose(action, None);
        view! {
            <Show when=move || possible.get()>
                <Button look glyph=glyph disabled_reason=reason(action) on_press=press>{action.label()}</Button>
            </Show>
        }
    };
    let place = StoredValue::new(place);
    let href = StoredValue::new(Route::UpdateNew(place.get_value(), Query::default()).href());
    let change = StoredValue::new(Route::UpdateNew(place.get_value(), change_query()).href());
    let scheduled = Memo::new(move |_| matches!(status(), Some(Some(UpdateState::Scheduled))));
    let (new, cancel) = (is_possible(UpdateAction::NewUpdate), is_possible(UpdateAction::Cancel));
    let known = Memo::new(move |_| status().is_some());
    let first = move || match (known.get(), new.get(), scheduled.get()) {
        (false, ..) => {
            let unread = Signal::stored(Some("The update status hasn't loaded.".to_owned()));
            view! { <Button glyph=Glyph::Update disabled_reason=unread>"New update…"</Button> }.into_any()
        }
        (_, true, _) => {
            let may_not = reason(UpdateAction::NewUpdate);
            view! { <GuardedLink look=Look::Primary glyph=Glyph::Update href=href.get_value() disabled_reason=may_not words="New update…" /> }.into_any()
        }
        (_, false, true) => {
            let may_not = reason(UpdateAction::NewUpdate);
            view! { <GuardedLink look=Look::Primary glyph=Glyph::Edit href=change.get_value() disabled_reason=may_not words="Change…" /> }.into_any()
        }
        _ => ().into_any(),
    };
    let ask = move |()| {
        problem.set(None);
        cancelling.set(true);
    };
    view! {
        <div class="run-actions" role="group" aria-label="Update actions">
            {first}
            {button(UpdateAction::Retry, Look::Primary, Glyph::Retry)}
            {button(UpdateAction::Resume, Look::Primary, Glyph::Play)}
            {button(UpdateAction::Start, Look::Secondary, Glyph::Play)}
            {button(UpdateAction::Pause, Look::Secondary, Glyph::Pause)}
            <Show when=move || cancel.get()>
                <Button look=Look::QuietDanger glyph=Glyph::Stop disabled_reason=reason(UpdateAction::Cancel) on_press=ask>"Cancel update…"</Button>
            </Show>
        </div>
        <CancelDialog
            open=cancelling
            title="Cancel the session host update"
            problem=problem
            on_review=move |message| propose(UpdateAction::Cancel, Some(message))
        />
    }
}
