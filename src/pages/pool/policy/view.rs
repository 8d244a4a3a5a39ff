//! The policy in words: each value beside what it means.

use avd::resource::{CanaryPolicy, FailedSessionHostCleanupPolicy as Cleanup};
use avd::rule::policy_edit::Draft;
pub use avd::rule::policy_edit::label as name;
use avd::rule::windows_zone::WindowsZone;
use avd::rule::wording::wording;
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{KeyValue, KeyValueList, NoValue};

/// What a choice of a test host means.
pub fn canary(policy: &CanaryPolicy) -> &'static str {
    match policy {
        CanaryPolicy::Auto => "Azure decides whether to create one session host first to test the configuration.",
        CanaryPolicy::Never => "All session hosts are created at once. A configuration error fails them all.",
        CanaryPolicy::Always => "One session host is created first. If it succeeds, the rest follow.",
        CanaryPolicy::Other(_) => "This console doesn't know this value.",
    }
}

/// What becomes of hosts whose creation failed.
pub fn cleanup(policy: &Cleanup) -> &'static str {
    match policy {
        Cleanup::KeepAll => "All failed VMs are kept so you can investigate or retry. You pay for them.",
        Cleanup::KeepOne => "One failed VM is kept so you can investigate. The others are deleted.",
        Cleanup::KeepNone => "All failed VMs are deleted. Use the logs to investigate.",
        Cleanup::Other(_) => "This console doesn't know this value.",
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
        Some(0) => "Users are signed out immediately.",
        _ => "Users see the message. Anyone still signed in after this time is signed out.",
    };
    let originals = match draft.delete_original_vm {
        Some(true) => "You can't roll back after an update.",
        _ => "They stay deallocated. You pay for their disks until you delete them. Newer service versions may ignore this.",
    };
    let drain = match draft.set_drain_mode {
        Some(true) => "New session hosts don't take users until you turn off drain mode.",
        _ => "New session hosts take users as soon as they're ready.",
    };
    let yes = |on: bool| if on { "Yes" } else { "No" }.to_owned();
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    view! {
        <div class="card stack">
            <h3>"Updates"</h3>
            <KeyValueList>
                {line("update.maxVmsRemoved", number(draft.max_vms_removed), "Session hosts replaced at a time, after 1 initial host.")}
                {line("update.logOffDelayMinutes", number(draft.log_off_delay_minutes), delay)}
                {line("update.logOffMessage", text(Some(draft.log_off_message)), "Shown to users before they're signed out.")}
                {line("update.deleteOriginalVm", draft.delete_original_vm.map(yes), originals)}
                {line("scheduledDateTimeZone", text(Some(draft.scheduled_date_time_zone)), zone)}
            </KeyValueList>
        </div>
        <div class="card stack">
            <h3>"Session host creation"</h3>
            <KeyValueList>
                {line("provisioning.instanceCount", number(draft.instance_count), "Azure creates session hosts until the pool has this many.")}
                {line("provisioning.canaryPolicy", draft.canary_policy.as_ref().map(|policy| wording(policy.as_str()).to_owned()), draft.canary_policy.as_ref().map_or("Azure decides.", canary))}
                {line("provisioning.setDrainMode", draft.set_drain_mode.map(yes), drain)}
                {line(
                    "failedSessionHostCleanupPolicy",
                    draft.failed_session_host_cleanup_policy.as_ref().map(|policy| wording(policy.as_str()).to_owned()),
                    draft.failed_session_host_cleanup_policy.as_ref().map_or("Azure decides.", cleanup),
                )}
            </KeyValueList>
            <p class="form-note">"These four settings apply to new session hosts only, not to updates."</p>
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
            assert_ne!(name(&merge.field), "Other", "{}", merge.field);
        }
    }
}
