//! The forms that create and edit a host pool.

mod agent_update;
mod edit;
pub mod fields;
pub mod kept;
mod lines;
mod network;
mod new;
mod place;
mod rdp;
mod received;
mod registration;
mod sections;
mod start;
mod state;
mod ways;

pub use agent_update::AgentUpdateFields;
pub use edit::PoolEditPage;
pub use network::NetworkFields;
pub use new::PoolNewPage;
pub use rdp::RdpEditor;
pub use registration::RegistrationFields;
pub use start::leave_copy;
