//! Who is signed in at the emulator itself: the single sign-on session behind `prompt=none`.

use std::collections::{BTreeMap, BTreeSet};

use host::Request;

use super::persona::{self, Person};

const COOKIE: &str = "emulator-session";

/// One browser's session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) person: &'static Person,
    /// Whether multifactor authentication was done in it.
    pub(super) mfa: bool,
}

/// All sessions, by the value of their cookie.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: BTreeMap<String, Session>,
    revoked: BTreeSet<&'static str>,
}

impl Sessions {
    /// The session of the browser that sent the request.
    pub(super) fn of(&self, request: &Request) -> Option<Session> {
        self.open.get(cookie(request)?).cloned()
    }

    /// Opens a session, or takes over the one there is, and answers with its `Set-Cookie` value.
    pub(super) fn open(&mut self, id: String, session: Session) -> String {
        self.revoked.remove(session.person.upn);
        // `Lax` is enough: site and emulator differ in the port only, which is the same site.
        let header = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax");
        self.open.insert(id, session);
        header
    }

    /// Closes the session of the browser that sent the request and answers with the `Set-Cookie` value that forgets it.
    pub(super) fn close(&mut self, request: &Request) -> String {
        if let Some(id) = cookie(request) {
            self.open.remove(id);
        }
        format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    /// Ends every session of the person; silent requests fail until they sign in again.
    pub(super) fn revoke(&mut self, person: &Person) {
        self.open.retain(|_, session| session.person != person);
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
