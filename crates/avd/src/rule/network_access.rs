//! From where a host pool can be reached, and which ways RDP Shortpath may take
//! (Learn, "Azure Private Link with Azure Virtual Desktop", "RDP Shortpath").

use arm::Json;
use serde_json::Value;

use super::FieldProblem;
use super::host_pool_edit::Draft;
use crate::resource::{
    HostPoolProperties, PrivateEndpointConnection, PrivateEndpointProvisioningState, PrivateEndpointStatus, PublicNetworkAccess,
    Switch, UdpOption,
};

/// The command that makes a session host see a change: in an elevated PowerShell, on each of them.
pub const RESTART: &str = "Restart-Service -Name RDAgentBootLoader";

/// The fields of a pool that are about the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkAccess {
    /// From where clients and hosts may come; `None` is `Enabled`.
    pub public: Option<PublicNetworkAccess>,
    /// RDP Shortpath in managed networks.
    pub managed_private: Option<UdpOption>,
    /// RDP Shortpath in managed networks with ICE/STUN.
    pub direct: Option<UdpOption>,
    /// RDP Shortpath in public networks with STUN.
    pub public_stun: Option<UdpOption>,
    /// RDP Shortpath in public networks with TURN.
    pub relay: Option<UdpOption>,
    /// Whether RDP Shortpath is allowed together with Private Link.
    pub with_private_link: Option<Switch>,
}

impl NetworkAccess {
    /// Those of a draft.
    pub fn of(draft: &Draft) -> Self {
        Self {
            public: draft.public_network_access.clone(),
            managed_private: draft.managed_private_udp.clone(),
            direct: draft.direct_udp.clone(),
            public_stun: draft.public_udp.clone(),
            relay: draft.relay_udp.clone(),
            with_private_link: draft.allow_rdp_short_path_with_private_link.clone(),
        }
    }

    /// Puts them into a draft.
    pub fn put(self, draft: &mut Draft) {
        draft.public_network_access = self.public;
        draft.managed_private_udp = self.managed_private;
        draft.direct_udp = self.direct;
        draft.public_udp = self.public_stun;
        draft.relay_udp = self.relay;
        draft.allow_rdp_short_path_with_private_link = self.with_private_link;
    }

    /// What UDP option a way has.
    pub const fn way(&self, way: Way) -> Option<&UdpOption> {
        match way {
            Way::ManagedPrivate => self.managed_private.as_ref(),
            Way::Direct => self.direct.as_ref(),
            Way::PublicStun => self.public_stun.as_ref(),
            Way::Relay => self.relay.as_ref(),
        }
    }

    /// Gives a way another option.
    pub fn set_way(&mut self, way: Way, option: Option<UdpOption>) {
        match way {
            Way::ManagedPrivate => self.managed_private = option,
            Way::Direct => self.direct = option,
            Way::PublicStun => self.public_stun = option,
            Way::Relay => self.relay = option,
        }
    }
}

/// A way of RDP Shortpath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `managedPrivateUDP`.
    ManagedPrivate,
    /// `directUDP`.
    Direct,
    /// `publicUDP`.
    PublicStun,
    /// `relayUDP`.
    Relay,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ManagedPrivate, Self::Direct, Self::PublicStun, Self::Relay];

    /// Its field.
    pub const fn field(self) -> &'static str {
        match self {
            Self::ManagedPrivate => "managedPrivateUDP",
            Self::Direct => "directUDP",
            Self::PublicStun => "publicUDP",
            Self::Relay => "relayUDP",
        }
    }

    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ManagedPrivate => "Managed networks",
            Self::Direct => "Managed networks, by ICE/STUN",
            Self::PublicStun => "Public networks, by STUN",
            Self::Relay => "Public networks, by TURN",
        }
    }

    /// What it does.
    pub const fn help(self) -> &'static str {
        match self {
            Self::ManagedPrivate => "Direct connection to a UDP port on the session host, for clients on a VPN or ExpressRoute.",
            Self::Direct => "Direct connection to the session host over the private network, with the path found by ICE/STUN.",
            Self::PublicStun => "Direct connection to the session host over the internet, through NAT on both sides.",
            Self::Relay => "Through an Azure relay, when a direct connection over the internet isn't possible.",
        }
    }
}

/// Who can come over the public internet, in words: clients, session hosts.
pub const fn consequence(access: &PublicNetworkAccess) -> &'static str {
    match access {
        PublicNetworkAccess::Enabled => "Users and session hosts can connect over the internet and through private endpoints.",
        PublicNetworkAccess::Disabled => {
            "Users and session hosts must connect through a private endpoint. Connections from the internet are blocked."
        }
        PublicNetworkAccess::EnabledForClientsOnly => {
            "Users can connect over the internet; session hosts must connect through a private endpoint."
        }
        PublicNetworkAccess::EnabledForSessionHostsOnly => {
            "Session hosts can connect over the internet; users must connect through a private endpoint. The Azure portal \
                doesn't offer this option."
        }
        PublicNetworkAccess::Other(_) => "The console doesn't recognize this value.",
    }
}

/// The private endpoint connections of a pool, as read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Approved and usable.
    pub approved: usize,
    /// Approved by nobody yet.
    pub pending: usize,
    /// All of them.
    pub all: usize,
}

impl Endpoints {
    /// Those of a pool, typed.
    pub fn of(properties: &HostPoolProperties) -> Self {
        Self::count(properties.private_endpoint_connections.iter().flatten())
    }

    /// Those of a pool as received.
    pub fn read(received: &Value) -> Self {
        let list = received.pointer("/properties/privateEndpointConnections").and_then(Value::as_array);
        let typed: Vec<_> =
            list.into_iter().flatten().filter_map(|one| PrivateEndpointConnection::from_json(one.clone()).ok()).collect();
        Self::count(typed.iter())
    }

    fn count<'a>(connections: impl Iterator<Item = &'a PrivateEndpointConnection>) -> Self {
        let mut found = Self::default();
        for connection in connections {
            let state = connection.properties.private_link_service_connection_state.as_ref();
            let gone = matches!(
                connection.properties.provisioning_state,
                Some(PrivateEndpointProvisioningState::Deleting | PrivateEndpointProvisioningState::Failed)
            );
            found.all += 1;
            match state.and_then(|state| state.status.as_ref()) {
                Some(PrivateEndpointStatus::Approved) if !gone => found.approved += 1,
                Some(PrivateEndpointStatus::Pending) => found.pending += 1,
                _ => {}
            }
        }
        found
    }

    /// What there is, as a sentence.
    pub fn sentence(self) -> String {
        match self {
            Self { all: 0, .. } => "The pool has no private endpoint.".to_owned(),
            Self { approved: 0, pending: 0, all: 1 } => "The pool's only private endpoint connection isn't approved.".to_owned(),
            Self { approved: 0, pending: 0, all } => {
                format!("None of the pool's {all} private endpoint connections is approved.")
            }
            Self { approved: 0, pending, .. } => {
                format!("No private endpoint connection is approved; {pending} pending approval.")
            }
            Self { approved, all, .. } => format!("{approved} of {all} private endpoint connections approved."),
        }
    }
}

/// Who is shut out by a change although no approved private endpoint leads in, as a sentence: the reason to have the pool's name
/// typed. `None` if nobody is, or if the pool is as closed already.
pub fn shut_out(before: &NetworkAccess, now: &NetworkAccess, endpoints: Endpoints) -> Option<&'static str> {
    if endpoints.approved > 0 || before.public == now.public {
        return None;
    }
    match now.public {
        Some(PublicNetworkAccess::Disabled) => Some(
            "This pool has no approved private endpoint, so users can't connect and session hosts can't reach Azure Virtual \
                Desktop.",
        ),
        Some(PublicNetworkAccess::EnabledForClientsOnly) => {
            Some("This pool has no approved private endpoint, so its session hosts can't reach Azure Virtual Desktop.")
        }
        Some(PublicNetworkAccess::EnabledForSessionHostsOnly) => {
            Some("This pool has no approved private endpoint, so users can't connect.")
        }
        _ => None,
    }
}

/// What is wrong with a change, field by field.
pub fn problems(before: &NetworkAccess, now: &NetworkAccess, endpoints: Endpoints) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    if before.public != now.public {
        let message = "After you change network access, restart the RDAgentBootLoader service on each session host.";
        found.push(FieldProblem::warning("publicNetworkAccess", message));
    }
    found.extend(shut_out(before, now, endpoints).map(|why| FieldProblem::warning("publicNetworkAccess", why)));
    found.extend(with_private_link(before, now));
    found
}

/// What is wrong with a pool to create: it has no private endpoint yet.
pub fn problems_of_new(now: &NetworkAccess) -> Vec<FieldProblem> {
    let open = NetworkAccess::default();
    let shut_out = shut_out(&open, now, Endpoints::default()).map(|why| FieldProblem::warning("publicNetworkAccess", why));
    shut_out.into_iter().chain(with_private_link(&open, now)).collect()
}

/// With UDP allowed over Private Link, the two public ways must be off: the portal refuses to save anything else. A pool that is
/// that way already can still be edited elsewhere.
fn with_private_link(before: &NetworkAccess, now: &NetworkAccess) -> Option<FieldProblem> {
    let off = |way: Way| now.way(way) == Some(&UdpOption::Disabled);
    if now.with_private_link != Some(Switch::Enabled) || (off(Way::PublicStun) && off(Way::Relay)) {
        return None;
    }
    let same = |of: &NetworkAccess| (of.with_private_link.clone(), of.public_stun.clone(), of.relay.clone());
    let message = "RDP Shortpath with Private Link requires RDP Shortpath for public networks (STUN and TURN) to be disabled.";
    let problem = if same(before) == same(now) { FieldProblem::warning } else { FieldProblem::error };
    Some(problem("allowRDPShortPathWithPrivateLink", message.to_owned()))
}

#[cfg(test)]
#[path = "network_access_tests.rs"]
mod tests;
