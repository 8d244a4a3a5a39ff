//! What the table of user sessions shows. Pure.

use core::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::resource::{SessionState, Timestamp, UserSession};
use avd::rule::user_session::{self, Filter};
use host::Instant;
use serde_json::Value;

use crate::components::Tone;
use crate::pages::parts::{SESSIONS, shown_of};
use crate::pages::pool::update::status::tone;
use crate::route::SessionsView;

/// Lists up to this size are held whole: they are filtered here and read again every minute. Larger ones are asked for in parts.
pub const HELD: usize = 1000;

/// One session.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The session; `None` if the service gave it no id: then nothing can be done to it.
    pub id: Option<ResourceId>,
    /// Names the row.
    pub key: String,
    /// The user.
    pub user: String,
    /// The host it is on.
    pub host: String,
    /// The state.
    pub state: Option<SessionState>,
    /// The state on screen.
    pub label: String,
    /// What the state means.
    pub meaning: &'static str,
    /// How good or bad the state is.
    pub tone: Tone,
    /// Desktop or app.
    pub kind: String,
    /// When it began.
    pub since: Option<Instant>,
    /// What a write to it is compared with.
    pub before: Value,
    haystack: String,
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// By user.
    User,
    /// By session host.
    Host,
    /// By state.
    State,
    /// By application type.
    Kind,
    /// By when it began.
    Since,
}

impl Column {
    /// The columns in the order of the table.
    pub const ALL: [Self; 5] = [Self::User, Self::Host, Self::State, Self::Kind, Self::Since];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Host => "Session host",
            Self::State => "State",
            Self::Kind => "Type",
            Self::Since => "Signed in for",
        }
    }

    /// The word in the URL.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Host => "host",
            Self::State => "state",
            Self::Kind => "type",
            Self::Since => "since",
        }
    }

    fn compare(self, one: &Row, two: &Row) -> Ordering {
        match self {
            Self::User => host::natural(&one.haystack, &two.haystack),
            Self::Host => host::natural(&one.host, &two.host),
            Self::State => one.label.cmp(&two.label),
            Self::Kind => one.kind.cmp(&two.kind),
            Self::Since => one.since.cmp(&two.since),
        }
    }
}

/// The row of a session.
pub fn row(session: &UserSession) -> Row {
    let properties = &session.properties;
    let id = session.resource_id();
    let host = id.as_ref().and_then(ResourceId::parent).map_or_else(String::new, |host| host.name().to_owned());
    let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let account = some(&properties.active_directory_user_name);
    let user = some(&properties.user_principal_name).or_else(|| account.clone()).unwrap_or_else(|| "Not reported".to_owned());
    let explained = user_session::explain(properties.session_state.as_ref());
    // The user first: the text is also what the column is sorted by.
    let haystack = [&user, account.as_ref().unwrap_or(&String::new()), &host].map(String::as_str).join("\n").to_lowercase();
    Row {
        key: id.as_ref().map_or_else(|| haystack.clone(), |id| id.key().to_owned()),
        id,
        user,
        host,
        state: properties.session_state.clone(),
        label: explained.label,
        meaning: explained.meaning,
        tone: tone(explained.tone),
        kind: properties.application_type.as_ref().map_or_else(|| "Not reported".to_owned(), ToString::to_string),
        since: properties.create_time.as_ref().and_then(Timestamp::at),
        before: user_session::before(session),
        haystack,
    }
}

/// The places of the rows to show: those that have every word of the search and pass the filters, in the asked-for order.
pub fn shown(rows: &[Row], view: &SessionsView) -> Vec<usize> {
    let words: Vec<String> = view.search.split_whitespace().map(str::to_lowercase).collect();
    let state = view.state.as_deref().map(SessionState::parse);
    let passes = |row: &Row| {
        state.as_ref().is_none_or(|state| row.state.as_ref() == Some(state))
            && view.kind.as_ref().is_none_or(|kind| kind.eq_ignore_ascii_case(&row.kind))
            && view.host.as_ref().is_none_or(|host| host.eq_ignore_ascii_case(&row.host))
            && words.iter().all(|word| row.haystack.contains(word.as_str()))
    };
    let (column, down) = order(&view.sort);
    let mut shown: Vec<(usize, &Row)> = rows.iter().enumerate().filter(|(_, row)| passes(row)).collect();
    shown.sort_by(|(_, one), (_, two)| {
        let by_column = column.compare(one, two);
        let by_column = if down { by_column.reverse() } else { by_column };
        by_column.then_with(|| Column::User.compare(one, two))
    });
    shown.into_iter().map(|(at, _)| at).collect()
}

/// The column and the direction a word of the URL asks for; by user unless it names a column.
pub fn order(sort: &str) -> (Column, bool) {
    let (name, down) = sort.strip_prefix('-').map_or((sort, false), |name| (name, true));
    Column::ALL.into_iter().find(|column| column.word() == name).map_or((Column::User, false), |column| (column, down))
}

/// The word for the URL after a click on a column.
pub fn sorted_by(column: Column, sort: &str) -> String {
    if order(sort) == (column, false) { format!("-{}", column.word()) } else { column.word().to_owned() }
}

/// What the service is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ask {
    /// All sessions of the pool.
    #[default]
    All,
    /// Those that an OData filter lets through.
    Filtered(String),
    /// Those of one host, by its name.
    Host(String),
}

/// What to ask for to show a view. What is held whole is filtered here; else as much as can be is left to the service.
pub fn ask(view: &SessionsView, held: bool) -> Ask {
    let filter = Filter::of(&view.search, view.state.as_deref()).odata();
    match (&view.host, filter) {
        _ if held => Ask::All,
        (Some(host), _) => Ask::Host(host.clone()),
        (None, Some(filter)) => Ask::Filtered(filter),
        (None, None) => Ask::All,
    }
}

/// The states to choose from: those there are, with how many sessions have each; without the whole list, all that are known.
pub fn states(rows: &[Row], whole: bool, chosen: Option<&str>) -> Vec<(String, String)> {
    let mut counts = BTreeMap::<&str, usize>::new();
    let words = rows.iter().filter_map(|row| row.state.as_ref());
    for word in words.map(SessionState::as_str) {
        *counts.entry(word).or_default() += 1;
    }
    let known = SessionState::KNOWN.iter().map(SessionState::as_str).filter(|_| !whole);
    for word in known.chain(chosen) {
        counts.entry(word).or_default();
    }
    let label = |word: &str| user_session::explain(Some(&SessionState::parse(word))).label;
    let words =
        |(word, count): (&str, usize)| (word.to_owned(), if whole { format!("{} ({count})", label(word)) } else { label(word) });
    counts.into_iter().map(words).collect()
}

/// “84 user sessions”, “3 of 84 user sessions”; of a list that is not whole, how many came.
pub fn count_words(shown: usize, all: usize, ask: &Ask) -> String {
    let all = if *ask == Ask::All { all } else { shown };
    shown_of(shown, all, SESSIONS)
}

/// The rows of a selection, of all that are there.
pub fn chosen<'a>(rows: &'a [Row], keys: &BTreeSet<String>) -> Vec<&'a Row> {
    rows.iter().filter(|row| keys.contains(&row.key)).collect()
}

/// The first part of a machine's name.
pub fn short(host: &str) -> &str {
    host.split('.').next().unwrap_or(host)
}

#[cfg(test)]
mod tests;
