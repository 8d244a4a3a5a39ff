//! A token source that signs in as a browser does: it walks to the authorization endpoint and reads the fragment that comes back.

use std::cell::{Cell, RefCell};

use arm::{SignedOut, Token, TokenNeed, TokenSource};
use entra::{Config, ErrorKind, Interaction, Prompt, Session, SignInError, SignInRequest, accept, begin, take_answer};
use host::{Host, Method, Request};

use crate::wire::Wire;

/// Somebody who is signed in.
pub struct SignedIn {
    wire: Wire,
    config: Config,
    session: RefCell<Session>,
    claims: RefCell<Option<String>>,
    walks: Cell<u32>,
    leaves: Cell<bool>,
    leaving: RefCell<Option<TokenNeed>>,
}

impl SignedIn {
    /// Signs in as the person of that principal name.
    pub async fn sign_in(wire: Wire, config: Config, who: &str) -> Result<Self, SignInError> {
        let request = SignInRequest { login_hint: Some(who.to_owned()), ..SignInRequest::default() };
        let session = walk(&wire, &config, &request).await?;
        Ok(Self { walks: Cell::new(1), ..Self::resume(wire, config, session) })
    }

    /// Goes on with a session, as after a reload of the page.
    pub fn resume(wire: Wire, config: Config, session: Session) -> Self {
        Self {
            wire,
            config,
            session: RefCell::new(session),
            claims: RefCell::default(),
            walks: Cell::new(0),
            leaves: Cell::default(),
            leaving: RefCell::default(),
        }
    }

    /// The session as it stands.
    pub fn session(&self) -> Session {
        self.session.borrow().clone()
    }

    /// From now on a question means that the window goes to the sign-in page: a write hears that there is no token, and a read
    /// hears nothing any more.
    pub fn leave_for_questions(&self) {
        self.leaves.set(true);
    }

    /// Whether the window is on its way to the sign-in page.
    pub fn is_leaving(&self) -> bool {
        self.leaving.borrow().is_some()
    }

    /// The window comes back from the sign-in page, where it was sent or went because the session had ended.
    pub async fn come_back(&self) -> Result<(), SignInError> {
        let need = self.leaving.take().unwrap_or_default();
        self.ask(&need, None, Interaction::Redirect).await
    }

    /// How many answers the authorization endpoint was asked for.
    pub fn walks(&self) -> u32 {
        self.walks.get()
    }

    fn fits(&self, need: &TokenNeed) -> bool {
        let session = self.session.borrow();
        let refused = need.refused == Some(Token::new(session.access_token.clone()));
        let claimed = need.claims.is_none() || need.claims == *self.claims.borrow();
        claimed && !refused && self.wire.now() + self.config.token_renewal_offset < session.expires_on()
    }

    async fn ask(&self, need: &TokenNeed, prompt: Option<Prompt>, interaction: Interaction) -> Result<(), SignInError> {
        let login_hint = Some(self.session.borrow().account.username.clone());
        let request = SignInRequest { login_hint, claims: need.claims.clone(), prompt, interaction, ..SignInRequest::default() };
        self.walks.set(self.walks.get() + 1);
        self.session.replace(walk(&self.wire, &self.config, &request).await?);
        self.claims.replace(need.claims.clone());
        Ok(())
    }

    /// First without a question, then with one, as the console does.
    async fn renew(&self, need: &TokenNeed) -> Result<(), SignedOut> {
        let sorry = |error: SignInError| SignedOut { why: error.explain(&self.config).title };
        match self.ask(need, Some(Prompt::None), Interaction::Silent).await {
            Err(error) if error.kind == ErrorKind::InteractionRequired && self.leaves.get() => {
                self.leaving.replace(Some(need.clone()));
                if !need.for_write {
                    std::future::pending::<()>().await;
                }
                Err(SignedOut { why: "You are on the way to the sign-in page.".to_owned() })
            }
            Err(error) if error.kind == ErrorKind::InteractionRequired => {
                self.ask(need, None, Interaction::Redirect).await.map_err(sorry)
            }
            other => other.map_err(sorry),
        }
    }
}

impl TokenSource for SignedIn {
    async fn token(&self, need: &TokenNeed) -> Result<Token, SignedOut> {
        if !self.fits(need) {
            self.renew(need).await?;
        }
        Ok(Token::new(self.session.borrow().access_token.clone()))
    }
}

/// One navigation to Entra and back.
async fn walk(wire: &Wire, config: &Config, request: &SignInRequest) -> Result<Session, SignInError> {
    let (url, pending) = begin(config, request, wire);
    let page = wire.send(Request::new(Method::Get, url)).await.expect("the sign-in page answers");
    let back = page.header("Location").unwrap_or_else(|| panic!("no redirect: {}", String::from_utf8_lossy(&page.body)));
    let (home, fragment) = back.split_once('#').expect("an answer in the fragment");
    assert_eq!(home, config.redirect_uri);
    let answer = take_answer(fragment).expect("an answer")?;
    accept(config, Some(pending), &answer, request.interaction, wire.now())
}
