//! The table itself.

use core::sync::atomic::{AtomicU32, Ordering};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arm::ResourceId;
use host::{Duration, Instant};

use super::GraphHost;
use crate::resource::SessionHost;

/// So long a provider's own word stands against a later one of Resource Graph, which may be older: it follows by seconds, now and then
/// by minutes.
pub const STANDS: Duration = Duration::from_secs(120);

/// Where a part of the table comes from, and when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Resource Graph, which may be minutes behind.
    Graph(Instant),
    /// The provider's own list of the pool.
    Provider(Instant),
}

impl Source {
    /// When it was read.
    pub const fn at(self) -> Instant {
        match self {
            Self::Graph(at) | Self::Provider(at) => at,
        }
    }
}

/// The pool of some rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Its id as first received.
    pub id: ResourceId,
    /// Where its rows come from; `None` while there are none.
    pub source: Option<Source>,
    /// The region of its metadata; empty while it is not known.
    pub region: Box<str>,
    /// The name and the region in lower case, to search.
    pub(super) folded: Box<str>,
    /// How many rows the provider told otherwise than Resource Graph.
    pub(super) differed: usize,
}

/// One session host. Words that many hosts share are kept once, in [`EstateHosts::word`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRow {
    /// Names the host as long as the table lives, wherever its row goes.
    pub key: u32,
    /// Which pool.
    pub pool: u32,
    /// The machine's part of the name.
    pub name: Box<str>,
    /// The user of a personal desktop; empty for none.
    pub user: Box<str>,
    /// The machine's id; empty if not told.
    pub machine: Box<str>,
    /// The status, a word.
    pub status: u16,
    /// The version of the agent, a word.
    pub agent: u16,
    /// The version of the configuration, a word.
    pub version: u16,
    /// Where the update of the agent stands, a word.
    pub update: u16,
    /// All sessions; `None` if not told.
    pub sessions: Option<u32>,
    /// Whether it is drained; `None` if not told.
    pub drained: Option<bool>,
    /// The last sign of life.
    pub heartbeat: Option<Instant>,
    /// Name and user in lower case, to search.
    pub(super) folded: Box<str>,
}

/// All session hosts that were read.
#[derive(Clone, Debug, Default)]
pub struct EstateHosts {
    pub(super) pools: Vec<Pool>,
    by_id: BTreeMap<String, u32>,
    pub(super) rows: Vec<HostRow>,
    pub(super) words: Vec<Box<str>>,
    /// The last key that was given, in this table or one that takes its place.
    keys: Arc<AtomicU32>,
    /// The keys of all hosts that ever were in it, by pool and name in lower case.
    names: HashMap<(u32, Box<str>), u32>,
    /// So many of the pools were in the table whose place this one takes.
    inherited: usize,
}

impl EstateHosts {
    /// The rows in the order they came.
    pub fn rows(&self) -> &[HostRow] {
        &self.rows
    }

    /// A row at a place.
    pub fn row(&self, place: u32) -> Option<&HostRow> {
        self.rows.get(place as usize)
    }

    /// The pool of a row.
    pub fn pool(&self, row: &HostRow) -> Option<&Pool> {
        self.pools.get(row.pool as usize)
    }

    /// A pool of that id.
    pub fn pool_of(&self, id: &ResourceId) -> Option<&Pool> {
        self.by_id.get(id.key()).and_then(|place| self.pools.get(*place as usize))
    }

    /// The pools that have been read, or have rows.
    pub fn pools(&self) -> &[Pool] {
        &self.pools
    }

    /// A word by its number; empty for what was not told.
    pub fn word(&self, number: u16) -> &str {
        self.words.get(usize::from(number)).map_or("", |word| word)
    }

    /// The id of the host of a row.
    pub fn id(&self, row: &HostRow) -> Option<ResourceId> {
        Some(self.pool(row)?.id.child("sessionHosts", &row.name))
    }

    /// Those of the pools that no read has told anything of: the ones without hosts, and what Resource Graph left out, be it for
    /// its age, a refusal or a missing right. Their own lists tell.
    pub fn unread(&self, pools: impl IntoIterator<Item = ResourceId>) -> Vec<ResourceId> {
        let unread = |pool: &ResourceId| self.pool_of(pool).is_none_or(|pool| pool.source.is_none());
        pools.into_iter().filter(unread).collect()
    }

    /// How many rows the provider told otherwise than Resource Graph had, of all that were compared.
    pub fn differed(&self) -> usize {
        self.pools.iter().map(|pool| pool.differed).sum()
    }

    /// The pool of the row that came last: pages come in the order of the ids, so a walk that broke off did so in it.
    pub fn last_pool(&self) -> Option<ResourceId> {
        self.rows.last().and_then(|row| self.pool(row)).map(|pool| pool.id.clone())
    }

    /// The words that statuses are, each once, in the order they came.
    pub fn statuses(&self) -> Vec<&str> {
        let mut used: Vec<u16> = Vec::new();
        for row in &self.rows {
            if row.status != 0 && !used.contains(&row.status) {
                used.push(row.status);
            }
        }
        used.into_iter().map(|number| self.word(number)).collect()
    }

    /// When the oldest of what is shown was read.
    pub fn read_at(&self) -> Option<Instant> {
        self.pools.iter().filter_map(|pool| pool.source).map(Source::at).min()
    }

    /// Takes a page of Resource Graph, read at `at`. A row that cannot be placed is left out; one that comes again, too.
    pub fn add_page(&mut self, page: Vec<GraphHost>, at: Instant) {
        for host in page {
            let Some(id) = host.id.as_deref().and_then(|id| ResourceId::parse(id).ok()) else { continue };
            let Some(pool) = id.parent() else { continue };
            let place = self.place_of(&pool);
            let Some(of) = self.pools.get_mut(place as usize) else { continue };
            // The provider's own word is newer; and one that comes twice is there once.
            if matches!(of.source, Some(Source::Provider(_)))
                || self.names.contains_key(&(place, id.name().to_lowercase().into()))
            {
                continue;
            }
            of.source = Some(Source::Graph(at));
            let row = self.row_of(place, id.name(), &host);
            self.rows.push(row);
        }
    }

    /// Takes the provider's list of a pool, read at `at`, instead of what was there of it; says how many rows that changes.
    pub fn set_pool(&mut self, pool: &ResourceId, hosts: &[SessionHost], at: Instant) -> usize {
        let place = self.place_of(pool);
        let compared = matches!(self.pools.get(place as usize).and_then(|pool| pool.source), Some(Source::Graph(_)));
        let mut old: BTreeMap<Box<str>, HostRow> = BTreeMap::new();
        let mut first = None;
        let mut kept = Vec::with_capacity(self.rows.len());
        for row in self.rows.drain(..) {
            if row.pool == place {
                first.get_or_insert(kept.len());
                old.insert(row.name.to_lowercase().into(), row);
            } else {
                kept.push(row);
            }
        }
        self.rows = kept;
        let mut fresh = Vec::with_capacity(hosts.len());
        let mut differing = 0;
        for host in hosts {
            let Some(name) = host.machine_name() else { continue };
            let row = self.row_of(place, name, &of_provider(host));
            let before = old.remove(&*name.to_lowercase());
            differing += usize::from(!before.is_some_and(|before| before.says_the_same(&row)));
            fresh.push(row);
        }
        differing += old.len();
        let first = first.unwrap_or(self.rows.len());
        self.rows.splice(first..first, fresh);
        if let Some(pool) = self.pools.get_mut(place as usize) {
            pool.source = Some(Source::Provider(at));
            pool.differed = if compared { differing } else { 0 };
        }
        differing
    }

    /// A table that takes the place of this one once it is filled: a host keeps its key, and who was chosen stays chosen. What pools
    /// have said themselves a moment before `now` is in it already, and no page of Resource Graph replaces it.
    #[must_use]
    pub fn successor(&self, now: Instant) -> Self {
        let stands = |pool: &Pool| matches!(pool.source, Some(Source::Provider(at)) if at + STANDS >= now);
        let next = |pool: &Pool| if stands(pool) { pool.clone() } else { Pool { source: None, differed: 0, ..pool.clone() } };
        let pools: Vec<Pool> = self.pools.iter().map(next).collect();
        let rows: Vec<HostRow> = self.rows.iter().filter(|row| self.pool(row).is_some_and(stands)).cloned().collect();
        let names = rows.iter().map(|row| ((row.pool, row.name.to_lowercase().into()), row.key)).collect();
        let (by_id, words, keys) = (self.by_id.clone(), self.words.clone(), Arc::clone(&self.keys));
        Self { inherited: pools.len(), pools, by_id, rows, words, keys, names }
    }

    /// [`Self::add_page`] for a [`Self::successor`] of `old`.
    pub fn add_page_after(&mut self, old: &Self, page: Vec<GraphHost>, at: Instant) {
        let from = self.rows.len();
        self.add_page(page, at);
        for row in self.rows.get_mut(from..).unwrap_or_default() {
            let name = (row.pool, row.name.to_lowercase().into());
            if let Some(key) = old.names.get(&name).filter(|_| (row.pool as usize) < self.inherited) {
                row.key = *key;
                self.names.insert(name, *key);
            }
        }
    }

    /// Where pools are: the hosts of a region are found by its name. Tells whether that is news.
    pub fn locate<'a>(&mut self, pools: impl Iterator<Item = (ResourceId, &'a str)>) -> bool {
        let mut news = false;
        for (id, region) in pools {
            let place = self.place_of(&id);
            if let Some(pool) = self.pools.get_mut(place as usize).filter(|pool| *pool.region != *region) {
                pool.region = region.into();
                pool.folded = [id.name(), "\n", region].concat().to_lowercase().into();
                news = true;
            }
        }
        news
    }

    /// Where all rows are now.
    pub fn places(&self) -> Places {
        let mut places = vec![u32::MAX; self.keys.load(Ordering::Relaxed) as usize + 1];
        for (place, row) in self.rows.iter().enumerate() {
            if let Some(slot) = places.get_mut(row.key as usize) {
                *slot = u32::try_from(place).unwrap_or(u32::MAX);
            }
        }
        Places(places)
    }

    fn place_of(&mut self, id: &ResourceId) -> u32 {
        if let Some(place) = self.by_id.get(id.key()) {
            return *place;
        }
        let place = u32::try_from(self.pools.len()).unwrap_or(u32::MAX);
        self.pools.push(Pool {
            id: id.clone(),
            source: None,
            region: "".into(),
            folded: id.name().to_lowercase().into(),
            differed: 0,
        });
        self.by_id.insert(id.key().to_owned(), place);
        place
    }

    fn row_of(&mut self, pool: u32, name: &str, host: &GraphHost) -> HostRow {
        let user = host.assigned_user.as_deref().unwrap_or_default();
        let keys = &self.keys;
        let key =
            self.names.entry((pool, name.to_lowercase().into())).or_insert_with(|| keys.fetch_add(1, Ordering::Relaxed) + 1);
        HostRow {
            key: *key,
            pool,
            name: name.into(),
            user: user.into(),
            machine: host.resource_id.as_deref().unwrap_or_default().into(),
            status: self.number(host.status.as_deref()),
            agent: self.number(host.agent_version.as_deref()),
            version: self.number(host.session_host_configuration.as_deref()),
            update: self.number(host.update_state.as_deref()),
            sessions: host.sessions.and_then(|sessions| u32::try_from(sessions).ok()),
            drained: host.allow_new_session.map(|allowed| !allowed),
            heartbeat: host.last_heart_beat.as_deref().and_then(|text| Instant::parse(text).ok()),
            folded: [name, "\n", user].concat().to_lowercase().into(),
        }
    }

    /// The number of a word; few are in use, so they are looked through.
    fn number(&mut self, word: Option<&str>) -> u16 {
        let word = word.unwrap_or_default();
        let known = self.words.iter().position(|known| **known == *word).unwrap_or_else(|| {
            if self.words.is_empty() {
                self.words.push("".into());
            }
            self.words.push(word.into());
            self.words.len() - 1
        });
        u16::try_from(if word.is_empty() { 0 } else { known }).unwrap_or(0)
    }
}

/// The places of rows, by their keys.
#[derive(Clone, Debug)]
pub struct Places(Vec<u32>);

impl Places {
    /// The rows of these keys, as long as they have not moved since; of hosts that went away there is none.
    pub fn rows<'a>(&self, table: &'a EstateHosts, keys: &[u32]) -> Option<Vec<&'a HostRow>> {
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            let place = self.0.get(*key as usize).copied().filter(|place| *place != u32::MAX);
            match place.map(|place| table.row(place)) {
                Some(Some(row)) if row.key == *key => rows.push(row),
                None => {}
                Some(_) => return None,
            }
        }
        Some(rows)
    }
}

impl HostRow {
    /// Whether two reads of a host agree in what does not change by itself: sessions and heartbeats always do.
    fn says_the_same(&self, other: &Self) -> bool {
        (self.status, self.drained, &self.user, self.version) == (other.status, other.drained, &other.user, other.version)
    }
}

/// The same fields from the provider's shape.
fn of_provider(host: &SessionHost) -> GraphHost {
    let of = &host.properties;
    let text = |stamp: &Option<crate::resource::Timestamp>| stamp.as_ref().map(|stamp| stamp.as_str().to_owned());
    GraphHost {
        id: None,
        status: of.status.as_ref().map(ToString::to_string),
        sessions: of.sessions,
        allow_new_session: of.allow_new_session,
        assigned_user: of.assigned_user.clone(),
        agent_version: of.agent_version.clone(),
        last_heart_beat: text(&of.last_heart_beat),
        session_host_configuration: text(&of.session_host_configuration),
        update_state: of.update_state.as_ref().map(ToString::to_string),
        resource_id: of.resource_id.clone(),
    }
}
