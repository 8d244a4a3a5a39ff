//! Virtual machine sizes with what they can do and where they are sold (`Resource Skus` of the Compute REST API).

use serde_json::{Value, json};

use super::visit::{Outcome, Visit, listed};
use crate::arm::platform::LOCATIONS;
use crate::lifecycle::update::RESTRICTED_SIZE;

/// One size.
pub(super) struct Size {
    pub(super) name: &'static str,
    pub(super) family: &'static str,
    pub(super) cores: u64,
    memory: &'static str,
    generations: &'static str,
    /// Cache and local disk in GiB; 0 when it has none.
    cached: u64,
    local: u64,
    traits: &'static [Trait],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trait {
    /// No premium disks.
    StandardDisks,
    /// Ephemeral OS disks.
    Ephemeral,
    NoTrustedLaunch,
    /// Confidential machines on AMD SEV-SNP.
    Confidential,
    Arm,
    /// Local disks are NVMe only.
    Nvme,
    /// No zones.
    Regional,
}

use Trait::{Arm, Confidential, Ephemeral, NoTrustedLaunch, Nvme, Regional, StandardDisks};

macro_rules! sizes {
    ($($name:literal $family:literal $cores:literal $memory:literal $generations:literal $cached:literal $local:literal [$($trait:ident)*];)*) => {
        &[$(Size {
            name: $name, family: $family, cores: $cores, memory: $memory, generations: $generations, cached: $cached,
            local: $local, traits: &[$($trait),*],
        }),*]
    };
}

#[rustfmt::skip]
const SIZES: &[Size] = sizes! {
    "Standard_A4_v2" "standardAv2Family" 4 "8" "V1" 0 40 [StandardDisks NoTrustedLaunch];
    "Standard_B2ms" "standardBSFamily" 2 "8" "V1,V2" 30 16 [];
    "Standard_B4ms" "standardBSFamily" 4 "16" "V1,V2" 45 32 [];
    "Standard_D2s_v3" "standardDSv3Family" 2 "8" "V1,V2" 50 16 [Ephemeral];
    "Standard_D4s_v3" "standardDSv3Family" 4 "16" "V1,V2" 100 32 [Ephemeral];
    "Standard_D4s_v5" "standardDSv5Family" 4 "16" "V1,V2" 0 0 [];
    "Standard_D8s_v5" "standardDSv5Family" 8 "32" "V1,V2" 0 0 [];
    "Standard_D16s_v5" "standardDSv5Family" 16 "64" "V1,V2" 0 0 [];
    "Standard_D4ds_v5" "standardDDSv5Family" 4 "16" "V1,V2" 100 150 [Ephemeral];
    "Standard_D8ds_v5" "standardDDSv5Family" 8 "32" "V1,V2" 200 300 [Ephemeral];
    "Standard_D4as_v5" "standardDASv5Family" 4 "16" "V1,V2" 0 0 [];
    "Standard_D8as_v5" "standardDASv5Family" 8 "32" "V1,V2" 0 0 [];
    "Standard_D4ads_v5" "standardDADSv5Family" 4 "16" "V1,V2" 100 150 [Ephemeral];
    "Standard_D8ads_v5" "standardDADSv5Family" 8 "32" "V1,V2" 200 300 [Ephemeral];
    "Standard_D2as_v6" "standardDav6Family" 2 "8" "V2" 0 0 [];
    "Standard_D4as_v6" "standardDav6Family" 4 "16" "V2" 0 0 [];
    "Standard_D8as_v6" "standardDav6Family" 8 "32" "V2" 0 0 [];
    "Standard_D16as_v6" "standardDav6Family" 16 "64" "V2" 0 0 [];
    "Standard_D4ads_v6" "standardDadv6Family" 4 "16" "V2" 0 220 [Ephemeral Nvme];
    "Standard_D8ads_v6" "standardDadv6Family" 8 "32" "V2" 0 440 [Ephemeral Nvme];
    "Standard_D4ps_v5" "standardDPSv5Family" 4 "16" "V2" 0 0 [Arm NoTrustedLaunch];
    "Standard_DC4as_v5" "standardDCASv5Family" 4 "16" "V2" 0 0 [Confidential];
    "Standard_DC8as_v5" "standardDCASv5Family" 8 "32" "V2" 0 0 [Confidential];
    "Standard_E4as_v5" "standardEASv5Family" 4 "32" "V1,V2" 0 0 [];
    "Standard_E8as_v5" "standardEASv5Family" 8 "64" "V1,V2" 0 0 [];
    "Standard_F8s_v2" "standardFSv2Family" 8 "16" "V1,V2" 128 64 [Ephemeral];
    "Standard_NV6ads_A10_v5" "StandardNVADSA10v5Family" 6 "55" "V1,V2" 0 180 [Regional];
    "Standard_NV12ads_A10_v5" "StandardNVADSA10v5Family" 12 "110" "V1,V2" 0 360 [Regional];
    "Standard_M416ms_v2" "standardMSv2Family" 416 "11400" "V1,V2" 14080 8192 [NoTrustedLaunch];
};

/// The size of a name, compared without case.
pub(super) fn of(name: &str) -> Option<&'static Size> {
    SIZES.iter().find(|size| size.name.eq_ignore_ascii_case(name))
}

/// All families, each once.
pub(super) fn families() -> Vec<&'static str> {
    let mut families: Vec<&str> = SIZES.iter().map(|size| size.family).collect();
    families.dedup();
    families
}

/// `ResourceSkus_List`: the only filter is the location.
pub(super) fn skus(visit: &mut Visit) -> Outcome {
    let wanted = visit.filter("location");
    let here = |(name, _): &&(&str, &str)| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(name));
    let mut items: Vec<Value> = Vec::new();
    for (location, _) in LOCATIONS.iter().filter(here) {
        items.push(json!({
            "resourceType": "disks", "name": "Premium_LRS", "tier": "Premium", "size": "P10", "locations": [location],
            "locationInfo": [{ "location": location, "zones": ["1", "2", "3"], "zoneDetails": [] }], "capabilities": [],
            "restrictions": [],
        }));
        items.extend(SIZES.iter().map(|size| sku(size, location)));
    }
    listed(&items)
}

fn sku(size: &Size, location: &str) -> Value {
    let zones: &[&str] = if size.traits.contains(&Regional) { &[] } else { &["1", "2", "3"] };
    json!({
        "resourceType": "virtualMachines",
        "name": size.name,
        "tier": "Standard",
        "size": size.name.trim_start_matches("Standard_"),
        "family": size.family,
        "locations": [location],
        "locationInfo": [{ "location": location, "zones": zones, "zoneDetails": [] }],
        "capabilities": capabilities(size),
        "restrictions": restrictions(size, location),
    })
}

/// Names and values are text, the way the service has it.
fn capabilities(size: &Size) -> Vec<Value> {
    let has = |wanted: Trait| size.traits.contains(&wanted);
    let flag = |value: bool| if value { "True" } else { "False" }.to_owned();
    let mut all = vec![
        ("MaxResourceVolumeMB", (if has(Nvme) { 0 } else { size.local * 1024 }).to_string()),
        ("OSVhdSizeMB", "1047552".to_owned()),
        ("vCPUs", size.cores.to_string()),
        ("MemoryPreservingMaintenanceSupported", flag(true)),
        ("HyperVGenerations", size.generations.to_owned()),
        ("MemoryGB", size.memory.to_owned()),
        ("MaxDataDiskCount", (size.cores * 2).to_string()),
        ("CpuArchitectureType", if has(Arm) { "Arm64" } else { "x64" }.to_owned()),
        ("LowPriorityCapable", flag(true)),
        ("PremiumIO", flag(!has(StandardDisks))),
        ("VMDeploymentTypes", "IaaS".to_owned()),
        ("vCPUsAvailable", size.cores.to_string()),
        ("vCPUsPerCore", "2".to_owned()),
        ("EphemeralOSDiskSupported", flag(has(Ephemeral))),
        ("EncryptionAtHostSupported", flag(!has(StandardDisks))),
        ("AcceleratedNetworkingEnabled", flag(!has(StandardDisks))),
        ("RdmaEnabled", flag(false)),
        ("MaxNetworkInterfaces", "2".to_owned()),
    ];
    // These are there only when they say something.
    if size.cached > 0 {
        all.push(("CachedDiskBytes", (size.cached << 30).to_string()));
    }
    if has(Nvme) {
        all.push(("NvmeDiskSizeInMiB", (size.local * 1024).to_string()));
        all.push(("SupportedEphemeralOSDiskPlacements", "NvmeDisk".to_owned()));
    } else if has(Ephemeral) {
        all.push(("SupportedEphemeralOSDiskPlacements", "ResourceDisk,CacheDisk".to_owned()));
    }
    if has(NoTrustedLaunch) {
        all.push(("TrustedLaunchDisabled", flag(true)));
    }
    if has(Confidential) {
        all.push(("ConfidentialComputingType", "SNP".to_owned()));
    }
    all.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// Where a size is closed to the subscription: the largest one everywhere, one family in one zone of one region.
fn restrictions(size: &Size, location: &str) -> Vec<Value> {
    let reason = "NotAvailableForSubscription";
    if size.name == RESTRICTED_SIZE {
        return vec![json!({
            "type": "Location", "values": [location], "restrictionInfo": { "locations": [location] }, "reasonCode": reason,
        })];
    }
    if size.family == "standardDav6Family" && location == "eastus2" {
        return vec![json!({
            "type": "Zone", "values": [location], "restrictionInfo": { "locations": [location], "zones": ["3"] }, "reasonCode": reason,
        })];
    }
    Vec::new()
}
