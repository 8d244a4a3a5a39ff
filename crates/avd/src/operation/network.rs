//! Virtual networks and network security groups (Microsoft.Network). All of them read.

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `VirtualNetworks_ListAll`: the virtual networks of a subscription, with their subnets.
pub fn virtual_networks(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Network/virtualNetworks");
    read("VirtualNetworks_ListAll", path, Family::Network, versions)
}

/// `NetworkSecurityGroups_ListAll`: the network security groups of a subscription.
pub fn security_groups(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.Network/networkSecurityGroups");
    read("NetworkSecurityGroups_ListAll", path, Family::Network, versions)
}

/// `VirtualNetworks_Get`: one virtual network, with its subnets.
pub fn virtual_network(network: &ResourceId, versions: &ApiVersions) -> Call {
    read("VirtualNetworks_Get", network.path(), Family::Network, versions)
}

/// `VirtualNetworks_ListUsage`: how many addresses of each subnet are in use.
pub fn virtual_network_usages(network: &ResourceId, versions: &ApiVersions) -> Call {
    read("VirtualNetworks_ListUsage", format!("{}/usages", network.path()), Family::Network, versions)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::check;
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let line = |last: &str| {
            format!("GET https://management.azure.com/subscriptions/s/providers/Microsoft.Network/{last}?api-version=2025-05-01")
        };
        check(&virtual_networks("s", &versions), &line("virtualNetworks"), "");
        check(&security_groups("s", &versions), &line("networkSecurityGroups"), "");
        let network =
            ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v").unwrap();
        let line = format!("GET https://management.azure.com{network}");
        check(&virtual_network(&network, &versions), &format!("{line}?api-version=2025-05-01"), "");
        check(&virtual_network_usages(&network, &versions), &format!("{line}/usages?api-version=2025-05-01"), "");
    }
}
