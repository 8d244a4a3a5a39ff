//! The head of a column, by which the table may be sorted.

use leptos::prelude::*;

use crate::components::{Glyph, Icon};

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

/// A column's name, in a table that is written by hand. With `on_sort` it sorts the table.
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
    let label = move || label.get();
    let content = match (href, on_sort) {
        (Some(href), _) => sort_link(label, href),
        (None, Some(on_sort)) => sort_button(label, move || on_sort.run(())),
        (None, None) => view! { <span class=("sr-only", quiet)>{label}</span> }.into_any(),
    };
    view! {
        <th scope="col" class=("tbl-end", at_end) aria-sort=aria_sort(sorted)>
            {content}
        </th>
    }
}

/// The state that a screen reader reads.
pub fn aria_sort(sorted: Signal<Option<Sorted>>) -> impl Fn() -> Option<&'static str> + Send + 'static {
    move || sorted.get().map(Sorted::word)
}

/// A name that sorts when it is pressed.
pub fn sort_button(label: impl IntoView + 'static, press: impl Fn() + Send + 'static) -> AnyView {
    view! {
        <button type="button" class="tbl-sort" on:click=move |_| press()>
            {label}
            <Icon glyph=Glyph::Sort />
        </button>
    }
    .into_any()
}

/// A name that leads to the table sorted by it.
pub fn sort_link(label: impl IntoView + 'static, href: Signal<String>) -> AnyView {
    view! {
        <a class="tbl-sort" href=href>
            {label}
            <Icon glyph=Glyph::Sort />
        </a>
    }
    .into_any()
}
