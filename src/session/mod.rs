//! Who is signed in: from the answer of Microsoft Entra ID to a session, and from there to tokens and back out.
//!
//! What a sign-in is, which answers are good and when to renew is decided in the `entra` crate; this room carries it out.

mod arrival;
mod diagnosis;
mod directory;
mod held;
mod left;
mod popup;
mod silent;
mod status;
mod store;
mod tokens;

use std::rc::Rc;

use arm::{SignedOut, TokenNeed, TokenSource};
use entra::{
    Account, CacheLocation, Config, ErrorKind, Fault, Flow, Interaction, Prompt, Renewal, Session, SignInError, SignInRequest,
    begin, response_type, take_answer,
};
use host::{Duration, Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::channel::Channel;
use crate::browser::{location, visibility};
use crate::live::activity::ActivityContext;
use crate::router::{Router, use_router};
use crate::world::World;
pub use diagnosis::SessionFacts;
pub use directory::{Goal, Gone};
use held::Held;
pub use status::{SignInStatus, SignedOutReason};
pub use tokens::Tokens;
use tokens::signed_out;

/// Where the tabs of this site tell each other about the session.
const TABS: &str = "avd.session";
/// A tab says so; who it is follows.
const SIGNED_OUT: &str = "signed-out ";
/// `public/auth/logout.js` says so: Entra's session has ended at another app, whoever it was.
const ELSEWHERE: &str = "signed-out-elsewhere";

/// How long a browser may take to leave for Entra: MSAL's `redirectNavigationTimeout`.
const LEAVING: Duration = Duration::from_secs(30);

/// The session of the app.
#[derive(Clone, Copy, Debug)]
pub struct SessionContext {
    status: RwSignal<SignInStatus>,
    /// When the session ends, if only the person can renew it without losing what is being typed.
    ending: RwSignal<Option<Instant>>,
    config: RwSignal<Option<Config>>,
    world: RwSignal<World, LocalStorage>,
    held: StoredValue<Rc<Held>, LocalStorage>,
    router: Router,
    activity: ActivityContext,
}

impl SessionContext {
    /// Begins with the fragment the page was opened with.
    pub fn provide(fragment: Option<String>) -> Self {
        let context = Self {
            status: RwSignal::new(SignInStatus::Starting),
            ending: RwSignal::new(None),
            config: RwSignal::new(None),
            world: RwSignal::new_local(World::default()),
            held: StoredValue::new_local(Rc::new(Held::default())),
            router: use_router(),
            activity: expect_context(),
        };
        provide_context(context);
        let answer = [fragment, store::answer()].into_iter().flatten().find_map(|text| take_answer(&text));
        context.hear_other_tabs();
        visibility::on_return(move || context.look_back());
        visibility::on_revival(move || {
            // Back from Entra by the back button: the page believes that it is leaving.
            if context.held().leaving.get() {
                location::reload();
            }
        });
        spawn_local(async move {
            if store::is_demo() {
                match World::demo().await {
                    Ok(world) => context.world.set(world),
                    // Never on into the real world: whoever looks at a demo presses anything.
                    Err(why) => return context.status.set(SignInStatus::NoDemo(why)),
                }
            }
            context.boot(answer).await;
        });
        context
    }

    /// The state of the sign-in. Tracked.
    pub fn status(self) -> SignInStatus {
        self.status.get()
    }

    /// When the session ends or ended, if a renewal is offered. Tracked.
    pub fn ending(self) -> Option<Instant> {
        self.ending.get()
    }

    /// The configuration, once it is known. Tracked.
    pub fn config(self) -> Option<Config> {
        self.config.get()
    }

    /// The world requests go to. Tracked.
    pub fn world(self) -> World {
        self.world.get()
    }

    /// The tokens of whoever is signed in now, and of nobody after them.
    pub fn tokens(self) -> Tokens {
        Tokens(self, self.held().turn.get())
    }

    /// Whether somebody has a session in this tab although nobody is signed in.
    pub fn has_others(self) -> bool {
        store::has_sessions() || !self.held().others.borrow().is_empty()
    }

    /// What a directory is called, as far as that is known.
    pub fn name_of(self, tenant: &str) -> Option<String> {
        store::name_of(tenant)
    }

    /// Leaves for Microsoft's sign-in page. Unless the request names an account or asks for the picker, the account that was
    /// signed in last is proposed.
    pub fn sign_in(self, mut request: SignInRequest) {
        if self.world.get_untracked().is_demo() {
            spawn_local(self.enter_demo());
            return;
        }
        if request.login_hint.is_none() && request.prompt.is_none() {
            request.login_hint = self.held().hint.borrow().clone();
        }
        if request.claims.is_none() && request.prompt.is_none() {
            request.claims = self.held().claims.borrow().clone();
        }
        if request.tenant.is_none() && request.prompt.is_none() {
            request.tenant = store::directory();
        }
        // The reason is on screen by then.
        let _ = self.leave(&request);
    }

    /// Signs in by the authorization code flow, and keeps to it in this tab: the implicit grant is off at the registration.
    pub fn sign_in_by_code(self, request: SignInRequest) {
        store::set_code_flow();
        self.config.update(|config| {
            if let Some(config) = config {
                config.flow = Flow::Code;
            }
        });
        self.sign_in(request);
    }

    /// The account whose session is still good although a sign-in failed: a step-up that was cancelled, another directory.
    pub fn resumable(self) -> Option<Account> {
        let now = self.world.get_untracked().now();
        let held = self.held();
        let session = held.session.borrow();
        session.as_ref().filter(|session| now < session.expires_on()).map(|session| session.account.clone())
    }

    /// Goes on with the session there is.
    pub fn resume(self) {
        let account = self.held().session.borrow().as_ref().map(|session| session.account.clone());
        if let Some(account) = account {
            self.status.set(SignInStatus::SignedIn(account));
        }
    }

    /// Whether the demo may begin: only where nobody is signed in, for the two never meet in one tab.
    pub fn may_try_demo(self) -> bool {
        !self.has_others() && self.held().session.borrow().is_none()
    }

    /// Puts the emulator in the place of Azure, for this tab.
    ///
    /// # Errors
    /// Why its module could not be loaded.
    pub async fn start_demo(self) -> Result<(), String> {
        if !self.may_try_demo() {
            return Err("Sign out first, or open the demo in another tab.".to_owned());
        }
        let world = World::demo().await?;
        store::mark_demo();
        self.world.set(world);
        self.boot(None).await;
        Ok(())
    }

    /// Gives up a demo that could not be loaded.
    pub fn give_up_demo(self) {
        store::clear("");
        self.leave_demo();
    }

    fn held(self) -> Rc<Held> {
        self.held.get_value()
    }

    /// Takes a fresh session into use.
    fn keep(self, session: Session, stepped_up: bool) {
        let world = self.world.get_untracked();
        let held = self.held();
        held.memory.borrow_mut().succeeded(world.now(), stepped_up);
        if !world.is_demo() {
            store::save_memory(&held.memory.borrow());
        }
        self.store(&session);
        if store::hand_over(&session.account) {
            self.activity.close();
        }
        held.claims.take();
        self.ending.set(None);
        *held.hint.borrow_mut() = Some(session.account.hint().to_owned());
        let account = session.account.clone();
        held.take(session);
        self.status.set(SignInStatus::SignedIn(account));
        self.look_ahead();
    }

    /// Stores a session where the configuration wants it.
    fn store(self, session: &Session) {
        let stored = self.config.with_untracked(|config| {
            config.as_ref().is_some_and(|config| config.cache_location == CacheLocation::SessionStorage)
        });
        if stored && !self.world.get_untracked().is_demo() {
            store::save_session(session);
        }
    }

    /// Asks for a token when the one at hand comes to its last minutes: a page that sends nothing meanwhile is renewed as well.
    fn look_ahead(self) {
        let world = self.world.get_untracked();
        let end = |context: Self| context.held().session.borrow().as_ref().map(Session::expires_on);
        let offset = self.config.with_untracked(|config| config.as_ref().map(|config| config.token_renewal_offset));
        let (Some(ends), Some(offset)) = (end(self), offset) else { return };
        spawn_local(async move {
            world.sleep((ends - offset).since(world.now())).await;
            if end(self) == Some(ends) {
                let _ = self.tokens().token(&TokenNeed::default()).await;
            }
        });
    }

    /// A refresh token that was refused is of no further use; one that got no answer is tried again later.
    fn refresh_failed(self, error: &SignInError) {
        let held = self.held();
        held.memory.borrow_mut().refresh_failed(self.world.get_untracked().now());
        if matches!(error.kind, ErrorKind::Service | ErrorKind::Untrusted(Fault::Network)) {
            return;
        }
        if let Some(session) = held.session.borrow_mut().as_mut() {
            session.drop_refresh_token();
            self.store(session);
        }
    }

    /// Drops the session without a word to Entra.
    fn forget(self, reason: SignedOutReason) {
        self.ending.set(None);
        self.held().session.take();
        store::remove_session();
        self.status.set(SignInStatus::SignedOut { reason });
    }

    /// Clears what is kept of a person, or of everybody; tells whether they are who is signed in.
    fn let_go(self, person: &str) -> bool {
        let held = self.held();
        let theirs = |session: &Session| session.account.person().starts_with(person);
        store::clear(person);
        held.others.borrow_mut().retain(|session| !theirs(session));
        held.session.borrow().as_ref().is_some_and(theirs)
    }

    /// Drops what was done in this tab along with who did it.
    fn farewell(self) {
        let held = self.held();
        held.hint.take();
        held.claims.take();
        if let Some(session) = held.session.borrow().as_ref() {
            self.activity.forget(&session.account.person());
        }
        self.activity.close();
        self.forget(SignedOutReason::ByUser);
    }

    /// Entra's session has ended at another app: the sessions go, drafts and records of writes under way stay for the person.
    fn ended_elsewhere(self) {
        let held = self.held();
        let (others, here) = (held.others.take(), held.session.borrow().clone());
        store::sessions()
            .iter()
            .chain(&others)
            .chain(&here)
            .for_each(|session| self.activity.forget_but_open(&session.account.person()));
        store::remove_sessions();
        if here.is_some() {
            held.hint.take();
            held.claims.take();
            self.activity.close();
            self.forget(SignedOutReason::Elsewhere);
        }
    }

    /// Somebody comes back to this tab: who signed out meanwhile, where it heard nothing, is signed out here as well.
    fn look_back(self) {
        let held = self.held();
        if self.world.get_untracked().is_demo() {
            return;
        }
        let sessions: Vec<Session> = held.others.borrow().iter().chain(&*held.session.borrow()).cloned().collect();
        let ended = sessions.into_iter().chain(store::sessions()).filter_map(|it| left::ended(&it).map(|why| (why, it)));
        for (why, session) in ended.collect::<Vec<_>>() {
            if why == SignedOutReason::Elsewhere {
                return self.ended_elsewhere();
            }
            if self.let_go(&session.account.person()) {
                self.farewell();
            }
        }
    }

    /// Renews in silence, or remembers that this does not work here. One renewal at a time; the others wait for it.
    async fn renew(self, way: Renewal) {
        let held = self.held();
        if !held.begin_renewal() {
            return held.settled().await;
        }
        let (world, config) = (self.world.get_untracked(), self.config.get_untracked());
        let before = held.session.borrow().clone();
        if let (Some(config), Some(before)) = (config, before) {
            let turn = held.turn.get();
            let renewed = silent::again(&world, &config, &before, way).await;
            // The person may have signed out in the meantime, or gone to another directory.
            let still_here = held.session.borrow().is_some() && held.turn.get() == turn;
            match renewed {
                Ok(session) if still_here => self.keep(session, false),
                Ok(_) => {}
                Err(error) => {
                    match way {
                        Renewal::Refresh => self.refresh_failed(&error),
                        _ => held.memory.borrow_mut().iframe_failed(&error),
                    }
                    store::save_memory(&held.memory.borrow());
                }
            }
        }
        held.end_renewal();
    }

    /// Sends the window to Entra, for what this browser needs from there.
    fn leave(self, request: &SignInRequest) -> Result<(), SignedOut> {
        let (silently, now) = (request.prompt == Some(Prompt::None), self.world.get_untracked().now());
        let response_type = response_type(store::frame_record().as_ref(), Interaction::Redirect, silently, now);
        self.leave_as(&SignInRequest { response_type, ..request.clone() })
    }

    /// Sends the window to Entra for just this. The question is stored first: without it the answer would be worth nothing.
    fn leave_as(self, request: &SignInRequest) -> Result<(), SignedOut> {
        let held = self.held();
        let Some(config) = self.config.get_untracked() else { return Err(signed_out("The configuration hasn't been loaded.")) };
        if held.leaving.get() {
            return Ok(());
        }
        if self.world.get_untracked().is_demo() {
            return Err(signed_out("The demo has no sign-in page."));
        }
        let (url, pending) = begin(&config, request, &self.world.get_untracked());
        if store::save_pending(&pending).is_err() {
            self.status.set(SignInStatus::Refused(SignInError::fault(Fault::NoStorage)));
            return Err(signed_out("The browser doesn't allow this site to store data."));
        }
        held.leaving.set(true);
        // Whoever is signed in keeps looking at their page until the browser has left it.
        if held.session.borrow().is_none() {
            self.status.set(SignInStatus::SigningIn);
        }
        location::assign(&url);
        spawn_local(async move {
            self.world.get_untracked().sleep(LEAVING).await;
            // Still here: the person stopped the browser, or there was no way through.
            held.leaving.set(false);
            if self.status.with_untracked(|status| *status == SignInStatus::SigningIn) {
                self.status.set(SignInStatus::SignedOut { reason: SignedOutReason::FirstVisit });
            }
        });
        Ok(())
    }

    fn hear_other_tabs(self) {
        let heard = move |text: String| match text.strip_prefix(SIGNED_OUT) {
            _ if self.world.get_untracked().is_demo() => {}
            Some(person) if self.let_go(person) => self.farewell(),
            Some(_) => {}
            None if text == ELSEWHERE => self.ended_elsewhere(),
            None => {}
        };
        // Without the channel a sign-out elsewhere is noticed when the token ends.
        *self.held().tabs.borrow_mut() = Channel::open(TABS, heard).ok();
    }
}

/// The name of the session this tab looks at: who, at which cloud, in which directory.
pub(crate) fn active_session() -> String {
    store::active().unwrap_or_default()
}

/// Where the person is: path and query.
pub(crate) fn here() -> String {
    let query = location::query();
    if query.is_empty() { location::path() } else { format!("{}?{query}", location::path()) }
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]

    use entra::{Account, Session};
    use host::Instant;
    use serde_json::json;

    /// Somebody whose home is `t1`.
    pub(crate) fn account(person: &str, tenant: &str) -> Account {
        session(person, tenant, Instant::from_seconds(0)).account
    }

    /// Their session in a directory.
    pub(crate) fn session(person: &str, tenant: &str, until: Instant) -> Session {
        let account = json!({
            "name": person, "username": person, "tenantId": tenant, "homeAccountId": format!("{person}.t1"),
            "localAccountId": person, "environment": "login.example",
        });
        serde_json::from_value(json!({
            "account": account, "accessToken": "token", "scopes": [], "notes": [], "clientId": "app", "audience": "arm",
            "obtainedAt": 0, "expiresAt": until.millis(), "inAddress": false,
        }))
        .unwrap()
    }
}
