//! A sign-in in a window of its own, on a press of the person: the page and what is being typed on it stay, and nothing need be
//! stored.

use entra::{Fault, Interaction, PopupWatch, Session, SignInError, SignInRequest, begin, identify, response_type, take_answer};
use host::{Duration, Host};
use leptos::prelude::*;

use super::{SessionContext, SignInStatus, here, silent, store};
use crate::browser::channel::Heard;
use crate::browser::popup;

/// How long the person may take in that window.
const LIMIT: Duration = Duration::from_secs(5 * 60);

impl SessionContext {
    /// Opens Microsoft's sign-in page in a window of its own. To be called from a press, or the browser opens none.
    ///
    /// # Errors
    /// Why it came to no new token. The old one is as it was.
    pub async fn renew_in_popup(self) -> Result<(), SignInError> {
        let before = self.held().session.borrow().clone();
        if before.is_some() { self.ask_in_popup(before).await } else { Err(SignInError::fault(Fault::StateNotFound)) }
    }

    /// The first sign-in, where the browser stores nothing that could wait for an answer to this window. To be called from a press.
    pub async fn sign_in_in_popup(self) {
        if let Err(error) = self.ask_in_popup(None).await {
            self.status.set(SignInStatus::Refused(error));
        }
    }

    async fn ask_in_popup(self, before: Option<Session>) -> Result<(), SignInError> {
        let fault = SignInError::fault;
        let (world, config) = (self.world.get_untracked(), self.config.get_untracked());
        let Some(config) = config else { return Err(fault(Fault::StateNotFound)) };
        let turn = self.held().turn.get();
        let request = SignInRequest {
            tenant: before.as_ref().map(|before| before.account.tenant_id.clone()),
            login_hint: before.as_ref().map(|before| before.account.hint().to_owned()),
            interaction: Interaction::Popup,
            response_type: response_type(store::frame_record().as_ref(), Interaction::Popup, false, world.now()),
            ..SignInRequest::default()
        };
        let (url, pending) = begin(&config, &request, &world);
        let channel = ["avd.signin.", pending.state_id()].concat();
        let mut watch = PopupWatch::default();
        let gone = move |closed, focused| watch.look(closed, focused);
        let said = match popup::ask(&url, &channel, LIMIT, gone).await.map_err(|_| fault(Fault::PopupBlocked))? {
            Heard::Said(text) => text,
            Heard::Late => return Err(fault(Fault::FrameTimeout)),
            Heard::Gone => return Err(fault(Fault::PopupClosed)),
        };
        let answer = take_answer(&said).ok_or_else(|| fault(Fault::FrameTimeout))??;
        let session = if pending.asked_for_identity() {
            let account = identify(&config, Some(pending), &answer, Interaction::Popup, world.now())?;
            // If it fails, that is remembered, and the window of the next press brings the token itself.
            self.first_token(&config, &account, None).await?
        } else {
            silent::judge(&world, &config, Some(pending), answer, Interaction::Popup).await?
        };
        let Some(before) = before else {
            self.keep(session, false);
            return Ok(());
        };
        let session = silent::same_user(&before.account, session)?;
        // The person may have signed out in the meantime, or gone to another directory.
        if self.held().turn.get() == turn && self.held().session.borrow().is_some() {
            self.keep(session, false);
        }
        Ok(())
    }

    /// Sends this window to sign in, and back to this place. Drafts stay in the tab.
    pub fn renew_here(self) {
        let account = self.held().session.borrow().as_ref().map(|session| session.account.clone());
        let (login_hint, tenant) = account.map(|account| (account.hint().to_owned(), account.tenant_id)).unzip();
        let _ = self.leave(&SignInRequest { login_hint, tenant, return_path: here(), ..SignInRequest::default() });
    }
}
