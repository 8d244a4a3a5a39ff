//! A call to Microsoft.DesktopVirtualization: operation, version, right, resource group, body, then the provider itself.

use host::{Instant, Method, Request, Response};

use super::platform::{LOCATIONS, given_version, no_group, not_allowed, versions};
use super::{rights, schema, stepped_up};
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
    let version = version(operation, url)?;
    stepped_up(caller, request.method)?;
    let (action, scope) = (format!("{NAMESPACE}/{}", operation.action), scope(call));
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
    let body = schema::accept(operation.id, request.body.as_deref())?;
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
        if_match: request.header("If-Match").map(str::to_owned),
        if_none_match: request.header("If-None-Match").map(str::to_owned),
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
    if elsewhere {
        return Err(not_allowed(request));
    }
    let message = format!("The emulator does not know {} '{}'.", request.method, url.path);
    Err(Refusal::gateway(501, "EmulatorDoesNotKnow", message))
}

fn version(operation: &Operation, url: &Url) -> Result<ApiVersion, Refusal> {
    let given = given_version(url)?;
    if let Some(version) = ApiVersion::parse(given).filter(|version| *version >= operation.since) {
        return Ok(version);
    }
    let locations: Vec<&str> = LOCATIONS.iter().map(|(name, _)| *name).collect();
    let message = format!(
        "No registered resource provider found for location '{}' and API version '{given}' for type '{}'. The supported api-versions are \
         '{}'. The supported locations are '{}'.",
        locations[0],
        operation.kind(),
        versions(operation.since).join(", "),
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
