//! Where the writes of a person are kept, those of each directory apart: the browser's database, or the tab where that is refused and in the demo.

use arm::Json;
use avd::Entry;

use crate::browser::database::{self, Table};
use crate::browser::storage::{self, Area};

/// Before the key of each record in a tab.
const IN_TAB: &str = "avd.writes.";
/// Before the name of each page that has something open.
const OPEN: &str = "avd.open.";

/// Before the name of each job of which this tab may still send something by itself.
const ERRAND: &str = "avd.waits.";

/// Notes what of a job may go out by itself when this tab comes back ([`Batch::errand`](writes::Batch::errand)), or that nothing
/// may. The database is shared with all that this origin has; the tab is not.
pub fn note_errand(job: &str, errand: Option<&str>) {
    let key = [ERRAND, job].concat();
    let _ = match errand {
        Some(errand) => storage::write(Area::Session, &key, errand),
        None => storage::remove(Area::Session, &key),
    };
}

/// What this tab has noted of a job; asked once.
pub fn take_errand(job: &str) -> Option<String> {
    let errand = storage::read(Area::Session, &[ERRAND, job].concat()).ok().flatten()?;
    note_errand(job, None);
    Some(errand)
}

/// Where a record was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Where it should be: in the browser's database, or in a demo in the tab.
    Browser,
    /// In the tab alone, for want of a database.
    Tab,
    /// Nowhere: a reload loses it.
    Nowhere,
}

/// What was found in a place.
#[derive(Debug, Default)]
pub struct Found {
    /// The records.
    pub records: Vec<Entry>,
    /// How many there are that this version cannot read.
    pub unread: usize,
    /// Whether the database could be read, where there is one.
    pub works: bool,
}

impl Found {
    /// One text of a store. Of two with one id the later is the newer.
    fn add(&mut self, text: &str) {
        let read = serde_json::from_slice(text.as_bytes()).ok().and_then(|value| Entry::from_json(value).ok());
        let Some(entry) = read else {
            self.unread += 1;
            return;
        };
        self.records.retain(|known| known.id != entry.id);
        self.records.push(entry);
    }
}

/// Where they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: nobody is signed in.
    #[default]
    Nowhere,
    /// In the tab, and they end with it: the name of the session they belong to.
    Tab(String),
    /// In the browser: the name of the session they belong to.
    Browser(String),
}

impl Place {
    /// Whose.
    pub fn person(&self) -> &str {
        match self {
            Self::Nowhere => "",
            Self::Tab(person) | Self::Browser(person) => person,
        }
    }

    /// Stores records, in the tab where the database is known not to work or turns out not to; says where they are.
    pub async fn put(&self, records: &[Entry], database: bool) -> Kept {
        let text = |record: &Entry| (self.key(&record.key()), serde_json::to_string(&record.to_json()).unwrap_or_default());
        match self {
            Self::Nowhere => return Kept::Browser,
            Self::Browser(person) if database => {
                let texts: Vec<_> = records.iter().map(text).collect();
                if database::put_all(table(person), &texts).await.is_ok() {
                    // What the tab had of them is older.
                    records.iter().for_each(|record| drop(storage::remove(Area::Session, &self.in_tab(&record.key()))));
                    return Kept::Browser;
                }
            }
            _ => {}
        }
        let mut all = records.iter().map(|record| storage::write(Area::Session, &self.in_tab(&record.key()), &text(record).1));
        if all.all(|stored| stored.is_ok()) { Kept::Tab } else { Kept::Nowhere }
    }

    /// All records, the oldest first: those of the database, if it can be read, and those of the tab.
    pub async fn all(&self, database: bool) -> Found {
        let mut found = Found { works: true, ..Found::default() };
        if let (Self::Browser(person), true) = (self, database) {
            match database::all(table(person), &self.key("")).await {
                Ok(texts) => texts.iter().for_each(|text| found.add(text)),
                Err(_) => found.works = false,
            }
        }
        if !matches!(self, Self::Nowhere) {
            for key in storage::keys(Area::Session, &self.in_tab("")).unwrap_or_default() {
                storage::read(Area::Session, &key).ok().flatten().iter().for_each(|text| found.add(text));
            }
        }
        found.records.sort_by_key(Entry::key);
        found
    }

    /// Forgets a record.
    pub async fn remove(&self, record: &Entry) {
        // What cannot be removed now goes with the next that is too many.
        let _ = storage::remove(Area::Session, &self.in_tab(&record.key()));
        if let Self::Browser(person) = self {
            let _ = database::remove(table(person), &self.key(&record.key())).await;
        }
    }

    /// The pages that have something open, as their marks say. One look at two small stores, for the start of the app.
    pub fn open_pages(&self) -> Vec<String> {
        let prefix = self.mark("");
        let keys = self.areas().iter().flat_map(|area| storage::keys(*area, &prefix).unwrap_or_default());
        keys.filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned)).collect()
    }

    /// Marks a page as having something open, or not. Without the mark nothing is taken up until the list is looked at.
    pub fn set_open(&self, page: &str, open: bool) {
        let key = self.mark(page);
        for area in self.areas() {
            if !open {
                let _ = storage::remove(*area, &key);
            } else if storage::write(*area, &key, "1").is_ok() {
                break;
            }
        }
    }

    fn mark(&self, page: &str) -> String {
        [OPEN, self.person(), ".", page].concat()
    }

    /// Where marks are, the better place first.
    const fn areas(&self) -> &'static [Area] {
        if matches!(self, Self::Browser(_)) { &[Area::Local, Area::Session] } else { &[Area::Session] }
    }

    fn in_tab(&self, record: &str) -> String {
        [IN_TAB, self.person(), ".", record].concat()
    }

    /// The key of a record. A person has one database; each directory has its part of it.
    fn key(&self, record: &str) -> String {
        match self {
            Self::Browser(name) => [split(name).1, "/", record].concat(),
            _ => self.in_tab(record),
        }
    }
}

/// Forgets everything a person did in this browser, in whatever directory: they have left. What is in the tab goes with all else there.
pub fn forget(person: &str) {
    database::forget(&Table::Seen(person.to_owned()));
    database::forget(&Table::Writes(person.to_owned()));
    let marks = [OPEN, person].concat();
    for key in storage::keys(Area::Local, &marks).unwrap_or_default() {
        let _ = storage::remove(Area::Local, &key);
    }
}

/// Forgets what a person saw, and what they did unless some of it is under way: they have signed out at another app. The same as
/// `public/auth/logout.js` does.
pub fn forget_but_open(person: &str) {
    database::forget(&Table::Seen(person.to_owned()));
    if storage::keys(Area::Local, &[OPEN, person].concat()).is_ok_and(|open| open.is_empty()) {
        database::forget(&Table::Writes(person.to_owned()));
    }
}

fn table(name: &str) -> Table {
    Table::Writes(split(name).0.to_owned())
}

/// Who it is, and in which directory.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('|').unwrap_or((name, ""))
}
