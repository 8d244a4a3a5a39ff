//! The providers around: shapes as the REST references of Compute, Network, Key Vault, Authorization and Policy show them.

use serde_json::json;

use super::*;

fn at(subscription: &str, rest: &str) -> String {
    format!("/subscriptions/{subscription}/providers/{rest}")
}

fn group(subscription: &str, group: &str, rest: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{rest}")
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

fn list(bench: &Bench, path: &str) -> Vec<Value> {
    bench.get(path).is(200).body["value"].as_array().unwrap().clone()
}

#[test]
fn the_marketplace_is_walked_down_to_a_version() {
    let bench = Bench::new();
    let base = at(PRODUCTION, "Microsoft.Compute/locations/westeurope/publishers");
    assert!(names(&bench.get(&base).is(200).body).contains(&"MicrosoftWindowsDesktop"), "a bare array");
    let offers = bench.get(&format!("{base}/microsoftwindowsdesktop/artifacttypes/vmimage/offers")).is(200).body;
    assert_eq!(names(&offers), ["office-365", "windows-10", "windows-11"]);
    let skus = format!("{base}/microsoftwindowsdesktop/artifacttypes/vmimage/offers/windows-11/skus");
    let versions = format!("{skus}/win11-24h2-avd/versions");
    let newest = bench.get(&format!("{versions}?$top=2&$orderby=name desc")).is(200).body;
    assert_eq!(names(&newest), ["26100.6899.251010", "26100.6584.250904"]);
    assert!(newest[0]["properties"].is_null());
    let id = newest[0]["id"].as_str().unwrap();
    assert!(id.starts_with("/Subscriptions/") && id.contains("/ArtifactTypes/VMImage/Offers/windows-11/Skus/"), "{id}");
    let one = bench.get(&format!("{versions}/26100.6899.251010")).is(200).body;
    assert_eq!((&one["properties"]["hyperVGeneration"], &one["properties"]["plan"]), (&json!("V2"), &Value::Null));
    assert_eq!(one["properties"]["osDiskImage"]["operatingSystem"], "Windows");
    let paid =
        format!("{base}/contoso-isv/artifacttypes/vmimage/offers/vdi-optimised-windows/skus/win11-24h2-byol/versions/latest");
    assert_eq!(bench.get(&paid).is(200).body["properties"]["plan"]["name"], "win11-24h2-byol");
    assert_eq!(bench.get(&format!("{base}/nobody/artifacttypes/vmimage/offers")).is(404).code(), "NotFound");
}

#[test]
fn galleries_show_where_a_version_is_replicated_when_asked() {
    let bench = Bench::new();
    assert_eq!(list(&bench, &at(PRODUCTION, "Microsoft.Compute/galleries"))[0]["name"], "gal_contoso");
    let gallery = group(PRODUCTION, "rg-images", "Microsoft.Compute/galleries/gal_contoso");
    let images = list(&bench, &format!("{gallery}/images"));
    assert_eq!(images.len(), 2);
    assert_eq!(images[1]["properties"]["hyperVGeneration"], "V2");
    let versions = list(&bench, &format!("{gallery}/images/win11-avd/versions"));
    assert_eq!(versions.len(), 2);
    assert!(versions[0]["properties"]["replicationStatus"].is_null());
    let one = bench.get(&format!("{}?$expand=ReplicationStatus", versions[0]["id"].as_str().unwrap())).is(200).body;
    assert_eq!(one["properties"]["replicationStatus"]["summary"][0]["region"], "West Europe");
    assert_eq!(bench.get(&format!("{gallery}/images/none/versions")).is(404).code(), "ParentResourceNotFound");
    assert_eq!(list(&bench, &at(PRODUCTION, "Microsoft.Compute/images"))[0]["properties"]["hyperVGeneration"], "V2");
}

#[test]
fn sizes_tell_what_they_can_do_and_where() {
    let bench = Bench::new();
    let skus = list(&bench, &at(PRODUCTION, "Microsoft.Compute/skus?$filter=location eq 'eastus2'"));
    let find = |name: &str| skus.iter().find(|sku| sku["name"] == name).unwrap();
    let capability = |sku: &Value, name: &str| {
        let all = sku["capabilities"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).map(|one| one["value"].as_str().unwrap().to_owned())
    };
    let usual = find("Standard_D4as_v6");
    assert_eq!(capability(usual, "vCPUs").as_deref(), Some("4"));
    assert_eq!(capability(usual, "HyperVGenerations").as_deref(), Some("V2"));
    assert_eq!(usual["restrictions"][0]["restrictionInfo"]["zones"], json!(["3"]));
    assert_eq!(capability(find("Standard_A4_v2"), "PremiumIO").as_deref(), Some("False"));
    assert_eq!(capability(find("Standard_A4_v2"), "TrustedLaunchDisabled").as_deref(), Some("True"));
    assert_eq!(capability(find("Standard_DC4as_v5"), "ConfidentialComputingType").as_deref(), Some("SNP"));
    assert_eq!(capability(find("Standard_D4ads_v5"), "CachedDiskBytes").as_deref(), Some("107374182400"));
    assert_eq!(find("Standard_M416ms_v2")["restrictions"][0]["type"], "Location");
    assert!(skus.iter().all(|sku| sku["locations"] == json!(["eastus2"])));
    assert!(skus.iter().any(|sku| sku["resourceType"] != "virtualMachines"), "clients must filter by type");
}

#[test]
fn quota_and_addresses_follow_the_fleet() {
    let bench = Bench::new();
    let quota = |name: &str| {
        let all = list(&bench, &at(PRODUCTION, "Microsoft.Compute/locations/eastus2/usages"));
        let one = all.iter().find(|usage| usage["name"]["value"] == name).unwrap();
        (one["currentValue"].as_u64().unwrap(), one["limit"].as_u64().unwrap())
    };
    let addresses = || {
        let network = group(PRODUCTION, "rg-network", "Microsoft.Network/virtualNetworks/vnet-avd-eastus2/usages");
        list(&bench, &network)[1]["currentValue"].as_f64().unwrap()
    };
    assert_eq!(quota("standardDav6Family"), (16, 20));
    assert_eq!(quota("cores"), (16 + 24 * 8, 350));
    assert_eq!(addresses(), 10.0);
    bench.wait(60);
    assert_eq!(quota("standardDav6Family").0, 28, "hp-warehouse has grown");
    assert_eq!(addresses(), 11.0);
}

#[test]
fn machines_are_those_of_the_hosts() {
    let bench = Bench::new();
    let hosts = list(&bench, &format!("{}/sessionHosts", demo("hp-warehouse")));
    let machine = |number: usize| hosts[number]["properties"]["resourceId"].as_str().unwrap().to_owned();
    let first = bench.get(&machine(0)).is(200).body;
    assert_eq!((&first["location"], &first["zones"].as_array().unwrap().len()), (&json!("eastus2"), &1));
    assert_eq!(first["properties"]["hardwareProfile"]["vmSize"], "Standard_D4as_v6");
    assert_eq!(first["properties"]["vmId"], hosts[0]["properties"]["virtualMachineId"]);
    let join = |number: usize| list(&bench, &format!("{}/extensions", machine(number)))[0]["properties"]["type"].clone();
    assert_eq!((join(0), join(2)), (json!("AADLoginForWindows"), json!("JsonADDomainExtension")));
    assert_eq!(bench.get(&machine(2)).body["location"], "eastus");
    let sales = list(&bench, &format!("{}/sessionHosts", demo("hp-sales")));
    let path = format!("{}/extensions", sales[0]["properties"]["resourceId"].as_str().unwrap());
    assert_eq!(list(&bench, &path)[0]["name"], "JsonADDomainExtension");
    let rules = format!("{}/providers/Microsoft.Insights/dataCollectionRuleAssociations", machine(0));
    assert_eq!(list(&bench, &rules).len(), 1);
    assert_eq!(bench.get(&format!("{}x", machine(0))).is(404).code(), "ResourceNotFound");
}

#[test]
fn vaults_show_names_and_never_a_value() {
    let bench = Bench::new();
    let vaults = list(&bench, &at(PRODUCTION, "Microsoft.KeyVault/vaults"));
    assert_eq!(names(&json!(vaults)), ["kv-contoso-avd", "kv-contoso-legacy"]);
    let vault = vaults[0]["id"].as_str().unwrap();
    let properties = bench.get(vault).is(200).body["properties"].clone();
    assert_eq!(
        (&properties["enabledForTemplateDeployment"], &properties["networkAcls"]["bypass"]),
        (&json!(true), &json!("AzureServices"))
    );
    let secrets = list(&bench, &format!("{vault}/secrets"));
    assert_eq!(secrets.len(), 4);
    let one = bench.get(&format!("{vault}/secrets/vm-admin-password")).is(200).body;
    assert_eq!(one["properties"]["secretUri"], "https://kv-contoso-avd.vault.azure.net/secrets/vm-admin-password");
    assert_eq!((&one["properties"]["attributes"]["enabled"], &one["properties"]["value"]), (&json!(true), &Value::Null));
    assert_eq!(bench.get(&format!("{vault}/secrets/none")).status, 404);
}

#[test]
fn rights_decide_who_sees_the_surroundings() {
    for (upn, status) in [("rita.reader", 200), ("sam.operator", 403)] {
        let bench = Bench::of(Fleet::Demo, &format!("{upn}@contoso.example"));
        for (path, action) in [
            (at(PRODUCTION, "Microsoft.Compute/galleries"), "Microsoft.Compute/galleries/read"),
            (at(PRODUCTION, "Microsoft.KeyVault/vaults"), "Microsoft.KeyVault/vaults/read"),
            (at(TEST, "Microsoft.Network/virtualNetworks"), "Microsoft.Network/virtualNetworks/read"),
            (
                format!("{}/providers/Microsoft.Insights/diagnosticSettings", demo("hp-finance")),
                "Microsoft.Insights/diagnosticSettings/read",
            ),
        ] {
            let answer = bench.get(&path).is(status);
            if status == 403 {
                assert_eq!(answer.code(), "AuthorizationFailed");
                assert!(answer.message().contains(&format!("perform action '{action}'")), "{}", answer.message());
            }
        }
        assert_eq!(list(&bench, &format!("{}/providers/Microsoft.Authorization/locks", demo("hp-finance"))), Vec::<Value>::new());
        bench.get(&format!("{}/sessionHosts", demo("hp-finance"))).is(200);
    }
}

#[test]
fn roles_and_locks_are_listed_by_scope() {
    let bench = Bench::new();
    let principal = bench.get(&demo("hp-finance")).body["identity"]["principalId"].as_str().unwrap().to_owned();
    let roles = |scope: &str, filter: &str| {
        list(&bench, &format!("{scope}/providers/Microsoft.Authorization/roleAssignments?$filter={filter}"))
    };
    let prod = format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-avd-prod");
    let mine = roles(&demo("hp-finance"), &format!("assignedTo('{principal}')"));
    assert_eq!(mine.len(), 1, "inherited from the group");
    assert!(mine[0]["properties"]["roleDefinitionId"].as_str().unwrap().ends_with("a959dbd1-f747-45e3-8ba6-dd80f235f97c"));
    assert_eq!(roles(&format!("/subscriptions/{PRODUCTION}"), &format!("principalId eq '{principal}'")).len(), 3, "those below");
    assert_eq!(roles(&format!("/subscriptions/{PRODUCTION}"), &format!("atScope() and assignedTo('{principal}')")).len(), 0);
    assert_eq!(roles(&prod, "assignedTo('0b1e63d2-3c61-4d0a-8c5b-6a1f5d0f7a01')").len(), 1, "the owner of the subscription");
    let hosts = group(TEST, "rg-avd-pilot-hosts", "Microsoft.Authorization/locks");
    assert_eq!(list(&bench, &hosts)[0]["properties"]["level"], "CanNotDelete");
    assert_eq!(list(&bench, &at(TEST, "Microsoft.Authorization/locks")).len(), 1);
    assert_eq!(list(&bench, &at(TEST, "Microsoft.Authorization/locks?$filter=atScope()")).len(), 0);
}

#[test]
fn policy_says_what_it_would_deny() {
    let bench = Bench::new();
    let ask = |path: &str, region: &str| {
        let content = json!({ "type": "Microsoft.Compute/virtualMachines", "location": region });
        bench.post(path, &json!({ "resourceDetails": { "resourceContent": content, "apiVersion": "2024-07-01" } })).is(200).body
    };
    let pilot = group(TEST, "rg-avd-pilot-hosts", "Microsoft.PolicyInsights/checkPolicyRestrictions");
    let denied = ask(&pilot, "westeurope");
    let evaluation = &denied["contentEvaluationResult"]["policyEvaluations"][0];
    assert_eq!(
        (&evaluation["evaluationResult"], &evaluation["effectDetails"]["policyEffect"]),
        (&json!("NonCompliant"), &json!("Deny"))
    );
    assert!(evaluation["policyInfo"]["policyAssignmentId"].as_str().unwrap().ends_with("/allowed-locations"));
    assert_eq!(ask(&pilot, "northeurope")["contentEvaluationResult"]["policyEvaluations"], json!([]));
    let finance = group(PRODUCTION, "rg-avd-prod", "Microsoft.PolicyInsights/checkPolicyRestrictions");
    assert_eq!(ask(&finance, "westeurope")["contentEvaluationResult"]["policyEvaluations"], json!([]));
    assert_eq!(bench.post(&pilot, &json!({})).is(400).code(), "InvalidCheckRestrictionsRequest");
    let shown = list(&bench, &group(TEST, "rg-avd-pilot-hosts", "Microsoft.Authorization/policyAssignments"));
    assert_eq!((shown.len(), &shown[0]["emulatorRule"]), (1, &Value::Null));
}
