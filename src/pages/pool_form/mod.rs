//! The forms that create and edit a host pool.

mod edit;
pub mod fields;
pub mod kept;
mod new;

pub use edit::PoolEditPage;
pub use new::PoolNewPage;
