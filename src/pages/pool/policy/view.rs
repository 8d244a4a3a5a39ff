//! The policy in words: each value beside what it means.

use avd::resource::{CanaryPolicy, FailedSessionHostCleanupPolicy as Cleanup};
use avd::rule::policy_edit::Draft;
use avd::rule::windows_zone::WindowsZone;
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{KeyValue, KeyValueList, NoValue};

/// How a field of the policy is called on screen, by its path.
pub fn name(field: &str) -> &'static str {
    match field {
        "scheduledDateTimeZone" => "Time zone",
        "update.maxVmsRemoved" => "Batch size",
        "update.logOffDelayMinutes" => "Minutes before sign-out",
        "update.logOffMessage" => "Sign-out message",
        "update.deleteOriginalVm" => "Delete original machines",
        "provisioning.instanceCount" => "Number of session hosts",
        "provisioning.canaryPolicy" => "Test host first",
        "provisioning.setDrainMode" => "New hosts in drain mode",
        "failedSessionHostCleanupPolicy" => "Failed hosts",
        _ => "Another field",
    }
}

/// What a choice of a test host means.
pub fn canary(policy: &CanaryPolicy) -> &'static str {
    match policy {
        CanaryPolicy::Auto => "The service decides whether one host is made first to try the configuration.",
        CanaryPolicy::Never => "All hosts are made at once; a mistake in the configuration fails them all.",
        CanaryPolicy::Always => "One host is made first. The others follow if it comes up.",
        CanaryPolicy::Other(_) => "This console does not know this value.",
    }
}

/// What becomes of hosts whose creation failed.
pub fn cleanup(policy: &Cleanup) -> &'static str {
    match policy {
        Cleanup::KeepAll => "All stay, to be looked into or tried again. They cost money.",
        Cleanup::KeepOne => "One stays, to be looked into; the others are removed.",
        Cleanup::KeepNone => "All are removed; what went wrong has to be read from the logs.",
        Cleanup::Other(_) => "This console does not know this value.",
    }
}

/// The fields.
#[component]
#[allow(clippy::needless_pass_by_value)] // A component owns its props.
pub fn PolicyView(received: Value) -> impl IntoView {
    let draft = Draft::from(&received);
    let text = |value: Option<String>| value.filter(|value| !value.is_empty());
    let zone = WindowsZone::parse(&draft.scheduled_date_time_zone).map_or_else(String::new, |zone| zone.iana().to_owned());
    let delay = match draft.log_off_delay_minutes {
        Some(0) => "Users are signed out at once.",
        _ => "Users see the message; whoever is still signed in after this time is signed out.",
    };
    let originals = match draft.delete_original_vm {
        Some(true) => "There is nothing to roll back to after an update.",
        _ => "They stay deallocated and cost disks until somebody removes them. Newer service versions may ignore this.",
    };
    let drain = match draft.set_drain_mode {
        Some(true) => "New hosts take no users until somebody switches drain mode off.",
        _ => "New hosts take users as soon as they are ready.",
    };
    let yes = |on: bool| if on { "Yes" } else { "No" }.to_owned();
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    view! {
        <div class="card stack">
            <h3>"Updates"</h3>
            <KeyValueList>
                {line("update.maxVmsRemoved", number(draft.max_vms_removed), "Hosts replaced at once, after the first one alone.")}
                {line("update.logOffDelayMinutes", number(draft.log_off_delay_minutes), delay)}
                {line("update.logOffMessage", text(Some(draft.log_off_message)), "Shown to users before they are signed out.")}
                {line("update.deleteOriginalVm", draft.delete_original_vm.map(yes), originals)}
                {line("scheduledDateTimeZone", text(Some(draft.scheduled_date_time_zone)), zone)}
            </KeyValueList>
        </div>
        <div class="card stack">
            <h3>"Creation of session hosts"</h3>
            <KeyValueList>
                {line("provisioning.instanceCount", number(draft.instance_count), "The service creates hosts until the pool has this many.")}
                {line("provisioning.canaryPolicy", draft.canary_policy.as_ref().map(ToString::to_string), draft.canary_policy.as_ref().map_or("The service decides.", canary))}
                {line("provisioning.setDrainMode", draft.set_drain_mode.map(yes), drain)}
                {line(
                    "failedSessionHostCleanupPolicy",
                    draft.failed_session_host_cleanup_policy.as_ref().map(ToString::to_string),
                    draft.failed_session_host_cleanup_policy.as_ref().map_or("The service decides.", cleanup),
                )}
            </KeyValueList>
            <p class="form-note">"These four are for new hosts only: an update does not look at them."</p>
        </div>
    }
}

fn line(field: &str, value: Option<String>, meaning: impl Into<String>) -> AnyView {
    let meaning = meaning.into();
    view! {
        <KeyValue label=name(field)>
            {match value {
                Some(value) => value.into_any(),
                None => view! { <NoValue /> }.into_any(),
            }}
            {(!meaning.is_empty()).then(|| view! { <span class="kv-note">{meaning}</span> })}
        </KeyValue>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_field_has_a_name() {
        let empty = Draft { instance_count: None, ..Draft::default() };
        let full = json!({"properties": {
            "scheduledDateTimeZone": "UTC", "failedSessionHostCleanupPolicy": "KeepOne",
            "update": {"maxVmsRemoved": 1, "logOffDelayMinutes": 1, "logOffMessage": "x", "deleteOriginalVm": true},
            "provisioning": {"instanceCount": 3, "canaryPolicy": "Auto", "setDrainMode": true},
        }});
        let merges = Draft::three_way(&empty, &Draft::from(&full), &empty);
        assert_eq!(merges.len(), 9);
        for merge in merges {
            assert_ne!(name(&merge.field), "Another field", "{}", merge.field);
        }
    }
}
