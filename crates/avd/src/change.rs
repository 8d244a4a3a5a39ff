//! A write as a value: built by a rule, shown on the review step, rendered as a script, sent by the client, kept in the log.

use arm::{Call, Endpoint, ResourceId};
use serde::{Deserialize, Serialize};

use crate::operation::{
    compute, host_pools, scaling_plans, session_host_configurations, session_host_managements, session_hosts, user_sessions,
};
use crate::version::ApiVersions;

/// One write, ready to be reviewed and sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it does, as a heading: "Pause the session host update".
    pub title: String,
    /// What it acts on.
    pub target: ResourceId,
    /// What is sent.
    pub call: Call,
    /// What will happen, a sentence each.
    pub effects: Vec<String>,
    /// What to think of before, a sentence each.
    pub warnings: Vec<String>,
    /// What to read afterwards: the answer to a write is no proof of its effect.
    pub verify: ReadBack,
}

impl Change {
    /// What a person calls the target: a user session by its host, as its number is not unique; anything else by its name.
    pub fn target_name(&self) -> String {
        let name = self.target.name();
        let of_host = self.target.kind().to_ascii_lowercase().ends_with("/usersessions").then(|| self.target.parent()).flatten();
        let machine = |host: ResourceId| host.name().split('.').next().unwrap_or_default().to_owned();
        of_host.map_or_else(|| name.to_owned(), |host| format!("{}, session {name}", machine(host)))
    }

    /// The request as it is sent: request line, headers, an empty line, the body. Without the token.
    pub fn http(&self, endpoint: &Endpoint) -> String {
        crate::script::http(&self.call, endpoint)
    }
}

/// What shows whether a write had its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReadBack {
    /// The host pool.
    HostPool,
    /// The registration token: pool reads do not give it.
    RegistrationToken,
    /// The update status.
    UpdateStatus,
    /// The update status, until a cancelled update is no longer being cancelled: what comes next needs a free pool.
    UpdateEnd,
    /// The provisioning status.
    ProvisioningStatus,
    /// The session host configuration.
    Configuration,
    /// The management policy.
    Management,
    /// The scaling plan, which is the target itself.
    ScalingPlan,
    /// The session host, which is the target itself: its creation was tried again.
    SessionHost,
    /// The session host, which is the target itself: its fields are as they were sent.
    SessionHostFields,
    /// The power state of the virtual machine, which is the target itself.
    Machine,
    /// The target itself, until there is none any more: a host pool, a session host, a user session.
    Gone,
    /// The user session, which is the target itself: nobody is connected to it any more, or it is gone.
    UserSession,
    /// Nothing: no read shows the effect, the answer is the last word.
    Answer,
}

impl ReadBack {
    /// The call to make; `None` if there is nothing to look at. The target of a change is its pool, except where a variant says
    /// otherwise.
    pub fn call(self, target: &ResourceId, versions: &ApiVersions) -> Option<Call> {
        Some(match self {
            Self::HostPool => host_pools::get(target, versions),
            Self::RegistrationToken => host_pools::retrieve_registration_token(target, versions),
            Self::UpdateStatus | Self::UpdateEnd => session_host_managements::update_status(target, versions),
            Self::ProvisioningStatus => session_host_managements::provisioning_status(target, versions),
            Self::Configuration => session_host_configurations::get(target, versions),
            Self::Management => session_host_managements::get(target, versions),
            Self::ScalingPlan => scaling_plans::get(target, versions),
            Self::SessionHost | Self::SessionHostFields => session_hosts::get(target, versions),
            Self::Machine => compute::machine(target, versions),
            Self::Gone => itself(target, versions),
            Self::UserSession => user_sessions::get(target, versions),
            Self::Answer => return None,
        })
    }
}

impl ReadBack {
    /// The list that shows the targets of many such changes by one read. A target that is missing in the whole list is not there.
    pub fn list(self, target: &ResourceId, versions: &ApiVersions) -> Option<Call> {
        let pool = target.parent()?;
        let is_host = target.kind().rsplit('/').next().is_some_and(|kind| kind.eq_ignore_ascii_case("sessionHosts"));
        match self {
            Self::SessionHost | Self::SessionHostFields => Some(session_hosts::list(&pool, versions)),
            Self::Gone if is_host => Some(session_hosts::list(&pool, versions)),
            // The sessions of all hosts of the pool are one list.
            Self::Gone | Self::UserSession if target.kind().to_ascii_lowercase().ends_with("/usersessions") => {
                Some(user_sessions::list_by_host_pool(&pool.parent()?, versions))
            }
            _ => None,
        }
    }

    /// Whether a status shows it, long before its own operation ends.
    pub const fn is_status(self) -> bool {
        matches!(self, Self::UpdateStatus | Self::UpdateEnd | Self::ProvisioningStatus)
    }
}

fn itself(target: &ResourceId, versions: &ApiVersions) -> Call {
    let kind = target.kind().to_ascii_lowercase();
    match kind.rsplit('/').next() {
        Some("sessionhosts") => session_hosts::get(target, versions),
        Some("usersessions") => user_sessions::get(target, versions),
        _ => host_pools::get(target, versions),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use host::Method;
    use serde_json::json;

    use super::*;
    use crate::operation::sample::pool;

    #[test]
    fn a_change_survives_storage() {
        let versions = ApiVersions::default();
        let change = Change {
            title: "Edit the host pool".to_owned(),
            target: pool(),
            call: host_pools::update(&pool(), json!({"properties": {"ring": null}}), &versions),
            effects: vec!["One".to_owned()],
            warnings: vec![],
            verify: ReadBack::HostPool,
        };
        let text = serde_json::to_string(&change).unwrap();
        assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), change);
    }

    #[test]
    fn a_session_is_called_by_its_host_as_well() {
        let versions = ApiVersions::default();
        let host = pool().child("sessionHosts", "sh-1.contoso.example");
        let named = |target: ResourceId| crate::rule::user_session::disconnect(&target, &versions).target_name();
        assert_eq!(named(host.child("userSessions", "3")), "sh-1, session 3");
        assert_eq!(named(host), "sh-1.contoso.example");
    }

    #[test]
    fn what_is_read_back_is_never_a_write() {
        let all = [
            ReadBack::HostPool,
            ReadBack::RegistrationToken,
            ReadBack::UpdateStatus,
            ReadBack::UpdateEnd,
            ReadBack::ProvisioningStatus,
            ReadBack::Configuration,
            ReadBack::Management,
            ReadBack::ScalingPlan,
            ReadBack::SessionHost,
            ReadBack::SessionHostFields,
            ReadBack::Machine,
            ReadBack::Gone,
            ReadBack::UserSession,
        ];
        assert_eq!(ReadBack::Answer.call(&pool(), &ApiVersions::default()), None);
        for read in all {
            let call = read.call(&pool(), &ApiVersions::default()).unwrap();
            assert!(call.body.is_none(), "{read:?}");
            assert_eq!(call.method == Method::Post, read == ReadBack::RegistrationToken);
        }
    }

    #[test]
    fn one_list_shows_many_hosts_and_sessions() {
        let host = pool().child("sessionHosts", "sh-1.contoso.example");
        let session = host.child("userSessions", "3");
        let hosts = Some(format!("{}/sessionHosts", pool().path()));
        for (read, target, path) in [
            (ReadBack::SessionHostFields, &host, hosts.clone()),
            (ReadBack::SessionHost, &host, hosts.clone()),
            (ReadBack::Gone, &host, hosts),
            (ReadBack::Gone, &session, Some(format!("{}/userSessions", pool().path()))),
            (ReadBack::Gone, &pool(), None),
            (ReadBack::HostPool, &pool(), None),
            (ReadBack::Answer, &session, None),
        ] {
            assert_eq!(read.list(target, &ApiVersions::default()).map(|call| call.path), path, "{read:?} {target}");
        }
    }

    #[test]
    fn what_shall_be_gone_is_asked_for_itself() {
        let host = pool().child("sessionHosts", "sh-1.contoso.example");
        let session = host.child("userSessions", "3");
        for (target, operation) in [(pool(), "HostPools_Get"), (host, "SessionHosts_Get"), (session, "UserSessions_Get")] {
            let call = ReadBack::Gone.call(&target, &ApiVersions::default()).unwrap();
            assert_eq!((call.operation.as_ref(), call.path), (operation, target.path()));
        }
    }
}
