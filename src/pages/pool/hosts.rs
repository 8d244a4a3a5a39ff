//! The session hosts of a pool: all of them in a table, or one of them.

pub mod act;
mod acts;
mod ask;
pub mod bar;
mod cells;
mod columns;
mod detail;
mod list;
mod rows;

use std::collections::BTreeSet;

use leptos::prelude::*;

use self::detail::HostDetail;
use self::list::HostList;
pub use self::rows::version_word;
use super::context::PoolContext;
use crate::route::{PoolRef, PoolTab, Route};
use crate::router::use_router;

/// The table, or the one host of the URL. What is chosen in the table stays chosen meanwhile.
#[component]
pub fn HostsTab(context: PoolContext, pool: PoolRef) -> impl IntoView {
    let router = use_router();
    let one = Memo::new(move |before: Option<&Option<String>>| match router.route() {
        Route::Pool(_, PoolTab::Host(name)) => Some(name),
        Route::Pool(_, PoolTab::Hosts(_)) => None,
        _ => before.cloned().flatten(),
    });
    let chosen = RwSignal::new(BTreeSet::new());
    move || match one.get() {
        Some(name) => view! { <HostDetail context place=pool.clone() name /> }.into_any(),
        None => view! { <HostList context pool=pool.clone() chosen /> }.into_any(),
    }
}
