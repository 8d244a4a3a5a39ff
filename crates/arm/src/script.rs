//! A scripted world for the tests of this crate: answers from a closure, a clock that only sleeping moves.
#![allow(clippy::unwrap_used)]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use host::{Duration, Host, Instant, Request, Response, SendError};

use crate::{Client, Endpoint, SignedOut, Token, TokenNeed, TokenSource};

pub type Answer = Result<Response, SendError>;
type Script = dyn FnMut(&Request, usize) -> Answer;

/// The world: what was sent, what was slept.
pub struct World {
    now: Cell<Instant>,
    answers: RefCell<Box<Script>>,
    pub sent: RefCell<Vec<Request>>,
    pub slept: RefCell<Vec<Duration>>,
    rolls: Cell<u8>,
}

#[derive(Clone)]
pub struct Scripted(pub Rc<World>);

impl Host for Scripted {
    fn now(&self) -> Instant {
        self.0.now.get()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.slept.borrow_mut().push(duration);
        self.0.now.set(self.0.now.get() + duration);
    }

    async fn send(&self, request: Request) -> Answer {
        let index = self.0.sent.borrow().len();
        let answer = (self.0.answers.borrow_mut())(&request, index);
        self.0.sent.borrow_mut().push(request);
        answer
    }

    fn random(&self) -> [u8; 16] {
        self.0.rolls.set(self.0.rolls.get().wrapping_add(1));
        [self.0.rolls.get(); 16]
    }
}

/// Hands out `t0`, `t1`, … a new one whenever one was refused, and remembers what it was asked for.
#[derive(Default)]
pub struct Tokens {
    pub needs: RefCell<Vec<TokenNeed>>,
    renewals: Cell<u32>,
    pub dry: Cell<bool>,
    /// After so many tokens there is none any more.
    pub ends_after: Cell<Option<u32>>,
}

impl TokenSource for Tokens {
    async fn token(&self, need: &TokenNeed) -> Result<Token, SignedOut> {
        self.needs.borrow_mut().push(need.clone());
        let given = u32::try_from(self.needs.borrow().len()).unwrap();
        if self.dry.get() || self.ends_after.get().is_some_and(|most| given > most) {
            return Err(SignedOut { why: "The session has expired".to_owned() });
        }
        let current = Token::new(format!("t{}", self.renewals.get()));
        if need.refused.as_ref() == Some(&current) {
            self.renewals.set(self.renewals.get() + 1);
        }
        Ok(Token::new(format!("t{}", self.renewals.get())))
    }
}

pub const ORIGIN: &str = "https://management.azure.com";

pub fn client(answers: impl FnMut(&Request, usize) -> Answer + 'static) -> Client<Scripted, Tokens> {
    let world = World {
        now: Cell::new(Instant::from_seconds(1_000_000)),
        answers: RefCell::new(Box::new(answers)),
        sent: RefCell::default(),
        slept: RefCell::default(),
        rolls: Cell::new(0),
    };
    Client::new(Scripted(Rc::new(world)), Tokens::default(), Endpoint::parse(ORIGIN).unwrap())
}

pub fn json(status: u16, body: &str) -> Response {
    Response::new(status).with_body("application/json", body.as_bytes().to_vec())
}

/// A file of `tests/cases`: what people reported in public.
pub fn case(name: &str) -> serde_json::Value {
    let path = format!("{}/../../tests/cases/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"))).unwrap()
}

/// The answer that a case, or one exchange of it, holds.
pub fn answer_of(case: &serde_json::Value) -> Response {
    let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
    let body = if case["body"].is_string() { case["body"].as_str().unwrap().to_owned() } else { case["body"].to_string() };
    let headers = case["headers"].as_object().into_iter().flatten();
    headers.fold(json(status, &body), |response, (name, value)| response.with_header(name, value.as_str().unwrap()))
}
