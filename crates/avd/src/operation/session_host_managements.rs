//! The management policy, session host updates and provisioning of Automated pools.

use arm::{Call, ResourceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read;
use crate::resource::Timestamp;
use crate::version::{ApiVersions, Family};
use crate::word::word;

/// The body of `InitiateSessionHostUpdate_Post` (`UpdateSessionHostsRequestBody`). Every field may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UpdateRequest {
    /// When to begin; at once if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_date_time: Option<Timestamp>,
    /// The Windows time zone id of the schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_date_time_zone: Option<String>,
    /// Settings of this update; those of the policy if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<UpdateSettings>,
}

/// Settings of one update (`HostPoolUpdateConfigurationPatchProperties`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UpdateSettings {
    /// Whether the original machines are deleted rather than kept deallocated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_original_vm: Option<bool>,
    /// How many machines one batch may take out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_vms_removed: Option<i64>,
    /// Minutes before users are signed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_off_delay_minutes: Option<i64>,
    /// The message to users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_off_message: Option<String>,
}

/// The body of `ControlSessionHostUpdate_Post` (`HostPoolUpdateControlParameter`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlUpdate {
    /// What to do.
    pub action: ControlAction,
    /// The message to users; only with Cancel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_message: Option<String>,
}

/// The body of `ControlSessionHostProvisioning_Post` (`HostPoolProvisioningControlParameter`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlProvisioning {
    /// What to do.
    pub action: ProvisioningAction,
    /// The message to users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_message: Option<String>,
}

word! {
    /// What to do with an update (`HostPoolUpdateAction`).
    ControlAction {
        /// Start a scheduled one now.
        Start = "Start",
        /// Stop after the batch, to go on later.
        Pause = "Pause",
        /// Stop after the batch, for good.
        Cancel = "Cancel",
        /// Try the failed hosts again.
        Retry = "Retry",
        /// Go on.
        Resume = "Resume",
    }
}

word! {
    /// What to do with host creation (`HostPoolProvisioningAction`).
    ProvisioningAction {
        /// Stop it.
        Cancel = "Cancel",
    }
}

/// `SessionHostManagements_Get`: the policy.
pub fn get(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("SessionHostManagements_Get", default(pool), Family::SessionHostManagements, versions)
}

/// `SessionHostManagements_CreateOrUpdate`: gives the pool a policy, or replaces the one it has.
///
/// The policy's `provisioningState` is that of creating session hosts, not of this write (recorded: 200 with `Scheduled`).
pub fn create_or_update(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    let version = versions.preferred(Family::SessionHostManagements);
    Call::put("SessionHostManagements_CreateOrUpdate", default(pool), version, body).with_state_of_other_work()
}

/// `SessionHostManagements_Update`: changes the fields in the body and no others.
pub fn update(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    let version = versions.preferred(Family::SessionHostManagements);
    Call::patch("SessionHostManagements_Update", default(pool), version, body).with_state_of_other_work()
}

/// `SessionHostManagementsUpdateStatus_Get`: the latest update. 404 if there never was one.
pub fn update_status(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/sessionHostUpdateStatuses/default", default(pool));
    read("SessionHostManagementsUpdateStatus_Get", path, Family::SessionHostManagements, versions)
}

/// `SessionHostProvisioningStatuses_Get`: the latest creation of hosts.
pub fn provisioning_status(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/sessionHostProvisioningStatuses/default", default(pool));
    read("SessionHostProvisioningStatuses_Get", path, Family::SessionHostManagements, versions)
}

/// `InitiateSessionHostUpdate_Post`: schedules an update or starts it. Answers 204; older versions 202.
pub fn initiate_update(pool: &ResourceId, request: &UpdateRequest, versions: &ApiVersions) -> Call {
    act("InitiateSessionHostUpdate_Post", pool, "initiateSessionHostUpdate", request, versions)
}

/// `ControlSessionHostUpdate_Post`: starts, pauses, resumes, retries or cancels the update.
pub fn control_update(pool: &ResourceId, control: &ControlUpdate, versions: &ApiVersions) -> Call {
    act("ControlSessionHostUpdate_Post", pool, "controlSessionHostUpdate", control, versions)
}

/// `ControlSessionHostProvisioning_Post`: cancels the creation of hosts.
pub fn control_provisioning(pool: &ResourceId, control: &ControlProvisioning, versions: &ApiVersions) -> Call {
    act("ControlSessionHostProvisioning_Post", pool, "controlSessionHostProvisioning", control, versions)
}

fn default(pool: &ResourceId) -> String {
    format!("{}/sessionHostManagements/default", pool.path())
}

fn act(operation: &'static str, pool: &ResourceId, verb: &str, body: &impl Serialize, versions: &ApiVersions) -> Call {
    // Structs of strings, numbers and booleans: serialisation has no way to fail.
    let body = serde_json::to_value(body).ok();
    Call::post(operation, format!("{}/{verb}", default(pool)), versions.preferred(Family::SessionHostManagements), body)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    fn line(method: &str, last: &str) -> String {
        format!("{method} https://management.azure.com{POOL}/sessionHostManagements/default{last}?api-version=2026-04-01-preview")
    }

    #[test]
    fn control_provisioning_is_that_of_the_reference() {
        let control = ControlProvisioning {
            action: ProvisioningAction::Cancel,
            cancel_message: Some("Cancel host pool provisioning".to_owned()),
        };
        let body = "{\n  \"action\": \"Cancel\",\n  \"cancelMessage\": \"Cancel host pool provisioning\"\n}";
        let call = control_provisioning(&pool(), &control, &ApiVersions::default());
        check(&call, &line("POST", "/controlSessionHostProvisioning"), body);
    }

    #[test]
    fn control_update_sends_the_sample_of_the_description() {
        let control = ControlUpdate { action: ControlAction::Start, cancel_message: Some("Host pool update started".to_owned()) };
        let body = "{\n  \"action\": \"Start\",\n  \"cancelMessage\": \"Host pool update started\"\n}";
        check(&control_update(&pool(), &control, &ApiVersions::default()), &line("POST", "/controlSessionHostUpdate"), body);
        let control = ControlUpdate { action: ControlAction::Pause, cancel_message: None };
        let call = control_update(&pool(), &control, &ApiVersions::default());
        check(&call, &line("POST", "/controlSessionHostUpdate"), "{\n  \"action\": \"Pause\"\n}");
    }

    #[test]
    fn initiate_update_sends_the_sample_of_the_description() {
        let request = UpdateRequest {
            scheduled_date_time: Some(Timestamp::new("2008-09-22T14:01:54.9571247Z")),
            scheduled_date_time_zone: Some("Alaskan Standard Time".to_owned()),
            update: Some(UpdateSettings {
                delete_original_vm: Some(true),
                max_vms_removed: Some(4),
                log_off_delay_minutes: Some(10),
                log_off_message: Some("logging off for hostpool update".to_owned()),
            }),
        };
        let body = r#"{
  "scheduledDateTime": "2008-09-22T14:01:54.9571247Z",
  "scheduledDateTimeZone": "Alaskan Standard Time",
  "update": {
    "deleteOriginalVm": true,
    "maxVmsRemoved": 4,
    "logOffDelayMinutes": 10,
    "logOffMessage": "logging off for hostpool update"
  }
}"#;
        check(&initiate_update(&pool(), &request, &ApiVersions::default()), &line("POST", "/initiateSessionHostUpdate"), body);
        let now = initiate_update(&pool(), &UpdateRequest::default(), &ApiVersions::default());
        check(&now, &line("POST", "/initiateSessionHostUpdate"), "{}");
    }

    #[test]
    fn the_policy_is_written_with_the_samples_of_the_description() {
        let versions = ApiVersions::default();
        let body = serde_json::json!({"properties": {"scheduledDateTimeZone": "Alaskan Standard Time"}});
        let text = "{\n  \"properties\": {\n    \"scheduledDateTimeZone\": \"Alaskan Standard Time\"\n  }\n}";
        check(&update(&pool(), body.clone(), &versions), &line("PATCH", ""), text);
        check(&create_or_update(&pool(), body, &versions), &line("PUT", ""), text);
    }

    #[test]
    fn reads() {
        let versions = ApiVersions::default();
        check(&get(&pool(), &versions), &line("GET", ""), "");
        check(&update_status(&pool(), &versions), &line("GET", "/sessionHostUpdateStatuses/default"), "");
        check(&provisioning_status(&pool(), &versions), &line("GET", "/sessionHostProvisioningStatuses/default"), "");
    }
}
