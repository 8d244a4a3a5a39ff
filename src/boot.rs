//! What must be known before anybody can sign in: the configuration of this deployment.

use entra::{Config, ConfigProblem};
use host::{Host, Method, Request};

use crate::browser::{early, location};
use crate::world::World;

/// The configuration's address, beside the app.
const CONFIG: &str = "/config.json";

/// Fetches and reads the configuration; in the demo, makes one that points to the emulator.
///
/// # Errors
/// Everything that is wrong with it, or one problem that says why it could not be fetched.
pub async fn configuration(world: &World) -> Result<Config, Vec<ConfigProblem>> {
    let origin = location::origin();
    let text = match world.demo_origin() {
        Some(emulator) => demo(emulator),
        None => fetched(world, &origin).await.map_err(|problem| vec![problem])?,
    };
    Config::parse(&text, &origin)
}

async fn fetched(world: &World, origin: &str) -> Result<String, ConfigProblem> {
    if let Some(text) = early::configuration().await {
        return Ok(text);
    }
    let answer = world.send(Request::new(Method::Get, format!("{origin}{CONFIG}"))).await;
    match answer {
        Ok(answer) if answer.status == 200 => {
            String::from_utf8(answer.body).map_err(|_| problem("it is not text".to_owned(), "Save the file as UTF-8."))
        }
        Ok(answer) => Err(problem(
            format!("the site answered {} for it", answer.status),
            "Put a config.json beside the index.html of this deployment.",
        )),
        Err(error) => Err(problem(error.to_string(), "Check the connection to this site, then load the page again.")),
    }
}

fn problem(why: String, fix: &str) -> ConfigProblem {
    ConfigProblem { field: "config.json".to_owned(), why, fix: fix.to_owned() }
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
        "arm": { "endpoint": emulator, "audience": emulator },
    }));
    text.unwrap_or_default()
}
