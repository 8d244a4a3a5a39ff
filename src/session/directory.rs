//! Several accounts and directories in one tab: who is held, how to come from one to another, and how to leave.
//!
//! A token is for one directory, a guest's included. Nothing of one directory is shown under another's name: whoever goes to another
//! begins there anew.

use entra::{Account, CacheLocation, Config, ErrorKind, Fault, Prompt, Session, SignInError, SignInRequest, logout_url};
use host::{Duration, Host, Instant};
use leptos::prelude::*;

use super::{SIGNED_OUT, SessionContext, SignInStatus, left, silent, store};
use crate::browser::location;
use crate::route::Route;

/// Where to go on: a person and a directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The person, as known in some directory.
    pub account: Account,
    /// The id of the directory.
    pub tenant: String,
    /// What it is called.
    pub name: String,
}

/// The way to a token for a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// There is one in this tab: its place in the list.
    Held(usize),
    /// Entra is asked without a question to the person.
    Silently,
    /// The window goes to Entra.
    Window,
}

/// Where a way led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// There.
    Here,
    /// To Entra: the page ends.
    Away,
}

/// How to come to a token of this person for this directory. A token that is about to end is as good as none: the first page there
/// asks for much.
fn way(held: &[Session], goal: &Goal, now: Instant, offset: Duration, silence_works: bool) -> Way {
    let fits = |session: &Session| {
        session.account.is_same_user(&goal.account)
            && session.account.tenant_id == goal.tenant
            && now + offset < session.expires_on()
    };
    match held.iter().position(fits) {
        Some(place) => Way::Held(place),
        None if silence_works => Way::Silently,
        None => Way::Window,
    }
}

/// Whether a silent refusal is worth a question to the person. One that is final is shown where they are.
pub(super) fn is_worth_asking(error: &SignInError) -> bool {
    matches!(error.kind, ErrorKind::InteractionRequired | ErrorKind::Untrusted(Fault::FrameTimeout))
}

/// One line for each person, the session in use or the freshest first.
fn people(mut sessions: Vec<Session>) -> Vec<Account> {
    let mut people: Vec<Account> = Vec::new();
    for session in sessions.drain(..) {
        if !people.iter().any(|known| known.is_same_user(&session.account)) {
            people.push(session.account);
        }
    }
    people
}

impl SessionContext {
    /// Who is signed in. Tracked.
    pub fn account(self) -> Option<Account> {
        match self.status() {
            SignInStatus::SignedIn(account) => Some(account),
            _ => None,
        }
    }

    /// The other people with a session in this tab.
    pub fn other_people(self) -> Vec<Account> {
        let here = self.held().session.borrow().as_ref().map(|session| session.account.clone());
        let others = people(self.other_sessions());
        others.into_iter().filter(|account| !here.as_ref().is_some_and(|here| here.is_same_user(account))).collect()
    }

    /// Remembers what directories are called, for the bar and for a refusal; not after a sign-out, which leaves nothing behind.
    pub fn learn_names<'a>(self, names: impl Iterator<Item = (&'a str, &'a str)>) {
        if self.held().session.borrow().is_some() {
            names.for_each(|(tenant, name)| store::set_name(tenant, name));
        }
    }

    /// Goes to another directory, or on as another person: with the session that is held, in silence, or by the window.
    ///
    /// # Errors
    /// Why Entra gives no session there; the one that is in use goes on.
    pub async fn go_to(self, goal: Goal) -> Result<Gone, SignInError> {
        let (world, held) = (self.world.get_untracked(), self.held());
        let Some(config) = self.config.get_untracked() else { return Ok(Gone::Away) };
        let silence_works = world.is_demo() || held.memory.borrow().frame_failure().is_none();
        let sessions = self.other_sessions();
        let here = held.session.borrow().clone();
        let error = match way(&sessions, &goal, world.now(), config.token_renewal_offset, silence_works) {
            Way::Held(place) => {
                self.enter(sessions.into_iter().nth(place));
                return Ok(Gone::Here);
            }
            Way::Window => None,
            Way::Silently => {
                let turn = held.turn.get();
                let any = sessions.iter().chain(&here).filter(|session| session.account.is_same_user(&goal.account));
                // Any token of the person that asks for others is good in every directory that takes them.
                let Some(mut base) = any.max_by_key(|session| session.can_refresh()).cloned() else { return Ok(Gone::Away) };
                base.account.tenant_id.clone_from(&goal.tenant);
                let renewed = match silent::refresh_tokens(&world, &config, &base).await {
                    Ok(session) => Ok(session),
                    Err(_) => silent::renew(&world, &config, &base).await,
                };
                match renewed {
                    // Somebody signed out meanwhile, or was quicker.
                    _ if held.turn.get() != turn => return Ok(Gone::Away),
                    Ok(session) => {
                        self.enter(Some(session));
                        return Ok(Gone::Here);
                    }
                    Err(error) => Some(error),
                }
            }
        };
        match error {
            Some(error) if world.is_demo() || !is_worth_asking(&error) => Err(error),
            _ => {
                store::set_directory(&goal.tenant);
                let (hint, tenant) = (goal.account.hint().to_owned(), goal.tenant);
                let return_path = Route::default().href();
                let request =
                    SignInRequest { tenant: Some(tenant), login_hint: Some(hint), return_path, ..SignInRequest::default() };
                // The reason is on screen by then.
                let _ = self.leave(&request);
                Ok(Gone::Away)
            }
        }
    }

    /// Takes a session into use and begins on the first page: what is open belongs to the directory that is left.
    fn enter(self, session: Option<Session>) {
        let Some(session) = session else { return };
        store::set_directory(&session.account.tenant_id);
        self.held().memory.take();
        self.router.replace(Route::default());
        self.keep(session, false);
    }

    /// Leaves for the account picker. Whoever is signed in stays so in this tab.
    pub fn sign_in_another(self) {
        let return_path = Route::default().href();
        let _ = self.leave(&SignInRequest { prompt: Some(Prompt::SelectAccount), return_path, ..SignInRequest::default() });
    }

    /// Forgets a person in this tab and in the other tabs of this site. At Microsoft they stay signed in.
    pub fn forget_person(self, account: &Account) {
        if self.drop_person(account) {
            self.farewell();
        }
    }

    /// Forgets whoever is signed in, here and in the other tabs, then ends the session at Entra. A demo just ends.
    pub fn sign_out(self) {
        let account = self.held().session.borrow().as_ref().map(|session| session.account.clone());
        if self.world.get_untracked().is_demo() {
            store::clear("");
            return self.leave_demo();
        }
        let Some(account) = account else { return };
        self.drop_person(&account);
        self.farewell();
        store::mark_farewell(&account.person());
        if let Some(config) = self.config.get_untracked() {
            location::assign(&logout_url(&config, Some(&account)));
        }
    }

    fn drop_person(self, account: &Account) -> bool {
        let person = account.person();
        if let Some(tabs) = &*self.held().tabs.borrow() {
            // Unheard: the other tabs go on until their token ends.
            let _ = tabs.post(&[SIGNED_OUT, &person].concat());
        }
        left::note(&person, self.world.get_untracked().now());
        self.activity.forget(&person);
        self.let_go(&person)
    }

    /// The sessions of this tab but the one in use: those in memory, and those a reload left in the store.
    fn other_sessions(self) -> Vec<Session> {
        let (held, config) = (self.held(), self.config.get_untracked());
        let stores = |config: &Config| config.cache_location == CacheLocation::SessionStorage;
        let mut others = held.others.borrow().clone();
        if let Some(config) = config.filter(stores).filter(|_| !self.world.get_untracked().is_demo()) {
            let known = |others: &[Session], key: &str| others.iter().any(|other| other.account.key() == key);
            for session in store::sessions().into_iter().filter(|session| session.is_for(&config)) {
                if !known(&others, &session.account.key()) {
                    others.push(session);
                }
            }
        }
        let here = held.session.borrow().as_ref().map(|session| session.account.key());
        others.retain(|session| Some(session.account.key()) != here);
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::{account, session};

    const HOUR: Duration = Duration::from_secs(3600);

    fn goal(person: &str, tenant: &str) -> Goal {
        Goal { account: account(person, "home"), tenant: tenant.to_owned(), name: tenant.to_owned() }
    }

    #[test]
    fn what_is_held_and_lives_comes_first() {
        let now = Instant::from_seconds(1_800_000_000);
        let held = [
            session("olivia", "a", now + HOUR),
            session("olivia", "b", now + Duration::from_secs(60)),
            session("rita", "c", now + HOUR),
        ];
        let offset = Duration::from_secs(300);
        let cases = [
            (goal("olivia", "a"), true, Way::Held(0)),
            (goal("olivia", "b"), true, Way::Silently),
            (goal("olivia", "b"), false, Way::Window),
            (goal("olivia", "c"), true, Way::Silently),
            (goal("rita", "c"), false, Way::Held(2)),
            (goal("rita", "a"), false, Way::Window),
        ];
        for (goal, silence_works, expected) in cases {
            assert_eq!(way(&held, &goal, now, offset, silence_works), expected, "{goal:?}");
        }
    }

    #[test]
    fn a_person_is_listed_once() {
        let end = Instant::from_seconds(1_800_000_000);
        let people = people(vec![session("olivia", "a", end), session("rita", "a", end), session("olivia", "b", end)]);
        let names: Vec<_> = people.iter().map(|account| (account.username.as_str(), account.tenant_id.as_str())).collect();
        assert_eq!(names, [("olivia", "a"), ("rita", "a")]);
    }

    #[test]
    fn only_what_the_person_can_answer_is_asked() {
        let timeout = SignInError::fault(Fault::FrameTimeout);
        assert!(is_worth_asking(&timeout));
        assert!(is_worth_asking(&SignInError { kind: ErrorKind::InteractionRequired, ..timeout.clone() }));
        for kind in [ErrorKind::Declined, ErrorKind::Configuration, ErrorKind::Service, ErrorKind::Untrusted(Fault::OtherUser)] {
            assert!(!is_worth_asking(&SignInError { kind, ..timeout.clone() }), "{kind:?}");
        }
    }
}
