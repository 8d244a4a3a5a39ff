//! Editing and creating a session host configuration: a draft of the fields, what is wrong with it, and the request it becomes
//! (`SessionHostConfigurations_Update` and `SessionHostConfigurations_CreateOrUpdate`, 2026-01-01-preview).
//!
//! An edit is a PATCH with the changed fields only, or a PUT of the whole where the PATCH has no place for them. Saving starts no
//! update; see [`crate::rule::update`].

mod draft;
mod problem;
mod request;
mod secret;
mod shape;
mod words;

pub use super::field_table::FieldMerge;
pub use draft::Draft;
pub use problem::{DISK_NAME, INTEGRITY_MONITORING, PREMIUM_ADVICE, problems};
pub use request::{Situation, blocked, change, edits, needs_put};
pub use secret::SecretUri;
pub use words::{Comparison, GROUPS, Group, compare, label, name, presets, text};

#[cfg(test)]
mod tests;
