//! The estate: every host pool of every subscription the person can read.
//!
//! One read for all pages that list pools: one question to Resource Graph, then the own list of every subscription of which that said
//! nothing, or not enough. It fills as they answer, and one that fails hides none of the others. Resource Graph may be minutes behind, so
//! it confirms no write, and each pool says where it is from.

mod context;
mod counts;
pub mod kept;
mod pool_states;
mod reads;
mod state;
mod touched;

pub use context::{EstateContext, use_estate};
pub use counts::{Counts, STANDS, Told};
pub use pool_states::{PoolState, PoolStates, use_pool_states};
pub use reads::{Update, read_token, use_tokens, use_updates};
pub use state::{Confirmed, Estate, Failure, PoolOf, display_name};
pub use touched::Touched;
