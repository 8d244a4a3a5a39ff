//! The way of every write: review with the exact request, send once, see what came of it.

mod outcome;
mod pending;
mod review;

pub use pending::PendingWrites;
pub use review::{Proposal, ReviewDialog};
