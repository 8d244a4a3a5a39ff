//! The session host configuration of a pool: what its session hosts are made from, and the form that changes it.

mod compare;
mod tab;
mod versions;

pub use tab::ConfigurationTab;
