//! Editing and creating host pools: a draft of the fields, what can be chosen, what is wrong with it, and the request it becomes.
//!
//! An edit is a PATCH with the changed fields only. What a PATCH does not take goes by a replacement (PUT), whose body is the pool
//! as it was received at that version, so that what this console does not know survives. A new pool is a PUT. `migrationRequest`
//! exists at 2022-02-10-preview and never again, other fields and words only later: `Way` says which request can say what.

mod draft;
mod offer;
mod portable;
mod problem;
mod registration;
mod request;
mod version;
mod words;

pub use crate::rule::field_table::FieldMerge;
pub use draft::Draft;
pub use offer::{Offer, choose, choose_type, offers};
pub use portable::{Imported, copy, declaration, export, import, take};
pub use problem::{name_problem, problems, problems_of_new};
pub use registration::problem as registration_problem;
pub use request::{by_newest_put, by_patch, by_put, create, create_from, edits, withdrawn};
pub use version::{Way, barred, fixed, way};
pub use words::{label, summary};

#[cfg(test)]
mod tests;
