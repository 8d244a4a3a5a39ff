//! The browser's database (W3C *Indexed Database API*): texts by key, kept until the person clears the site's data.
//!
//! One table per kind of record; what a person did is a database of its own, which goes as a whole when they sign out. What may be
//! stored, and how much of it, is the caller's business.

use std::borrow::Cow;

use host::Duration;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use super::words;

const NAME: &str = "avd";
/// Counts up when [`Table::ALL`] grows.
const VERSION: u32 = 1;

/// Longer than this nobody waits for the database. A write waits for it before it goes out.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the records are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table {
    /// Session host updates that were watched.
    Runs,
    /// Plans of updates that were begun here.
    Plans,
    /// What a person wrote.
    Writes(String),
    /// What a person saw last.
    Seen(String),
}

impl Table {
    /// Those that are in one database.
    const ALL: [&str; 2] = ["runs", "plans"];

    const fn name(&self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Plans => "plans",
            Self::Writes(_) => "writes",
            Self::Seen(_) => "seen",
        }
    }

    fn database(&self) -> Cow<'static, str> {
        match self {
            Self::Writes(person) | Self::Seen(person) => [NAME, ".", self.name(), ".", person].concat().into(),
            _ => NAME.into(),
        }
    }
}

/// Forgets a person's own database. It is asked for at once and happens by itself, also when the page is on its way out.
pub fn forget(table: &Table) {
    if let Some(factory) = factory() {
        // Refused: then nothing was stored either.
        let _ = factory.delete_database(&table.database());
    }
}

fn factory() -> Option<IdbFactory> {
    web_sys::window().and_then(|window| window.indexed_db().ok().flatten())
}

/// Stores a record, in place of one with the same key.
///
/// # Errors
/// The browser's reason: no database in a private window, no room, forbidden by policy.
pub async fn put(table: Table, key: &str, text: &str) -> Result<(), String> {
    put_all(table, &[(key.to_owned(), text.to_owned())]).await
}

/// Stores records, all of them or none: they are stored once the transaction has ended well, not when its requests have.
///
/// # Errors
/// The browser's reason.
pub async fn put_all(table: Table, records: &[(String, String)]) -> Result<(), String> {
    let store = open(table, IdbTransactionMode::Readwrite).await?;
    for (key, text) in records {
        store.put_with_key(&text.into(), &key.into()).map_err(|thrown| words(&thrown))?;
    }
    committed(&store.transaction()).await
}

/// The record of a key.
///
/// # Errors
/// The browser's reason.
pub async fn get(table: Table, key: &str) -> Result<Option<String>, String> {
    let store = open(table, IdbTransactionMode::Readonly).await?;
    Ok(finish(store.get(&key.into())).await?.as_string())
}

/// The records whose keys begin with `prefix`, in the order of the keys.
///
/// # Errors
/// The browser's reason.
pub async fn all(table: Table, prefix: &str) -> Result<Vec<String>, String> {
    // No key has a character behind the last of the basic plane.
    let range = IdbKeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into()).map_err(|thrown| words(&thrown))?;
    let store = open(table, IdbTransactionMode::Readonly).await?;
    let found = finish(store.get_all_with_key(&range)).await?;
    Ok(Array::from(&found).iter().filter_map(|value| value.as_string()).collect())
}

/// Forgets the record of a key.
///
/// # Errors
/// The browser's reason.
pub async fn remove(table: Table, key: &str) -> Result<(), String> {
    let store = open(table, IdbTransactionMode::Readwrite).await?;
    store.delete(&key.into()).map_err(|thrown| words(&thrown))?;
    committed(&store.transaction()).await
}

async fn open(table: Table, mode: IdbTransactionMode) -> Result<IdbObjectStore, String> {
    let request = factory().ok_or("the browser has no database for this site")?.open_with_u32(&table.database(), VERSION);
    let request = request.map_err(|thrown| words(&thrown))?;
    let making = request.clone();
    let own = [table.name()];
    let shared = Table::ALL.contains(&own[0]);
    let make = Closure::once(move || make_tables(&making, if shared { &Table::ALL } else { &own }));
    request.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
    let database: IdbDatabase = finish(Ok(request.unchecked_into())).await?.unchecked_into();
    let transaction = database.transaction_with_str_and_mode(table.name(), mode).map_err(|thrown| words(&thrown))?;
    // Takes effect when the transaction has ended; until then the database stays open.
    database.close();
    transaction.object_store(table.name()).map_err(|thrown| words(&thrown))
}

fn make_tables(request: &IdbOpenDbRequest, tables: &[&str]) {
    let Ok(database) = request.result().map(JsCast::unchecked_into::<IdbDatabase>) else { return };
    let known = database.object_store_names();
    for table in tables.iter().filter(|table| !known.contains(table)) {
        // A refusal ends the transaction, and with it the opening, with an error of its own.
        let _ = database.create_object_store(table);
    }
}

/// Waits for the end of a request.
async fn finish(request: Result<IdbRequest, JsValue>) -> Result<JsValue, String> {
    let request = request.map_err(|thrown| words(&thrown))?;
    let ended = in_time(|resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    });
    match ended.await {
        Ok(()) => request.result().map_err(|thrown| words(&thrown)),
        Err(late) => Err(request.error().ok().flatten().map_or(late, |error| error.message())),
    }
}

/// Waits until what was asked for is on the disk, as far as the browser says so.
async fn committed(transaction: &IdbTransaction) -> Result<(), String> {
    let ended = in_time(|resolve, reject| {
        transaction.set_oncomplete(Some(resolve));
        transaction.set_onerror(Some(reject));
        transaction.set_onabort(Some(reject));
    });
    let reason = |late| transaction.error().map_or(late, |error| error.message());
    ended.await.map_err(reason)
}

/// Waits for one of two events, not for ever: a database that never answers is as good as none. The error is for want of another reason.
async fn in_time(listen: impl FnOnce(&Function, &Function)) -> Result<(), String> {
    let mut timer = None;
    let mut listen = Some(listen);
    let done = Promise::new(&mut |resolve: Function, reject: Function| {
        if let Some(listen) = listen.take() {
            listen(&resolve, &reject);
        }
        timer = Some(super::timer::after(PATIENCE, move || drop(reject.call0(&JsValue::UNDEFINED))));
    });
    let ended = JsFuture::from(done).await;
    drop(timer);
    ended.map(drop).map_err(|_| "the database didn't respond".to_owned())
}
