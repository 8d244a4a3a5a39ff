//! The keyboard and the mouse in a long table: where a key leads from one row to another, and what a selection gains and loses.

use std::ops::Range;

use leptos::ev;
use leptos::prelude::*;

use super::geometry::ROW;
use super::pool::Pool;
use crate::browser::{rows, scroll};
use crate::table::Selecting;

/// What keys and clicks do in the rows of a table.
#[derive(Clone, Copy)]
pub struct Keyboard {
    pool: Pool,
    select: Option<Selecting>,
    count: Signal<usize>,
    /// Where a selection by Shift begins.
    anchor: StoredValue<Option<usize>>,
}

impl Keyboard {
    /// Of the rows of a table.
    pub fn new(pool: Pool, select: Option<Selecting>, count: Signal<usize>) -> Self {
        Self { pool, select, count, anchor: StoredValue::new(None) }
    }

    /// A key was pressed in a row.
    pub fn keyed(self, event: &ev::KeyboardEvent) {
        let Some((target, row)) = rows::around(event.target()).filter(|(target, _)| !rows::is_in(target, "[popover],select"))
        else {
            return;
        };
        let (Some(place), false) = (self.pool.place_of(&row), event.default_prevented() || event.alt_key()) else { return };
        match (event.key().as_str(), self.select) {
            ("a", Some(select)) if event.ctrl_key() || event.meta_key() => {
                select.choose.run((0..self.count.get_untracked(), true));
            }
            (" ", Some(select)) if !rows::is_in(&target, "button,input") => {
                self.anchor.set_value(Some(place));
                select.choose.run((place..place + 1, !untrack(|| select.is_chosen.run(place))));
            }
            ("Enter", _) if rows::is_in(&target, "input") && rows::open(&row) => {}
            (key, _) => {
                let page = usize::try_from(scroll::room()).unwrap_or(0) / ROW;
                let Some(to) = step(key, place, self.count.get_untracked(), page) else { return };
                self.extend(place, to, event.shift_key());
                self.pool.go(to, rows::column(&target));
            }
        }
        event.prevent_default();
    }

    /// The selection follows a walk with Shift; a walk without it ends it.
    fn extend(self, place: usize, to: usize, extends: bool) {
        let Some(select) = self.select.filter(|_| extends) else {
            self.anchor.set_value(None);
            return;
        };
        let from = self.anchor.get_value().unwrap_or(place);
        select.choose.run((lost(from, place, to), false));
        select.choose.run((between(from, to), true));
        self.anchor.set_value(Some(from));
    }

    /// A box was pressed.
    pub fn clicked(self, event: &ev::MouseEvent) {
        let Some((_, row)) = rows::around(event.target()).filter(|(target, _)| rows::is_in(target, ".tbl-check > input")) else {
            return;
        };
        let (Some(place), Some(select)) = (self.pool.place_of(&row), self.select) else { return };
        // The press has turned the box already.
        let on = !untrack(|| select.is_chosen.run(place));
        let from = self.anchor.get_value().filter(|_| event.shift_key());
        select.choose.run((from.map_or(place..place + 1, |from| between(from, place)), on));
        self.anchor.set_value(Some(from.unwrap_or(place)));
    }

    /// The table is one stop for the Tab key: made so before a Tab goes on its way.
    pub fn stop_once(self) {
        let stops = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Tab" {
                self.pool.leave_one_stop();
            }
        });
        on_cleanup(move || stops.remove());
    }
}

/// The place a key leads to from `place`, of `count`; `page` rows are seen at once. `None` for keys that do not move.
fn step(key: &str, place: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let to = match key {
        "ArrowDown" => place.saturating_add(1),
        "ArrowUp" => place.saturating_sub(1),
        "PageDown" => place.saturating_add(page.max(1)),
        "PageUp" => place.saturating_sub(page.max(1)),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// From a place to another, both included.
fn between(one: usize, two: usize) -> Range<usize> {
    one.min(two)..one.max(two) + 1
}

/// What the selection that begins at `anchor` loses when its end moves from one place to another.
fn lost(anchor: usize, from: usize, to: usize) -> Range<usize> {
    let (old, new) = (between(anchor, from), between(anchor, to));
    if old.start < new.start { old.start..new.start.min(old.end) } else { new.end.max(old.start)..old.end.max(new.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_the_list() {
        let cases = [
            ("ArrowDown", 0, 3, Some(1)),
            ("ArrowDown", 2, 3, Some(2)),
            ("ArrowUp", 0, 3, Some(0)),
            ("PageDown", 5, 100, Some(25)),
            ("PageDown", 95, 100, Some(99)),
            ("PageUp", 5, 100, Some(0)),
            ("Home", 50, 100, Some(0)),
            ("End", 50, 100, Some(99)),
            ("End", 50, 0, None),
            ("ArrowUp", 50, 10, Some(9)),
            ("x", 1, 3, None),
        ];
        for (key, place, count, to) in cases {
            assert_eq!(step(key, place, count, 20), to, "{key} from {place} of {count}");
        }
    }

    /// Old range, without what was lost, with what was gained, is the new range.
    #[test]
    fn a_selection_follows_its_end() {
        for anchor in 0..9 {
            for from in 0..9 {
                for to in 0..9 {
                    let kept = |place: &usize| !lost(anchor, from, to).contains(place);
                    let mut now: Vec<usize> = between(anchor, from).filter(kept).chain(between(anchor, to)).collect();
                    now.sort_unstable();
                    now.dedup();
                    assert_eq!(now, between(anchor, to).collect::<Vec<_>>(), "{anchor}: {from} to {to}");
                }
            }
        }
    }
}
