//! Which rows are chosen, by boxes, clicks and keys.

use std::collections::BTreeSet;
use std::ops::Range;

use leptos::prelude::*;

/// How rows are chosen, by their places: with a box in a cell `tbl-check`, the Space bar, Shift and a click, Shift and the arrows, Ctrl A.
#[derive(Clone, Copy)]
pub struct Selecting {
    /// Whether the row at a place is chosen. Tracked.
    pub is_chosen: Callback<usize, bool>,
    /// The rows of these places are chosen, or are no longer.
    pub choose: Callback<(Range<usize>, bool)>,
}

/// How the rows of a table are chosen, and the box above them.
#[derive(Clone, Copy)]
pub struct Picks {
    /// What the box above them does, read out: "Select all session hosts".
    pub label: &'static str,
    /// How they are chosen.
    pub selecting: Selecting,
    /// How many of those that are shown are.
    pub chosen: Signal<usize>,
    /// All that are shown are chosen; or none is, of those that a filter hides either.
    pub all: Callback<bool>,
}

/// Rows chosen by keys, of which `key_at` gives that of a place, tracked. A row that a filter hides stays chosen.
pub fn picks<K: Ord + Clone + Send + Sync + 'static>(
    label: &'static str,
    shown: Signal<usize>,
    chosen: RwSignal<BTreeSet<K>>,
    key_at: impl Fn(usize) -> Option<K> + Copy + Send + Sync + 'static,
) -> Picks {
    let is_chosen = move |key: &K| chosen.with(|chosen| chosen.contains(key));
    let choose = move |places: Range<usize>, on: bool| {
        let keys: Vec<K> = untrack(|| places.filter_map(key_at).collect());
        chosen.update(|chosen| if on { chosen.extend(keys) } else { keys.iter().for_each(|key| _ = chosen.remove(key)) });
    };
    Picks {
        label,
        selecting: Selecting {
            is_chosen: Callback::new(move |place| key_at(place).is_some_and(|key| is_chosen(&key))),
            choose: Callback::new(move |(places, on): (Range<usize>, bool)| choose(places, on)),
        },
        chosen: Signal::derive(move || {
            if chosen.with(BTreeSet::is_empty) { 0 } else { (0..shown.get()).filter_map(key_at).filter(is_chosen).count() }
        }),
        all: Callback::new(move |on| {
            if on {
                choose(0..shown.get_untracked(), true);
            } else {
                chosen.set(BTreeSet::new());
            }
        }),
    }
}

/// The box over a column of boxes: chooses every row that is shown, or none; says whether some are chosen.
#[component]
pub fn SelectAll(
    /// What it chooses, read out: "Select all session hosts that are shown".
    label: &'static str,
    /// How many of the rows that are shown are chosen.
    #[prop(into)]
    chosen: Signal<usize>,
    /// How many rows are shown.
    #[prop(into)]
    shown: Signal<usize>,
    /// Called with whether all are to be chosen.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    let state = Memo::new(move |_| {
        let chosen = chosen.get();
        (chosen > 0, chosen == shown.get())
    });
    view! {
        <th scope="col" class="tbl-check" aria-colindex="1" style:width="3.5%">
            <input
                type="checkbox"
                aria-label=label
                prop:checked=move || state.get() == (true, true)
                prop:indeterminate=move || state.get() == (true, false)
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
        </th>
    }
}
