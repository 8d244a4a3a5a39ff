//! The control plane under `/_emulator/`: verbs no real service has, for tests and for use by hand.
//!
//! `POST advance {minutes}` · `fault {fault, path, …}` (`DELETE` clears) · `reset` · `expire-tokens` · `revoke {user}` ·
//! `headers {expose}` · `speed {speed}` · `token-lifetime {minutes}` · `entra-error {error, code}` ·
//! `GET state` · `GET log?path=&method=` (`DELETE` clears) · behind the console's back: `as {user, method, path, body}` ·
//! `edit {id, merge}` · `lock {scope, level}` (`DELETE` unlocks) · `quota {…}` · `addresses {…}` · `deny {user, action, scope}`
//! (`DELETE` gives all back) · `host {id, fails, sticks}` · `stillborn {pool, count}` · `break {pool}` · `graph {frozen, silent, cut}` ·
//! `buckets {enforced}` · `versions {withdrawn, unknown}` · `mfa-demand {by, header}`.

mod around;
mod log;

use host::{Duration, Instant, Method, Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) use around::act_as as act;
pub(crate) use log::Log;

use crate::World;
use crate::answer::json_of;
use crate::cors::Exposure;
use crate::entra::{self, Aadsts};
use crate::fault::Rule;
use crate::url::Url;

/// Answers a request to the control plane.
pub(crate) fn handle(world: &mut World, now: Instant, request: &Request) -> Response {
    match answer(world, now, request) {
        Ok(body) => json_of(200, &body),
        Err(Mistake::Unknown) => json_of(404, &json!({ "error": "The emulator's control plane has no such verb." })),
        Err(Mistake::Body(why)) => json_of(400, &json!({ "error": why })),
    }
}

/// What `GET /_emulator/` lists.
const VERBS: [&str; 28] = [
    "GET state",
    "GET log?path=&method=",
    "DELETE log",
    "POST fault {fault: {kind, …}, path, method, after, times, chance}",
    "DELETE fault",
    "POST advance {minutes, seconds}",
    "POST speed {speed}",
    "POST reset",
    "POST expire-tokens",
    "POST revoke {user}",
    "POST headers {expose: none | location | all}",
    "POST token-lifetime {minutes}",
    "POST entra-error {error, code, message}",
    "POST as {user, method, path, body}",
    "POST edit {id, merge}",
    "POST lock {scope, level: CanNotDelete | ReadOnly}",
    "DELETE lock {scope}",
    "POST quota {subscription, location, name: family | cores, limit}",
    "POST addresses {subnet, taken}",
    "POST deny {user, action, scope}",
    "DELETE deny",
    "POST host {id, fails, sticks}",
    "POST stillborn {pool, count}",
    "POST break {pool}",
    "POST graph {frozen, silent: [scope], cut}",
    "POST buckets {enforced}",
    "POST versions {withdrawn: [api-version], unknown: refused | ignored | kept}",
    "POST mfa-demand {by: azure | policy, header}",
];

enum Mistake {
    Unknown,
    Body(String),
}

#[derive(Deserialize)]
struct Advance {
    #[serde(default)]
    minutes: f64,
    #[serde(default)]
    seconds: f64,
}

#[derive(Deserialize)]
struct Headers {
    expose: String,
}

#[derive(Deserialize)]
struct Speed {
    speed: f64,
}

#[derive(Deserialize)]
struct Lifetime {
    minutes: f64,
}

#[derive(Deserialize)]
struct Revoke {
    user: Option<String>,
}

#[derive(Deserialize)]
struct EntraError {
    error: String,
    code: u32,
    message: Option<String>,
}

fn answer(world: &mut World, now: Instant, request: &Request) -> Result<Value, Mistake> {
    let url = Url::parse(&request.url);
    let verb = url.path.trim_start_matches("/_emulator/");
    match (request.method, verb) {
        (Method::Get, "") => return Ok(json!(VERBS)),
        (Method::Get | Method::Post, "state") => return Ok(state(world, now)),
        (Method::Get, "log") => return Ok(json!(world.log.find(url.param("path"), url.param("method")))),
        (Method::Delete, "log") => world.log.clear(),
        (Method::Delete, "fault") => world.faults.clear(),
        (Method::Post, "fault") => read::<Rules>(request)?.into_iter().for_each(|rule| world.faults.add(rule)),
        (Method::Post, "advance") => {
            let Advance { minutes, seconds } = read(request)?;
            world.advance(now, span(minutes * 60.0 + seconds)?);
        }
        (Method::Post, "reset") => world.reset(now),
        (Method::Post, "expire-tokens") => world.directory.expire_tokens(),
        (Method::Post, "revoke") => revoke(world, read(request)?)?,
        (Method::Post, "headers") => {
            let word = read::<Headers>(request)?.expose;
            world.exposure = Exposure::parse(&word).ok_or_else(|| Mistake::Body("expose is none, location or all".to_owned()))?;
        }
        (Method::Post, "as") => return around::act(world, now, request),
        (Method::Post, "edit") => around::edit(world, request)?,
        (Method::Post | Method::Delete, "lock") => around::lock(world, request)?,
        (Method::Post, "quota") => around::quota(world, request)?,
        (Method::Post, "addresses") => around::addresses(world, request)?,
        (Method::Post, "deny") => around::deny(world, request)?,
        (Method::Delete, "deny") => world.around.denied.clear(),
        (Method::Post, "host") => around::host(world, request)?,
        (Method::Post, "break") => return around::break_host(world, now, request),
        (Method::Post, "stillborn") => around::stillborn(world, request)?,
        (Method::Post, "graph") => around::graph(world, request)?,
        (Method::Post, "buckets") => around::buckets(world, request)?,
        (Method::Post, "versions") => around::versions(world, request)?,
        (Method::Post, "mfa-demand") => around::mfa_demand(world, request)?,
        (Method::Post, "speed") => world.clock.set_speed(now, read::<Speed>(request)?.speed),
        (Method::Post, "token-lifetime") => {
            world.directory.lifetime = Some(span(read::<Lifetime>(request)?.minutes * 60.0)?);
        }
        (Method::Post, "entra-error") => {
            let EntraError { error, code, message } = read(request)?;
            let text = message.unwrap_or_else(|| "The emulator was told to answer so.".to_owned());
            world.directory.next_error = Some(Aadsts::new(&error, code, text));
        }
        _ => return Err(Mistake::Unknown),
    }
    Ok(json!({ "done": verb }))
}

/// One rule or several.
type Rules = OneOrMany<Rule>;

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    fn into_iter(self) -> std::vec::IntoIter<T> {
        match self {
            Self::Many(all) => all,
            Self::One(one) => vec![one],
        }
        .into_iter()
    }
}

fn revoke(world: &mut World, Revoke { user }: Revoke) -> Result<(), Mistake> {
    let chosen: Vec<_> = match &user {
        Some(upn) => vec![entra::find(upn).ok_or_else(|| Mistake::Body(format!("nobody is called {upn}")))?],
        None => entra::PEOPLE.iter().collect(),
    };
    chosen.into_iter().for_each(|person| world.directory.revoke(person));
    Ok(())
}

fn state(world: &World, now: Instant) -> Value {
    json!({
        "now": now.to_rfc3339(),
        "work": world.clock.at(now).to_rfc3339(),
        "speed": world.clock.speed(),
        "origin": world.options.origin,
        "seed": world.options.seed,
        "expose": world.exposure.as_str(),
        "faults": world.faults.open(),
        "tokensIssued": world.directory.issued(),
        "requests": world.log.requests,
        "preflights": world.log.preflights,
        "log": world.log.find(None, None),
    })
}

/// An empty body is an empty object.
fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Mistake> {
    let body = request.body.as_deref().filter(|body| !body.is_empty()).unwrap_or(b"{}");
    serde_json::from_slice(body).map_err(|why| Mistake::Body(why.to_string()))
}

fn span(seconds: f64) -> Result<Duration, Mistake> {
    Duration::try_from_secs_f64(seconds).map_err(|why| Mistake::Body(why.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::Options;

    const NOW: Instant = Instant::from_seconds(1_800_000_000);

    fn call(world: &mut World, method: Method, verb: &str, body: &Value) -> (u16, Value) {
        let url = format!("http://localhost:8081/_emulator/{verb}");
        let answer = world.handle(NOW, &Request::new(method, url).with_body("application/json", body.to_string().into_bytes()));
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    fn world() -> World {
        World::new(Options { speed: 0.0, ..Options::default() }, NOW)
    }

    /// What can be ordered is described where a person looks for it.
    #[test]
    fn every_verb_and_every_fault_is_in_the_documentation() {
        let document = include_str!("../../../docs/emulator.md");
        // Serde names the kinds it knows when it is given another one.
        let unknown = serde_json::from_value::<crate::fault::Fault>(json!({ "kind": "?" })).unwrap_err().to_string();
        let kinds: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert!(kinds.len() > 15, "{unknown}");
        let missing: Vec<&str> = kinds.into_iter().filter(|kind| !document.contains(&format!("`{kind}"))).collect();
        assert!(missing.is_empty(), "faults: {missing:?}");
        // These explain themselves and are in `GET /_emulator/`.
        let plain = [
            "state",
            "log",
            "fault",
            "advance",
            "speed",
            "reset",
            "expire-tokens",
            "revoke",
            "headers",
            "token-lifetime",
            "entra-error",
        ];
        let verbs = VERBS.iter().filter_map(|line| line.split([' ', '?']).nth(1)).filter(|verb| !plain.contains(verb));
        let missing: Vec<&str> = verbs.filter(|verb| !document.contains(&format!("| `{verb}`"))).collect();
        assert!(missing.is_empty(), "verbs: {missing:?}");
    }

    #[test]
    fn advances_work_and_not_the_wall() {
        let mut world = world();
        assert_eq!(call(&mut world, Method::Post, "advance", &json!({ "minutes": 90 })).0, 200);
        let (_, state) = call(&mut world, Method::Get, "state", &json!({}));
        assert_eq!(state["now"], NOW.to_rfc3339());
        assert_eq!(state["work"], (NOW + Duration::from_secs(5400)).to_rfc3339());
        assert_eq!(call(&mut world, Method::Post, "advance", &json!({ "minutes": -1 })).0, 400);
    }

    /// A host that was available goes down, in the pool that is named or else in the first that has one; when none is left it says so.
    #[test]
    fn breaks_one_available_host_after_the_other() {
        let mut world = world();
        let available = |world: &World| {
            let hosts = world.estate.pools.iter().flat_map(|pool| pool.hosts.all());
            hosts.filter(|host| host.status == "Available").count()
        };
        let before = available(&world);
        let (status, broken) = call(&mut world, Method::Post, "break", &json!({}));
        assert_eq!((status, available(&world)), (200, before - 1));
        let pool = broken["pool"].as_str().unwrap().to_owned();
        let name = broken["host"].as_str().unwrap().to_owned();
        let at = world.estate.find(&pool).unwrap();
        let host = world.estate.pools[at].hosts.named(&name).unwrap();
        assert_eq!((host.status, host.fails, host.status_since), ("Unavailable", 1, NOW));
        while call(&mut world, Method::Post, "break", &json!({ "pool": pool })).0 == 200 {}
        let at = world.estate.find(&pool).unwrap();
        assert!(world.estate.pools[at].hosts.all().iter().all(|host| host.status != "Available"));
        assert_eq!(call(&mut world, Method::Post, "break", &json!({ "pool": "/nowhere" })).0, 400);
    }

    #[test]
    fn logs_requests_without_secrets() {
        let mut world = world();
        let request = Request::new(Method::Post, "http://localhost:8081/subscriptions/s/x?api-version=1&sig=secret")
            .with_header("Authorization", "Bearer secret")
            .with_body("application/json", b"{\"password\":\"secret\"}".to_vec());
        world.handle(NOW, &request);
        let (_, log) = call(&mut world, Method::Get, "log?path=/SUBSCRIPTIONS/s&method=post", &json!({}));
        assert_eq!(log[0]["path"], "/subscriptions/s/x");
        assert_eq!((&log[0]["apiVersion"], &log[0]["bodyBytes"]), (&json!("1"), &json!(21)));
        assert!(!log.to_string().contains("secret"));
        call(&mut world, Method::Delete, "log", &json!({}));
        assert_eq!(call(&mut world, Method::Get, "log", &json!({})).1, json!([]));
    }

    #[test]
    fn steers_faults_and_headers() {
        let mut world = world();
        let rule = json!({ "fault": { "kind": "throttled", "retryAfter": 3 }, "path": "/subscriptions" });
        assert_eq!(call(&mut world, Method::Post, "fault", &rule).0, 200);
        assert_eq!(call(&mut world, Method::Post, "fault", &json!([rule])).0, 200);
        let get = Request::new(Method::Get, "http://localhost:8081/subscriptions?api-version=2022-12-01");
        assert_eq!(world.handle(NOW, &get).status, 429);
        call(&mut world, Method::Delete, "fault", &json!({}));
        assert_ne!(world.handle(NOW, &get).status, 429);
        for (word, status) in [("none", 200), ("all", 200), ("some", 400)] {
            assert_eq!(call(&mut world, Method::Post, "headers", &json!({ "expose": word })).0, status, "{word}");
        }
        assert_eq!(call(&mut world, Method::Post, "nothing", &json!({})).0, 404);
        assert_eq!(call(&mut world, Method::Post, "revoke", &json!({ "user": "nobody" })).0, 400);
    }
}
