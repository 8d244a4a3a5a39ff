//! The form that makes a token: how long it may live, and what becomes of the one before.

use arm::ResourceId;
use avd::rule::token::{TokenState, create, revoke};
use leptos::prelude::*;
use serde_json::Value;

use super::life::{Life, LifeFields};
use crate::client::ClientContext;
use crate::components::{Button, Checkbox, Look};
use crate::pages::write::{Proposal, Then};

/// The action that also copies the token.
const COPIES: &str = "Create and copy";
const COPIES_BOTH: &str = "Revoke, create and copy";

/// Whether the token of a proposal is copied once it is there.
pub fn copies(proposal: &Proposal) -> bool {
    matches!(&*proposal.action, COPIES | COPIES_BOTH)
}

/// The form. Its proposal goes to the review of the tab.
#[component]
pub fn CreateToken(
    pool: StoredValue<ResourceId>,
    /// What is known of the token; `None` if it could not be read.
    state: Memo<Option<TokenState>>,
    proposal: RwSignal<Option<Proposal>>,
    /// Why it cannot be made.
    disabled_reason: Signal<Option<String>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let life = Life::new(1);
    let first = RwSignal::new(false);
    // Where none is known to be, there is none to revoke.
    let may_have = Memo::new(move |_| state.get() != Some(TokenState::None));
    let valid = Memo::new(move |_| state.get().is_some_and(TokenState::is_valid));
    let review = move |copies: bool| {
        let Some(at) = life.asked() else { return };
        let (pool, versions) = (pool.get_value(), context.versions());
        let made = create(&pool, at, &versions);
        let both = first.get_untracked() && may_have.get_untracked();
        let otherwise =
            "The earlier token is revoked and no new one was created. No session host can register until you create one.";
        let (change, then) = if both {
            (revoke(&pool, &versions), Some(Then { change: made, before: Value::Null, otherwise }))
        } else {
            (made, None)
        };
        let action = match (both, copies) {
            (true, true) => COPIES_BOTH,
            (true, false) => "Revoke and create",
            (false, true) => COPIES,
            (false, false) => "Create token",
        };
        proposal.set(Some(Proposal { change, then, before: Value::Null, action: action.to_owned(), danger: false }));
    };
    view! {
        <section class="card stack">
            <h3>{move || if valid.get() { "Renew token" } else { "Create token" }}</h3>
            <p>"Choose the shortest lifetime that works (1 hour to 27 days)."</p>
            <LifeFields life />
            <Show when=move || may_have.get()>
                <Checkbox
                    checked=first
                    on_change=move |on| first.set(on)
                    label="Revoke the earlier token first"
                    help="Microsoft doesn't document whether a new token invalidates the old one. Select this to revoke it first."
                />
            </Show>
            <div class="btn-row">
                <Button look=Look::Primary disabled_reason on_press=move |()| review(true)>"Create and copy…"</Button>
                <Button disabled_reason on_press=move |()| review(false)>"Review…"</Button>
            </div>
        </section>
    }
}
