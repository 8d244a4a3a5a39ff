//! Who is signed in at the emulator itself: the single sign-on session behind `prompt=none`.

use std::collections::{BTreeMap, BTreeSet};

use host::Request;

use super::persona::{self, Person};

const COOKIE: &str = "emulator-session";

/// A person's session in one browser.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) person: &'static Person,
    /// Whether multifactor authentication was done in it.
    pub(super) mfa: bool,
}

/// All sessions, by the value of their cookie.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: BTreeMap<String, Vec<Session>>,
    revoked: BTreeSet<&'static str>,
}

impl Sessions {
    /// The sessions of the browser that sent the request, the last one that was used at the end.
    pub(super) fn of(&self, request: &Request) -> Vec<Session> {
        cookie(request).and_then(|id| self.open.get(id)).cloned().unwrap_or_default()
    }

    /// Opens a session beside those the browser has of other people, and answers with its `Set-Cookie` value.
    pub(super) fn open(&mut self, id: String, mut before: Vec<Session>, session: Session) -> String {
        self.revoked.remove(session.person.upn);
        // `Lax` is enough: site and emulator differ in the port only, which is the same site.
        let header = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax");
        before.retain(|other| other.person != session.person);
        before.push(session);
        self.open.insert(id, before);
        header
    }

    /// Closes the sessions of the browser that sent the request and answers with the `Set-Cookie` value that forgets it.
    pub(super) fn close(&mut self, request: &Request) -> String {
        if let Some(id) = cookie(request) {
            self.open.remove(id);
        }
        format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    /// Ends every session of the person; silent requests fail until they sign in again.
    pub(super) fn revoke(&mut self, person: &Person) {
        self.open.values_mut().for_each(|sessions| sessions.retain(|session| session.person != person));
        if let Some(person) = persona::find(person.upn) {
            self.revoked.insert(person.upn);
        }
    }

    /// Whether the person's sessions were revoked and nobody signed in since.
    pub(super) fn is_revoked(&self, person: &Person) -> bool {
        self.revoked.contains(person.upn)
    }
}

fn cookie(request: &Request) -> Option<&str> {
    let pairs = request.header("cookie")?.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value).find(|value| !value.is_empty())
}
