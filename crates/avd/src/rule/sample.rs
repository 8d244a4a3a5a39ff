//! Errors for tests, as a client makes them of an answer.
#![allow(clippy::unwrap_used)]

use arm::{Client, Endpoint, Error, SignedOut, Token, TokenNeed, TokenSource};
use host::{Duration, Host, Instant, Request, Response, SendError};
use serde_json::Value;

#[derive(Clone)]
struct Always(Response);

impl Host for Always {
    fn now(&self) -> Instant {
        Instant::from_seconds(1_000_000)
    }
    async fn sleep(&self, _: Duration) {}
    async fn send(&self, _: Request) -> Result<Response, SendError> {
        Ok(self.0.clone())
    }
    fn random(&self) -> [u8; 16] {
        [7; 16]
    }
}

impl TokenSource for Always {
    async fn token(&self, _: &TokenNeed) -> Result<Token, SignedOut> {
        Ok(Token::new("t".to_owned()))
    }
}

/// What a read of a pool's part becomes if this is answered.
pub async fn refusal(status: u16, body: &Value) -> Error {
    let always = Always(Response::new(status).with_body("application/json", body.to_string().into_bytes()));
    let client = Client::new(always.clone(), always, Endpoint::parse("https://management.azure.com").unwrap());
    client.read::<Value>(&arm::Call::get("HostPools_Get", "/subscriptions/s/x", "v")).await.unwrap_err()
}
