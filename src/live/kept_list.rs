//! A short list that this browser keeps for each person: names and reasons, no secret. That of a demo ends with the tab.

use leptos::prelude::*;
use serde_json::Value;

use crate::browser::storage::{self, Area};

/// How an item is written and read.
pub trait Kept: Sized {
    /// The item as it is stored.
    fn to_value(&self) -> Value;
    /// The item as it was stored; `None` for anything else.
    fn of_value(value: &Value) -> Option<Self>;
}

/// The list, as a signal.
pub struct KeptList<T: Send + Sync + 'static> {
    items: RwSignal<Vec<T>>,
    place: StoredValue<(Area, String)>,
}

impl<T: Send + Sync> Clone for KeptList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for KeptList<T> {}

impl<T: Kept + PartialEq + Send + Sync + 'static> KeptList<T> {
    /// What was kept under this key for a person.
    pub fn of(key: &str, person: &str, demo: bool) -> Self {
        let place = if demo { (Area::Session, key.to_owned()) } else { (Area::Local, format!("{key}.{person}")) };
        let list = Self { items: RwSignal::new(Vec::new()), place: StoredValue::new(place) };
        list.look();
        list
    }

    /// Reads it again: another tab may have changed it.
    pub fn look(self) {
        let found = self.place.with_value(|(area, key)| storage::read(*area, key).ok().flatten());
        if let Some(found) = found.map(|text| read(&text)).filter(|found| self.items.with_untracked(|known| known != found)) {
            self.items.set(found);
        }
    }

    /// Looks at it. Tracked.
    pub fn with<U>(self, look: impl FnOnce(&[T]) -> U) -> U {
        self.items.with(|items| look(items))
    }

    /// The same, untracked.
    pub fn with_untracked<U>(self, look: impl FnOnce(&[T]) -> U) -> U {
        self.items.with_untracked(|items| look(items))
    }

    /// Changes it, from what is stored and not from what this tab remembers: two tabs must not undo each other.
    pub fn change(self, change: impl FnOnce(&mut Vec<T>)) {
        self.look();
        self.items.update(change);
        let text = self.items.with_untracked(|items| (!items.is_empty()).then(|| written(items)));
        // A refused store costs the list after a reload and nothing else.
        let _ = self.place.with_value(|(area, key)| match text {
            Some(text) => storage::write(*area, key, &text),
            None => storage::remove(*area, key),
        });
    }
}

fn written<T: Kept>(items: &[T]) -> String {
    items.iter().map(Kept::to_value).collect::<Value>().to_string()
}

fn read<T: Kept>(text: &str) -> Vec<T> {
    let rows: Value = serde_json::from_str(text).unwrap_or_default();
    rows.as_array().map_or_else(Vec::new, |rows| rows.iter().filter_map(T::of_value).collect())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// What is written is read as the same, and whatever else is there as nothing.
    pub fn check<T: Kept + PartialEq + core::fmt::Debug>(items: &[T]) {
        assert_eq!(read::<T>(&written(items)), items);
        for text in ["nonsense", "[{}]", "7", "{\"a\":[]}", "[null, [], \"x\"]"] {
            assert!(read::<T>(text).is_empty(), "{text}");
        }
    }
}
