//! The table as a file, written in slices: whoever types meanwhile does not wait.

use avd::rule::estate_hosts::{Chosen, EstateHosts, Places, View};
use host::{Duration, Host};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::FleetHosts;
use crate::browser::Browser;
use crate::browser::download::Pieces;
use crate::components::Toasts;

/// So many rows are written between two looks at the clock.
const STRIDE: usize = 200;
/// A slice ends at the first look after so long: half of a frame.
const SLICE: Duration = Duration::from_millis(8);
/// How often it says how far it is: each time is a frame to paint.
const TELLING: Duration = Duration::from_millis(200);

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
        let mut saved = Ok(());
        let mut places = fleet.table.with_untracked(EstateHosts::places);
        let (mut until, mut tell) = (Browser.now() + SLICE, Browser.now());
        for (at, keys) in keys.chunks(STRIDE).enumerate() {
            if Browser.now() >= until {
                if Browser.now() >= tell {
                    let _ = written.try_set(Some((at * STRIDE, all)));
                    tell = Browser.now() + TELLING;
                }
                Browser.sleep(Duration::ZERO).await;
                until = Browser.now() + SLICE;
            }
            let piece = fleet.table.with_untracked(|table| lines(table, &mut places, keys, at == 0));
            saved = saved.and_then(|()| pieces.push(&piece));
        }
        let _ = written.try_set(None);
        if let Err(why) = saved.and_then(|()| pieces.save("session-hosts.csv", "text/csv")) {
            toasts.error(format!("Couldn't save the file: {why}"));
        }
    });
}

fn lines(table: &EstateHosts, places: &mut Places, keys: &[u32], head: bool) -> String {
    if let Some(rows) = places.rows(table, keys) {
        return table.to_csv(rows, head);
    }
    *places = table.places();
    table.to_csv(places.rows(table, keys).unwrap_or_default(), head)
}
