//! What which version knows.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

const NEWEST: &str = "2026-04-01-preview";
const LEGACY: &str = "2022-02-10-preview";

fn pool(properties: impl Into<Value>) -> Value {
    let properties = properties.into();
    json!({ "properties": properties })
}

fn paths(version: &str, body: &Value) -> Vec<String> {
    lost(Resource::HostPool, version, body).into_iter().map(|lost| lost.path).collect()
}

#[test]
fn names_and_words_that_a_version_lacks() {
    let cases = [
        (LEGACY, pool(json!({"loadBalancerType": "MultiplePersistent"})), vec!["properties.loadBalancerType"]),
        (LEGACY, pool(json!({"loadBalancerType": "multiplepersistent"})), vec!["properties.loadBalancerType"]),
        (LEGACY, pool(json!({"loadBalancerType": "DepthFirst"})), vec![]),
        (LEGACY, json!({"identity": {"type": "None"}}), vec!["identity.type"]),
        (LEGACY, json!({"identity": {"type": "SystemAssigned"}}), vec![]),
        (
            LEGACY,
            json!({"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"/a": {}, "/b": {}}}}),
            vec!["identity.type", "identity.userAssignedIdentities"],
        ),
        (
            LEGACY,
            pool(json!({"managementType": "Automated", "migrationRequest": {"operation": "Start"}})),
            vec!["properties.managementType"],
        ),
        (
            NEWEST,
            pool(json!({"managementType": "Automated", "migrationRequest": {"operation": "Start"}})),
            vec!["properties.migrationRequest"],
        ),
        (NEWEST, pool(json!({"migrationRequest": null, "conditionalRdpProperty": "a"})), vec![]),
        ("2026-01-01-preview", pool(json!({"conditionalRdpProperty": "a"})), vec!["properties.conditionalRdpProperty"]),
        ("2026-03-01-preview", pool(json!({"conditionalRdpProperty": "a"})), vec![]),
        ("2022-09-09", pool(json!({"publicNetworkAccess": "Enabled"})), vec!["properties.publicNetworkAccess"]),
        (NEWEST, pool(json!({"novel": 1, "loadBalancerType": "Novel"})), vec![]),
        ("2030-01-01", pool(json!({"migrationRequest": {"operation": "Start"}})), vec![]),
    ];
    for (version, body, expected) in cases {
        assert_eq!(paths(version, &body), expected, "{version} {body}");
        let sent = carried(Resource::HostPool, version, &body);
        assert!(paths(version, &sent).is_empty(), "{version} {sent}");
    }
}

#[test]
fn what_is_lost_names_the_versions_that_know_it() {
    let found =
        lost(Resource::HostPool, LEGACY, &pool(json!({"conditionalRdpProperty": "a", "loadBalancerType": "MultiplePersistent"})));
    let of = |at: usize| (found[at].word.clone(), found[at].versions.clone());
    assert_eq!(of(0), (None, vec![NEWEST, "2026-03-01-preview"]));
    assert_eq!((of(1).0.as_deref(), of(1).1.len()), (Some("MultiplePersistent"), 6));
}

#[test]
fn a_placement_has_the_word_of_its_version() {
    let path = "properties.diskInfo.diffDiskSettings.placement";
    let words = ["TempDisk", "ResourceDisk"];
    assert_eq!(word_of(Resource::Configuration, NEWEST, path, &words), Some("TempDisk"));
    assert_eq!(word_of(Resource::Configuration, "2026-01-01-preview", path, &words), Some("ResourceDisk"));
    assert_eq!(word_of(Resource::Configuration, "2030-01-01", path, &words), None);
}

#[test]
fn each_name_once_and_as_the_api_spells_it() {
    let mut doubles = Vec::new();
    let value = json!({"Tags": {"ENV": "a"}, "properties": {"hostpooltype": "Pooled", "HostPoolType": "Personal", "startVmOnConnect": true,
        "novelThing": 1, "agentupdate": {"MaintenanceWindows": [{"DayOfWeek": "Monday"}]}}});
    let spelled = respelled(Resource::HostPool, &value, &mut doubles);
    assert_eq!(
        spelled,
        json!({"tags": {"ENV": "a"}, "properties": {"hostPoolType": "Pooled", "startVMOnConnect": true, "novelThing": 1,
            "agentUpdate": {"maintenanceWindows": [{"dayOfWeek": "Monday"}]}}})
    );
    assert_eq!(doubles, ["properties.HostPoolType"]);
    let both = pool(json!({"hostpooltype": "Pooled", "hostPoolType": "Personal"}));
    assert_eq!(respelled(Resource::HostPool, &both, &mut doubles), pool(json!({"hostPoolType": "Personal"})));
}

#[test]
fn the_table_is_whole() {
    for resource in [Resource::HostPool, Resource::Configuration, Resource::Management] {
        let lines = lines(resource);
        assert!(lines.len() > 15 && lines.iter().all(|line| line.versions != 0 && !line.path.is_empty()));
        for line in lines.iter().filter(|line| line.path.contains('.')) {
            let above = line.path.rsplit_once('.').unwrap().0.trim_end_matches("[]").trim_end_matches(".*");
            assert!(super::line(&lines, above).is_some(), "{}", line.path);
        }
    }
    assert!(is_read_only(Resource::HostPool, "properties.objectId") && !is_read_only(Resource::HostPool, "properties.ring"));
}
