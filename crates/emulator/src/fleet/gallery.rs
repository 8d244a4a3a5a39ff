//! Images of the fleets' own: two galleries and a managed image.

use serde_json::{Value, json};

use super::furniture::in_group;
use super::{PRODUCTION, TEST};
use crate::surroundings::Surroundings;

/// Hangs up the pictures.
pub(super) fn hang(around: &mut Surroundings) {
    let shared = gallery(around, &in_group(PRODUCTION, "rg-images"), "gal_contoso", "westeurope");
    let both: Regions = &[("West Europe", 3, "Completed"), ("North Europe", 2, "Completed"), ("East US 2", 2, "Completed")];
    let win11 = image(around, &shared, "win11-avd", "V2", "westeurope", &Value::Null);
    version(around, &win11, "2026.9.1", "westeurope", both);
    version(around, &win11, "2026.10.1", "westeurope", both);
    let old = image(around, &shared, "win10-gen1", "V1", "westeurope", &Value::Null);
    version(around, &old, "2025.11.0", "westeurope", both);

    let lab = gallery(around, &in_group(TEST, "rg-images-lab"), "gal_lab", "northeurope");
    let plan = json!({ "publisher": "contoso-isv", "product": "vdi-optimised-windows", "name": "win11-24h2-byol" });
    let engineering = image(around, &lab, "win11-engineering", "V2", "northeurope", &plan);
    version(around, &engineering, "3.0.0", "northeurope", &[("North Europe", 2, "Completed"), ("West Europe", 2, "Completed")]);
    version(around, &engineering, "3.1.0", "northeurope", &[("North Europe", 1, "Completed")]);

    around.store.put(json!({
        "id": format!("{}/providers/Microsoft.Compute/images/img-win11-july", in_group(PRODUCTION, "rg-images")), "location": "westeurope",
        "properties": {
            "hyperVGeneration": "V2", "provisioningState": "Succeeded",
            "storageProfile": {
                "osDisk": { "osType": "Windows", "osState": "Generalized", "diskSizeGB": 127, "caching": "ReadWrite", "storageAccountType": "Premium_LRS" },
                "dataDisks": [], "zoneResilient": true,
            },
        },
    }));
}

/// Region, replicas, state of the replication.
type Regions<'a> = &'a [(&'a str, u32, &'a str)];

fn gallery(around: &mut Surroundings, group: &str, name: &str, location: &str) -> String {
    let id = format!("{group}/providers/Microsoft.Compute/galleries/{name}");
    around.store.put(json!({
        "id": id, "location": location, "tags": {},
        "properties": { "description": "", "identifier": { "uniqueName": format!("{}-{name}", &group[15..51]) }, "provisioningState": "Succeeded" },
    }));
    id
}

fn image(around: &mut Surroundings, gallery: &str, name: &str, generation: &str, location: &str, plan: &Value) -> String {
    let id = format!("{gallery}/images/{name}");
    let mut properties = json!({
        "osType": "Windows", "osState": "Generalized", "hyperVGeneration": generation, "architecture": "x64",
        "identifier": { "publisher": "contoso", "offer": "desktop", "sku": name },
        "recommended": { "vCPUs": { "min": 2, "max": 16 }, "memory": { "min": 8, "max": 64 } },
        "provisioningState": "Succeeded",
    });
    if generation == "V2" {
        properties["features"] = json!([{ "name": "SecurityType", "value": "TrustedLaunchSupported" }]);
    }
    if plan.is_object() {
        properties["purchasePlan"] = plan.clone();
    }
    around.store.put(json!({ "id": id, "location": location, "tags": {}, "properties": properties }));
    id
}

fn version(around: &mut Surroundings, image: &str, name: &str, location: &str, regions: Regions) {
    let targets: Vec<Value> = regions
        .iter()
        .map(
            |(name, replicas, _)| json!({ "name": name, "regionalReplicaCount": replicas, "storageAccountType": "Standard_ZRS" }),
        )
        .collect();
    let summary: Vec<Value> = regions
        .iter()
        .map(|(name, _, state)| {
            json!({ "region": name, "state": state, "details": "", "progress": if *state == "Completed" { 100 } else { 40 } })
        })
        .collect();
    around.store.put(json!({
        "id": format!("{image}/versions/{name}"), "location": location, "tags": {},
        "properties": {
            "publishingProfile": {
                "targetRegions": targets, "replicaCount": 1, "excludeFromLatest": false, "storageAccountType": "Standard_LRS",
                "publishedDate": "2026-10-14T08:00:00Z", "replicationMode": "Full",
            },
            "storageProfile": { "osDiskImage": { "sizeInGB": 127, "hostCaching": "ReadWrite" } },
            "safetyProfile": { "reportedForPolicyViolation": false, "allowDeletionOfReplicatedLocations": true },
            "provisioningState": "Succeeded",
            "replicationStatus": { "aggregatedState": "Completed", "summary": summary },
        },
    }));
}
