//! Tokens for the client: the one at hand while it is good, then the next step that [`entra::next_renewal`] names.

use arm::{SignedOut, Token, TokenNeed, TokenSource};
use entra::{Need, Prompt, Renewal, Session, SignInRequest, next_renewal};
use host::{Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{LEAVING, SessionContext, SignedOutReason, here, store};
use crate::browser::online::online;

/// Where the client gets its tokens.
#[derive(Clone, Copy, Debug)]
pub struct Tokens(pub(super) SessionContext, pub(super) u32);

impl Tokens {
    /// Whether the window is on its way to Entra.
    pub fn is_leaving(self) -> bool {
        self.0.held().leaving.get()
    }

    /// Who is signed in, in which directory, and since when.
    pub fn signed_in(self) -> Option<(String, Instant)> {
        let held = self.0.held();
        let session = held.session.borrow();
        session.as_ref().map(|session| (session.account.key(), session.obtained_on()))
    }
}

impl TokenSource for Tokens {
    /// When the window has to go to Entra, the page ends before the future of a read does.
    async fn token(&self, need: &TokenNeed) -> Result<Token, SignedOut> {
        let context = self.0;
        let held = context.held();
        loop {
            if held.turn.get() != self.1 {
                return Err(signed_out(
                    "It belongs to the directory it was started in. Switch back to that directory to continue.",
                ));
            }
            let session = held.session.borrow().clone();
            let (Some(session), Some(config)) = (session, context.config.get_untracked()) else {
                return Err(signed_out("You aren't signed in."));
            };
            if need.tenant.as_ref().is_some_and(|tenant| !tenant.eq_ignore_ascii_case(&session.account.tenant_id)) {
                return Err(signed_out("It belongs to another directory. Select that directory in the account menu."));
            }
            let now = context.world.get_untracked().now();
            let wanted = wanted(need, &session);
            let alive = now < session.expires_on() && !wanted.refused && !wanted.claims;
            let next = next_renewal(&session, wanted, now, config.token_renewal_offset, &held.memory.borrow());
            let cut_off = !online() && !context.world.get_untracked().is_demo();
            if cut_off && !alive && !matches!(next, Renewal::Use | Renewal::Stop) {
                // A trip now would end on the browser's own error page, and a failed frame would be held against it for good.
                return Err(signed_out("You're offline, so the sign-in can't be renewed."));
            }
            match next {
                Renewal::Use => return Ok(Token::new(session.access_token)),
                Renewal::Refresh | Renewal::Iframe if alive => {
                    // The renewal can wait for a quiet moment; the caller cannot.
                    if !cut_off {
                        spawn_local(context.renew(next));
                    }
                    return Ok(Token::new(session.access_token));
                }
                Renewal::Refresh | Renewal::Iframe => context.renew(next).await,
                Renewal::Popup => {
                    context.ending.set(Some(if alive { session.expires_on() } else { now }));
                    if alive {
                        return Ok(Token::new(session.access_token));
                    }
                    return Err(signed_out("Your session has expired. Renew it above. Anything you've typed is kept."));
                }
                Renewal::Redirect | Renewal::Interactive if wanted.claims || next == Renewal::Redirect => {
                    let request = SignInRequest {
                        tenant: Some(session.account.tenant_id.clone()),
                        login_hint: Some(session.account.hint().to_owned()),
                        prompt: (next == Renewal::Redirect).then_some(Prompt::None),
                        claims: need.claims.clone(),
                        return_path: here(),
                        ..SignInRequest::default()
                    };
                    context.leave(&request)?;
                    if need.for_write {
                        return Err(signed_out("You're being taken to Microsoft's sign-in page."));
                    }
                    context.world.get_untracked().sleep(LEAVING).await;
                    return Err(signed_out("The browser couldn't reach Microsoft's sign-in page."));
                }
                Renewal::Redirect | Renewal::Interactive => {
                    context.forget(SignedOutReason::Expired);
                    return Err(signed_out("Your session has expired."));
                }
                // The person has just signed in for these claims, and Azure demands them again: its refusal is the last word.
                Renewal::Stop if wanted.claims => return Ok(Token::new(session.access_token)),
                Renewal::Stop => {
                    return Err(signed_out(
                        "Azure rejected a token that Microsoft Entra ID just issued. Sign out, then sign in again.",
                    ));
                }
            }
        }
    }
}

/// What is wanted beyond any token. What was said about another token than the one at hand is settled already.
fn wanted(need: &TokenNeed, session: &Session) -> Need {
    let at_hand = need.refused.as_ref().is_none_or(|refused| *refused == Token::new(session.access_token.clone()));
    Need { refused: need.refused.is_some() && at_hand, claims: need.claims.is_some() && at_hand, unsaved: store::has_draft() }
}

pub(super) fn signed_out(why: &str) -> SignedOut {
    SignedOut { why: why.to_owned() }
}
