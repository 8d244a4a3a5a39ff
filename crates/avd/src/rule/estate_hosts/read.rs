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
    #[serde(deserialize_with = "switch")]
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

/// True or false; a column of Resource Graph may give them as 1 and 0 (Azure/review-checklists#203).
fn switch<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    let value: Option<serde_json::Value> = lenient(from)?;
    Ok(value.and_then(|value| match value {
        serde_json::Value::Bool(on) => Some(on),
        serde_json::Value::String(word) if word.eq_ignore_ascii_case("true") => Some(true),
        serde_json::Value::String(word) if word.eq_ignore_ascii_case("false") => Some(false),
        value => match value.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
    }))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_switch_as_a_number() {
        let file: Value =
            serde_json::from_str(include_str!("../../../../../tests/cases/graph-row-booleans-as-numbers.json")).unwrap();
        let rows: Vec<GraphHost> = serde_json::from_value(file["rows"].clone()).unwrap();
        assert_eq!(
            rows.iter().map(|row| row.allow_new_session).collect::<Vec<_>>(),
            [Some(true), Some(false)],
            "0 is drained, 1 is not"
        );
        assert_eq!(rows[0].sessions, Some(1), "a count stays one");
        let of =
            |value: Value| serde_json::from_value::<GraphHost>(json!({ "allowNewSession": value })).unwrap().allow_new_session;
        for (value, expected) in [
            (json!(true), Some(true)),
            (json!("False"), Some(false)),
            (json!("true"), Some(true)),
            (json!(2), None),
            (json!("1"), None),
            (json!(null), None),
            (json!([1]), None),
        ] {
            assert_eq!(of(value.clone()), expected, "{value}");
        }
    }
}
