//! Machine sizes, Marketplace images and images of your own (Microsoft.Compute). All of them read.

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
}
