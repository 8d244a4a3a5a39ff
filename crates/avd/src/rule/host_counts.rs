//! How many session hosts each pool has, in which status, and how many sessions: out of the sums of Resource Graph, or counted in the
//! provider's own list.

use std::collections::BTreeMap;

use ::host::Instant;
use serde_json::Value;

use super::host_status::{OLD_HEARTBEAT, takes_new_sessions};
use crate::resource::{SessionHostStatus, Timestamp};

/// The hosts of one pool in one status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusCount {
    /// The status as the service writes it; empty if it gives none.
    pub status: String,
    /// How many hosts have it.
    pub hosts: i64,
    /// How many of them are in drain mode.
    pub drained: i64,
    /// The sessions on them.
    pub sessions: i64,
    /// The sessions on those in drain mode.
    pub drained_sessions: i64,
    /// How many of them have not sent a heartbeat for half an hour.
    pub silent: i64,
}

impl StatusCount {
    fn word(&self) -> SessionHostStatus {
        SessionHostStatus::parse(&self.status)
    }

    /// Whether users can start sessions there by the status, drain mode aside.
    pub fn takes_sessions(&self) -> bool {
        takes_new_sessions(&self.word()) == Some(true)
    }

    /// Whether users may be able to start sessions there: the documents disagree on the status, or it isn't known.
    pub fn may_take_sessions(&self) -> bool {
        takes_new_sessions(&self.word()).is_none()
    }

    /// Whether users can't connect to hosts of this status, although they aren't shut down.
    pub fn is_down(&self) -> bool {
        takes_new_sessions(&self.word()) == Some(false) && self.word() != SessionHostStatus::Shutdown
    }

    fn is_available(&self) -> bool {
        self.word() == SessionHostStatus::Available
    }
}

/// The hosts of one pool, by status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostCounts {
    /// One entry for each status that occurs, in the order of the words.
    pub by_status: Vec<StatusCount>,
}

impl HostCounts {
    /// All hosts.
    pub fn hosts(&self) -> i64 {
        self.by_status.iter().map(|of| of.hosts).sum()
    }

    /// Those with status `Available` that are not in drain mode.
    pub fn available(&self) -> i64 {
        self.by_status.iter().filter(|of| of.is_available()).map(|of| (of.hosts - of.drained).max(0)).sum()
    }

    /// Those that take new sessions: not in drain mode, and of a status in which users can connect.
    pub fn accepting(&self) -> i64 {
        self.by_status.iter().filter(|of| of.takes_sessions()).map(|of| (of.hosts - of.drained).max(0)).sum()
    }

    /// The sessions on those that take new ones.
    pub fn accepting_sessions(&self) -> i64 {
        self.by_status.iter().filter(|of| of.takes_sessions()).map(|of| (of.sessions - of.drained_sessions).max(0)).sum()
    }

    /// Those in drain mode, whatever their status.
    pub fn drained(&self) -> i64 {
        self.by_status.iter().map(|of| of.drained).sum()
    }

    /// All sessions.
    pub fn sessions(&self) -> i64 {
        self.by_status.iter().map(|of| of.sessions).sum()
    }

    /// Those that read as if users could connect although their agent has not been heard for half an hour.
    pub fn silent(&self) -> i64 {
        self.by_status.iter().filter(|of| of.takes_sessions()).map(|of| of.silent).sum()
    }

    /// Counts the hosts of a pool, as its own list has them (`SessionHosts_List`); no more of them is decoded.
    pub fn of_list(hosts: &[Value], now: Instant) -> Self {
        let mut by_status = BTreeMap::<&str, StatusCount>::new();
        for host in hosts {
            let of = &host["properties"];
            let sums = by_status.entry(of["status"].as_str().unwrap_or_default()).or_default();
            let (drained, sessions) = (of["allowNewSession"] == false, of["sessions"].as_i64().unwrap_or_default());
            let heard = of["lastHeartBeat"].as_str().and_then(|text| Timestamp::new(text).at());
            sums.hosts += 1;
            sums.drained += i64::from(drained);
            sums.sessions += sessions;
            sums.drained_sessions += if drained { sessions } else { 0 };
            sums.silent += i64::from(heard.is_some_and(|heard| now.since(heard) > OLD_HEARTBEAT));
        }
        let named = |(status, sums): (&str, StatusCount)| StatusCount { status: status.to_owned(), ..sums };
        Self { by_status: by_status.into_iter().map(named).collect() }
    }

    /// Whether two counts agree in the hosts; sessions come and go by themselves, and so do heartbeats.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let told =
            |counts: &Self| counts.by_status.iter().map(|of| (of.status.clone(), of.hosts, of.drained)).collect::<Vec<_>>();
        told(self) == told(other)
    }
}

/// The counts by the key of the pool's id ([`arm::ResourceId::key`]).
pub type ByPool = BTreeMap<String, HostCounts>;

/// Takes rows of [`crate::operation::resource_graph::host_counts`]. One that names no pool or no number is left out.
pub fn add_rows(counts: &mut ByPool, rows: Vec<Value>) {
    for row in rows {
        if let (Some(pool), Some(hosts)) = (row["pool"].as_str(), row["hosts"].as_i64()) {
            let number = |name: &str| row[name].as_i64().unwrap_or_default();
            counts.entry(pool.to_lowercase()).or_default().by_status.push(StatusCount {
                status: row["status"].as_str().unwrap_or_default().to_owned(),
                hosts,
                drained: number("drained"),
                sessions: number("sessions"),
                drained_sessions: number("drainedSessions"),
                silent: number("silent"),
            });
        }
    }
}

/// How many hosts of each pool were made from which version of the configuration, by the key of the pool's id.
pub type VersionsByPool = BTreeMap<String, Vec<(Option<Timestamp>, i64)>>;

/// Takes rows of [`crate::operation::resource_graph::host_versions`].
pub fn add_version_rows(versions: &mut VersionsByPool, rows: Vec<Value>) {
    for row in rows {
        if let (Some(pool), Some(hosts)) = (row["pool"].as_str(), row["hosts"].as_i64()) {
            let version = row["version"].as_str().filter(|text| !text.is_empty()).map(Timestamp::new);
            versions.entry(pool.to_lowercase()).or_default().push((version, hosts));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use ::host::Duration;
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_and_lists_are_summed_up_alike() {
        let mut counts = ByPool::new();
        let Value::Array(rows) = json!([
            {"pool": "/P", "status": "Available", "hosts": 2, "drained": 1, "sessions": 7, "drainedSessions": 4},
            {"pool": "/p", "status": "Shutdown", "hosts": 1, "sessions": 0},
            {"pool": "/q", "status": "", "hosts": 1, "sessions": null},
            {"pool": "/r", "hosts": "many"}, {"hosts": 3}, [], null
        ]) else {
            unreachable!()
        };
        add_rows(&mut counts, rows);
        assert_eq!(counts.len(), 2);
        let now = Instant::from_seconds(1_800_000_000);
        let mut hosts = ["Shutdown", "Available", "Available"].map(|status| {
            let sessions = if status == "Available" { 3 } else { 0 };
            json!({"properties": {"status": status, "sessions": sessions, "allowNewSession": true}})
        });
        hosts[1]["properties"]["allowNewSession"] = json!(false);
        let told = &counts["/p"];
        assert_eq!((told.hosts(), told.available(), told.drained(), told.sessions()), (3, 1, 1, 7));
        assert_eq!((told.accepting(), told.accepting_sessions()), (1, 3), "what is drained takes no new sessions");
        let own = HostCounts::of_list(&hosts, now);
        assert!(own.says_the_same(told) && own.sessions() == 6 && own.accepting_sessions() == 3);
        assert!(!HostCounts::of_list(&hosts[1..], now).says_the_same(told));
        hosts[2]["properties"]["allowNewSession"] = json!(false);
        assert!(!HostCounts::of_list(&hosts, now).says_the_same(told), "one more is drained");
        assert_eq!(HostCounts::of_list(&hosts, now).accepting(), 0);
        assert_eq!(counts["/q"].by_status[0].status, "");
        assert_eq!(HostCounts::of_list(&[], now), HostCounts::default());
    }

    #[test]
    fn a_host_that_needs_assistance_takes_sessions_and_one_that_is_not_heard_is_silent() {
        let now = Instant::from_seconds(1_800_000_000);
        let host = |status: &str, minutes: u64| {
            let heard = (now - Duration::from_secs(minutes * 60)).to_rfc3339();
            json!({"properties": {"status": status, "allowNewSession": true, "sessions": 1, "lastHeartBeat": heard}})
        };
        let hosts =
            [host("NeedsAssistance", 1), host("Available", 45), host("Available", 5), host("Unavailable", 300), json!({})];
        let counts = HostCounts::of_list(&hosts, now);
        assert_eq!((counts.accepting(), counts.available(), counts.silent()), (3, 2, 1));
    }

    #[test]
    fn versions_are_counted_by_pool() {
        let mut versions = VersionsByPool::new();
        let rows =
            [json!({"pool": "/P", "version": "", "hosts": 2}), json!({"pool": "/p", "version": "v7", "hosts": 1}), json!({})];
        add_version_rows(&mut versions, rows.to_vec());
        assert_eq!(versions["/p"], [(None, 2), (Some(Timestamp::new("v7")), 1)]);
    }
}
