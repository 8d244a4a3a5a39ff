//! Editing and creating host pools: a draft of the fields, what is wrong with it, and the request it becomes.
//!
//! An edit is a PATCH with the changed fields only. A replacement is a PUT at 2022-02-10-preview, the last version with
//! `migrationRequest`: its body is the pool as it was received at that version, so that what this console does not know survives.

mod draft;
mod problem;
mod request;

pub use draft::Draft;
pub use problem::{name_problem, problems, problems_of_new};
pub use request::{by_patch, by_put, create, edits};

#[cfg(test)]
mod tests;
