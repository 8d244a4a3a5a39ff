//! What was read, piece by piece. An answer stays the JSON it came as: each is looked at in one or two places only.

use std::collections::BTreeMap;
use std::sync::Arc;

use arm::{Error, ErrorKind};
use host::Instant;
use serde_json::Value;

/// One thing to read. A piece may have several parts: one a resource group, a secret, a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// The host pool.
    Pool,
    /// The session host configuration.
    Configuration,
    /// The management policy.
    Policy,
    /// The latest update.
    UpdateStatus,
    /// The latest creation of hosts.
    ProvisioningStatus,
    /// The session hosts.
    Hosts,
    /// The virtual machines in the resource groups of the hosts.
    Machines,
    /// The extensions of one host's machine.
    Extensions,
    /// The locks on the hosts' resource groups, on what is in them, and on their subscription.
    Locks,
    /// What Azure Policy says to a machine like the new ones.
    Restrictions,
    /// The roles of the pool's identity on what it works with.
    Roles,
    /// The roles of the pool's identity on the key vault.
    VaultRoles,
    /// The key vault that holds the secrets.
    Vault,
    /// The secrets, without their values.
    Secrets,
    /// The caller's permissions on the pool.
    PoolRights,
    /// The caller's permissions on the hosts' resource groups.
    MachineRights,
    /// The image version.
    Image,
    /// The image definition of a gallery image.
    ImageDefinition,
    /// The machine size.
    Size,
    /// The quotas of the region.
    Quotas,
    /// The virtual network.
    Network,
    /// The addresses in use in the virtual network.
    Addresses,
    /// The scaling plans of the pool.
    ScalingPlans,
    /// The user sessions.
    Sessions,
    /// The diagnostic settings of the pool.
    Diagnostics,
    /// The policies assigned to the hosts' resource groups.
    Assignments,
}

impl Piece {
    /// All pieces, in the order to ask.
    pub const ALL: [Self; 26] = [
        Self::Pool,
        Self::Configuration,
        Self::Hosts,
        Self::Policy,
        Self::UpdateStatus,
        Self::ProvisioningStatus,
        Self::PoolRights,
        Self::ScalingPlans,
        Self::Sessions,
        Self::Diagnostics,
        Self::MachineRights,
        Self::Machines,
        Self::Locks,
        Self::Size,
        Self::Quotas,
        Self::Image,
        Self::ImageDefinition,
        Self::Network,
        Self::Addresses,
        Self::Vault,
        Self::Secrets,
        Self::Roles,
        Self::VaultRoles,
        Self::Extensions,
        Self::Restrictions,
        Self::Assignments,
    ];
}

/// What is known of a part.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Known {
    /// It was not asked for yet, or its answer is on the way.
    #[default]
    NotAsked,
    /// It was read.
    Read {
        /// What.
        value: Value,
        /// When.
        at: Instant,
        /// False for a list that was cut off.
        complete: bool,
    },
    /// It does not exist, or not for this account.
    Missing {
        /// When that was found out.
        at: Instant,
    },
    /// The right to read it is missing.
    Refused {
        /// The action that is missing.
        action: String,
    },
    /// It could not be read.
    Failed {
        /// Why, in a sentence or two.
        why: String,
    },
}

impl Known {
    /// What a failed read means. `right` is the action the read needs, where the service does not name it.
    pub fn of_error(error: &Error, right: &str, at: Instant) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing { at },
            ErrorKind::Forbidden { action, .. } => Self::Refused { action: action.clone().unwrap_or_else(|| right.to_owned()) },
            _ => Self::Failed { why: format!("{} {}", error.message(), error.next_step()) },
        }
    }

    /// What was read.
    pub const fn value(&self) -> Option<&Value> {
        match self {
            Self::Read { value, .. } => Some(value),
            _ => None,
        }
    }

    /// When it was found out.
    pub const fn at(&self) -> Option<Instant> {
        match self {
            Self::Read { at, .. } | Self::Missing { at } => Some(*at),
            _ => None,
        }
    }
}

/// A part of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is about: the id or the name of something.
    pub subject: String,
    /// What is known.
    pub known: Known,
}

/// All that is known. Cheap to clone: what was read is shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence(BTreeMap<Piece, Arc<Vec<Part>>>);

impl Evidence {
    /// The parts of a piece; none if it was not asked for, or if there is nothing to ask.
    pub fn parts(&self, piece: Piece) -> &[Part] {
        self.0.get(&piece).map_or(&[], |parts| parts.as_slice())
    }

    /// Whether all of a piece was answered, one way or another. A piece without parts is: there was nothing to ask.
    pub fn is_settled(&self, piece: Piece) -> bool {
        self.0.get(&piece).is_some_and(|parts| parts.iter().all(|part| part.known != Known::NotAsked))
    }

    /// Says what parts a piece has, and what is known of them.
    pub fn set(&mut self, piece: Piece, parts: Vec<Part>) {
        self.0.insert(piece, Arc::new(parts));
    }

    /// Fills in what is known of a part.
    pub fn fill(&mut self, piece: Piece, at: usize, known: Known) {
        if let Some(part) = self.0.get_mut(&piece).and_then(|parts| Arc::make_mut(parts).get_mut(at)) {
            part.known = known;
        }
    }
}
