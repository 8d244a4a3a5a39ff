//! Editing the management policy: a draft of the fields, what is wrong with it, and the request it becomes
//! (`SessionHostManagements_Update` and `SessionHostManagements_CreateOrUpdate`, 2026-01-01-preview).
//!
//! An edit is a PATCH with the changed fields only; a pool without a policy gets one by PUT. Saving starts no update, but a
//! higher count of hosts makes the service create them.

mod draft;
mod problem;
mod request;
mod words;

pub use super::field_table::FieldMerge;
pub use draft::Draft;
pub use problem::problems;
pub use request::{change, edits, raise_instance_count, with_update};
pub use words::label;

#[cfg(test)]
mod tests;
