//! Virtual networks, subnets and network security groups (Microsoft.Network, `VirtualNetworks_ListAll`,
//! `NetworkSecurityGroups_ListAll`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::word::{record, resource};

resource! {
    /// A virtual network.
    VirtualNetwork : VirtualNetworkProperties {
        /// The region.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What a virtual network is.
    VirtualNetworkProperties {
        /// Its addresses.
        address_space: AddressSpace,
        /// Its subnets.
        subnets: Vec<Subnet>,
    } + other
}

record! {
    /// Ranges of addresses.
    AddressSpace {
        /// In CIDR notation.
        address_prefixes: Vec<String>,
    } + other
}

resource! {
    /// A subnet.
    Subnet : SubnetProperties {}
}

record! {
    /// What a subnet is.
    SubnetProperties {
        /// Its addresses, in CIDR notation.
        address_prefix: String,
        /// The same, where it has several ranges.
        address_prefixes: Vec<String>,
        /// The network security group of all that is in it.
        network_security_group: ResourceLink,
        /// The services it is given to.
        delegations: Vec<Value>,
        /// What takes an address of it.
        ip_configurations: Vec<Value>,
    } + other
}

record! {
    /// A resource by its id.
    ResourceLink {
        /// The id.
        id: String,
    } + other
}

resource! {
    /// A network security group.
    NetworkSecurityGroup : NetworkSecurityGroupProperties {
        /// The region.
        location: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What a network security group is.
    NetworkSecurityGroupProperties {
        /// How far the last change of it is.
        provisioning_state: String,
    } + other
}
