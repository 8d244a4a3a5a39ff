//! A host pool as a list needs it: a few fields of many (`HostPool`, Microsoft.DesktopVirtualization).
//!
//! An estate has thousands of pools, and the first thing the console shows is their list: what it does not show is not decoded.

use arm::Json;
use serde_json::Value;

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
    /// Reads a row of [`crate::operation::resource_graph::host_pools`]. There an absent property is an empty text.
    pub fn from_graph(mut row: Value) -> Option<Self> {
        let fields = row.as_object_mut()?;
        fields.retain(|_, value| *value != "");
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (id, location) = (text("id"), text("location"));
        Some(Self { id, location, properties: ListedPoolProperties::from_json(row).ok()? })
    }

    /// Whether two reads of a pool agree in what a list shows. An older API version does not tell the management: that is no difference.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let named = |pool: &Self| pool.properties.friendly_name.clone().filter(|name| !name.is_empty());
        let placed = |pool: &Self| pool.location.as_deref().map(str::to_ascii_lowercase);
        let (one, two) = (&self.properties, &other.properties);
        let management = |of: &ListedPoolProperties| of.management_type.clone();
        (named(self), placed(self), &one.host_pool_type) == (named(other), placed(other), &two.host_pool_type)
            && (&one.load_balancer_type, one.max_session_limit) == (&two.load_balancer_type, two.max_session_limit)
            && management(one).zip(management(two)).is_none_or(|(one, two)| one == two)
    }

    /// The id as a value to compare and to build addresses from; `None` if it is missing or malformed.
    pub fn resource_id(&self) -> Option<arm::ResourceId> {
        self.id.as_deref().and_then(|id| arm::ResourceId::parse(id).ok())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn two_reads_are_compared_by_what_a_list_shows() {
        let pool = |location: &str, name: Value, management: Value, limit: i64| {
            let properties = json!({"friendlyName": name, "managementType": management, "maxSessionLimit": limit});
            ListedPool::from_json(json!({"id": "/x", "location": location, "properties": properties})).unwrap()
        };
        let graph = pool("westeurope", Value::Null, json!("Standard"), 5);
        for (other, same) in [
            (pool("WestEurope", json!(""), json!("Standard"), 5), true),
            (pool("westeurope", Value::Null, Value::Null, 5), true),
            (pool("westeurope", json!("Sales"), json!("Standard"), 5), false),
            (pool("westeurope", Value::Null, json!("Automated"), 5), false),
            (pool("northeurope", Value::Null, json!("Standard"), 5), false),
            (pool("westeurope", Value::Null, json!("Standard"), 6), false),
        ] {
            assert_eq!((graph.says_the_same(&other), other.says_the_same(&graph)), (same, same), "{other:?}");
        }
    }

    #[test]
    fn a_row_of_the_graph_is_a_pool() {
        let row = json!({"id": "/x", "location": "westeurope", "friendlyName": "", "hostPoolType": "pooled", "loadBalancerType": "BreadthFirst",
            "managementType": "", "maxSessionLimit": 12, "more": [1]});
        let pool = ListedPool::from_graph(row).unwrap();
        assert_eq!((pool.id.as_deref(), pool.location.as_deref()), (Some("/x"), Some("westeurope")));
        let of = pool.properties;
        assert_eq!((of.host_pool_type, of.max_session_limit), (Some(HostPoolType::Pooled), Some(12)));
        assert_eq!((of.friendly_name, of.management_type), (None, None), "an empty text is nothing told");
        for wrong in [json!([]), json!("x"), json!({"id": "/x", "maxSessionLimit": "many"})] {
            assert_eq!(ListedPool::from_graph(wrong), None);
        }
    }
}
