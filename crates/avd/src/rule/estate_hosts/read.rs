//! A session host as Resource Graph gives it.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// A row of `operation::resource_graph::session_hosts`. A field of an unexpected shape reads as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GraphHost {
    /// The ARM id.
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    /// The status as the service writes it.
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
    /// All sessions.
    #[serde(deserialize_with = "lenient")]
    pub sessions: Option<i64>,
    /// False is drain mode.
    #[serde(deserialize_with = "lenient")]
    pub allow_new_session: Option<bool>,
    /// The user of a personal desktop.
    #[serde(deserialize_with = "lenient")]
    pub assigned_user: Option<String>,
    /// The version of the agent.
    #[serde(deserialize_with = "lenient")]
    pub agent_version: Option<String>,
    /// The last sign of life, RFC 3339.
    #[serde(deserialize_with = "lenient")]
    pub last_heart_beat: Option<String>,
    /// The version of the configuration the host was made from.
    #[serde(deserialize_with = "lenient")]
    pub session_host_configuration: Option<String>,
    /// Where the update of the agent stands.
    #[serde(deserialize_with = "lenient")]
    pub update_state: Option<String>,
    /// The id of the machine.
    #[serde(deserialize_with = "lenient")]
    pub resource_id: Option<String>,
}

fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Read<T> {
        Value(T),
        Other(IgnoredAny),
    }
    Ok(match Option::<Read<T>>::deserialize(from)? {
        Some(Read::Value(value)) => Some(value),
        Some(Read::Other(_)) | None => None,
    })
}
