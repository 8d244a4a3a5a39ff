//! What of the table is shown, and in which order: places of rows, never copies.

use super::{EstateHosts, HostRow};
use crate::rule::wording::wording;

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// By machine name.
    Name,
    /// By pool.
    Pool,
    /// By status.
    Status,
    /// By sessions.
    Sessions,
    /// Drained ones apart.
    Drain,
    /// By user.
    User,
    /// By the version of the agent.
    Agent,
    /// By the version of the configuration.
    Version,
    /// By the last sign of life.
    Heartbeat,
    /// By the region of the pool.
    Region,
}

impl Column {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Pool,
        Self::Status,
        Self::Sessions,
        Self::Drain,
        Self::User,
        Self::Agent,
        Self::Version,
        Self::Heartbeat,
        Self::Region,
    ];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Name => "Session host",
            Self::Pool => "Host pool",
            Self::Status => "Status",
            Self::Sessions => "Sessions",
            Self::Drain => "New sessions",
            Self::User => "Assigned user",
            Self::Agent => "Agent",
            Self::Version => "Configuration",
            Self::Heartbeat => "Heartbeat",
            Self::Region => "Region",
        }
    }

    /// The word in the URL.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Pool => "pool",
            Self::Status => "status",
            Self::Sessions => "sessions",
            Self::Drain => "drain",
            Self::User => "user",
            Self::Agent => "agent",
            Self::Version => "version",
            Self::Heartbeat => "heartbeat",
            Self::Region => "region",
        }
    }
}

/// What is looked for. Words are separated by spaces; each must be in the name, the user, the pool, its region, the
/// status or a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What was typed.
    pub search: String,
    /// Only this status, as the service writes it.
    pub status: Option<String>,
    /// Only drained ones, or only those that are not.
    pub drained: Option<bool>,
}

/// The rows in an order, and those of them that pass a filter.
#[derive(Clone, Debug, Default)]
pub struct View {
    order: Vec<u32>,
    shown: Vec<u32>,
    /// What `shown` passed, while the rows and their order are the same.
    passed: Option<Filter>,
}

impl View {
    /// The places of the rows shown.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// Brings all rows into the order of a column (`true`: the other way round), or that of the table for `None`. Rows that are alike
    /// are in the order of the table. [`Self::filter`] comes after it.
    pub fn sort(&mut self, table: &EstateHosts, by: Option<(Column, bool)>) {
        self.passed = None;
        let count = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        let Some((column, down)) = by else {
            self.order = (0..count).collect();
            return;
        };
        // From the order they had: a sort of what is nearly sorted is short.
        self.order.retain(|place| *place < count);
        let known = u32::try_from(self.order.len()).unwrap_or(0);
        self.order.extend(known..count);
        let keys: Vec<Key> = table.rows.iter().map(|row| Key::of(table, column, row)).collect();
        let key = |place: u32| keys.get(place as usize);
        self.order.sort_by(|one, two| {
            let order = key(*one).cmp(&key(*two));
            if down { order.reverse() } else { order }.then(one.cmp(two))
        });
    }

    /// Keeps what passes.
    pub fn filter(&mut self, table: &EstateHosts, filter: &Filter) {
        let search = filter.search.to_lowercase();
        let words: Vec<Word> = search.split_whitespace().map(|text| Word::of(table, text)).collect();
        let status = filter.status.as_deref().map(|status| table.words.iter().position(|word| word.eq_ignore_ascii_case(status)));
        let passes = |row: &HostRow| {
            status.is_none_or(|status| status == Some(usize::from(row.status)))
                && filter.drained.is_none_or(|drained| row.drained == Some(drained))
                && words.iter().all(|word| word.is_in(row))
        };
        let passes = |place: &u32| table.row(*place).is_some_and(passes);
        // Whatever a longer word is in, the shorter one was in, too.
        let is_narrower = self.passed.as_ref().is_some_and(|passed| {
            let same = (&passed.status, passed.drained) == (&filter.status, filter.drained);
            same && search.starts_with(&passed.search)
        });
        if is_narrower {
            self.shown.retain(passes);
        } else {
            self.shown.clear();
            self.shown.extend(self.order.iter().filter(|place| passes(place)));
        }
        self.passed = Some(Filter { search, ..filter.clone() });
    }
}

/// What a row is sorted by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(Option<i64>),
    Text(Vec<u8>),
}

impl Key {
    fn of(table: &EstateHosts, column: Column, row: &HostRow) -> Self {
        let pool = table.pool(row);
        let text = match column {
            Column::Sessions => return Self::Number(row.sessions.map(i64::from)),
            Column::Drain => return Self::Number(row.drained.map(i64::from)),
            Column::Heartbeat => return Self::Number(row.heartbeat.map(|at| at.millis())),
            Column::Name => &*row.folded,
            Column::User => &row.user,
            Column::Pool => pool.map_or("", |pool| &pool.folded),
            Column::Region => pool.map_or("", |pool| &pool.region),
            Column::Status => table.word(row.status),
            Column::Agent => table.word(row.agent),
            Column::Version => table.word(row.version),
        };
        Self::Text(host::natural_key(text).collect())
    }
}

/// A word that is looked for, and what it matches that many rows share.
struct Word<'a> {
    text: &'a str,
    pools: Vec<bool>,
    words: Vec<bool>,
}

impl<'a> Word<'a> {
    fn of(table: &EstateHosts, text: &'a str) -> Self {
        let pools = table.pools.iter().map(|pool| pool.folded.contains(text)).collect();
        let is_called = |word: &str| word.to_lowercase().contains(text) || wording(word).to_lowercase().contains(text);
        let words = table.words.iter().map(|word| is_called(word)).collect();
        Self { text, pools, words }
    }

    fn is_in(&self, row: &HostRow) -> bool {
        let shared = |number: u16| self.words.get(usize::from(number)).copied().unwrap_or_default();
        self.pools.get(row.pool as usize).copied().unwrap_or_default()
            || shared(row.status)
            || shared(row.agent)
            || shared(row.version)
            || row.folded.contains(self.text)
    }
}
