//! The table as a file, written in slices: whoever types meanwhile does not wait.

use avd::rule::estate_hosts::{Chosen, View};
use host::{Duration, Host};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::FleetHosts;
use crate::browser::Browser;
use crate::browser::download::Pieces;
use crate::components::Toasts;

/// So many rows are written at once, some milliseconds of work.
const SLICE: usize = 1_000;

/// Saves the chosen rows, or all that are shown while none is chosen. `written` is how far it is.
pub fn export(fleet: FleetHosts, shown: RwSignal<View>, written: RwSignal<Option<(usize, usize)>>, toasts: Toasts) {
    // Rows move while pools are read again, their keys do not.
    let keys: Vec<u32> = fleet.table.with_untracked(|table| {
        fleet.chosen.with_untracked(|chosen: &Chosen| {
            if chosen.is_empty() {
                return shown
                    .with_untracked(|shown| shown.shown().iter().filter_map(|at| table.row(*at)).map(|row| row.key).collect());
            }
            table.rows().iter().map(|row| row.key).filter(|key| chosen.contains(*key)).collect()
        })
    });
    let all = keys.len();
    spawn_local(async move {
        let pieces = Pieces::new();
        for (at, keys) in keys.chunks(SLICE).enumerate() {
            if all > SLICE {
                written.set(Some((at * SLICE, all)));
                Browser.sleep(Duration::ZERO).await;
            }
            let text = fleet.table.with_untracked(|table| table.to_csv(&table.places(keys), at == 0));
            pieces.push(&text);
        }
        let _ = written.try_set(None);
        if let Err(why) = pieces.save("session-hosts.csv", "text/csv") {
            toasts.error(format!("The file could not be saved: {why}"));
        }
    });
}
