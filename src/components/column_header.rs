//! The head of a column, by which the table may be sorted.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// How a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

impl Sorted {
    const fn word(self) -> &'static str {
        match self {
            Self::Up => "ascending",
            Self::Down => "descending",
        }
    }
}

/// A column's name. With `href` (the order is in the address) or `on_sort` it sorts the table.
#[component]
pub fn ColumnHeader(
    /// The name.
    #[prop(into)]
    label: Signal<String>,
    /// How the table is sorted by this column; `None` when it is sorted by another.
    #[prop(into, optional)]
    sorted: Signal<Option<Sorted>>,
    /// The address of the table sorted by this column, or the other way around.
    #[prop(into, optional)]
    href: Option<Signal<String>>,
    /// Sorts by this column, or the other way around.
    #[prop(into, optional)]
    on_sort: Option<Callback<()>>,
    /// Only read out: for a column of buttons.
    #[prop(optional)]
    quiet: bool,
    /// At the end of its cell: numbers.
    #[prop(optional)]
    at_end: bool,
) -> impl IntoView {
    let inside = move || {
        view! {
            {label}
            <Icon glyph=Glyph::Sort />
        }
    };
    let content = match (href, on_sort) {
        (Some(href), _) => view! {
            <a class="tbl-sort" href=href>
                {inside()}
            </a>
        }
        .into_any(),
        (None, Some(on_sort)) => view! {
            <button type="button" class="tbl-sort" on:click=move |_| on_sort.run(())>
                {inside()}
            </button>
        }
        .into_any(),
        (None, None) => view! { <span class=("sr-only", quiet)>{label}</span> }.into_any(),
    };
    view! {
        <th scope="col" class=("tbl-end", at_end) aria-sort=move || sorted.get().map(Sorted::word)>
            {content}
        </th>
    }
}
