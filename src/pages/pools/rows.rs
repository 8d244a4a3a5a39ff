//! What the table of pools shows: rows from the estate, searched, filtered and sorted. Pure.

use avd::rule::estate_hosts::Source;
use avd::rule::wording::wording;

use crate::estate::{Estate, PoolOf, display_name};
use crate::route::{PoolRef, PoolsView};
use crate::table::{self, Line, Search};

use super::columns::{COLUMNS, Known};

/// The service's way to say that there is no limit (host pool property `maxSessionLimit`).
pub const UNLIMITED: i64 = 999_999;

/// One pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where its page is; also what makes it one of a kind.
    pub pool: PoolRef,
    /// The key of its ARM id.
    pub key: String,
    /// The display name, if it has one of its own.
    pub friendly_name: Option<String>,
    /// Pooled, Personal, …
    pub kind: String,
    /// How users are spread.
    pub load_balancer: String,
    /// Automated or Standard; empty when an older API version answered, which does not say.
    pub management: String,
    /// The region of the metadata.
    pub region: String,
    /// The display name of the subscription.
    pub subscription: String,
    /// Sessions a host takes.
    pub session_limit: Option<i64>,
    /// Where all this is from.
    pub source: Source,
    haystack: String,
}

/// The rows of an estate. A pool without a readable id cannot be opened and is left out.
pub fn rows(estate: &Estate) -> Vec<Row> {
    estate.pools().filter_map(row).collect()
}

fn row(of: PoolOf<'_>) -> Option<Row> {
    let id = of.pool.resource_id()?;
    let pool = PoolRef::new(id.subscription()?, id.resource_group()?, id.name());
    let properties = &of.pool.properties;
    let friendly_name = properties.friendly_name.clone().filter(|name| !name.is_empty() && *name != pool.name);
    let mut row = Row {
        kind: word(properties.host_pool_type.as_ref()),
        load_balancer: word(properties.load_balancer_type.as_ref()),
        management: word(properties.management_type.as_ref()),
        region: of.pool.location.clone().unwrap_or_default(),
        subscription: display_name(of.subscription).to_owned(),
        session_limit: properties.max_session_limit,
        source: of.source,
        haystack: String::new(),
        key: id.key().to_owned(),
        friendly_name,
        pool,
    };
    row.haystack = haystack(&row);
    Some(row)
}

fn haystack(row: &Row) -> String {
    let friendly = row.friendly_name.as_deref().unwrap_or_default();
    let parts = [
        &row.pool.name,
        friendly,
        &row.kind,
        wording(&row.kind),
        &row.load_balancer,
        wording(&row.load_balancer),
        &row.management,
        &row.region,
        &row.subscription,
        &row.pool.resource_group,
    ];
    parts.join("\n").to_lowercase()
}

fn word(word: Option<&impl ToString>) -> String {
    word.map(ToString::to_string).unwrap_or_default()
}

/// The rows to show: those that have every word of the search and pass each filter, in the asked-for order.
pub fn shown(rows: &[Row], view: &PoolsView, known: &Known) -> Vec<Row> {
    let search = Search::of(&view.search);
    let passes = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(value));
    let mut shown: Vec<Row> = rows
        .iter()
        .filter(|row| search.is_in(&row.haystack))
        .filter(|row| passes(&view.subscription, &row.pool.subscription))
        .filter(|row| passes(&view.kind, &row.kind) && passes(&view.management, &row.management))
        .cloned()
        .collect();
    table::sort(&mut shown, &COLUMNS, known, &view.sort);
    shown
}

/// What the pools may be put together by: the word in the URL and the words on screen.
pub const GROUPS: [(&str, &str); 5] = [
    ("", "None"),
    ("subscription", "Subscription"),
    ("resource-group", "Resource group"),
    ("region", "Region"),
    ("type", "Type"),
];

/// The rows under the heads of their groups.
pub fn lines(rows: &[Row], view: &PoolsView) -> Vec<Line<Row>> {
    let name: fn(&Row) -> String = match &*view.group {
        "subscription" => |row| row.subscription.clone(),
        // The same name in another subscription is another group.
        "resource-group" => |row| [&row.pool.resource_group, " in ", &row.subscription].concat(),
        "region" => |row| row.region.clone(),
        "type" => |row| row.kind.clone(),
        _ => return rows.iter().cloned().map(Line::Row).collect(),
    };
    table::grouped(rows, name, &view.closed)
}

/// The session limit in words.
pub fn limit_words(limit: Option<i64>) -> String {
    match limit {
        None => "—".to_owned(),
        Some(UNLIMITED) => "No limit".to_owned(),
        Some(limit) => limit.to_string(),
    }
}

#[cfg(test)]
mod tests;
