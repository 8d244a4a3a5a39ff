//! The fields of the policy form.

use avd::resource::{CanaryPolicy, FailedSessionHostCleanupPolicy as Cleanup};
use avd::rule::FieldProblem;
use avd::rule::policy_edit::Draft;
use avd::rule::update::MESSAGE_LIMIT;
use avd::rule::wording::wording;
use leptos::prelude::*;

use super::super::view::{canary, cleanup, name};
use super::FormState;
use crate::components::{Checkbox, Choice, Field, NumberInput, RadioGroup, Select, TextArea};
use crate::pages::parts::zone_choices;

/// All of them. A field that the pool never had may stay without a value; one that had one keeps it.
#[component]
pub fn PolicyFields(state: FormState, problems: Memo<Vec<FieldProblem>>, creating: bool) -> impl IntoView {
    let draft = state.draft;
    let wrong = move |field: &'static str| {
        Signal::derive(move || {
            let mine = |problem: &&FieldProblem| problem.field == field && !problem.warning && state.asked.get();
            problems.with(|problems| problems.iter().find(mine).map(|problem| problem.message.clone()))
        })
    };
    let text = move |read: fn(&Draft) -> &String| Signal::derive(move || draft.with(|draft| read(draft).clone()));
    let on = move |read: fn(&Draft) -> Option<bool>| Signal::derive(move || draft.with(read) == Some(true));
    let set = move |write: fn(&mut Draft, bool)| move |value: bool| draft.update(|draft| write(draft, value));
    let count_help = if creating {
        "Azure starts creating session hosts when you set a number. Leave it empty for an empty pool.".to_owned()
    } else {
        "Azure creates session hosts until the pool has this many. You can only raise it.".to_owned()
    };
    view! {
        <fieldset class="card stack">
            <legend>"Updates"</legend>
            <Field id="update.maxVmsRemoved".to_owned() label=name("update.maxVmsRemoved") help="Session hosts replaced at a time, after 1 initial host.".to_owned() error=wrong("update.maxVmsRemoved") required=true>
                <NumberInput value=state.batch on_input=move |value| state.batch.set(value) min=1 unit="session hosts".to_owned() />
            </Field>
            <Field id="update.logOffDelayMinutes".to_owned() label=name("update.logOffDelayMinutes") error=wrong("update.logOffDelayMinutes") required=true>
                <NumberInput value=state.delay on_input=move |value| state.delay.set(value) min=0 max=60 unit="minutes".to_owned() />
            </Field>
            <Field id="update.logOffMessage".to_owned() label=name("update.logOffMessage") error=wrong("update.logOffMessage")>
                <TextArea value=text(|draft| &draft.log_off_message) on_input=move |value| draft.update(|draft| draft.log_off_message = value) max=MESSAGE_LIMIT rows=3 />
            </Field>
            <Checkbox
                checked=on(|draft| draft.delete_original_vm)
                on_change=set(|draft, on| draft.delete_original_vm = Some(on))
                label="Delete the original VMs after an update"
                help="Otherwise they stay deallocated for rollback. You pay for their disks until you delete them.".to_owned()
            />
            <Field id="scheduledDateTimeZone".to_owned() label=name("scheduledDateTimeZone") help="Time zone for scheduled updates.".to_owned() error=wrong("scheduledDateTimeZone") required=true>
                <Select
                    value=text(|draft| &draft.scheduled_date_time_zone)
                    on_change=move |value| draft.update(|draft| draft.scheduled_date_time_zone = value)
                    choices=zone_choices(&draft.with_untracked(|draft| draft.scheduled_date_time_zone.clone()))
                />
            </Field>
        </fieldset>
        <fieldset class="card stack">
            <legend>"Session host creation"</legend>
            <Field id="provisioning.instanceCount".to_owned() label=name("provisioning.instanceCount") help=count_help error=wrong("provisioning.instanceCount")>
                <NumberInput value=state.count on_input=move |value| state.count.set(value) min=1 unit="session hosts".to_owned() />
            </Field>
            <RadioGroup
                label=name("provisioning.canaryPolicy")
                value=Signal::derive(move || draft.with(|draft| word(draft.canary_policy.as_ref().map(CanaryPolicy::as_str))))
                on_change=move |value: String| draft.update(|draft| draft.canary_policy = Some(CanaryPolicy::parse(&value)))
                choices=choices(CanaryPolicy::KNOWN, draft.with_untracked(|draft| draft.canary_policy.clone()), CanaryPolicy::as_str, canary)
            />
            <Checkbox
                checked=on(|draft| draft.set_drain_mode)
                on_change=set(|draft, on| draft.set_drain_mode = Some(on))
                label=name("provisioning.setDrainMode")
                help="New session hosts don't take users until you turn off drain mode.".to_owned()
            />
            <RadioGroup
                label=name("failedSessionHostCleanupPolicy")
                value=Signal::derive(move || draft.with(|draft| word(draft.failed_session_host_cleanup_policy.as_ref().map(Cleanup::as_str))))
                on_change=move |value: String| draft.update(|draft| draft.failed_session_host_cleanup_policy = Some(Cleanup::parse(&value)))
                choices=choices(Cleanup::KNOWN, draft.with_untracked(|draft| draft.failed_session_host_cleanup_policy.clone()), Cleanup::as_str, cleanup)
            />
        </fieldset>
    }
}

fn word(word: Option<&str>) -> String {
    word.unwrap_or_default().to_owned()
}

/// The known words, and the one of the policy where it is another.
fn choices<W: Clone + PartialEq>(
    known: &[W],
    own: Option<W>,
    text: fn(&W) -> &str,
    meaning: fn(&W) -> &'static str,
) -> Vec<Choice> {
    let other = own.filter(|own| !known.contains(own));
    known
        .iter()
        .cloned()
        .chain(other)
        .map(|word| Choice::new(text(&word), wording(text(&word)).to_owned()).with_help(meaning(&word)))
        .collect()
}
