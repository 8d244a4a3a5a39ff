//! The writes of Azure Virtual Desktop: which read shows the effect of a change, and what else [`writes`] must know of it.

use arm::{Call, ResourceId};
use host::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use writes::{Confirm, Confirmation};

use crate::operation::{
    compute, host_pools, scaling_plans, session_host_configurations, session_host_managements, session_hosts, user_sessions,
};
use crate::resource::ProvisioningState;
use crate::rule::confirm::confirm;
use crate::rule::{machine, meaning};
use crate::version::ApiVersions;

#[cfg(test)]
mod batch_tests;
#[cfg(test)]
mod write_tests;

/// One write, ready to be reviewed and sent.
pub type Change = writes::Change<ReadBack>;
/// What is kept of a write on its way.
pub type Record = writes::Record<ReadBack>;
/// One write as it is kept.
pub type Entry = writes::Entry<ReadBack>;
/// One write and how far it is.
pub type Write = writes::Write<ReadBack>;
/// Many writes and how far each is.
pub type Batch = writes::Batch<ReadBack>;

/// What a person calls the target: a user session by its host, as its number is not unique; anything else by its name.
pub fn target_name(change: &Change) -> String {
    let target = &change.target;
    let of_host = is_session(target).then(|| target.parent()).flatten();
    let machine = |host: ResourceId| host.name().split('.').next().unwrap_or_default().to_owned();
    of_host.map_or_else(|| target.name().to_owned(), |host| format!("{}, session {}", machine(host), target.name()))
}

fn is_session(target: &ResourceId) -> bool {
    target.kind().to_ascii_lowercase().ends_with("/usersessions")
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

/// The status of an update lags about 20 seconds behind an action (Learn, "Update session hosts using session host update").
const LOOKS_AT_STATUS: u32 = 30;
/// A resource reads back as it was written; a few looks are for a slow or lost answer.
const LOOKS_AT_RESOURCE: u32 = 5;

/// The target of a change is its pool, except where a variant says otherwise.
impl Confirm for ReadBack {
    type Versions = ApiVersions;

    const REPLACED: &'static str = "This replaced a host pool that was created with the same name in the meantime. Settings of \
        that pool that weren't in the request may be lost.";
    const TAKEN: &'static str = "A host pool with this name was created in the meantime, and the request would have replaced it. Use another name, or edit that \
         host pool.";

    fn call(self, target: &ResourceId, versions: &ApiVersions) -> Option<Call> {
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

    fn list(self, target: &ResourceId, versions: &ApiVersions) -> Option<Call> {
        let pool = target.parent()?;
        let is_host = target.kind().rsplit('/').next().is_some_and(|kind| kind.eq_ignore_ascii_case("sessionHosts"));
        match self {
            Self::SessionHost | Self::SessionHostFields => Some(session_hosts::list(&pool, versions)),
            Self::Gone if is_host => Some(session_hosts::list(&pool, versions)),
            // The sessions of all hosts of the pool are one list.
            Self::Gone | Self::UserSession if is_session(target) => {
                Some(user_sessions::list_by_host_pool(&pool.parent()?, versions))
            }
            _ => None,
        }
    }

    fn is_status(self) -> bool {
        matches!(self, Self::UpdateStatus | Self::UpdateEnd | Self::ProvisioningStatus)
    }

    fn looks(self) -> u32 {
        // A configuration is validated first, a VM takes a minute to start, a user is signed out step by step.
        let slow = matches!(self, Self::Configuration | Self::Machine | Self::Gone | Self::UserSession);
        if slow || self.is_status() { LOOKS_AT_STATUS } else { LOOKS_AT_RESOURCE }
    }

    fn confirm(change: &Change, before: &Value, read: Option<&Value>) -> Confirmation {
        confirm(change, before, read)
    }

    fn has_failed(self, read: &Value) -> bool {
        let state = meaning::at(read, "properties.provisioningState").as_str().map(ProvisioningState::parse);
        self == Self::Configuration && matches!(state, Some(ProvisioningState::Failed | ProvisioningState::Canceled))
    }

    fn creates(change: &Change, before: &Value) -> bool {
        change.verify == Self::HostPool && change.call.method == Method::Put && before.is_null()
    }

    fn origin(answer: &Value) -> String {
        let told = |name: &str| meaning::at(answer, &["systemData.", name].concat()).as_str().filter(|text| !text.is_empty());
        let who = told("createdBy").map(|who| format!(" by {who}")).unwrap_or_default();
        told("createdAt").map(|at| format!(" It was created{who} at {at}.")).unwrap_or_default()
    }

    fn already_gone(change: &Change) -> &'static str {
        if is_session(&change.target) {
            "Already signed out: this session no longer exists."
        } else {
            "Already deleted: it no longer exists."
        }
    }

    fn passes(change: &Change) -> bool {
        change.call.operation == "VirtualMachines_Restart"
    }

    fn passing(read: Option<&Value>, at_work: &mut bool) -> Confirmation {
        machine::restarted(read, at_work)
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

    use host::Instant;
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
        let named = |target: ResourceId| target_name(&crate::rule::user_session::disconnect(&target, &versions));
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

    #[test]
    fn what_waited_goes_out_for_the_same_person_and_soon() {
        let at = |minutes: i64| Instant::from_seconds(1_000_000 + minutes * 60);
        let mut record = Record::new(crate::rule::token::revoke(&pool(), &ApiVersions::default()), Value::Null, at(0), None);
        record.waits_for = Some("olivia".to_owned());
        let cases = [
            (Some(("olivia", at(1))), true),
            (Some(("olivia", at(15))), true),
            (Some(("olivia", at(16))), false),
            (Some(("olivia", at(0))), false),
            (Some(("rita", at(1))), false),
            (None, false),
        ];
        for (signed_in, may) in cases {
            assert_eq!(record.may_go_out(signed_in), may, "{signed_in:?}");
        }
        record.waits_for = None;
        assert!(record.is_fresh(at(15)) && !record.is_fresh(at(16)));
        assert!(!record.may_go_out(Some(("olivia", at(1)))), "it went out before: nobody knows what became of it");
    }

    #[test]
    fn a_record_survives_storage() {
        let record = Record::new(
            crate::rule::token::revoke(&pool(), &ApiVersions::default()),
            Value::Null,
            Instant::from_seconds(1),
            None,
        );
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    }
}
