//! Deleting a host pool: what stands in the way, what stays behind, and the request
//! (Learn, "Delete a host pool"; `HostPools_Delete`).

use arm::ResourceId;

use super::busy::{self, Act};
use super::count::count;
use crate::change::{Change, ReadBack};
use crate::operation::host_pools;
use crate::resource::{ManagementType, SessionHost, UpdateState};
use crate::version::ApiVersions;

/// Something that was asked for: what was read, or `None` if it could not be.
pub type Asked<T> = Option<T>;

/// What a decision needs to know. Each part may have been refused.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Who makes the machines.
    pub management: Option<ManagementType>,
    /// Application groups of the pool, by id (`applicationGroupReferences`).
    pub groups: Vec<String>,
    /// Its session hosts and the sessions on them.
    pub hosts: Asked<Hosts>,
    /// The status of its update; the inner `None`: it never had one.
    pub update: Asked<Option<UpdateState>>,
    /// Names of the scaling plans it is assigned to.
    pub plans: Asked<Vec<String>>,
}

/// Session hosts and what is on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// How many there are.
    pub count: u64,
    /// Sessions on them, active, disconnected and pending.
    pub sessions: u64,
}

impl Hosts {
    /// Counts them.
    pub fn of(hosts: &[SessionHost]) -> Self {
        let sessions = hosts.iter().filter_map(|host| host.properties.sessions).filter_map(|count| u64::try_from(count).ok());
        Self { count: u64::try_from(hosts.len()).unwrap_or(u64::MAX), sessions: sessions.fold(0, u64::saturating_add) }
    }
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Application groups still use the pool; each must be deleted first.
    Groups(Vec<String>),
    /// An update holds the pool; the sentence.
    Update(String),
    /// It has session hosts: only `force` deletes it with them.
    Hosts(Hosts),
    /// Whether it has session hosts could not be read.
    HostsNotRead,
    /// Whether an update holds it could not be read.
    UpdateNotRead,
}

impl Obstacle {
    /// Whether `force` gets past it.
    pub const fn yields_to_force(&self) -> bool {
        matches!(self, Self::Hosts(_) | Self::HostsNotRead)
    }

    /// Whether the service is known to refuse: what was not read may turn out well.
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::HostsNotRead | Self::UpdateNotRead)
    }

    /// What it is, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::Groups(groups) => match groups.len() {
                1 => "An application group uses this pool".to_owned(),
                number => format!("{number} application groups use this pool"),
            },
            Self::Update(_) => "A session host update is locking this pool".to_owned(),
            Self::Hosts(hosts) => format!("The pool has {}", of(hosts.count, "session host")),
            Self::HostsNotRead => "Couldn't load the session hosts".to_owned(),
            Self::UpdateNotRead => "Couldn't load the update status".to_owned(),
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Groups(_) => {
                "Delete its application groups first. Users lose the desktop or apps of a group you delete.".to_owned()
            }
            Self::Update(why) => why.clone(),
            Self::Hosts(Hosts { sessions: 0, .. }) => {
                "Remove all session hosts first, or delete the pool together with its session hosts (force). There are no sessions.".to_owned()
            }
            Self::Hosts(hosts) => format!(
                "Remove all session hosts first, or delete the pool together with its session hosts (force). Force ends {} immediately, and unsaved work \
                    is lost.",
                of(hosts.sessions, "session")
            ),
            Self::HostsNotRead => {
                "Without force, Azure doesn't delete a pool that has session hosts. With force, all sessions on them end."
                    .to_owned()
            }
            Self::UpdateNotRead => "Azure doesn't delete a pool while an update is running.".to_owned(),
        }
    }
}

/// What stands in the way, the worst first.
pub fn obstacles(evidence: &Evidence) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if !evidence.groups.is_empty() {
        found.push(Obstacle::Groups(evidence.groups.clone()));
    }
    match &evidence.update {
        Some(status) => {
            found.extend(busy::may(Act::DeletePool, status.as_ref()).err().map(|why| Obstacle::Update(why.to_string())));
        }
        // A pool without a session host configuration has no updates.
        None if evidence.management != Some(ManagementType::Standard) => found.push(Obstacle::UpdateNotRead),
        None => {}
    }
    match evidence.hosts {
        Some(Hosts { count: 0, .. }) => {}
        Some(hosts) => found.push(Obstacle::Hosts(hosts)),
        None => found.push(Obstacle::HostsNotRead),
    }
    found
}

/// Why the deletion cannot be reviewed yet, as a sentence.
pub fn refusal(evidence: &Evidence, force: bool) -> Option<String> {
    let standing = obstacles(evidence).into_iter().find(|obstacle| obstacle.is_known() && !(force && obstacle.yields_to_force()));
    standing.map(|obstacle| match obstacle {
        Obstacle::Groups(_) => "Delete the pool's application groups first.".to_owned(),
        Obstacle::Update(why) => why,
        _ => "The pool has session hosts. Remove them first, or select the option to delete them with the pool.".to_owned(),
    })
}

/// What is not deleted, a sentence each.
pub fn left_behind(evidence: &Evidence) -> Vec<String> {
    let mut found = Vec::new();
    if evidence.hosts.is_none_or(|hosts| hosts.count > 0) {
        found.push(if evidence.management == Some(ManagementType::Standard) {
            "The VMs of the session hosts stay, with their disks and network interfaces. You're billed for them until you \
                delete them."
                .to_owned()
        } else {
            "Microsoft doesn't document what happens to the VMs of a pool with a session host configuration. Check their \
                resource group afterwards: you're billed for VMs that stay."
                .to_owned()
        });
    }
    match evidence.plans.as_deref() {
        Some([]) => {}
        Some(plans) => {
            found.push(format!(
                "The scaling plan {} stays, with an assignment to a pool that no longer exists.",
                plans.join(", ")
            ));
        }
        None => found.push("Couldn't load scaling plans. If one is assigned to this pool, it stays.".to_owned()),
    }
    found.push("Workspaces stay, even if they published only this pool.".to_owned());
    found
}

/// "1 session host", "2 session hosts".
fn of(number: u64, one: &str) -> String {
    count(number, one, &format!("{one}s"))
}

/// The deletion. With `force` the service removes the session hosts from the pool and ends their sessions.
pub fn change(pool: &ResourceId, evidence: &Evidence, force: bool, versions: &ApiVersions) -> Change {
    let name = pool.name();
    let mut effects = vec![format!("The host pool {name} is permanently deleted.")];
    if force {
        effects.push(match evidence.hosts {
            Some(Hosts { count, sessions: 0 }) => format!("Also removes {}. There are no sessions.", of(count, "session host")),
            Some(hosts) => {
                format!("Also removes {} and ends {}.", of(hosts.count, "session host"), of(hosts.sessions, "session"))
            }
            None => "Also removes all its session hosts and ends all sessions on them.".to_owned(),
        });
    }
    let unknown = obstacles(evidence).into_iter().filter(|obstacle| !obstacle.is_known());
    let warnings = left_behind(evidence).into_iter().chain(unknown.map(|one| format!("{}. {}", one.title(), one.advice())));
    Change {
        title: format!("Delete host pool {name}"),
        target: pool.clone(),
        call: host_pools::delete(pool, force, versions),
        effects,
        warnings: warnings.collect(),
        verify: ReadBack::Gone,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operation::sample::pool;

    fn empty() -> Evidence {
        Evidence {
            management: Some(ManagementType::Standard),
            groups: Vec::new(),
            hosts: Some(Hosts::default()),
            update: Some(None),
            plans: Some(Vec::new()),
        }
    }

    #[test]
    fn an_empty_pool_is_free() {
        assert!(obstacles(&empty()).is_empty());
        assert_eq!(refusal(&empty(), false), None);
        assert_eq!(left_behind(&empty()).len(), 1);
    }

    #[test]
    fn what_stands_in_the_way() {
        let hosts = Some(Hosts { count: 3, sessions: 2 });
        let held = Some(Some(UpdateState::Error));
        let cases = [
            (Evidence { groups: vec!["/g/1".to_owned()], ..empty() }, [true, true]),
            (Evidence { update: held, ..empty() }, [true, true]),
            (Evidence { update: Some(Some(UpdateState::Scheduled)), ..empty() }, [true, true]),
            (Evidence { update: Some(Some(UpdateState::Cancelled)), ..empty() }, [false, false]),
            (Evidence { hosts, ..empty() }, [true, false]),
            (Evidence { hosts: None, update: None, plans: None, ..empty() }, [false, false]),
        ];
        for (evidence, refused) in cases {
            assert_eq!([false, true].map(|force| refusal(&evidence, force).is_some()), refused, "{evidence:?}");
        }
    }

    #[test]
    fn what_was_not_read_is_said_and_does_not_stand_in_the_way() {
        let evidence = Evidence { hosts: None, update: None, management: Some(ManagementType::Automated), ..empty() };
        let found = obstacles(&evidence);
        assert_eq!(found, [Obstacle::UpdateNotRead, Obstacle::HostsNotRead]);
        let change = change(&pool(), &evidence, true, &ApiVersions::default());
        assert!(found.iter().all(|one| change.warnings.iter().any(|warning| warning.starts_with(&one.title()))));
    }

    #[test]
    fn force_is_asked_for_in_the_address_and_told() {
        let evidence = Evidence { hosts: Some(Hosts { count: 1, sessions: 0 }), plans: Some(vec!["sp".to_owned()]), ..empty() };
        let plain = change(&pool(), &evidence, false, &ApiVersions::default());
        let forced = change(&pool(), &evidence, true, &ApiVersions::default());
        assert!(plain.call.query.is_empty() && plain.effects.len() == 1);
        assert_eq!(forced.call.query, [("force".to_owned(), "true".to_owned())]);
        assert_eq!(forced.effects[1], "Also removes 1 session host. There are no sessions.");
        assert!(forced.warnings.iter().any(|warning| warning.contains("billed for")));
        assert!(forced.warnings.iter().any(|warning| warning.contains("scaling plan sp")));
        assert_eq!(forced.verify, ReadBack::Gone);
    }

    #[test]
    fn sessions_are_summed() {
        let host = |sessions: i64| serde_json::from_value(json!({"properties": {"sessions": sessions}})).unwrap_or_default();
        assert_eq!(Hosts::of(&[host(2), host(0), host(5), SessionHost::default()]), Hosts { count: 4, sessions: 7 });
    }
}
