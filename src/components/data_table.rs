//! A native table with its frame.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// A table of at most a few hundred rows; `crate::table` is for more.
#[component]
pub fn DataTable(
    /// What it lists; read out, and shown when `show_caption`.
    #[prop(into)]
    caption: Signal<String>,
    /// Shows the caption above the head.
    #[prop(optional)]
    show_caption: bool,
    /// 30 instead of 36 px a row.
    #[prop(into, optional)]
    compact: Signal<bool>,
    /// The head: some `ColumnHeader`s.
    #[prop(into)]
    head: ViewFnOnce,
    /// The rows: some `<tr>`.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="tbl-box">
            <table class="tbl" class=("tbl-compact", compact)>
                <caption class=if show_caption { "" } else { "sr-only" }>{caption}</caption>
                <thead>
                    <tr>{head.run()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// The name of a row: a link whose target is the whole row. Its `<tr>` carries the class `tbl-row`.
#[component]
pub fn RowLink(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// The name.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="row-link" href=href>
            {children()}
        </a>
    }
}

/// The one row of a table without rows.
#[component]
pub fn EmptyRow(
    /// The number of columns.
    columns: u32,
    /// An `EmptyState` or a `Skeleton`.
    children: Children,
) -> impl IntoView {
    view! {
        <tr>
            <td class="tbl-empty" colspan=columns>
                {children()}
            </td>
        </tr>
    }
}
