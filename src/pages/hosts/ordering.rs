//! The order of the table, found in slices: a hundred thousand rows are sorted while one types and scrolls.

use avd::rule::estate_hosts::{Column, Sorting, View};
use host::{Duration, Host};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::FleetHosts;
use crate::browser::Browser;

/// So many comparisons between two looks at the clock.
const STRIDE: usize = 2_000;
/// A slice ends at the first look after so long: half of a frame.
const SLICE: Duration = Duration::from_millis(8);

/// Keeps `shown` in an order as rows come; the signal is told when it is to be filtered again. Until a long sort ends, rows stay where
/// they were.
pub fn keep_sorted(fleet: FleetHosts, shown: RwSignal<View>, by: Memo<Option<(Column, bool)>>) -> RwSignal<()> {
    let sorted = RwSignal::new(());
    let turn = StoredValue::new(0_u32);
    Effect::new(move |before: Option<Option<(Column, bool)>>| {
        let by = by.get();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let begun = fleet.table.with(|table| shown.try_update_untracked(|shown| shown.begin(table, by)).flatten());
        let rest = begun.and_then(|sorting| go_on(fleet, shown, sorting));
        // The rows that are filtered are others, or in another order.
        if rest.is_none() || before == Some(by) {
            sorted.set(());
        }
        if let Some(rest) = rest {
            spawn_local(async move {
                let mut rest = Some(rest);
                while let Some(sorting) = rest {
                    Browser.sleep(Duration::ZERO).await;
                    // Another order is wanted, or other rows have come, or the page was left.
                    if turn.try_get_value() != Some(mine) {
                        return;
                    }
                    rest = go_on(fleet, shown, sorting);
                }
                sorted.set(());
            });
        }
        by
    });
    sorted
}

/// Sorts for one slice; gives the sort back if it has not ended.
fn go_on(fleet: FleetHosts, shown: RwSignal<View>, mut sorting: Sorting) -> Option<Sorting> {
    let until = Browser.now() + SLICE;
    while !fleet.table.with_untracked(|table| sorting.step(table, STRIDE)) {
        if Browser.now() >= until {
            return Some(sorting);
        }
    }
    shown.update_untracked(|shown| shown.finish(sorting));
    None
}
