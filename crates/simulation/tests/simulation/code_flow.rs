//! The authorization code flow against the emulator, day and night: the token at hand is always good, and nothing is asked more
//! often than it must be.

use emulator::{Emulated, Options};
use entra::*;
use futures::executor::block_on;
use host::{Host, Method, Request, Response};
use serde_json::json;

use crate::console::{HOME, NOW, ORIGIN, OWNER, minutes};
use crate::signed_in::SignedIn;
use crate::wire::Wire;

/// A tab of a browser: what it holds, and what it did for it.
struct Tab {
    world: Emulated,
    config: Config,
    session: Option<Session>,
    memory: RenewalMemory,
    walks: u32,
    refreshes: u32,
    refused: Vec<SignInError>,
}

impl Tab {
    fn new(seed: u64) -> Self {
        let text = json!({
            "auth": { "clientId": "00000000-0000-4000-8000-00000000e2e0", "authority": format!("{ORIGIN}/organizations") },
            "arm": { "endpoint": ORIGIN, "audience": ORIGIN },
            "entra": { "flow": "code" },
        });
        Self {
            world: Emulated::new(Options { seed, ..Options::default() }, NOW),
            config: Config::parse(&text.to_string(), HOME).expect("a good configuration"),
            session: None,
            memory: RenewalMemory::default(),
            walks: 0,
            refreshes: 0,
            refused: Vec::new(),
        }
    }

    /// A browser names the page's origin with every request of a script to another one.
    async fn send(&self, request: Request) -> Response {
        self.world.send(request.with_header("Origin", HOME)).await.expect("an answer")
    }

    /// To the sign-in page and back, then to the token endpoint.
    async fn walk(&mut self, prompt: Option<Prompt>) -> Result<(), SignInError> {
        self.walks += 1;
        let request = SignInRequest { login_hint: Some(OWNER.to_owned()), prompt, ..SignInRequest::default() };
        let (url, pending) = begin(&self.config, &request, &self.world);
        let back = self.world.send(Request::new(Method::Get, url)).await.expect("the page answers");
        let location = back.header("Location").expect("a redirect").to_owned();
        let (_, fragment) = location.split_once('#').expect("an answer in the fragment");
        assert!(!fragment.contains("token="), "only a code is in the address");
        let mut answer = take_answer(fragment).expect("an answer")?;
        if let Some(request) = redemption(&self.config, Some(&pending), &answer, Interaction::Redirect, self.world.now()) {
            answer = redeemed(&pending, &self.send(request).await);
        }
        let session = accept(&self.config, Some(pending), &answer, Interaction::Redirect, self.world.now())?;
        self.memory.succeeded(self.world.now(), false);
        self.session = Some(session);
        Ok(())
    }

    /// What the app does before a request, way by way as `next_renewal` says.
    async fn token(&mut self) -> String {
        for _ in 0..6 {
            let session = self.session.clone().expect("somebody signed in");
            let (offset, now) = (self.config.token_renewal_offset, self.world.now());
            match next_renewal(&session, Need::default(), now, offset, &self.memory) {
                Renewal::Use => return session.access_token,
                Renewal::Refresh => self.refresh(session).await,
                Renewal::Iframe => {
                    if let Err(error) = self.walk(Some(Prompt::None)).await {
                        self.refused.push(error);
                        self.memory.iframe_failed(&SignInError::fault(Fault::FrameTimeout));
                    }
                }
                other => panic!("{other:?} after {:?}", self.refused),
            }
        }
        panic!("it goes round in circles: {:?}", self.refused);
    }

    async fn refresh(&mut self, mut session: Session) {
        self.refreshes += 1;
        let (request, pending) = refresh(&self.config, &session, &self.world).expect("a refresh token");
        let said = self.send(request).await;
        match refreshed(&self.config, &session, &pending, &said, self.world.now()) {
            Ok(session) => {
                self.memory.succeeded(self.world.now(), false);
                self.session = Some(session);
            }
            Err(error) => {
                self.refused.push(error);
                self.memory.refresh_failed(self.world.now());
                session.drop_refresh_token();
                self.session = Some(session);
            }
        }
    }
}

#[test]
fn thirty_hours_need_one_sign_in_and_one_silent_trip() {
    block_on(async {
        let mut tab = Tab::new(1);
        tab.walk(None).await.expect("signed in");
        for _ in 0..30 * 6 {
            tab.world.sleep(minutes(10)).await;
            let token = tab.token().await;
            let request = Request::new(Method::Get, format!("{ORIGIN}/subscriptions?api-version=2022-12-01"));
            let answer =
                tab.world.send(request.with_header("Authorization", format!("Bearer {token}"))).await.expect("an answer");
            assert_eq!(answer.status, 200, "a token that was at hand is good");
        }
        let codes: Vec<String> = tab.refused.iter().map(SignInError::code).collect();
        assert_eq!(codes, ["AADSTS700084"], "the refresh token has its end, and is not asked again");
        assert_eq!(tab.walks, 2);
        // An hour and a quarter is a token's life on average.
        assert!((18..=32).contains(&tab.refreshes), "{} refreshes", tab.refreshes);
    });
}

#[test]
fn a_revoked_session_ends_in_a_question_and_not_in_a_circle() {
    block_on(async {
        let mut tab = Tab::new(2);
        tab.walk(None).await.expect("signed in");
        let revoke = Request::new(Method::Post, format!("{ORIGIN}/_emulator/revoke"));
        tab.world.answer(&revoke.with_body("application/json", json!({ "user": OWNER }).to_string().into_bytes()));
        tab.world.sleep(minutes(100)).await;
        let session = tab.session.clone().expect("a session");
        tab.refresh(session).await;
        let silent = tab.walk(Some(Prompt::None)).await.expect_err("the session was revoked");
        tab.memory.iframe_failed(&SignInError::fault(Fault::FrameTimeout));
        tab.memory.redirect_failed();
        assert_eq!((tab.refused[0].code().as_str(), silent.code().as_str()), ("AADSTS50173", "AADSTS50173"));
        let session = tab.session.clone().expect("a session");
        let next = next_renewal(&session, Need::default(), tab.world.now(), tab.config.token_renewal_offset, &tab.memory);
        assert_eq!(next, Renewal::Interactive);
        tab.walk(None).await.expect("signed in again");
        tab.token().await;
    });
}

#[test]
fn the_older_endpoint_signs_in_as_well() {
    let text = json!({
        "auth": { "clientId": "00000000-0000-4000-8000-00000000e2e0", "authority": format!("{ORIGIN}/organizations") },
        "arm": { "endpoint": ORIGIN, "audience": ORIGIN },
        "entra": { "dialect": "v1" },
    });
    let config = Config::parse(&text.to_string(), HOME).expect("a good configuration");
    block_on(async {
        let wire = Wire::new(Emulated::new(Options::default(), NOW), ORIGIN);
        let tokens = SignedIn::sign_in(wire.clone(), config, OWNER).await.expect("a session");
        let client = arm::Client::new(wire, tokens, arm::Endpoint::parse(ORIGIN).expect("an origin"));
        let call = avd::operation::subscriptions::list(&avd::ApiVersions::default());
        let read = client.list::<serde_json::Value>(&call).await.expect("a token that is good for Azure");
        assert!(!read.value.is_empty());
    });
}
