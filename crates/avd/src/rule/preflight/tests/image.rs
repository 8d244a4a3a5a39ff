//! Checks 16–18.

use serde_json::{Value, json};

use super::super::{Known, Piece, Verdict};
use super::world::{World, now};
use Verdict::{Blocker, CouldNotCheck, Pass, Risk};

fn market() -> World {
    let info = json!({"type": "Marketplace", "marketplaceInfo": {
        "publisher": "P", "offer": "o", "sku": "k", "exactVersion": "1.2.3"}});
    let image = json!({"properties": {"hyperVGeneration": "V2", "osDiskImage": {"operatingSystem": "Windows"},
        "imageDeprecationStatus": {"imageState": "Active"}}});
    World::good().with(Piece::Configuration, "/properties/imageInfo", info).with(Piece::Image, "", image)
}

#[test]
fn gallery() {
    World::good().expect("image", Pass, "Replicated to westeurope (2 replicas)");
    World::good().missing(Piece::Image).expect("image", Blocker, "Not found: the image 1.0.0");
    let target = |value: Value| World::good().with(Piece::Image, "/properties/publishingProfile/targetRegions", value);
    let away = target(json!([{"name": "North Europe", "regionalReplicaCount": 3}]));
    away.expect("image", Blocker, "isn't replicated to westeurope");
    away.expect("image", Blocker, "--target-regions 'North Europe=3' 'westeurope=2'");
    target(json!([{"name": "westeurope", "regionalReplicaCount": 1}])).expect("image", Risk, "one replica");
    World::good().with(Piece::Image, "/properties/replicationStatus/summary/0/state", "Replicating".into()).expect(
        "image",
        Blocker,
        "Replicating",
    );
    World::good().with(Piece::ImageDefinition, "/properties/osState", "Specialized".into()).expect("image", Blocker, "Sysprep");
    World::good().with(Piece::ImageDefinition, "/properties/osType", "Linux".into()).expect(
        "image",
        Blocker,
        "isn't a Windows image",
    );
    World::good().refused(Piece::Image).expect("image", CouldNotCheck, "the image 1.0.0");
    World::good().refused(Piece::ImageDefinition).expect("image", CouldNotCheck, "the image definition win");
}

#[test]
fn marketplace() {
    market().expect("image", Pass, "available in Marketplace");
    market().expect("size", Pass, "Standard_D4s_v5");
    market().with(Piece::Image, "/properties/osDiskImage/operatingSystem", "Linux".into()).expect(
        "image",
        Blocker,
        "isn't a Windows image",
    );
    let state = |word: &str| market().with(Piece::Image, "/properties/imageDeprecationStatus/imageState", word.into());
    state("ScheduledForDeprecation").expect("image", Risk, "will withdraw");
    state("Deprecated").expect("image", Blocker, "has withdrawn");
    market().expect("imageRemains", Pass, "Marketplace image has none");
    market().expect("imagePlace", Pass, "Marketplace");
}

#[test]
fn operating_system() {
    let of = |publisher: &str, sku: &str| {
        let info = json!({"type": "Marketplace", "marketplaceInfo": {"publisher": publisher, "offer": "o", "sku": sku, "exactVersion": "1.2.3"}});
        market().with(Piece::Configuration, "/properties/imageInfo", info)
    };
    of("MicrosoftWindowsDesktop", "win11-24h2-avd-m365").expect("image", Pass, "recommended method");
    of("microsoftwindowsdesktop", "win10-21h2-evd").expect("image", Pass, "recommended method");
    of("MicrosoftWindowsServer", "2025-datacenter-azure-edition").expect("image", Risk, "isn't recommended");
    of("MicrosoftWindowsDesktop", "win11-24h2-ent").expect("image", Blocker, "doesn't support");
    of("contoso", "win11-24h2-ent").expect("image", Pass, "can't tell whether");
    let server = json!({"publisher": "MicrosoftWindowsServer", "offer": "o", "sku": "2022"});
    World::good().with(Piece::ImageDefinition, "/properties/identifier", server).expect("image", Risk, "isn't recommended");
    World::good().expect("image", Pass, "can't tell whether");
}

#[test]
fn managed() {
    let id = "/subscriptions/s/resourceGroups/rg-img/providers/Microsoft.Compute/images/gold";
    let world = |location: &str| {
        World::good().with(Piece::Configuration, "/properties/imageInfo/customInfo/resourceId", id.into()).with(
            Piece::Image,
            "",
            json!({"id": id, "location": location, "properties": {"hyperVGeneration": "V2"}}),
        )
    };
    world("West Europe").expect("image", Pass, "managed image");
    world("northeurope").expect("image", Blocker, "only in its own region");
    assert!(world("westeurope").evidence().parts(Piece::ImageDefinition).is_empty());
}

#[test]
fn a_definition_without_version_is_not_guessed() {
    let id = "/subscriptions/s/resourceGroups/rg-img/providers/Microsoft.Compute/galleries/gal/images/win";
    let world = World::good().with(Piece::Configuration, "/properties/imageInfo/customInfo/resourceId", id.into());
    world.expect("image", CouldNotCheck, "doesn't specify an image version");
}

#[test]
fn plan() {
    World::good().expect("imagePlan", Pass, "no purchase plan");
    let plan = json!({"name": "byol", "publisher": "isv", "product": "vdi"});
    World::good().with(Piece::ImageDefinition, "/properties/purchasePlan", plan.clone()).expect(
        "imagePlan",
        Risk,
        "byol from isv",
    );
    market().with(Piece::Image, "/properties/plan", plan).expect("imagePlan", Risk, "byol from isv");
    World::good().refused(Piece::ImageDefinition).expect("imagePlan", CouldNotCheck, "the image definition win");
}

#[test]
fn place() {
    World::good().expect("imagePlace", Pass, "in the pool's subscription");
    let away = World::good().with(
        Piece::Configuration,
        "/properties/imageInfo/customInfo/resourceId",
        "/subscriptions/other/resourceGroups/g/providers/Microsoft.Compute/galleries/gal/images/win/versions/1.0.0".into(),
    );
    away.expect("imagePlace", Pass, "isn't supported");
    away.expect("imagePlace", Pass, "works in the same directory for a pool with a managed identity. This pool has one.");
    away.with(Piece::Pool, "/identity", Value::Null).expect("imagePlace", Risk, "another subscription, other");
    let failed = Known::Failed { why: "Offline.".to_owned() };
    World::good().known(Piece::Configuration, failed).expect("imagePlace", CouldNotCheck, "Offline.");
    assert!(World::good().finding("imagePlace").read_at == Some(now()));
}
