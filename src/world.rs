//! The world the app runs in: the browser alone, or the browser with the emulator in it.

use host::{Duration, Host, Instant, Method, Request, Response, SendError};
use serde_json::Value;

use crate::browser::Browser;
use crate::browser::demo::Emulator;

/// A readable estate, at a pace that brings an update of an hour to its end in two minutes.
const DEMO: &str = r#"{"fleet":"demo","speed":30}"#;

/// Where requests go. A clone is the same world.
#[derive(Clone, Debug, Default)]
pub enum World {
    /// To the network.
    #[default]
    Real,
    /// To the emulator in this page; nothing leaves it.
    Demo(Emulator),
}

impl World {
    /// Fetches and starts the emulator.
    pub async fn demo() -> Result<Self, String> {
        Emulator::start(DEMO).await.map(Self::Demo)
    }

    /// Whether nothing here is real.
    pub const fn is_demo(&self) -> bool {
        matches!(self, Self::Demo(_))
    }

    /// Gives the demo an order no real service knows (`docs/emulator.md`), and returns what it answers.
    ///
    /// # Errors
    /// Why it was not carried out.
    pub async fn order(&self, verb: &str, body: &Value) -> Result<Value, String> {
        let Self::Demo(emulator) = self else { return Err("This isn't the demo.".to_owned()) };
        let url = [emulator.origin(), "/_emulator/", verb].concat();
        let request = Request::new(Method::Post, url).with_body("application/json", body.to_string().into_bytes());
        let answer = emulator.handle(&request).await.map_err(|error| error.to_string())?;
        let body: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        if answer.status == 200 { Ok(body) } else { Err(body["error"].as_str().unwrap_or("The demo gave no reason.").to_owned()) }
    }

    /// The origin the emulator answers for.
    pub fn demo_origin(&self) -> Option<&str> {
        match self {
            Self::Real => None,
            Self::Demo(emulator) => Some(emulator.origin()),
        }
    }
}

impl Host for World {
    fn now(&self) -> Instant {
        Browser.now()
    }

    async fn sleep(&self, duration: Duration) {
        Browser.sleep(duration).await;
    }

    async fn send(&self, request: Request) -> Result<Response, SendError> {
        match self {
            Self::Demo(emulator) if belongs_to(&request.url, emulator.origin()) => emulator.handle(&request).await,
            Self::Demo(_) => Err(SendError::NotSent("the demo reaches no network".to_owned())),
            Self::Real => Browser.send(request).await,
        }
    }

    fn random(&self) -> [u8; 16] {
        Browser.random()
    }
}

fn belongs_to(url: &str, origin: &str) -> bool {
    url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_emulators_own_origin_goes_to_it() {
        let origin = "http://localhost:8081";
        for (url, belongs) in [
            ("http://localhost:8081/subscriptions", true),
            ("http://localhost:8081", true),
            ("http://localhost:80811/subscriptions", false),
            ("http://localhost:8081.example/", false),
            ("http://localhost:8081@evil.example/", false),
            ("https://management.azure.com/subscriptions", false),
        ] {
            assert_eq!(belongs_to(url, origin), belongs, "{url}");
        }
    }
}
