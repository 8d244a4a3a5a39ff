//! A call to Microsoft.DesktopVirtualization: operation, version, right, resource group, body, then the provider itself.

use host::{Instant, Method, Request, Response};

use super::door::lacks;
use super::platform::{LOCATIONS, given_version, no_group, not_allowed};
use super::{rights, schema, stepped_up};
use serde_json::{Value, json};

use crate::World;
use crate::answer::Refusal;
use crate::avd::context::Names;
use crate::avd::table::{OPERATIONS, Operation};
use crate::avd::version::ApiVersion;
use crate::avd::{Context, NAMESPACE, Subscription, SubscriptionState};
use crate::entra::Caller;
use crate::surroundings::{Deed, locks};
use crate::url::Url;

/// Where a call to the provider goes.
pub(super) struct Call {
    pub(super) subscription: Subscription,
    pub(super) group: Option<String>,
    /// What follows the namespace.
    pub(super) rest: Vec<String>,
}

/// Lets the provider answer.
pub(super) fn run(
    world: &mut World,
    now: Instant,
    caller: &Caller,
    request: &Request,
    url: &Url,
    call: &Call,
) -> Result<Response, Refusal> {
    let (operation, mut names) = find(request, url, call)?;
    let version = version(world, operation, url, call)?;
    let (action, scope) = (format!("{NAMESPACE}/{}", operation.action), scope(call));
    stepped_up(world, caller, request.method, &scope)?;
    let writes = !matches!(request.method, Method::Get | Method::Head);
    if writes {
        world.around.deed = Some(Deed { action: action.clone(), scope: scope.clone(), caller: caller.name.clone() });
    }
    rights::check(caller, &action, &scope)?;
    if writes {
        locks::check(&world.around, request.method, &scope)?;
    }
    if writes && call.subscription.state == SubscriptionState::Disabled {
        let message = format!("The subscription '{}' is disabled and therefore marked as read only.", call.subscription.id);
        return Err(Refusal::gateway(409, "ReadOnlyDisabledSubscription", message));
    }
    if let Some(group) = &call.group {
        let known = world.estate.group(&call.subscription.id, group).ok_or_else(|| no_group(group))?;
        names.push(("group", known.1.clone()));
    }
    names.push(("subscription", call.subscription.id.clone()));
    let at = |place: &str| names.iter().find(|(known, _)| *known == place).map_or("", |(_, name)| name.as_str());
    let held = world.estate.find(&crate::avd::pool_id(at("subscription"), at("group"), at("pool")));
    let held = held.filter(|_| operation.resource() == "hostPools").map(|at| &world.estate.pools[at]);
    let held =
        held.map_or(Value::Null, |pool| json!({ "properties": pool.properties, "identity": pool.envelope.get("identity") }));
    let body = schema::accept(operation, version, world.unknown, &held, request.body.as_deref())?;
    let work = world.clock.at(now);
    let mut context = Context {
        estate: &mut world.estate,
        clock: &world.clock,
        now,
        work,
        origin: &world.options.origin,
        version,
        caller,
        url,
        names,
        body,
        pool: None,
    };
    if !context.name("pool").is_empty() {
        pool_name(context.name("pool"))?;
        context.pool =
            context.estate.find(&crate::avd::pool_id(context.name("subscription"), context.name("group"), context.name("pool")));
        if operation.needs_pool() {
            context.pool()?;
        }
    }
    (operation.run)(&mut context)
}

/// The operation of a method and path.
fn find(request: &Request, url: &Url, call: &Call) -> Result<(&'static Operation, Names), Refusal> {
    let mut elsewhere = false;
    for operation in OPERATIONS.iter().filter(|operation| operation.grouped == call.group.is_some()) {
        if let Some(names) = operation.matches(&call.rest) {
            if operation.method == request.method {
                return Ok((operation, names));
            }
            elsewhere = true;
        }
    }
    let azure_has = || LEFT_OUT.iter().any(|(method, kind)| *method == request.method && call.is(kind));
    if elsewhere && !azure_has() {
        return Err(not_allowed(request));
    }
    Err(lacks(request, url))
}

/// Verbs Azure has at paths the emulator knows, and the emulator has not.
pub(crate) const LEFT_OUT: [(Method, &str); 7] = [
    (Method::Put, "applicationGroups"),
    (Method::Patch, "applicationGroups"),
    (Method::Put, "workspaces"),
    (Method::Patch, "workspaces"),
    (Method::Delete, "workspaces"),
    (Method::Put, "scalingPlans"),
    (Method::Delete, "scalingPlans"),
];

impl Call {
    /// Whether it goes to a resource of that type at the top.
    fn is(&self, kind: &str) -> bool {
        self.group.is_some() && self.rest.len() == 2 && self.rest[0].eq_ignore_ascii_case(kind)
    }
}

/// The version of the call, if it is offered. ARM refuses where it knows the resource's place in one way, and a type as such in
/// the other.
fn version(world: &World, operation: &Operation, url: &Url, call: &Call) -> Result<ApiVersion, Refusal> {
    let given = given_version(url)?;
    let offered = operation.versions.and(world.offered);
    if let Some(version) = ApiVersion::parse(given).filter(|version| offered.has(*version)) {
        return Ok(version);
    }
    if call.rest.len() == 1 {
        let message = format!(
            "The resource type '{}' could not be found in the namespace '{NAMESPACE}' for api version '{given}'. The supported \
             api-versions are '{}'.",
            operation.kind(),
            offered.names().join(",")
        );
        return Err(Refusal::gateway(400, "InvalidResourceType", message));
    }
    let locations: Vec<&str> = LOCATIONS.iter().map(|(name, _)| *name).collect();
    let message = format!(
        "No registered resource provider found for location '{}' and API version '{given}' for type '{}'. The supported api-versions are \
         '{}'. The supported locations are '{}'.",
        locations[0],
        operation.kind(),
        offered.names().join(", "),
        locations.join(", ")
    );
    Err(Refusal::gateway(400, "NoRegisteredProviderFound", message))
}

/// The scope the right is needed at.
fn scope(call: &Call) -> String {
    let mut scope = format!("/subscriptions/{}", call.subscription.id);
    if let Some(group) = &call.group {
        scope.push_str(&format!("/resourceGroups/{group}"));
    }
    if call.rest.len() > 1 {
        // The resource: pairs of type and name, without an action at the end.
        let whole = call.rest.len() / 2 * 2;
        scope.push_str(&format!("/providers/{NAMESPACE}/{}", call.rest[..whole].join("/")));
    }
    scope
}

/// 3 to 64 characters of `[A-Za-z0-9@.\-_ ]` (path parameter `hostPoolName`).
fn pool_name(name: &str) -> Result<(), Refusal> {
    let fits = name.chars().all(|c| c.is_ascii_alphanumeric() || "@.-_ ".contains(c));
    if fits && (3..=64).contains(&name.chars().count()) {
        return Ok(());
    }
    let message =
        format!("The host pool name '{name}' is invalid: 3 to 64 characters, letters, digits, '@', '.', '-', '_' and space.");
    Err(Refusal::new(400, "InvalidResourceName", message).about("hostPoolName"))
}
