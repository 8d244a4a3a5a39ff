//! Images: the Marketplace as far as Virtual Desktop uses it, and gallery image versions.
//!
//! Marketplace answers are bare arrays with ids in a spelling of their own (`Virtual Machine Images` of the Compute REST API).

use serde_json::{Value, json};

use super::visit::{Outcome, Visit, shown};
use crate::answer::{Refusal, json_of};

/// One SKU of the Marketplace: publisher, offer, SKU, generation, versions from old to new.
type Entry = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const DESKTOP: &str = "MicrosoftWindowsDesktop";
const SERVER: &str = "MicrosoftWindowsServer";
const W24H2: &[&str] = &["26100.4652.250711", "26100.5074.250812", "26100.6584.250904", "26100.6899.251010"];
const W25H2: &[&str] = &["26200.6584.250915", "26200.6899.251010"];
const W23H2: &[&str] = &["22631.5699.250711", "22631.6060.251010"];
const W10: &[&str] = &["19045.6093.250711", "19045.6456.251010"];
const S2022: &[&str] = &["20348.3932.250703", "20348.4171.250910", "20348.4294.251010"];
const S2025: &[&str] = &["26100.6584.250907", "26100.6899.251010"];

const CATALOGUE: [Entry; 20] = [
    ("Canonical", "ubuntu-24_04-lts", "server", "V2", &["24.04.202510080"]),
    ("Canonical", "ubuntu-24_04-lts", "server-gen1", "V1", &["24.04.202510080"]),
    ("contoso-isv", "vdi-optimised-windows", "win11-24h2-byol", "V2", &["1.4.0", "1.5.2"]),
    (DESKTOP, "office-365", "win10-22h2-avd-m365-g2", "V2", W10),
    (DESKTOP, "office-365", "win11-23h2-avd-m365", "V2", W23H2),
    (DESKTOP, "office-365", "win11-24h2-avd-m365", "V2", W24H2),
    (DESKTOP, "office-365", "win11-25h2-avd-m365", "V2", W25H2),
    (DESKTOP, "windows-10", "win10-22h2-avd", "V1", W10),
    (DESKTOP, "windows-10", "win10-22h2-avd-g2", "V2", W10),
    (DESKTOP, "windows-11", "win11-21h2-avd", "V2", &["22000.3260.241001"]),
    (DESKTOP, "windows-11", "win11-23h2-avd", "V2", W23H2),
    (DESKTOP, "windows-11", "win11-24h2-avd", "V2", W24H2),
    (DESKTOP, "windows-11", "win11-24h2-ent", "V2", W24H2),
    (DESKTOP, "windows-11", "win11-25h2-avd", "V2", W25H2),
    (SERVER, "WindowsServer", "2019-datacenter-gensecond", "V2", &["17763.7919.251010"]),
    (SERVER, "WindowsServer", "2022-datacenter", "V1", S2022),
    (SERVER, "WindowsServer", "2022-datacenter-azure-edition", "V2", S2022),
    (SERVER, "WindowsServer", "2022-datacenter-g2", "V2", S2022),
    (SERVER, "WindowsServer", "2025-datacenter-azure-edition", "V2", S2025),
    (SERVER, "WindowsServer", "2025-datacenter-g2", "V2", S2025),
];

/// The SKU whose publisher's images need a purchase plan.
const WITH_PLAN: &str = "contoso-isv";
/// The SKU that is about to be withdrawn.
const WITHDRAWN: &str = "win11-21h2-avd";

/// Entries that agree with the names of the path so far: publisher, offer, SKU.
fn entries<'a>(visit: &'a Visit) -> impl Iterator<Item = &'static Entry> + 'a {
    let fits = |given: &str, known: &str| given.is_empty() || given.eq_ignore_ascii_case(known);
    CATALOGUE.iter().filter(move |(publisher, offer, sku, ..)| {
        fits(visit.part(3), publisher) && fits(visit.part(7), offer) && fits(visit.part(9), sku)
    })
}

/// The list of one level, each name once.
fn level(visit: &Visit, name: impl Fn(&Entry) -> &'static str, path: impl Fn(&Entry) -> String) -> Outcome {
    let mut items: Vec<Value> = Vec::new();
    for entry in entries(visit) {
        let item = json!({ "location": visit.part(1), "name": name(entry), "id": format!("{}{}", root(visit), path(entry)) });
        if !items.contains(&item) {
            items.push(item);
        }
    }
    // The service refuses a publisher, an offer or a SKU it does not have.
    if items.is_empty() {
        return Err(missing(visit));
    }
    Ok(json_of(200, &items))
}

fn root(visit: &Visit) -> String {
    format!("/Subscriptions/{}/Providers/Microsoft.Compute/Locations/{}/Publishers/", visit.subscription(), visit.part(1))
}

fn missing(visit: &Visit) -> Refusal {
    let message = format!(
        "Artifact: VMImage was not found. Publisher: {}, Offer: {}, Sku: {}.",
        visit.part(3),
        visit.part(7),
        visit.part(9)
    );
    Refusal::new(404, "NotFound", message)
}

/// `VirtualMachineImages_ListPublishers`.
pub(super) fn publishers(visit: &mut Visit) -> Outcome {
    level(visit, |entry| entry.0, |entry| entry.0.to_owned())
}

/// `VirtualMachineImages_ListOffers`.
pub(super) fn offers(visit: &mut Visit) -> Outcome {
    level(visit, |entry| entry.1, |entry| format!("{}/ArtifactTypes/VMImage/Offers/{}", entry.0, entry.1))
}

/// `VirtualMachineImages_ListSkus`.
pub(super) fn skus(visit: &mut Visit) -> Outcome {
    level(visit, |entry| entry.2, sku_path)
}

fn sku_path(entry: &Entry) -> String {
    format!("{}/ArtifactTypes/VMImage/Offers/{}/Skus/{}", entry.0, entry.1, entry.2)
}

/// `VirtualMachineImages_List`: `$top`, `$orderby=name desc`, `$expand=properties`.
pub(super) fn versions(visit: &mut Visit) -> Outcome {
    let entry = entries(visit).next().ok_or_else(|| missing(visit))?;
    let whole = visit.url.param("$expand").is_some_and(|word| word.eq_ignore_ascii_case("properties"));
    let mut items: Vec<Value> = entry.4.iter().map(|version| one(visit, entry, version, whole)).collect();
    if visit.url.param("$orderby").is_some_and(|order| order.to_lowercase().ends_with("desc")) {
        items.reverse();
    }
    if let Some(top) = visit.url.param("$top").and_then(|top| top.parse().ok()) {
        items.truncate(top);
    }
    Ok(json_of(200, &items))
}

/// `VirtualMachineImages_Get`; `latest` is understood as everywhere in Compute.
pub(super) fn version(visit: &mut Visit) -> Outcome {
    let entry = entries(visit).next().ok_or_else(|| missing(visit))?;
    let asked = visit.part(11);
    let found = if asked.eq_ignore_ascii_case("latest") { entry.4.last() } else { entry.4.iter().find(|known| **known == asked) };
    found.map(|version| one(visit, entry, version, true)).ok_or_else(|| missing(visit)).and_then(|item| shown(&item))
}

fn one(visit: &Visit, entry: &Entry, version: &str, whole: bool) -> Value {
    let mut item = json!({
        "location": visit.part(1), "name": version, "id": format!("{}{}/Versions/{version}", root(visit), sku_path(entry)),
    });
    if whole {
        item["properties"] = properties(entry);
    }
    item
}

fn properties(entry: &Entry) -> Value {
    let (publisher, offer, sku, generation, _) = *entry;
    let mut features = vec![json!({ "name": "IsAcceleratedNetworkSupported", "value": "True" })];
    if generation == "V2" {
        features.push(json!({ "name": "SecurityType", "value": "TrustedLaunchAndConfidentialVmSupported" }));
        features.push(json!({ "name": "DiskControllerTypes", "value": "SCSI, NVMe" }));
    }
    let mut properties = json!({
        "hyperVGeneration": generation,
        "architecture": "x64",
        "osDiskImage": {
            "operatingSystem": if publisher == "Canonical" { "Linux" } else { "Windows" },
            "sizeInGb": if publisher == "Canonical" { 30 } else { 127 },
        },
        "dataDiskImages": [],
        "automaticOSUpgradeProperties": { "automaticOSUpgradeSupported": publisher == SERVER },
        "features": features,
        "imageDeprecationStatus": { "imageState": if sku == WITHDRAWN { "ScheduledForDeprecation" } else { "Active" } },
    });
    if publisher == WITH_PLAN {
        properties["plan"] = json!({ "publisher": publisher, "name": sku, "product": offer });
    }
    if sku == WITHDRAWN {
        properties["imageDeprecationStatus"]["scheduledDeprecationTime"] = json!("2027-01-31T00:00:00+00:00");
    }
    properties
}

/// `GalleryImageVersions_Get` with `$expand=ReplicationStatus`.
pub(super) fn gallery_version(visit: &mut Visit) -> Outcome {
    let mut item = visit.world.around.store.get(&visit.id()).cloned().ok_or_else(|| visit.missing())?;
    let asked = visit.url.param("$expand").is_some_and(|word| word.eq_ignore_ascii_case("ReplicationStatus"));
    if let Some(properties) = item.get_mut("properties").and_then(Value::as_object_mut).filter(|_| !asked) {
        properties.remove("replicationStatus");
    }
    shown(&item)
}
