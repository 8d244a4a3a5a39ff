//! The typed resources against Microsoft's samples and its API description (2026-01-01-preview; azure-rest-api-specs).
//! `tests/data/description.json` lists the property names and words of the description.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use avd::operation::session_host_managements::{ControlAction, ControlUpdate, ProvisioningAction, UpdateRequest};
use avd::resource::*;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The value without null fields: what this crate reads as absent.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

/// Decodes and encodes: nothing may be lost or changed.
fn round_trip<R: DeserializeOwned + Serialize>(value: &Value) -> R {
    let read: R = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), without_nulls(value));
    read
}

fn sample(text: &str, pointer: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap().pointer(pointer).unwrap().clone()
}

macro_rules! sample {
    ($name:literal, $pointer:literal) => {
        sample(include_str!(concat!("data/", $name, ".json")), $pointer)
    };
}

const BODY: &str = "/responses/200/body";

#[test]
fn host_pools() {
    let pool: HostPool = round_trip(&sample(include_str!("data/HostPools_Get.json"), BODY));
    assert_eq!(pool.properties.management_type, Some(ManagementType::Automated));
    assert_eq!(pool.properties.custom_rdp_property, None, "null reads as absent");
    assert!(pool.other.is_empty() && pool.properties.other.is_empty());
    assert_eq!(pool.resource_id().unwrap().name(), "hostPool1");
    let pool: HostPool = round_trip(&sample!("HostPools_Get_2024-04-03", "/responses/200"));
    assert_eq!(pool.properties.management_type, None);
    for answer in ["/responses/200", "/responses/201", "/request"] {
        let pool: HostPool = round_trip(&sample(include_str!("data/HostPools_CreateOrUpdate_2022-02-10-preview.json"), answer));
        let migration = pool.properties.migration_request.unwrap();
        assert_eq!(migration.operation, Some(MigrationOperation::Start));
    }
}

#[test]
fn registration_tokens() {
    let info: RegistrationInfo = round_trip(&sample!("HostPools_RetrieveRegistrationToken_2025-10-10", "/responses/200"));
    assert_eq!(info.token.unwrap().reveal(), "token");
    let list: RegistrationTokenList = round_trip(&sample(include_str!("data/HostPools_ListRegistrationTokens.json"), BODY));
    assert_eq!(list.value.unwrap().len(), 1);
    let text = include_str!("data/SessionHosts_ListSingleSessionHostRegistrationTokens_Post.json");
    round_trip::<RegistrationTokenList>(&sample(text, BODY));
}

#[test]
fn session_hosts_and_sessions() {
    let host: SessionHost = round_trip(&sample(include_str!("data/SessionHosts_Get.json"), BODY));
    assert_eq!(host.properties.status, Some(SessionHostStatus::Available));
    assert_eq!(host.machine_name(), Some("sessionHost1.microsoft.com"));
    assert!(host.properties.other.is_empty());
    let session: UserSession = round_trip(&sample(include_str!("data/UserSession_Get.json"), BODY));
    assert_eq!(session.properties.session_state, Some(SessionState::Active));
}

#[test]
fn configurations() {
    let wanted: SessionHostConfiguration = round_trip(&sample(include_str!("data/SessionHostConfigurations_Get.json"), BODY));
    assert_eq!(wanted.properties.provisioning_state, Some(ProvisioningState::Provisioning));
    let label = wanted.properties.image_info.unwrap().label();
    assert_eq!(label.as_deref(), Some("MicrosoftWindowsDesktop / Windows-10 / 19h2-ent / 2019.0.20190115"));
    let text = include_str!("data/SessionHostConfigurations_CreateOrUpdate.json");
    for pointer in ["/responses/200/body", "/responses/201/body", "/parameters/sessionHostConfiguration"] {
        round_trip::<SessionHostConfiguration>(&sample(text, pointer));
    }
    let text = include_str!("data/ActiveSessionHostConfigurations_ListByHostPool.json");
    let active: ActiveSessionHostConfiguration = round_trip(&sample(text, "/responses/200/body/value/0"));
    assert!(active.properties.other.is_empty());
}

#[test]
fn policies_and_statuses() {
    let policy: SessionHostManagement = round_trip(&sample(include_str!("data/SessionHostManagements_Create.json"), BODY));
    assert_eq!(policy.properties.update.unwrap().max_vms_removed, Some(4));
    round_trip::<SessionHostManagement>(&sample(include_str!("data/SessionHostManagements_Update.json"), BODY));
    let status: UpdateStatus = round_trip(&sample(include_str!("data/SessionHostManagementsUpdateStatus_Get.json"), BODY));
    assert_eq!(status.status, Some(UpdateState::Failed));
    let text = include_str!("data/SessionHostManagements_SessionHostProvisioningStatuses_Get.json");
    let status: ProvisioningStatus = round_trip(&sample(text, BODY));
    assert_eq!(status.status, Some(ProvisioningStatusWord::Failed));
}

#[test]
fn request_bodies() {
    let text = include_str!("data/SessionHostManagements_UpdateSessionHosts_Post.json");
    round_trip::<UpdateRequest>(&sample(text, "/parameters/updateSessionHostsRequestBody"));
    let text = include_str!("data/SessionHostManagements_ControlSessionHostUpdate_Post.json");
    round_trip::<ControlUpdate>(&sample(text, "/parameters/hostPoolUpdateControlParameter"));
}

/// A field that is known reads null as absent and is not written; an unknown one would come back.
fn knows<R: DeserializeOwned + Serialize>(definition: &str) {
    let names = sample!("description", "/properties")[definition].clone();
    for name in names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()) {
        let read: R = serde_json::from_value(json!({name: null})).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap().get(name).filter(|value| value.is_null()), None, "{definition}.{name}");
    }
}

#[test]
fn every_property_of_the_description_is_typed() {
    knows::<HostPool>("HostPool");
    knows::<HostPoolProperties>("HostPoolProperties");
    knows::<AgentUpdate>("AgentUpdateProperties");
    knows::<MaintenanceWindow>("MaintenanceWindowProperties");
    knows::<Identity>("ManagedServiceIdentity");
    knows::<PrivateEndpointConnectionProperties>("PrivateEndpointConnectionProperties");
    knows::<RegistrationInfo>("RegistrationInfo");
    knows::<SessionHost>("SessionHost");
    knows::<SessionHostProperties>("SessionHostProperties");
    knows::<HealthCheck>("SessionHostHealthCheckReport");
    knows::<SessionHostConfigurationProperties>("SessionHostConfigurationProperties");
    knows::<SessionHostConfigurationProperties>("ActiveSessionHostConfigurationProperties");
    knows::<SessionHostManagementProperties>("SessionHostManagementProperties");
    knows::<UpdatePolicy>("HostPoolUpdateConfigurationProperties");
    knows::<ProvisioningPolicy>("SessionHostProvisioningConfigurationProperties");
    knows::<UpdateStatus>("SessionHostManagementUpdateStatus");
    knows::<UpdateStatusProperties>("SessionHostManagementUpdateStatusProperties");
    knows::<UpdateProgress>("SessionHostManagementOperationProgress");
    knows::<ProvisioningStatus>("SessionHostManagementProvisioningStatus");
    knows::<ProvisioningStatusProperties>("SessionHostManagementProvisioningStatusProperties");
    knows::<ProvisioningProgress>("SessionHostManagementProvisioningOperationProgress");
    knows::<UserSessionProperties>("UserSessionProperties");
}

/// Words that the service was recorded to give and no description has.
const RECORDED: [(&str, &str); 4] = [
    ("Status", "NotRegistered"),
    ("HealthCheckName", "TURNRelayAccessHealthCheck"),
    ("HealthCheckName", "AADJoinedHealthCheck"),
    ("ProvisioningStateSHC", "Validating"),
];

macro_rules! words {
    ($($definition:literal => $word:ident),* $(,)?) => {
        #[test]
        fn every_word_of_the_description_is_known() {
            let description = sample!("description", "/words");
            let mut checked = 0;
            $(
                let words: Vec<&str> = description[$definition].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
                let known: Vec<&str> = $word::KNOWN.iter().map($word::as_str).collect();
                let missing: Vec<&&str> = words.iter().filter(|word| !known.contains(word)).collect();
                let recorded = RECORDED.iter().filter(|(definition, _)| *definition == $definition).count();
                assert!(missing.is_empty() && words.len() + recorded == known.len(), "{}: {words:?} {known:?}", $definition);
                checked += 1;
            )*
            assert_eq!(checked, description.as_object().unwrap().len());
        }
    };
}

words! {
    "HostPoolType" => HostPoolType, "LoadBalancerType" => LoadBalancerType,
    "PersonalDesktopAssignmentType" => PersonalDesktopAssignmentType, "PreferredAppGroupType" => PreferredAppGroupType,
    "SSOSecretType" => SsoSecretType, "HostpoolPublicNetworkAccess" => PublicNetworkAccess,
    "SessionHostComponentUpdateType" => AgentUpdateType, "DayOfWeek" => DayOfWeek, "ManagedPrivateUDP" => UdpOption,
    "DirectUDP" => UdpOption, "PublicUDP" => UdpOption, "RelayUDP" => UdpOption, "ManagementType" => ManagementType,
    "DeploymentScope" => DeploymentScope, "AllowRDPShortPathWithPrivateLink" => Switch,
    "PrivateEndpointServiceConnectionStatus" => PrivateEndpointStatus,
    "PrivateEndpointConnectionProvisioningState" => PrivateEndpointProvisioningState,
    "RegistrationTokenOperation" => RegistrationTokenOperation, "Status" => SessionHostStatus, "UpdateState" => HostUpdateState,
    "HealthCheckName" => HealthCheckName, "HealthCheckResult" => HealthCheckResult, "updateStatus" => UpdateState,
    "SessionHostManagementProvisioningOperationStatus" => ProvisioningStatusWord, "HostPoolUpdateAction" => ControlAction,
    "HostPoolProvisioningAction" => ProvisioningAction, "SessionState" => SessionState, "ApplicationType" => ApplicationType,
    "CanaryPolicy" => CanaryPolicy, "FailedSessionHostCleanupPolicySHC" => FailedSessionHostCleanupPolicy,
    "ProvisioningStateSHC" => ProvisioningState, "VirtualMachineDiskType" => VirtualMachineDiskType,
    "VirtualMachineSecurityType" => SecurityType, "DiffDiskOption" => DiffDiskOption, "DiffDiskPlacement" => DiffDiskPlacement,
    "DomainJoinType" => DomainJoinType, "type" => ImageType, "ManagedServiceIdentityType" => IdentityType,
}

#[test]
fn every_recorded_word_is_known() {
    for (definition, word) in RECORDED {
        let known = match definition {
            "Status" => SessionHostStatus::KNOWN.iter().any(|known| known.as_str() == word),
            "HealthCheckName" => HealthCheckName::KNOWN.iter().any(|known| known.as_str() == word),
            _ => ProvisioningState::KNOWN.iter().any(|known| known.as_str() == word),
        };
        assert!(known, "{definition}: {word}");
    }
}

#[test]
fn azure_spells_in_two_ways() {
    assert_eq!(UpdateState::parse("Canceled"), UpdateState::Cancelled);
    assert_eq!(UpdateState::parse("updatingsessionhosts"), UpdateState::UpdatingSessionHosts);
    assert_eq!(ProvisioningStatusWord::parse("Cancelled"), ProvisioningStatusWord::Canceled);
    assert_eq!(IdentityType::parse("SystemAssigned, UserAssigned"), IdentityType::Both);
}

#[test]
fn null_and_absent_are_the_same() {
    let absent: HostPool = serde_json::from_value(json!({})).unwrap();
    let null: HostPool = serde_json::from_value(json!({"id": null, "tags": null, "properties": null})).unwrap();
    assert_eq!(absent, null);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".*".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let object = proptest::collection::vec((".{0,6}", inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::Array),
            object.prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn unknown_words_and_fields_survive(word in "[A-Z][a-z]{2,12}[0-9]", field in "x[A-Za-z]{1,10}", value in any_json()) {
        let pool = json!({
            "id": "/subscriptions/1/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p",
            field.clone(): value,
            "properties": {"hostPoolType": word, "managedPrivateUDP": word, field.clone(): value},
        });
        let read: HostPool = serde_json::from_value(pool.clone()).unwrap();
        prop_assert_eq!(&read.properties.host_pool_type, &Some(HostPoolType::Other(word.clone())));
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), pool);
        let host = json!({"properties": {"status": word, field.clone(): value}, field.clone(): value});
        let read: SessionHost = serde_json::from_value(host.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), host);
        let status = json!({"status": word, "properties": {field.clone(): value}, field: value});
        let read: UpdateStatus = serde_json::from_value(status.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), status);
    }
}
