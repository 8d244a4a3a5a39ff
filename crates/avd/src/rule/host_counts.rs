//! How many session hosts each pool has, in which status, and how many sessions: out of the sums of Resource Graph, or counted in the
//! provider's own list.

use std::collections::BTreeMap;

use serde_json::Value;

/// The hosts of one pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostCounts {
    /// All of them.
    pub hosts: i64,
    /// Those that take new sessions: status `Available`, and not in drain mode.
    pub available: i64,
    /// Those in drain mode, whatever their status.
    pub drained: i64,
    /// All sessions on them.
    pub sessions: i64,
    /// How many are in each status, in words: "24 Available, 1 Shutdown".
    pub by_status: String,
}

impl HostCounts {
    /// Adds hosts of one status, some of them in drain mode.
    fn add(&mut self, status: &str, hosts: i64, drained: i64, sessions: i64) {
        self.hosts += hosts;
        self.drained += drained;
        self.sessions += sessions;
        if status.eq_ignore_ascii_case("Available") {
            self.available += (hosts - drained).max(0);
        }
        if !self.by_status.is_empty() {
            self.by_status.push_str(", ");
        }
        let status = if status.is_empty() { "without a status" } else { status };
        self.by_status.push_str(&[&hosts.to_string(), " ", status].concat());
    }

    /// Counts the hosts of a pool, as its own list has them (`SessionHosts_List`); no more of them is decoded.
    pub fn of_list(hosts: &[Value]) -> Self {
        let mut by_status = BTreeMap::<&str, (i64, i64, i64)>::new();
        for host in hosts {
            let of = &host["properties"];
            let sums = by_status.entry(of["status"].as_str().unwrap_or_default()).or_default();
            let drained = of["allowNewSession"] == false;
            *sums = (sums.0 + 1, sums.1 + i64::from(drained), sums.2 + of["sessions"].as_i64().unwrap_or_default());
        }
        let mut counts = Self::default();
        for (status, (hosts, drained, sessions)) in by_status {
            counts.add(status, hosts, drained, sessions);
        }
        counts
    }

    /// Whether two counts agree in the hosts; sessions come and go by themselves.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.by_status == other.by_status && self.drained == other.drained
    }
}

/// The counts by the key of the pool's id ([`arm::ResourceId::key`]).
pub type ByPool = BTreeMap<String, HostCounts>;

/// Takes rows of [`crate::operation::resource_graph::host_counts`]. One that names no pool or no number is left out.
pub fn add_rows(counts: &mut ByPool, rows: Vec<Value>) {
    for row in rows {
        if let (Some(pool), Some(hosts)) = (row["pool"].as_str(), row["hosts"].as_i64()) {
            let status = row["status"].as_str().unwrap_or_default();
            let number = |name: &str| row[name].as_i64().unwrap_or_default();
            counts.entry(pool.to_lowercase()).or_default().add(status, hosts, number("drained"), number("sessions"));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn rows_and_lists_are_summed_up_alike() {
        let mut counts = ByPool::new();
        let Value::Array(rows) = json!([
            {"pool": "/P", "status": "Available", "hosts": 2, "drained": 1, "sessions": 7},
            {"pool": "/p", "status": "Shutdown", "hosts": 1, "sessions": 0},
            {"pool": "/q", "status": "", "hosts": 1, "sessions": null},
            {"pool": "/r", "hosts": "many"}, {"hosts": 3}, [], null
        ]) else {
            unreachable!()
        };
        add_rows(&mut counts, rows);
        assert_eq!(counts.len(), 2);
        let mut hosts = ["Shutdown", "Available", "Available"].map(|status| {
            let sessions = if status == "Available" { 3 } else { 0 };
            json!({"properties": {"status": status, "sessions": sessions, "allowNewSession": true}})
        });
        hosts[1]["properties"]["allowNewSession"] = json!(false);
        let told = &counts["/p"];
        assert_eq!((told.hosts, told.available, told.drained, told.sessions), (3, 1, 1, 7), "available takes new sessions");
        assert_eq!(told.by_status, "2 Available, 1 Shutdown");
        let own = HostCounts::of_list(&hosts);
        assert!(own.says_the_same(told) && own.sessions == 6);
        assert!(!HostCounts::of_list(&hosts[1..]).says_the_same(told));
        hosts[2]["properties"]["allowNewSession"] = json!(false);
        assert!(!HostCounts::of_list(&hosts).says_the_same(told), "one more is drained");
        assert_eq!(HostCounts::of_list(&hosts).available, 0);
        assert_eq!(counts["/q"].by_status, "1 without a status");
        assert_eq!(HostCounts::of_list(&[]), HostCounts::default());
    }
}
