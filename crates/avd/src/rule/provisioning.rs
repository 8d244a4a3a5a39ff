//! Trying the creation of one session host again (`SessionHosts_RetryProvisioning`).

use core::fmt;

use arm::ResourceId;

use super::run::is_active;
use crate::change::{Change, ReadBack};
use crate::operation::session_hosts;
use crate::resource::{HostUpdateState, SessionHost, UpdateState};
use crate::version::ApiVersions;

/// Why the creation of a host cannot be tried again. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryRefusal {
    /// The host did not fail.
    NotFailed,
    /// A session host update holds the pool: its failed hosts are its own business.
    Updating,
    /// What was read has no id.
    NoHost,
}

impl fmt::Display for RetryRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NotFailed => "Creating this session host didn't fail.",
            Self::Updating => {
                "The pool is locked by a session host update. Retry the update, which also retries its failed session hosts, or \
                    cancel it."
            }
            Self::NoHost => "Azure didn't return an ID for this session host.",
        })
    }
}

/// Whether a host shows a failure.
pub fn failed(host: &SessionHost) -> bool {
    host.properties.update_state == Some(HostUpdateState::Failed)
}

/// Tries the creation of a failed host again. `update` is the status of the latest session host update, if there is one.
pub fn retry(host: &SessionHost, update: Option<&UpdateState>, versions: &ApiVersions) -> Result<Change, RetryRefusal> {
    let target: ResourceId = host.resource_id().ok_or(RetryRefusal::NoHost)?;
    if !failed(host) {
        return Err(RetryRefusal::NotFailed);
    }
    if update.is_some_and(is_active) {
        return Err(RetryRefusal::Updating);
    }
    Ok(Change {
        title: format!("Retry creating {}", target.name()),
        call: session_hosts::retry_provisioning(&target, versions),
        target,
        effects: vec!["Azure tries again to create this session host. Other session hosts aren't affected.".to_owned()],
        warnings: vec!["Fix the cause first; with the same configuration, it may fail the same way.".to_owned()],
        verify: ReadBack::SessionHost,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arm::Json;
    use serde_json::{Value, json};

    use super::*;
    use crate::operation::sample::POOL;
    use crate::rule::confirm::{Confirmation, confirm};

    fn raw(state: &str, message: &str) -> Value {
        json!({"id": format!("{POOL}/sessionHosts/sh-1.contoso.example"), "properties": {"updateState": state, "updateErrorMessage": message}})
    }

    fn host(state: &str) -> SessionHost {
        SessionHost::from_json(raw(state, "no quota")).unwrap()
    }

    #[test]
    fn only_a_failed_host_outside_of_an_update() {
        let versions = ApiVersions::default();
        let change = retry(&host("Failed"), Some(&UpdateState::Succeeded), &versions).unwrap();
        assert_eq!(change.call.path, format!("{POOL}/sessionHosts/sh-1.contoso.example/retryProvisioning"));
        assert_eq!((change.call.body, change.target.name()), (None, "sh-1.contoso.example"));
        assert_eq!(retry(&host("Succeeded"), None, &versions), Err(RetryRefusal::NotFailed));
        assert_eq!(retry(&host("Failed"), Some(&UpdateState::Error), &versions), Err(RetryRefusal::Updating));
        assert_eq!(retry(&SessionHost::default(), None, &versions), Err(RetryRefusal::NoHost));
    }

    #[test]
    fn a_retry_shows_by_another_state_or_another_failure() {
        let change = retry(&host("Failed"), None, &ApiVersions::default()).unwrap();
        let before = raw("Failed", "no quota");
        let shown = |read: Value| matches!(confirm(&change, &before, Some(&read)), Confirmation::Shown(_));
        assert!(shown(raw("Started", "")));
        assert!(shown(raw("Failed", "no address")));
        assert!(!shown(before.clone()));
        assert!(matches!(confirm(&change, &before, None), Confirmation::NotShown(_)));
    }
}
