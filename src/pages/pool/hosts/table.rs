//! The table of session hosts. Only the rows in view exist; what is chosen is chosen whether it is in view or not.

use std::collections::BTreeSet;
use std::ops::Range;

use avd::resource::Timestamp;
use avd::rule::drift::HostVersion;
use avd::rule::wording::wording;
use leptos::prelude::*;

use super::super::context::choose_keys;
use super::rows::{Column, Columns, Row, order, sorted_by};
use crate::browser::intl::{self, Style};
use crate::components::{Badge, ColumnHeader, RowLink, SelectAll, Selecting, Sorted, Tone, Tooltip, VirtualRows};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::{HostsView, PoolRef, PoolTab, Route};

/// What the table shows.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The hosts that are shown, in order.
    pub rows: Memo<Vec<Row>>,
    /// What is looked at.
    pub view: Memo<HostsView>,
    /// The pool.
    pub place: StoredValue<PoolRef>,
    /// The keys of those that are chosen.
    pub chosen: RwSignal<BTreeSet<String>>,
}

/// The rows under their sortable heads.
#[component]
pub fn HostsTable(shown: Shown, columns: Columns) -> impl IntoView {
    let count = Signal::derive(move || shown.rows.with(Vec::len));
    let chosen = Signal::derive(move || {
        shown.chosen.with(|chosen| shown.rows.with(|rows| rows.iter().filter(|row| chosen.contains(&row.key)).count()))
    });
    let choose = move |all: bool| {
        let keys = |rows: &Vec<Row>| rows.iter().map(|row| row.key.clone()).collect();
        shown.chosen.set(if all { shown.rows.with_untracked(keys) } else { BTreeSet::new() });
    };
    let head = move || {
        let heads = columns.all().iter().copied().map(|column| view! { <Head column shown /> });
        view! {
            <SelectAll label="Select all session hosts" chosen shown=count on_change=choose />
            {heads.collect_view()}
        }
    };
    let row = Callback::new(move |place| view! { <HostRow shown columns place /> }.into_any());
    let key_at = move |place: usize| shown.rows.with(|rows| rows.get(place).map(|row| row.key.clone()));
    let select = Selecting {
        is_chosen: Callback::new(move |place| key_at(place).is_some_and(|key| shown.chosen.with(|chosen| chosen.contains(&key)))),
        choose: Callback::new(move |(places, on): (Range<usize>, bool)| {
            let keys: Vec<String> = untrack(|| places.filter_map(key_at).collect());
            shown.chosen.update(|chosen| choose_keys(chosen, keys, on));
        }),
    };
    let class = if columns == Columns::Versioned { "tbl-hosts tbl-versioned" } else { "tbl-hosts" };
    view! { <VirtualRows class caption="Session hosts" count select head row /> }
}

#[component]
fn Head(column: Column, shown: Shown) -> impl IntoView {
    let sorted = Signal::derive(move || {
        let (by, down) = shown.view.with(|view| order(&view.sort));
        (by == column).then_some(if down { Sorted::Down } else { Sorted::Up })
    });
    let href = Signal::derive(move || {
        let mut next = shown.view.get();
        next.sort = sorted_by(column, &next.sort);
        Route::Pool(shown.place.get_value(), PoolTab::Hosts(next)).href()
    });
    view! { <ColumnHeader label=column.title() sorted href at_end=column == Column::Sessions /> }
}

#[component]
fn HostRow(shown: Shown, columns: Columns, place: ReadSignal<usize>) -> impl IntoView {
    let row = Memo::new(move |_| shown.rows.with(|rows| rows.get(place.get()).cloned()));
    // The place may be past the end for a moment, while a filter takes rows away.
    move || row.get().map(|row| view! { <Cells shown columns row /> })
}

#[component]
fn Cells(shown: Shown, columns: Columns, row: Row) -> impl IntoView {
    let key = StoredValue::new(row.key);
    let is_chosen = Memo::new(move |_| shown.chosen.with(|chosen| key.with_value(|key| chosen.contains(key))));
    let sessions = row.sessions.map_or_else(|| NOT_REPORTED.to_owned(), |count| count.to_string());
    let href = Route::Pool(shown.place.get_value(), PoolTab::Host(row.name.clone())).href();
    let (label, name) = (format!("Select {}", row.name), row.name.clone());
    // In a personal pool the user has a column.
    let note = row.assigned_user.clone().filter(|_| columns != Columns::Personal);
    let own = match columns {
        Columns::Versioned => view! {
            <td class="tbl-clip"><Current version=row.version at=row.current /></td>
            <td class="tbl-clip">
                {match row.update {
                    Some((tone, text, why)) => view! { <Hinted text=why><Badge plain=true tone text /></Hinted> }.into_any(),
                    None => time(row.target),
                }}
            </td>
        }
        .into_any(),
        Columns::Personal => {
            let user = row.assigned_user.clone().map_or_else(|| quiet("Not assigned"), IntoAny::into_any);
            view! { <td class="tbl-clip">{user}</td> }.into_any()
        }
        Columns::Pooled => {
            let windows = row.windows.clone().map_or_else(|| quiet(NOT_REPORTED), IntoAny::into_any);
            view! { <td class="tbl-clip">{windows}</td> }.into_any()
        }
    };
    view! {
            <td class="tbl-check">
                <input type="checkbox" aria-label=label prop:checked=is_chosen />
            </td>
            <th scope="row" class="tbl-clip" title=name>
                <RowLink href>{row.name}</RowLink>
                {note.map(|user| view! { <span class="row-note">{user}</span> })}
            </th>
            <td>
                <Hinted text=row.meaning><Badge plain=true tone=row.tone text=wording(&row.status).to_owned() /></Hinted>
            </td>
            <td class="tbl-end">{sessions}</td>
            <td>
                {if row.drained {
                    view! { <Badge plain=true tone=Tone::Warning text="Drained" /> }.into_any()
                } else {
                    "Allowed".into_any()
                }}
            </td>
            {own}
            <td class="tbl-clip"><Failures failures=row.failures /></td>
            <td><Heartbeat at=row.heartbeat silent=row.silent /></td>
            <td class="tbl-clip">
                {row.agent.map_or_else(|| quiet(NOT_REPORTED), IntoAny::into_any)}
            </td>
    }
}

/// The age of the last sign of life; a mark where the machine has been off for so long that it may need a new registration.
#[component]
fn Heartbeat(at: Option<host::Instant>, silent: Option<String>) -> impl IntoView {
    let clock = use_clock();
    let ago = move || at.map_or_else(|| "Never".to_owned(), |at| format!("{} ago", age(clock.now().since(at))));
    match silent {
        Some(why) => {
            view! { <Hinted text=why><Badge plain=true tone=Tone::Warning text=Signal::derive(ago) /></Hinted> }.into_any()
        }
        None => ago.into_any(),
    }
}

#[component]
fn Failures(failures: Vec<String>) -> impl IntoView {
    if failures.is_empty() {
        return quiet("None");
    }
    let count = failures.len().to_string();
    view! { <Hinted text=failures.join(" ")><Badge plain=true tone=Tone::Warning text=count /></Hinted> }.into_any()
}

/// The version a host was created from, with a mark where the configuration has a later one
/// (Learn, "Update session hosts using session host update": Current Version).
#[component]
fn Current(version: Option<HostVersion>, at: Option<Timestamp>) -> impl IntoView {
    let words = at.as_ref().map_or_else(|| NOT_REPORTED.to_owned(), short);
    match version {
        None => quiet("No configuration"),
        Some(HostVersion::UpToDate) => time(at),
        Some(HostVersion::Behind) => {
            let text = "Out of date. An update replaces this session host.".to_owned();
            view! { <Hinted text><Badge plain=true tone=Tone::Warning text=words /><span class="sr-only">" (out of date)"</span></Hinted> }
                .into_any()
        }
        Some(HostVersion::Unknown) => {
            let text = "This version can't be compared with the target version.".to_owned();
            view! { <Hinted text><Badge plain=true tone=Tone::Neutral text=words /></Hinted> }.into_any()
        }
    }
}

/// A version: the time it was saved at, in the person's format; the whole of it on hover.
fn time(version: Option<Timestamp>) -> AnyView {
    match version {
        None => quiet(NOT_REPORTED),
        Some(version) => {
            let whole = version.at().and_then(|at| intl::format(at, None, Style::Full));
            view! { <span title=whole>{short(&version)}</span> }.into_any()
        }
    }
}

fn short(version: &Timestamp) -> String {
    version.at().and_then(|at| intl::format(at, None, Style::Short)).unwrap_or_else(|| version.as_str().to_owned())
}

const NOT_REPORTED: &str = "Not reported";

fn quiet(words: &'static str) -> AnyView {
    view! { <span class="tbl-quiet">{words}</span> }.into_any()
}

/// Something with an explanation that mouse and keyboard find.
#[component]
fn Hinted(text: String, children: Children) -> impl IntoView {
    let content = children();
    view! {
        <Tooltip text=Signal::stored(Some(text)) let(described_by)>
            <span tabindex="0" aria-describedby=described_by>{content}</span>
        </Tooltip>
    }
}
