//! The forms that create and edit a host pool.

#[allow(dead_code)]
mod agent_update;
mod edit;
pub mod fields;
pub mod kept;
#[allow(dead_code)]
mod network;
mod new;
#[allow(dead_code)]
mod rdp;

#[allow(unused_imports)]
pub use agent_update::AgentUpdateFields;
pub use edit::PoolEditPage;
#[allow(unused_imports)]
pub use network::NetworkFields;
pub use new::PoolNewPage;
#[allow(unused_imports)]
pub use rdp::RdpEditor;
