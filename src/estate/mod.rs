//! The estate: every host pool of every subscription the person can read.
//!
//! One read for all pages that list pools. It fills as the subscriptions answer, and one that fails hides none of the others.

mod context;
mod state;

pub use context::{EstateContext, use_estate};
pub use state::{Estate, PoolOf, display_name};
