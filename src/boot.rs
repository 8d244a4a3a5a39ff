//! What must be known before anybody can sign in: the configuration of this deployment.

use entra::{Config, ConfigProblem};
use host::{Host, Method, Request};

use crate::browser::{early, location};
use crate::world::World;

/// The configuration's address, beside the app.
const CONFIG: &str = "/config.json";

/// Why there is no configuration. What is wrong in words is for the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The file as it is.
    File(String),
    /// The file is not text.
    NotText,
    /// The site answered this for it.
    Status(u16),
    /// The site gave no answer.
    Unreachable(String),
}

impl Unusable {
    /// Whether it says something about the network and what stands in it, not about this deployment: no answer, an error of a gateway, a
    /// page in place of the file.
    pub fn is_on_the_way(&self) -> bool {
        match self {
            Self::File(text) => text.trim_start().starts_with('<'),
            Self::NotText => false,
            Self::Status(status) => *status != 404,
            Self::Unreachable(_) => true,
        }
    }

    /// Names in the file that mean nothing: one may be misspelt.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Self::File(text) => Config::notes_on(text),
            _ => Vec::new(),
        }
    }

    /// All that is wrong.
    pub fn problems(&self) -> Vec<ConfigProblem> {
        let problem = |why: String, fix: &str| vec![ConfigProblem { field: "config.json".to_owned(), why, fix: fix.to_owned() }];
        match self {
            Self::File(_) if self.is_on_the_way() => problem(
                "a web page was returned instead".to_owned(),
                "If the network or proxy asks you to sign in, do that, then reload.",
            ),
            Self::File(text) => Config::parse(text, &location::origin()).err().unwrap_or_default(),
            Self::NotText => problem("it isn't text".to_owned(), "Save the file as UTF-8."),
            Self::Status(status) if self.is_on_the_way() => {
                let why = format!("HTTP {status} was returned instead");
                problem(why, "A proxy, a gateway or the site's host returned this. Reload in a minute, or try another network.")
            }
            Self::Status(status) => {
                let why = format!("the site returned {status} for it");
                problem(why, "Put a config.json next to this deployment's index.html.")
            }
            Self::Unreachable(why) => problem(why.clone(), "Check your connection to this site, then reload the page."),
        }
    }
}

/// Fetches and reads the configuration; in the demo, makes one that points to the emulator.
///
/// # Errors
/// Why it cannot be used.
pub async fn configuration(world: &World) -> Result<Config, Unusable> {
    let origin = location::origin();
    let text = match world.demo_origin() {
        Some(emulator) => demo(emulator),
        None => fetched(world, &origin).await?,
    };
    Config::read(&text, &origin).ok_or(Unusable::File(text))
}

async fn fetched(world: &World, origin: &str) -> Result<String, Unusable> {
    if let Some(text) = early::configuration().await {
        return Ok(text);
    }
    let answer = world.send(Request::new(Method::Get, [origin, CONFIG].concat())).await;
    match answer {
        Ok(answer) if answer.status == 200 => String::from_utf8(answer.body).map_err(|_| Unusable::NotText),
        Ok(answer) => Err(Unusable::Status(answer.status)),
        Err(error) => Err(Unusable::Unreachable(error.to_string())),
    }
}

/// A configuration for the emulator in this page. The client id is the one its directory knows.
fn demo(emulator: &str) -> String {
    let host = emulator.split_once("://").map_or(emulator, |(_, host)| host);
    let text = serde_json::to_string(&serde_json::json!({
        "auth": {
            "clientId": "00000000-0000-4000-8000-0000000000de",
            "authority": format!("{emulator}/contoso.example"),
            "knownAuthorities": [host],
            "redirectUri": "/auth/redirect.html",
            "postLogoutRedirectUri": "/",
        },
        "arm": { "endpoint": emulator, "audience": emulator, "knownEndpoints": [emulator] },
    }));
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_on_the_way_is_not_blamed_on_the_deployment() {
        for (why, on_the_way) in [
            (Unusable::File("<!doctype html>".to_owned()), true),
            (Unusable::File("\n <html>".to_owned()), true),
            (Unusable::File("{}".to_owned()), false),
            (Unusable::File(String::new()), false),
            (Unusable::NotText, false),
            (Unusable::Status(404), false),
            (Unusable::Status(302), true),
            (Unusable::Status(407), true),
            (Unusable::Status(503), true),
            (Unusable::Unreachable("no answer".to_owned()), true),
        ] {
            assert_eq!(why.is_on_the_way(), on_the_way, "{why:?}");
        }
    }
}
