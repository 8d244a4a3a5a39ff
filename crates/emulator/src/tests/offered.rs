//! Which versions the provider offers, what each takes and what each answers with.

use serde_json::json;

use super::*;

fn verb(bench: &Bench, name: &str, body: &Value) -> Answer {
    bench.post(&format!("{ORIGIN}/_emulator/{name}"), body)
}

fn offered(bench: &Bench, kind: &str) -> Vec<String> {
    let path = format!("/subscriptions/{PRODUCTION}/providers/Microsoft.DesktopVirtualization?api-version=2021-04-01");
    let body = bench.get(&path).is(200).body;
    let types = body["resourceTypes"].as_array().unwrap();
    let found = types.iter().find(|one| one["resourceType"] == kind).unwrap_or_else(|| panic!("no type {kind}"));
    found["apiVersions"].as_array().unwrap().iter().map(|version| version.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_provider_lists_the_versions_of_each_type_newest_first() {
    let bench = Bench::new();
    let pools = offered(&bench, "hostPools");
    assert_eq!((pools.len(), pools[0].as_str(), pools[9].as_str()), (10, "2026-04-01-preview", "2022-02-10-preview"));
    let previews = ["2026-04-01-preview", "2026-03-01-preview", "2026-01-01-preview", "2025-04-01-preview", "2025-03-01-preview"];
    for kind in ["hostPools/sessionHostManagements", "hostPools/sessionHostConfigurations"] {
        assert_eq!(offered(&bench, kind), previews, "{kind}");
    }
}

#[test]
fn a_withdrawn_version_is_refused_with_the_list_of_those_left() {
    let bench = Bench::new();
    verb(&bench, "versions", &json!({ "withdrawn": ["2022-02-10-preview", "2026-01-01-preview"] })).is(200);
    assert!(!offered(&bench, "hostPools").contains(&"2022-02-10-preview".to_owned()));
    let refused = bench.get(&format!("{}?api-version=2022-02-10-preview", demo("hp-sales"))).is(400);
    assert_eq!(refused.code(), "NoRegisteredProviderFound");
    assert!(refused.message().contains("The supported api-versions are '2026-04-01-preview, 2026-03-01-preview, 2025-10-10"));
    let list = format!("/subscriptions/{PRODUCTION}/providers/Microsoft.DesktopVirtualization/hostPools");
    let refused = bench.get(&format!("{list}?api-version=2026-01-01-preview")).is(400);
    assert_eq!(refused.code(), "InvalidResourceType");
    assert!(
        refused.message().contains("for api version '2026-01-01-preview'. The supported api-versions are '2026-04-01-preview,")
    );
    verb(&bench, "versions", &json!({ "withdrawn": [] })).is(200);
    bench.get(&format!("{list}?api-version=2026-01-01-preview")).is(200);
    assert_eq!(verb(&bench, "versions", &json!({ "withdrawn": ["1999-01-01"] })).status, 400);
}

#[test]
fn an_answer_has_what_its_version_has() {
    let bench = Bench::new();
    let pool =
        |version: &str| bench.get(&format!("{}?api-version={version}", demo("hp-finance"))).is(200).body["properties"].clone();
    let cases = [
        ("managementType", "2026-04-01-preview", true),
        ("managementType", "2025-10-10", false),
        ("relayUDP", "2025-10-10", true),
        ("relayUDP", "2024-04-03", false),
        ("conditionalRdpProperty", "2026-03-01-preview", true),
        ("conditionalRdpProperty", "2026-01-01-preview", false),
        ("publicNetworkAccess", "2022-09-09", false),
    ];
    for (name, version, there) in cases {
        assert_eq!(pool(version).get(name).is_some(), there, "{name} {version}");
    }
    let host = |version: &str| {
        let list = bench.get(&format!("{}/sessionHosts?api-version={version}", demo("hp-finance"))).is(200).body;
        list["value"][0]["properties"].clone()
    };
    let (new, old) = (host("2026-04-01-preview"), host("2025-10-10"));
    for name in
        ["activeSessions", "disconnectedSessions", "pendingSessions", "sessionHostConfiguration", "lastSessionHostUpdateTime"]
    {
        assert!(new.get(name).is_some() && old.get(name).is_none(), "{name}");
    }
}

#[test]
fn a_request_has_what_its_version_has_or_is_refused() {
    let bench = Bench::new();
    let pool = demo("hp-sales");
    let patch = |version: &str, properties: Value| {
        bench.patch(&format!("{pool}?api-version={version}"), &json!({ "properties": properties }))
    };
    let conditional = json!({ "conditionalRdpProperty": "drivestoredirect:s:*:AuthContext:c1" });
    for (version, status) in [("2026-01-01-preview", 400), ("2026-03-01-preview", 200), ("2026-04-01-preview", 200)] {
        assert_eq!(patch(version, conditional.clone()).status, status, "{version}");
    }
    let kept = bench.get(&format!("{pool}?api-version=2026-04-01-preview")).body["properties"].clone();
    assert_eq!(kept["conditionalRdpProperty"], conditional["conditionalRdpProperty"]);
    let refused = patch("2025-10-10", json!({ "deploymentScope": "Regional" })).is(400);
    assert_eq!(
        (refused.code(), &refused.body["error"]["target"]),
        ("InvalidRequestContent", &json!("properties.deploymentScope"))
    );
    assert!(refused.message().contains("Could not find member 'deploymentScope'"), "{}", refused.message());
    let refused = bench.patch(&pool, &json!({ "colour": "red" })).is(400);
    assert!(refused.message().contains("Could not find member 'colour' on object of type 'ResourceDefinition'"));
    // The other things a service may do with what it does not know.
    verb(&bench, "versions", &json!({ "unknown": "kept" })).is(200);
    assert_eq!(patch("2025-10-10", json!({ "ofTomorrow": [1] })).is(200).body["properties"]["ofTomorrow"], json!([1]));
    patch("2025-10-10", json!({ "deploymentScope": "Regional" })).is(400);
    verb(&bench, "versions", &json!({ "unknown": "ignored" })).is(200);
    let taken = patch("2025-10-10", json!({ "deploymentScope": "Regional", "friendlyName": "x" })).is(200).body;
    assert_eq!(taken["properties"]["friendlyName"], "x");
    assert_eq!(bench.get(&pool).body["properties"]["deploymentScope"], "Geographical", "and nothing else is done");
}

#[test]
fn a_word_of_another_version_is_refused_by_the_provider() {
    let bench = Bench::new();
    let path = format!("{}/sessionHostConfigurations/default", demo("hp-finance"));
    let patch = |version: &str, placement: &str| {
        let disk = json!({ "diffDiskSettings": { "option": "Local", "placement": placement } });
        bench.patch(&format!("{path}?api-version={version}"), &json!({ "properties": { "diskInfo": disk } }))
    };
    let refused = patch("2026-04-01-preview", "ResourceDisk").is(400);
    assert_eq!(refused.body["error"]["code"], "400");
    assert!(
        refused
            .message()
            .ends_with("Error: The Placement value is incorrect. Please provide a valid type: CacheDisk or TempDisk.")
    );
    patch("2026-01-01-preview", "TempDisk").is(400);
    patch("2026-04-01-preview", "tempdisk").is(202);
    bench.wait(1);
    assert_eq!(bench.get(&path).body["properties"]["diskInfo"]["diffDiskSettings"]["placement"], "TempDisk");
}
