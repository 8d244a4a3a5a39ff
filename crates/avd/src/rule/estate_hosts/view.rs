//! What of the table is shown, and in which order: places of rows, never copies.

use core::cmp::Ordering;

use super::{EstateHosts, HostRow};

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
}

impl View {
    /// The places of the rows shown.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// Takes in rows that were added or replaced, in the order of a column (`true`: the other way round); in that of the table for
    /// `None`. [`Self::filter`] comes after it.
    pub fn sort(&mut self, table: &EstateHosts, by: Option<(Column, bool)>) {
        let count = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        if self.order.len() != table.rows.len() || by.is_none() {
            // Rows that came since go to the end; the sort is quick on what is nearly in order.
            self.order.retain(|place| *place < count);
            let known = u32::try_from(self.order.len()).unwrap_or(0);
            self.order.extend(known..count);
        }
        let Some((column, down)) = by else {
            self.order = (0..count).collect();
            return;
        };
        let ranks = ranks(table, column);
        let order = |one: &u32, two: &u32| -> Ordering {
            let (Some(a), Some(b)) = (table.row(*one), table.row(*two)) else { return Ordering::Equal };
            let order = compare(column, a, b, &ranks);
            if down { order.reverse() } else { order }
        };
        self.order.sort_by(|one, two| order(one, two).then(one.cmp(two)));
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
        self.shown.clear();
        self.shown.extend(self.order.iter().filter(|place| table.row(**place).is_some_and(passes)));
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
        let words = table.words.iter().map(|word| word.to_lowercase().contains(text)).collect();
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

/// The place in the alphabet of each pool or word, so that a sort compares numbers.
fn ranks(table: &EstateHosts, column: Column) -> Vec<u32> {
    let texts: Vec<&str> = match column {
        Column::Pool => table.pools.iter().map(|pool| &*pool.folded).collect(),
        Column::Region => table.pools.iter().map(|pool| &*pool.region).collect(),
        Column::Status | Column::Agent | Column::Version => table.words.iter().map(|word| &**word).collect(),
        _ => Vec::new(),
    };
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|place| texts.get(*place));
    let mut ranks = vec![0; texts.len()];
    let (mut rank, mut last) = (0, None);
    for place in order {
        let text = texts.get(place);
        // Pools of one region are alike.
        rank += u32::from(last != text);
        last = text;
        if let Some(slot) = ranks.get_mut(place) {
            *slot = rank;
        }
    }
    ranks
}

fn compare(column: Column, a: &HostRow, b: &HostRow, ranks: &[u32]) -> Ordering {
    let ranked = |one: usize, two: usize| ranks.get(one).cmp(&ranks.get(two));
    let words = |one: u16, two: u16| ranked(usize::from(one), usize::from(two));
    match column {
        Column::Name => a.folded.cmp(&b.folded),
        Column::Pool | Column::Region => ranked(a.pool as usize, b.pool as usize),
        Column::Status => words(a.status, b.status),
        Column::Sessions => a.sessions.cmp(&b.sessions),
        Column::Drain => a.drained.cmp(&b.drained),
        Column::User => a.user.cmp(&b.user),
        Column::Agent => words(a.agent, b.agent),
        Column::Version => words(a.version, b.version),
        Column::Heartbeat => a.heartbeat.cmp(&b.heartbeat),
    }
}
