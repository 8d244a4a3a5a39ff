//! Reads with a freshness: the cache, the clock polling runs on, operations under way.

pub mod activity;
pub mod bounded;
pub mod clock;
pub mod debts;
pub mod dismissals;
mod kept_list;
pub mod many;
pub mod poll;
pub mod remote;
pub mod rights;
pub mod runs;
pub mod use_many;
pub mod use_remote;
pub mod writes;

pub use clock::{Clock, use_clock};
pub use many::Many;
pub use poll::{Nudge, Poll, poll_hidden, use_poll};
pub use remote::Remote;
pub use use_many::ManyHandle;
pub use use_remote::{RemoteHandle, use_remote};
