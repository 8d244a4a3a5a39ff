//! The provider Microsoft.DesktopVirtualization: its state, its operations, its rules.
//!
//! Not the front door: who may call, which api-version and which path were settled before a handler here runs.

pub(crate) mod configuration;
pub(crate) mod context;
mod estate;
pub(crate) mod host_pools;
pub(crate) mod listing;
pub(crate) mod management;
mod pool;
mod pool_rules;
mod rdp;
mod related;
mod session_host;
pub(crate) mod session_hosts;
pub(crate) mod structure;
pub(crate) mod table;
pub(crate) mod token;
mod user_sessions;
pub(crate) mod version;

pub(crate) use context::Context;
pub(crate) use estate::{Estate, Subscription, SubscriptionState};
pub(crate) use pool::{Configuration, Management, Pool, Stamps, pool_id};
pub(crate) use pool_rules::merge;
pub(crate) use session_host::{HostPlan, Hosts, SessionHost, UpdateState};
pub(crate) use user_sessions::UserSession;

/// The provider's namespace as ARM writes it.
pub(crate) const NAMESPACE: &str = "Microsoft.DesktopVirtualization";
