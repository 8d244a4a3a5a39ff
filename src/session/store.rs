//! What the sign-in keeps in this tab's session storage. Never in the local storage, but for what this browser lets a hidden frame do:
//! a token outlives no tab.
//!
//! A browser may refuse to store. Then a reload signs out, and a sign-in by redirect is impossible; nothing else suffers.

use entra::{Account, FrameRecord, Pending, RenewalMemory, Session};
use host::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::browser::storage::{self, Area, StorageRefused};

/// Every key of the app begins so.
const PREFIX: &str = "avd.";
/// Before the name of each session, tokens included: [`Account::key`](entra::Account::key).
const SESSION: &str = "avd.session|";
/// The name of the session this tab looks at. It outlives the session.
const ACTIVE: &str = "avd.active";
/// The directory the person went to, other than the one they came to by themselves.
const DIRECTORY: &str = "avd.directory";
/// Before the id of a directory: its name.
const NAME: &str = "avd.directory.";
/// The person chose the authorization code flow.
const FLOW: &str = "avd.flow";
/// What was tried for a renewal.
const RENEWAL: &str = "avd.renewal";
/// Before the id of each pending request.
const PENDING: &str = "avd.signin.";
/// Where `auth/redirect.js` leaves the answer.
const ANSWER: &str = "avd.signin.answer";
/// How the hidden frame fared in this browser, in the local storage: it names nobody.
const FRAME: &str = "avd.frame";
/// Says that this tab looks at the demo, so that a reload stays there.
const DEMO: &str = "avd.demo";
/// Before the keys of what a person did here: drafts, writes, the list of them. The name of their session follows.
const WORK: [&str; 3] = ["avd.draft.", "avd.writes.", "avd.open."];
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

/// The stored session this tab looks at.
pub(super) fn session() -> Option<Session> {
    read(&[SESSION, &active()?].concat())
}

/// All stored sessions of this tab.
pub(super) fn sessions() -> Vec<Session> {
    names().iter().filter_map(|name| read(name)).collect()
}

/// Whether there is one.
pub(super) fn has_sessions() -> bool {
    !names().is_empty()
}

fn names() -> Vec<String> {
    storage::keys(Area::Session, SESSION).unwrap_or_default()
}

/// Stores a session.
pub(super) fn save_session(session: &Session) {
    // Refused: the next reload signs out.
    let _ = write(&[SESSION, &session.account.key()].concat(), session);
}

/// Forgets the session this tab looks at, not who may come back, nor where to.
pub(super) fn remove_session() {
    if let Some(name) = active() {
        let _ = storage::remove(Area::Session, &[SESSION, &name].concat());
    }
}

/// Forgets all sessions of this tab; drafts, what was written and whose they are stay.
pub(super) fn remove_sessions() {
    for name in names() {
        let _ = storage::remove(Area::Session, &name);
    }
}

/// The name of the session this tab looks at, or looked at last.
pub(super) fn active() -> Option<String> {
    storage::read(Area::Session, ACTIVE).ok().flatten()
}

/// The directory the person went to.
pub(super) fn directory() -> Option<String> {
    storage::read(Area::Session, DIRECTORY).ok().flatten()
}

/// Remembers the directory the person goes to, over the way to Entra and back.
pub(super) fn set_directory(tenant: &str) {
    let _ = storage::write(Area::Session, DIRECTORY, tenant);
}

/// Whether the person chose the authorization code flow in this tab.
pub(super) fn is_code_flow() -> bool {
    storage::read(Area::Session, FLOW).ok().flatten().is_some()
}

/// Remembers that choice over the way to Entra and back.
pub(super) fn set_code_flow() {
    let _ = storage::write(Area::Session, FLOW, "code");
}

/// What a directory is called, as far as that was read in this tab.
pub(super) fn name_of(tenant: &str) -> Option<String> {
    storage::read(Area::Session, &[NAME, tenant].concat()).ok().flatten()
}

/// Remembers what a directory is called.
pub(super) fn set_name(tenant: &str, name: &str) {
    let _ = storage::write(Area::Session, &[NAME, tenant].concat(), name);
}

/// What was tried for a renewal in this tab.
pub(super) fn memory() -> RenewalMemory {
    read(RENEWAL).unwrap_or_default()
}

/// Stores what was tried.
pub(super) fn save_memory(memory: &RenewalMemory) {
    let _ = write(RENEWAL, memory);
}

/// How the hidden frame fared in this browser.
pub(super) fn frame_record() -> Option<FrameRecord> {
    parsed(&storage::read(Area::Local, FRAME).ok().flatten()?)
}

/// Remembers how the hidden frame fared.
pub(super) fn set_frame_record(record: &FrameRecord) {
    // Refused: the next sign-in tries it again.
    let _ = storage::write(Area::Local, FRAME, &serde_json::to_string(record).unwrap_or_default());
}

/// Whether this tab looks at the demo.
pub(super) fn is_demo() -> bool {
    storage::read(Area::Session, DEMO).ok().flatten().is_some()
}

/// Keeps the demo over a reload.
pub(super) fn mark_demo() {
    let _ = storage::write(Area::Session, DEMO, "1");
}

/// Keeps over the way to the sign-out page and back who said farewell.
pub(super) fn mark_farewell(person: &str) {
    let _ = storage::write(Area::Session, FAREWELL, person);
}

/// Who has just signed out; asked once.
pub(super) fn take_farewell() -> Option<String> {
    take(FAREWELL)
}

/// Whether a form in this tab has something in it that was not sent.
pub(super) fn has_draft() -> bool {
    let mine = [WORK[0], &active().unwrap_or_default()].concat();
    storage::keys(Area::Session, &mine).is_ok_and(|keys| !keys.is_empty())
}

/// Notes whose session this tab looks at from here on. Says whether it is another person's than before; then the work of everybody
/// who has no session here is forgotten.
pub(super) fn hand_over(account: &Account) -> bool {
    let person = account.person();
    let before = active();
    let other = before.as_ref().is_some_and(|before| !before.starts_with(&person));
    let _ = storage::write(Area::Session, ACTIVE, &account.key());
    if directory().is_some_and(|tenant| tenant != account.tenant_id) {
        let _ = storage::remove(Area::Session, DIRECTORY);
    }
    if let Some(before) = before.filter(|_| other) {
        let before = person_of(&before);
        if !names().iter().any(|name| belongs(name, before)) {
            for key in WORK.iter().flat_map(|prefix| storage::keys(Area::Session, prefix).unwrap_or_default()) {
                if belongs(&key, before) {
                    let _ = storage::remove(Area::Session, &key);
                }
            }
        }
    }
    other
}

/// Clears what the app keeps of a person in this tab; of the last one everything but a sign-in under way, which has its own end.
pub(super) fn clear(person: &str) {
    let alone = names().iter().all(|name| belongs(name, person));
    let under_way = |key: &String| key.strip_prefix(PENDING).is_some_and(|id| [PENDING, id].concat() != ANSWER);
    for key in storage::keys(Area::Session, PREFIX).unwrap_or_default().into_iter().filter(|key| !under_way(key)) {
        let theirs = || {
            belongs(&key, person)
                || storage::read(Area::Session, &key).is_ok_and(|value| value.is_some_and(|value| value.starts_with(person)))
        };
        if alone || theirs() {
            let _ = storage::remove(Area::Session, &key);
        }
    }
}

/// The part of a session's name that says who it is.
pub(super) fn person_of(name: &str) -> &str {
    name.rsplit_once('|').map_or(name, |(person, _)| person)
}

/// Whether a key, or the name of a session, has to do with a person.
fn belongs(key: &str, person: &str) -> bool {
    key.contains(person)
}
