//! What pickers and checks read of the providers around: every address the console has is one the emulator knows.

use arm::{Call, ResourceId};
use avd::operation::{
    activity_log, authorization, compute, diagnostic_settings, key_vault, network, policy_insights, resource_graph, scaling_plans,
};
use serde_json::json;

use crate::console::{Console, days};

/// One call of each, at resources of the demo estate.
pub async fn calls(console: &Console) -> Vec<Call> {
    let versions = &console.versions;
    let pool = &console.pool("hp-callcenter").await;
    let subscription = pool.subscription().unwrap();
    let id = |group: &str, rest: &str| {
        ResourceId::parse(&format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{rest}")).unwrap()
    };
    let group = ResourceId::parse(&format!("/subscriptions/{subscription}/resourceGroups/rg-avd-prod")).unwrap();
    let gallery = id("rg-images", "Microsoft.Compute/galleries/gal_contoso");
    let (image, vnet) = (gallery.child("images", "win11-avd"), id("rg-network", "Microsoft.Network/virtualNetworks/vnet-avd"));
    let vault = id("rg-security", "Microsoft.KeyVault/vaults/kv-contoso-avd");
    let plan = id("rg-avd-prod", "Microsoft.DesktopVirtualization/scalingPlans/sp-office-hours");
    let hosts = console.hosts(pool).await;
    let machine_of = |at: usize| ResourceId::parse(hosts[at].properties.resource_id.as_deref().unwrap()).unwrap();
    let machine = machine_of(0);
    let (publisher, offer, sku) = ("microsoftwindowsdesktop", "windows-11", "win11-24h2-avd");
    let place = "West Europe";
    let content = json!({ "type": "Microsoft.Compute/virtualMachines", "location": "westeurope" });
    let reference = json!({ "hostPoolArmPath": pool.as_str(), "scalingPlanEnabled": false });
    vec![
        compute::skus(subscription, place, versions),
        compute::publishers(subscription, place, versions),
        compute::offers(subscription, place, publisher, versions),
        compute::image_skus(subscription, place, publisher, offer, versions),
        compute::image_versions(subscription, place, (publisher, offer, sku), versions),
        compute::image_version(subscription, place, (publisher, offer, sku, "26100.6899.251010"), versions),
        compute::galleries(subscription, versions),
        compute::gallery_images(&gallery, versions),
        compute::gallery_image(&image, versions),
        compute::gallery_image_versions(&image, versions),
        compute::gallery_image_version(&image.child("versions", "2026.10.1"), versions),
        compute::images(subscription, versions),
        compute::image(&id("rg-images", "Microsoft.Compute/images/img-win11-july"), versions),
        compute::usages(subscription, place, versions),
        compute::machines(&group, versions),
        compute::machine(&machine, versions),
        compute::start(&machine, versions),
        compute::restart(&machine_of(1), versions),
        compute::deallocate(&machine_of(2), versions),
        compute::extensions(&machine, versions),
        network::virtual_networks(subscription, versions),
        network::virtual_network(&vnet, versions),
        network::virtual_network_usages(&vnet, versions),
        network::security_groups(subscription, versions),
        key_vault::vaults(subscription, versions),
        key_vault::secrets(&vault, versions),
        key_vault::secret(&vault, "vm-admin-password", versions),
        authorization::locks(&group, versions),
        authorization::role_assignments(&group, "00000000-0000-0000-0000-000000000000", versions),
        authorization::policy_assignments(&group, versions),
        policy_insights::check_restrictions(&group, &content, "2024-07-01", versions),
        diagnostic_settings::list(pool, versions),
        resource_graph::session_hosts(&[subscription.to_owned()], versions),
        activity_log::list(pool, console.now() - days(7), console.now(), versions).unwrap(),
        scaling_plans::list_by_host_pool(pool, versions),
        scaling_plans::get(&plan, versions),
        scaling_plans::update(&plan, json!({ "properties": { "hostPoolReferences": [reference] } }), versions),
    ]
}
