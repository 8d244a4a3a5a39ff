//! The head of a column of boxes that choose rows.

use leptos::prelude::*;

/// Chooses every row that is shown, or none; says whether some are chosen.
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
    let state = Memo::new(move |_| (chosen.get() > 0, chosen.get() == shown.get()));
    view! {
        <th scope="col" class="tbl-check">
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
