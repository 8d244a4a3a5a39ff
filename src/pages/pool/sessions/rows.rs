//! What the table of user sessions shows. Pure.

use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::resource::{SessionState, Timestamp, UserSession};
use avd::rule::user_session::{self, Filter};
use host::Instant;
use serde_json::Value;

use super::table::COLUMNS;
use crate::components::Tone;
use crate::pages::parts::{SESSIONS, shown_of};
use crate::pages::pool::update::status::tone;
use crate::route::SessionsView;
use crate::table::{self, Search};

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

impl Row {
    /// What the column of users is sorted by.
    pub fn by_user(&self) -> &str {
        &self.haystack
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
    let search = Search::of(&view.search);
    let state = view.state.as_deref().map(SessionState::parse);
    let passes = |row: &Row| {
        state.as_ref().is_none_or(|state| row.state.as_ref() == Some(state))
            && view.kind.as_ref().is_none_or(|kind| kind.eq_ignore_ascii_case(&row.kind))
            && view.host.as_ref().is_none_or(|host| host.eq_ignore_ascii_case(&row.host))
            && search.is_in(&row.haystack)
    };
    let mut shown: Vec<(usize, &Row)> = rows.iter().enumerate().filter(|(_, row)| passes(row)).collect();
    table::sort_by(&mut shown, |(_, row)| row, &COLUMNS, &(), &view.sort);
    shown.into_iter().map(|(at, _)| at).collect()
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
