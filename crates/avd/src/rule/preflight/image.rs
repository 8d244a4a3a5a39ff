//! Checks 16–18: the image.

use arm::{Json, ResourceId};
use serde_json::Value;

use super::Check;
use super::address::{GALLERY_VERSION, own_image, principals};
use super::case::{Case, Outcome, list, same_place, shell, text};
use super::evidence::Piece;
use crate::resource::HyperVGeneration;

const UPDATE: &str = "Update session hosts using session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 16,
        key: "image",
        title: "Image",
        source: UPDATE,
        needs: &[Piece::Pool, Piece::Configuration, Piece::Image, Piece::ImageDefinition],
        judge: image,
    },
    Check {
        id: 17,
        key: "imagePlan",
        title: "Image purchase plan",
        source: UPDATE,
        needs: &[Piece::Configuration, Piece::Image, Piece::ImageDefinition],
        judge: plan,
    },
    Check {
        id: 18,
        key: "imagePlace",
        title: "Image subscription",
        source: "What's new in Azure Virtual Desktop",
        needs: &[Piece::Pool, Piece::Configuration],
        judge: place,
    },
];

/// The generation of machine the image is made for, if it says.
pub(super) fn generation(case: &Case<'_>) -> Option<HyperVGeneration> {
    if is_absent(case) {
        return None;
    }
    let said = [Piece::ImageDefinition, Piece::Image].into_iter().filter_map(|piece| case.value(piece));
    said.filter_map(|value| text(value, "/properties/hyperVGeneration")).map(HyperVGeneration::parse).next()
}

fn is_absent(case: &Case<'_>) -> bool {
    case.is_missing(Piece::Image) || case.is_missing(Piece::ImageDefinition)
}

const OTHER_IMAGE: &str = "Select another image or version in the configuration.";

fn image(case: &Case<'_>) -> Outcome {
    if case.configuration().is_none() {
        return Outcome::no_configuration();
    }
    if is_absent(case) {
        let what = case.parts(Piece::Image).first().map_or("the image", |part| part.subject.as_str());
        return Outcome::blocker(format!("Not found: {what}."), OTHER_IMAGE).even_so();
    }
    let (Some(image), Some(region)) = (case.value(Piece::Image), case.region()) else {
        return Outcome::unsure("The configuration doesn't specify an image version that can be checked.", OTHER_IMAGE);
    };
    let found = match own_image(case.evidence) {
        None => marketplace(image),
        Some(id) if id.kind().eq_ignore_ascii_case(GALLERY_VERSION) => gallery(case, image, &id, region),
        Some(_) => managed(image, region),
    };
    for_system(found, system(case))
}

/// What Windows an image has. Learn, "Session host update" (September 2026): recommended for multi-session, not recommended for Windows
/// Server, not supported for single-session Enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    MultiSession,
    Server,
    SingleSession,
    Unknown,
}

/// What Windows the image has, by the names under which Microsoft publishes. The names of other publishers say nothing.
fn system(case: &Case<'_>) -> System {
    let market = case.configuration().and_then(|configuration| configuration.image_info?.marketplace_info);
    let definition = case.value(Piece::ImageDefinition).and_then(|definition| definition.pointer("/properties/identifier"));
    let own = |name: &str| definition.and_then(|names| names.get(name)).and_then(Value::as_str).map(str::to_owned);
    let (publisher, sku) = match (own_image(case.evidence), market) {
        (None, Some(market)) => (market.publisher, market.sku),
        _ => (own("publisher"), own("sku")),
    };
    let (publisher, sku) = (publisher.unwrap_or_default().to_lowercase(), sku.unwrap_or_default().to_lowercase());
    match publisher.as_str() {
        "microsoftwindowsserver" => System::Server,
        "microsoftwindowsdesktop" if sku.contains("avd") || sku.contains("evd") => System::MultiSession,
        "microsoftwindowsdesktop" if sku.split('-').any(|word| matches!(word, "ent" | "entn" | "enterprise")) => {
            System::SingleSession
        }
        _ => System::Unknown,
    }
}

fn for_system(found: Outcome, system: System) -> Outcome {
    const OTHER: &str = "Select a Windows 11 Enterprise multi-session image, or update the session hosts another way.";
    match system {
        System::MultiSession => found.noting("Windows Enterprise multi-session: session host update is the recommended method."),
        System::Unknown => found.noting("The console can't tell whether it's multi-session."),
        _ if !found.is_pass() => found,
        System::Server => Outcome::risk("Windows Server: session host update isn't recommended for it.", OTHER),
        System::SingleSession => {
            Outcome::blocker("Windows Enterprise single-session: session host update doesn't support it.", OTHER)
        }
    }
}

fn marketplace(image: &Value) -> Outcome {
    if text(image, "/properties/osDiskImage/operatingSystem").is_some_and(|system| !system.eq_ignore_ascii_case("Windows")) {
        return Outcome::blocker("The image isn't a Windows image.", OTHER_IMAGE);
    }
    let state = text(image, "/properties/imageDeprecationStatus/imageState").unwrap_or("Active");
    let until = text(image, "/properties/imageDeprecationStatus/scheduledDeprecationTime").unwrap_or("an unknown date");
    match state {
        "Active" => Outcome::pass("The version is available in Marketplace."),
        "ScheduledForDeprecation" => {
            Outcome::risk(format!("The publisher will withdraw this image on {until}."), "Plan to move to a newer image.")
        }
        other => Outcome::blocker(format!("The publisher has withdrawn this image ({other})."), OTHER_IMAGE),
    }
}

fn managed(image: &Value, region: &str) -> Outcome {
    match text(image, "/location") {
        Some(location) if same_place(location, region) => Outcome::pass(format!("A managed image in {region}.")),
        Some(location) => Outcome::blocker(
            format!("The managed image is in {location}, but the VMs are in {region}."),
            "A managed image can be used only in its own region. Copy it, or use a gallery image.",
        ),
        None => Outcome::unsure("The image doesn't report its region.", "Check it in the Azure portal."),
    }
}

fn gallery(case: &Case<'_>, image: &Value, id: &ResourceId, region: &str) -> Outcome {
    let definition = case.value(Piece::ImageDefinition);
    let says = |pointer: &str| definition.and_then(|definition| text(definition, pointer));
    if says("/properties/osType").is_some_and(|system| !system.eq_ignore_ascii_case("Windows")) {
        return Outcome::blocker("The image isn't a Windows image.", OTHER_IMAGE);
    }
    if says("/properties/osState").is_some_and(|state| !state.eq_ignore_ascii_case("Generalized")) {
        return Outcome::blocker("The image is specialized, not generalized.", "Run Sysprep and create a generalized image.");
    }
    let regions = list(image.pointer("/properties/publishingProfile/targetRegions"));
    let Some(here) = regions.iter().find(|target| text(target, "/name").is_some_and(|name| same_place(name, region))) else {
        return Outcome::blocker(
            format!("The image version isn't replicated to {region}."),
            "Add the region to the version's target regions, and wait for replication.",
        )
        .with_command(replicate(id, region, regions));
    };
    let copies = list(image.pointer("/properties/replicationStatus/summary"));
    let state = copies.iter().find(|copy| text(copy, "/region").is_some_and(|name| same_place(name, region)));
    if let Some(state) = state.and_then(|copy| text(copy, "/state")).filter(|state| !state.eq_ignore_ascii_case("Completed")) {
        return Outcome::blocker(
            format!("Replication to {region}: {state}."),
            "Wait until replication is finished, then check again.",
        );
    }
    let usual = image.pointer("/properties/publishingProfile/replicaCount");
    let replicas = here.get("regionalReplicaCount").or(usual).and_then(Value::as_i64).unwrap_or(1);
    if replicas < 2 {
        return Outcome::risk(
            format!("Only one replica in {region}. Creating many VMs at once is slow, and there's no replacement if it fails."),
            "Raise the number of replicas in the region to 2 or more.",
        )
        .with_command(replicate(id, region, regions));
    }
    Outcome::pass(format!("Replicated to {region} ({replicas} replicas)."))
}

/// The command that gives the version two copies in a region; the list of regions is sent whole.
fn replicate(id: &ResourceId, region: &str, regions: &[Value]) -> String {
    let others = regions.iter().filter_map(|target| {
        let name = text(target, "/name").filter(|name| !same_place(name, region))?;
        let copies = target.get("regionalReplicaCount").and_then(Value::as_i64).unwrap_or(1);
        Some(shell(&format!("{name}={copies}")))
    });
    let targets: Vec<String> = others.chain([shell(&format!("{region}=2"))]).collect();
    format!("az sig image-version update --ids {} --target-regions {}", shell(id.as_str()), targets.join(" "))
}

fn plan(case: &Case<'_>) -> Outcome {
    if case.configuration().is_none() {
        return Outcome::no_configuration();
    }
    if is_absent(case) || (case.value(Piece::Image).is_none() && case.value(Piece::ImageDefinition).is_none()) {
        return Outcome::unsure("Couldn't find the image.", OTHER_IMAGE);
    }
    let of =
        |piece, pointer: &str| case.value(piece).and_then(|value: &Value| value.pointer(pointer)).filter(|plan| plan.is_object());
    let found = of(Piece::ImageDefinition, "/properties/purchasePlan").or_else(|| of(Piece::Image, "/properties/plan"));
    match found {
        None => Outcome::pass("The image has no purchase plan."),
        Some(plan) => Outcome::risk(
            format!(
                "The image has the plan {} from {}.",
                text(plan, "/name").unwrap_or("unnamed"),
                text(plan, "/publisher").unwrap_or("an unknown publisher")
            ),
            "An update doesn't apply a purchase plan to the new VMs. Use an image without one.",
        ),
    }
}

/// Where Microsoft's pages stand to each other.
const OTHER_SUBSCRIPTION: &str = "According to Microsoft's how-to (January 2025), that isn't supported; according to “What's \
    new” (September 2026), it works in the same directory for a pool with a managed identity.";

fn place(case: &Case<'_>) -> Outcome {
    if case.configuration().is_none() {
        return Outcome::no_configuration();
    }
    let Some(image) = own_image(case.evidence) else { return Outcome::pass("A Marketplace image.") };
    let Some(pool) = case.pool().zip(case.pool_id()) else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    let same = image.subscription().map(str::to_ascii_lowercase) == pool.1.subscription().map(str::to_ascii_lowercase);
    if same {
        return Outcome::pass("The image is in the pool's subscription.");
    }
    let evidence = format!("The image is in another subscription, {}.", image.subscription().unwrap_or("unknown"));
    if principals(&pool.0.to_json()).is_empty() {
        return Outcome::risk(
            format!("{evidence} {OTHER_SUBSCRIPTION}"),
            "Add a managed identity that can read the image to the pool, or copy the image to the pool's subscription.",
        );
    }
    Outcome::pass(format!("{evidence} {OTHER_SUBSCRIPTION} This pool has one."))
}
