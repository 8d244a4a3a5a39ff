//! Virtual networks and network security groups (Microsoft.Network). All of them read.

use arm::Call;

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

#[cfg(test)]
mod tests {
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
    }
}
