//! A draft that survives a reload and a sign-in: kept in this tab until it is sent or put away. No secret is in it.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::browser::storage::{self, Area};
use crate::session::active_session;

/// The draft kept under this name.
pub fn kept<T: DeserializeOwned>(name: &str) -> Option<T> {
    let text = storage::read(Area::Session, &key(name)).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps what `draft` gives whenever it changes. A refused store costs the draft at a reload and nothing else.
pub fn keep<T: Serialize + 'static>(name: String, draft: impl Fn() -> T + Send + Sync + 'static) {
    Effect::new(move |first: Option<()>| {
        let text = serde_json::to_string(&draft()).unwrap_or_default();
        // What was just read from the service is no draft yet.
        if first.is_some() {
            let _ = storage::write(Area::Session, &key(&name), &text);
        }
    });
}

/// Leaves a draft for a form that is opened next.
pub fn leave<T: Serialize>(name: &str, draft: &T) {
    let _ = storage::write(Area::Session, &key(name), &serde_json::to_string(draft).unwrap_or_default());
}

/// The draft was sent or put away.
pub fn forget(name: &str) {
    let _ = storage::remove(Area::Session, &key(name));
}

/// A draft belongs to the directory it was begun in.
fn key(name: &str) -> String {
    ["avd.draft.", &active_session(), ".", name].concat()
}
