//! The two stores a page has. A store that is refused (private profiles, policies, full) is an error value.

use core::fmt;

use web_sys::Storage;

use super::words;

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Lives as long as the tab.
    Session,
    /// Lives until the person clears it.
    Local,
}

/// The browser does not let this page store or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageRefused(String);

impl fmt::Display for StorageRefused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the browser doesn't allow this site to store data: {}", self.0)
    }
}

/// The value under a key.
pub fn read(area: Area, key: &str) -> Result<Option<String>, StorageRefused> {
    open(area)?.get_item(key).map_err(refused)
}

/// Stores a value.
pub fn write(area: Area, key: &str, value: &str) -> Result<(), StorageRefused> {
    open(area)?.set_item(key, value).map_err(refused)
}

/// Forgets a key.
pub fn remove(area: Area, key: &str) -> Result<(), StorageRefused> {
    open(area)?.remove_item(key).map_err(refused)
}

/// All keys that begin with `prefix`.
pub fn keys(area: Area, prefix: &str) -> Result<Vec<String>, StorageRefused> {
    let store = open(area)?;
    let length = store.length().map_err(refused)?;
    let all = (0..length).filter_map(|index| store.key(index).ok().flatten());
    Ok(all.filter(|key| key.starts_with(prefix)).collect())
}

fn open(area: Area) -> Result<Storage, StorageRefused> {
    let window = web_sys::window().ok_or_else(|| StorageRefused("there is no window".to_owned()))?;
    let store = match area {
        Area::Session => window.session_storage(),
        Area::Local => window.local_storage(),
    };
    store.map_err(refused)?.ok_or_else(|| StorageRefused("there is no store".to_owned()))
}

#[allow(clippy::needless_pass_by_value)] // The shape map_err wants.
fn refused(thrown: wasm_bindgen::JsValue) -> StorageRefused {
    StorageRefused(words(&thrown))
}
