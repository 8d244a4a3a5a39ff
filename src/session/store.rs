//! What the sign-in keeps in this tab's session storage. Never in the local storage: a token outlives no tab.
//!
//! A browser may refuse to store. Then a reload signs out, and a sign-in by redirect is impossible; nothing else suffers.

use entra::{Pending, RenewalMemory, Session};
use host::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::browser::storage::{self, Area, StorageRefused};

/// Every key of the app begins so.
const PREFIX: &str = "avd.";
/// The session, tokens included.
const SESSION: &str = "avd.session";
/// What was tried for a renewal.
const RENEWAL: &str = "avd.renewal";
/// Before the id of each pending request.
const PENDING: &str = "avd.signin.";
/// Where `auth/redirect.js` leaves the answer.
const ANSWER: &str = "avd.signin.answer";
/// Says that this tab looks at the demo, so that a reload stays there.
const DEMO: &str = "avd.demo";
/// Whose work is in this tab: the home account id.
const PERSON: &str = "avd.person";
/// Before the keys of what a person did here: drafts, writes, the list of them.
const WORK: [&str; 4] = ["avd.draft.", "avd.writes.", "avd.open.", "avd.waits."];
/// Says who has just signed out.
const FAREWELL: &str = "avd.signed-out";

fn take(key: &str) -> Option<String> {
    let value = storage::read(Area::Session, key).ok().flatten();
    // What cannot be removed cannot have been stored.
    let _ = storage::remove(Area::Session, key);
    value
}

fn read<V: DeserializeOwned>(key: &str) -> Option<V> {
    parsed(&storage::read(Area::Session, key).ok().flatten()?)
}

/// From bytes, as answers are read: the reader of texts would be a second copy of the parser.
fn parsed<V: DeserializeOwned>(text: &str) -> Option<V> {
    serde_json::from_slice(text.as_bytes()).ok()
}

fn write(key: &str, value: &impl Serialize) -> Result<(), StorageRefused> {
    // None of these values can fail to become JSON; an empty text would read as nothing.
    storage::write(Area::Session, key, &serde_json::to_string(value).unwrap_or_default())
}

/// The answer the redirect page left. It stays until it is judged: a reload before that asks for it again.
pub(super) fn answer() -> Option<String> {
    storage::read(Area::Session, ANSWER).ok().flatten()
}

/// Forgets the answer; its pending request is good for one judgement anyway.
pub(super) fn drop_answer() {
    let _ = storage::remove(Area::Session, ANSWER);
}

/// Remembers a request until its answer comes.
pub(super) fn save_pending(pending: &Pending) -> Result<(), StorageRefused> {
    write(&format!("{PENDING}{}", pending.state_id()), pending)
}

/// Takes a pending request: it is good for one answer.
pub(super) fn take_pending(state_id: &str) -> Option<Pending> {
    parsed(&take(&format!("{PENDING}{state_id}"))?)
}

/// Forgets requests whose answer would come too late.
pub(super) fn drop_stale(now: Instant) {
    for key in storage::keys(Area::Session, PENDING).unwrap_or_default() {
        if read::<Pending>(&key).is_none_or(|pending| pending.is_stale(now)) {
            let _ = storage::remove(Area::Session, &key);
        }
    }
}

/// The stored session.
pub(super) fn session() -> Option<Session> {
    read(SESSION)
}

/// Stores the session.
pub(super) fn save_session(session: &Session) {
    // Refused: the next reload signs out.
    let _ = write(SESSION, session);
}

/// Forgets the session, not who may come back.
pub(super) fn remove_session() {
    let _ = storage::remove(Area::Session, SESSION);
}

/// What was tried for a renewal in this tab.
pub(super) fn memory() -> RenewalMemory {
    read(RENEWAL).unwrap_or_default()
}

/// Stores what was tried.
pub(super) fn save_memory(memory: &RenewalMemory) {
    let _ = write(RENEWAL, memory);
}

/// Whether this tab looks at the demo.
pub(super) fn is_demo() -> bool {
    storage::read(Area::Session, DEMO).ok().flatten().is_some()
}

/// Keeps the demo over a reload.
pub(super) fn mark_demo() {
    let _ = storage::write(Area::Session, DEMO, "1");
}

/// Keeps over the way to the sign-out page and back who said farewell: the home account id.
pub(super) fn mark_farewell(person: &str) {
    let _ = storage::write(Area::Session, FAREWELL, person);
}

/// Who has just signed out; asked once.
pub(super) fn take_farewell() -> Option<String> {
    take(FAREWELL)
}

/// Whether a form in this tab has something in it that was not sent.
pub(super) fn has_draft() -> bool {
    storage::keys(Area::Session, WORK[0]).is_ok_and(|keys| !keys.is_empty())
}

/// Notes whose work is in this tab from here on, and forgets that of anybody else. Says whether there was anybody else.
pub(super) fn hand_over(person: &str) -> bool {
    let before = storage::read(Area::Session, PERSON).ok().flatten();
    let _ = storage::write(Area::Session, PERSON, person);
    let other = before.is_some_and(|before| before != person);
    for key in WORK.iter().filter(|_| other).flat_map(|prefix| storage::keys(Area::Session, prefix).unwrap_or_default()) {
        let _ = storage::remove(Area::Session, &key);
    }
    other
}

/// Clears everything the app keeps in this tab.
pub(super) fn clear() {
    for key in storage::keys(Area::Session, PREFIX).unwrap_or_default() {
        let _ = storage::remove(Area::Session, &key);
    }
}
