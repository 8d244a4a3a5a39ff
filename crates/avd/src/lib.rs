//! Azure Virtual Desktop: resources, operations, rules.
//!
//! `resource` is what the service says, `operation` what it can be asked, `rule` what follows from both, `change` a write as
//! a value, `script` the same write as text. All of it is pure: no request is sent, no clock is read, nothing is drawn.

mod change;
pub mod operation;
pub mod resource;
pub mod rule;
pub mod schema;
pub mod script;
mod version;
mod word;

pub use change::{Batch, Change, Entry, ReadBack, Record, Write, target_name};
pub use version::{ApiVersions, Family, Offered, is_withdrawn};
