//! Private endpoint connections of a host pool: read-only here
//! (`PrivateEndpointConnection`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use crate::word::{record, resource, word};

resource! {
    /// A private endpoint connection (`PrivateEndpointConnection`).
    PrivateEndpointConnection : PrivateEndpointConnectionProperties {}
}

record! {
    /// What a private endpoint connection is.
    PrivateEndpointConnectionProperties {
        /// The sub-resources it serves; host pools have one, `connection`.
        group_ids: Vec<String>,
        /// The endpoint on the caller's side.
        private_endpoint: PrivateEndpoint,
        /// Whether the owner agreed.
        private_link_service_connection_state: PrivateLinkServiceConnectionState,
        /// Where its creation or removal stands.
        provisioning_state: PrivateEndpointProvisioningState,
    } + other
}

record! {
    /// The endpoint on the caller's side.
    PrivateEndpoint {
        /// Its resource id.
        id: String,
    }
}

record! {
    /// Whether the owner agreed to a connection.
    PrivateLinkServiceConnectionState {
        /// The decision.
        status: PrivateEndpointStatus,
        /// The reason given.
        description: String,
        /// What the caller has to do after a change of the service.
        actions_required: String,
    }
}

word! {
    /// The owner's decision about a connection.
    PrivateEndpointStatus {
        /// Not decided.
        Pending = "Pending",
        /// Agreed.
        Approved = "Approved",
        /// Refused.
        Rejected = "Rejected",
    }
}

word! {
    /// Where the creation or removal of a connection stands.
    PrivateEndpointProvisioningState {
        /// Done.
        Succeeded = "Succeeded",
        /// Being made.
        Creating = "Creating",
        /// Being removed.
        Deleting = "Deleting",
        /// Failed.
        Failed = "Failed",
    }
}
