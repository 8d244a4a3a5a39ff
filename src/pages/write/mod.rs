//! The way of every write: review with the exact request, send once, see what came of it.

mod changes;
mod code;
mod many;
mod outcome;
mod pending;
mod review;

pub use changes::Changes;
pub use code::CodeDialog;
#[allow(unused_imports)] // Until the first page sends many.
pub use many::{ManyDialog, ManyProposal};
pub use pending::PendingWrites;
pub use review::{Proposal, Review, ReviewDialog, Then};
