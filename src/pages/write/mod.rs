//! The way of every write: review with the exact request, send once, see what came of it.

mod changes;
mod code;
mod many;
mod outcome;
mod pending;
mod question;
mod results;
mod review;

pub use changes::Changes;
pub use code::{CodeDialog, ReadCode, code_tab};
pub use many::{ManyDialog, ManyProposal};
pub use pending::PendingWrites;
pub use question::QuestionDialog;
pub use results::tone;
pub use review::{Proposal, Review, ReviewDialog, Then};
