//! The one table: columns as data, rows by their places, of which only those in view exist; order, groups, choice, keyboard.
//!
//! Nothing here knows what a table lists. A page gives a list of [`Column`]s, and its rows; adding a column is a line in that list.

mod choice;
mod column;
mod groups;
mod header;
mod list;
mod order;
mod rows;
mod search;
mod select;

pub use choice::{ColumnMenu, Offers, shown};
pub use column::{Column, From, Shown};
pub use groups::{Groups, Line, grouped, toggled};
pub use header::{ColumnHeader, Sorted};
pub use list::{Order, Press, Rows, Table};
pub use order::{Key, sort, sort_by};
pub use rows::VirtualRows;
pub use search::{Search, counted};
pub use select::{SelectAll, Selecting, picks};
