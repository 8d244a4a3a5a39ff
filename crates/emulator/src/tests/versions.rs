//! The sample answers of the API reference, version by version: ours have at least their members, of the same types.

use serde_json::json;

use super::*;

macro_rules! sample {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../tests/data/", $name, ".json"))).unwrap()
    };
}

/// What of the sample is missing or of another type in ours. `null` stands for any type.
fn lacks(sample: &Value, ours: &Value, path: &str, found: &mut Vec<String>) {
    match (sample, ours) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(sample), Value::Object(ours)) => {
            for (name, value) in sample {
                match ours.get(name) {
                    Some(other) => lacks(value, other, &format!("{path}.{name}"), found),
                    None => found.push(format!("{path}.{name} is missing")),
                }
            }
        }
        (Value::Array(sample), Value::Array(ours)) => {
            if let (Some(sample), Some(ours)) = (sample.first(), ours.first()) {
                lacks(sample, ours, &format!("{path}[0]"), found);
            }
        }
        (sample, ours) if std::mem::discriminant(sample) == std::mem::discriminant(ours) => {}
        _ => found.push(format!("{path} is {ours}")),
    }
}

fn assert_like(sample: &Value, ours: &Value, but: &[&str]) {
    let mut found = Vec::new();
    lacks(sample, ours, "", &mut found);
    found.retain(|line| !but.iter().any(|allowed| line.starts_with(allowed)));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn host_pools_get() {
    let bench = Bench::new();
    let sample = sample!("HostPools_Get");
    assert_like(&sample["responses"]["200"]["body"], &bench.get(&demo("hp-sales")).body, &[".tags."]);
    let sample = sample!("HostPools_Get_2024-04-03");
    let ours = bench.get(&format!("{}?api-version=2024-04-03", demo("hp-sales"))).is(200).body;
    assert_like(&sample["responses"]["200"], &ours, &[".tags."]);
    assert!(ours["properties"].get("managementType").is_none());
}

#[test]
fn host_pools_create_or_update_2022_02_10_preview() {
    let bench = Bench::new();
    let sample = sample!("HostPools_CreateOrUpdate_2022-02-10-preview");
    let mut body = sample["request"].clone();
    body["properties"]["registrationInfo"]["expirationTime"] = json!((NOW + Duration::from_secs(24 * 3600)).to_rfc3339());
    let path = format!("{}?api-version=2022-02-10-preview", demo("hostPool1"));
    let made = bench.put(&path, &body).is(201).body;
    // The token is no longer shown since 2024; tags come back as they were sent.
    assert_like(&sample["responses"]["201"], &made, &[".tags."]);
    assert_eq!(made["properties"]["migrationRequest"], body["properties"]["migrationRequest"]);
    assert_like(&sample["responses"]["200"], &bench.put(&path, &body).is(200).body, &[".tags."]);
}

#[test]
fn registration_tokens() {
    let bench = Bench::new();
    let sample = sample!("HostPools_RetrieveRegistrationToken_2025-10-10");
    let path = format!("{}/retrieveRegistrationToken?api-version=2025-10-10", demo("hp-sales"));
    assert_like(&sample["responses"]["200"], &bench.post(&path, &json!({})).is(200).body, &[]);
    let sample = sample!("HostPools_ListRegistrationTokens");
    let ours = bench.post(&format!("{}/listRegistrationTokens", demo("hp-sales")), &json!({})).is(200).body;
    assert_like(&sample["responses"]["200"]["body"], &ours, &[]);
}

#[test]
fn session_hosts_and_sessions() {
    let bench = Bench::new();
    let host = bench.get(&format!("{}/sessionHosts", demo("hp-pilot"))).body["value"][0].clone();
    let sample = sample!("SessionHosts_Get");
    // The samples leave systemData to the platform; hosts and sessions are not tracked by it.
    assert_like(&sample["responses"]["200"]["body"], &host, &[".systemData"]);
    let session = bench.get(&format!("{}/userSessions", demo("hp-sales"))).body["value"][0].clone();
    assert_like(&sample!("UserSession_Get")["responses"]["200"]["body"], &session, &[]);
}

#[test]
fn configuration_management_and_statuses() {
    let bench = Bench::new();
    // The emulated hosts join Entra ID from a Marketplace image: what belongs to other choices is absent. None of these was recorded to
    // have stamps.
    let absent = [
        ".systemData",
        ".properties.customConfigurationScriptUrl",
        ".properties.imageInfo.customInfo",
        ".properties.domainInfo.activeDirectoryInfo",
        ".properties.domainInfo.azureActiveDirectoryInfo",
        ".properties.networkInfo.securityGroupId",
        ".properties.bootDiagnosticsInfo.storageUri",
        ".properties.vmTags.",
    ];
    let path = format!("{}/sessionHostConfigurations/default", demo("hp-finance"));
    assert_like(&sample!("SessionHostConfigurations_Get")["responses"]["200"]["body"], &bench.get(&path).body, &absent);
    let sample = sample!("SessionHostConfigurations_CreateOrUpdate");
    let put = bench.put(&path, &sample["parameters"]["sessionHostConfiguration"]).is(200);
    assert_like(&sample["responses"]["200"]["body"], &put.body, &absent[..1]);
    let monitor = put.response.header("Azure-AsyncOperation").unwrap().to_owned();
    assert_eq!(bench.get(&monitor).is(200).body["status"], "Running");
    bench.wait(1);
    assert_eq!(bench.get(&monitor).is(200).body["status"], "Succeeded");
    let path = format!("{}/sessionHostManagements/default", demo("hp-finance"));
    assert_like(&sample!("SessionHostManagements_Create")["responses"]["200"]["body"], &bench.get(&path).body, &absent[..1]);
    let update = sample!("SessionHostManagements_Update");
    let ours = bench.patch(&path, &update["parameters"]["sessionHostManagement"]).is(200).body;
    assert_like(&update["responses"]["200"]["body"], &ours, &absent[..1]);
    let status = format!("{}/sessionHostManagements/default/sessionHostUpdateStatuses/default", demo("hp-engineering"));
    let sample = sample!("SessionHostManagementsUpdateStatus_Get");
    // An update in status Error has not ended; the name of the sample was never recorded.
    assert_like(&sample["responses"]["200"]["body"], &bench.get(&status).body, &[".endTime", ".name"]);
}

#[test]
fn control_calls() {
    let bench = Bench::new();
    let sample = sample!("SessionHostManagements_ControlSessionHostUpdate_Post");
    let management = format!("{}/sessionHostManagements/default", demo("hp-callcenter"));
    let answer = bench.post(&format!("{management}/controlSessionHostUpdate"), &json!({ "action": "Pause" })).is(202);
    let headers = &sample["responses"]["202"]["headers"];
    assert_eq!(answer.response.header("Retry-After"), Some("15"), "recorded; the sample says {}", headers["Retry-After"]);
    let tail = |url: &str| url.split('?').next().unwrap().rsplit('/').skip(1).take(3).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(tail(answer.response.header("Location").unwrap()), tail(headers["Location"].as_str().unwrap()));
}
