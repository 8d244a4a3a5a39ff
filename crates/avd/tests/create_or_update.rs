//! `HostPools_CreateOrUpdate` at 2022-02-10-preview against the sample of its reference page: the request field by field through the
//! form, both answers field by field through the typed pool.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use arm::ResourceId;
use avd::ApiVersions;
use avd::resource::*;
use avd::rule::host_pool_edit::{Draft, create_from, import, way};
use host::Method;
use serde_json::{Value, json};

const SAMPLE: &str = include_str!("data/HostPools_CreateOrUpdate_2022-02-10-preview.json");
const POOL: &str = "/subscriptions/daefabc0-95b4-48b3-b645-8a753a63c4fa/resourceGroups/resourceGroup1/providers/\
                    Microsoft.DesktopVirtualization/hostPools/hostPool1";

fn sample(pointer: &str) -> Value {
    serde_json::from_str::<Value>(SAMPLE).unwrap().pointer(pointer).unwrap().clone()
}

/// Every path of a value with what is there, objects taken apart.
fn leaves(value: &Value, path: &str, into: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &format!("{path}/{name}"), into);
            }
        }
        other => into.push((path.to_owned(), other.clone())),
    }
}

fn all_leaves(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    leaves(value, "", &mut found);
    found
}

/// The sample is imported, as a person would paste it, and sent: one request, every field of it as it stands there.
#[test]
fn the_form_sends_the_request_of_the_reference() {
    let (wanted, versions) = (sample("/request"), ApiVersions::default());
    let pool = ResourceId::parse(POOL).unwrap();
    let imported = import(&wanted.to_string()).unwrap();
    assert_eq!((imported.dropped.len(), imported.unknown.len()), (0, 0), "nothing is left out, nothing is unknown");
    let draft = imported.draft();
    let way = way(&Value::Null, &draft, None, &ApiVersions::default());
    let call = create_from(&pool, &imported.base, &draft, way, &versions).call;
    assert_eq!((call.method, call.path.as_str(), call.api_version.as_str()), (Method::Put, POOL, "2022-02-10-preview"));
    let body = call.body.unwrap();
    let (asked, sent) = (all_leaves(&wanted), all_leaves(&body));
    assert_eq!(asked.len(), 26, "every field of the sample");
    for (path, value) in &asked {
        assert_eq!(sent.iter().find(|(sent, _)| sent == path).map(|(_, value)| value), Some(value), "{path}");
    }
    assert_eq!(sent.len(), asked.len(), "and nothing that is not in the sample: {sent:?}");
}

fn windows() -> Vec<MaintenanceWindow> {
    let window = |hour, day| MaintenanceWindow { hour: Some(hour), day_of_week: Some(day), ..MaintenanceWindow::default() };
    vec![window(7, DayOfWeek::Friday), window(8, DayOfWeek::Saturday)]
}

#[test]
fn both_answers_are_read_field_by_field() {
    for status in ["200", "201"] {
        let received = sample(&format!("/responses/{status}"));
        let pool: HostPool = serde_json::from_value(received.clone()).unwrap();
        let properties = &pool.properties;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        assert_eq!(
            (text(&pool.id), text(&pool.name), text(&pool.location)),
            (POOL.into(), "hostPool1".into(), "centralus".into())
        );
        assert_eq!(pool.resource_type.as_deref(), Some("/Microsoft.DesktopVirtualization/hostPools"));
        let tags = pool.tags.as_ref().unwrap();
        assert_eq!((tags["key1"].as_str(), tags["key2"].as_str(), tags.len()), ("value1", "value2", 2));
        let by = pool.system_data.as_ref().unwrap();
        assert_eq!((by.created_by.as_deref(), by.last_modified_by.as_deref()), (Some("user1"), Some("user2")));
        assert_eq!(text(&properties.object_id), "7877fb31-4bde-49fd-9df3-c046e0ec5325");
        assert_eq!((text(&properties.friendly_name), text(&properties.description)), ("friendly".into(), "des1".into()));
        assert_eq!(properties.host_pool_type, Some(HostPoolType::Pooled));
        assert_eq!(properties.personal_desktop_assignment_type, Some(PersonalDesktopAssignmentType::Automatic));
        assert_eq!((&properties.custom_rdp_property, properties.max_session_limit), (&None, Some(999_999)));
        assert_eq!(properties.load_balancer_type, Some(LoadBalancerType::BreadthFirst));
        assert_eq!((properties.validation_environment, properties.ring), (None, None), "null reads as absent");
        let info = properties.registration_info.as_ref().unwrap();
        assert_eq!(info.token.as_ref().map(RegistrationToken::reveal), Some("token"));
        assert_eq!(info.registration_token_operation, Some(RegistrationTokenOperation::Update));
        assert_eq!(text(&properties.vm_template), "{json:json}");
        assert_eq!(text(&properties.sso_adfs_authority), "https://adfs");
        assert_eq!(text(&properties.sso_client_id), "client");
        assert_eq!(text(&properties.sso_client_secret_key_vault_path), "https://keyvault/secret");
        assert_eq!(properties.sso_secret_type, Some(SsoSecretType::SharedKey));
        assert_eq!(properties.preferred_app_group_type, Some(PreferredAppGroupType::Desktop));
        assert_eq!((properties.start_vm_on_connect, properties.cloud_pc_resource), (Some(false), Some(false)));
        let migration = properties.migration_request.as_ref().unwrap();
        assert_eq!(migration.operation, Some(MigrationOperation::Start));
        assert!(migration.migration_path.as_deref().unwrap().starts_with("TenantGroups/{defaultV1TenantGroup.Name}/"));
        assert_eq!(properties.public_network_access, Some(PublicNetworkAccess::Enabled));
        let agent = properties.agent_update.as_ref().unwrap();
        assert_eq!((&agent.kind, agent.use_session_host_local_time), (&Some(AgentUpdateType::Scheduled), Some(false)));
        assert_eq!(agent.maintenance_window_time_zone.as_deref(), Some("Alaskan Standard Time"));
        assert_eq!(agent.maintenance_windows.as_deref(), Some(&windows()[..]));
        assert!(pool.other.is_empty() && properties.other.is_empty(), "nothing was left over");
        let written = serde_json::to_value(&pool).unwrap();
        for (path, value) in all_leaves(&received) {
            assert_eq!(written.pointer(&path).cloned().unwrap_or_default(), value, "{status} {path}");
        }
        assert_eq!(all_leaves(&written).len(), all_leaves(&received).iter().filter(|(_, value)| !value.is_null()).count());
    }
}

#[test]
fn an_answer_sent_back_unedited_is_the_answer() {
    let received = sample("/responses/200");
    let versions = ApiVersions::default();
    let pool = ResourceId::parse(POOL).unwrap();
    let body = avd::rule::host_pool_edit::by_put(&pool, &received, &Draft::from(&received), &versions).call.body.unwrap();
    let read_only = ["name", "id", "type", "systemData"];
    for (name, value) in received.as_object().unwrap().iter().filter(|(name, _)| *name != "properties") {
        assert_eq!(body.get(name), if read_only.contains(&name.as_str()) { None } else { Some(value) }, "{name}");
    }
    let read_only = ["objectId", "registrationInfo", "cloudPcResource"];
    for (name, value) in received["properties"].as_object().unwrap() {
        let sent = body["properties"].get(name);
        assert_eq!(sent, if read_only.contains(&name.as_str()) { None } else { Some(value) }, "{name}");
    }
    assert_eq!(body["properties"]["customRdpProperty"], json!(null), "a null goes back as it came");
}
