//! Private endpoint connections in words (`PrivateEndpointConnection`; Learn, "Manage a private endpoint connection").

use crate::resource::{PrivateEndpointConnection, PrivateEndpointProvisioningState, PrivateEndpointStatus};

/// Whether a connection carries traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Approved,
    /// It waits for the owner of the host pool.
    Pending,
    /// The owner refused it.
    Rejected,
    /// Not reported, or a word this console doesn't know.
    Unknown,
}

impl Standing {
    /// What it means for those who connect.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Approved => "Clients and session hosts can reach the host pool through this endpoint.",
            Self::Pending => "No traffic passes until you approve the connection in the Azure portal, under Networking.",
            Self::Rejected => "No traffic passes. Remove the endpoint and create a new one to request approval again.",
            Self::Unknown => "Azure didn't report whether traffic passes.",
        }
    }
}

/// How a connection stands.
pub fn standing(status: Option<&PrivateEndpointStatus>) -> Standing {
    match status {
        Some(PrivateEndpointStatus::Approved) => Standing::Approved,
        Some(PrivateEndpointStatus::Pending) => Standing::Pending,
        Some(PrivateEndpointStatus::Rejected) => Standing::Rejected,
        Some(PrivateEndpointStatus::Other(_)) | None => Standing::Unknown,
    }
}

/// The state in words.
pub fn state(status: Option<&PrivateEndpointStatus>) -> String {
    match status {
        Some(PrivateEndpointStatus::Approved) => "Approved".to_owned(),
        Some(PrivateEndpointStatus::Pending) => "Waiting for approval".to_owned(),
        Some(PrivateEndpointStatus::Rejected) => "Rejected".to_owned(),
        Some(PrivateEndpointStatus::Other(word)) => word.clone(),
        None => "Not reported".to_owned(),
    }
}

/// Where its creation or removal stands; `None` if the answer doesn't say.
pub fn provisioning(state: Option<&PrivateEndpointProvisioningState>) -> Option<String> {
    Some(match state? {
        PrivateEndpointProvisioningState::Succeeded => "Succeeded: the connection exists".to_owned(),
        PrivateEndpointProvisioningState::Creating => "Being created".to_owned(),
        PrivateEndpointProvisioningState::Deleting => "Being deleted".to_owned(),
        PrivateEndpointProvisioningState::Failed => "Failed".to_owned(),
        PrivateEndpointProvisioningState::Other(word) => word.clone(),
    })
}

/// Its name: of the connection, of its endpoint, or that there is none.
pub fn name(connection: &PrivateEndpointConnection) -> String {
    let endpoint = connection.properties.private_endpoint.as_ref().and_then(|endpoint| endpoint.id.as_deref());
    let last = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    let names = [connection.name.as_deref(), connection.id.as_deref(), endpoint];
    names.into_iter().flatten().map(last).find(|name| !name.is_empty()).unwrap_or_else(|| "Unnamed connection".to_owned())
}

/// One line: "pe-1: Approved".
pub fn sentence(connection: &PrivateEndpointConnection) -> String {
    let status = connection.properties.private_link_service_connection_state.as_ref().and_then(|state| state.status.as_ref());
    format!("{}: {}", name(connection), state(status))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn every_state_has_words_and_a_strange_one_stays_as_it_came() {
        let connection = |properties: serde_json::Value| -> PrivateEndpointConnection {
            serde_json::from_value(json!({"id": "/a/b/pe-1.guid", "name": "hp/pe-1", "properties": properties})).unwrap()
        };
        for (word, wanted, stands) in [
            (json!("Approved"), "pe-1: Approved", Standing::Approved),
            (json!("pending"), "pe-1: Waiting for approval", Standing::Pending),
            (json!("Rejected"), "pe-1: Rejected", Standing::Rejected),
            (json!("Disconnected"), "pe-1: Disconnected", Standing::Unknown),
            (json!(null), "pe-1: Not reported", Standing::Unknown),
        ] {
            let read = connection(json!({"privateLinkServiceConnectionState": {"status": word}}));
            assert_eq!(sentence(&read), wanted);
            assert_eq!(standing(read.properties.private_link_service_connection_state.unwrap().status.as_ref()), stands);
        }
        for (word, wanted) in [
            ("Succeeded", "Succeeded: the connection exists"),
            ("creating", "Being created"),
            ("Deleting", "Being deleted"),
            ("Failed", "Failed"),
            ("Odd", "Odd"),
        ] {
            assert_eq!(provisioning(Some(&PrivateEndpointProvisioningState::parse(word))).as_deref(), Some(wanted));
        }
        assert_eq!(provisioning(None), None);
    }

    #[test]
    fn a_connection_without_a_name_is_called_by_what_it_has() {
        let read = |value: serde_json::Value| name(&serde_json::from_value(value).unwrap());
        assert_eq!(read(json!({"name": null, "id": "/x/y/conn", "properties": {}})), "conn");
        assert_eq!(read(json!({"properties": {"privateEndpoint": {"id": "/x/pe"}}})), "pe");
        assert_eq!(read(json!({"properties": {}})), "Unnamed connection");
    }
}
