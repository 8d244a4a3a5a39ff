//! The columns of the table of pools. A column more is a line here, and where its value is not known yet, a field of [`Row`].

use avd::rule::attention::Capacity;
use avd::rule::estate_hosts::Source;
use avd::rule::wording::wording;
use leptos::prelude::*;

use super::counting::{host_cell, session_cell};
use super::rows::{Row, limit_words};
use crate::components::RowLink;
use crate::estate::{Counts, Told};
use crate::pages::parts::clock_time;
use crate::route::{PoolTab, Route};
use crate::table::{Column, From, Key};

/// What cells follow that a row does not hold.
#[derive(Clone, Copy)]
pub struct Known {
    /// How many hosts and sessions the pools have.
    pub counts: RwSignal<Counts>,
}

type PoolColumn = Column<Row, Known>;

/// The columns, in order.
pub static COLUMNS: [PoolColumn; 12] = [
    PoolColumn::new("name", "Name", 13.5, |row, _| name(row)).class("tbl-clip").sorted(|row, _| Key::text(&row.pool.name)),
    PoolColumn::new("hosts", "Hosts", 10.5, |row, known| host_cell(known.of(row)))
        .class("tbl-clip")
        .sorted(|row, known| Key::number(known.numbers(row).map(|(hosts, _)| hosts))),
    PoolColumn::new("sessions", "Sessions", 6.0, |row, known| session_cell(known.of(row)))
        .at_end()
        .sorted(|row, known| Key::number(known.numbers(row).map(|(_, sessions)| sessions))),
    PoolColumn::new("capacity", "Capacity", 7.0, |row, known| capacity_cell(row, *known))
        .at_end()
        .on_request()
        .sorted(|row, known| Key::number(known.capacity(row).map(|capacity| (capacity.used() * 1000.0) as i64))),
    PoolColumn::new("type", "Type", 6.5, |row, _| wording(&row.kind).to_owned().into_any()).sorted(|row, _| Key::text(&row.kind)),
    PoolColumn::new("balancer", "Load balancer", 9.0, |row, _| wording(&row.load_balancer).to_owned().into_any())
        .from(From::W1400)
        .sorted(|row, _| Key::text(&row.load_balancer)),
    PoolColumn::new("management", "Management", 8.5, |row, _| or_not_reported(&row.management).into_any())
        .from(From::W840)
        .sorted(|row, _| Key::text(&row.management)),
    PoolColumn::new("region", "Region", 8.5, |row, _| row.region.clone().into_any())
        .from(From::W640)
        .sorted(|row, _| Key::text(&row.region)),
    PoolColumn::new("subscription", "Subscription", 9.5, |row, _| row.subscription.clone().into_any())
        .class("tbl-clip")
        .from(From::W640)
        .sorted(|row, _| Key::text(&row.subscription)),
    PoolColumn::new("group", "Resource group", 8.0, |row, _| row.pool.resource_group.clone().into_any())
        .class("tbl-clip")
        .from(From::W1400)
        .sorted(|row, _| Key::text(&row.pool.resource_group)),
    PoolColumn::new("limit", "Session limit", 8.0, |row, _| limit_words(row.session_limit).into_any())
        .at_end()
        .from(From::W1080)
        .sorted(|row, _| Key::number(row.session_limit)),
    PoolColumn::new("source", "Source", 12.0, |row, _| source_words(row.source).into_any())
        .class("tbl-clip tbl-quiet")
        .from(From::W1080),
];

impl Known {
    /// What is told of the hosts of a pool, followed.
    fn of(&self, row: &Row) -> Memo<Told> {
        let (counts, key) = (self.counts, row.key.clone());
        Memo::new(move |_| counts.with(|counts| counts.of(&key)))
    }

    /// The sessions on hosts that take new ones, of those they take.
    fn capacity(&self, row: &Row) -> Option<Capacity> {
        match self.counts.with(|counts| counts.of(&row.key)) {
            Told::Counts(counts, _) => Capacity::of(&counts, row.session_limit),
            _ => None,
        }
    }

    /// The number of its hosts and of their sessions.
    fn numbers(&self, row: &Row) -> Option<(i64, i64)> {
        self.counts.with(|counts| counts.of(&row.key).numbers())
    }
}

fn capacity_cell(row: &Row, known: Known) -> AnyView {
    let row = row.clone();
    let words = move || match known.capacity(&row) {
        Some(capacity) => format!("{} of {}", capacity.sessions, capacity.limit),
        None => "—".to_owned(),
    };
    words.into_any()
}

fn name(row: &Row) -> AnyView {
    let (href, name) = (Route::Pool(row.pool.clone(), PoolTab::Overview).href(), row.pool.name.clone());
    view! {
        <RowLink href>{name}</RowLink>
        {row.friendly_name.clone().map(|name| view! { <span class="row-note">{name}</span> })}
    }
    .into_any()
}

/// Where a row is from: Resource Graph may be behind, the provider is not.
fn source_words(source: Source) -> String {
    let from = if matches!(source, Source::Graph(_)) { "Graph, " } else { "Direct, " };
    [from, &clock_time(source.at())].concat()
}

/// Older API versions do not tell; that is not the same as Standard.
fn or_not_reported(management: &str) -> String {
    if management.is_empty() { "Not reported".to_owned() } else { management.to_owned() }
}
