//! How a session begins: with an answer from Entra, with what was stored, or in the demo.

use entra::{
    Account, Answer, CacheLocation, Config, Dialect, ErrorKind, Flow, FrameRecord, Interaction, Pending, Session, SignInError,
    SignInRequest, accept, identify,
};
use host::Host;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{SessionContext, SignInStatus, SignedOutReason, directory, here, left, silent, store};
use crate::boot;
use crate::route::Route;
use crate::world::World;

impl SessionContext {
    /// Reads the configuration, then sees who is there.
    pub(super) async fn boot(self, answer: Option<Result<Answer, SignInError>>) {
        let world = self.world.get_untracked();
        let config = match boot::configuration(&world).await {
            Ok(mut config) => {
                // Chosen on this page before, because the implicit grant is off.
                if store::is_code_flow() && config.dialect == Dialect::V2 {
                    config.flow = Flow::Code;
                }
                config
            }
            Err(why) => return self.status.set(SignInStatus::NotSetUp(why)),
        };
        self.config.set(Some(config.clone()));
        // An answer is good for one judgement, whatever comes of it.
        store::drop_answer();
        if world.is_demo() {
            return self.enter_demo().await;
        }
        let held = self.held();
        *held.memory.borrow_mut() = store::memory();
        let may_store = config.cache_location == CacheLocation::SessionStorage;
        let chosen = store::directory();
        let fits = |session: &Session| {
            session.fits(&config) || chosen.as_ref() == Some(&session.account.tenant_id) && session.is_for(&config)
        };
        let over = store::session().as_ref().and_then(left::ended);
        self.look_back();
        *held.session.borrow_mut() = store::session().filter(|session| may_store && fits(session));
        if held.session.borrow().is_none() {
            // A token for another app, cloud or directory, or from before tokens were kept in memory only.
            store::remove_session();
        }
        match answer {
            Some(answer) => self.arrive(&config, answer).await,
            None => self.restore(over),
        }
        store::drop_stale(world.now());
    }

    /// Nobody came back from Entra: go on with the stored session, if there is one. One that has ended renews itself with the
    /// first token that is asked for.
    /// `over`: why the one there was is over.
    fn restore(self, over: Option<SignedOutReason>) {
        let said_farewell = store::take_farewell();
        if let Some(person) = &said_farewell {
            // Once more: the page that said it may have gone too soon.
            self.activity.forget(person);
        }
        let account = self.held().session.borrow().as_ref().map(|session| session.account.clone());
        self.look_ahead();
        self.status.set(match account {
            Some(account) => SignInStatus::SignedIn(account),
            None if said_farewell.is_some() => SignInStatus::SignedOut { reason: SignedOutReason::ByUser },
            None => SignInStatus::SignedOut { reason: over.unwrap_or(SignedOutReason::FirstVisit) },
        });
    }

    async fn arrive(self, config: &Config, answer: Result<Answer, SignInError>) {
        let pending = answer.as_ref().ok().and_then(Answer::state_id).and_then(|id| store::take_pending(&id));
        let silently = pending.as_ref().is_some_and(Pending::asked_silently);
        let identity = pending.as_ref().is_some_and(Pending::asked_for_identity);
        let claims = pending.as_ref().and_then(|pending| pending.claims.clone());
        let stepped_up = claims.is_some();
        let hint = pending.as_ref().and_then(|pending| pending.login_hint.clone());
        let path = pending.as_ref().map(|pending| pending.return_path.clone()).filter(|_| config.navigate_to_login_request_url);
        self.router.replace(Route::from_href(path.as_deref().unwrap_or("/")));
        let world = self.world.get_untracked();
        let result = match answer {
            Ok(answer) if config.flow == Flow::Code => {
                silent::judge(&world, config, pending, answer, Interaction::Redirect).await
            }
            Ok(answer) if identity => match identify(config, pending, &answer, Interaction::Redirect, world.now()) {
                Ok(account) => match self.first_token(config, &account, claims.clone()).await {
                    // The window fetches the token after all.
                    Err(error) if directory::is_worth_asking(&error) => return self.ask_for_token(&account, claims),
                    result => result,
                },
                Err(error) => Err(error),
            },
            Ok(answer) => accept(config, pending, &answer, Interaction::Redirect, world.now()),
            Err(error) => Err(error),
        };
        match result {
            Ok(session) => {
                left::admit(&session);
                self.keep(session, stepped_up);
            }
            Err(error) => {
                *self.held().hint.borrow_mut() = hint;
                self.fail(error, silently);
            }
        }
    }

    /// The token of somebody who has just signed in, through the hidden frame. How that fared is remembered for this browser.
    pub(super) async fn first_token(
        self,
        config: &Config,
        account: &Account,
        claims: Option<String>,
    ) -> Result<Session, SignInError> {
        let world = self.world.get_untracked();
        let result = silent::first(&world, config, account, claims).await;
        let error = result.as_ref().err();
        if let Some(record) = FrameRecord::of(error, world.now()) {
            store::set_frame_record(&record);
        }
        {
            let held = self.held();
            let mut memory = held.memory.borrow_mut();
            match error {
                Some(error) => memory.iframe_failed(error),
                None => memory.iframe_worked(),
            }
            store::save_memory(&memory);
        }
        result
    }

    /// Sends the window for what the frame did not give.
    fn ask_for_token(self, account: &Account, claims: Option<String>) {
        let request = SignInRequest {
            tenant: Some(account.tenant_id.clone()),
            login_hint: Some(account.hint().to_owned()),
            claims,
            return_path: here(),
            ..SignInRequest::default()
        };
        // The reason is on screen by then.
        let _ = self.leave_as(&request);
    }

    /// A silent trip that Entra could not answer without a question is no error: the session has ended.
    fn fail(self, error: SignInError, silently: bool) {
        let held = self.held();
        held.claims.borrow_mut().clone_from(&error.details.claims);
        if silently && error.kind == ErrorKind::InteractionRequired {
            held.memory.borrow_mut().redirect_failed();
            store::save_memory(&held.memory.borrow());
            self.forget(SignedOutReason::Expired);
        } else {
            self.status.set(SignInStatus::Refused(error));
        }
    }

    /// Signs in to the emulator, which asks nothing.
    pub(super) async fn enter_demo(self) {
        let Some(config) = self.config.get_untracked() else { return };
        self.status.set(SignInStatus::SigningIn);
        match silent::enter_demo(&self.world.get_untracked(), &config).await {
            Ok(session) => self.keep(session, false),
            Err(error) => self.status.set(SignInStatus::Refused(error)),
        }
    }

    /// Back to the real world.
    pub(super) fn leave_demo(self) {
        self.held().session.take();
        self.held().others.take();
        self.held().hint.take();
        self.activity.close();
        self.status.set(SignInStatus::Starting);
        self.world.set(World::Real);
        spawn_local(self.boot(None));
    }
}
