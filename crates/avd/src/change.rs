//! A write as a value: built by a rule, shown on the review step, rendered as a script, sent by the client, kept in the log.

use arm::{Call, Endpoint, ResourceId};
use serde::{Deserialize, Serialize};

use crate::operation::{host_pools, scaling_plans, session_host_configurations, session_host_managements, session_hosts};
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
    /// The session host, which is the target itself.
    SessionHost,
}

impl ReadBack {
    /// The call to make. The target of a change is its pool, except where a variant says otherwise.
    pub fn call(self, pool: &ResourceId, versions: &ApiVersions) -> Call {
        match self {
            Self::HostPool => host_pools::get(pool, versions),
            Self::RegistrationToken => host_pools::retrieve_registration_token(pool, versions),
            Self::UpdateStatus | Self::UpdateEnd => session_host_managements::update_status(pool, versions),
            Self::ProvisioningStatus => session_host_managements::provisioning_status(pool, versions),
            Self::Configuration => session_host_configurations::get(pool, versions),
            Self::Management => session_host_managements::get(pool, versions),
            Self::ScalingPlan => scaling_plans::get(pool, versions),
            Self::SessionHost => session_hosts::get(pool, versions),
        }
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
        ];
        for read in all {
            let call = read.call(&pool(), &ApiVersions::default());
            assert!(call.body.is_none(), "{read:?}");
            assert_eq!(call.method == Method::Post, read == ReadBack::RegistrationToken);
        }
    }
}
