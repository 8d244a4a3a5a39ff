//! What this person wrote in this browser: a list that outlives the tab, and what is needed to take up what was left open. It is kept for
//! each person apart and goes when they sign out. No tokens: a change holds none.

mod place;
#[cfg(test)]
pub mod sample;

use leptos::prelude::*;
use leptos::task::spawn_local;

use avd::Entry;
use place::Place;
pub use place::{Kept, note_errand, take_errand};

/// Some weeks' work; beyond it the oldest go.
const LIMIT: usize = 1000;

/// The list.
#[derive(Clone, Copy, Debug)]
pub struct ActivityContext {
    /// Newest first; nothing before somebody asked.
    list: RwSignal<Option<Vec<Entry>>>,
    place: StoredValue<Place>,
    asked: StoredValue<bool>,
    /// Whether the database has not failed yet: one that hangs is waited for once.
    database: StoredValue<bool>,
    /// Where the last record went, and how many records cannot be read.
    kept: RwSignal<(Kept, usize)>,
    /// How many reads are under way, and what was kept since the first of them began: it is newer than what they give.
    reads: StoredValue<(usize, Vec<Entry>)>,
}

impl ActivityContext {
    /// The list of nobody yet.
    pub fn provide() -> Self {
        let activity = Self {
            list: RwSignal::new(None),
            place: StoredValue::new(Place::Nowhere),
            asked: StoredValue::new(false),
            database: StoredValue::new(true),
            kept: RwSignal::new((Kept::Browser, 0)),
            reads: StoredValue::new((0, Vec::new())),
        };
        provide_context(activity);
        activity
    }

    /// The list of a person in a directory. That of a demo ends with the tab.
    pub fn open(self, person: &str, demo: bool) {
        self.list.set(None);
        self.asked.set_value(false);
        self.place.set_value(if demo { Place::Tab(person.to_owned()) } else { Place::Browser(person.to_owned()) });
    }

    /// Looks no more at the list of whoever had this tab.
    pub fn close(self) {
        self.place.set_value(Place::Nowhere);
        self.list.set(None);
    }

    /// Forgets everything a person did: they have signed out.
    pub fn forget(self, person: &str) {
        place::forget(person);
    }

    /// Forgets what a person saw and did, but not while some of it is under way: Entra said that they have signed out at another app.
    pub fn forget_but_open(self, person: &str) {
        place::forget_but_open(person);
    }

    /// Looks at the list, newest first; `None` before it was read. Tracked.
    pub fn with<R>(self, look: impl FnOnce(Option<&[Entry]>) -> R) -> R {
        self.list.with(|list| look(list.as_deref()))
    }

    /// Has the list read, once: it fills by itself.
    pub fn ask(self) {
        if !self.asked.get_value() {
            self.asked.set_value(true);
            spawn_local(async move {
                self.read().await;
            });
        }
    }

    /// The pages that left something open.
    pub fn open_pages(self) -> Vec<String> {
        self.place.with_value(Place::open_pages)
    }

    /// Marks a page as having something open, or not.
    pub fn set_open(self, page: &str, open: bool) {
        self.place.with_value(|place| place.set_open(page, open));
    }

    /// Reads the list from the store, the oldest first, and lets go what is too many.
    pub async fn read(self) -> Vec<Entry> {
        let place = self.place.get_value();
        self.reads.update_value(|reads| reads.0 += 1);
        let found = place.all(self.database.get_value()).await;
        self.database.try_update_value(|works| *works &= found.works);
        self.kept.try_update(|kept| kept.1 = found.unread);
        let mut all = found.records;
        for old in beyond_limit(&mut all) {
            place.remove(&old).await;
        }
        all.reverse();
        self.reads.try_update_value(|(reads, newer)| {
            newer.iter().for_each(|entry| merge(&mut all, entry));
            *reads -= 1;
            if *reads == 0 {
                newer.clear();
            }
        });
        if self.place.try_with_value(|now| now.person() == place.person()) == Some(true) {
            self.list.try_set(Some(all.clone()));
        }
        all.reverse();
        all
    }

    /// Keeps records, in place of what was known of them; says where they are.
    pub async fn keep(self, records: Vec<Entry>) -> Kept {
        self.reads.try_update_value(|(reads, newer)| {
            if *reads > 0 {
                newer.extend(records.iter().cloned());
            }
        });
        self.list.try_update(|list| {
            if let Some(list) = list {
                records.iter().for_each(|record| merge(list, record));
            }
        });
        let (Some(place), Some(database)) = (self.place.try_get_value(), self.database.try_get_value()) else {
            return Kept::Nowhere;
        };
        let kept = match place.put(&records, database).await {
            // The tab is where a demo belongs.
            Kept::Tab if matches!(place, Place::Tab(_)) => Kept::Browser,
            kept => kept,
        };
        if kept != Kept::Browser {
            self.database.try_set_value(false);
        }
        self.kept.try_update(|last| last.0 = kept);
        kept
    }

    /// Where the last record went. Tracked.
    pub fn kept(self) -> Kept {
        self.kept.with(|kept| kept.0)
    }

    /// How many records of the list this version of the console cannot read. Tracked.
    pub fn unread(self) -> usize {
        self.kept.with(|kept| kept.1)
    }
}

fn merge(list: &mut Vec<Entry>, record: &Entry) {
    match list.iter_mut().find(|known| known.id == record.id) {
        Some(known) => *known = record.clone(),
        None => {
            let at = list.partition_point(|known| known.key() > record.key());
            list.insert(at, record.clone());
        }
    }
}

/// Takes out the oldest that are too many. What is still open stays.
fn beyond_limit(all: &mut Vec<Entry>) -> Vec<Entry> {
    let mut many = all.len().saturating_sub(LIMIT);
    let (old, kept) = core::mem::take(all).into_iter().partition(|record| {
        let goes = many > 0 && record.state.is_over();
        many -= usize::from(goes);
        goes
    });
    *all = kept;
    old
}

#[cfg(test)]
mod list_tests {
    use writes::Outcome;

    use super::sample::entry;
    use super::*;

    #[test]
    fn newest_first_and_settled_by_id() {
        let mut list = Vec::new();
        for (id, minute) in [("b", 2), ("c", 3), ("a", 1)] {
            merge(&mut list, &entry(id, minute));
        }
        merge(&mut list, &Entry { state: Outcome::Sending, ..entry("b", 2) });
        let seen: Vec<_> = list.iter().map(|record| (record.id.as_str(), record.state.word())).collect();
        assert_eq!(seen, [("c", "Waiting"), ("b", "Sending"), ("a", "Waiting")]);
    }

    #[test]
    fn the_list_has_an_end_but_keeps_what_is_open() {
        let many = i64::try_from(LIMIT).unwrap_or_default() + 5;
        let mut all: Vec<Entry> = (0..many).map(|at| entry(&at.to_string(), at)).collect();
        all.iter_mut().skip(1).for_each(|record| record.state = Outcome::NotSent(String::new()));
        let old: Vec<String> = beyond_limit(&mut all).into_iter().map(|record| record.id).collect();
        assert_eq!((old, all.len()), (["1", "2", "3", "4", "5"].map(str::to_owned).to_vec(), LIMIT));
        assert_eq!(all[0].id, "0");
        assert!(beyond_limit(&mut all).is_empty());
    }
}
