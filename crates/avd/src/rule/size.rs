//! What a machine size is, and why one does not fit (Microsoft.Compute, `ResourceSkus_List`; Learn, "Trusted launch for Azure
//! virtual machines", "Ephemeral OS disks for Azure VMs").
//!
//! What Azure does not say about a size is not held against it: the service has the last word.

use super::FieldProblem;
use crate::operation::compute::location_name;
use crate::resource::{
    ComputeSku, DiffDiskPlacement, HyperVGeneration, SecurityType, SkuRestriction, SkuRestrictionType, VirtualMachineDiskType,
};

/// A machine size in one region, for one subscription.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SizeFacts {
    /// The name: `Standard_D4s_v5`.
    pub name: String,
    /// The family its quota counts in.
    pub family: String,
    /// Its vCPUs.
    pub vcpus: Option<i64>,
    /// Its memory, in GiB.
    pub memory_gb: Option<f64>,
    /// The generations of machine it can be; empty if it does not say.
    pub generations: Vec<HyperVGeneration>,
    /// The zones that have it.
    pub zones: Vec<i64>,
    /// The zones that have it, but not for this subscription.
    pub barred_zones: Vec<i64>,
    /// Why this subscription cannot have it in the region at all.
    pub barred: Option<Barred>,
    /// Whether it takes premium disks.
    pub premium_disks: Option<bool>,
    /// Whether it takes ephemeral OS disks.
    pub ephemeral: Option<bool>,
    /// The cache disk, in GiB; 0 if it has none.
    pub cache_gb: Option<i64>,
    /// The resource disk, in GiB; 0 if it has none.
    pub resource_gb: Option<i64>,
    /// Whether it takes Trusted launch.
    pub trusted_launch: bool,
    /// Whether it can be a Confidential VM.
    pub confidential: bool,
    /// The processor: `x64` or `Arm64`.
    pub architecture: Option<String>,
}

/// Why a subscription cannot have a size in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Barred {
    /// `NotAvailableForSubscription`: Azure does not sell it to this subscription there.
    Subscription,
    /// `QuotaId`: the offer of the subscription does not include it.
    Offer,
    /// A reason this crate does not know, as received.
    Other(String),
}

impl Barred {
    /// The reason as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Subscription => "This size isn't available to the subscription in this region.".to_owned(),
            Self::Offer => "The subscription's offer doesn't include this size.".to_owned(),
            Self::Other(reason) => format!("This size isn't available to the subscription in this region ({reason})."),
        }
    }
}

/// What a size has to fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The zones.
    pub zones: Vec<i64>,
    /// The managed disk; `None` for none or an ephemeral one.
    pub disk: Option<VirtualMachineDiskType>,
    /// Whether the OS disk is ephemeral.
    pub ephemeral: bool,
    /// Where an ephemeral disk lies.
    pub placement: Option<DiffDiskPlacement>,
    /// The security type.
    pub security: Option<SecurityType>,
    /// The generation of the image, if it is known.
    pub generation: Option<HyperVGeneration>,
}

impl SizeFacts {
    /// The facts of a size in a region; `None` for what is no machine size.
    pub fn of(sku: &ComputeSku, location: &str) -> Option<Self> {
        if sku.resource_type.as_deref() != Some("virtualMachines") {
            return None;
        }
        let here = |name: &str| location_name(name) == location_name(location);
        let places = sku.location_info.iter().flatten();
        let places = places.filter(|place| place.location.as_deref().is_none_or(here));
        let mut zones: Vec<i64> = places.flat_map(|place| numbers(place.zones.as_deref())).collect();
        zones.sort_unstable();
        zones.dedup();
        let capability = |name: &str| capability(sku, name);
        let flag = |name: &str| capability(name).map(|value| value.eq_ignore_ascii_case("true"));
        let number = |name: &str| capability(name).and_then(|value| value.parse::<i64>().ok());
        let (barred, barred_zones) = restrictions(sku.restrictions.as_deref().unwrap_or_default(), here);
        let generations = capability("HyperVGenerations").unwrap_or_default().split(',');
        Some(Self {
            name: sku.name.clone()?,
            family: sku.family.clone().unwrap_or_default(),
            vcpus: number("vCPUs"),
            memory_gb: capability("MemoryGB").and_then(|value| value.parse().ok()),
            generations: generations.map(str::trim).filter(|word| !word.is_empty()).map(HyperVGeneration::parse).collect(),
            zones,
            barred_zones,
            barred,
            premium_disks: flag("PremiumIO"),
            ephemeral: flag("EphemeralOSDiskSupported"),
            cache_gb: number("CachedDiskBytes").map(|bytes| bytes >> 30),
            resource_gb: number("MaxResourceVolumeMB").map(|mib| mib >> 10),
            trusted_launch: flag("TrustedLaunchDisabled") != Some(true),
            confidential: capability("ConfidentialComputingType").is_some_and(|kind| !kind.is_empty()),
            architecture: capability("CpuArchitectureType").map(str::to_owned),
        })
    }

    /// Its vCPUs, memory, generations and zones in one line.
    pub fn summary(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.vcpus.map(|count| format!("{count} vCPU")));
        parts.extend(self.memory_gb.map(|memory| format!("{memory} GiB")));
        let generations: Vec<&str> = self.generations.iter().map(|word| word.as_str().trim_start_matches('V')).collect();
        if !generations.is_empty() {
            parts.push(format!("gen {}", generations.join("/")));
        }
        let zones: Vec<String> = self.zones.iter().map(i64::to_string).collect();
        parts.push(if zones.is_empty() { "no zones".to_owned() } else { format!("zones {}", zones.join(", ")) });
        parts.join(" · ")
    }

    /// Why it does not fit, each reason at the field of the configuration that it stands against. Empty: nothing is known that
    /// speaks against it.
    pub fn misfits(&self, wanted: &Wanted) -> Vec<FieldProblem> {
        let mut found: Vec<FieldProblem> = Vec::new();
        found.extend(self.barred.as_ref().map(|barred| FieldProblem::error("vmSizeId", barred.sentence())));
        found.extend(self.zone_misfit(&wanted.zones));
        found.extend(self.disk_misfit(wanted));
        found.extend(self.security_misfit(wanted));
        if let Some(generation) = &wanted.generation
            && !self.generations.is_empty()
            && !self.generations.contains(generation)
        {
            let number = generation.as_str().trim_start_matches('V');
            let message = format!("{} doesn't support generation {number} VMs, which the image requires.", self.name);
            found.push(FieldProblem::error("vmSizeId", message));
        }
        if self.architecture.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("Arm64")) {
            let message = format!("{} has an Arm processor; Azure Virtual Desktop requires x64.", self.name);
            found.push(FieldProblem::error("vmSizeId", message));
        }
        found
    }

    fn zone_misfit(&self, wanted: &[i64]) -> Option<FieldProblem> {
        let missing: Vec<i64> = wanted.iter().copied().filter(|zone| !self.zones.contains(zone)).collect();
        let barred: Vec<i64> = wanted.iter().copied().filter(|zone| self.barred_zones.contains(zone)).collect();
        let list = |zones: &[i64]| zones.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let message = if !missing.is_empty() {
            format!("{} isn't available in zone {} of this region.", self.name, list(&missing))
        } else if !barred.is_empty() {
            format!("{} isn't available to the subscription in zone {}.", self.name, list(&barred))
        } else {
            return None;
        };
        Some(FieldProblem::error("availabilityZones", message))
    }

    fn disk_misfit(&self, wanted: &Wanted) -> Option<FieldProblem> {
        let name = &self.name;
        if !wanted.ephemeral {
            let premium = wanted.disk == Some(VirtualMachineDiskType::PremiumLrs) && self.premium_disks == Some(false);
            let message = format!("{name} doesn't support Premium SSD disks.");
            return premium.then(|| FieldProblem::error("diskInfo.managedDisk.type", message));
        }
        if self.ephemeral == Some(false) {
            let message = format!("{name} doesn't support ephemeral OS disks.");
            return Some(FieldProblem::error("diskInfo.diffDiskSettings.option", message));
        }
        let (gib, what) = match wanted.placement {
            Some(DiffDiskPlacement::CacheDisk) => (self.cache_gb, "cache disk"),
            Some(DiffDiskPlacement::ResourceDisk) => (self.resource_gb, "resource disk"),
            _ => return None,
        };
        let message = format!("{name} has no {what}.");
        (gib == Some(0)).then(|| FieldProblem::error("diskInfo.diffDiskSettings.placement", message))
    }

    fn security_misfit(&self, wanted: &Wanted) -> Option<FieldProblem> {
        let message = match wanted.security {
            Some(SecurityType::TrustedLaunch) if !self.trusted_launch => {
                format!("{} doesn't support Trusted launch.", self.name)
            }
            Some(SecurityType::ConfidentialVm) if !self.confidential => {
                format!("{} doesn't support confidential VMs.", self.name)
            }
            Some(SecurityType::Standard) if self.confidential && self.generations == [HyperVGeneration::V2] => {
                let message = format!("{} is meant for confidential VMs; Azure may refuse Standard.", self.name);
                return Some(FieldProblem::warning("securityInfo.type", message));
            }
            _ => return None,
        };
        Some(FieldProblem::error("securityInfo.type", message))
    }
}

/// The sizes among what is for sale in a region, by name.
pub fn sizes(skus: &[ComputeSku], location: &str) -> Vec<SizeFacts> {
    let mut sizes: Vec<SizeFacts> = skus.iter().filter_map(|sku| SizeFacts::of(sku, location)).collect();
    sizes.sort_by(|a, b| a.name.cmp(&b.name));
    sizes
}

fn capability<'a>(sku: &'a ComputeSku, name: &str) -> Option<&'a str> {
    let pairs = sku.capabilities.iter().flatten();
    let mut found = pairs.filter(|pair| pair.name.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(name)));
    found.next()?.value.as_deref()
}

fn restrictions(all: &[SkuRestriction], here: impl Fn(&str) -> bool) -> (Option<Barred>, Vec<i64>) {
    let (mut barred, mut zones) = (None, Vec::new());
    for restriction in all {
        let info = restriction.restriction_info.as_ref();
        let places = info.and_then(|info| info.locations.as_deref());
        let whole = matches!(restriction.kind, Some(SkuRestrictionType::Location) | None);
        let places = places.or_else(|| restriction.values.as_deref().filter(|_| whole));
        if !places.is_none_or(|places| places.iter().any(|place| here(place))) {
            continue;
        }
        if whole {
            barred = Some(match restriction.reason_code.as_deref() {
                Some("NotAvailableForSubscription") => Barred::Subscription,
                Some("QuotaId") => Barred::Offer,
                other => Barred::Other(other.unwrap_or("no reason given").to_owned()),
            });
        } else {
            zones.extend(numbers(info.and_then(|info| info.zones.as_deref()).or(restriction.values.as_deref())));
        }
    }
    zones.sort_unstable();
    zones.dedup();
    (barred, zones)
}

fn numbers(texts: Option<&[String]>) -> impl Iterator<Item = i64> {
    texts.unwrap_or_default().iter().filter_map(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::*;

    fn sku(capabilities: &[(&str, &str)], restrictions: &Value) -> ComputeSku {
        let capabilities: Vec<Value> = capabilities.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        serde_json::from_value(json!({
            "resourceType": "virtualMachines", "name": "Standard_D4s_v5", "family": "standardDSv5Family",
            "locations": ["westeurope"],
            "locationInfo": [{"location": "westeurope", "zones": ["3", "1", "2"], "zoneDetails": []}],
            "capabilities": capabilities, "restrictions": restrictions,
        }))
        .unwrap()
    }

    fn usual() -> SizeFacts {
        let capabilities = [
            ("vCPUs", "4"),
            ("MemoryGB", "16"),
            ("HyperVGenerations", "V1,V2"),
            ("PremiumIO", "True"),
            ("EphemeralOSDiskSupported", "False"),
            ("MaxResourceVolumeMB", "0"),
            ("CpuArchitectureType", "x64"),
        ];
        SizeFacts::of(&sku(&capabilities, &json!([])), "West Europe").unwrap()
    }

    fn fields(facts: &SizeFacts, wanted: &Wanted) -> Vec<&'static str> {
        facts.misfits(wanted).into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn facts_are_read_from_pairs() {
        let facts = usual();
        assert_eq!(facts.summary(), "4 vCPU · 16 GiB · gen 1/2 · zones 1, 2, 3");
        assert_eq!((facts.premium_disks, facts.ephemeral, facts.resource_gb), (Some(true), Some(false), Some(0)));
        assert!(facts.trusted_launch && !facts.confidential);
        assert!(fields(&facts, &Wanted::default()).is_empty());
        let disk: ComputeSku = serde_json::from_value(json!({"resourceType": "disks", "name": "Premium_LRS"})).unwrap();
        assert!(sizes(&[disk], "westeurope").is_empty());
    }

    #[test]
    fn what_is_not_said_is_not_held_against_a_size() {
        let facts = SizeFacts::of(&sku(&[], &Value::Null), "westeurope").unwrap();
        let wanted = Wanted {
            zones: vec![1],
            disk: Some(VirtualMachineDiskType::PremiumLrs),
            security: Some(SecurityType::TrustedLaunch),
            generation: Some(HyperVGeneration::V2),
            ..Wanted::default()
        };
        assert!(fields(&facts, &wanted).is_empty());
    }

    #[test]
    fn restrictions_count_for_the_region_or_a_zone() {
        let region = json!([{"type": "Location", "values": ["westeurope"], "reasonCode": "NotAvailableForSubscription",
            "restrictionInfo": {"locations": ["westeurope"]}}]);
        let facts = SizeFacts::of(&sku(&[], &region), "westeurope").unwrap();
        assert_eq!(facts.barred, Some(Barred::Subscription));
        assert_eq!(fields(&facts, &Wanted::default()), ["vmSizeId"]);
        assert_eq!(SizeFacts::of(&sku(&[], &region), "northeurope").unwrap().barred, None, "another region");
        let zone = json!([{"type": "Zone", "values": ["2"], "reasonCode": "NotAvailableForSubscription",
            "restrictionInfo": {"locations": ["westeurope"], "zones": ["2"]}}]);
        let facts = SizeFacts::of(&sku(&[], &zone), "westeurope").unwrap();
        assert_eq!((facts.barred.clone(), facts.barred_zones.as_slice()), (None, [2].as_slice()));
        let zones = |zones: &[i64]| fields(&facts, &Wanted { zones: zones.to_vec(), ..Wanted::default() });
        assert!(zones(&[1, 3]).is_empty());
        assert_eq!(zones(&[2]), ["availabilityZones"]);
        assert_eq!(zones(&[4]), ["availabilityZones"]);
    }

    #[test]
    fn what_does_not_fit_is_named_at_its_field() {
        let wanted = |edit: fn(&mut Wanted)| {
            let mut wanted = Wanted::default();
            edit(&mut wanted);
            wanted
        };
        let plain = SizeFacts {
            premium_disks: Some(false),
            trusted_launch: false,
            generations: vec![HyperVGeneration::V1],
            ephemeral: Some(true),
            ..usual()
        };
        let cases: [(Wanted, &str); 6] = [
            (wanted(|w| w.disk = Some(VirtualMachineDiskType::PremiumLrs)), "diskInfo.managedDisk.type"),
            (wanted(|w| w.security = Some(SecurityType::TrustedLaunch)), "securityInfo.type"),
            (wanted(|w| w.security = Some(SecurityType::ConfidentialVm)), "securityInfo.type"),
            (wanted(|w| w.generation = Some(HyperVGeneration::V2)), "vmSizeId"),
            (
                wanted(|w| (w.ephemeral, w.placement) = (true, Some(DiffDiskPlacement::ResourceDisk))),
                "diskInfo.diffDiskSettings.placement",
            ),
            (wanted(|w| w.zones = vec![9]), "availabilityZones"),
        ];
        for (wanted, field) in cases {
            assert_eq!(fields(&plain, &wanted), [field], "{wanted:?}");
        }
        assert_eq!(fields(&usual(), &wanted(|w| w.ephemeral = true)), ["diskInfo.diffDiskSettings.option"]);
        let arm = SizeFacts { architecture: Some("Arm64".to_owned()), ..usual() };
        assert_eq!(fields(&arm, &Wanted::default()), ["vmSizeId"]);
    }
}
