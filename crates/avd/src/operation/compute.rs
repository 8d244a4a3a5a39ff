//! Machines and their power, machine sizes, Marketplace images and images of your own (Microsoft.Compute).

use arm::{Call, ResourceId, encode_segment};

use super::read;
use crate::version::{ApiVersions, Family};

/// `ResourceSkus_List`: what is for sale in a region. Always with a region: the whole answer is tens of megabytes.
pub fn skus(subscription: &str, location: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/skus");
    let filter = format!("location eq '{}'", location_name(location).replace('\'', "''"));
    read("ResourceSkus_List", path, Family::ComputeSkus, versions).with_query("$filter", filter)
}

/// `VirtualMachineImages_ListPublishers`: the publishers of the Marketplace. The answer is a bare array.
pub fn publishers(subscription: &str, location: &str, versions: &ApiVersions) -> Call {
    let path = marketplace(subscription, location, &[]);
    read("VirtualMachineImages_ListPublishers", path, Family::Compute, versions)
}

/// `VirtualMachineImages_ListOffers`: the offers of a publisher. The answer is a bare array.
pub fn offers(subscription: &str, location: &str, publisher: &str, versions: &ApiVersions) -> Call {
    let path = marketplace(subscription, location, &[publisher, "artifacttypes", "vmimage", "offers"]);
    read("VirtualMachineImages_ListOffers", path, Family::Compute, versions)
}

/// `VirtualMachineImages_ListSkus`: the SKUs of an offer. The answer is a bare array.
pub fn image_skus(subscription: &str, location: &str, publisher: &str, offer: &str, versions: &ApiVersions) -> Call {
    let path = marketplace(subscription, location, &[publisher, "artifacttypes", "vmimage", "offers", offer, "skus"]);
    read("VirtualMachineImages_ListSkus", path, Family::Compute, versions)
}

/// `VirtualMachineImages_List`: the versions of a SKU, the newest first. The answer is a bare array.
pub fn image_versions(
    subscription: &str,
    location: &str,
    (publisher, offer, sku): (&str, &str, &str),
    versions: &ApiVersions,
) -> Call {
    let below = [publisher, "artifacttypes", "vmimage", "offers", offer, "skus", sku, "versions"];
    let path = marketplace(subscription, location, &below);
    read("VirtualMachineImages_List", path, Family::Compute, versions).with_query("$orderby", "name desc")
}

/// `Galleries_List`: the galleries of a subscription.
pub fn galleries(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/galleries");
    read("Galleries_List", path, Family::Galleries, versions)
}

/// `GalleryImages_ListByGallery`: the image definitions of a gallery.
pub fn gallery_images(gallery: &ResourceId, versions: &ApiVersions) -> Call {
    read("GalleryImages_ListByGallery", format!("{}/images", gallery.path()), Family::Galleries, versions)
}

/// `GalleryImageVersions_ListByGalleryImage`: the versions of an image definition.
pub fn gallery_image_versions(image: &ResourceId, versions: &ApiVersions) -> Call {
    read("GalleryImageVersions_ListByGalleryImage", format!("{}/versions", image.path()), Family::Galleries, versions)
}

/// `Images_List`: the managed images of a subscription.
pub fn images(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/images");
    read("Images_List", path, Family::Compute, versions)
}

/// `VirtualMachineImages_Get`: one version of a SKU, with what it is made for.
pub fn image_version(
    subscription: &str,
    location: &str,
    (publisher, offer, sku, version): (&str, &str, &str, &str),
    versions: &ApiVersions,
) -> Call {
    let below = [publisher, "artifacttypes", "vmimage", "offers", offer, "skus", sku, "versions", version];
    read("VirtualMachineImages_Get", marketplace(subscription, location, &below), Family::Compute, versions)
}

/// `GalleryImageVersions_Get`: one version of an image definition, with the state of its copies.
pub fn gallery_image_version(version: &ResourceId, versions: &ApiVersions) -> Call {
    let call = read("GalleryImageVersions_Get", version.path(), Family::Galleries, versions);
    call.with_query("$expand", "ReplicationStatus")
}

/// `GalleryImages_Get`: one image definition.
pub fn gallery_image(image: &ResourceId, versions: &ApiVersions) -> Call {
    read("GalleryImages_Get", image.path(), Family::Galleries, versions)
}

/// `Images_Get`: one managed image.
pub fn image(image: &ResourceId, versions: &ApiVersions) -> Call {
    read("Images_Get", image.path(), Family::Compute, versions)
}

/// `Usage_List`: the quotas of a region, and how much of them is used.
pub fn usages(subscription: &str, location: &str, versions: &ApiVersions) -> Call {
    let location = encode_segment(&location_name(location));
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/usages");
    read("Usage_List", path, Family::Compute, versions)
}

/// `VirtualMachines_List`: the machines of a resource group.
pub fn machines(group: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.Compute/virtualMachines", group.path());
    read("VirtualMachines_List", path, Family::Compute, versions)
}

/// `VirtualMachines_Get`: one machine with its power state.
pub fn machine(machine: &ResourceId, versions: &ApiVersions) -> Call {
    read("VirtualMachines_Get", machine.path(), Family::Compute, versions).with_query("$expand", "instanceView")
}

/// `VirtualMachines_Start`: switches a machine on. A long-running operation, like the next two.
pub fn start(machine: &ResourceId, versions: &ApiVersions) -> Call {
    power("VirtualMachines_Start", machine, "start", versions)
}

/// `VirtualMachines_Restart`.
pub fn restart(machine: &ResourceId, versions: &ApiVersions) -> Call {
    power("VirtualMachines_Restart", machine, "restart", versions)
}

/// `VirtualMachines_Deallocate`: shuts a machine down and gives its host back, so that it costs no more than its disks.
pub fn deallocate(machine: &ResourceId, versions: &ApiVersions) -> Call {
    power("VirtualMachines_Deallocate", machine, "deallocate", versions)
}

fn power(operation: &'static str, machine: &ResourceId, verb: &str, versions: &ApiVersions) -> Call {
    Call::post(operation, format!("{}/{verb}", machine.path()), versions.preferred(Family::Compute), None)
}

/// `VirtualMachineExtensions_List`: the extensions of a machine.
pub fn extensions(machine: &ResourceId, versions: &ApiVersions) -> Call {
    read("VirtualMachineExtensions_List", format!("{}/extensions", machine.path()), Family::Compute, versions)
}

/// A region as paths and filters want it: `westeurope` for `West Europe`.
pub fn location_name(location: &str) -> String {
    location.chars().filter(|next| !next.is_whitespace()).collect::<String>().to_lowercase()
}

fn marketplace(subscription: &str, location: &str, below: &[&str]) -> String {
    let location = encode_segment(&location_name(location));
    let mut path = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/publishers");
    for segment in below {
        path.push('/');
        path.push_str(&encode_segment(segment));
    }
    path
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::check;
    use super::*;

    const ROOT: &str = "GET https://management.azure.com/subscriptions/s/providers/Microsoft.Compute";

    #[test]
    fn sizes_are_asked_for_by_region() {
        let line = format!("{ROOT}/skus?api-version=2021-07-01&$filter=location%20eq%20'westeurope'");
        check(&skus("s", "West Europe", &ApiVersions::default()), &line, "");
    }

    #[test]
    fn marketplace_images_level_by_level() {
        let versions = ApiVersions::default();
        let line = |below: &str| format!("{ROOT}/locations/westeurope/publishers{below}");
        let version = "?api-version=2024-07-01";
        check(&publishers("s", "West Europe", &versions), &line(version), "");
        check(&offers("s", "westeurope", "P", &versions), &line(&format!("/P/artifacttypes/vmimage/offers{version}")), "");
        let below = format!("/P/artifacttypes/vmimage/offers/a%20b/skus{version}");
        check(&image_skus("s", "westeurope", "P", "a b", &versions), &line(&below), "");
        let below = "/P/artifacttypes/vmimage/offers/o/skus/k/versions?api-version=2024-07-01&$orderby=name%20desc";
        check(&image_versions("s", "westeurope", ("P", "o", "k"), &versions), &line(below), "");
    }

    #[test]
    fn images_of_your_own() {
        let versions = ApiVersions::default();
        check(&galleries("s", &versions), &format!("{ROOT}/galleries?api-version=2025-03-03"), "");
        check(&images("s", &versions), &format!("{ROOT}/images?api-version=2024-07-01"), "");
        let gallery = ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/own").unwrap();
        let line = format!("GET https://management.azure.com{gallery}/images?api-version=2025-03-03");
        check(&gallery_images(&gallery, &versions), &line, "");
        let image = gallery.child("images", "win 11");
        let line = format!("GET https://management.azure.com{gallery}/images/win%2011/versions?api-version=2025-03-03");
        check(&gallery_image_versions(&image, &versions), &line, "");
    }

    #[test]
    fn single_images() {
        let versions = ApiVersions::default();
        let below =
            "/locations/westeurope/publishers/P/artifacttypes/vmimage/offers/o/skus/k/versions/1.2.3?api-version=2024-07-01";
        check(&image_version("s", "West Europe", ("P", "o", "k", "1.2.3"), &versions), &format!("{ROOT}{below}"), "");
        let own = ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i").unwrap();
        let line = format!("GET https://management.azure.com{own}?api-version=2024-07-01");
        check(&image(&own, &versions), &line, "");
        let gallery = ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/own").unwrap();
        let definition = gallery.child("images", "i");
        let line = format!("GET https://management.azure.com{definition}?api-version=2025-03-03");
        check(&gallery_image(&definition, &versions), &line, "");
        let version = definition.child("versions", "1.0.0");
        let line = format!("GET https://management.azure.com{version}?api-version=2025-03-03&$expand=ReplicationStatus");
        check(&gallery_image_version(&version, &versions), &line, "");
    }

    #[test]
    fn machines_and_their_quota() {
        let versions = ApiVersions::default();
        let line = format!("{ROOT}/locations/westeurope/usages?api-version=2024-07-01");
        check(&usages("s", "West Europe", &versions), &line, "");
        let group = ResourceId::parse("/subscriptions/s/resourceGroups/g").unwrap();
        let line = format!("GET https://management.azure.com{group}/providers/Microsoft.Compute/virtualMachines");
        check(&machines(&group, &versions), &format!("{line}?api-version=2024-07-01"), "");
        let machine = ResourceId::parse(&format!("{group}/providers/Microsoft.Compute/virtualMachines/vm")).unwrap();
        let read = "/vm?api-version=2024-07-01&$expand=instanceView";
        check(&super::machine(&machine, &versions), &format!("{line}{read}"), "");
        let post = |verb: &str| format!("{}/vm/{verb}?api-version=2024-07-01", line.replacen("GET", "POST", 1));
        check(&start(&machine, &versions), &post("start"), "");
        check(&restart(&machine, &versions), &post("restart"), "");
        check(&deallocate(&machine, &versions), &post("deallocate"), "");
        check(&extensions(&machine, &versions), &format!("{line}/vm/extensions?api-version=2024-07-01"), "");
    }
}
