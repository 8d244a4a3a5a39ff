//! All session hosts of the estate as one table: filled page by page, each pool's part with its source and its age, searched and
//! sorted without a copy of the rows.
//!
//! Resource Graph fills it quickly and may be minutes behind (Learn, *Azure Resource Graph overview*); the provider's own list of
//! a pool replaces that pool's part and tells how many rows were out of date.

mod chosen;
mod export;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod view;

pub use chosen::Chosen;
pub use read::GraphHost;
pub use table::{EstateHosts, HostRow, Places, Pool, STANDS, Source};
pub use view::{Column, Filter, View};
