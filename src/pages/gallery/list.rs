//! A table with its filters.

use leptos::prelude::*;

use crate::components::{
    Badge, Choice, DataTable, EmptyRow, EmptyState, FilterBar, FilterChip, Glyph, Menu, MenuItem, RowLink, SearchBox, Select,
    Tone,
};
use crate::table::{ColumnHeader, Sorted, VirtualRows};

type Row = (&'static str, Tone, &'static str, Option<Glyph>, &'static str, u32, &'static str);

const ROWS: &[Row] = &[
    ("avd-eng-0.contoso.example", Tone::Success, "Available", None, "1.0.9103.3700", 4, "2 min ago"),
    ("avd-eng-1.contoso.example", Tone::Success, "Available", None, "1.0.9103.3700", 11, "1 min ago"),
    ("avd-eng-2.contoso.example", Tone::Info, "Upgrading", Some(Glyph::Running), "1.0.9103.3700", 0, "6 min ago"),
    ("avd-eng-3.contoso.example", Tone::Warning, "Needs assistance", None, "1.0.8804.1400", 2, "4 min ago"),
    ("avd-eng-4.contoso.example", Tone::Danger, "Unavailable", None, "1.0.8804.1400", 0, "2 h ago"),
    ("avd-eng-5.contoso.example", Tone::Neutral, "Shut down", Some(Glyph::Stop), "1.0.8804.1400", 0, "yesterday"),
    ("avd-eng-6.contoso.example", Tone::Neutral, "Could not check", Some(Glyph::Unknown), "—", 0, "—"),
];

#[component]
pub(super) fn List() -> impl IntoView {
    let search = RwSignal::new(String::new());
    let status = RwSignal::new(String::new());
    let sorted = RwSignal::new(Sorted::Up);
    let rows = move || {
        let mut rows: Vec<Row> = ROWS.iter().filter(|row| row.0.contains(&search.get())).copied().collect();
        if sorted.get() == Sorted::Down {
            rows.reverse();
        }
        rows
    };
    let turn = move |()| sorted.update(|way| *way = if *way == Sorted::Up { Sorted::Down } else { Sorted::Up });
    let head = move || {
        view! {
            <ColumnHeader label="Name" sorted=Signal::derive(move || Some(sorted.get())) on_sort=turn />
            <ColumnHeader label="Status" on_sort=|()| () />
            <ColumnHeader label="Agent" on_sort=|()| () />
            <ColumnHeader label="Sessions" at_end=true on_sort=|()| () />
            <ColumnHeader label="Heartbeat" />
            <ColumnHeader label="Actions" quiet=true />
        }
    };
    let choices = vec![Choice::new("", "All"), Choice::new("Available", "Available"), Choice::new("Unavailable", "Unavailable")];
    view! {
        <section class="section">
            <FilterBar end=move || view! { <span>{move || format!("{} of 25 hosts", rows().len())}</span> }>
                <SearchBox label="Search session hosts" shortcut="/" value=search on_input=move |text| search.set(text) />
                <Select label="Status" value=status on_change=move |value| status.set(value) choices />
                <FilterChip label="Drain mode: on" on_remove=|()| () />
            </FilterBar>
            <DataTable caption="Session hosts" head>
                {move || {
                    let rows = rows();
                    if rows.is_empty() {
                        view! {
                            <EmptyRow columns=6>
                                <EmptyState glyph=Glyph::Search title="No session hosts match" text="Take a filter away or search for less." />
                            </EmptyRow>
                        }
                        .into_any()
                    } else {
                        rows.into_iter().map(line).collect_view().into_any()
                    }
                }}
            </DataTable>
        </section>
    }
}

fn line((name, tone, word, glyph, agent, sessions, heartbeat): Row) -> impl IntoView {
    view! {
        <tr class="tbl-row">
            <th scope="row">
                <RowLink href="#host">{name}</RowLink>
            </th>
            <td>
                <Badge plain=true tone glyph=Signal::stored(glyph) text=word />
            </td>
            <td class="tbl-quiet">{agent}</td>
            <td class="tbl-end">{sessions}</td>
            <td class="tbl-quiet">{heartbeat}</td>
            <td class="tbl-end">
                <Menu label="Actions" glyph=Glyph::More>
                    <MenuItem glyph=Glyph::Pause>"Turn drain mode on"</MenuItem>
                    <MenuItem glyph=Glyph::Bin danger=true>"Remove"</MenuItem>
                </Menu>
            </td>
        </tr>
    }
}

/// Ten thousand rows.
#[component]
pub(super) fn LongList() -> impl IntoView {
    let search = RwSignal::new(String::new());
    let names = Memo::new(move |_| {
        (0..10_000)
            .map(|number| format!("avd-{number:05}.contoso.example"))
            .filter(|name| name.contains(&search.get()))
            .collect::<Vec<_>>()
    });
    let count = Signal::derive(move || names.with(Vec::len));
    let head = || {
        view! {
            <ColumnHeader label="Name" sorted=Some(Sorted::Up) on_sort=|()| () />
            <ColumnHeader label="Status" />
            <ColumnHeader label="Sessions" at_end=true />
        }
    };
    let row = move |place: ReadSignal<usize>| {
        let name = move || names.with(|names| names.get(place.get()).cloned());
        view! {
            <th scope="row">
                <RowLink href="#host">{name}</RowLink>
            </th>
            <td>
                <Badge plain=true tone=Tone::Success text="Available" />
            </td>
            <td class="tbl-end">{move || place.get() % 17}</td>
        }
        .into_any()
    };
    view! {
        <section class="section" id="long">
            <FilterBar end=move || view! { <span>{move || format!("{} of 10,000", count.get())}</span> }>
                <SearchBox label="Search all" value=search on_input=move |text| search.set(text) />
            </FilterBar>
            <VirtualRows caption="Ten thousand hosts" count head row />
        </section>
    }
}
