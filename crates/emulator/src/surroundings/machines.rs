//! The virtual machines behind session hosts, as their pools' configurations made them.

use serde_json::{Value, json};

use super::power;
use super::store::scope_of;
use super::visit::{Outcome, Visit, listed, shown};
use crate::avd::{Pool, SessionHost};
use crate::random::guid_of;

/// What machines made by hand are.
const BY_HAND: &str = "Standard_D8s_v5";

/// The configuration a pool's hosts run, or that they are to get.
fn configuration(pool: &Pool) -> Value {
    let wanted = || pool.configuration.as_ref().map(|configuration| configuration.properties.clone());
    pool.active.clone().or_else(wanted).map_or(Value::Null, Value::Object)
}

/// The size of a pool's machines.
pub(super) fn size(pool: &Pool) -> &str {
    pool.active.as_ref().and_then(|active| active.get("vmSizeId")).and_then(Value::as_str).unwrap_or(BY_HAND)
}

/// The region of a pool's machines.
pub(super) fn location(pool: &Pool) -> &str {
    let given = pool.active.as_ref().and_then(|active| active.get("vmLocation"));
    given.and_then(Value::as_str).unwrap_or_else(|| pool.location())
}

/// The pools whose machines are in the resource group of the path, or in its subscription.
pub(super) fn pools<'a>(visit: &'a Visit) -> impl Iterator<Item = &'a Pool> {
    let prefix = format!("{}/", visit.scope.to_lowercase());
    visit.world.estate.pools.iter().filter(move |pool| pool.vm_id("x").to_lowercase().starts_with(&prefix))
}

/// The machine of the path.
pub(super) fn find<'a>(visit: &'a Visit) -> Option<(&'a Pool, &'a SessionHost)> {
    let name = visit.part(1);
    pools(visit).find_map(|pool| pool.hosts.all().iter().find(|host| host.vm.eq_ignore_ascii_case(name)).map(|host| (pool, host)))
}

/// `VirtualMachines_List` and `VirtualMachines_ListAll`.
pub(super) fn list(visit: &mut Visit) -> Outcome {
    let found: Vec<Value> = pools(visit).flat_map(|pool| pool.hosts.all().iter().map(|host| view(visit, pool, host))).collect();
    listed(&found)
}

/// `VirtualMachines_Get`, with `$expand=instanceView`.
pub(super) fn get(visit: &mut Visit) -> Outcome {
    let (pool, host) = find(visit).ok_or_else(|| visit.missing())?;
    let mut view = view(visit, pool, host);
    if visit.url.param("$expand").is_some_and(|word| word.eq_ignore_ascii_case("instanceView")) {
        view["properties"]["instanceView"] = power::instance(pool, host, visit.world.clock.at(visit.now));
    }
    shown(&view)
}

fn odd<'a>(visit: &'a Visit, id: &str) -> Option<&'a Value> {
    visit.world.around.odd_machines.get(&id.to_lowercase())
}

fn view(visit: &Visit, pool: &Pool, host: &SessionHost) -> Value {
    let id = pool.vm_id(&host.vm);
    let configuration = configuration(pool);
    let group = scope_of(&id).to_owned();
    let zones = configuration["availabilityZones"].as_array().filter(|zones| !zones.is_empty());
    let mut view = json!({
        "id": id,
        "name": host.vm,
        "type": "Microsoft.Compute/virtualMachines",
        "location": odd(visit, &id).and_then(|odd| odd["location"].as_str()).unwrap_or_else(|| location(pool)),
        "tags": configuration["vmTags"],
        "identity": { "type": "SystemAssigned", "principalId": guid_of(host.seed, 7), "tenantId": crate::entra::TENANT_ID },
        "properties": {
            "vmId": guid_of(host.seed, 2 + u64::from(host.generation)),
            "provisioningState": "Succeeded",
            "hardwareProfile": { "vmSize": size(pool) },
            "storageProfile": storage(&configuration, &group, &host.vm),
            "osProfile": { "computerName": host.name.split('.').next(), "windowsConfiguration": { "provisionVMAgent": true } },
            "networkProfile": { "networkInterfaces": [{
                "id": format!("{group}/providers/Microsoft.Network/networkInterfaces/{}-nic", host.vm),
            }] },
            "licenseType": "Windows_Client",
        },
    });
    if let Some(zones) = zones {
        let at = usize::try_from(host.seed).unwrap_or(0) % zones.len();
        view["zones"] = json!([zones[at].to_string()]);
    }
    if let Some(security) = configuration.get("securityInfo") {
        view["properties"]["securityProfile"] = json!({
            "securityType": security["type"],
            "uefiSettings": { "secureBootEnabled": security["secureBootEnabled"], "vTpmEnabled": security["vTpmEnabled"] },
        });
    }
    view
}

fn storage(configuration: &Value, group: &str, vm: &str) -> Value {
    let market = &configuration["imageInfo"]["marketplaceInfo"];
    let custom = &configuration["imageInfo"]["customInfo"]["resourceId"];
    let image = if custom.is_string() {
        json!({ "id": custom })
    } else if market.is_object() {
        json!({
            "publisher": market["publisher"], "offer": market["offer"], "sku": market["sku"],
            "version": market["exactVersion"], "exactVersion": market["exactVersion"],
        })
    } else {
        json!({ "publisher": "MicrosoftWindowsDesktop", "offer": "windows-11", "sku": "win11-23h2-avd", "version": "latest" })
    };
    let kind = configuration["diskInfo"]["managedDisk"]["type"].as_str().unwrap_or("Premium_LRS");
    json!({
        "imageReference": image,
        "osDisk": {
            "osType": "Windows", "name": format!("{vm}_OsDisk"), "createOption": "FromImage", "caching": "ReadWrite", "diskSizeGB": 127,
            "managedDisk": { "id": format!("{group}/providers/Microsoft.Compute/disks/{vm}_OsDisk"), "storageAccountType": kind },
        },
        "dataDisks": [],
    })
}

/// `VirtualMachineExtensions_List`: how the machine joined its directory can be told from here.
pub(super) fn extensions(visit: &mut Visit) -> Outcome {
    let (pool, host) = find(visit).ok_or_else(|| visit.missing())?;
    let id = pool.vm_id(&host.vm);
    // Hosts made by hand are in the domain their name has; the service's are where the configuration says.
    let in_domain =
        configuration(pool)["domainInfo"]["joinType"].as_str().map_or(host.name.contains('.'), |join| join == "ActiveDirectory");
    let join = if in_domain { "JsonADDomainExtension" } else { "AADLoginForWindows" };
    let join = odd(visit, &id).and_then(|odd| odd["join"].as_str()).unwrap_or(join);
    let extension = |name: &str, publisher: &str, version: &str| {
        json!({
            "id": format!("{id}/extensions/{name}"), "name": name, "type": "Microsoft.Compute/virtualMachines/extensions",
            "location": location(pool),
            "properties": {
                "publisher": publisher, "type": name, "typeHandlerVersion": version, "autoUpgradeMinorVersion": true,
                "provisioningState": "Succeeded", "settings": {},
            },
        })
    };
    let mut found = vec![match join {
        "JsonADDomainExtension" => extension(join, "Microsoft.Compute", "1.3"),
        _ => extension(join, "Microsoft.Azure.ActiveDirectory", "2.0"),
    }];
    found.push(extension("Microsoft.PowerShell.DSC", "Microsoft.Powershell", "2.73"));
    found.push(extension("AzureMonitorWindowsAgent", "Microsoft.Azure.Monitor", "1.0"));
    listed(&found)
}

/// `DataCollectionRuleAssociations_ListByResource`: made by hand on the machines of the first day, not on those that replaced
/// them.
pub(super) fn data_collection(visit: &mut Visit) -> Outcome {
    let scope = visit.scope.to_lowercase();
    let machine =
        visit.world.estate.pools.iter().filter(|pool| scope.starts_with(&pool.vm_id("").to_lowercase())).find_map(|pool| {
            pool.hosts.all().iter().find(|host| host.generation == 0 && pool.vm_id(&host.vm).eq_ignore_ascii_case(&scope))
        });
    let found: Vec<Value> = machine
        .map(|_| {
            let group = format!("/subscriptions/{}/resourceGroups/rg-monitor", crate::fleet::PRODUCTION);
            json!({
                "id": format!("{}/providers/Microsoft.Insights/dataCollectionRuleAssociations/avd-insights", visit.scope),
                "name": "avd-insights", "type": "Microsoft.Insights/dataCollectionRuleAssociations",
                "properties": { "dataCollectionRuleId": format!("{group}/providers/Microsoft.Insights/dataCollectionRules/dcr-avd-insights") },
            })
        })
        .into_iter()
        .collect();
    listed(&found)
}
