//! Session host configurations: what a PATCH cannot, what a PUT takes without a word, the first one of a pool.

use serde_json::json;

use super::*;

fn path(pool: &str) -> String {
    format!("{}/sessionHostConfigurations/default", demo(pool))
}

fn directory() -> Value {
    let uri = |name: &str| format!("https://kv-contoso-avd.vault.azure.net/secrets/{name}");
    json!({
        "domainName": "corp.contoso.example", "ouPath": "OU=AVD,DC=corp,DC=contoso,DC=example",
        "domainCredentials": { "usernameKeyVaultSecretUri": uri("domain-join-name"), "passwordKeyVaultSecretUri": uri("domain-join-password") },
    })
}

#[test]
fn a_patch_cannot_move_hosts_to_another_domain() {
    let bench = Bench::new();
    let finance = path("hp-finance");
    for (what, target) in [
        (json!({ "joinType": "ActiveDirectory" }), "joinType"),
        (json!({ "activeDirectoryInfo": directory() }), "activeDirectoryInfo.domainName"),
    ] {
        let refused = bench.patch(&finance, &json!({ "properties": { "domainInfo": what } })).is(400);
        assert_eq!(refused.code(), "PropertyChangeNotAllowed");
        assert!(refused.message().contains(&format!("'domainInfo.{target}'")), "{}", refused.message());
    }
    let same = json!({ "properties": { "domainInfo": { "joinType": "AzureActiveDirectory" }, "friendlyName": "x" } });
    bench.patch(&finance, &same).is(202);
}

#[test]
fn what_contradicts_the_join_is_taken_and_has_no_effect() {
    for (join, named) in [("AzureActiveDirectory", false), ("ActiveDirectory", true)] {
        let bench = Bench::new();
        let pilot = path("hp-pilot");
        let mut properties = bench.get(&pilot).is(200).body["properties"].clone();
        properties["domainInfo"] = json!({ "joinType": join, "activeDirectoryInfo": directory() });
        bench.put(&pilot, &json!({ "properties": properties })).is(200);
        bench.wait(1);
        properties["domainInfo"]["azureActiveDirectoryInfo"] = Value::Null;
        assert_eq!(bench.get(&pilot).body["properties"]["domainInfo"], properties["domainInfo"], "nothing is said");
        let management = pilot.replace("sessionHostConfigurations", "sessionHostManagements");
        bench.patch(&management, &json!({ "properties": { "provisioning": { "instanceCount": 4 } } })).is(200);
        bench.wait(30);
        let hosts = bench.get(&format!("{}/sessionHosts", demo("hp-pilot"))).body["value"].clone();
        let in_domain = |host: &&Value| host["name"].as_str().is_some_and(|name| name.ends_with(".corp.contoso.example"));
        assert_eq!(hosts.as_array().unwrap().iter().filter(in_domain).count(), usize::from(named), "{join}");
    }
}

#[test]
fn a_pool_without_a_configuration_gets_one_and_then_hosts() {
    let bench = Bench::new();
    let (lab, management) = (path("hp-lab-empty"), format!("{}/sessionHostManagements/default", demo("hp-lab-empty")));
    assert!(bench.get(&lab).is(404).message().starts_with("SessionHostConfiguration does not exist"));
    bench.get(&lab.replace("/sessionHost", "/activeSessionHost")).is(404);
    let grow = || bench.patch(&management, &json!({ "properties": { "provisioning": { "instanceCount": 2 } } }));
    assert_eq!(grow().is(400).code(), "SessionHostConfigurationNotFound");
    let properties = bench.get(&path("hp-finance")).body["properties"].clone();
    let made = bench.put(&lab, &json!({ "properties": properties })).is(201);
    let monitor = made.response.header("Azure-AsyncOperation").unwrap().to_owned();
    assert_eq!(bench.get(&monitor).body["status"], "Running");
    bench.wait(1);
    assert_eq!(bench.get(&monitor).body["status"], "Succeeded");
    assert_eq!(
        bench.get(&lab.replace("/sessionHost", "/activeSessionHost")).is(200).body["properties"]["version"],
        bench.get(&lab).body["properties"]["version"]
    );
    grow().is(200);
    bench.wait(60);
    assert_eq!(bench.get(&format!("{}/sessionHosts", demo("hp-lab-empty"))).body["value"].as_array().unwrap().len(), 2);
}

/// The pools of the demo and what a check finds at each: the table of `fleet/trouble.rs`, read over the API.
#[test]
fn every_trouble_of_the_demo_is_there() {
    let bench = Bench::new();
    let list = |path: &str| bench.get(path).is(200).body["value"].as_array().unwrap().clone();
    let setting = |pool: &str, name: &str| bench.get(&path(pool)).body["properties"][name].clone();
    let logs = |pool: &str| list(&format!("{}/providers/Microsoft.Insights/diagnosticSettings", demo(pool)));
    let autoscale = |pool: &str| {
        let id = demo(pool);
        let is_it = |path: &Value| path.as_str().is_some_and(|path| path.eq_ignore_ascii_case(&id));
        let plans = list(&format!("{}/scalingPlans", demo(pool)));
        let mut all = plans.iter().flat_map(|plan| plan["properties"]["hostPoolReferences"].as_array().unwrap().clone());
        all.any(|reference| is_it(&reference["hostPoolArmPath"]) && reference["scalingPlanEnabled"] == true)
    };
    let scaled: Vec<bool> =
        ["hp-finance", "hp-callcenter", "hp-engineering", "hp-pilot"].iter().map(|pool| autoscale(pool)).collect();
    assert_eq!(scaled, [false, true, true, false]);
    assert_eq!(["hp-finance", "hp-engineering", "hp-warehouse"].map(|pool| logs(pool).len()), [1, 1, 0]);
    let off = logs("hp-engineering")[0]["properties"]["logs"].as_array().unwrap().clone();
    assert!(off.iter().any(|log| log["category"] == "SessionHostManagement" && log["enabled"] == false));
    assert_eq!(bench.get(&demo("hp-warehouse")).body["identity"]["type"], "None");
    let image = setting("hp-engineering", "imageInfo")["customInfo"]["resourceId"].as_str().unwrap().to_owned();
    assert!(image.contains(TEST), "another subscription");
    let regions =
        bench.get(&format!("{image}?$expand=ReplicationStatus")).is(200).body["properties"]["replicationStatus"]["summary"]
            .clone();
    assert_eq!(regions.as_array().unwrap().len(), 1);
    assert!(bench.get(image.split("/versions/").next().unwrap()).is(200).body["properties"]["purchasePlan"].is_object());
    assert!(setting("hp-pilot", "customConfigurationScriptUrl").as_str().unwrap().starts_with("http://"));
    let lab = format!("/subscriptions/{TEST}/resourceGroups/rg-avd-test/providers/Microsoft.KeyVault/vaults/kv-contoso-lab");
    assert_eq!(bench.get(&lab).is(200).body["properties"]["enabledForTemplateDeployment"], false);
    bench.get(&format!("{lab}/secrets/vm-admin-password")).is(404);
    let network = setting("hp-pilot", "networkInfo")["subnetId"].as_str().unwrap().split("/subnets/").next().unwrap().to_owned();
    assert_eq!(bench.get(&network).is(200).body["location"], "northeurope");
    let principal = bench.get(&demo("hp-pilot")).body["identity"]["principalId"].as_str().unwrap().to_owned();
    let roles =
        format!("/subscriptions/{TEST}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '{principal}'");
    assert_eq!(list(&roles).len(), 0);
}
