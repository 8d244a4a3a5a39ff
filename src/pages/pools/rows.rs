//! What the table of pools shows: rows from the estate, searched, filtered and sorted. Pure.

use avd::rule::wording::wording;
use core::cmp::Ordering;
use std::collections::BTreeMap;

use avd::rule::estate_hosts::Source;

use crate::estate::{Estate, PoolOf, display_name};
use crate::route::{PoolRef, PoolsView};

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

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// By name.
    Name,
    /// By the number of session hosts.
    Hosts,
    /// By the number of user sessions.
    Sessions,
    /// By type.
    Kind,
    /// By load balancer.
    LoadBalancer,
    /// By management.
    Management,
    /// By region.
    Region,
    /// By subscription.
    Subscription,
    /// By resource group.
    ResourceGroup,
    /// By session limit.
    SessionLimit,
}

impl Column {
    /// The columns in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Hosts,
        Self::Sessions,
        Self::Kind,
        Self::LoadBalancer,
        Self::Management,
        Self::Region,
        Self::Subscription,
        Self::ResourceGroup,
        Self::SessionLimit,
    ];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Hosts => "Hosts",
            Self::Sessions => "Sessions",
            Self::Kind => "Type",
            Self::LoadBalancer => "Load balancer",
            Self::Management => "Management",
            Self::Region => "Region",
            Self::Subscription => "Subscription",
            Self::ResourceGroup => "Resource group",
            Self::SessionLimit => "Session limit",
        }
    }

    /// The word in the URL.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Hosts => "hosts",
            Self::Sessions => "sessions",
            Self::Kind => "type",
            Self::LoadBalancer => "balancer",
            Self::Management => "management",
            Self::Region => "region",
            Self::Subscription => "subscription",
            Self::ResourceGroup => "group",
            Self::SessionLimit => "limit",
        }
    }

    fn compare(self, one: &Row, two: &Row, count: &dyn Fn(&Row) -> Option<i64>) -> Ordering {
        let text = |pick: fn(&Row) -> &str| host::natural(&fold(pick(one)), &fold(pick(two)));
        match self {
            Self::Hosts | Self::Sessions => count(one).cmp(&count(two)),
            Self::Name => text(|row| &row.pool.name),
            Self::Kind => text(|row| &row.kind),
            Self::LoadBalancer => text(|row| &row.load_balancer),
            Self::Management => text(|row| &row.management),
            Self::Region => text(|row| &row.region),
            Self::Subscription => text(|row| &row.subscription),
            Self::ResourceGroup => text(|row| &row.pool.resource_group),
            Self::SessionLimit => one.session_limit.cmp(&two.session_limit),
        }
    }
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
    fold(&parts.join("\n"))
}

fn word(word: Option<&impl ToString>) -> String {
    word.map(ToString::to_string).unwrap_or_default()
}

fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// The rows to show: those that have every word of the search and pass each filter, in the asked-for order. `count` is asked for the
/// columns that are counted; a pool of which it knows nothing is less than one without any.
pub fn shown(rows: &[Row], view: &PoolsView, count: &dyn Fn(&Row, Column) -> Option<i64>) -> Vec<Row> {
    let words: Vec<String> = view.search.split_whitespace().map(fold).collect();
    let passes = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(value));
    let mut shown: Vec<Row> = rows
        .iter()
        .filter(|row| words.iter().all(|word| row.haystack.contains(word.as_str())))
        .filter(|row| passes(&view.subscription, &row.pool.subscription))
        .filter(|row| passes(&view.kind, &row.kind) && passes(&view.management, &row.management))
        .cloned()
        .collect();
    let (column, down) = order(&view.sort);
    let count = |row: &Row| count(row, column);
    shown.sort_by(|one, two| {
        let by_column = column.compare(one, two, &count);
        let by_column = if down { by_column.reverse() } else { by_column };
        by_column.then_with(|| Column::Name.compare(one, two, &count))
    });
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

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly every row is a pool")]
pub enum Line {
    /// The head of a group: its name, how many pools it has, whether they are shown.
    Group(String, usize, bool),
    /// A pool.
    Pool(Row),
}

/// The rows under the heads of their groups, in the order of the names; those of a closed group are left out.
pub fn lines(rows: &[Row], view: &PoolsView) -> Vec<Line> {
    let name: fn(&Row) -> String = match &*view.group {
        "subscription" => |row| row.subscription.clone(),
        // The same name in another subscription is another group.
        "resource-group" => |row| [&row.pool.resource_group, " in ", &row.subscription].concat(),
        "region" => |row| row.region.clone(),
        "type" => |row| row.kind.clone(),
        _ => return rows.iter().cloned().map(Line::Pool).collect(),
    };
    let mut groups = Vec::<(String, Vec<Line>)>::new();
    for row in rows {
        let name = name(row);
        let at = groups.partition_point(|group| group.0 < name);
        if groups.get(at).is_none_or(|group| group.0 != name) {
            groups.insert(at, (name, Vec::new()));
        }
        groups[at].1.push(Line::Pool(row.clone()));
    }
    let mut lines = Vec::with_capacity(rows.len() + groups.len());
    for (name, rows) in groups {
        let open = !closed(view).any(|closed| closed == name);
        lines.push(Line::Group(name, rows.len(), open));
        if open {
            lines.extend(rows);
        }
    }
    lines
}

/// The groups that are closed, by their names.
pub fn closed(view: &PoolsView) -> impl Iterator<Item = &str> {
    view.closed.split('~').filter(|name| !name.is_empty())
}

/// The column and the direction a word of the URL asks for; by name unless it names a column.
pub fn order(sort: &str) -> (Column, bool) {
    let (name, down) = sort.strip_prefix('-').map_or((sort, false), |name| (name, true));
    Column::ALL.into_iter().find(|column| column.word() == name).map_or((Column::Name, false), |column| (column, down))
}

/// The word for the URL after a click on a column: first up, then down, then up again.
pub fn sorted_by(column: Column, sort: &str) -> String {
    let down = order(sort) == (column, false);
    if down { format!("-{}", column.word()) } else { column.word().to_owned() }
}

/// The different values of a column with how often they occur, for a filter.
pub fn choices(rows: &[Row], pick: impl Fn(&Row) -> (&str, &str)) -> Vec<(String, String)> {
    let mut counts = BTreeMap::<(String, String), usize>::new();
    for (value, label) in rows.iter().map(pick).filter(|(value, _)| !value.is_empty()) {
        *counts.entry((label.to_owned(), value.to_owned())).or_default() += 1;
    }
    counts.into_iter().map(|((label, value), count)| (value, format!("{label} ({count})"))).collect()
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
