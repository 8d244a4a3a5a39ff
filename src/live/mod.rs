//! Reads with a freshness: the cache, the clock polling runs on, operations under way.

pub mod activity;
pub mod bounded;
pub mod clock;
pub mod poll;
pub mod remote;
pub mod use_remote;
pub mod writes;

pub use clock::{Clock, use_clock};
pub use poll::{Poll, use_poll};
pub use remote::Remote;
pub use use_remote::{RemoteHandle, use_remote};
