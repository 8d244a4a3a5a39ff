//! Where the writes of a person are kept, those of each directory apart: the browser's database, or the tab where that is refused and in the demo.

use arm::Json;

use super::record::Entry;
use crate::browser::database::{self, Table};
use crate::browser::storage::{self, Area};

/// Before the key of each record in a tab.
const IN_TAB: &str = "avd.writes.";
/// Before the name of each page that has something open.
const OPEN: &str = "avd.open.";

/// Before the id of each write of this tab that waits for a sign-in.
const WAITS: &str = "avd.waits.";

/// Notes, before the window leaves, that a write was not taken and waits for this person's sign-in: a database may be too slow for that.
pub fn note_wait(id: &str, who: &str) {
    let _ = storage::write(Area::Session, &[WAITS, id].concat(), who);
}

/// Whose sign-in a write of this tab waits for; asked once.
pub fn take_wait(id: &str) -> Option<String> {
    let key = [WAITS, id].concat();
    let who = storage::read(Area::Session, &key).ok().flatten()?;
    let _ = storage::remove(Area::Session, &key);
    Some(who)
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

    /// Stores records; says whether they are stored.
    pub async fn put(&self, records: &[Entry]) -> bool {
        let texts =
            records.iter().map(|record| (self.key(&record.key()), serde_json::to_string(&record.to_json()).unwrap_or_default()));
        match self {
            Self::Nowhere => true,
            Self::Browser(person) => database::put_all(table(person), &texts.collect::<Vec<_>>()).await.is_ok(),
            Self::Tab(_) => texts.clone().all(|(key, text)| storage::write(Area::Session, &key, &text).is_ok()),
        }
    }

    /// All records, the oldest first; `None` if the browser refuses.
    pub async fn all(&self) -> Option<Vec<Entry>> {
        let texts = match self {
            Self::Nowhere => Vec::new(),
            Self::Browser(person) => database::all(table(person), &self.key("")).await.ok()?,
            Self::Tab(_) => {
                let mut keys = storage::keys(Area::Session, &self.key("")).unwrap_or_default();
                keys.sort();
                keys.iter().filter_map(|key| storage::read(Area::Session, key).ok().flatten()).collect()
            }
        };
        let read = |text: &String| serde_json::from_slice(text.as_bytes()).ok().and_then(|value| Entry::from_json(value).ok());
        Some(texts.iter().filter_map(read).collect())
    }

    /// Forgets a record.
    pub async fn remove(&self, record: &Entry) {
        // What cannot be removed now goes with the next that is too many.
        match self {
            Self::Nowhere => {}
            Self::Browser(person) => drop(database::remove(table(person), &self.key(&record.key())).await),
            Self::Tab(_) => drop(storage::remove(Area::Session, &self.key(&record.key()))),
        }
    }

    /// The pages that have something open, as their marks say. One look at a small store, for the start of the app.
    pub fn open_pages(&self) -> Vec<String> {
        let (area, prefix) = self.mark("");
        let keys = storage::keys(area, &prefix).unwrap_or_default();
        keys.iter().filter_map(|key| key.strip_prefix(&prefix)).map(str::to_owned).collect()
    }

    /// Marks a page as having something open, or not. Without the mark nothing is taken up until the list is looked at.
    pub fn set_open(&self, page: &str, open: bool) {
        let (area, key) = self.mark(page);
        let _ = if open { storage::write(area, &key, "1") } else { storage::remove(area, &key) };
    }

    fn mark(&self, page: &str) -> (Area, String) {
        let area = if matches!(self, Self::Browser(_)) { Area::Local } else { Area::Session };
        (area, [OPEN, self.person(), ".", page].concat())
    }

    /// The key of a record. A person has one database; each directory has its part of it.
    fn key(&self, record: &str) -> String {
        match self {
            Self::Browser(name) => [split(name).1, "/", record].concat(),
            _ => [IN_TAB, self.person(), ".", record].concat(),
        }
    }
}

/// Forgets everything a person did in this browser, in whatever directory: they have left. What is in the tab goes with all else there.
pub fn forget(person: &str) {
    database::forget_person(person);
    let marks = [OPEN, person].concat();
    for key in storage::keys(Area::Local, &marks).unwrap_or_default() {
        let _ = storage::remove(Area::Local, &key);
    }
}

fn table(name: &str) -> Table {
    Table::Writes(split(name).0.to_owned())
}

/// Who it is, and in which directory.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('|').unwrap_or((name, ""))
}
