//! Tokens of many pools at once: who is asked, who is left out and why, and the form before the review.

use arm::ResourceId;
use avd::rule::permission::Operation;
use avd::rule::token::{self, TokenState};
use avd::{ApiVersions, Change};
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::client::ClientContext;
use crate::components::{Button, Checkbox};
use crate::live::rights::{Missing, missing_at};
use crate::pages::board::{Chosen, PoolLine};
use crate::pages::parts::{ChosenBar, HOST_POOLS, count_words};
use crate::pages::pool::token::{Life, LifeFields};
use crate::pages::write::{ManyDialog, ManyProposal, QuestionDialog};

const NOTE: &str = "Your permissions on some of these pools couldn't be checked. If you don't have permission, Azure rejects the change and the results show it.";

/// A pool that is chosen, and what is known of its token.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// The pool.
    pub line: PoolLine,
    /// Its token, as last read and by now.
    pub state: Option<TokenState>,
}

/// The tokens of these pools, made to end then.
pub fn create(picks: &[Pick], missing: &Missing, expiry: Instant, versions: &ApiVersions) -> ManyProposal {
    proposal(picks, missing, false, "Create", &|pool| token::create(pool, expiry, versions))
}

/// The tokens of these pools, revoked.
pub fn revoke(picks: &[Pick], missing: &Missing, versions: &ApiVersions) -> ManyProposal {
    proposal(picks, missing, true, "Revoke", &|pool| token::revoke(pool, versions))
}

fn proposal(picks: &[Pick], missing: &Missing, danger: bool, verb: &str, change: &dyn Fn(&ResourceId) -> Change) -> ManyProposal {
    let (mut items, mut left_out, mut all_known) = (Vec::new(), Vec::new(), true);
    for Pick { line, state } in picks {
        let none = danger && *state == Some(TokenState::None);
        let right = missing.get(&line.id);
        let why = token::refusal(line.management.as_ref()).or(none.then_some("It has no token."));
        match why.map(str::to_owned).or_else(|| right.cloned().flatten()) {
            Some(why) => left_out.push((line.pool.name.clone(), why)),
            None => {
                all_known &= right.is_some();
                items.push((change(&line.id), Value::Null));
            }
        }
    }
    let (what, whose) = match items.len() {
        0 => ("tokens".to_owned(), String::new()),
        count => (count_words(count, ["token", "tokens"]), [" of ", &count_words(count, HOST_POOLS)].concat()),
    };
    ManyProposal {
        title: format!("{verb} the registration tokens{whose}"),
        action: format!("{verb} {what}"),
        danger,
        items,
        left_out,
        typed: None,
        note: (!all_known).then_some(NOTE),
        together: Vec::new(),
        names: Vec::new(),
    }
}

/// Why nothing can be pressed while rights are read.
pub fn being_read(asking: RwSignal<bool>) -> Signal<Option<String>> {
    Signal::derive(move || asking.get().then(|| "Checking your permissions on these pools.".to_owned()))
}

/// Reads the rights at the pools, and goes on with them.
pub fn with_rights(
    asking: RwSignal<bool>,
    context: ClientContext,
    picks: Vec<Pick>,
    then: impl FnOnce(&[Pick], &Missing) + 'static,
) {
    let able = picks.iter().filter(|pick| token::refusal(pick.line.management.as_ref()).is_none());
    let places: Vec<ResourceId> = able.map(|pick| pick.line.id.clone()).collect();
    let is_wanted = move || asking.try_get_untracked() == Some(true);
    asking.set(true);
    spawn_local(async move {
        let missing = missing_at(context, places, Operation::WriteHostPool, is_wanted, |_, _| ()).await;
        if is_wanted() {
            asking.set(false);
            then(&picks, &missing);
        }
    });
}

/// What can be done with the pools that are chosen; nothing while none is.
#[component]
pub fn TokenActions(
    chosen: RwSignal<Chosen>,
    /// The chosen pools, as they are known now.
    #[prop(into)]
    picks: Signal<Vec<Pick>>,
    /// Reads their tokens again.
    #[prop(into)]
    on_check: Callback<()>,
) -> impl IntoView {
    let versions = expect_context::<ClientContext>();
    let proposal = RwSignal::new(None::<ManyProposal>);
    let form = RwSignal::new(false);
    // What is to be made once the earlier tokens are revoked.
    let then = RwSignal::new(None::<ManyProposal>);
    let asking = RwSignal::new(false);
    let any = Memo::new(move |_| chosen.with(|chosen| !chosen.is_empty()));
    let able =
        Memo::new(move |_| picks.with(|picks| picks.iter().any(|pick| token::refusal(pick.line.management.as_ref()).is_none())));
    let busy = being_read(asking);
    let reason = Signal::derive(move || {
        let none = || (!any.get()).then(|| "Select one or more host pools.".to_owned());
        busy.get()
            .or_else(none)
            .or_else(|| (!able.get()).then(|| "These are Automated pools, which don't use tokens.".to_owned()))
    });
    let nothing = Signal::derive(move || {
        let none = picks.with(|picks| revoke(picks, &Missing::new(), &versions.versions()).items.is_empty());
        reason.get().or_else(|| none.then(|| "None of these pools has a token.".to_owned()))
    });
    let on_revoke = move |()| {
        with_rights(asking, versions, picks.get_untracked(), move |picks, missing| {
            proposal.set(Some(revoke(picks, missing, &versions.versions())));
        });
    };
    let done = move |()| match then.get_untracked() {
        Some(next) => {
            then.set(None);
            proposal.set(Some(next));
        }
        None => chosen.set(Chosen::new()),
    };
    let closed = Memo::new(move |_| proposal.with(Option::is_none));
    Effect::new(move |_| {
        // Closed before all of it was revoked: what was to follow does not.
        if closed.get() && !form.get() {
            then.set(None);
        }
    });
    view! {
        <div class="section-head">
            <ChosenBar
                label="Actions on the selected pools"
                count=Signal::derive(move || chosen.with(Chosen::len))
                on_clear=move |()| chosen.set(Chosen::new())
                rest=None
            >
                <Button disabled_reason=reason on_press=move |()| form.set(true)>"Create or renew…"</Button>
                <Button disabled_reason=nothing on_press=on_revoke>"Revoke…"</Button>
                <Button disabled_reason=reason on_press=on_check>"Check"</Button>
            </ChosenBar>
        </div>
        <CreateForm open=form picks asking proposal then />
        <ManyDialog proposal on_done=done />
    }
}

/// How long the tokens are to live, and what becomes of earlier ones.
#[component]
fn CreateForm(
    open: RwSignal<bool>,
    picks: Signal<Vec<Pick>>,
    asking: RwSignal<bool>,
    proposal: RwSignal<Option<ManyProposal>>,
    then: RwSignal<Option<ManyProposal>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let life = Life::new(1);
    let first = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    let review = Callback::new(move |()| {
        let Some(expiry) = life.asked() else { return };
        let first = first.get_untracked();
        open.set(false);
        with_rights(asking, context, picks.get_untracked(), move |picks, missing| {
            let versions = context.versions();
            let (next, earlier) = (create(picks, missing, expiry, &versions), revoke(picks, missing, &versions));
            let both = first && !earlier.items.is_empty();
            then.set(both.then(|| next.clone()));
            proposal.set(Some(if both { earlier } else { next }));
        });
    });
    view! {
        <QuestionDialog open title="Create or renew registration tokens" on_close=close on_next=review>
            <div class="stack">
                <p>{move || format!("For {}. Choose the shortest lifetime that works.", count_words(picks.with(Vec::len), HOST_POOLS))}</p>
                <LifeFields life />
                <Checkbox
                    checked=first
                    on_change=move |on| first.set(on)
                    label="Revoke earlier tokens first"
                    help="Microsoft doesn't document whether a new token invalidates the old one. Select this to revoke the old tokens first. You review the new tokens when every token is revoked."
                />
            </div>
        </QuestionDialog>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::pages::board::tests::line;

    #[test]
    fn who_has_nothing_to_revoke_or_can_have_none_is_left_out() {
        let until = Instant::from_seconds(5);
        let pick = |name: &str, management: &str, state| Pick { line: line(name, Some(management)), state };
        let picks = [
            pick("unread", "Standard", None),
            pick("valid", "Standard", Some(TokenState::Valid { until })),
            pick("none", "Standard", Some(TokenState::None)),
            pick("automated", "Automated", None),
        ];
        let facts = |proposal: ManyProposal| {
            let names: Vec<String> = proposal.items.iter().map(|(change, _)| change.target.name().to_owned()).collect();
            let out: Vec<String> = proposal.left_out.into_iter().map(|(name, _)| name).collect();
            (proposal.action, names.join(" "), out.join(" "))
        };
        let versions = ApiVersions::default();
        assert_eq!(
            facts(create(&picks, &Missing::new(), until, &versions)),
            ("Create 3 tokens".into(), "unread valid none".into(), "automated".into())
        );
        let all = revoke(&picks, &Missing::new(), &versions);
        assert_eq!(all.note, Some(NOTE));
        assert_eq!(facts(all), ("Revoke 2 tokens".into(), "unread valid".into(), "none automated".into()));
        let lacking = |pick: &Pick| (pick.line.pool.name == "valid").then(|| "Needs it.".to_owned());
        let missing: Missing = picks.iter().map(|pick| (pick.line.id.clone(), lacking(pick))).collect();
        let some = revoke(&picks, &missing, &versions);
        assert_eq!((some.note, &*some.left_out[0].1), (None, "Needs it."));
        assert_eq!(facts(some), ("Revoke 1 token".into(), "unread".into(), "valid none automated".into()));
    }
}
