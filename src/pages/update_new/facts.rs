//! What the wizard must know of the pool: six reads at the same time, each of which may fail on its own.

use arm::{Call, Error, Json, ResourceId};
use avd::operation::{compute, host_pools, session_host_configurations, session_host_managements, session_hosts};
use avd::resource::{
    ActiveSessionHostConfiguration, ComputeSku, HostPool, HostPoolProperties, SessionHost, SessionHostConfiguration,
    SessionHostConfigurationProperties, SessionHostManagement, SessionHostManagementProperties, UpdateState, UpdateStatus,
};
use avd::rule::absence::is_none_yet;
use avd::rule::drift::{DriftSummary, summarize};
use avd::rule::size::SizeFacts;
use avd::rule::update::NOTHING_CHANGED;
use serde_json::Value;

use crate::client::{Client, ClientContext};
use crate::live::{RemoteHandle, use_remote};

/// The reads.
#[derive(Clone, Copy)]
pub struct Readings {
    pool: RemoteHandle<Value>,
    policy: RemoteHandle<Value>,
    status: RemoteHandle<Value>,
    hosts: RemoteHandle<Value>,
    wanted: RemoteHandle<Value>,
    active: RemoteHandle<Value>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The pool, if it could be read.
    pub pool: Option<HostPoolProperties>,
    /// Where the pool is, if it could be read.
    pub location: Option<String>,
    /// The policy; `None` if there is none.
    pub policy: Option<SessionHostManagementProperties>,
    /// The policy as received, `Null` if there is none.
    pub policy_received: Value,
    /// The latest update as received, `Null` if there never was one.
    pub status: Value,
    /// The hosts, or why they could not be read.
    pub hosts: Result<Vec<SessionHost>, Error>,
    /// The wanted configuration, `None` if there is none, or why it could not be read.
    pub wanted: Result<Option<SessionHostConfigurationProperties>, Error>,
    /// What hosts run now, if it could be read.
    pub active: Option<SessionHostConfigurationProperties>,
}

impl Readings {
    /// Begins all of them.
    pub fn begin(context: ClientContext, pool: &ResourceId) -> Self {
        let versions = context.versions();
        let one = |call: Call| use_remote(move || one(context.client(), call.clone()));
        Self {
            pool: one(host_pools::get(pool, &versions)),
            policy: one(session_host_managements::get(pool, &versions)),
            status: one(session_host_managements::update_status(pool, &versions)),
            hosts: {
                let call = session_hosts::list(pool, &versions);
                use_remote(move || all(context.client(), call.clone()))
            },
            wanted: one(session_host_configurations::get(pool, &versions)),
            active: one(session_host_configurations::active(pool, &versions)),
        }
    }

    fn each(self) -> [RemoteHandle<Value>; 6] {
        [self.pool, self.policy, self.status, self.hosts, self.wanted, self.active]
    }

    /// Reads everything again.
    pub fn refresh(self) {
        self.each().into_iter().for_each(RemoteHandle::refresh);
    }

    /// When the oldest of them was read. Tracked.
    pub fn read_at(self) -> Option<host::Instant> {
        self.each().into_iter().filter_map(|one| one.with(|one| one.read_at())).min()
    }

    /// Whether anything is being read. Tracked.
    pub fn is_loading(self) -> bool {
        self.each().into_iter().any(|one| one.with(crate::live::Remote::is_loading))
    }

    /// Why there can be no wizard: nothing is planned on top of a policy or an update that cannot be seen. Tracked.
    pub fn error(self) -> Option<Error> {
        [self.status, self.policy].into_iter().find_map(|one| one.with(|one| one.error().cloned()))
    }

    /// What was read, once every read has ended. Tracked.
    pub fn facts(self) -> Option<Facts> {
        let settled = self.each().into_iter().all(|one| one.with(|one| one.value().is_some() || one.error().is_some()));
        if !settled {
            return None;
        }
        let pool = parsed::<HostPool>(self.pool);
        Some(Facts {
            location: pool.as_ref().and_then(|pool| pool.location.clone()),
            pool: pool.map(|pool| pool.properties),
            policy: parsed::<SessionHostManagement>(self.policy).map(|policy| policy.properties),
            policy_received: self.policy.with(|policy| policy.value().cloned()).unwrap_or_default(),
            status: self.status.with(|status| status.value().cloned())?,
            hosts: tried::<Vec<SessionHost>>(self.hosts).map(Option::unwrap_or_default),
            wanted: tried::<SessionHostConfiguration>(self.wanted).map(|wanted| wanted.map(|wanted| wanted.properties)),
            active: parsed::<ActiveSessionHostConfiguration>(self.active).map(|active| active.properties),
        })
    }
}

/// Reads one thing; `Null` if there is none.
async fn one(client: Client, call: Call) -> Result<Value, Error> {
    match client.read::<Value>(&call).await {
        Ok(read) => Ok(read.value),
        Err(error) if is_none_yet(&error) => Ok(Value::Null),
        Err(error) => Err(error),
    }
}

async fn all(client: Client, call: Call) -> Result<Value, Error> {
    client.list::<Value>(&call).await.map(|read| Value::Array(read.value))
}

/// The vCPUs of a size in a region; `None` if that cannot be read.
pub async fn vcpus(context: ClientContext, pool: ResourceId, place: SizePlace) -> Option<u64> {
    let call = compute::skus(pool.subscription()?, &place.location, &context.versions());
    let skus = context.client().list::<ComputeSku>(&call).await.ok()?.value;
    let named = skus.iter().filter(|sku| sku.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&place.size)));
    let facts = named.filter_map(|sku| SizeFacts::of(sku, &place.location)).next()?;
    facts.vcpus.and_then(|count| u64::try_from(count).ok())
}

/// A size and the region it is wanted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizePlace {
    size: String,
    location: String,
}

/// What a read gave, `None` if nothing is there; its error where it never succeeded.
fn tried<T: Json>(remote: RemoteHandle<Value>) -> Result<Option<T>, Error> {
    remote.with(|remote| match (remote.value(), remote.error()) {
        (Some(value), _) => Ok(T::from_json(value.clone()).ok()),
        (None, Some(error)) => Err(error.clone()),
        (None, None) => Ok(None),
    })
}

fn parsed<T: Json>(remote: RemoteHandle<Value>) -> Option<T> {
    tried(remote).ok().flatten()
}

impl Facts {
    /// The latest update; `None` if there never was one.
    pub fn update(&self) -> Option<UpdateStatus> {
        UpdateStatus::from_json(self.status.clone()).ok().filter(|_| !self.status.is_null())
    }

    /// Where it stands.
    pub fn state(&self) -> Option<UpdateState> {
        self.status.get("status").and_then(Value::as_str).map(UpdateState::parse)
    }

    /// How many hosts there are, if that is known.
    pub fn host_count(&self) -> Option<u64> {
        self.hosts.as_ref().ok().map(|hosts| hosts.len() as u64)
    }

    /// How the hosts stand to the wanted configuration, if both were read.
    pub fn drift(&self) -> Option<DriftSummary> {
        let wanted = self.wanted.as_ref().ok()?.as_ref()?;
        self.hosts.as_ref().ok().map(|hosts| summarize(hosts, wanted))
    }

    /// The wanted size and its region, which is that of the hosts if the configuration does not name one.
    pub fn size(&self) -> Option<SizePlace> {
        let wanted = self.wanted.as_ref().ok()?.as_ref()?;
        let location = wanted.vm_location.clone().or_else(|| self.location.clone())?;
        Some(SizePlace { size: wanted.vm_size_id.clone()?, location })
    }

    /// Why the update would do nothing, or nothing new, if it is known that it would: a title and a text.
    pub fn idle_reason(&self) -> Option<(&'static str, String)> {
        let nothing_behind = |drift: DriftSummary| drift.behind == 0 && drift.unknown == 0;
        match (self.host_count(), &self.wanted, self.drift()) {
            (Some(0), ..) => Some((
                "This update wouldn't change anything",
                "This pool has no session hosts, so Azure rejects the update (HostpoolHasNoSessionHosts). New session hosts use the latest configuration anyway."
                    .to_owned(),
            )),
            (_, Ok(None), _) => Some((
                "This pool has no session host configuration",
                "Azure has nothing to create session hosts from. Create a configuration first.".to_owned(),
            )),
            (_, _, Some(drift)) if nothing_behind(drift) => Some((
                "No session host is out of date",
                format!("All session hosts run the latest configuration. {NOTHING_CHANGED} Change the configuration first."),
            )),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn facts(versions: &[&str], wanted: Option<&str>) -> Facts {
        let host = |version: &&str| SessionHost::from_json(json!({"properties": {"sessionHostConfiguration": version}})).unwrap();
        let configuration =
            |version: &str| SessionHostConfiguration::from_json(json!({"properties": {"version": version}})).unwrap();
        Facts {
            pool: None,
            location: None,
            policy: None,
            policy_received: Value::Null,
            status: Value::Null,
            hosts: Ok(versions.iter().map(host).collect()),
            wanted: Ok(wanted.map(|version| configuration(version).properties)),
            active: None,
        }
    }

    #[test]
    fn an_update_that_would_do_nothing_says_why() {
        const OLD: &str = "2026-01-02T03:04:05Z";
        const NEW: &str = "2026-02-02T03:04:05Z";
        let reason = |versions: &[&str], wanted| facts(versions, wanted).idle_reason().map_or_else(String::new, |(_, text)| text);
        let same = reason(&[NEW, NEW], Some(NEW));
        assert!(same.contains("redeploys them") && same.contains("refuses it (HostpoolHasNoSessionHosts)"), "both pages: {same}");
        assert!(reason(&[], Some(NEW)).starts_with("This pool has no session hosts,"));
        assert!(reason(&[OLD], None).contains("nothing to create session hosts from"));
        assert_eq!(reason(&[OLD, NEW], Some(NEW)), "");
        assert_eq!(reason(&["unreadable"], Some(NEW)), "", "what cannot be compared is not known to be up to date");
    }
}
