//! What Microsoft.Compute offers for machines: sizes, Marketplace images, images of your own
//! (`ResourceSkus_List` 2021-07-01, `VirtualMachineImages_*`, `Galleries_*`, `Images_List`).

use std::collections::BTreeMap;

use crate::word::{record, resource, word};

record! {
    /// One thing that is for sale in a region: a machine size, a disk type (`ResourceSku`).
    ComputeSku {
        /// What it is: `virtualMachines`, `disks`.
        resource_type: String,
        /// The name of a size: `Standard_D4s_v5`.
        name: String,
        /// The family its quota counts in.
        family: String,
        /// The regions it is sold in.
        locations: Vec<String>,
        /// The zones of each region.
        location_info: Vec<SkuLocation>,
        /// What it can do, as pairs of texts.
        capabilities: Vec<SkuCapability>,
        /// Why this subscription cannot have it.
        restrictions: Vec<SkuRestriction>,
    } + other
}

record! {
    /// Where a size is sold.
    SkuLocation {
        /// The region.
        location: String,
        /// The zones, as text: `1`.
        zones: Vec<String>,
    }
}

record! {
    /// One thing a size can do: `vCPUs` and `4`.
    SkuCapability {
        /// Which thing.
        name: String,
        /// How much of it, or `True`.
        value: String,
    }
}

record! {
    /// Why a subscription cannot have a size.
    SkuRestriction {
        /// Of what kind.
        kind = "type": SkuRestrictionType,
        /// The regions or zones it counts for.
        values: Vec<String>,
        /// The same in detail.
        restriction_info: SkuRestrictionInfo,
        /// `NotAvailableForSubscription` or `QuotaId`.
        reason_code: String,
    }
}

record! {
    /// Where a restriction counts.
    SkuRestrictionInfo {
        /// The regions.
        locations: Vec<String>,
        /// The zones.
        zones: Vec<String>,
    }
}

word! {
    /// What a restriction is about.
    SkuRestrictionType {
        /// A whole region.
        Location = "Location",
        /// Some zones of a region.
        Zone = "Zone",
    }
}

record! {
    /// A publisher, an offer, a SKU or a version of the Marketplace (`VirtualMachineImageResource`).
    MarketplaceItem {
        /// The id.
        id: String,
        /// The name.
        name: String,
        /// The region it was read in.
        location: String,
    } + other
}

word! {
    /// The generation of the virtual machine an image is made for.
    HyperVGeneration {
        /// Generation 1.
        V1 = "V1",
        /// Generation 2.
        V2 = "V2",
    }
}

resource! {
    /// A gallery of your own.
    Gallery : GalleryProperties {
        /// The region.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What a gallery is.
    GalleryProperties {
        /// The description.
        description: String,
        /// How far the last change of it is.
        provisioning_state: String,
    } + other
}

resource! {
    /// An image definition of a gallery.
    GalleryImage : GalleryImageProperties {
        /// The region.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What an image definition is.
    GalleryImageProperties {
        /// `Windows` or `Linux`.
        os_type: String,
        /// `Generalized` or `Specialized`.
        os_state: String,
        /// The generation of machine it is made for.
        hyper_v_generation: HyperVGeneration,
        /// `x64` or `Arm64`.
        architecture: String,
        /// Pairs such as `SecurityType` and `TrustedLaunchSupported`.
        features: Vec<SkuCapability>,
        /// The plan it was bought under.
        purchase_plan: BTreeMap<String, String>,
        /// How far the last change of it is.
        provisioning_state: String,
    } + other
}

resource! {
    /// A version of an image definition.
    GalleryImageVersion : GalleryImageVersionProperties {
        /// The region.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What an image version is.
    GalleryImageVersionProperties {
        /// Where it is.
        publishing_profile: PublishingProfile,
        /// How far the last change of it is.
        provisioning_state: String,
    } + other
}

record! {
    /// Where an image version is.
    PublishingProfile {
        /// The regions it is copied to.
        target_regions: Vec<TargetRegion>,
        /// Whether it is skipped where the latest version is asked for.
        exclude_from_latest: bool,
        /// Copies in a region, where the region does not say.
        replica_count: i64,
        /// When it was published.
        published_date: String,
        /// From when it is old.
        end_of_life_date: String,
    } + other
}

record! {
    /// A region an image version is copied to.
    TargetRegion {
        /// The region, as it is displayed: `West Europe`.
        name: String,
        /// Copies there.
        regional_replica_count: i64,
    } + other
}

resource! {
    /// A managed image.
    ManagedImage : ManagedImageProperties {
        /// The region; it can be used nowhere else.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What a managed image is.
    ManagedImageProperties {
        /// The generation of machine it is made for.
        hyper_v_generation: HyperVGeneration,
        /// How far the last change of it is.
        provisioning_state: String,
    } + other
}
