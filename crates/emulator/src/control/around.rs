//! Verbs that change the world behind the console's back: somebody else's write, a lock, a quota, a right taken away.

use host::{Instant, Method, Request};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Mistake, read};
use crate::World;
use crate::arm::{self, Demand, buckets::Buckets};
use crate::avd::merge;
use crate::avd::structure::Unknown;
use crate::avd::version::{ApiVersion, Versions};
use crate::entra::{self, Caller, TENANT_ID};

/// Versions for a call that names none.
const LATEST: [(&str, &str); 2] = [("microsoft.desktopvirtualization", "2026-04-01-preview"), ("", "2022-12-01")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    user: String,
    method: String,
    path: String,
    body: Option<Value>,
}

/// `POST as`: one request to ARM as another person would send it, rules and activity log included.
pub(super) fn act(world: &mut World, now: Instant, request: &Request) -> Result<Value, Mistake> {
    let Act { user, method, path, body } = read(request)?;
    act_as(world, now, &user, &method, &path, body.as_ref()).map_err(Mistake::Body)
}

/// The same without a request to the control plane; the error says what cannot be.
pub(crate) fn act_as(
    world: &mut World,
    now: Instant,
    user: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Result<Value, String> {
    let person = entra::find(user).ok_or_else(|| format!("nobody is called {user}"))?;
    let method = Method::parse(&method.to_uppercase()).ok_or_else(|| format!("no method is called {method}"))?;
    let mut url = format!("{}{path}", world.options.origin);
    if !path.contains("api-version=") {
        let version =
            LATEST.iter().find(|(namespace, _)| path.to_lowercase().contains(namespace)).map_or("", |(_, version)| version);
        url.push_str(&format!("{}api-version={version}", if path.contains('?') { '&' } else { '?' }));
    }
    let mut sent = Request::new(method, url);
    if let Some(body) = body {
        sent = sent.with_body("application/json", body.to_string().into_bytes());
    }
    let caller = Caller {
        persona: person.persona,
        name: person.upn.to_owned(),
        object_id: person.object_id.to_owned(),
        tenant_id: TENANT_ID.to_owned(),
        client_id: "another client".to_owned(),
        stepped_up: true,
        denied: world.around.denied_to(person.object_id),
    };
    world.work(now);
    let answer = arm::handle_as(world, now, &caller, &sent);
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    Ok(json!({ "status": answer.status, "body": body }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    id: String,
    merge: Value,
}

/// `POST edit`: merges JSON into a resource around the pools, or a pool's own envelope and properties, without any rule. A resource
/// that is not there is made, `null` takes it away.
pub(super) fn edit(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Edit { id, merge: given } = read(request)?;
    let given = match given {
        Value::Object(map) => map,
        Value::Null => {
            return world.around.store.remove(&id).map(|_| ()).ok_or_else(|| Mistake::Body(format!("{id} is not there")));
        }
        _ => return Err(Mistake::Body("merge is an object or null".to_owned())),
    };
    if let Some(at) = world.estate.find(&id) {
        let pool = &mut world.estate.pools[at];
        let (properties, envelope): (Map<_, _>, Map<_, _>) = given.into_iter().partition(|(name, _)| name == "properties");
        merge(&mut pool.envelope, envelope);
        if let Some(Value::Object(properties)) = properties.into_iter().next().map(|(_, value)| value) {
            merge(&mut pool.properties, properties);
        }
        return Ok(());
    }
    let mut item = world.around.store.get(&id).and_then(Value::as_object).cloned().unwrap_or_default();
    item.insert("id".to_owned(), json!(id));
    merge(&mut item, given);
    world.around.store.put(Value::Object(item));
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    scope: String,
    #[serde(default = "can_not_delete")]
    level: String,
}

fn can_not_delete() -> String {
    "CanNotDelete".to_owned()
}

/// `POST lock` and `DELETE lock`: a lock on a scope, its name always the same.
pub(super) fn lock(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Lock { scope, level } = read(request)?;
    let id = format!("{scope}/providers/Microsoft.Authorization/locks/emulator");
    if request.method == Method::Delete {
        world.around.store.remove(&id);
    } else {
        world.around.store.put(json!({ "id": id, "properties": { "level": level, "notes": "Set by the control plane." } }));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GraphState {
    frozen: Option<bool>,
    silent: Option<Vec<String>>,
    cut: Option<usize>,
    unlimited: Option<bool>,
}

/// `POST graph`: from now on Resource Graph shows what is now (`frozen`), until it is told to go on; says nothing of what is in these
/// scopes (`silent`); gives so many rows and no more (`cut`, 0 for all); refuses nobody for the pace (`unlimited`).
pub(super) fn graph(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let GraphState { frozen, silent, cut, unlimited } = read::<GraphState>(request)?;
    if let Some(frozen) = frozen {
        world.graph.freeze(frozen.then_some(&*world.estate.pools));
    }
    if let Some(silent) = silent {
        world.graph.silent = silent.iter().map(|scope| scope.to_lowercase()).collect();
    }
    if let Some(cut) = cut {
        world.graph.cut = Some(cut).filter(|cut| *cut > 0);
    }
    if let Some(unlimited) = unlimited {
        world.graph.unlimited = unlimited;
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offered {
    /// These are withdrawn; all others are offered.
    withdrawn: Option<Vec<String>>,
    /// What is done with a property its version does not know: `refused`, `ignored`, or `kept` if no version knows it.
    unknown: Option<String>,
}

/// `POST versions`: which api-versions the provider no longer offers, and what it does with a property a version does not know.
pub(super) fn versions(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Offered { withdrawn, unknown } = read(request)?;
    if let Some(withdrawn) = withdrawn {
        let mut offered = Versions::ALL;
        for name in withdrawn {
            let version = ApiVersion::parse(&name).ok_or_else(|| Mistake::Body(format!("there is no version {name}")))?;
            offered = offered.without(version);
        }
        world.offered = offered;
    }
    if let Some(word) = unknown {
        world.unknown = match word.as_str() {
            "refused" => Unknown::Refused,
            "ignored" => Unknown::Ignored,
            "kept" => Unknown::Kept,
            _ => return Err(Mistake::Body("unknown is refused, ignored or kept".to_owned())),
        };
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spelling {
    /// `azure` or `policy`.
    by: String,
    #[serde(default)]
    header: bool,
}

/// `POST mfa-demand`: who demands multifactor authentication of Mia's writes, and whether the claims are in a header.
pub(super) fn mfa_demand(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Spelling { by, header } = read(request)?;
    let policy = match by.as_str() {
        "azure" => false,
        "policy" => true,
        _ => return Err(Mistake::Body("by is azure or policy".to_owned())),
    };
    world.demand = Demand { policy, header };
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enforced {
    enforced: bool,
}

/// `POST buckets`: from now on a person who asks too much of a subscription is refused.
pub(super) fn buckets(world: &mut World, request: &Request) -> Result<(), Mistake> {
    world.buckets = Buckets::full(read::<Enforced>(request)?.enforced);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quota {
    subscription: String,
    location: String,
    /// A family, or `cores`.
    name: String,
    limit: u64,
}

/// `POST quota`: a vCPU limit.
pub(super) fn quota(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Quota { subscription, location, name, limit } = read(request)?;
    world.around.limit(&subscription, &location, &name, limit);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Addresses {
    subnet: String,
    /// How many of them others have.
    taken: u64,
}

/// `POST addresses`: how much of a subnet is taken by others.
pub(super) fn addresses(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Addresses { subnet, taken } = read(request)?;
    world.around.taken.insert(subnet.to_lowercase(), taken);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deny {
    user: String,
    /// An action, `*` for any text.
    action: String,
    /// Where and below; everywhere when absent.
    #[serde(default)]
    scope: String,
}

/// `POST deny`: takes an action from a person. It is refused from now on and not among their permissions.
pub(super) fn deny(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Deny { user, action, scope } = read(request)?;
    let person = entra::find(&user).ok_or_else(|| Mistake::Body(format!("nobody is called {user}")))?;
    world.around.denied.push((person.object_id.to_owned(), action, scope.to_lowercase()));
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Host {
    id: String,
    /// How many of its next updates fail.
    fails: Option<u8>,
    /// Whether the next failure cannot be rolled back.
    sticks: Option<bool>,
}

/// `POST host`: what becomes of a session host in the next update.
pub(super) fn host(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Host { id, fails, sticks } = read(request)?;
    let unknown = || Mistake::Body(format!("{id} is no session host"));
    // Without case: ids come in small letters, and as somebody wrote them.
    let at = id.to_lowercase().find("/sessionhosts/").ok_or_else(unknown)?;
    let (pool, name) = (&id[..at], &id[at + "/sessionhosts/".len()..]);
    let at = world.estate.find(pool).ok_or_else(unknown)?;
    let host = world.estate.pools[at].hosts.named_mut(name).ok_or_else(unknown)?;
    host.fails = fails.unwrap_or(host.fails);
    host.sticks = sticks.unwrap_or(host.sticks);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stillborn {
    pool: String,
    count: usize,
}

/// `POST stillborn`: how many of the hosts a pool makes next never register.
pub(super) fn stillborn(world: &mut World, request: &Request) -> Result<(), Mistake> {
    let Stillborn { pool, count } = read(request)?;
    let at = world.estate.find(&pool).ok_or_else(|| Mistake::Body(format!("{pool} is no host pool")))?;
    world.estate.pools[at].stillborn = count;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Break {
    pool: Option<String>,
}

/// `POST break`: an available host of the pool, or of the first pool that has one, goes down, and its next update fails.
pub(super) fn break_host(world: &mut World, now: Instant, request: &Request) -> Result<Value, Mistake> {
    let Break { pool } = read(request)?;
    let pools = match &pool {
        Some(id) => {
            let at = world.estate.find(id).ok_or_else(|| Mistake::Body(format!("{id} is no host pool")))?;
            at..=at
        }
        None => 0..=world.estate.pools.len().saturating_sub(1),
    };
    for pool in world.estate.pools.get_mut(pools).into_iter().flatten() {
        let id = pool.id();
        // Without a look at all: the hosts of a large fleet are made when somebody does.
        if let Some(host) = pool.hosts.all_mut().iter_mut().find(|host| host.status == "Available") {
            host.turn("Unavailable", now);
            host.fails = 1;
            return Ok(json!({ "pool": id, "host": host.name }));
        }
    }
    Err(Mistake::Body("No session host is available.".to_owned()))
}
