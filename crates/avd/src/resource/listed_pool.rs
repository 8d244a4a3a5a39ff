//! A host pool as a list needs it: a few fields of many (`HostPool`, Microsoft.DesktopVirtualization).
//!
//! An estate has thousands of pools, and the first thing the console shows is their list: what it does not show is not decoded.

use super::host_pool_words::{HostPoolType, LoadBalancerType, ManagementType};
use crate::word::{by_table, record};

/// A host pool in a list; [`super::HostPool`] has all of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedPool {
    /// The resource id, as received.
    pub id: Option<String>,
    /// The region of the pool's metadata.
    pub location: Option<String>,
    /// What it is.
    pub properties: ListedPoolProperties,
}

by_table!(ListedPool { id, location, properties });

record! {
    /// What a list says of a host pool.
    ListedPoolProperties {
        /// The display name.
        friendly_name: String,
        /// Whether users share hosts.
        host_pool_type: HostPoolType,
        /// How users are spread over hosts.
        load_balancer_type: LoadBalancerType,
        /// Whether the service makes the hosts from a configuration.
        management_type: ManagementType,
        /// Sessions a host takes; 999999 stands for no limit.
        max_session_limit: i64,
    }
}

impl ListedPool {
    /// The id as a value to compare and to build addresses from; `None` if it is missing or malformed.
    pub fn resource_id(&self) -> Option<arm::ResourceId> {
        self.id.as_deref().and_then(|id| arm::ResourceId::parse(id).ok())
    }
}
