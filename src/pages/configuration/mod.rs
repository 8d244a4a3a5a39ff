//! The session host configuration of a pool: what its session hosts are made from, and the form that changes it.

mod compare;
mod edit;
mod fields;
mod form;
mod lines;
pub mod sources;
mod state;
mod tab;
mod versions;

pub use edit::ConfigurationEditPage;
pub use tab::ConfigurationTab;
