//! Writes: a change as a value, what confirms it, one write, a batch of writes, what became of them, and the runner
//! that carries them out: the same one in the console and in its simulation.
//!
//! A write goes out once. It is kept before it is sent, and what a reload or a lost answer leaves open is looked up, not sent again.
//! What a change of one provider is and what shows its effect is said by [`Confirm`]; nothing here knows a provider.

mod batch;
mod change;
mod entry;
mod outcome;
mod page;
mod record;
mod runner;
mod write;

pub use batch::{AT_ONCE, Batch, LOST_IN_A_ROW, MOST_THROTTLED, Step};
pub use change::{Change, Confirm, Confirmation};
pub use entry::Entry;
pub use outcome::{Outcome, Tally};
pub use page::{Page, Progress};
pub use record::Record;
pub use runner::{Runner, left_open};
pub use write::{BETWEEN_LOOKS, Write, WriteStep};
