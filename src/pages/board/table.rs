//! The rows of a board. Only those in view exist.

use leptos::prelude::*;

use super::line::{Cell, PoolLine, sorted_by, sorting};
use super::{Chosen, Plan, Source};
use crate::browser::intl::{self, Style};
use crate::components::{Badge, Button, ColumnHeader, Look, RowLink, Sorted, Tooltip, VirtualRows};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::{BoardView, Route};

/// The rows under their heads.
#[component]
pub fn BoardTable(plan: &'static Plan, source: Source, view: Memo<BoardView>, visible: Memo<Vec<PoolLine>>) -> impl IntoView {
    let head = move || {
        let labels = core::iter::once(&"Pool").chain(plan.columns).enumerate();
        let heads = labels.map(|(at, label)| view! { <Head plan view label at /> }).collect_view();
        view! {
            {source.chosen.map(|chosen| view! { <th scope="col" class="tbl-pick"><PickAll chosen visible /></th> })}
            {heads}
        }
    };
    let row = Callback::new(move |place: ReadSignal<usize>| {
        let line = Memo::new(move |_| visible.with(|lines| lines.get(place.get()).cloned()));
        let shown = Memo::new(move |_| {
            let line = line.get()?;
            let cells = source.cells.with_value(|cells| cells(&line));
            Some((line, cells))
        });
        // The place may be past the end for a moment, while a filter takes rows away.
        (move || shown.get().map(|(line, cells)| view! { <Row plan source line cells /> })).into_any()
    });
    view! { <VirtualRows caption=plan.caption class=plan.class count=Signal::derive(move || visible.with(Vec::len)) head row /> }
}

#[component]
fn Head(plan: &'static Plan, view: Memo<BoardView>, label: &'static str, at: usize) -> impl IntoView {
    let Some(column) = plan.sorts.get(at).copied().filter(|column| !column.is_empty()) else {
        return view! { <ColumnHeader label quiet=label.is_empty() /> }.into_any();
    };
    let sorted = Signal::derive(move || {
        let (by, down) = view.with(|view| (sorting(&view.sort).0 == column, sorting(&view.sort).1));
        by.then_some(if down { Sorted::Down } else { Sorted::Up })
    });
    let href = Signal::derive(move || {
        let view = view.get();
        let sort = sorted_by(column, &view.sort);
        (plan.route)(BoardView { sort, ..view }).href()
    });
    view! { <ColumnHeader label sorted href /> }.into_any()
}

/// The box that picks every pool of the list, or none.
#[component]
fn PickAll(chosen: RwSignal<Chosen>, visible: Memo<Vec<PoolLine>>) -> impl IntoView {
    let all = move || {
        visible.with(|lines| !lines.is_empty() && chosen.with(|chosen| lines.iter().all(|line| chosen.contains(&line.id))))
    };
    let pick = move |event| {
        let ids: Chosen = visible.with_untracked(|lines| lines.iter().map(|line| line.id.clone()).collect());
        chosen.set(if event_target_checked(&event) { ids } else { Chosen::new() });
    };
    view! { <input type="checkbox" aria-label="Select all" prop:checked=all on:change=pick /> }
}

/// The box of one pool.
#[component]
fn Pick(chosen: RwSignal<Chosen>, id: arm::ResourceId) -> impl IntoView {
    let (label, own) = (format!("Select {}", id.name()), id.clone());
    let pick = move |event| {
        let on = event_target_checked(&event);
        chosen.update(|chosen| if on { _ = chosen.insert(id.clone()) } else { _ = chosen.remove(&id) });
    };
    view! { <input type="checkbox" aria-label=label prop:checked=move || chosen.with(|chosen| chosen.contains(&own)) on:change=pick /> }
}

#[component]
fn Row(plan: &'static Plan, source: Source, line: PoolLine, cells: Vec<Cell>) -> impl IntoView {
    let href = Route::Pool(line.pool.clone(), plan.tab.clone()).href();
    let pick = source.chosen.map(|chosen| view! { <td class="tbl-pick"><Pick chosen id=line.id.clone() /></td> });
    let read = Callback::new(move |()| source.on_read.run(line.id.clone()));
    view! {
        {pick}
        <th scope="row">
            <RowLink href>{line.pool.name}</RowLink>
            {line.friendly_name.map(|name| view! { <span class="row-note">{name}</span> })}
        </th>
        {cells.into_iter().map(|cell| view! { <td>{content(cell, read)}</td> }).collect_view()}
    }
}

fn content(cell: Cell, read: Callback<()>) -> AnyView {
    match cell {
        Cell::Text(text) => text.into_any(),
        Cell::Quiet(text) => view! { <span class="tbl-quiet">{text}</span> }.into_any(),
        Cell::State { tone, text, hint } => hinted(hint, view! { <Badge plain=true tone text /> }.into_any()),
        Cell::At(at) => {
            let words = |style| intl::format(at, None, style).unwrap_or_else(|| at.to_rfc3339());
            view! {
                <time datetime=at.to_rfc3339() title=words(Style::Full)>
                    {words(Style::Short)}
                </time>
            }
            .into_any()
        }
        Cell::Ago(at) => {
            let clock = use_clock();
            (move || format!("{} ago", age(clock.now().since(at)))).into_any()
        }
        Cell::Bar(part, words) => view! {
            <span class="cell-bar">
                // The words beside it say the same: it is for the eye only.
                <progress max="1" value=format!("{part:.4}") aria-hidden="true"></progress>
                {words}
            </span>
        }
        .into_any(),
        Cell::Read { label, off } => view! {
            <Button small=true look=Look::Subtle disabled_reason=Signal::stored(off.map(str::to_owned)) on_press=read>
                {label}
            </Button>
        }
        .into_any(),
    }
}

/// A state whose explanation mouse and keyboard find.
fn hinted(hint: String, state: AnyView) -> AnyView {
    if hint.is_empty() {
        return state;
    }
    view! {
        <Tooltip text=Signal::stored(Some(hint)) let(described_by)>
            <span tabindex="0" aria-describedby=described_by>{state}</span>
        </Tooltip>
    }
    .into_any()
}
