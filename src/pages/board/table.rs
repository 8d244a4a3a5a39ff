//! The rows of a board. Only those in view exist.

use arm::ResourceId;
use leptos::prelude::*;

use super::line::{Cell, PoolLine, PoolRow};
use super::{Plan, Source};
use crate::browser::intl::{self, Style};
use crate::components::{Badge, RowLink, Tooltip};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::{BoardView, PoolTab, Route};
use crate::table::{Column, Order, Rows, Table, picks};

/// A column of a board. Its cells are given what reads a pool.
pub type BoardColumn<T> = Column<PoolRow<T>, Callback<ResourceId>>;

/// The rows under their heads.
#[component]
pub fn BoardTable<T: Clone + PartialEq + Send + Sync + 'static>(
    plan: &'static Plan<T>,
    source: Source<T>,
    view: Memo<BoardView>,
    visible: Memo<Vec<PoolLine>>,
) -> impl IntoView {
    let line_at = move |place: usize| visible.with(|lines| lines.get(place).cloned());
    let count = Signal::derive(move || visible.with(Vec::len));
    let rows = Rows::made(count, move |place| line_at(place).map(|line| source.row.with_value(|row| row(&line))));
    let order = Order::linked(Signal::derive(move || view.with(|view| view.sort.clone())), move |sort| {
        (plan.route)(BoardView { sort, ..view.get() }).href()
    });
    let id_at = move |place: usize| visible.with(|lines| lines.get(place).map(|line| line.id.clone()));
    let picks = source.chosen.map(|chosen| picks("Select all", count, chosen, id_at));
    view! {
        <Table
            caption=plan.caption
            class=plan.class
            columns=Signal::stored(plan.columns.iter().collect::<Vec<_>>())
            context=source.on_read
            rows
            order
            picks
            name=|row| row.line.pool.name.clone()
        />
    }
}

/// The name of a pool, which leads to one of its tabs.
pub fn pool_name(line: &PoolLine, tab: PoolTab) -> AnyView {
    let (href, name) = (Route::Pool(line.pool.clone(), tab).href(), line.pool.name.clone());
    view! {
        <RowLink href>{name}</RowLink>
        {line.friendly_name.clone().map(|name| view! { <span class="row-note">{name}</span> })}
    }
    .into_any()
}

impl Cell {
    /// As it stands in its row.
    pub fn draw(self) -> AnyView {
        match self {
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
        }
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
