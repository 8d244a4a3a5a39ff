//! Edits the policy, or creates it where there is none. Just before the review the policy is read again: what somebody else changed
//! since the form was opened is shown, and nothing of it is overwritten.

use arm::{Error, ResourceId};
use avd::resource::SessionHost;
use avd::rule::FieldProblem;
use avd::rule::permission::Operation;
use avd::rule::policy_edit::{Draft, FieldMerge, change, edits, problems};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::view::name;
use super::{count, read_policy};
use crate::client::ClientContext;
use crate::components::{Banner, Button, Form, FormActions, Look, Problem, Tone};
use crate::live::RemoteHandle;
use crate::live::rights::use_rights;
use crate::pages::parts::{ErrorBanner, ThreeWay, last_changed_by};
use crate::pages::pool_form::kept::{forget, keep, kept};
use crate::pages::write::{Proposal, ReviewDialog};

mod fields;

use self::fields::PolicyFields;

/// A draft with its number fields as typed: what is no number is told, not lost.
#[derive(Clone, Copy)]
pub struct FormState {
    draft: RwSignal<Draft>,
    batch: RwSignal<String>,
    delay: RwSignal<String>,
    count: RwSignal<String>,
    /// Whether a review was asked for: from then on, what is wrong is named.
    asked: RwSignal<bool>,
}

impl FormState {
    fn new(draft: Draft) -> Self {
        let state = Self {
            draft: RwSignal::new(Draft::default()),
            batch: RwSignal::default(),
            delay: RwSignal::default(),
            count: RwSignal::default(),
            asked: RwSignal::new(false),
        };
        state.put(draft);
        state
    }

    fn put(self, draft: Draft) {
        let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        self.batch.set(text(draft.max_vms_removed));
        self.delay.set(text(draft.log_off_delay_minutes));
        self.count.set(text(draft.instance_count));
        self.draft.set(draft);
    }

    /// The draft with its numbers read, and what is none. Tracked.
    fn read(self) -> (Draft, Vec<FieldProblem>) {
        let mut wrong = Vec::new();
        let mut number = |text: RwSignal<String>, field: &'static str| {
            let text = text.get();
            let parsed = text.trim().parse::<i64>();
            if parsed.is_err() && !text.trim().is_empty() {
                wrong.push(FieldProblem::error(field, "Enter a whole number."));
            }
            parsed.ok()
        };
        let batch = number(self.batch, "update.maxVmsRemoved");
        let delay = number(self.delay, "update.logOffDelayMinutes");
        let count = number(self.count, "provisioning.instanceCount");
        let draft = self.draft.get();
        (Draft { max_vms_removed: batch, log_off_delay_minutes: delay, instance_count: count, ..draft }, wrong)
    }
}

/// What a reading just before the review showed.
#[derive(Clone, Debug, PartialEq)]
struct Meanwhile {
    received: Value,
    merges: Vec<FieldMerge>,
}

/// The form.
#[component]
pub fn PolicyForm(
    pool: StoredValue<ResourceId>,
    /// The policy as it was when the form was opened; `Value::Null` if there was none.
    base: Value,
    /// What of the form is kept while the tab is left, by this name.
    kept_as: StoredValue<String>,
    hosts: RemoteHandle<Vec<SessionHost>>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let fresh = || if base.is_null() { Draft::of_new() } else { Draft::from(&base) };
    let mine = kept_as.with_value(|name| kept::<(Value, Draft)>(name)).map(|(_, mine)| mine);
    let state = FormState::new(mine.unwrap_or_else(fresh));
    let creating = base.is_null();
    let base = RwSignal::new(base);
    keep(kept_as.get_value(), move || (base.get(), state.read().0));
    let on_close = Callback::new(move |()| {
        kept_as.with_value(|name| forget(name));
        on_close.run(());
    });
    let found = Memo::new(move |_| {
        let (draft, mut found) = state.read();
        let known: Vec<&str> = found.iter().map(|problem| problem.field).collect();
        let more = base.with(|base| problems(base, &draft, count(hosts)));
        let more: Vec<FieldProblem> = more.into_iter().filter(|problem| !known.contains(&problem.field)).collect();
        found.extend(more);
        found
    });
    let (proposal, trouble) = (RwSignal::new(None::<Proposal>), RwSignal::new(None::<Error>));
    let meanwhile = RwSignal::new(None::<Meanwhile>);
    let checking = RwSignal::new(false);
    let nothing = Signal::derive(move || {
        let same = base.with(|base| !base.is_null() && edits(base, &state.read().0).is_empty());
        let busy = checking.get().then(|| "Refreshing the policy.".to_owned());
        busy.or_else(|| same.then(|| "No changes yet.".to_owned()))
    });
    let not_now = use_rights(pool.get_value()).reason_or(Operation::WriteManagement, nothing);
    let review = Callback::new(move |()| {
        state.asked.set(true);
        if FieldProblem::any_error(&found.get_untracked()) || untrack(|| not_now.get()).is_some() {
            return;
        }
        checking.set(true);
        trouble.set(None);
        spawn_local(async move {
            let fresh = read_policy(context, pool.get_value()).await;
            // The form may be gone by now, and its signals with it.
            if checking.try_set(false).is_some() {
                return;
            }
            match fresh {
                Err(error) => trouble.set(Some(error)),
                Ok(received) => {
                    let draft = untrack(|| state.read().0);
                    let merges =
                        base.with_untracked(|base| Draft::three_way(&Draft::from(base), &draft, &Draft::from(&received)));
                    if merges.iter().any(FieldMerge::is_theirs) {
                        meanwhile.set(Some(Meanwhile { received, merges }));
                        return;
                    }
                    meanwhile.set(None);
                    let change = change(&pool.get_value(), &received, &draft, &context.versions());
                    let action = if received.is_null() { "Create policy" } else { "Save" }.to_owned();
                    proposal.set(Some(Proposal { change, then: None, before: received, action, danger: false }));
                }
            }
        });
    });
    let take_over = move |kept: Vec<String>| {
        if let Some(Meanwhile { received, merges }) = meanwhile.get_untracked() {
            let theirs = Draft::from(&received);
            state.put(Draft::rebased(&theirs, &merges, |field| kept.iter().any(|kept| kept == field)));
            base.set(received);
            meanwhile.set(None);
        }
    };
    let listed = Signal::derive(move || {
        let errors = found.get().into_iter().filter(|problem| !problem.warning && state.asked.get());
        errors.map(|problem| Problem { field: Some(problem.field.to_owned()), message: problem.message }).collect::<Vec<_>>()
    });
    let warnings = move || {
        let warnings: Vec<String> =
            found.get().into_iter().filter(|problem| problem.warning).map(|problem| problem.message).collect();
        (!warnings.is_empty()).then(|| view! { <Banner tone=Tone::Warning title="Keep in mind">{warnings.join(" ")}</Banner> })
    };
    view! {
        <Form problems=listed on_submit=review>
            <PolicyFields state=state problems=found creating=creating />
            {warnings}
            {move || trouble.get().map(|error| view! { <ErrorBanner title="Couldn't refresh the policy, so nothing was sent" error=error /> })}
            {move || {
                meanwhile
                    .get()
                    .map(|Meanwhile { received, merges }| {
                        view! { <ThreeWay what="policy" by=last_changed_by(&received) merges=merges name=|field| name(field).to_owned() on_go=take_over /> }
                    })
            }}
            <FormActions>
                <Button look=Look::Primary submit=true disabled_reason=not_now>"Review…"</Button>
                <Button on_press=on_close>"Cancel"</Button>
            </FormActions>
        </Form>
        <ReviewDialog proposal=proposal on_done=on_close />
    }
}
